"""Would a view, or what is written into one, keep an array in memory that is let go where a small part of it is copied?

The candidate's ``target`` is the array, its ``step`` what takes the part; ``more`` has the bounds of the part along the
axis ``place``, ``low``, ``high`` and ``step``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts import shapes
from uncopy.guards.answer import Answer, guard, no, yes
from uncopy.guards.in_bounds import bound_number
from uncopy.guards.never_written import Pair

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate

_LIVES = "it is used longer than the array that it is taken from, which a view would keep"


@guard("not-outlived", "Is the array there as long as what is taken, or is that no small part of it?", cost=True)
def not_outlived(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """A name holds its array as long as the function runs, if it is not bound to another one; and no longer."""
    if not _small(facts, candidate):
        return yes("it is no small part")
    pair = Pair(facts, candidate)
    if d.OUTSIDE in pair.source or pair.source & facts.values.reach_sites(frozenset({d.OUTSIDE})):
        return yes("others hold the array")
    steps, reaches = facts.body.steps, facts.ownership.reaches
    for number, kept in facts.values.keeps.items():
        if pair.source & kept and steps[number].op != "return":
            return yes("others may hold the array")
    for step in steps:
        if step.op == "return" and pair.copies.intersection(step.args) and not pair.sources.intersection(step.args):
            return no("it is returned without the array that it is taken from, which a view would keep", step.node)
    names = {s.data for s in steps if s.op == "bind" and s.args[0] in pair.sources and s.args[0] not in pair.copies}
    bound = any(s.op in ("bind", "store_attr", "append") and pair.copies.intersection(s.args) for s in steps)
    if not names:
        return no(_LIVES, candidate.node) if bound else yes("it goes with its statement")
    uses = [s for s in steps if s.op != "bind" and s.id != candidate.step.id and pair.copies.intersection(s.args)]
    lost = {
        step.data: step
        for step in steps
        if step.op in ("bind", "undef")
        and step.data in names
        and not (step.op == "bind" and step.args[0] in pair.sources and step.args[0] not in pair.copies)
        and reaches(candidate.step, step)
        and any(reaches(step, use, candidate.step) for use in uses)
    }
    if names <= lost.keys():
        return no(_LIVES, next(iter(lost.values())).node)
    return yes("the array is there as long as the part")


@guard("no-part", "Is it an array of its own, and no part that would keep the rest of another?", cost=True)
def no_part(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """What is written into a part of an array keeps all of that array for as long as it lives."""
    made = facts.body.steps[candidate.target]
    if made.op in ("unpack", "index", "attr") and (candidate.target, 0) not in facts.values.sites[candidate.target]:
        return no("it is a part of an array, all of which the result would keep", made.node)
    return yes("it is an array of its own")


def _small(facts: FunctionFacts, candidate: Candidate) -> bool:
    """Whether at most half of the array is taken, as far as is known."""
    step = candidate.more["step"]
    low, high = (bound_number(facts, candidate.more[k]) for k in ("low", "high"))
    if low is None or high is None:
        return bool(step > 1)  # of a range that ends with the array
    found = shapes.lengths(facts.fact(candidate.target)) or ()
    length = found[candidate.place] if candidate.place < len(found) else None
    return not shapes.is_number(length) or 2 * len(range(low, high, step)) <= int(str(length))
