"""Can nobody else see the memory that is to be reused?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.guards.answer import Answer, guard, no, unknown, yes

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate


@guard("sole-owner", "Can nobody else see the memory that is to be reused?")
def sole_owner(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Yes if the array was made in this function, nothing keeps it, and no other value read later reaches it.

    Later is after ``more["after"]`` where it is given: what stands before that will be read first.
    """
    sharing = facts.ownership.sharing(candidate.target, candidate.more.get("after", candidate.step))
    if sharing is None:
        return yes("made here, kept by nothing, not read again")
    node = sharing.step.node if sharing.step is not None else None
    return no(sharing.reason, node) if sharing.certain else unknown(sharing.reason, node)
