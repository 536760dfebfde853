"""Would the array itself do in the place of its copy: type, strides, objects?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts.orders import ALWAYS_C
from uncopy.facts.ownership import bits
from uncopy.guards.answer import Answer, guard, no, unknown, yes
from uncopy.lower.ir import CallShape
from uncopy.model import OPERATORS

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.lower.ir import Step
    from uncopy.rules.base import Candidate

_FORMLESS = {"shape", "size", "ndim", "dtype", "nbytes", "itemsize"}
_KEEPING = {"ndarray.astype", "numpy.copy", "numpy.array"}  # copies in the order that the axes have
_THROUGH = {"numpy.sort", "numpy.partition"}  # they make such a copy first


@guard("copy-layout", "Has the array the memory layout that its copy would have?")
def copy_layout(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """`x.copy()` puts x in C order; `np.copy(x)` keeps the order of what is dense, and makes the rest dense."""
    fact, result = facts.seen(candidate.target, candidate.step), facts.fact(candidate.step.id).layout
    source = fact.layout
    node = facts.body.steps[candidate.target].node
    shape = candidate.step.data
    ordered = isinstance(shape, CallShape) and "order" in shape.keywords and not candidate.more.get("in_c_order")
    sources = _Orders(candidate.operation in _KEEPING and not ordered, source.in_c_order)
    if _unseen(facts, candidate.step, sources):
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
    if _unseen(facts, candidate.step, _Orders(False, False)):
        return yes("nothing depends on its memory order")
    return unknown("it would be in another memory order, and something here may depend on that", candidate.node)


@dataclass(frozen=True, slots=True)
class _Orders:
    """Whether the copy is in the order of what it is made of (``keeping``), and whether that is C order."""

    keeping: bool
    source_in_c: bool


def _unseen(facts: FunctionFacts, copy: Step, orders: _Orders) -> bool:
    """Whether all that is made of the copy comes out the same, in its own memory order too, whatever the strides."""
    uses = facts.uses(copy.id)
    methods = {s.id for s in uses if s.op == "attr" and s.data not in _FORMLESS}
    holders = set(bits(facts.ownership.holders(frozenset({(copy.id, 0)}))))
    if holders - methods != {copy.id} or (copy.id, 0) in facts.values.reach_sites(frozenset({d.OUTSIDE})):
        return False
    return bool(uses) and all(_blind(facts, use, copy, orders) for use in uses)


def _blind(facts: FunctionFacts, use: Step, copy: Step, orders: _Orders) -> bool:
    """Whether a step gives the same whatever the strides of the array that it reads."""
    if use.op == "attr" and use.data in _FORMLESS:
        return True
    if use.op == "store_index":
        return use.args[0] != copy.id and use.args[1] != copy.id and facts.fact(use.args[0]).only(d.ARRAYS)
    if use.op == "attr":  # a method
        return all(
            s.op == "call" and s.args[0] == use.id and _blind(facts, s, copy, orders) for s in facts.uses(use.id)
        )
    name = None
    if use.op == "call":
        name = facts.fact(use.args[0]).callee
        if name == "builtins.len":
            return True
        if name in _KEEPING and not use.data.keywords and use.data.positional <= 1 and not use.data.starred:
            return orders.keeping  # both put what has gaps in the same order
        if name in _THROUGH and orders.keeping:
            return facts.fact(use.id).only(d.NUMERIC)
    elif use.op == "bin":
        name = OPERATORS.get(use.data)
    row = facts.model.row(name) if name else None
    if row is None or row.order_sensitive or row.effects or row.writes or row.retains or row.returns.head != "fresh":
        return False
    fact = facts.fact(use.id)
    if not fact.only(d.NUMERIC) or not fact.may(d.ARRAY) or fact.ndim == (1, 1):
        return fact.only(d.NUMERIC)
    # What is in C order only because the copy is would follow the array itself.
    always = orders.keeping or orders.source_in_c or row.layout.head == "C" or name in ALWAYS_C
    return always and fact.layout.is_c


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
