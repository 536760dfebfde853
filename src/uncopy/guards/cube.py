"""Are there many differences of pairs?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.guards.answer import Answer, guard, no, yes
from uncopy.guards.worth import literal_size

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate

_FEW = 100  # numbers in each of two sets of points
_CUBE = 3  # dimensions: of two sets, and of the coordinates


@guard("large-cube", "Are there many pairs, and several coordinates?", cost=True)
def large_cube(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """No for few points, and for plain numbers, whose differences are a table."""
    cube = facts.fact(candidate.more["cube"])
    if cube.may(d.ARRAY) and cube.ndim[1] < _CUBE:
        return no("the differences are a table", candidate.node)
    sizes = [literal_size(facts.seen(value, candidate.step)) for value in candidate.operands]
    if all(size is not None and size <= _FEW for size in sizes):
        return no(f"there are few points: {' and '.join(map(str, sizes))} numbers", candidate.node)
    return yes()
