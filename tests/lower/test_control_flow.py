"""Liveness and ownership against what really happens, in all small programs (a slice of them here) and in larger ones.

A claim of the analysis (nobody reads this later, nobody else sees its memory, this copy is needless) must hold on every
path that Python itself takes. ``spin control`` judges all the small programs, and says how often a claim is missing
that would hold.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lower import control
from tests.lower.claims import Claims, judge
from tests.lower.programs import ALL, HEAD, INNER, OUTER, SKELETONS, Program, family, filled, nested, slots
from uncopy.facts.calls import Calls
from uncopy.facts.liveness import Liveness
from uncopy.facts.ownership import Ownership
from uncopy.facts.values import Solver
from uncopy.guards import never_written
from uncopy.lower.builder import Builder
from uncopy.lower.statements import Statements

PROGRAMS = int(os.environ.get("UNCOPY_FUZZ", "80"))
NAMES = control.families(everything=False)


@pytest.mark.parametrize("name", NAMES)
def test_every_claim_holds(name):
    found, _, programs = control.wrong(name)
    assert programs
    assert found == []


def test_most_of_what_holds_is_claimed():
    """The claims are not merely that everything is live and shared."""
    counts = sum((judge(program).counts for program in family(*NAMES["for"])), Counter())
    for question in {question for question, _ in counts}:
        proved = counts[question, "proved"]
        missed = sum(n for (asked, how), n in counts.items() if asked == question and how not in ("proved", "true"))
        assert proved > 3 * missed, "\n".join(control.table(counts))


@st.composite
def blocks(draw, depth=2, loop=False):
    """Lines of a block, not indented."""
    lines: list[str] = []
    for _ in range(draw(st.integers(1, 3))):
        if depth and draw(st.booleans()):
            skeleton = draw(st.sampled_from([*SKELETONS.values(), *INNER.values()]))
            places = iter(slots(skeleton))
            for line in skeleton.splitlines():
                if line.endswith("@"):
                    inner = draw(blocks(depth - 1, loop or next(places).loop))
                    lines += [line.replace("@", inside) for inside in inner]
                else:
                    lines.append(line)
        else:
            actions = [a for a in ALL if loop or a not in ("break", "continue")]
            lines.append(draw(st.sampled_from(actions)))
    return lines


def program(lines):
    return Program(HEAD + "".join(f"    {line}\n" for line in lines))


@settings(max_examples=PROGRAMS, deadline=None, derandomize="UNCOPY_FUZZ" not in os.environ)
@given(blocks().map(program))
def test_every_claim_holds_in_larger_programs(program):
    assert judge(program, paths=500).wrong == [], program.text


@pytest.mark.parametrize(
    ("lines", "dead"),
    [
        ("a.sum()\na = np.ones(3)\na.sum()\nb.sum()", {3}),
        ("if flag():\n    a.sum()\n    a = b\nelse:\n    b.sum()\na.sum()", {3}),
        ("while flag():\n    a.sum()\n    a = np.ones(3)\nb.sum()", {3, 7}),
        ("try:\n    a.sum()\n    a = b\nfinally:\n    b.sum()", {3}),
    ],
)
def test_what_is_never_read_is_dead(lines, dead):
    claims = Claims(program(lines.splitlines()))
    first = next(o for o in claims.operations if claims.given(o.line) >= {3})
    assert not claims.live(first) & dead


@pytest.mark.parametrize(
    ("skeleton", "actions"),
    [
        # A name that only a dead join mentions is not read by it.
        (SKELETONS["except"], ("a = a + 1", "return a", "b = a", "pass")),
        # Nobody gets what a `return` evaluates if the handler is reached before it.
        (SKELETONS["except"], ("a = np.ones(3)", "return a", "a = a + 1", "pass")),
    ],
)
def test_what_only_looks_read_is_owned(skeleton, actions):
    claims = Claims(filled(skeleton, actions))
    (adding,) = (o for o in claims.operations if o.step.op == "bin")
    assert claims.shared(adding) is None


def test_the_callers_list_keeps_what_it_grows_by():
    claims = Claims(filled(SKELETONS["if"], ("out += [a]", "pass", "pass", "a = a + 1")))
    (adding,) = (o for o in claims.operations if o.step.op == "bin")
    assert claims.shared(adding) is not None


def test_what_an_iterator_runs_may_write():
    """A generator runs between any two steps of a loop: it may write what it was given before."""
    text = filled(SKELETONS["for"], ("keep(a)", "b = a.copy()", "pass", "b.sum()"))
    claims = Claims(text)
    (copy,) = (o for o in claims.operations if o.copies)
    assert claims.needed(copy) is not None


# The checks see what they are to see: an analysis that is broken on purpose makes claims that do not hold.


def without_exceptions(monkeypatch):
    """No handler is ever reached."""

    def start(self, body, original=Liveness.__init__):
        for block in body.blocks:
            block.exceptional = []
        original(self, body)

    monkeypatch.setattr(Liveness, "__init__", start)


def without_back_edges(monkeypatch):
    """Every loop is passed once."""

    def start(self, body, original=Liveness.__init__):
        for loop in body.loops:
            for block in body.blocks[loop.first : loop.last]:
                block.successors = [b for b in block.successors if b != loop.header]
        original(self, body)

    monkeypatch.setattr(Liveness, "__init__", start)


def loops_left_past_finally(monkeypatch):
    """What follows a loop is not reached from the `finally` that a `break` runs through."""

    def route(self, kind, depth, original=Statements._route):
        if kind == "raise" or "finally" not in {frame.kind for frame in self.frames[:depth]}:
            original(self, kind, depth)

    monkeypatch.setattr(Statements, "_route", route)


def names_bound_before_they_are(monkeypatch):
    """A handler sees the names as the whole block left them."""
    monkeypatch.setattr(Builder, "split", lambda self: None)


def nothing_deleted(monkeypatch):
    monkeypatch.setattr(Statements, "_delete", lambda self, target, node: None)


def nothing_kept(monkeypatch):
    monkeypatch.setattr(Ownership, "kept_before", lambda self, value, step: None)


def no_other_readers(monkeypatch):
    monkeypatch.setattr(Ownership, "other_readers", lambda self, *_: [])


def views_of_new_memory(monkeypatch):
    def index(self, step, original=Calls.index):
        original(self, step)
        self.values.sites[step.id] = frozenset({(step.id, 0)})

    monkeypatch.setattr(Calls, "index", index)


def nothing_written(monkeypatch):
    monkeypatch.setattr(Solver, "write", lambda self, step, sites: None)


def sources_that_are_never_seen(monkeypatch):
    monkeypatch.setattr(never_written.Pair, "source_seen", lambda self, at: None)


@pytest.mark.parametrize(
    ("broken", "skeleton", "actions"),
    [
        (without_exceptions, SKELETONS["except"], ("b = a", "a = a + 1", "b.sum()")),
        (without_exceptions, SKELETONS["finally"], ("b = a", "a = a + 1", "b.sum()", "return b")),
        (without_exceptions, SKELETONS["with"], ("b = a", "a = a + 1", "b.sum()", "return b")),
        (without_back_edges, SKELETONS["for"], ("b.sum()", "b = a", "a = a + 1")),
        (without_back_edges, SKELETONS["while"], ("b.sum()", "b = a", "a = a + 1")),
        (loops_left_past_finally, nested(OUTER["forever"], INNER["finally"]), ("b = a", "break", "b.sum()")),
        (names_bound_before_they_are, SKELETONS["except"], ("b = a", "b.sum()", "return b")),
        (nothing_deleted, SKELETONS["if"], ("pass", "del a", "a.sum()")),
        (nothing_kept, SKELETONS["if"], ("pass", "keep(a)", "a = a + 1")),
        (no_other_readers, SKELETONS["if"], ("b = a[1:]", "a = a + 1", "b.sum()")),
        (views_of_new_memory, SKELETONS["if"], ("b = a[1:]", "a = a + 1", "b.sum()")),
        (nothing_written, SKELETONS["if"], ("b = a.copy()", "a[0] = 0", "b.sum()")),
        (sources_that_are_never_seen, SKELETONS["if"], ("b = a.copy()", "b[0] = 0", "a.sum()")),
    ],
)
def test_a_broken_analysis_is_seen(broken, skeleton, actions, monkeypatch):
    broken(monkeypatch)
    assert any(judge(program).wrong for program in family(skeleton, actions))
