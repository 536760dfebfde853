"""Guards on an array that a function of Python's goes through element by element: ``operation`` is that function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts.dtypes import describe, likelihood
from uncopy.guards.answer import Answer, guard, no, unknown, yes
from uncopy.guards.worth import literal_size

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate

_SMALL = 1000
_ASKING = frozenset({"any", "all"})


@guard("one-dimension", "Is it exactly a NumPy array of one dimension?")
def one_dimension(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Of several dimensions the elements are rows, of none there are none: Python's functions raise."""
    fact, node = facts.seen(candidate.target, candidate.step), facts.body.steps[candidate.target].node
    if fact.may(d.ARRAY) and fact.ndim[0] > 1 and fact.only(d.ARRAY):
        return no("it has rows, not elements", node)
    if not fact.only(d.ARRAY):
        return unknown("it may be something else than a NumPy array", node)
    return yes("it has one") if fact.ndim == (1, 1) else unknown("it may have several dimensions", node)


@guard("same-answer", "Does the method give the same, and of a type that nobody can tell from it?")
def same_answer(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Python's `max` is at odds with NaN, its `sum` rounds in another order and begins with a 0 of its own."""
    name, node = candidate.operation, candidate.node
    words = sorted(facts.seen(candidate.target, candidate.step).array_dtypes, key=likelihood)
    if words and not any(w.removeprefix(">")[0] in "biufc" for w in words):
        return no(f"NumPy has no such method for {describe(words[0])} in all its versions", node)
    if name in _ASKING:
        others = [w for w in words if w.removeprefix(">")[0] not in "biufc"]
        return unknown(f"an element may be of {describe(others[0])}", node) if others else yes("it is true or false")
    if name == "sum":
        if words != ["b1"]:
            return unknown("Python's sum may be rounded, or have a dtype, of its own", node)
        if not candidate.more["decides"] and not literal_size(facts.seen(candidate.target, candidate.step)):
            return unknown("there may be no element, of which Python's sum is a 0 of its own", node)
        return yes("it is a count")
    others = [w for w in words if w[0] not in "biu"]
    if others:
        return unknown(f"an element may be of {describe(others[0])}: NaN and zeros are taken in another order", node)
    if name == "sorted" and not candidate.more["gone_through"]:
        return unknown("it would be an array instead of a list", node)
    return yes("whole numbers have one order")


@guard("pays", "Is the array not known to be small?", cost=True)
def many(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """No for small arrays."""
    size = literal_size(facts.seen(candidate.target, candidate.step))
    if size is not None and size < _SMALL:
        return no(f"it has {size} elements only", facts.body.steps[candidate.target].node)
    return yes()
