"""Guards on results that are written straight into the array that they are assigned to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts import shapes
from uncopy.facts.dtypes import native
from uncopy.facts.ownership import bits
from uncopy.guards.answer import Answer, guard, no, unknown, yes
from uncopy.guards.form import written
from uncopy.guards.same_bits import is_exact
from uncopy.guards.steady import changed_between

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate


@guard("no-cast", "Has the result the dtype of the array that it is assigned to?")
def no_cast(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """An assignment casts what it is given; an operation computes in another dtype, or refuses."""
    target, node = written(facts, candidate), facts.body.steps[candidate.target].node
    dtypes = target.array_dtypes
    if is_exact(candidate):  # then foreign byte order of the array is no matter: both ways the result is swapped last
        dtypes = frozenset(map(native, dtypes))
    for value in candidate.more["results"]:
        result = facts.fact(value)
        if not result.only(d.ARRAY | d.SCALAR):
            return unknown("the result may be no array of NumPy's", facts.body.steps[value].node)
        if len(dtypes) != 1 or len(result.array_dtypes) != 1:
            return unknown("the dtypes are not known for certain", node)
        if result.array_dtypes != dtypes:
            return no("the assignment changes the dtype", node)
        if candidate.more.get("whole") and not result.array_dtypes <= _PLAIN:
            return unknown("of this dtype it may be computed otherwise in place", node)
    return yes("they have one dtype")


_PLAIN = frozenset("b1 i1 i2 i4 i8 u1 u2 u4 u8 f4 f8 c8 c16".split())


@guard("fills", "Does every result broadcast into the array?")
def fills(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """An assignment drops axes of length 1 at the front; ``out=`` has to have them."""
    whole = written(facts, candidate).as_array[0]
    if candidate.more.get("whole"):
        return _fills_whole(facts, candidate)
    for value in candidate.more["results"]:
        for atom in facts.fact(value).as_array[0]:
            if changed_between(facts, atom, (candidate.target, value)) is not None or not shapes.fits(atom, whole):
                node = facts.body.steps[value].node
                return unknown("the shape of the result is not known to broadcast into it", node)
    return yes("it has its shape, or is broadcast into it")


def _fills_whole(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Products and sums into ``out=`` broadcast nothing."""
    (value,) = candidate.more["results"]
    target, result, node = written(facts, candidate), facts.fact(value), facts.body.steps[value].node
    if not result.only(d.ARRAY):
        return unknown("the result may be a number", node)
    for atom in result.shape | target.shape:
        if changed_between(facts, atom, (candidate.target, value)) is not None:
            return unknown("its shape comes from a list or mask that may change in between", node)
    into, own = shapes.lengths(target), shapes.lengths(result)
    if into is None or own is None or len(into) != len(own) or not all(map(shapes.same, into, own)):
        return unknown("the result is not known to have its very shape", node)
    if any(facts.values.sites[v] & facts.values.sites[candidate.target] for v in candidate.operands):
        return unknown("an operand may be a view of it", node)
    return yes("the result has its shape")


@guard("not-read-meanwhile", "Is the array not read between the steps?")
def not_read_meanwhile(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """After the first step the array holds something else than before and after the statement."""
    if len(candidate.more["results"]) == 1:
        return yes("there is one step")
    if candidate.more["name"] in facts.body.captured:
        return unknown("a function inside sees it", candidate.node)
    steps = facts.body.steps
    reached = set(bits(facts.ownership.holders(facts.values.sites[candidate.target])))
    last = candidate.more["steps"][-1].step
    for step in candidate.more["steps"]:
        for value in step.operands:
            if value in reached and facts.fact(value).may(~d.IMMUTABLE):
                return unknown("a later step may read the array as it was", steps[value].node)
    for number in range(candidate.step.id + 1, last.id):
        if reached.intersection(steps[number].args):
            return unknown("the array is read between the steps", steps[number].node)
        if number in facts.values.opaque or number in facts.values.writes:
            return unknown("something between the steps may read or write the array", steps[number].node)
    return yes("nothing else reaches it")
