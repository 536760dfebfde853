"""Does something tell that it is an array?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.guards.answer import Answer, guard, no, yes

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate

_ARITHMETIC = ("bin", "unary", "compare", "call", "index")


@guard("known-array", "Does something tell that it is an array, not a number?", cost=True)
def known_array(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Yes if it is one, or if an operand that it was computed from is one: unknown arguments are mostly numbers."""
    seen: set[int] = set()
    todo = [candidate.target]
    while todo:
        value = todo.pop()
        if value in seen:
            continue
        seen.add(value)
        fact = facts.fact(value)
        if fact.may(d.ARRAY) and fact.only(d.ARRAYS):
            return yes("an array goes into it")
        step = facts.body.steps[value]
        if step.op in _ARITHMETIC and fact.may(d.ARRAY) and value not in facts.values.opaque:
            todo.extend(step.args)
    return no("nothing here tells that it is an array", facts.body.steps[candidate.target].node)
