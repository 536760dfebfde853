"""May rows and columns of an array be picked together, by `np.ix_`, where one is picked of what the other gave?

The candidate's ``target`` is the array, ``more["rows"]`` and ``more["columns"]`` the values that it is indexed by, and
``more["names"]`` whether both are written as names or as lists of numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts import shapes
from uncopy.facts.dtypes import native
from uncopy.guards.answer import Answer, guard, unknown, yes
from uncopy.guards.in_bounds import reshaped
from uncopy.guards.sound_index import within_axis

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate

_LARGE = 2**31


@guard("cross-index", "Does picking both together give and raise the same?")
def cross_index(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """A mask that is too short is an error as an index, and none in `np.ix_`; nor is a place where nothing is picked.

    What is not NumPy's own reads indices in its own way.
    """
    target, step = candidate.target, candidate.step
    node = facts.body.steps[target].node
    if not facts.seen(target, step).only(d.ARRAY):
        return unknown("it may be something else than a NumPy array", node)
    if not candidate.more["names"]:
        return unknown("what is computed for the one index may change what the other one picks", candidate.node)
    if reshaped(facts, candidate):
        return unknown("the array's shape may be changed in place", node)
    parts = candidate.more["rows"], candidate.more["columns"]
    for part in parts:
        fact = facts.seen(part, step)
        shown = facts.body.steps[part].node or candidate.node
        if listed(facts, part):
            continue
        if not fact.only(d.ARRAY) or not all(native(w)[0] in "biu" for w in fact.dtypes):
            return unknown("what it is indexed by may be something else than an array of numbers or bools", shown)
        if fact.ndim != (1, 1):
            return unknown("what it is indexed by may have more than one dimension", shown)
    for axis, part in enumerate(parts):
        if within_axis(facts, candidate, part, axis):
            continue
        shown = facts.body.steps[part].node or candidate.node
        if facts.seen(part, step).dtypes & {"b1"} and not listed(facts, part):
            return unknown("the mask is not known to fit the array, and `np.ix_` would not notice", shown)
        if not _picks(facts, parts[1 - axis]):
            return unknown(
                "it may have places beyond the array, which `np.ix_` would not notice if the other picked none", shown
            )
    return yes("both are of one dimension, and would raise if they did not fit")


def listed(facts: FunctionFacts, value: int) -> bool:
    """Whether it is a list of whole numbers, written here."""
    step = facts.body.steps[value]
    numbers = [facts.fact(a).const for a in step.args]
    named = any(value in bound for bound in facts.body.names.values())
    return (
        step.op == "list"
        and not step.data
        and not named
        and bool(numbers)
        and all(type(n) is int and abs(n) < _LARGE for n in numbers)
    )


def _picks(facts: FunctionFacts, value: int) -> bool:
    """Whether an index picks something for certain: numbers, and one of them at least."""
    if listed(facts, value):
        return True
    fact = facts.fact(value)
    found = shapes.lengths(fact)
    return (
        not fact.dtypes & {"b1"}
        and found is not None
        and len(found) == 1
        and shapes.is_number(found[0])
        and int(str(found[0])) > 0
    )
