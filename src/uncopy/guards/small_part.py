"""A part of an array keeps all of it in memory: does it go on alone, and is it a small part?

The candidate's ``target`` is the part, ``more["base"]`` the array that it is a part of, ``more["made"]`` the
memory of that, ``step`` the return.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts import shapes
from uncopy.guards.answer import Answer, guard, no, unknown, yes
from uncopy.guards.worth import literal_size

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate

_FEW = 10  # rows: of fewer, one is no small part
_SMALL = 1000  # elements


@guard("goes-on-alone", "Does nothing but the part hold the array that it is a part of?")
def goes_on_alone(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Else a copy frees nothing, and who holds the array and the part sees that they are two."""
    made, step = candidate.more["made"], facts.body.steps[candidate.more["base"]]
    if made & facts.values.reach_sites(frozenset({d.OUTSIDE})):
        return no("others may hold the array that it is a part of", step.node)
    for number, kept in sorted(facts.values.keeps.items()):
        keeper = facts.body.steps[number]
        if made & kept and keeper.op != "return":
            return no("the array that it is a part of is kept", keeper.node)
    for number, written in sorted(facts.values.writes.items()):
        writer = facts.body.steps[number]
        if made & written and facts.ownership.reaches(candidate.step, writer):
            return no("the array that it is a part of is written after", writer.node)
    if any(made & facts.values.reach_sites(facts.values.sites[value]) for value in candidate.operands):
        return no("the array that it is a part of is returned beside it", candidate.step.node)
    return yes()


@guard("copy-unseen", "Can the caller not tell a copy from a view?")
def copy_unseen(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """NumPy shows it to anybody who asks: this is never proved."""
    return unknown("`.base` and `.flags` of what is returned tell a copy from a view", candidate.node)


@guard("small-part", "Is it known to be a small part of a large array?", cost=True)
def small_part(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """No where the axis along which one is taken is short or of a length that nothing tells."""
    fact = facts.fact(candidate.more["base"])
    lengths, size = shapes.lengths(fact), literal_size(fact)
    if lengths is None:
        return no("the shape of the array is not known", candidate.node)
    if size is not None and size < _SMALL:
        return no(f"the array has {size} elements only", candidate.node)
    for axis in candidate.more["axes"]:
        length = lengths[axis] if axis < len(lengths) else "1"
        if not shapes.is_number(length) or int(str(length)) >= _FEW:
            return yes()
    return no("it is no small part of the array", candidate.node)
