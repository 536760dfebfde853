"""Is it memory of its own that only this place sees?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts.domain import OUTSIDE
from uncopy.guards.answer import Answer, guard, no, unknown, yes

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate


@guard("fresh-temporary", "Is the array that is copied made here and seen by nobody else?")
def fresh_temporary(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """A copy of a view parts it from its base; a copy of what may be somebody's array parts the two."""
    node = facts.body.steps[candidate.target].node
    sites = facts.values.sites[candidate.target]
    if sites != frozenset({(candidate.target, 0)}):
        made = facts.body.steps[candidate.target]
        row = facts.model.row(facts.fact(made.args[0]).callee or "") if made.op == "call" else None
        if row is not None and row.returns.head in ("same", "view", "maybe"):
            return no("the call may give the very array that it is given, or a view of it", node)
        return unknown("it may be, or be a view of, an array that lives elsewhere", node)
    if facts.values.reach_sites(frozenset({OUTSIDE})) & sites or facts.ownership.kept_before(
        candidate.target, candidate.step
    ):
        return unknown("it may be kept by the call that made it", node)
    return yes("it is made here and has no name")
