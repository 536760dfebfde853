"""Guards on what a comprehension makes, where it is to be taken as it comes instead of being listed first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts.domain import mentioned
from uncopy.facts.dtypes import native
from uncopy.guards.answer import Answer, guard, no, unknown, yes
from uncopy.guards.worth import literal_size

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate

_SMALL = 1000
_REAL = frozenset("biuf")


@guard("nothing-else-happens", "Does nothing but computing happen while the elements are made?")
def nothing_else_happens(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """What is called may end a generator (`StopIteration`), or write what was listed before."""
    values = facts.values
    for step in candidate.more["within"]:
        if step.id in values.opaque or values.writes.get(step.id) or values.keeps.get(step.id):
            if step.op == "append" and step.args[0] == candidate.more["list"]:
                continue
            return unknown("code that cannot be seen runs, or something is written, between two elements", step.node)
        if step.op in ("iter", "next") and facts.fact(step.args[0]).may(d.ALIEN):
            return unknown("what is gone through may run code of its own", step.node)
    return yes("the elements are only computed")


@guard("float-elements", "Is every element one number that comes to a float64?")
def float_elements(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """NumPy looks at all elements to choose a dtype; arrays among them would give another dimension."""
    fact, node = facts.fact(candidate.target), facts.body.steps[candidate.target].node
    if fact.only(d.ARRAYS | d.LIST | d.TUPLE):
        return no("the elements are arrays", node)
    for word in sorted(fact.dtypes):
        plain = word.removeprefix("s:").partition(":")[0]
        exact = plain in ("float", "f8")
        if not exact and not (candidate.more["asked"] and (plain in ("int", "bool") or plain[0] in _REAL)):
            return no(f"an element may be of {plain}, and the array of another dtype", node)
        if word == "int" or plain in ("f16", "longdouble"):
            return unknown("an element may be too large for a float, and fail before a later one does", node)
    if not fact.only(d.NUMBER | d.SCALAR):
        return unknown("an element may be an array, or something else than a number", node)
    return yes("they are floats")


@guard("adds-alike", "Is every element a new array of the same shape, which is added without a word?")
def adds_alike(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """The same memory filled anew would be added as it is at the end; what an addition does comes at another moment."""
    value = candidate.target
    fact, node = facts.fact(value), facts.body.steps[value].node
    if fact.only(d.NUMBER):
        return yes("they are Python's numbers")
    if not fact.only(d.ARRAY):
        return unknown("an element may be something else than an array", node)
    if facts.values.sites[value] - {(value, 0)}:
        return unknown("the elements may share memory, and be written while they are made", node)
    inside = {step.id for step in candidate.more["within"]}
    if _mentioned(fact.shape) & inside:
        return unknown(
            "the elements may have different shapes: that they cannot be added shows at another moment", node
        )
    if not all(native(word)[0] in "biu" for word in fact.array_dtypes):
        return unknown("an addition may warn (of an overflow) before a later element fails to be made", node)
    return yes("they are new arrays of one shape, of whole numbers")


def _mentioned(shape: frozenset[object]) -> frozenset[int]:
    return frozenset().union(*(mentioned(atom) for atom in shape))


@guard("many-elements", "Are there many elements, or large ones?", cost=True)
def many_elements(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """No for a few numbers, and for small arrays."""
    fact = facts.fact(candidate.target)
    size = literal_size(fact) if fact.may(d.ARRAY) else 1
    few = candidate.more["count"]
    if size is not None and few is not None and size * few < _SMALL:
        return no(f"there are {few} elements only", candidate.node)
    if fact.kinds == d.ANYTHING:
        return no("nothing here tells what the elements are", candidate.node)
    if candidate.more["arrays"] and (not fact.may(d.ARRAY) or fact.may(d.NUMBER)):
        return no("the elements are numbers, or may be", candidate.node)
    return yes()
