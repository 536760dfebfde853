"""The report of a verification by fix: what ``uncopy verify`` writes and ``uncopy fix --verified`` reads."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from uncopy.fixes.edit import Edit, Position
from uncopy.verify.job import CallVerdict
from uncopy.verify.plan import Change, FilePlan

FORMAT = 1

FixVerdict = Literal[
    "equivalent", "different", "not reached", "not replayable", "nondeterministic", "too slow", "error"
]


@dataclass(frozen=True)
class Counterexample:
    """A call that tells the two versions apart: what differs, and Python source that shows it where one can be made."""

    label: str
    difference: str
    snippet: str | None = None


@dataclass(frozen=True)
class Weighed:
    """What a call costs before and after: extra bytes over its inputs at the peak, allocated in all, and still held
    when it has returned; ``native`` is the peak with what C code allocates, ``time_ratio`` new to old, of interleaved
    runs. None where it was not measured.
    """

    peak_before: int | None = None
    peak_after: int | None = None
    allocated_before: int | None = None
    allocated_after: int | None = None
    retained_before: int | None = None
    retained_after: int | None = None
    time_ratio: float | None = None
    native_before: int | None = None
    native_after: int | None = None
    notes: tuple[str, ...] = ()


def weight_of(call: CallVerdict) -> Weighed:
    """What was measured of a call."""
    return Weighed(
        call.peak_before,
        call.peak_after,
        call.allocated_before,
        call.allocated_after,
        call.retained_before,
        call.retained_after,
        call.time_ratio,
        call.native_before,
        call.native_after,
        call.notes,
    )


@dataclass(frozen=True)
class FunctionReport:
    """A function with its fixes made: all that are equivalent, or where none is all that go together, and what its
    largest recorded call weighs with them. Curves are points (seconds, bytes) over the course of that call.
    """

    path: str
    name: str
    fixes: tuple[str, ...]  # by id
    diff: str
    weighed: Weighed | None = None
    curve_before: tuple[tuple[float, int], ...] = ()
    curve_after: tuple[tuple[float, int], ...] = ()


@dataclass(frozen=True)
class Evidence:
    """What was seen at one place while the user's command ran: how often it was executed, how often the values were
    such that a rewrite in place changes nothing there (None where that was not looked at), and how often not, by
    reason.
    """

    executions: int
    legal: int | None
    others: Mapping[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        if not self.executions:
            return "never executed"
        if self.legal is None:
            return f"executed {self.executions:,} times"
        text = f"legal at {self.legal:,} of {self.executions:,} executions"
        rest = [f"{count:,} {reason}" for reason, count in sorted(self.others.items(), key=lambda item: -item[1])]
        return ", ".join([text, *rest])


@dataclass(frozen=True)
class FixReport:
    """The verdict on one fix. ``calls`` were replayed that reach it, of ``shapes`` distinct kinds of arguments;
    ``tests`` of a suite reach it, and those that it ``breaks`` have another outcome with it.
    """

    change: Change
    verdict: FixVerdict
    why: str | None = None
    calls: int = 0
    shapes: int = 0
    tests: int = 0
    breaks: tuple[str, ...] = ()
    counterexample: Counterexample | None = None
    evidence: Evidence | None = None
    weighed: Weighed | None = None


@dataclass(frozen=True)
class Verification:
    """All of one run of ``uncopy verify``.

    ``method`` says how the verdicts were reached, ``about`` whatever else is worth telling about it (calls seen,
    overhead, runs of the suite).
    """

    method: Literal["run", "suite", "generate"]
    command: str
    files: Mapping[str, str]  # path -> SHA-256 of the text that was judged
    fixes: tuple[FixReport, ...]
    about: Mapping[str, Any] = field(default_factory=dict)
    functions: tuple[FunctionReport, ...] = ()

    @property
    def verdict(self) -> Literal["equivalent", "different", "error"]:
        """``different`` if any fix is; ``equivalent`` if some fix is, or there is none, and nothing went wrong with the
        others; where nothing could be tested it is an ``error``.
        """
        verdicts = {fix.verdict for fix in self.fixes}
        if "different" in verdicts:
            return "different"
        return "error" if "error" in verdicts or (verdicts and "equivalent" not in verdicts) else "equivalent"

    def to_json(self) -> dict[str, Any]:
        """As it is written; edits as findings have them."""
        fixes = []
        for fix in self.fixes:
            row = asdict(fix.change) | asdict(fix)
            del row["change"]
            row["edits"] = [
                {"start": e.start._asdict(), "end": e.end._asdict(), "content": e.content} for e in fix.change.edits
            ]
            fixes.append(row)
        return {
            "format": FORMAT,
            "verdict": self.verdict,
            "method": self.method,
            "command": self.command,
            "files": dict(self.files),
            "fixes": fixes,
            "functions": [asdict(function) for function in self.functions],
            "about": dict(self.about),
        }


def functions_of(plans: Sequence[FilePlan], fixes: Sequence[FixReport]) -> list[FunctionReport]:
    """The functions that hold fixes, with those made that are equivalent, or where none is all that go together."""
    verdicts = {fix.change.id: fix.verdict for fix in fixes}
    found = []
    for plan in plans:
        for name in dict.fromkeys(change.function for change in plan.changes):
            mine = [change.id for change in plan.changes if change.function == name and change.id in verdicts]
            good = [id_ for id_ in mine if verdicts[id_] == "equivalent"]
            made = plan.together(good or mine)
            if made:
                ids = tuple(change.id for change in made)
                found.append(FunctionReport(plan.path, name, ids, _diff(plan, made)))
    return found


def _diff(plan: FilePlan, changes: Sequence[Change]) -> str:
    try:
        changed = plan.changed(changes)
    except (SyntaxError, ValueError):
        return ""
    old, new = (side.decode("utf-8", "replace").splitlines(keepends=True) for side in (plan.text, changed))
    return "".join(difflib.unified_diff(old, new, plan.path, plan.path))


class BadReport(Exception):
    """A file that is no report of ``uncopy verify``, or of another version of it; the message says which."""


def verified_plans(report: Path) -> dict[str, tuple[str, tuple[Change, ...]]]:
    """The fixes that a saved report found equivalent, by path, with the SHA-256 of the text they are for.

    Raises `BadReport`, and OSError where the file cannot be read.
    """
    try:
        data = json.loads(report.read_text("utf-8"))
        if data["format"] != FORMAT:
            raise BadReport(f"{report}: a report of another version of uncopy; run `uncopy verify` again")
        found: dict[str, tuple[str, tuple[Change, ...]]] = {}
        for path, digest in data["files"].items():
            rows = [row for row in data["fixes"] if row["path"] == path and row["verdict"] == "equivalent"]
            found[path] = (str(digest), tuple(_change(row) for row in rows))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadReport(f"{report}: not a report of `uncopy verify --output`: {error!r}") from None
    return found


def _change(row: Mapping[str, Any]) -> Change:
    edits = tuple(
        Edit(Position(**edit["start"]), Position(**edit["end"]), str(edit["content"])) for edit in row["edits"]
    )
    names = ("id", "code", "title", "applicability", "path", "line", "end_line", "column", "function")
    return Change(**{name: row[name] for name in names}, edits=edits)


def apply_verified(plan: FilePlan, digest: str) -> bytes | None:
    """The text with its equivalent fixes made, or None where the file is not the one that was judged."""
    if plan.digest != digest:
        return None
    return plan.changed(plan.together())
