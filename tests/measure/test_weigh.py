"""What the meter says beyond the peak: bytes in all, and what its figures leave out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

CHILD = """
import contextlib, json, sys
import numpy as np
from uncopy.measure import elides, weigh
n = 1 << 17
a, b, M = np.ones(n), np.ones(n), np.eye(700) * 2
np.save("file.npy", np.ones(1 << 20))
calls = []
def grows():
    calls.append(np.ones(n * len(calls)))
def weighed(text):
    function = eval(f"lambda: {text}")
    weight = weigh(lambda: contextlib.nullcontext(function))
    return [weight.peak / a.nbytes, weight.retained / a.nbytes, weight.allocated / a.nbytes, weight.notes]
print(json.dumps([elides(), {text: weighed(text) for text in sys.argv[1:]}]))
"""
CALLS = {
    # peak, retained, allocated where temporaries are not reused, and what the notes say
    "np.sqrt(a * b)": (2, 1, 2, ""),
    "a * b + a": (2, 1, 2, ""),
    "[a + k for k in range(3)][0]": (3, 1, 3, ""),
    "(a * b).sum()": (1, 0, 1, ""),
    "sum(float((a * k).sum()) for k in range(5))": (1, 0, 5, ""),
    "np.zeros(n)": (1, 1, 1, "asked for zeroed"),
    "np.load('file.npy', mmap_mode='r')[:9].sum()": (0, 0, 0, "memory maps of 8388736 bytes"),
    "a[:1000] * 2": (0, 0, 0, "no array reached 262144 bytes"),
    "grows()": (None, None, None, "not the same from run to run"),
}
UNSEEN = ("np.linalg.inv(M)", "np.fft.fft(M.ravel())")  # NumPy 2.5 tells of the first


@pytest.fixture(scope="module")
def weighed(tmp_path_factory: pytest.TempPathFactory) -> tuple[bool, dict[str, Any]]:
    command = [sys.executable, "-c", CHILD, *CALLS, *UNSEEN]
    done = subprocess.run(command, cwd=tmp_path_factory.mktemp("weigh"), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    elides, found = json.loads(done.stdout)
    return elides, found


@pytest.mark.parametrize("call", CALLS)
def test_totals_and_notes(weighed: tuple[bool, dict[str, Any]], call: str) -> None:
    elides, found = weighed
    *figures, notes = found[call]
    *wanted, says = CALLS[call]
    if call == "a * b + a" and elides:
        wanted = [1, 1, 1]
    if wanted[0] is not None:
        assert figures == pytest.approx(wanted, abs=0.05)
    about_python = "reuses no temporaries on this Python", "the process grew by"
    rest = [note for note in notes if not any(text in note for text in about_python)]
    assert [says in note for note in rest] == ([True] if says else [])


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how much a process has grown")
def test_what_c_code_takes_is_noticed(weighed: tuple[bool, dict[str, Any]]) -> None:
    assert any("the process grew by" in note for call in UNSEEN for note in weighed[1][call][3])


@pytest.mark.parametrize("name", ["c - a * b", "x[m] += 1", "a view that pins", "np.unique"])
def test_the_facts_are_found_again(name: str) -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "meter.py"), "--only", name]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "figures, the worst is off by 0.00" in done.stdout


def test_a_wrong_fact_is_noticed(tmp_path: Path) -> None:
    text = (ROOT / "benchmarks" / "meter.py").read_text(encoding="utf-8")
    (tmp_path / "meter.py").write_text(
        text.replace('Entry("np.mean", "return np.mean(a)", 0)', 'Entry("np.mean", "return np.mean(a)", 0.06)')
    )
    command = [sys.executable, str(tmp_path / "meter.py"), "--only", "np.mean"]
    assert subprocess.run(command, capture_output=True, text=True, check=False).returncode == 1
