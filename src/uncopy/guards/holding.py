"""Are there arrays that live longer?

The candidate's ``more`` names the ``arrays`` that are kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.guards.answer import Answer, guard, no, yes

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate


@guard("holds-arrays", "Are arrays kept by it, and no small ones?", cost=True)
def holds_arrays(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """An object that holds numbers and names only may wait for the garbage collector."""
    if not candidate.more["arrays"]:
        return no("nothing here tells of arrays that it keeps, or they are small", candidate.node)
    return yes()
