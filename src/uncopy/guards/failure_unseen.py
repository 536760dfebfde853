"""Would nobody see a part that was written although the operation raised?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.guards.answer import Answer, guard, unknown, yes

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate


@guard("failure-unseen", "Would nobody see what was written before the operation raised?")
def failure_unseen(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """With `np.errstate(all="raise")` or warnings as errors an operation in place raises when it has written.

    The old assignment writes nothing then. So the array (``more["base"]``) must be this function's own, and no handler
    may read it.
    """
    base: int = candidate.more["base"]
    node = facts.body.steps[base].node
    ownership = facts.ownership
    if ownership.outside(base):
        return unknown("it may be memory that others hold, who would see a part that was written in vain", node)
    keeper = ownership.kept_before(base, candidate.step)
    if keeper is not None:
        return unknown("it may be kept by others, who would see a part that was written in vain", keeper.node)
    if ownership.holders(facts.values.sites[base]) & facts.liveness.handled(candidate.step):
        return unknown("a handler of an exception would see a part that was written in vain", candidate.node)
    return yes("it is seen here only, and by no handler")
