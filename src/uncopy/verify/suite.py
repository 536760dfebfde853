"""Fixes judged by the user's own test suite: which of them change what comes of a test.

The suite runs on a scratch copy: twice as it is (which shows unsteady tests, and what is reached), with all fixes that
are reached, and if that breaks tests, with fewer until those fixes are found that do. Last, all that are left are run
together once more: what is said to be equivalent has passed the whole suite in company.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from uncopy.verify import module_of
from uncopy.verify.plan import Change, FilePlan
from uncopy.verify.report import Counterexample, FixReport, Verification, functions_of
from uncopy.verify.scratch import SuiteError, prepare
from uncopy.verify.suite_runs import COMMAND, NO_SYNTAX, Progress, Run, Runner

__all__ = ["Interrupted", "SuiteError", "verify_suite"]

TELLING = ("passed", "xfailed", "xpassed")  # outcomes of a test that say something about what it reaches


class Interrupted(KeyboardInterrupt):
    """Ctrl-C came. The ``runs`` that were finished are kept, and the same command goes on after them."""

    def __init__(self, runs: int) -> None:
        super().__init__(runs)
        self.runs = runs


def verify_suite(
    plans: Sequence[FilePlan], command: str, *, patience: float = 30, progress: Progress = lambda *_: None
) -> Verification:
    """Judge the fixes of some files by a command, which pytest may be or not.

    A run may take ``patience`` seconds more than four times the first one. Raises `SuiteError` where nothing can be
    learned, and `Interrupted`.
    """
    with tempfile.TemporaryDirectory(prefix="uncopy-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        progress("copying the project", 0, 0)
        scratch = prepare(plans, folder)
        kept = _cache() / "suite" / _digest(plans, command, scratch.stamp)
        runner = Runner(plans, command, scratch, folder, kept, patience, progress)
        try:
            verification = _Judge(runner).judge()
        except KeyboardInterrupt:
            raise Interrupted(max(0, runner.runs - 1)) from None
        shutil.rmtree(kept, ignore_errors=True)
        return verification


def _cache() -> Path:
    if "XDG_CACHE_HOME" in os.environ:
        return Path(os.environ["XDG_CACHE_HOME"]) / "uncopy"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "uncopy" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "uncopy"
    return Path.home() / ".cache" / "uncopy"


def _digest(plans: Sequence[FilePlan], command: str, stamp: str) -> str:
    """What the kept runs belong to: the texts, the fixes, the command and where it runs, the rest of the project."""
    fixes = [(plan.path, plan.digest, [(c.id, str(c.edits)) for c in plan.changes]) for plan in plans]
    known = json.dumps([fixes, command, str(Path.cwd()), sys.version, stamp])
    return hashlib.sha256(known.encode()).hexdigest()[:32]


Broken = dict[str, tuple[str, str]]  # test -> its outcome without, and with some fixes


@dataclass
class _Found:
    """What is known of the fixes, by id."""

    good: set[str] = field(default_factory=set)
    bad: dict[str, tuple[Broken, tuple[str, ...]]] = field(default_factory=dict)  # and those it takes besides
    reached: dict[str, set[str]] = field(default_factory=dict)  # fully, in these tests
    partly: dict[str, tuple[int, int]] = field(default_factory=dict)  # points reached, and all


class _Judge:
    def __init__(self, runner: Runner) -> None:
        self.runner = runner
        self.plans = runner.plans
        self.base: dict[str, str] = {}
        self.unsteady: set[str] = set()
        self.reasons: dict[str, str] = {}
        self.found = _Found()
        self.imported: set[str] = set()
        self.elsewhere: dict[str, str] = {}

    def judge(self) -> Verification:
        self._baselines()
        left = [c for plan in self.plans for c in plan.changes if c.id in self.found.partly]
        passed: list[set[str]] = []
        while left:  # more than once only where fixes overlap
            ids = {change.id for change in left}
            together = [c.id for plan in self.plans for c in plan.together(ids)]
            passed.append(self._settle(together))
            self.found.good |= passed[-1]
            left = [change for change in left if change.id not in together]
        # What `fix --verified` will make, if no run was of just that
        sure = {one for one in self.found.good if self._doubt(one) is None}
        final = {c.id for plan in self.plans for c in plan.together(sure)}
        if final and final not in passed:
            self.found.good -= final - self._settle(sorted(final))
        return self._verification()

    def _baselines(self) -> None:
        """Run twice without any fix: the second time with marks, to see what is reached."""
        first = self.runner.run("as it is")
        self.base = first.outcomes
        self.runner.tests = len(self.base) - 1
        self.runner.limit = self.runner.patience + 4 * first.seconds
        if not any(outcome in TELLING for outcome in self.base.values()):
            what = "no test passes" if self.runner.is_pytest else f"the command fails ({self.base[COMMAND]})"
            where = self.runner.scratch.root or "the installed package"
            said = f"Its last words, in a copy of {where}:\n{first.tail}" if first.tail else "It said nothing."
            raise SuiteError(f"{what} before anything is changed, so nothing can be learned. {said}")
        self._look_for_strangers(first)
        second = self.runner.run("as it is, to see what it reaches", marked=True)
        names = self.base.keys() | second.outcomes.keys()
        self.unsteady = {name for name in names if self.base.get(name) != second.outcomes.get(name)}
        reached = {int(point): set(tests) for point, tests in second.reached.items()}
        for plan in self.plans:
            marks = self.runner.marks(plan)
            if marks.end in reached:
                self.imported.add(plan.path)
                self.elsewhere.pop(plan.path, None)
            for change in plan.changes:
                points = marks.points[change.id]
                there = points & reached.keys()
                if there:
                    self.found.partly[change.id] = (len(there), len(points))
                    tests = [reached[point] for point in points if point in reached]
                    self.found.reached[change.id] = set().union(*tests)

    def _look_for_strangers(self, run: Run) -> None:
        """Files of which the tests import another copy than the one in which fixes are made."""
        copies = {str(place) for place in self.runner.scratch.files.values()}
        inside = str(self.runner.folder) + os.sep
        names = {module_of(plan.place)[0]: plan.path for plan in self.plans}
        originals = {str(plan.place): plan.path for plan in self.plans}
        for name, file in run.modules.items():
            if file in copies or file.startswith(inside):
                continue
            # A name without a package may well be that of something else
            path = originals.get(file) or (names.get(name) if "." in name else None)
            if path is not None:
                self.elsewhere[path] = file

    def _settle(self, ids: Sequence[str]) -> set[str]:
        """Of some fixes that go together those that are left when nothing breaks any more."""
        left = list(ids)
        while left:
            broken, only = self._confirmed(left)
            if not broken:
                break
            for group, breaks in self._search(left, broken, only):
                for one in group:
                    self.found.bad[one] = (breaks, tuple(other for other in group if other != one))
                left = [one for one in left if one not in group]
        return set(left)

    def _confirmed(self, ids: Sequence[str]) -> tuple[Broken, list[str] | None]:
        """The tests that break with these fixes, seen twice, and whether to run only those from now on.

        A test that fails in the whole suite and not by itself is tried in the whole suite again.
        """
        label = f"with {len(ids)} fixes"
        broken = self._compare(self.runner.run(label, ids), None)
        if not broken:
            return {}, None
        only = sorted(broken) if self.runner.is_pytest and broken.keys() <= self.base.keys() - {COMMAND} else None
        again = self._compare(self.runner.run(f"{label}, again", ids, only=only, attempt=1), only)
        gone = broken.keys() - again.keys()
        if gone and only is not None:
            third = self._compare(self.runner.run(f"{label}, once more", ids, attempt=2), None)
            if gone & third.keys():
                again, gone, only = again | third, gone - third.keys(), None
        self.unsteady |= gone
        kept = {test: outcomes for test, outcomes in broken.items() if test in again}
        if only is not None:
            only = sorted(kept)
        return (kept, only) if kept else self._confirmed(ids)  # again, now that those tests do not count

    def _steady(self) -> bool:
        return any(test not in self.unsteady for test in self.base if test != COMMAND or not self.runner.is_pytest)

    def _compare(self, run: Run, only: Sequence[str] | None) -> Broken:
        names = [name for name in (self.base if only is None else only) if name not in self.unsteady]
        broken = {
            name: (self.base.get(name, "not there"), run.outcomes.get(name, "not run"))
            for name in names
            if self.base.get(name) != run.outcomes.get(name)
        }
        if only is None:
            for name, outcome in run.outcomes.items():
                if name not in self.base and name not in self.unsteady and outcome not in ("passed", "skipped"):
                    broken[name] = ("not there", outcome)
        self.reasons.update({name: run.reasons[name] for name in broken if name in run.reasons})
        # Where something crashed, what did not run at all is a consequence; so is that there was no end
        told = {name: both for name, both in broken.items() if both[1] != "not run"}
        named = {name: both for name, both in told.items() if name != COMMAND}
        return named or told or broken

    def _search(
        self, ids: Sequence[str], broken: Broken, only: list[str] | None
    ) -> list[tuple[tuple[str, ...], Broken]]:
        """Of fixes that break something together those that do, in groups of which no part does it alone.

        Halves of what is left are tried behind what is known to be good. Fixes that the broken tests do not reach are
        tried first, in one run: mostly they are good.
        """
        suspects = [one for one in ids if self.found.reached.get(one, set()) & {"", *broken}]
        known: list[str] = []
        rest = [one for one in ids if one not in suspects] + suspects
        first = len(ids) - len(suspects)
        unexplained = dict(broken)
        groups: list[tuple[tuple[str, ...], Broken]] = []
        while rest:
            at = self._shortest(known, rest, [], only, first)
            first = 0
            culprit = rest[at - 1]
            group: tuple[str, ...] = (culprit,)
            known, rest = known + rest[: at - 1], rest[at:]
            breaks = self._try(group, only)
            if not breaks and known:
                group, breaks = self._company(culprit, known, only)
                known = [one for one in known if one not in group]
            groups.append((group, breaks or broken))
            unexplained = {test: both for test, both in unexplained.items() if test not in (breaks or broken)}
            if not unexplained or not rest or not self._try([*known, *rest], only):
                break
        return groups

    def _shortest(
        self, before: Sequence[str], fixes: Sequence[str], after: Sequence[str], only: list[str] | None, first: int = 0
    ) -> int:
        """How many of ``fixes``, from the first on, it takes to break something: all of them do, none does not."""
        good, bad = 0, len(fixes)
        while bad - good > 1:
            middle = first or (good + bad) // 2
            first = 0
            if self._try([*before, *fixes[:middle], *after], only):
                bad = middle
            else:
                good = middle
        return bad

    def _company(self, culprit: str, good: Sequence[str], only: list[str] | None) -> tuple[tuple[str, ...], Broken]:
        """The fixes without which one does no harm."""
        group, pool = [culprit], list(good)
        breaks: Broken = {}
        while pool and not breaks:
            at = self._shortest([], pool, group, only)
            group.insert(0, pool[at - 1])
            pool = pool[: at - 1]
            breaks = self._try(group, only)
        return tuple(group), breaks

    def _try(self, ids: Sequence[str], only: list[str] | None) -> Broken:
        number = f"{len(ids)} fix" if len(ids) == 1 else f"{len(ids)} fixes"
        return self._compare(self.runner.run(f"with {number}", ids, only=only), only)

    def _verification(self) -> Verification:
        changes = {change.id: change for plan in self.plans for change in plan.changes}
        fixes = tuple(self._report(change, changes) for change in changes.values())
        about: dict[str, Any] = {
            "runs": self.runner.runs,
            "resumed": self.runner.resumed,
            "tests": self.runner.tests if self.runner.is_pytest else 1,
            "flaky": sorted(self.unsteady),
            "seconds": round(self.runner.seconds, 1),
        }
        files = {plan.path: plan.digest for plan in self.plans}
        functions = tuple(functions_of(self.plans, fixes))
        return Verification("suite", self.runner.command, files, fixes, about, functions)

    def _report(self, change: Change, changes: dict[str, Change]) -> FixReport:
        reached = self.found.reached.get(change.id, set())
        tests = sum(test != "" and self._tells(test) for test in reached)
        if change.id in self.found.bad:
            breaks, others = self.found.bad[change.id]
            test, (before, after) = next(iter(breaks.items()))
            reason = self.reasons.get(test)
            if after == NO_SYNTAX:
                return FixReport(change, "error", f"what it makes cannot be compiled: {reason}")
            shown = Counterexample(test, f"{before} before, {after} with the fix" + (f": {reason}" if reason else ""))
            company = ", ".join(changes[other].place for other in others)
            why = f"only together with {company}" if others else None
            return FixReport(change, "different", why, tests=tests, breaks=tuple(breaks), counterexample=shown)
        if change.path in self.elsewhere:
            why = f"the tests import {self.elsewhere[change.path]}, not the copy in which the fix was made"
            return FixReport(change, "error", why)
        if change.id not in self.found.partly:
            seen = "the tests do not execute it" if change.path in self.imported else "the tests do not import the file"
            return FixReport(change, "not reached", seen)
        doubt = self._doubt(change.id)
        if doubt is not None:
            return FixReport(change, "not reached", doubt)
        if change.id not in self.found.good:  # it passed, and then did not
            return FixReport(change, "nondeterministic", "the tests did not answer twice the same")
        return FixReport(change, "equivalent", tests=tests)

    def _doubt(self, one: str) -> str | None:
        """Why it says little about a fix, of which something is reached, that all tests pass with it."""
        there, there_are = self.found.partly[one]
        if there < there_are:
            return f"the tests execute {there} of the {there_are} places it changes"
        if not any(self._tells(test) for test in self.found.reached[one]):
            return "only tests execute it that fail, are skipped or are unsteady without it"
        return None

    def _tells(self, test: str) -> bool:
        """Whether a test that passes a point says anything about it; "" stands for what is outside of all tests."""
        if test == "":
            return self._steady()
        return test not in self.unsteady and self.base.get(test) in TELLING
