"""Guards on arrays that are let go before the function ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from uncopy.facts import domain as d
from uncopy.facts.ownership import bits
from uncopy.guards.answer import Answer, guard, no, unknown, yes
from uncopy.guards.worth import literal_size

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.lower.ir import Step
    from uncopy.rules.base import Candidate

_SMALL = 1000  # elements
_MAKERS = ("bin", "unary", "compare", "call", "index")
_REUSED = {"+", "-", "*", "/", "&", "|", "^"}  # operators whose result NumPy puts into an unnamed operand on the left
_PARTS = ("reduced", "kept")


@guard("only-memory", "Does nothing but memory end with it?")
def only_memory(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """The end of another object, or of an object in an array, may be noticed."""
    fact, node = facts.fact(candidate.target), facts.body.steps[candidate.target].node
    if not fact.only(d.ARRAYS):
        return unknown("it may be an object that does something when it ends", node)
    if "O" in fact.array_dtypes:
        return unknown("it may hold objects that do something when they end", node)
    return yes("it is exactly a NumPy array of plain numbers")


@guard("deleted-once", "Does nothing delete the name again?")
def deleted_once(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """A name that is not bound cannot be deleted: that would raise."""
    for step in facts.body.steps:
        deletes = step.op == "undef" and isinstance(step.node, cst.Del) and step.data == candidate.more["name"]
        if deletes and facts.ownership.reaches(candidate.step, step):
            return no("the name is deleted later", step.node)
    return yes("nothing deletes the name after")


@guard("frees", "Is its memory free then?", cost=True)
def frees(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """No where something else holds the memory, or the array is small."""
    target = candidate.target
    if facts.fact(target).may(d.NUMBER):
        return no("it may be a number", candidate.node)
    size = literal_size(facts.fact(target))
    if size is not None and size < _SMALL:
        return no(f"it has {size} elements only", candidate.node)
    if candidate.more.get("attribute"):
        return yes("nothing that is seen here holds it beside the attribute")
    if facts.values.sites[target] != frozenset({(target, 0)}):
        return no("it shows memory of another array", facts.body.steps[target].node)
    sharing = facts.ownership.sharing(target, candidate.step, frozenset(candidate.more.get("beside", ())))
    if sharing is not None:
        return no(sharing.reason, sharing.step.node if sharing.step is not None else None)
    return yes("nothing else holds it")


@guard("lowers-peak", "Are fewer arrays alive at once then?", cost=True)
def lowers_peak(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Counts the arrays of its size that live at each moment, with and without it."""
    lives = _lives(facts, candidate.target)
    own = next((life for life in lives if life.value == candidate.target), None)
    if own is None:
        return no("its memory is not known to be new", facts.body.steps[candidate.target].node)
    freed = _Life(own.value, own.born, candidate.more["last"], own.weight)
    rest = [life for life in lives if life is not own]
    if _most([*rest, freed]) > _most(lives) - 0.5 * own.weight:
        return no("as many arrays are alive at once before it is read for the last time", candidate.node)
    return yes("one array less is alive when most are")


@dataclass(frozen=True, slots=True)
class _Life:
    """From which step to which one an array takes memory, as places in the order in which steps are written."""

    value: int
    born: int
    died: int
    weight: float


def order(facts: FunctionFacts) -> dict[int, int]:
    """The place of each step in the order in which they are written."""
    steps = [step.id for block in facts.body.blocks for step in block.steps]
    return {number: place for place, number in enumerate(steps)}


def _most(lives: list[_Life]) -> float:
    return max(sum(x.weight for x in lives if x.born <= life.born <= x.died) for life in lives)


def _lives(facts: FunctionFacts, target: int) -> list[_Life]:
    """Of all new arrays of the target's size: what is made before counts in any case, what comes later if it is known.

    A name holds its array until it is bound anew or deleted: that it is read no more frees nothing.
    """
    places = order(facts)
    end = len(places)
    shape = facts.fact(target).as_array[0]
    last = max((places[u.id] for u in facts.uses(target) if u.id in places), default=0)
    ends = _name_ends(facts, places, end)
    found: list[_Life] = []
    for number, place in places.items():
        step, fact = facts.body.steps[number], facts.fact(number)
        if step.op not in _MAKERS or not fact.may(d.ARRAY) or (number, 0) not in facts.values.sites[number]:
            continue
        if not fact.as_array[0] >= shape and (place > last or _is_small(fact)):
            continue
        held = list(bits(facts.ownership.holders(frozenset({(number, 0)}))))
        uses = [places[u.id] for h in held for u in facts.uses(h) if u.id in places]
        died = max([place, *uses, *(ends[h] for h in held if h in ends)])
        if any((number, 0) in kept for kept in facts.values.keeps.values()):
            died = end
        found.append(_Life(number, place, died, 0.125 if fact.array_dtypes == {"b1"} else 1))
    return [_reused(facts, life, found, set(ends)) for life in found]


def _name_ends(facts: FunctionFacts, places: dict[int, int], end: int) -> dict[int, int]:
    """Until when a name holds each value that has one."""
    bound: dict[str, list[Step]] = {}
    for number in places:
        step = facts.body.steps[number]
        if step.op in ("bind", "undef"):
            bound.setdefault(step.data, []).append(step)
    out: dict[int, int] = {}
    for steps in bound.values():
        for step, following in zip(steps, [*steps[1:], None], strict=True):
            if step.op == "bind":
                until = end if following is None else places[following.id]
                out[step.args[0]] = max(out.get(step.args[0], 0), until)
    return out


def _reused(facts: FunctionFacts, life: _Life, lives: list[_Life], named: set[int]) -> _Life:
    """The life of an unnamed array, which ends as NumPy puts the result of an operator into its memory."""
    uses = facts.uses(life.value)
    if life.value in named or len(uses) != 1 or not facts.assume_elision:
        return life
    (use,) = uses
    same = any(other.value == use.id for other in lives)
    reused = (use.op == "bin" and use.data in _REUSED and use.args[0] == life.value) or use.op == "unary"
    return _Life(life.value, life.born, life.died - 1, life.weight) if same and reused else life


def _is_small(fact: d.Fact) -> bool:
    """Whether an array has few elements, or is what is left of others when axes are summed away."""
    size = literal_size(fact)
    if size is not None:
        return size < _SMALL
    shape = fact.as_array[0]
    return bool(shape) and all(isinstance(a, tuple) and a[0] in _PARTS for a in shape)
