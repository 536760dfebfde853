"""Is one index within the array? ``candidate.place`` is the axis, ``more["single"]`` the value of the index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts import shapes
from uncopy.guards.answer import Answer, guard, no, unknown, yes
from uncopy.guards.in_bounds import is_length, reshaped
from uncopy.guards.linear import Sums, plus
from uncopy.guards.worth import literal_size

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate

_SMALL = 1000
_ALL = "n"
_SPARSE = {"toarray", "todense", "tocsr", "tocsc", "tocoo", "tolil", "nnz", "indptr", "getnnz"}


@guard("in-bounds", "Is the index a whole number within the array?")
def single_in_bounds(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Beyond the array an index raises, where a slice is empty; from -1 on, ``i + 1`` counts from the other side."""
    target, axis, value = candidate.target, candidate.place, candidate.more["single"]
    node, fact = candidate.node, facts.fact(value)
    if not facts.seen(target, candidate.step).only(d.ARRAY):
        return unknown("it may be something else than a NumPy array", facts.body.steps[target].node)
    if not fact.only(d.NUMBER) or {w.partition(":")[0] for w in fact.dtypes} != {"int"}:
        return unknown("the index may be something else than a whole number of Python's", node)
    if reshaped(facts, candidate):
        return unknown("the array's shape may be changed in place", node)
    known = _long(facts, target, axis)

    def of_length(number: int) -> int | str | None:
        return (_ALL if known is None else known) if is_length(facts, number, target, axis) else None

    sums = Sums(facts, of_length)
    index = sums.of(value)
    if index is None:
        return unknown("the index is not known to be a whole number", node)
    if type(fact.const) is int and fact.const < 0:  # it counts from the other side, and so does the slice
        index = {"": -fact.const - 1}
    least = sums.least(index, node)
    if least is None or least < 0:
        return unknown("the index may be negative", node)
    left = sums.least(plus(plus({_ALL: 1} if known is None else {"": known}, index, -1), {"": -1}, 1), node)
    if left is None or left < 0:
        return unknown("the index is not known to be within the array", node)
    return yes("the index is within the array")


@guard("pays", "Is there memory to save?", cost=True)
def row_pays(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """No where nothing tells that what is taken is more than a few elements."""
    fact = facts.seen(candidate.target, candidate.step)
    node = facts.body.steps[candidate.target].node
    if fact.kinds == d.ANYTHING:
        return no("nothing here tells that it is an array", node)
    read = {candidate.target, candidate.step.id}
    if not fact.only(d.ARRAY) and _asked(facts, read):
        return no("it is a sparse matrix, of which slices are copies", node)
    size, lengths = literal_size(fact), shapes.lengths(fact)
    if size is not None and size < _SMALL:
        return no(f"it has {size} elements only", node)
    if candidate.more["dimensions"] < 2 and fact.ndim[0] < 2:
        return no("what is taken may be one element only", node)
    others = [n for axis, n in enumerate(lengths or ()) if axis != candidate.place]
    taken = 1
    for length in others:
        taken = taken * int(str(length)) if shapes.is_number(length) else _SMALL
    if lengths is not None and taken < _SMALL // 10:
        return no(f"what is taken has {taken} elements only", node)
    return yes()


def _asked(facts: FunctionFacts, values: set[int]) -> bool:
    """Whether one of the values is asked for what sparse matrices have, and arrays have not."""
    return any(s.op == "attr" and s.data in _SPARSE and s.args[0] in values for s in facts.body.steps)


def _long(facts: FunctionFacts, target: int, axis: int) -> int | None:
    """How long the axis is, where that is written in numbers."""
    found = shapes.sized(facts.fact(target).shape)
    length = found[axis] if found is not None and axis < len(found) else None
    return int(length) if isinstance(length, str) and length.isdigit() else None
