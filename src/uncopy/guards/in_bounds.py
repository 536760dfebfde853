"""Are all indices of a range within the array?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts import shapes
from uncopy.guards.answer import Answer, guard, no, unknown, yes
from uncopy.guards.steady import changed_between

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate


@guard("in-bounds", "Are all indices of the range whole numbers within the array?")
def in_bounds(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """An index that is too large raises where a slice is cut short; a negative end counts from the other side.

    ``candidate.place`` is the axis; ``low`` and ``high`` in ``more`` are numbers, or the values of the bounds.
    """
    node = candidate.node
    low, high = bound_number(facts, candidate.more["low"]), bound_number(facts, candidate.more["high"])
    if low is None or low < 0:
        return unknown("the first index is not known to be 0 or more", node)
    if candidate.more["any_number"] and not isinstance(candidate.more["high"], int):
        fact = facts.fact(candidate.more["high"].value)
        whole = all(w.partition(":")[0] in ("int", "bool") or w.startswith("s:i") for w in fact.dtypes)
        if not (fact.only(d.NUMBER | d.SCALAR) and whole):
            return unknown("the end of the range is not known to be a whole number", node)
    if reshaped(facts, candidate):
        return unknown("the array's shape may be changed in place", node)
    target, axis = candidate.target, candidate.place
    if high is not None:
        known = _literal(facts, target, axis)
        if high < 0:
            return unknown("the end of the range is negative", node)
        if known is None:
            return unknown("the array is not known to be this long", facts.body.steps[target].node)
        if high > known:
            return no(f"the array has {known} elements there only", facts.body.steps[target].node)
        return yes("the array is longer")
    end = candidate.more["high"].value
    short = _shortfall(facts, end, target, axis)
    if short is None:
        return unknown("the end of the range is not known to be within the array", node)
    # With a length below `short` the end is negative: the range is empty then, and the slice must be too.
    if short > low + 2:
        return unknown("the end of the range may be negative, where a slice counts from the other side", node)
    return yes("the range ends with the array")


class Bound:
    """A bound of a range that is no number in the text: its value."""

    def __init__(self, value: int) -> None:
        self.value = value


def bound_number(facts: FunctionFacts, bound: int | Bound) -> int | None:
    """A bound as a number, where it is known."""
    if isinstance(bound, int):
        return bound
    const = facts.fact(bound.value).const
    return const if type(const) is int else None


def reshaped(facts: FunctionFacts, candidate: Candidate) -> bool:
    """Whether the array's own shape may have been changed before."""
    sites = facts.values.sites[candidate.target]
    for number, written in facts.values.writes.items():
        step = facts.body.steps[number]
        resized = step.op == "call" and facts.fact(step.args[0]).callee == "ndarray.resize"
        if (
            written & sites
            and (resized or step.op in ("store_attr", "del_attr"))
            and facts.ownership.reaches(step, candidate.step)
        ):
            return True
    return False


def _literal(facts: FunctionFacts, target: int, axis: int) -> int | None:
    """The length of an axis where the shape is written in numbers."""
    shape = facts.fact(target).shape
    if len(shape) != 1:
        return None
    (atom,) = shape
    if isinstance(atom, tuple) and atom[0] == "sized" and len(atom) > axis + 1:
        length = atom[axis + 1]
        if isinstance(length, str) and length.isdigit():
            return int(length)
    return None


def _shortfall(facts: FunctionFacts, end: int, target: int, axis: int) -> int | None:
    """By how much (a number of 0 or more) the value ``end`` is less than the length of the axis; None if not known."""
    step = facts.body.steps[end]
    if step.op == "bin" and step.data == "-":
        less = facts.fact(step.args[1]).const
        if type(less) is int and less >= 0:
            inner = _shortfall(facts, step.args[0], target, axis)
            return None if inner is None else inner + less
        return None
    if is_length(facts, end, target, axis):
        return 0
    return None


def is_length(facts: FunctionFacts, value: int, target: int, axis: int) -> bool:
    """Whether the value is the length of the axis: of the array itself, or of another of the same shape."""
    fact = facts.fact(target)
    lengths, length = shapes.lengths(fact), shapes.length_of(facts.fact(value), value)
    if lengths is not None and axis < len(lengths) and shapes.same(lengths[axis], length):
        return changed_between(facts, ("sized", length), (target, value)) is None
    step = facts.body.steps[value]
    measured: int | None = None
    if step.op == "call" and facts.fact(step.args[0]).callee == "builtins.len" and len(step.args) == 2:
        measured, place = step.args[1], 0
    elif step.op in ("index", "unpack"):
        shape = facts.body.steps[step.args[0]]
        if shape.op != "attr" or shape.data != "shape":
            return False
        if step.op == "unpack":
            place, _, starred = step.data
            if starred:
                return False
        else:
            place = facts.fact(step.args[1]).const
        measured = shape.args[0]
    if measured is None or type(place) is not int or place != axis:
        return False
    other = facts.fact(measured)
    if measured == target:
        return True
    return bool(fact.shape) and other.shape == fact.shape and other.only(d.ARRAY) and fact.only(d.ARRAY)
