"""The pool: the same answers as one process, whatever happens to a worker."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time

import pytest

from tests.frontends.conftest import FIXED, SAMPLE


@pytest.fixture
def many(tmp_path):
    for number in range(40):
        (tmp_path / f"m{number:02}.py").write_text(SAMPLE if number % 3 else "x = 1\n")
    return tmp_path


def test_a_pool_answers_as_one_process_does(cli, many):
    alone = cli("check", "--jobs", "1")
    assert cli("check", "--jobs", "2").out == alone.out
    assert "Found 26 places in 26 of 40 files" in alone.out


def test_a_pool_fixes(cli, many):
    assert cli("fix", "--jobs", "2", "--statistics").lines[-1] == "Fixed 26 places in 26 files; 0 places left."
    assert (many / "m01.py").read_text() == FIXED


def test_a_worker_that_dies_costs_its_file_only(cli, many):
    (many / "m20.py").write_text("# die here\n")
    result = cli("check", "--jobs", "2")
    assert result.err == "error: m20.py: the process that examined this file died; left as it was\n"
    assert "Found 25 places in 25 of 39 files" in result.out
    assert result.code == 2


def test_progress_is_shown_on_a_terminal_only(many):
    command = [sys.executable, "-m", "uncopy", "check"]
    piped = subprocess.run(command, capture_output=True, check=False)
    assert piped.stderr == b""
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs)
        os.close(theirs)
        out, _ = running.communicate(timeout=60)
        assert b"/40" in terminal.read(100_000)
    assert out == piped.stdout


def test_ctrl_c_ends_cleanly(tmp_path):
    script = tmp_path / "slow.py"
    script.write_text(
        "import os, signal, sys, time\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell ignores it for what runs behind
        "from uncopy import engine\n"
        "def check(source, path, config):\n"
        "    os.write(2, b'begun\\n')\n"
        "    time.sleep(60)\n"
        "engine.check = check\n"
        "from uncopy.frontends.cli import main\n"
        "sys.argv = ['uncopy', 'check', 'pkg', '-j', '2']\n"
        "main()\n"
    )
    (tmp_path / "pkg").mkdir()
    for number in range(40):
        (tmp_path / "pkg" / f"m{number}.py").touch()
    running = subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        assert running.stderr.readline() == "begun\n"
        start = time.monotonic()
        os.killpg(running.pid, signal.SIGINT)  # as a terminal does: to the parent and its workers
        out, err = running.communicate(timeout=30)
    finally:
        running.kill()
        running.wait()
        running.stdout.close()
        running.stderr.close()
    assert time.monotonic() - start < 10
    assert running.returncode == 130
    assert out == ""
    assert err.replace("begun\n", "").strip() == "Interrupted."
