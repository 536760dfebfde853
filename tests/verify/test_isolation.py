"""Whatever user code does to its process, the call gets a verdict, the next call gets its own, and nothing is left."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

import pytest

from uncopy.verify import Report, verify_sources

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes and limits as Linux has them")

# name: (body of the new version, verdict, what is said)
DEEDS = {
    "leaves": ("os._exit(3)", "error", "exited with status 3"),
    "segfaults": ("ctypes.string_at(0)", "error", "ended by signal 11"),
    "segfaults in a thread": (
        "t = threading.Thread(target=ctypes.string_at, args=(0,)); t.start(); t.join()", "error", "signal 11",
    ),
    "aborts": ("os.abort()", "error", "ended by signal 6"),
    "kills itself": ("os.kill(os.getpid(), 9)", "error", "ended by signal 9"),
    "kills its group": ("os.kill(0, 9)", "error", "ended by signal 9"),
    "hangs": ("while True: pass", "error", "did not end within"),
    "hangs in C": ("import time; time.sleep(1000)", "error", "did not end within"),
    "asks": ("input()", "different", "EOFError"),
    "takes all memory": ("kept = []\nwhile True: kept.append(np.ones(1 << 20))", "error", "out of memory"),
    "prints without end": ("while True: print('x' * 1000)", "error", "printed without end"),
    "writes without end": ("while True: os.write(1, b'x' * 100_000)", "error", "printed without end"),
    "writes errors without end": ("while True: os.write(2, b'x' * 100_000)", "different", "OSError"),
    "begins an endless writer": ("subprocess.run(['yes'])", "error", "printed without end"),
    "fills the disk": ("with open('f', 'wb') as f:\n    while True: f.write(bytes(1 << 20))", "different", "OSError"),
    "recurses": ("def g(): g()\ng()", "different", "RecursionError"),
    "forks and comes back twice": ("os.fork() and os.wait()\nreturn 1", "equivalent", None),
    "forks and crashes there": ("os.fork() or os.abort()\nos.wait()\nreturn 1", "equivalent", None),
    "leaves a process": ("subprocess.Popen(['sleep', '1000'])\nreturn 1", "equivalent", None),
    "leaves a process of another session": (
        "subprocess.Popen(['sleep', '1000'], start_new_session=True)\nreturn 1", "equivalent", None,
    ),
    "leaves a daemon": (
        "if not os.fork():\n    os.setsid()\n    os.fork() or spin()\n    os._exit(0)\nreturn 1",
        "equivalent", None,
    ),
    "sets an alarm": ("signal.alarm(1)\nreturn 1", "equivalent", None),
    "closes its output": ("os.close(1)\nreturn 1", "equivalent", None),
    "takes sys.stdout away": ("sys.stdout = None\nreturn 1", "equivalent", None),
    "goes elsewhere": ("os.chdir('/')\nreturn 1", "different", "os.getcwd()"),
    "goes where nothing is": (
        "os.mkdir('d'); os.chdir('d'); os.rmdir('../d')\nreturn 1", "different", "os.getcwd()",
    ),
    "lowers the limit of recursion": ("sys.setrecursionlimit(200)\nreturn 1", "different", "recursionlimit"),
    "leaves files": ("open('left', 'w').close()\nreturn 1", "different", "file 'left'"),
    "leaves temporary files": ("tempfile.mkstemp()\nreturn 1", "equivalent", None),
    "exits": ("sys.exit(0)", "different", "SystemExit"),
    "exits in a thread": (
        "t = threading.Thread(target=sys.exit); t.start(); t.join()\nreturn 1", "equivalent", None,
    ),
    "leaves a thread": ("threading.Thread(target=spin).start()\nreturn 1", "equivalent", None),
}  # fmt: skip

HEAD = """
import ctypes, os, signal, subprocess, sys, tempfile, threading
import numpy as np
import sibling
def spin():
    while True: pass
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("user")


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scratch")


@pytest.fixture(scope="module")
def report(place: Path, scratch: Path) -> Report:
    (place / "sibling.py").write_text("")
    for name, bodies in (("old", ["return 1"] * len(DEEDS)), ("new", [body for body, _, _ in DEEDS.values()])):
        defs = [
            f"def f{i}():\n{textwrap.indent(body, '    ')}\ndef next{i}():\n    return {i}"
            for i, body in enumerate(bodies)
        ]
        (place / f"{name}.py").write_text(HEAD + "\n".join(defs))
    calls = [f"    yield {name!r}, 'f{i}', ()\n    yield 'after', 'next{i}', ()" for i, name in enumerate(DEEDS)]
    (place / "cases.py").write_text("def cases(module):\n" + "\n".join(calls))
    paths = [place / f"{name}.py" for name in ("old", "new", "cases")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(scratch))
        return verify_sources(*paths, weigh=False, timeout=6, memory=1 << 29)


@pytest.mark.parametrize("deed", DEEDS)
def test_each_deed_has_its_verdict(report: Report, deed: str) -> None:
    _, verdict, says = DEEDS[deed]
    call = next(call for call in report.calls if call.label == deed)
    assert call.verdict == verdict, call.difference
    assert says is None or says in str(call.difference)


def test_every_next_call_is_judged(report: Report) -> None:
    after = [call for call in report.calls if call.label == "after"]
    assert [call.difference for call in after if call.verdict != "equivalent"] == []
    assert len(after) == len(DEEDS)


def test_the_user_s_folder_stays_as_it_was(report: Report, place: Path) -> None:
    assert sorted(path.name for path in place.rglob("*")) == ["cases.py", "new.py", "old.py", "sibling.py"]


def test_no_process_and_no_file_is_left(report: Report, scratch: Path) -> None:
    assert list(scratch.iterdir()) == []
    marked = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                marked.append(str(scratch).encode() in (process / "environ").read_bytes() and _alive(process))
            except OSError:
                continue
    assert not any(marked)


def _alive(process: Path) -> bool:
    return ") Z" not in (process / "stat").read_text()


def test_a_child_that_lost_its_parent_stops(tmp_path: Path) -> None:
    """Without the parent's time limit there is that of CPU time."""
    code = """
        import os, time
        from uncopy.verify.limits import limit_cpu
        limit_cpu(0.1)
        while True: pass
    """
    start = time.monotonic()
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=False)
    assert done.returncode == -24
    assert time.monotonic() - start < 30 * (os.cpu_count() or 1)
