"""Does an array of numbers hold nothing but 0 and 1?

The candidate's ``target`` is the call that makes it, ``more["uses"]`` are all its uses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.guards.answer import Answer, guard, no, yes
from uncopy.guards.every_use import Uses

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate

_TRUTHS = {"b1", "s:b1", "bool", "int:0", "int:1", "float:0.0", "float:1.0"}
_NUMBERS = d.ARRAYS | d.SCALAR | d.NUMBER


@guard("zero-or-one", "Does nothing but 0, 1 and bools get into it?")
def zero_or_one(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Any other number comes out of an array of bools as True."""
    uses: Uses = candidate.more["uses"]
    whole = all(w[0] in "iu" for w in facts.fact(candidate.target).array_dtypes)
    for step, value in uses.stored:
        fact = facts.seen(value, step)
        if value not in uses.family and not (fact.only(_NUMBERS) and fact.dtypes <= _TRUTHS):
            return no("what is stored there may be another number than 0 and 1", step.node)
    for step, value in uses.updated:
        fact = facts.seen(value, step)
        if not (fact.only(_NUMBERS) and fact.dtypes <= {"b1", "s:b1", "bool"}):
            return no("what is computed into it may be another number than 0 and 1", step.node)
        if step.data != "*" and not (whole and step.data in ("&", "|", "^")):
            return no("what is computed into it may be another number than 0 and 1", step.node)
    return yes("only 0, 1 and bools are stored there")
