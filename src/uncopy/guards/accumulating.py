"""Guards on functions that take ``out=`` and are no ufuncs: `round`, `cumsum`, `cumprod`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts.dtypes import describe
from uncopy.guards import form
from uncopy.guards.answer import Answer, guard, no, unknown, yes

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate

ROUNDING = frozenset({"numpy.round", "numpy.around"})
ACCUMULATING = frozenset({"numpy.cumsum", "numpy.cumprod"})
# Smaller integers and bools are summed in the platform's integer. Rounding gives integers back as they are.
_CLOSED = {**dict.fromkeys(ROUNDING, d.INEXACT), **dict.fromkeys(ACCUMULATING, d.INEXACT | {"i8", "u8"})}


@guard("same-dtype", "Has the result the array's own dtype, under every supported NumPy?")
def same_dtype(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """As for operators, and by their own rules for rounding and running sums."""
    closed = _CLOSED.get(candidate.operation)
    if candidate.operation == "numpy.clip":
        return _clip(facts, candidate)
    if closed is None:
        return form.same_dtype.ask(facts, candidate)
    dtypes = facts.seen(candidate.target, candidate.step).array_dtypes
    node = facts.body.steps[candidate.target].node
    if dtypes <= closed:
        return yes("it keeps this dtype")
    if dtypes >= d.NATIVE:
        return unknown("its dtype is not known", node)
    why = f"of {describe(min(dtypes - closed))} the result may have another dtype"
    return no(why, node) if not dtypes & closed else unknown(why, node)


def _clip(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """An array that keeps its dtype beside each bound keeps it beside both."""
    for bound in candidate.operands:
        answer = form.same_dtype.ask(facts, replace(candidate, operation="numpy.maximum", operands=(bound,), place=0))
        if answer.answer != "yes":
            return answer
    return yes("no bound changes it")


@guard("keeps-form", "Has the result the array's number of dimensions and memory order?")
def keeps_form(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """`round` and running sums choose an order of their own; `cumsum` without an axis gives one dimension."""
    if candidate.operation not in ROUNDING | ACCUMULATING:
        return yes("it is a ufunc")
    target = facts.seen(candidate.target, candidate.step)
    node = facts.body.steps[candidate.target].node
    if candidate.operation in ACCUMULATING and not (
        candidate.more["axis"] or form.one_dimension(facts, candidate.target)
    ):
        return unknown("without an axis the result has one dimension, and the array may have more", node)
    if not target.layout.is_c:
        return unknown("the array may not be C-contiguous, and the result would have an order of its own", node)
    return yes("the array is C-contiguous")
