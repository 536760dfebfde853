"""May what is made anew on each pass of a loop be made once before it?

The candidate's ``target`` is the array that is read, its ``step`` the call that makes the other one. ``more`` holds the
``loop`` (of the body) and its ``statement``, whether what is read is an ``attribute``, and the name that is ``bound``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from uncopy.facts import domain as d
from uncopy.facts.ownership import bits
from uncopy.facts.telling import keeping
from uncopy.guards.answer import Answer, guard, no, unknown, yes
from uncopy.guards.never_written import SHOW_MEMORY, Pair

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.lower.ir import Step
    from uncopy.rules.base import Candidate

_SIZED = {"numpy.zeros", "numpy.ones", "numpy.empty", "numpy.full"}
_CERTAIN = {"store_index", "aug"}
_ADDRESS = {"ctypes", "data", "__array_interface__", "__array_struct__"}


@guard("an-array", "Is it exactly a NumPy array?")
def an_array(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """What else has a transpose may count who asks for it, or have none: and the loop may not run at all."""
    fact = facts.seen(candidate.target, candidate.step)
    node = facts.body.steps[candidate.target].node
    if not fact.may(d.ARRAYS):
        return no("it is no array", node)
    if not fact.only(d.ARRAYS | d.SCALAR):
        return unknown("it may be something else than a NumPy array", node)
    return yes("it is an array or scalar of NumPy's own")


@guard("whole-array", "Is it exactly a NumPy array of one dimension or more, or a 0-d one?")
def whole_array(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """A copy of what else may be something else than an array to copy into; that of objects holds the same ones."""
    fact = facts.seen(candidate.target, candidate.step)
    node = facts.body.steps[candidate.target].node
    if not fact.only(d.ARRAYS):
        return unknown("it may be something else than a NumPy array", node)
    return yes("it is exactly a NumPy array")


@guard("same-each-pass", "Is the array the same on each pass of the loop?")
def same_each_pass(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Nothing in the loop, or in what it runs over, may write it."""
    pair = Pair(facts, candidate)
    doubt = pair.uncertain()
    if doubt is not None:
        return unknown(doubt, candidate.step.node)
    if candidate.more["attribute"]:
        return unknown("an attribute may be set in the loop", facts.body.steps[candidate.target].node)
    for step in _of_loop(facts, candidate):
        written = facts.values.writes.get(step.id, frozenset())
        if not (written & pair.source or (d.OUTSIDE in written and pair.outside(step))):
            continue
        if step.op in _CERTAIN and written & pair.source - {d.OUTSIDE}:
            return no("it is written in the loop", step.node)
        return unknown("it may be written in the loop", step.node)
    return yes("nothing in the loop writes it")


def _kept_by_pass(facts: FunctionFacts, candidate: Candidate) -> Answer | None:
    """Who keeps what a pass makes: arrays of several passes would be one."""
    site = (candidate.step.id, 0)
    copies = set(bits(facts.ownership.holders(frozenset({site}))))
    for step in facts.body.steps:
        if step.op in ("list", "tuple", "set", "dict", "append", "return") and copies.intersection(step.args):
            return no("each pass keeps its own", step.node)
    for number, (_, held) in facts.values.puts.items():
        if site in held:
            return no("each pass keeps its own", facts.body.steps[number].node)
    for number, kept in facts.values.keeps.items():
        if site in kept:
            step = facts.body.steps[number]
            return unknown(keeping(step), step.node)
    return None


@guard("forgotten", "Does nothing keep what a pass makes?")
def forgotten(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """It may be written: each pass begins with it as it was made."""
    return _kept_by_pass(facts, candidate) or yes("its name alone holds it")


@guard("shape-stays", "Is its shape the same on each pass, and fit for an array whether the loop runs or not?")
def shape_stays(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """A negative length raises: before the loop it would even if the loop never ran."""
    if not candidate.more["steady"]:
        return no("its shape or dtype is computed in the loop", candidate.node)
    for value in candidate.more["lengths"]:
        fact = facts.fact(value)
        node = facts.body.steps[value].node
        if fact.only(d.TUPLE) and fact.length is not None:
            continue  # the shape of an array
        if not fact.only(d.NUMBER | d.SCALAR):
            return unknown("its shape is not known to be whole numbers", node)
        if type(fact.const) is int and fact.const >= 0:
            continue
        if value in _taken_before(facts, candidate):
            continue
        if not isinstance(fact.length, tuple) or fact.length[0] == "op":
            return unknown("a length may be negative, which raises even if the loop never runs", node)
    return yes("its lengths are those of other arrays, or written in numbers, or an array was made with them before")


def _taken_before(facts: FunctionFacts, candidate: Candidate) -> set[int]:
    """The values that an array was made with before the loop: a negative one has raised there."""
    found: set[int] = set()
    for step in facts.body.steps:
        if step.op != "call" or len(step.args) < 2 or step.block in candidate.more["loop"] or not step.data.positional:
            continue
        if facts.fact(step.args[0]).callee in _SIZED and facts.ownership.dominates(step, candidate.step):
            shape = facts.body.steps[step.args[1]]
            found.update(shape.args if shape.op == "tuple" and not shape.data else (shape.id,))
    return found


@guard("only-read", "Is what is made of it only read, and forgotten at the end of the pass?")
def only_read(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """What one pass writes the next would find, and who keeps the arrays of several passes would keep one."""
    kept = _kept_by_pass(facts, candidate)
    if kept is not None and kept.answer == "no":
        return kept
    site = (candidate.step.id, 0)
    for number, written in facts.values.writes.items():
        if site in written:
            step = facts.body.steps[number]
            return (no if step.op in _CERTAIN else unknown)("it may be written", step.node)
    return kept or yes("it is only read")


@guard("one-pass", "Is it forgotten before the next pass makes its own, and does nothing look at its address?")
def one_pass(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """What two passes made would be one array: who compares or multiplies the two can tell."""
    pair = Pair(facts, candidate)
    if pair.older is not None:
        return unknown("what an earlier pass made is still read", facts.body.steps[pair.older].node)
    for step in facts.body.steps:
        if not pair.copies.isdisjoint(step.args) and (
            (step.op == "attr" and step.data in _ADDRESS)
            or (step.op == "call" and facts.fact(step.args[0]).callee in SHOW_MEMORY)
        ):
            return unknown("something looks at its address", step.node)
    return yes("each pass has forgotten it at its end")


@guard("lives-no-longer", "Does it live no longer when it is made before the loop?", cost=True)
def lives_no_longer(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """A name holds what the last pass made as long as the function runs; what has no name dies in its statement."""
    if candidate.more["bound"]:
        return yes("its name holds it after the loop, too")
    return unknown(
        "it has no name, and would live on beside what else is made in the loop and after it", candidate.node
    )


def _of_loop(facts: FunctionFacts, candidate: Candidate) -> Iterator[Step]:
    """The steps of a loop, and those of what it runs over: they come after what is put before the loop."""
    statement, loop = candidate.more["statement"], candidate.more["loop"]
    before: set[cst.CSTNode] = set()
    todo: list[cst.CSTNode] = [statement.iter] if isinstance(statement, cst.For) else []
    while todo:
        node = todo.pop()
        before.add(node)
        todo.extend(node.children)
    for step in facts.body.steps:
        if step.block in loop or step.node in before or (step.op == "iter" and step.node is statement):
            yield step
