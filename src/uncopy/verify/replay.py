"""From recorded calls to a verdict on each fix. Imports no NumPy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from uncopy.verify.job import REWRITE, CallVerdict, Job, Recorded, Source
from uncopy.verify.plan import Change, FilePlan
from uncopy.verify.recording import FunctionRecord, Recording
from uncopy.verify.report import Counterexample, FixReport, FixVerdict, FunctionReport, functions_of, weight_of
from uncopy.verify.sandbox import run_jobs, weigh_jobs

# How a program comes to the rewrite: line, column, to line, to column (from 1, ends exclusive), and the new text.
MADE = """\
EDITS = {edits!r}
lines = open(BEFORE, encoding="utf-8").read().splitlines(keepends=True)
for line, column, to_line, to_column, content in EDITS:
    tail = lines[to_line - 1][to_column - 1 :]
    lines[line - 1 : to_line] = [lines[line - 1][: column - 1] + content + tail]
AFTER = __file__ + ".rewrite.py"
open(AFTER, "w", encoding="utf-8").write("".join(lines))
"""


@dataclass(frozen=True)
class Limits:
    """Of one call: seconds, and bytes beyond what the interpreter and NumPy take. ``native`` asks for native peaks."""

    timeout: float = 60
    memory: int | None = 4 << 30
    native: bool = False


@dataclass(frozen=True)
class _Trial:
    """Some changes of one file, made together and tried on the calls of the functions that they are in, and on others
    that are known to get there.
    """

    plan: FilePlan
    changes: tuple[Change, ...]
    calls: tuple[Recorded, ...]

    def job(self, imports: tuple[str, ...]) -> Job | None:
        """None where the text with the changes made does not compile, or nothing is to be run."""
        from uncopy.verify import module_of

        if not self.calls:
            return None
        try:
            changed = self.plan.changed(self.changes)
        except (SyntaxError, ValueError):
            return None
        place = self.plan.place
        name, root = module_of(place)
        old, new = Source(self.plan.text, place, root), Source(changed, place, root)
        spans = tuple((change.line, change.end_line) for change in self.plan.changes)
        return Job(name, old, new, b"", place, False, self.calls, imports, spans)


def judge(
    plans: Sequence[FilePlan], recording: Recording, limits: Limits, done: Callable[[str], None] = lambda _: None
) -> tuple[list[FixReport], list[FunctionReport]]:
    """A report on each change, in order, and on each function that holds some. ``done`` is told what is begun.

    All changes of a file are tried at once first; where a call speaks against them, each change that it may be about is
    tried alone, and what was found equivalent is tried together until nothing speaks against what is left. Each of
    those is then weighed, alone and with the others of its function.
    """
    return _Judging(recording, limits).judged(plans, done)


class _Judging:
    """Verdicts on the way: by id of the change its report, the call to weigh it on, and what that weighs."""

    def __init__(self, recording: Recording, limits: Limits) -> None:
        self._recording, self._limits = recording, limits
        self._reports: dict[str, FixReport] = {}
        self._reaching: dict[str, tuple[Recorded, ...]] = {}  # calls, of whatever function, that get to a change
        self._heaviest: dict[str, Recorded] = {}
        self._weights: dict[str, CallVerdict] = {}

    def judged(
        self, plans: Sequence[FilePlan], begin: Callable[[str], None]
    ) -> tuple[list[FixReport], list[FunctionReport]]:
        first = [self._trial(plan, plan.together(), plan.changes) for plan in plans]
        begin("all fixes of each file together")
        alone: list[Change] = []
        for trial, calls in zip(first, self._tried(first), strict=True):
            for change in trial.plan.changes:
                mine = _about(change, trial.plan, calls)
                self._reaching[change.id] = tuple(
                    dict.fromkeys(trial.calls[call.recorded] for call in mine if call.recorded is not None)
                )
                settled = len(trial.changes) == 1 or not any(map(_against, mine))
                if change in trial.changes and settled:
                    self._conclude(change, trial, calls)
                else:
                    alone.append(change)
        if alone:
            begin(f"{len(alone)} of them one by one")
            plan_of = {change.id: plan for plan in plans for change in plan.changes}
            trials = [self._trial(plan_of[change.id], (change,)) for change in alone]
            for trial, calls in zip(trials, self._tried(trials), strict=True):
                self._conclude(trial.changes[0], trial, calls)
            begin("those that are equivalent, together")
            self._confirm([plan for plan in plans if any(change in plan.changes for change in alone)])
        begin("what they save")
        self._weigh(plans)
        fixes = [self._reports[change.id] for plan in plans for change in plan.changes]
        return fixes, self._functions(plans, fixes)

    def _trial(self, plan: FilePlan, changes: tuple[Change, ...], of: Iterable[Change] | None = None) -> _Trial:
        names = dict.fromkeys(change.function for change in of or changes)
        found = (self._recording.functions.get((plan.path, name)) for name in names)
        calls = [call for function in found if function is not None for call in function.kept]
        others = [call for change in changes for call in self._reaching.get(change.id, ())]
        return _Trial(plan, changes, tuple(dict.fromkeys((*calls, *others))))

    def _tried(self, trials: Sequence[_Trial]) -> list[tuple[CallVerdict, ...]]:
        """The verdicts on the calls of each trial. What is not known of a call, as where the trial could not be carried
        out, speaks against the changes.
        """
        jobs = [trial.job(self._recording.imports) for trial in trials]
        wanted = [job for job in jobs if job is not None]
        limits = self._limits
        reports = iter(run_jobs(wanted, timeout=limits.timeout, memory=limits.memory) if wanted else ())
        found: list[tuple[CallVerdict, ...]] = []
        for trial, job in zip(trials, jobs, strict=True):
            report = next(reports) if job is not None else None
            calls = report.calls if report is not None else ()
            why = report.error if report is not None else "the text does not compile then"
            known = {call.recorded for call in calls}
            missing = tuple(
                CallVerdict(call.label, call.function, "error", why, recorded=index, in_rewrite=True)
                for index, call in enumerate(trial.calls)
                if index not in known or (report is not None and report.unfinished)
            )
            found.append((*calls, *missing))
        return found

    def _conclude(self, change: Change, trial: _Trial, calls: Sequence[CallVerdict]) -> None:
        """Report on a change from the verdicts on the calls of its function, and on others that reach it."""
        mine = _about(change, trial.plan, calls)
        span = trial.plan.changes.index(change)
        reached = [call for call in mine if span in call.reached and not call.varied]
        own = [call for call in reached if call.function == change.function and _shows(call)]
        held = [trial.calls[call.recorded] for call in own if call.recorded is not None]
        function = self._recording.functions.get((trial.plan.path, change.function))
        verdict, why, odd = _verdict(change, mine, reached, function)
        self._reports[change.id] = FixReport(
            change,
            verdict,
            why,
            len(held) if verdict == "equivalent" else len(reached),
            len({call.kind for call in held}),
            counterexample=_counterexample(odd, trial) if odd is not None else None,
            evidence=self._recording.sites.get(change.id),
        )
        if held:
            self._heaviest[change.id] = max(held, key=lambda call: call.size)

    def _confirm(self, plans: Sequence[FilePlan]) -> None:
        """Try what was found equivalent together. What does not hold then is not equivalent, and the rest is tried
        again.
        """
        while plans:
            good = {id_ for id_, report in self._reports.items() if report.verdict == "equivalent"}
            trials = [self._trial(plan, changes) for plan in plans if len(changes := plan.together(good)) > 1]
            failed = []
            for trial, calls in zip(trials, self._tried(trials), strict=True):
                alone = {change.id: self._reports[change.id] for change in trial.changes}
                for change in trial.changes:
                    self._conclude(change, trial, calls)
                    found = self._reports[change.id]
                    if found.verdict == "equivalent":
                        self._reports[change.id] = alone[change.id]
                    else:
                        why = "equivalent alone, but not together with the other fixes of its file"
                        why = f"{why}: {found.why}" if found.why else why
                        self._reports[change.id] = replace(found, why=why)
                        failed.append(trial.plan)
            plans = [plan for plan in plans if plan in failed]

    def _weigh(self, plans: Sequence[FilePlan]) -> None:
        """Weigh each equivalent change alone, on the largest of its calls."""
        trials = [
            _Trial(plan, (change,), (self._heaviest[change.id],))
            for plan in plans
            for change in plan.changes
            if self._reports[change.id].verdict == "equivalent"
        ]
        for trial, call in zip(trials, self._weighed(trials), strict=True):
            change = trial.changes[0]
            if call is not None:
                self._reports[change.id] = replace(self._reports[change.id], weighed=weight_of(call))
                self._weights[change.id] = call

    def _functions(self, plans: Sequence[FilePlan], fixes: Sequence[FixReport]) -> list[FunctionReport]:
        """Weigh the equivalent changes of each function together; one alone is weighed already."""
        plan_at = {plan.path: plan for plan in plans}
        changes = {change.id: change for plan in plans for change in plan.changes}
        functions = functions_of(plans, fixes)
        several = [f for f in functions if len(f.fixes) > 1 and f.fixes[0] in self._weights]
        trials = []
        for function in several:
            heaviest = max((self._heaviest[id_] for id_ in function.fixes), key=lambda call: call.size)
            trials.append(_Trial(plan_at[function.path], tuple(changes[i] for i in function.fixes), (heaviest,)))
        together = dict(zip(several, self._weighed(trials), strict=True))
        reports = []
        for function in functions:
            call = together.get(function, self._weights.get(function.fixes[0]))
            if call is not None:
                weighed, before, after = weight_of(call), call.curve_before, call.curve_after
                function = replace(function, weighed=weighed, curve_before=before, curve_after=after)
            reports.append(function)
        return reports

    def _weighed(self, trials: Sequence[_Trial]) -> list[CallVerdict | None]:
        """What the one call of each trial weighs, None where that could not be found."""
        jobs = [trial.job(self._recording.imports) for trial in trials]
        limits = self._limits
        wanted = [replace(job, native=limits.native) for job in jobs if job is not None]
        found = iter(weigh_jobs(wanted, timeout=limits.timeout, memory=limits.memory) if wanted else ())
        calls = [next(found) if job is not None else () for job in jobs]
        return [next((call for call in one if call.peak_before is not None), None) for one in calls]


def _counterexample(call: CallVerdict, trial: _Trial) -> Counterexample:
    """The call, with a program that shows the difference: it makes the rewrite itself."""
    text = call.snippet
    if text is not None:
        edits = [(*e.start, *e.end, e.content) for c in trial.changes for e in c.edits]
        text = text.replace(f"AFTER = {REWRITE!r}\n", MADE.format(edits=sorted(edits, reverse=True)))
    difference = call.difference or ""
    return Counterexample(call.label, f"only with the fix {difference}" if call.in_rewrite else difference, text)


def _about(change: Change, plan: FilePlan, calls: Sequence[CallVerdict]) -> list[CallVerdict]:
    """The calls that say something for or against a change: those of its function, and others that get to it."""
    span = plan.changes.index(change)
    return [call for call in calls if call.function == change.function or span in call.reached]


def _shows(call: CallVerdict) -> bool:
    """Whether a call says something for a change: that two versions fail alike does not."""
    return call.verdict == "equivalent" and call.raised is None


def _against(call: CallVerdict) -> bool:
    """Whether a call says something against the changes, be it only that the judge could not follow them."""
    return call.verdict == "different" or call.in_rewrite


def _verdict(
    change: Change, mine: Sequence[CallVerdict], reached: Sequence[CallVerdict], function: FunctionRecord | None
) -> tuple[FixVerdict, str | None, CallVerdict | None]:
    """One verdict from those on the calls: the verdict, why, and the call that shows a difference."""
    against = [call for call in mine if _against(call)]
    odd = next((call for call in against if call.verdict == "different" or call.stopped == "broken off"), None)
    if odd is not None:
        return "different", None, odd
    if change.function == "<module>":
        return "not replayable", "it lies outside of all functions", None
    if "<locals>" in change.function:
        return "not replayable", "its function is defined inside another one", None
    if against:
        return _undecided(against)
    refused = [why for why, _ in function.refused.most_common(1)] if function is not None else []
    if function is None or not (function.seen or refused):
        return "not reached", "its function was not called", None
    if not mine:
        return "not replayable", refused[0] if refused else "its function is defined more than once", None
    unclear = [call for call in reached if call.verdict != "equivalent"]
    if unclear:
        return _undecided(unclear)
    own = [call for call in reached if call.function == change.function]
    if any(map(_shows, own)):
        return "equivalent", None, None
    if own:
        return "not replayable", f"every call that reaches it ends with {own[0].raised}", None
    failed = [call for call in mine if call.verdict != "equivalent" and not call.varied]
    if failed:
        return _undecided(failed)
    return "not reached", f"none of the {len(mine)} calls that were replayed gets to line {change.line}", None


def _undecided(calls: Sequence[CallVerdict]) -> tuple[FixVerdict, str | None, None]:
    """The verdict where some calls could not be judged, from the one that is told best."""
    call = min(calls, key=lambda call: call.verdict != "nondeterministic")
    if call.verdict == "nondeterministic":
        return "nondeterministic", call.difference, None
    return "too slow" if call.stopped == "late" else "not replayable", call.difference, None
