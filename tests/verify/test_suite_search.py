"""The search for the fixes that break something, with a suite that is made up: many cases, no process."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import pytest

from tests.verify import suites
from uncopy.verify.reaching import Marked
from uncopy.verify.scratch import Scratch
from uncopy.verify.suite import _Judge
from uncopy.verify.suite_runs import COMMAND, Run, Runner


class MadeUp(Runner):
    """Runs nothing: ``harm`` has the sets of fixes that break something, each with the tests that it breaks."""

    def __init__(self, folder, number, harm, reach=None, tests=40):
        suites.package(number)
        plan = suites.plan("pkg/mod.py")
        self.harm, self.names, self.log = harm, [f"t{i}" for i in range(tests)], []
        self.at = {change.id: i for i, change in enumerate(plan.changes)}
        self.reach = reach or dict.fromkeys(range(number), self.names)
        scratch = Scratch(folder, folder, folder, (), {}, "")
        super().__init__([plan], "pytest", scratch, folder, folder / "kept", 30, lambda *_: None)

    def __post_init__(self):
        plan = self.plans[0]
        self._marked[plan.path] = Marked(b"", {c.id: frozenset([i + 1]) for i, c in enumerate(plan.changes)}, 0)

    def _run(self, label, wanted, only, marked):
        made = {self.at[one] for one in wanted}
        self.log.append((len(made), None if only is None else len(only)))
        broken = {test for group, tests in self.harm.items() if made >= set(group) for test in tests}
        outcomes = {t: "failed" if t in broken else "passed" for t in self.names if only is None or t in only}
        reached = {str(i + 1): list(tests) for i, tests in self.reach.items()} | {"0": [""]} if marked else {}
        return Run({**outcomes, COMMAND: "came to its end"}, {}, {}, reached, 0, "", True)


def judge(tmp_path, number, harm, **options):
    runner = MadeUp(tmp_path, number, harm, **options)
    verification = _Judge(runner).judge()
    found = {}
    for i, fix in enumerate(verification.fixes):
        found.setdefault(fix.verdict, set()).add(i)
    return found, runner, verification


@pytest.mark.parametrize("reached_by", ["all tests", "its own test", "half of the tests"])
@pytest.mark.parametrize("culprit", range(31))
def test_one_among_thirty_one_takes_at_most_twelve_runs(tmp_path, culprit, reached_by):
    reach = {
        "all tests": None,
        "its own test": {i: [f"t{i}"] for i in range(31)},
        "half of the tests": {i: [f"t{j}" for j in range(31) if (i + j) % 2 == 0] for i in range(31)},
    }[reached_by]
    found, runner, _ = judge(tmp_path, 31, {(culprit,): [f"t{culprit}"]}, reach=reach)
    assert found == {"different": {culprit}, "equivalent": set(range(31)) - {culprit}}
    assert len(runner.log) == runner.runs <= 12
    assert runner.runs <= 8 or reached_by != "its own test"  # those that reach what broke are suspected first
    assert runner.log[-1] == (30, None)  # what is called equivalent has passed the whole suite together


def test_where_the_test_that_breaks_does_not_reach_the_culprit(tmp_path):
    reach = {i: [f"t{i}"] for i in range(31)}
    found, runner, _ = judge(tmp_path, 31, {(4,): ["t20"]}, reach=reach)
    assert found["different"] == {4}
    assert runner.runs <= 13


def test_nothing_breaks(tmp_path):
    found, runner, _ = judge(tmp_path, 31, {})
    assert found == {"equivalent": set(range(31))}
    assert runner.runs == 3


def test_the_last_run_is_of_what_is_called_equivalent(tmp_path):
    runner = MadeUp(tmp_path, 5, {})
    (path, marks), (first, *_) = runner._marked.popitem(), runner.at
    runner._marked[path] = replace(marks, points={**marks.points, first: frozenset([1, 99])})
    verification = _Judge(runner).judge()
    assert [fix.verdict for fix in verification.fixes] == ["not reached"] + ["equivalent"] * 4
    assert runner.log[-2:] == [(5, None), (4, None)]


def test_several_culprits(tmp_path):
    harm = {(3,): ["t1"], (4,): ["t1", "t2"], (17,): ["t2"], (30,): ["t9"]}
    found, runner, verification = judge(tmp_path, 31, harm)
    assert found["different"] == {3, 4, 17, 30}
    assert runner.runs <= 40
    assert verification.fixes[4].breaks == ("t1", "t2")


@pytest.mark.parametrize("pair", [(0, 1), (0, 30), (12, 13), (7, 29)])
def test_two_that_break_something_only_together_are_named_together(tmp_path, pair):
    found, _, verification = judge(tmp_path, 31, {pair: ["t5"]})
    assert found == {"different": set(pair), "equivalent": set(range(31)) - set(pair)}
    first, second = (verification.fixes[i] for i in pair)
    assert first.why == f"only together with {second.change.place}"
    assert second.why == f"only together with {first.change.place}"


def test_what_is_called_equivalent_breaks_nothing_whatever_does(tmp_path):
    rng = random.Random(5)
    for case in range(60):
        folder = tmp_path / str(case)
        folder.mkdir()
        number = rng.randrange(1, 24)
        harm = {
            tuple(sorted(rng.sample(range(number), min(number, rng.choice([1, 1, 1, 2, 3]))))): rng.sample(
                [f"t{i}" for i in range(40)], rng.randrange(1, 4)
            )
            for _ in range(rng.randrange(5))
        }
        found, runner, verification = judge(folder, number, harm)
        good = found.get("equivalent", set())
        assert not any(good >= set(group) for group in harm)
        # Nobody is accused who takes part in no harm
        assert found.get("different", set()) <= set(itertools.chain.from_iterable(harm))
        for i in found.get("different", set()):
            assert verification.fixes[i].breaks
        assert runner.log[-1] == (len(good), None) or not good
