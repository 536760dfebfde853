"""May what is read of the array be read before the array is written?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from uncopy.facts import domain as d
from uncopy.facts.ownership import bits
from uncopy.guards.answer import Answer, guard, unknown, yes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate

_FORM = frozenset({"size", "shape", "ndim", "nbytes"})


def form_only(node: cst.CSTNode) -> bool:
    """Whether what is read is no element, but the form: ``x.size``, ``x.shape[0]``."""
    if isinstance(node, cst.Subscript):
        return isinstance(node.value, cst.Attribute) and form_only(node.value)
    return isinstance(node, cst.Attribute) and isinstance(node.value, cst.Name) and node.attr.value in _FORM


@guard("read-first", "May what is read of the array be read before it is written?")
def read_first(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """What reads it later in the statement (``more["early"]``) is put before the statement, with what stands between.

    So nothing there may have effects, and what was read must be no view of the array.
    """
    early: tuple[cst.BaseExpression, ...] = candidate.more["early"]
    body, values = facts.body, facts.values
    first, last = candidate.more["steps"][0].step, candidate.more["steps"][-1].step
    made = {number for node in early for number in _made(facts, node)}
    reached = set(bits(facts.ownership.holders(values.sites[candidate.target])))
    for number in range(first.id + 1, last.id):
        step = body.steps[number]
        if number not in made and not (step.op == "attr" and step.data in _FORM) and reached.intersection(step.args):
            return unknown("it is read after it is written", step.node)
    if not early:
        return yes("nothing is")
    for number in range(min(_made(facts, candidate.more["steps"][-1].node), default=first.id), last.id):
        step = body.steps[number]
        if step.op in ("phi", "refine"):
            continue
        if step.block != first.block:
            return unknown("what is read of it is read on some ways only", step.node)
        if number in values.opaque or number in values.writes or number in values.keeps:
            return unknown("something in the statement may have effects, and would be done in another order", step.node)
    for node in early:
        value = body.values[node]
        if value in reached and facts.fact(value).may(~d.IMMUTABLE):
            return unknown("what is read of it may be a view of it", node)
    if "O" in facts.seen(candidate.target, first).array_dtypes:
        return unknown("it may be an array of objects, whose arithmetic may have effects", candidate.node)
    return yes("it is a number, or new memory")


def _made(facts: FunctionFacts, node: cst.CSTNode) -> Iterator[int]:
    """The steps that an expression makes."""
    if node in facts.body.values and not isinstance(node, cst.Name):
        yield facts.body.values[node]
    for child in node.children:
        yield from _made(facts, child)
