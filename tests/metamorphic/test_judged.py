"""Every safe fix that is left after lines were put in around it is right: the judge runs both versions.

The lines keep, write, rebind or show a name of the statement that is found. ``UNCOPY_CHANGES=2000`` (``spin changes``)
draws so many changes anew; else a fixed few are taken.
"""

from __future__ import annotations

import os
import random

from tests.metamorphic.judged import changes
from tests.metamorphic.programs import samples
from uncopy.rules.unc201_rebinding_operator import RebindingOperator
from uncopy.verify.sandbox import run_jobs

DRAWN = int(os.environ.get("UNCOPY_CHANGES", "0"))
FEW = 120


def _chosen():
    every = [change for sample in samples() if sample.name.startswith("UNC") for change in changes(sample)]
    return random.sample(every, DRAWN) if DRAWN else random.Random(1).sample(every, FEW)


def _wrong(chosen):
    """Changes after which a safe fix is made that the judge rejects, with what it saw; and how many it looked at."""
    jobs = {change: job for change in chosen if (job := change.job()) is not None}
    reports = run_jobs(list(jobs.values()), timeout=20)
    wrong = {
        change.name: next(f"{c.label}: {c.difference}" for c in report.calls if c.verdict == "different")
        + f"\n{change.text}"
        for change, report in zip(jobs, reports, strict=True)
        if report.verdict == "different"
    }
    ended = sum(any(c.verdict == "equivalent" and c.raised is None for c in r.calls) for r in reports)
    return wrong, len(jobs), ended


def test_what_is_still_safe_is_right(capsys):
    chosen = _chosen()
    wrong, fixed, ended = _wrong(chosen)
    with capsys.disabled():
        print(f"\n{len(chosen)} changes, {fixed} still with a safe fix, of which {ended} ran to an end and agreed")
    assert not wrong, "\n\n".join(f"{name}\n{text}" for name, text in wrong.items())
    assert ended > len(chosen) / 4


def test_a_guard_that_says_yes_is_seen(monkeypatch):
    """Without its guard about who else holds the array, UNC201 is wrong after some of the changes."""
    sample = next(s for s in samples() if s.name == "UNC201-constructors-offset_grid")
    left = tuple(guard for guard in RebindingOperator.guards if guard.name != "sole-owner")
    monkeypatch.setattr(RebindingOperator, "guards", left)
    wrong, _, _ = _wrong(c for c in changes(sample) if c.label in ("read at the end", "a view read later"))
    assert wrong
