"""Is an array made of a list of another one's elements the same as a copy of that one?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts.dtypes import describe, holds, likelihood, native
from uncopy.guards.answer import Answer, guard, no, unknown, yes

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate


@guard("same-from-list", "Would a copy of the array be the same as what is made of the list of its elements?")
def same_from_list(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """An empty list makes a float64 array of one dimension, whatever the list was made of.

    `tolist` makes Python numbers, which come to float64 and int64.
    """
    fact = facts.seen(candidate.target, candidate.step)
    node = facts.body.steps[candidate.target].node
    if not fact.may(d.ARRAY):
        return no("it is no array", node)
    if not fact.only(d.ARRAY):
        return unknown("it may be something else than a NumPy array", node)
    if fact.ndim != (1, 1):
        return unknown("it may have several dimensions, of which an empty list keeps none", node)
    dtype = candidate.more["dtype"]
    for code in sorted(fact.array_dtypes, key=likelihood):
        if native(code)[0] not in "biufc" or (dtype is None and code != "f8"):
            return unknown(f"of {describe(code)} a list may come to another dtype", node)
        if dtype is not None and not holds(dtype, code):
            return unknown(f"{describe(code)} may come to other {describe(dtype)} by way of a list", node)
    return yes("it has one dimension, and every element is the same again")
