"""Can what is counted be counted without finding it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts.dtypes import native
from uncopy.guards.answer import Answer, guard, unknown, yes

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate


@guard("countable", "Is it an array of which what is true can be counted?")
def countable(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """One number has no places; objects say for themselves, and more than once, whether they are true."""
    mask = candidate.more["mask"]
    fact = facts.seen(mask, candidate.step)
    node = facts.body.steps[mask].node
    if not fact.only(d.NUMERIC):
        return unknown("it may be something else than a NumPy array", node)
    words = {native(w.removeprefix("s:")) for w in fact.dtypes}
    if not candidate.more["alone"]:
        if not words <= {"b1", "bool"}:
            return unknown("it may be no mask, but numbers of elements", node)
        return yes("it is a mask")
    if words & {"O", "S", "U"}:
        return unknown("it may hold something else than numbers", node)
    if not fact.only(d.ARRAY):
        return unknown("it may be a single number: its number of dimensions is not known", node)
    return yes("it is an array of numbers")
