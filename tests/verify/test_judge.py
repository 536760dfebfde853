"""The judge rejects every wrong rewrite of the table, says why, and accepts the right one beside it.

And it needs every one of its senses for that: blind in any of them, it takes a wrong rewrite for a right one.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.verify.rewrites import REWRITES, Rewrite
from uncopy.verify import Job, Report, Source, alias, child, compare, graph, observe, run_jobs
from uncopy.verify.side import Side
from uncopy.verify.surroundings import Surroundings

ROOT = Path(__file__).parents[2]
LIBRARIES = {"pandas": "import pandas as pd", "scipy": "import scipy.sparse as sp"}


def job(folder: Path, rewrite: Rewrite, new: str) -> Job:
    calls = "\n".join(f"    yield 'call {i}', 'f', {call}" for i, call in enumerate(rewrite.calls))
    cases = f"import numpy as np\n{LIBRARIES.get(rewrite.needs, '')}\ndef cases(module):\n{calls}\n"
    old_source, new_source = (
        Source(f"import numpy as np\n{text}\n".encode(), folder / "mod.py", folder) for text in (rewrite.before, new)
    )
    return Job("mod", old_source, new_source, cases.encode(), folder / "cases.py", weigh=False)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Report]:
    """All rewrites judged in one go: they share a child process."""
    folder = tmp_path_factory.mktemp("judge")
    sides = [(rewrite, side) for rewrite in REWRITES for side in ("right", "wrong") if getattr(rewrite, side)]
    keys = [(rewrite.name, side) for rewrite, side in sides]
    jobs = [job(folder, rewrite, getattr(rewrite, side)) for rewrite, side in sides]
    return dict(zip(keys, run_jobs(jobs, timeout=30), strict=True))


@pytest.mark.parametrize("rewrite", [r for r in REWRITES if r.right], ids=lambda rewrite: rewrite.name)
def test_right_rewrite_is_accepted(reports: dict[tuple[str, str], Report], rewrite: Rewrite) -> None:
    report = reports[rewrite.name, "right"]
    assert [call.difference for call in report.calls] == [None] * len(rewrite.calls)
    assert report.verdict == "equivalent"


@pytest.mark.parametrize("rewrite", REWRITES, ids=lambda rewrite: rewrite.name)
def test_wrong_rewrite_is_rejected(reports: dict[tuple[str, str], Report], rewrite: Rewrite) -> None:
    report = reports[rewrite.name, "wrong"]
    assert report.verdict == rewrite.verdict
    told = [call.difference for call in report.calls if call.verdict != "equivalent"]
    assert len(told) == 1
    assert rewrite.says in str(told[0])


def judged_here(folder: Path, rewrite: Rewrite) -> set[str]:
    """The verdicts on a wrong rewrite, without a process of its own."""
    made = job(folder, rewrite, rewrite.wrong)
    sides = Side(made, made.old, True), Side(made, made.new, True)
    return {child._judged(sides, old, new, made).verdict for _, old, new in child._calls(sides, "judge")}


SENSES: dict[str, tuple[Any, str, Any]] = {
    "values": (compare, "canonical_bytes", lambda value: b""),
    "types": (graph, "name_of", lambda kind: "any"),
    "layout and writability": (graph, "array_head", lambda value: (graph._dtype(value.dtype), value.shape, True, ())),
    "dtypes": (graph, "_dtype", lambda dtype: ()),
    "addresses": (alias.np, "shares_memory", lambda *_, **__: False),
    "the whole of aliasing": (compare, "_alias_difference", lambda before, after: None),
    "what a write changes": (observe, "probe", lambda roots, nodes: {}),
    "exceptions and warnings": (observe, "name_of", lambda kind: "any"),
    "random states": (observe, "_random_bytes", lambda: b""),
    "surroundings": (Surroundings, "differences", lambda self, other: iter(())),
    "generators whose arguments change": (child, "Yielded", Surroundings),
    "code of functions returned": (compare, "_other_code", lambda one, other: False),
}


@pytest.mark.parametrize("sense", SENSES)
def test_every_sense_is_needed(sense: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    tried = [rewrite for rewrite in REWRITES if rewrite.needs is None]
    monkeypatch.setattr(*SENSES[sense])
    assert any("equivalent" in judged_here(tmp_path, rewrite) and len(rewrite.calls) == 1 for rewrite in tried)


def test_with_all_its_senses_none_is_accepted_here_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    alone = [rewrite for rewrite in REWRITES if rewrite.needs is None and len(rewrite.calls) == 1]
    tried = [rewrite for rewrite in alone if rewrite.says != "stderr"]  # pytest takes what is logged
    assert [rewrite.name for rewrite in tried if judged_here(tmp_path, rewrite) != {rewrite.verdict}] == []


def test_the_benchmark_puts_the_table_to_others_too() -> None:
    command = [sys.executable, "benchmarks/wrong_rewrites.py", "--crosshair", "no-such-program"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = {line[:46].strip(): line[46:].split() for line in done.stdout.splitlines()}
    rejected, accepted, undecided = (int(count) for count in lines["uncopy verify"][:3])
    assert (rejected + undecided, accepted) == (len(REWRITES), 0)
    assert 0 < int(lines["ghostwriter, assert_array_equal"][0]) < len(REWRITES)
    assert "CrossHair: not installed" in done.stdout
