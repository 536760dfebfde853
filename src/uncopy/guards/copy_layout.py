"""Would the array itself do in the place of its copy: type, strides, objects?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.guards.answer import Answer, guard, no, unknown, yes
from uncopy.guards.order_blind import KEEPING, Orders, order_blind
from uncopy.lower.ir import CallShape

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate


@guard("copy-layout", "Has the array the memory layout that its copy would have?")
def copy_layout(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """`x.copy()` puts x in C order; `np.copy(x)` keeps the order of what is dense, and makes the rest dense."""
    fact, result = facts.seen(candidate.target, candidate.step), facts.fact(candidate.step.id).layout
    source = fact.layout
    node = facts.body.steps[candidate.target].node
    shape = candidate.step.data
    ordered = isinstance(shape, CallShape) and "order" in shape.keywords and not candidate.more.get("in_c_order")
    sources = Orders(candidate.operation in KEEPING and not ordered, source.in_c_order)
    if order_blind(facts, candidate.step, sources):
        return yes("nothing depends on its memory order")
    if candidate.more.get("in_c_order"):
        return yes("it is put in C order anyway")
    if not source.dense or fact.may(d.ALIEN):
        return unknown("its strides are not known, and the copy is dense", node)
    if source.is_c and result.is_c:
        return yes("both are C-contiguous")
    if result.dense and result.atoms == source.atoms:
        return yes("the copy keeps the memory order")
    return unknown("the copy may have another memory order", node)


@guard("order-unseen", "Has the result the memory order that it had, or does nothing depend on it?")
def order_unseen(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """``more["ordered"]`` is whether it has: else all that is made of it must come out the same in any order."""
    if candidate.more["ordered"]:
        return yes("it is in C order either way")
    if order_blind(facts, candidate.step, Orders(False, False)):
        return yes("nothing depends on its memory order")
    return unknown("it would be in another memory order, and something here may depend on that", candidate.node)


@guard("same-objects", "Does the copy hold the same elements, not copies of them?")
def same_objects(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """`copy.deepcopy` copies the objects in an array of objects, too."""
    if candidate.operation == "copy.deepcopy" and "O" in facts.seen(candidate.target, candidate.step).dtypes:
        return unknown("it may hold objects, of which a deep copy is made", facts.body.steps[candidate.target].node)
    return yes("elements are plain numbers, or are shared anyway")


@guard("same-type", "Is it of the type that its copy has?")
def same_type(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """`np.copy` and `np.array` make a 0-d array of a scalar, and a plain array of a subclass; methods keep the type."""
    fact = facts.seen(candidate.target, candidate.step)
    node = facts.body.steps[candidate.target].node
    kinds = d.ARRAYS if candidate.operation in ("numpy.copy", "numpy.array") else d.NUMERIC
    if fact.only(kinds):
        return yes("it is exactly a NumPy array, or a scalar that stays one")
    if not fact.may(d.ARRAYS):
        return no("it is no array", node)
    if fact.may(~d.NUMERIC):
        return unknown("it may be something else than a NumPy array", node)
    return unknown("it may be a scalar, of which the copy is an array", node)
