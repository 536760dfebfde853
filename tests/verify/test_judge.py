"""The judge rejects every wrong rewrite of the table, says why, and accepts the right one beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.verify.rewrites import REWRITES, Rewrite
from uncopy.verify import Job, Report, Source, run_jobs


def job(folder: Path, rewrite: Rewrite, new: str) -> Job:
    calls = "\n".join(f"    yield 'call {i}', 'f', {call}" for i, call in enumerate(rewrite.calls))
    cases = f"import numpy as np\ndef cases(module):\n{calls}\n"
    old_source, new_source = (
        Source(f"import numpy as np\n{text}\n".encode(), folder / "mod.py", folder) for text in (rewrite.before, new)
    )
    return Job("mod", old_source, new_source, cases.encode(), folder / "cases.py", weigh=False)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Report]:
    """All rewrites judged in one go: they share a child process."""
    folder = tmp_path_factory.mktemp("judge")
    keys = [(rewrite.name, side) for rewrite in REWRITES for side in ("right", "wrong")]
    jobs = [job(folder, rewrite, getattr(rewrite, side)) for rewrite in REWRITES for side in ("right", "wrong")]
    return dict(zip(keys, run_jobs(jobs, timeout=30), strict=True))


@pytest.mark.parametrize("rewrite", REWRITES, ids=lambda rewrite: rewrite.name)
def test_right_rewrite_is_accepted(reports: dict[tuple[str, str], Report], rewrite: Rewrite) -> None:
    report = reports[rewrite.name, "right"]
    assert [call.difference for call in report.calls] == [None] * len(rewrite.calls)
    assert report.verdict == "equivalent"


@pytest.mark.parametrize("rewrite", REWRITES, ids=lambda rewrite: rewrite.name)
def test_wrong_rewrite_is_rejected(reports: dict[tuple[str, str], Report], rewrite: Rewrite) -> None:
    report = reports[rewrite.name, "wrong"]
    assert report.verdict == "different"
    told = [call.difference for call in report.calls if call.verdict == "different"]
    assert len(told) == 1
    assert rewrite.says in str(told[0])
