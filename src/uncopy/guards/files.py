"""Files: is one named, and read in a place that numbers in the text tell? The candidate's ``step`` reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts.ownership import bits
from uncopy.facts.telling import keeping
from uncopy.guards.answer import Answer, guard, no, unknown, yes

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate

_NAMES = frozenset({"os.path.join", "os.path.abspath", "os.path.expanduser", "os.fspath", "pathlib.Path"})
_SPECIAL = ("/dev", "/proc", "/sys")  # what lies there may tell no length, and give more than that if it is asked
_MOST = 1 << 26  # bytes: room for so much is made, even where the file is shorter
_LARGEST = 32  # bytes of one number, where its dtype is not known
_WHOSE = frozenset({"base", "flags", "ctypes", "data", "resize", "setflags", "__array_interface__"})


@guard("named-file", "Is the file given by its name?")
def named_file(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """An open file tells whoever holds it how far it was read."""
    value: int = candidate.more["file"]
    fact, step = facts.seen(value, candidate.step), facts.body.steps[value]
    if isinstance(fact.const, str) and fact.const.startswith(_SPECIAL):
        return unknown("it may be no ordinary file", step.node)
    if fact.only(d.STRING):
        return yes("it is text")
    if step.op == "call" and facts.fact(step.args[0]).callee in _NAMES:
        return yes("it is a path")
    return unknown("it may be an open file, whose position is told afterwards", step.node)


@guard("bounds-in-numbers", "Are the bounds numbers of 0 or more, and no more than there is room for?")
def bounds_in_numbers(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """A negative bound counts from the end of the file, and without an end a file that is too short is an error."""
    node = candidate.node
    low, high = candidate.more["low"], candidate.more["high"]
    if type(low) is not int:
        return unknown("where the part begins is not known, and may be counted from the end", node)
    if high is None:
        return unknown("in a file that is shorter than this the part is empty, where `offset=` alone raises", node)
    if type(high) is not int:
        return unknown("where the part ends is not known, and may be counted from the end", node)
    if high * (candidate.more["unit"] or _LARGEST) > _MOST:
        return unknown("memory for so many numbers is taken, even where the file is shorter", node)
    return yes()


@guard("of-some-size", "Is an item of the file known to have a size?")
def of_some_size(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Items of no bytes (`"S"` without a length) are an error only where all of the file is read."""
    if not candidate.more["sized"]:
        return unknown("its items may be of no bytes, of which all is an error and some are not", candidate.node)
    return yes("it is of plain numbers")


@guard("part-by-itself", "Can nobody tell that the part is no view of something larger?")
def part_by_itself(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """`.base` and `.flags` show it, to whoever is given the part; `resize` is refused to views."""
    site = (candidate.step.id, 0)
    for number, kept in sorted(facts.values.keeps.items()):
        if site in kept and not candidate.more["stays"]:  # else it is a view as it was
            keeper = facts.body.steps[number]
            return unknown(f"{keeping(keeper)}, and `.base` and `.flags` tell a view from an array", keeper.node)
    held = set(bits(facts.ownership.holders(frozenset({site}))))
    for step in facts.body.steps:
        if step.op == "attr" and step.data in _WHOSE and held.intersection(step.args):
            return no(f"`.{step.data}` tells a view from an array", step.node)
    return yes("it is used here only")


@guard("other-columns", "Would nobody miss the columns that are not read?")
def other_columns(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """What is in them need not be numbers then, and one row or column has other dimensions: this is never proved."""
    return unknown("what is no number in another column is an error only if that is read", candidate.node)
