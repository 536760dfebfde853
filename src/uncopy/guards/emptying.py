"""Guards on arrays that are cut down to an empty slice.

The candidate's ``target`` is the array, ``step`` the step that gives its name to the slice. ``more`` tells whether the
name is ``dead`` then, or an ``attribute``, and of how many ``parts`` the slice is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.guards.answer import Answer, guard, unknown, yes
from uncopy.guards.freeing import lowers_peak

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate


@guard("read-no-more", "Is what is left of it read no more?")
def read_no_more(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """What is read again has to be there: a copy of the slice, which NumPy tells from a view to anybody who asks."""
    if not candidate.more["dead"]:
        return unknown("`.base` and `.flags` of the empty array tell a copy from a view", candidate.node)
    return yes("on no way from here is its name read again")


@guard("never-raises", "Can taking the slice not raise?")
def never_raises(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """An array without dimensions has no slices."""
    fact = facts.seen(candidate.target, candidate.step)
    if candidate.more["dead"] and not (fact.only(d.ARRAY) and fact.ndim[0] >= candidate.more["parts"]):
        return unknown("it may have fewer dimensions than are sliced, which raises", candidate.node)
    return yes("it has as many dimensions as are sliced")


@guard("pays-later", "Is its memory wanted after?", cost=True)
def pays_later(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """What others get of it outlives the function; else arrays are made later on that would have its memory."""
    memory = facts.values.sites[candidate.target]
    if candidate.more["attribute"] or any(
        memory & kept and facts.ownership.reaches(candidate.step, facts.body.steps[number])
        for number, kept in facts.values.keeps.items()
    ):
        return yes("what is left of it lives longer than the function")
    return lowers_peak.ask(facts, candidate)
