"""Guards on a part of an array that a mask selects, and that is to be changed where it stands.

The candidate's ``target`` is the array, ``more["mask"]`` the mask. ``more["read"]`` is the reading of the part and
``step`` the storing. The other operands are ``more["numbers"]``, or parts of ``more["arrays"]``.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import libcst as cst

from uncopy.facts import domain as d
from uncopy.facts.dtypes import native
from uncopy.guards import mask
from uncopy.guards.answer import Answer, guard, no, unknown, yes
from uncopy.guards.steady import changed_between

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate

# Of real numbers these are exact, or rounded as IEEE 754 says: every way to compute them gives the same, and raises the
# same flags. Measured under the oldest and the newest NumPy, with masks of every density.
_EXACT = frozenset({"+", "-", "*", "/", "&", "|", "^", "<<", ">>", "u-", "~"}) | frozenset(
    f"numpy.{name}"
    for name in (
        "add subtract multiply divide true_divide bitwise_and bitwise_or bitwise_xor left_shift right_shift negative "
        "invert absolute fabs sqrt square reciprocal floor ceil trunc rint"
    ).split()
)
_WHOLE = frozenset({"//", "%", "numpy.floor_divide", "numpy.remainder"})
_NARROW = frozenset({"f2", "f4", "c8"})
_HELD = 65504  # the largest number that each of them has room for


@guard("mask-fits", "Is the mask an array of bools of the shape of the array?")
def mask_fits(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """A mask of rows has fewer axes; other numbers pick elements; and `where=` repeats what is shorter.

    One question, because the shape of what may be no array is never known to be that of one.
    """
    value = candidate.more["mask"]
    least = facts.seen(candidate.target, candidate.step).ndim[0]
    if facts.seen(value, candidate.step).ndim[1] < least or mask.asks_parts(facts, candidate.target, value):
        return no("the mask is for one of several axes", facts.body.steps[value].node)
    found = mask.is_mask.ask(facts, candidate)
    return mask.same_extent.ask(facts, candidate) if found.answer == "yes" else found


@guard("same-part", "Is the other operand a number, or the same part of an array of this shape?")
def same_part(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """What goes with the part has the part's length; what goes with the array must have the array's shape."""
    for value in candidate.more["numbers"]:
        fact, step = facts.seen(value, candidate.step), facts.body.steps[value]
        if fact.only(d.NUMBER | d.SCALAR):
            continue
        if not fact.may(d.NUMBER | d.SCALAR) or _of_parts(facts, value):
            return no("the other operand has the length of the part", step.node)
        return unknown("the other operand may be an array, of the length of the part", step.node)
    own = facts.seen(candidate.target, candidate.step)
    for value in candidate.more["arrays"]:
        fact, node = facts.fact(value), facts.body.steps[value].node
        if value == candidate.target:
            continue
        if not fact.only(d.ARRAY) or not fact.shape or fact.shape != own.shape:
            return unknown("the other array is not known to have the shape of the one that is changed", node)
        if any(changed_between(facts, atom, (value, candidate.target)) is not None for atom in fact.shape):
            return unknown("what gives both their shape may change in between", node)
        if facts.values.sites[value] & facts.values.sites[candidate.target]:
            return no("the other array may be a view of the one that is changed: NumPy would copy it first", node)
    return yes("it is")


def _of_parts(facts: FunctionFacts, value: int) -> bool:
    """Whether a value is computed from what arrays or unknown things pick of others: as a rule the same part."""
    todo, seen = [value], set[int]()
    while todo:
        step = facts.body.steps[todo.pop()]
        if step.id in seen:
            continue
        seen.add(step.id)
        if step.op == "index" and not facts.fact(step.args[1]).only(d.IMMUTABLE):
            return True
        if step.op in ("bin", "unary", "call", "phi", "refine"):
            todo.extend(step.args)
    return False


@guard("same-bits", "Does NumPy compute the same bits where it leaves elements out?")
def same_bits_under_mask(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """A part lies side by side; under a mask runs of elements are computed, some by other code."""
    target, node = facts.seen(candidate.target, candidate.step), facts.body.steps[candidate.target].node
    kinds = {native(word)[0] for word in target.array_dtypes}
    if not kinds <= set("biuf"):
        return unknown("it may be of something else than real numbers, for which NumPy has code of several kinds", node)
    if candidate.operation in _EXACT or (candidate.operation in _WHOLE and kinds <= set("biu")):
        return yes("it is exact, however the elements lie")
    return unknown("NumPy may round, or warn, in another way where it leaves elements out", candidate.node)


@guard("steady-meanwhile", "Do the array and its mask stay as they are until the result is stored?")
def steady_meanwhile(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """The part is read before the other operand is computed, and the mask is asked again when all is done."""
    selecting, read, step = candidate.more["mask"], candidate.more["read"], candidate.step
    sites = facts.values.sites
    if sites[selecting] & sites[candidate.target]:
        return unknown("the mask may be a part of the array that is written", facts.body.steps[selecting].node)
    for number, written in facts.values.writes.items():
        writer = facts.body.steps[number]
        if (
            number not in (step.id, candidate.more["made"])
            and written & (sites[selecting] | sites[candidate.target])
            and facts.ownership.reaches(read, writer, step)
            and facts.ownership.reaches(writer, step, read)
        ):
            return unknown("the array or the mask may be written before the result is stored", writer.node)
    return yes("nothing is written in between, and the mask has memory of its own")


@guard("asked-once", "Is the mask asked for once, or by a question that never warns?")
def asked_once(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """A number that small floats have no room for is infinite to them, of which NumPy warns each time it is asked."""
    todo: list[cst.CSTNode] = [candidate.more["asked"]] if candidate.more["again"] else []
    while todo:
        node = todo.pop()
        todo.extend(node.children)
        if not isinstance(node, cst.Comparison):
            continue
        known = [facts.of(part) for part in (node.left, *(c.comparator for c in node.comparisons))]
        narrow = any(native(word) in _NARROW for fact in known for word in fact.array_dtypes)
        if narrow and any(fact.may(d.NUMBER) and not _held(fact.const) for fact in known):
            return unknown("the array that is asked about may have no room for the number: it would warn once", node)
    return yes("it is asked for once, or warns never")


def _held(const: object) -> bool:
    return isinstance(const, (int, float)) and (abs(const) < _HELD or not math.isfinite(const))
