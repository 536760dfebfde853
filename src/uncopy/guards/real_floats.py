"""Is it of real floats?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts.dtypes import describe, likelihood, native
from uncopy.guards.answer import Answer, guard, no, unknown, yes

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate


@guard("real-floats", "Is it an array or scalar of real floats?")
def real_floats(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Complex numbers are ordered otherwise than their magnitudes, and the least integer has no opposite."""
    fact = facts.seen(candidate.target, candidate.step)
    node = facts.body.steps[candidate.target].node
    if not fact.only(d.ARRAYS | d.SCALAR):
        return unknown("it may be something else than a NumPy array", node)
    codes = [native(word.removeprefix("s:")) for word in sorted(fact.dtypes, key=likelihood)]
    others = [code for code in codes if code[0] != "f"]
    if others:
        answer = no if others == codes else unknown
        return answer(f"it {'is' if others == codes else 'may be'} of {describe(others[0])}", node)
    return yes("its dtype is a real float")
