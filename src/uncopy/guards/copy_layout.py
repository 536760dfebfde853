"""Would the array itself do in the place of its copy: type, strides, objects?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.guards.answer import Answer, guard, no, unknown, yes

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate


@guard("copy-layout", "Has the array the memory layout that its copy would have?")
def copy_layout(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """`x.copy()` puts x in C order; `np.copy(x)` keeps the order of what is dense, and makes the rest dense."""
    source, result = facts.seen(candidate.target, candidate.step).layout, facts.fact(candidate.step.id).layout
    node = facts.body.steps[candidate.target].node
    if not source.dense:
        return unknown("its strides are not known, and the copy is dense", node)
    if source.is_c and result.is_c:
        return yes("both are C-contiguous")
    if result.dense and result.atoms == source.atoms:
        return yes("the copy keeps the memory order")
    return unknown("the copy may have another memory order", node)


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
