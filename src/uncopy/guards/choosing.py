"""Guards on `np.where(mask, value, x)`, which is to be written into x."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.guards import form
from uncopy.guards.answer import Answer, guard, no, unknown, yes

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate

_NUMERIC = d.ARRAY_DTYPES - {w for w in d.ARRAY_DTYPES if w.removeprefix(">") in ("O", "S", "U", "m8", "M8")}


@guard("boolean-mask", "Is the condition an array of bools that is no part of the array?")
def boolean_mask(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """`np.where` takes anything that is true or false, ``where=`` only bools; and it reads them while it writes."""
    mask = candidate.operands[0]
    fact, node = facts.seen(mask, candidate.step), facts.body.steps[mask].node
    if not (fact.only(d.ARRAY | d.SCALAR) and fact.dtypes <= {"b1", "s:b1"}):
        return unknown("the condition may be no array of bools", node)
    if facts.values.sites[mask] & facts.values.sites[candidate.target]:
        return unknown("the condition may be a view of the array", node)
    return yes("it is")


@guard("same-dtype", "Has the result the array's own dtype, under every supported NumPy?")
def same_dtype(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """The result has the dtype that array and value have together; `np.copyto` refuses whole numbers beyond it."""
    value = candidate.operands[1]
    target, fact = facts.seen(candidate.target, candidate.step), facts.seen(value, candidate.step)
    node = facts.body.steps[candidate.target].node
    if not target.array_dtypes <= _NUMERIC:
        return unknown("its dtype is not known to be one of numbers", node)
    if fact.may(d.NUMBER) and any(w.partition(":")[0] == "int" for w in fact.dtypes):
        unsigned = any(w.removeprefix(">")[0] in "bu" for w in target.array_dtypes)
        if not isinstance(fact.const, int) or not (0 if unsigned else -128) <= fact.const <= 127:
            return unknown("the number may be too large for the array, or less than none", facts.body.steps[value].node)
    if not fact.only(d.NUMERIC):
        return unknown("the value may be no array and no number", facts.body.steps[value].node)
    answer = form.same_dtype.ask(facts, replace(candidate, operation="numpy.maximum", operands=(value,), place=0))
    return no(answer.reason, answer.node) if answer.answer == "no" else answer
