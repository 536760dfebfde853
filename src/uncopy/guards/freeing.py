"""Guards on arrays that are let go before the function ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from uncopy.facts import domain as d
from uncopy.guards.answer import Answer, guard, no, unknown, yes
from uncopy.guards.name_unseen import reader
from uncopy.guards.peaks import Change, lowers
from uncopy.guards.worth import few_elements

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate


@guard("only-memory", "Does nothing but memory end with it?")
def only_memory(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """The end of another object, or of an object in an array, may be noticed."""
    fact, node = facts.fact(candidate.target), facts.body.steps[candidate.target].node
    if not fact.only(d.ARRAYS):
        return unknown("it may be an object that does something when it ends", node)
    if "O" in fact.array_dtypes:
        return unknown("it may hold objects that do something when they end", node)
    for use in facts.uses(candidate.target):
        if use.op == "call" and facts.fact(use.args[0]).callee == "builtins.id":
            return unknown("its `id` may be given to another object then", use.node)
    return yes("it is exactly a NumPy array of plain numbers")


@guard("deleted-once", "Does nothing delete the name again?")
def deleted_once(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """A name that is not bound cannot be deleted, nor stand alone on a line: that would raise."""
    name: str = candidate.more["name"]
    for line in facts.body.lines:
        if isinstance(line, cst.Expr) and not isinstance(line.value, cst.Call) and reader(line.value, name) is not None:
            return unknown("the name may stand alone on a line, to see whether it is bound", line)
    for step in facts.body.steps:
        deletes = step.op == "undef" and isinstance(step.node, cst.Del) and step.data == name
        if deletes and facts.ownership.reaches(candidate.step, step):
            return no("the name is deleted later", step.node)
    return yes("nothing deletes the name after")


@guard("frees", "Is its memory free then?", cost=True)
def frees(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """No where something else holds the memory, or the array is small."""
    target = candidate.target
    if facts.fact(target).may(d.NUMBER):
        return no("it may be a number", candidate.node)
    few = few_elements(facts, facts.fact(target))
    if few:
        return no(few, candidate.node)
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
    """Counts the arrays that live at each moment, with and without it."""
    if (candidate.target, 0) not in facts.values.sites[candidate.target]:
        return no("its memory is not known to be new", facts.body.steps[candidate.target].node)
    more = candidate.more
    ends = Change(emptied=more["emptied"]) if "emptied" in more else Change(deleted=more["name"], after=more["last"])
    if not lowers(facts, candidate.target, ends):
        return no("as many arrays are alive at once at another place", candidate.node)
    return yes("one array less is alive when most are")


@guard("fewer-in-loop", "Are fewer arrays alive at once if it is made before the loop?", cost=True)
def fewer_in_loop(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Where the loop has more arrays at another place, two of this one while the next is made do not matter."""
    if not lowers(facts, candidate.step.id, Change(hoisted=candidate.step.id, loop=candidate.more["loop"])):
        return no("more arrays are alive at another place than where the next one is made", candidate.node)
    return yes("that of the pass before is alive where most arrays are")


def order(facts: FunctionFacts) -> dict[int, int]:
    """The place of each step in the order in which they are written."""
    placed = sorted(step.id for block in facts.body.blocks for step in block.steps)
    return {number: place for place, number in enumerate(placed)}
