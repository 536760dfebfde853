"""Guards on what an array is indexed by: ``more["mask"]`` is the value that tells which elements are meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.guards.answer import Answer, guard, unknown, yes
from uncopy.guards.in_bounds import reshaped
from uncopy.guards.steady import changed_between

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate

_BOOLS = {"b1"}


@guard("is-mask", "Is it an array of bools for certain?")
def is_mask(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """By other numbers, or by a list, an array is indexed in another way; one bool has no places to be found."""
    mask = candidate.more["mask"]
    fact = facts.seen(mask, candidate.step)
    node = facts.body.steps[mask].node
    if not fact.only(d.NUMERIC):
        return unknown("it may be something else than a NumPy array", node)
    if not {w.removeprefix("s:") for w in fact.dtypes} <= _BOOLS:
        return unknown("it may hold something else than bools", node)
    if not fact.only(d.ARRAY):
        return unknown("it may be a single bool: its number of dimensions is not known", node)
    return yes("it is an array of bools")


@guard("same-extent", "Has the mask the shape of the array?")
def same_extent(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Places found in a mask may be looked up in an array of any shape that has them; a mask must fit."""
    mask, target = candidate.more["mask"], candidate.target
    if candidate.more.get("alone"):
        return yes("no array is indexed")
    own, other = facts.seen(target, candidate.step), facts.seen(mask, candidate.step)
    node = facts.body.steps[target].node
    if not own.only(d.ARRAYS):
        return unknown("what is indexed may be something else than a NumPy array", node)
    if not own.shape or own.shape != other.shape:
        return unknown("the mask is not known to have the shape of what is indexed", facts.body.steps[mask].node)
    for atom in own.shape:
        changing = changed_between(facts, atom, (target, mask))
        if changing is not None:
            return unknown("what gives both their shape may change in between", changing.node)
    if reshaped(facts, candidate):
        return unknown("the array's shape may be changed in place", node)
    return yes("it has")


@guard("one-axis", "Is the first number of a place all of it?")
def one_axis(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Of what has several dimensions it is a row only, and numbers counted through all of them are none of one axis."""
    mask = candidate.more["mask"]
    if candidate.more["form"] == "all":
        return yes("all of it is taken")
    if facts.seen(mask, candidate.step).ndim == (1, 1):
        return yes("it has one dimension")
    return unknown("the mask may have more than one dimension", facts.body.steps[mask].node)


@guard("plain-value", "Is what is stored a number?")
def plain_value(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """An array is converted, with what warnings that takes, only where there is a place to put it."""
    stored = candidate.more["stored"]
    if stored is None or facts.seen(stored, candidate.step).only(d.NUMBER | d.SCALAR):
        return yes("nothing is stored, or a number")
    return unknown("an array that is stored may be converted in another way", facts.body.steps[stored].node)


@guard("mask-apart", "Does nothing write the mask before all is done?")
def mask_apart(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Places are found before anything is written; a mask is read while it is, in `+=` a second time."""
    mask, step = candidate.more["mask"], candidate.step
    sites = facts.values.sites
    early = candidate.more.get("early")
    if early is not None:
        writer = facts.ownership.written_between(sites[mask], early, [step])
        if writer is not None and (writer.id != step.id or sites[mask] & sites[candidate.target]):
            return unknown("the mask may be written after the places are found", writer.node)
    if step.op != "store_index":
        return yes("nothing is written")
    if sites[mask] & sites[candidate.target]:
        return unknown("the mask may be a part of the array that is written", facts.body.steps[mask].node)
    for read in facts.body.steps:
        if read.op == "index" and read.args == step.args[:2]:
            writer = facts.ownership.written_between(sites[mask], read, [step])
            if writer is not None:
                return unknown("the mask may be written before the result is stored", writer.node)
    return yes("the mask has memory of its own")


def asks_parts(facts: FunctionFacts, target: int, mask: int) -> bool:
    """Whether a mask asks about one column, row or the like of what is indexed by it."""
    todo, seen = [mask], set()
    while todo:
        step = facts.body.steps[todo.pop()]
        if step.id in seen:
            continue
        seen.add(step.id)
        if step.op == "index" and step.args[0] == target:
            return True
        if step.op in ("compare", "unary", "bin", "call"):
            todo.extend(step.args)
    return False
