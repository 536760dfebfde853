"""Guards on arrays that are joined only to be reduced to one number, which is to be done part by part.

The candidate's ``operands`` are the parts, where they are written one by one; else there are none. ``operation`` is the
function that reduces, ``more["join"]`` the one that joins, ``more["within"]`` the steps that make the parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts.dtypes import describe, native
from uncopy.guards.answer import Answer, guard, no, unknown, yes
from uncopy.guards.steady import changed_between
from uncopy.guards.worth import literal_size

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate

_SMALL = 1000
_ASKING = frozenset({"numpy.any", "numpy.all", "numpy.count_nonzero"})
_EXTREMES = frozenset({"numpy.max", "numpy.min"})
_ALONG = frozenset({"numpy.concatenate", "numpy.hstack"})  # of one dimension, parts of all lengths


@guard("joins-surely", "Are there parts, all of them arrays that can be joined?")
def joins_surely(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Joining raises where there is no part, or where shapes do not go together; reducing part by part does not."""
    parts = candidate.operands
    if not parts:
        return unknown("the list may be empty, or hold what cannot be joined", candidate.more["parts"])
    known = [facts.seen(value, candidate.step) for value in parts]
    for value, fact in zip(parts, known, strict=True):
        if not fact.only(d.ARRAY):
            return unknown("a part may be something else than an array", facts.body.steps[value].node)
    axes = min(fact.ndim[0] for fact in known) + (candidate.more["join"] == "numpy.stack")
    if not -axes <= candidate.more["axis"] < axes:
        return unknown("the axis may be one that the parts have not", candidate.node)
    if candidate.more["join"] in _ALONG and all(fact.ndim == (1, 1) for fact in known):
        return yes("they have one dimension")
    for value, fact in zip(parts, known, strict=True):
        if not fact.shape or fact.shape != known[0].shape:
            return unknown("the parts are not known to have shapes that go together", facts.body.steps[value].node)
        if any(changed_between(facts, atom, parts) is not None for atom in fact.shape):
            return unknown("what gives the parts their shape may change in between", facts.body.steps[value].node)
    return yes("they have one shape")


@guard("same-of-parts", "Is what is wanted of the whole the same of what is wanted of each part?")
def same_of_parts(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Sums of floats are rounded in another order, and of zeros that differ in sign another one is the largest."""
    if not candidate.operands:
        return yes("no part is known, which is another guard's answer")
    words = sorted({w for value in candidate.operands for w in facts.seen(value, candidate.step).array_dtypes})
    others = [w for w in words if native(w)[0] not in ("biufc" if candidate.operation in _ASKING else "biu")]
    if not words or others:
        what = f"a part may be of {describe(others[0])}" if others else "nothing is known of the parts"
        return unknown(f"{what}, and the result another one", candidate.node)
    if candidate.operation not in _ASKING and len(words) > 1:
        return unknown("the parts may have several dtypes", candidate.node)
    if candidate.operation in _EXTREMES and not all(literal_size(facts.fact(v)) for v in candidate.operands):
        return unknown("a part may be empty, which has no extremes", candidate.node)
    return yes("it is")


@guard("parts-stay", "Is no part written while the others are made?")
def parts_stay(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """All parts are read when all are made; one by one, the first is read before the second is made."""
    sites = frozenset().union(*(facts.values.sites[value] for value in candidate.operands))
    for step in candidate.more["within"]:
        if facts.values.writes.get(step.id, frozenset()) & sites:
            return unknown("a part may be written by what makes another one", step.node)
    return yes("nothing writes them")


@guard("pays", "Are the parts not known to be small?", cost=True)
def large_parts(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """No where all parts together have few elements."""
    sizes = [literal_size(facts.fact(value)) for value in candidate.operands]
    known = [size for size in sizes if size is not None]
    if sizes and len(known) == len(sizes) and sum(known) < _SMALL:
        return no(f"they have {sum(known)} elements together", candidate.node)
    if candidate.operands and not any(facts.fact(value).may(d.ARRAYS) for value in candidate.operands):
        return no("no part is an array", candidate.node)
    return yes()
