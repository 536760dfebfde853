"""Guards on the form of the result: dtype, shape, layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts.dtypes import closed
from uncopy.facts.narrowing import Narrowing
from uncopy.guards.answer import Answer, guard, no, unknown, yes

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate


@guard("same-dtype", "Has the result the array's own dtype, under every supported NumPy?")
def same_dtype(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """A result in place keeps the array's dtype: other ones would be narrowed without a word, or raise."""
    target = facts.fact(candidate.target)
    node = facts.body.steps[candidate.target].node
    dtypes = target.array_dtypes
    if not dtypes:
        return yes("it is no array")
    why = None
    narrowing = Narrowing(facts)
    for dtype in sorted(dtypes):
        # What is computed from the array itself has a dtype that goes with the array's.
        related = narrowing.given(candidate.target, frozenset({dtype}), candidate.operands)
        operands = [_words(fact) for fact in related]
        why = closed(facts.model, candidate.operation, frozenset({dtype}), *operands, place=candidate.place)
        if why is not None:
            break
    if why is None:
        return yes("no operand changes it")
    if dtypes >= d.NATIVE:
        return unknown("its dtype is not known: " + why, node)
    if len(dtypes) == 1 and all(len(_words(facts.fact(o))) == 1 for o in candidate.operands):
        return no(why, node)
    return unknown(why, node)


def _words(fact: d.Fact) -> frozenset[str]:
    """The dtype words of an operand: a 0-d array counts as a scalar, a list as an array of any dtype."""
    words = fact.dtypes
    if fact.may(d.ARRAY0):
        words |= {f"s:{w.removeprefix('>')}" for w in fact.array_dtypes if w != "O"}
    if fact.may(d.LIST | d.TUPLE):
        words |= d.NATIVE
    return words


@guard("same-shape", "Do the operands broadcast into the array's own shape?")
def same_shape(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """A new array may be larger than its operand by broadcasting; one in place may not."""
    target = facts.fact(candidate.target)
    if not target.may(d.ARRAY):
        return yes("it is no array")
    related = Narrowing(facts).given(candidate.target, target.array_dtypes, candidate.operands)
    for value, fact in zip(candidate.operands, related, strict=True):
        for atom in _atoms(fact, value):
            if not _covered(atom, target.shape):
                return unknown(
                    "the shape of the other operand is not known to broadcast into it", facts.body.steps[value].node
                )
    return yes("every operand is a scalar, or has its shape or a broadcast part of it")


def _atoms(fact: d.Fact, value: int) -> frozenset[object]:
    if fact.may(d.LIST | d.TUPLE) and not fact.shape:
        return frozenset({("of", value)})
    return fact.shape


def _covered(atom: object, shape: frozenset[object]) -> bool:
    """Whether an array of this atom's shape broadcasts into ``shape``."""
    if atom in shape:
        return True
    if isinstance(atom, tuple) and atom[0] == "kept":
        return all(_covered(a, shape) for a in atom[1])
    if isinstance(atom, tuple) and atom[0] == "sized":
        # The trailing dimensions of a literal shape, or ones there, broadcast into it.
        for other in shape:
            if isinstance(other, tuple) and other[0] == "sized" and len(atom) <= len(other):
                tail = other[len(other) - len(atom) + 1 :]
                if all(a in ("1", b) for a, b in zip(atom[1:], tail, strict=True)):
                    return True
    return False


@guard("same-layout", "Would a new array have the memory layout that this one has?")
def same_layout(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Later sums and views see the memory order, so a result in place must have the order of a new one."""
    target = facts.fact(candidate.target)
    if not target.may(d.ARRAY):
        return yes("it is no array")
    node = facts.body.steps[candidate.target].node
    if not target.layout.dense:
        return unknown("its strides are not known, and a new array would be dense", node)
    if target.layout.is_c:
        return yes("it is C-contiguous")
    related = Narrowing(facts).given(candidate.target, target.array_dtypes, candidate.operands)
    for value, fact in zip(candidate.operands, related, strict=True):
        if fact.may(~(d.SCALAR | d.NUMBER)) and not fact.layout.atoms <= target.layout.atoms:
            return unknown("the other operand may have another memory order", facts.body.steps[value].node)
    return yes("the operands have no order but its own")
