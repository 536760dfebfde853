"""Guards on what type of thing the values are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts.dtypes import describe, likelihood
from uncopy.guards.answer import Answer, guard, no, unknown, yes
from uncopy.guards.form import beside_array, same_shape, written

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate


@guard("not-zero-d", "Is it no 0-d array (for which the operator gives a scalar)?")
def not_zero_d(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """An operator on a 0-d array gives a scalar, in place it stays an array."""
    fact = facts.seen(candidate.target, candidate.step)
    if not fact.may(d.ARRAY0):
        return yes("it has a dimension, or is a scalar")
    node = facts.body.steps[candidate.target].node
    if fact.only(d.ARRAY0):
        return no("it is a 0-d array", node)
    if facts.surely_sized(candidate.target, candidate.step):
        return yes("its size was counted to by `range` before, so it is a number")
    return unknown("it may be a 0-d array: its number of dimensions is not known", node)


# Scalars for which Python's `abs` gives what NumPy's function gives, and warns no more.
SAME_SCALARS = frozenset({"b1", "u1", "u2", "u4", "u8", "f2", "f4", "f8"})
# A masked array computes them otherwise in place: the last digit of a power, and only a new quotient masks NaN.
_OWN_IN_PLACE = frozenset({"/", "**", "//", "%"})


@guard("not-a-container", "Is it no list, set or other thing that `op=` would extend or that has its own `op=`?")
def not_a_container(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """``+=`` extends a list by anything iterable; what arithmetic made is no container."""
    fact = facts.seen(candidate.target, candidate.step)
    node = facts.body.steps[candidate.target].node
    if fact.only(d.LIST | d.DICT | d.SET):
        return no("it is a container", node)
    if candidate.place and fact.may(d.STRING | d.TUPLE):
        return unknown("it may be a string or tuple, where the order of the operands matters", node)
    if fact.may(d.LIST | d.DICT | d.SET | d.FOREIGN):
        return unknown("it may be a list or another object that is not NumPy's", node)
    if fact.may(d.ALIEN) and fact.origins and candidate.operation in _OWN_IN_PLACE:
        reason = f"it may be a masked array or the like, on which `{candidate.operation}=` does something else"
        return unknown(reason, node)
    return yes("it is an array, a scalar, or what arithmetic gave")


@guard("same-family", "Does no operand bring a type of its own into the result?")
def same_family(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """An operand that is not NumPy's (a Series, a masked array) decides the type of a new result only."""
    target = facts.seen(candidate.target, candidate.step)
    # Where the array is NumPy's own, so is what is computed from it; where it is not, they are of one origin.
    for operand, fact in beside_array(facts, candidate):
        # What has no origin outside is an element of an object array: taken to be no array itself.
        element = not fact.origins and fact.only(d.ARITHMETIC | d.SCALAR | d.NUMBER)
        if fact.may(d.ALIEN) and not element and not (fact.origins <= target.origins and target.may(d.ALIEN)):
            return unknown(
                "an operand may be a subclass of ndarray, a Series or the like", facts.body.steps[operand].node
            )
        if candidate.place and target.may(d.ALIEN) and not fact.only(d.NUMBER | d.SCALAR):
            return unknown(
                "it may be a matrix or the like, where the order of the operands matters",
                facts.body.steps[candidate.target].node,
            )
    return yes("all operands are NumPy's or plain numbers, or the array is of the same origin")


@guard("is-ndarray", "Is it exactly a NumPy array of one dimension or more?")
def is_ndarray(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """``out=`` takes nothing but an array, and a 0-d one would come back as an array instead of a scalar."""
    fact = written(facts, candidate)
    node = facts.body.steps[candidate.target].node
    sized = "part" not in candidate.more and facts.surely_sized(candidate.target, candidate.step)
    if fact.only(d.ARRAY) or (fact.only(d.ARRAYS) and sized):
        return yes("it is an array of one dimension or more")
    if not fact.may(d.ARRAY):
        return no("it is no array", node)
    if fact.may(d.ALIEN) or fact.kinds == d.ANYTHING:
        return unknown("it may be something else than a NumPy array", node)
    if fact.may(d.ARRAY0):
        return unknown("it may be a 0-d array: its number of dimensions is not known", node)
    return unknown("it may be a scalar", node)


@guard("same-magnitude", "Is Python's `abs` of it the same as NumPy's function?")
def same_magnitude(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """For arrays it is that function. Scalars have one of their own, which rounds complex ones in another way, and
    warns of the least of the whole numbers; a number of Python's stays one.
    """
    if "magnitude" not in candidate.more:
        return yes("it is not asked for")
    fact = facts.seen(candidate.target, candidate.step)
    node = facts.body.steps[candidate.target].node
    if not fact.only(d.NUMERIC):
        return unknown("it may be something else than a NumPy array", node)
    if fact.may(d.NUMBER):
        return unknown("it may be a number of Python's", node)
    other = sorted({w[2:] for w in fact.dtypes if w.startswith("s:")} - SAME_SCALARS, key=likelihood)
    if fact.may(d.SCALAR) and other:
        return unknown(f"it may be a scalar ({describe(other[0])}), for which `abs` does something else", node)
    return yes("it is an array, or a scalar for which both are the same")


@guard("writable", "May its memory be written?")
def writable(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Some views (of broadcasting, of bytes) are read-only."""
    if facts.seen(candidate.target, candidate.step).readonly:
        return unknown("it may be a read-only view", facts.body.steps[candidate.target].node)
    return yes("it was made writable")


@guard("operands-fit", "Are the operands NumPy's, and do they broadcast into the array's own shape?")
def operands_fit(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """What is assigned to a slice may be of any type and have further axes of length 1; what is done in place may not.

    One question, because the shape of what is not NumPy's is never known beside an array that is.
    """
    family = same_family.ask(facts, candidate)
    return same_shape.ask(facts, candidate) if family.answer == "yes" else family
