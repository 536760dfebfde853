"""A long array of numbers meets short ones: does it meet nothing else?

The candidate's ``target`` is the call that makes it, ``more["uses"]`` are all its uses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts.dtypes import native
from uncopy.guards.answer import Answer, guard, no, yes
from uncopy.guards.every_use import Uses
from uncopy.lower.ir import Step

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate

_SHORT = {"f2", "f4"}
_HARMLESS = {"ask", "compare", "extreme", "form", "logical"}


def upcast(facts: FunctionFacts, step: Step, family: set[int]) -> str | None:
    """The short dtype of what a step computes with an array of the family, if that comes to float64; else None."""
    if step.op == "bin":
        operands = step.args
    elif step.op == "call" and step.data is not None and not step.data.starred and not step.data.keywords:
        if not facts.model.is_ufunc(facts.fact(step.args[0]).callee or ""):
            return None
        operands = step.args[1:]
    else:
        return None
    others = [facts.seen(a, step) for a in operands if a not in family]
    if len(operands) != 2 or len(others) != 1 or "f8" not in facts.fact(step.id).array_dtypes:
        return None
    (other,) = others
    short = {native(c) for c in other.array_dtypes}
    return max(short) if other.only(d.ARRAYS) and other.dtypes <= d.ARRAY_DTYPES and short and short <= _SHORT else None


@guard("meets-short", "Is it only computed with arrays of short floats?")
def meets_short(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Who else gets it may need its digits, and an index must be of integers."""
    uses: Uses = candidate.more["uses"]
    for reason, step in uses.strangers:
        if upcast(facts, step, uses.family) is None:
            return no(reason, step.node)
    for use in uses.read:
        if use.asks not in _HARMLESS:
            return no("it is used in another way, too", use.step.node)
    return yes("nothing else is done with it")
