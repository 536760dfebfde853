"""Has what is reduced along an axis the same memory order, whether the array is copied first or not?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.guards.answer import Answer, guard, unknown, yes

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate

_COPIES_TO_C = ("percentile", "quantile")


@guard("order-of-parts", "Is the result in the memory order that it has of a copy?")
def order_of_parts(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Percentiles are taken of a copy in C order, and their result follows that; medians follow the array itself."""
    fact = facts.seen(candidate.target, candidate.step)
    if candidate.more["flat"] or not candidate.operation.endswith(_COPIES_TO_C):
        return yes("the copy is in the array's own order")
    if not fact.may(d.ARRAY) or fact.ndim == (1, 1) or fact.as_array[1].is_c:
        return yes("it is in C order")
    node = facts.body.steps[candidate.target].node
    return unknown("it may not be in C order, and the result would come in another order", node)
