"""Is it NumPy's own?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.guards.answer import Answer, guard, no, unknown, yes

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate


@guard("numpys-own", "Is it an array or a number of NumPy's own?")
def numpys_own(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """What NumPy has to make an array of first may hand out memory that is read-only, or go its own way."""
    fact = facts.seen(candidate.target, candidate.step)
    node = facts.body.steps[candidate.target].node
    if not fact.may(d.ARRAYS):
        return no("it is no array", node)
    if not fact.only(d.NUMERIC):
        return unknown("it may be something else than a NumPy array", node)
    return yes("it is an array or a number")
