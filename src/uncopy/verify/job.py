"""What the tool asks of a child process, and what comes back. Imports nothing that costs time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

REWRITE = "the rewrite.py"
LARGE = 1 << 20  # the calls of ``large`` are numbered from here, those of ``cases`` from 0

Verdict = Literal["equivalent", "different", "error", "nondeterministic"]


@dataclass(frozen=True)
class Source:
    """One version of a module. ``path`` is what it takes for its file, ``root`` the folder to import siblings from."""

    text: bytes
    path: Path
    root: Path


@dataclass(frozen=True)
class Recorded:
    """A call as it was kept: bytes of a file of this tool's own. ``size`` is that of its arrays, in bytes, ``kind``
    describes what its arguments are like, and ``label`` is its name for people.
    """

    function: str
    file: str
    offset: int
    length: int
    size: int
    kind: str
    label: str


@dataclass(frozen=True)
class Job:
    """Two versions of the module ``name`` to be judged on the calls that the text of a cases module makes, and on
    recorded ones.

    ``imports`` are folders to import from where the recorded arguments come from, and ``spans`` lines of the old
    version (1-based, ends inclusive) of which it is to be told whether a recorded call reaches them. ``native`` asks
    for peaks by memray, too, and ``curves`` for memory over the course of the calls that are weighed.
    """

    name: str
    old: Source
    new: Source
    cases: bytes
    cases_path: Path
    weigh: bool = True
    recorded: tuple[Recorded, ...] = ()
    imports: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    native: bool = False
    curves: bool = False


@dataclass(frozen=True)
class Order:
    """What one child is to do.

    ``start`` is the (job, index) of the first call wanted, ``skip`` are calls to leave out, ``late`` are functions, by
    job, whose calls ran out of time before: they are not tried again. ``memory`` is bytes beyond those mapped anyway.
    """

    jobs: tuple[Job, ...]
    mode: Literal["judge", "weigh"]
    start: tuple[int, int]
    skip: frozenset[tuple[int, int]]
    late: frozenset[tuple[int, str]]
    memory: int | None
    timeout: float


@dataclass(frozen=True)
class CallVerdict:
    """What was found about one call. Peaks and retained are extra bytes over the inputs; the ratio is new to old.

    ``allocated`` is what NumPy asked for in all, ``native`` the peak with what C code allocates, ``notes`` say what
    else to know of these figures, and the curves are points (seconds, bytes) over the course of the call: they are
    taken of recorded calls. ``time_ratio`` was taken with the allocator keeping what is freed to it, and is noise below
    some microseconds.

    ``reached`` are the spans of the job, by index, of which the old version executed a line, ``recorded`` the index of
    a recorded call, and ``varied`` tells whether its arguments were changed. ``raised`` names the exception with which
    the original ended: two versions that both fail are equivalent, but a call that was not meant to fail then shows
    nothing. ``snippet`` is a program that shows the difference of a recorded call; it takes the file `REWRITE` for the
    new version.

    An error that came when the original had ended twice, and alike, is ``in_rewrite``. ``stopped`` tells of an error
    whether the call did not end in time, or broke off: its process died, it took all memory, printed without end, or
    changed what cannot be compared from one version to the other.
    """

    label: str
    function: str
    verdict: Verdict
    difference: str | None = None
    peak_before: int | None = None
    peak_after: int | None = None
    retained_before: int | None = None
    retained_after: int | None = None
    time_ratio: float | None = None
    raised: str | None = None
    reached: tuple[int, ...] = ()
    recorded: int | None = None
    varied: bool = False
    allocated_before: int | None = None
    allocated_after: int | None = None
    native_before: int | None = None
    native_after: int | None = None
    notes: tuple[str, ...] = ()
    snippet: str | None = None
    curve_before: tuple[tuple[float, int], ...] = ()
    curve_after: tuple[tuple[float, int], ...] = ()
    in_rewrite: bool = False
    stopped: Literal["late", "broken off"] | None = None


@dataclass(frozen=True)
class Report:
    """All calls of a job. The verdict is ``equivalent`` only where there are calls and each of them is. A job is
    ``unfinished`` if something went wrong between its calls: there are more than those told of.
    """

    verdict: Literal["equivalent", "different", "error"]
    calls: tuple[CallVerdict, ...]
    error: str | None = None
    unfinished: bool = False

    @staticmethod
    def of(calls: Sequence[CallVerdict], error: str | None = None) -> Report:
        """Fold the verdicts of calls into one."""
        calls = tuple(calls)
        if any(call.verdict == "different" for call in calls):
            return Report("different", calls, error, error is not None)
        if error is not None:
            return Report("error", calls, error, unfinished=True)
        undecided = [call for call in calls if call.verdict != "equivalent"]
        if undecided:
            first = undecided[0]
            text = (
                f"{len(undecided)} of {len(calls)} calls could not be judged, first {first.label}: {first.difference}"
            )
            return Report("error", calls, text)
        return Report("equivalent", calls) if calls else Report("error", calls, "the cases make no calls")

    def to_json(self, fixes: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
        """As ``uncopy verify`` prints it."""
        calls = [asdict(call) for call in self.calls]
        return {"verdict": self.verdict, "calls": calls, "error": self.error, "fixes": [dict(fix) for fix in fixes]}


def merge(judged: CallVerdict, weighed: CallVerdict) -> CallVerdict:
    """One verdict of two on the same call: the worse one, and whatever was measured."""
    worst = max((judged, weighed), key=lambda call: _ORDER.index(call.verdict))
    measured = {name: getattr(weighed, name) for name in _MEASURED if getattr(weighed, name) not in (None, ())}
    return replace(judged, verdict=worst.verdict, difference=worst.difference, **measured)


_ORDER: tuple[Verdict, ...] = ("equivalent", "nondeterministic", "error", "different")
_MEASURED = (
    *(
        f"{what}_{side}"
        for what in ("peak", "retained", "allocated", "native", "curve")
        for side in ("before", "after")
    ),
    "time_ratio",
    "notes",
)
