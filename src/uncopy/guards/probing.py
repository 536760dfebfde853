"""Is a call made to see whether it raises?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.guards.answer import Answer, guard, no, yes

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate


@guard("no-probe", "Is it not called to see whether it raises?", cost=True)
def no_probe(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """In a ``try`` or ``with`` statement a call may be made for its exception or its warning."""
    if facts.body.blocks[candidate.step.block].exceptional:
        return no("it may be called to see whether it raises or warns", candidate.step.node)
    return yes("nothing around it handles exceptions or warnings")
