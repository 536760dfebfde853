"""A file that is mapped into memory: would the map do in the place of an array that is made of it?

The candidate's ``step`` makes the array, ``more["map"]`` is the step that maps the file, ``more["given"]`` what that is
given.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts.telling import called, keeping
from uncopy.guards.answer import Answer, guard, no, unknown, yes
from uncopy.guards.view_for_copy import family, users
from uncopy.lower.managers import QUIET

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.lower.ir import Step
    from uncopy.rules.base import Candidate

_ALIGNED = 16  # bytes: the most that any number wants to lie at a multiple of
_SMALL = 1000  # numbers
_FILES = frozenset({"builtins.open", "io.open", "contextlib.redirect_stdout", "contextlib.redirect_stderr"})
# What hands things on, and does nothing with them.
_HANDED = frozenset(
    "const param tuple list phi refine declared global closure escape return raise bind yield await".split()
)
# What only computes, where it is given arrays, numbers and other things of NumPy's and Python's own.
_COMPUTED = frozenset(
    "attr index slice call bin aug unary compare set dict append unpack iter next test format match store_index".split()
)


@guard("plain-map", "Is it mapped from a plain file, in C order and where its numbers want to lie?")
def plain_map(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """What `np.load` gives may be an archive; sums of numbers that lie askew are rounded in another order."""
    step: Step = candidate.more["map"]
    given = candidate.more["given"]
    if facts.fact(step.args[0]).callee != "numpy.memmap":
        return unknown("the file may be an archive, or be written by others in a way of their own", step.node)
    offset = facts.fact(given["offset"]).const if "offset" in given else 0
    if type(offset) is not int or offset % _ALIGNED:
        return unknown("the numbers may lie askew in memory, where sums are computed in another order", step.node)
    order = facts.fact(given["order"]).const if "order" in given else "C"
    if order != "C":
        return unknown("the map may be in another memory order than C", step.node)
    return yes()


@guard("only-looked-at", "Is the array never written, nor asked for its strides?")
def only_looked_at(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """A map for reading cannot be written, and of another one the file would be. An empty copy has strides of 0."""
    for number, written in sorted(facts.values.writes.items()):
        if (candidate.step.id, 0) in written:
            writer = facts.body.steps[number]
            return no("it is written, and the file would be", writer.node)
    for step in users(facts, family(facts, candidate.step.id)):
        if step.op == "attr" and step.data == "strides":
            return unknown("the strides of an empty copy are others", step.node)
    return yes()


@guard("used-here", "Does nothing keep the array, or get it to do what it likes?")
def used_here(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Who is given an array may mean to write it, or to have it when the file is gone: then the copy is meant."""
    for number, kept in sorted(facts.values.keeps.items()):
        if (candidate.step.id, 0) in kept:
            keeper = facts.body.steps[number]
            return no(f"{keeping(keeper)}, and may be wanted apart from the file", keeper.node)
    return yes("it is used here only")


@guard("file-still", "Does nothing else happen to files from then on?")
def file_still(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """The array keeps what the file held. It would show what is written there, and keep the file open."""
    for step in facts.body.steps:
        if _touches(facts, step, candidate.more["map"]) and facts.ownership.reaches(candidate.step, step):
            what = called(step) if step.op == "call" else "what happens here"
            return unknown(f"{what} may write the file, or close or remove it", step.node)
    return yes("after it there is nothing but computing")


def _touches(facts: FunctionFacts, step: Step, maps: Step) -> bool:
    """Whether a step may do something to a file: by code that is not seen, or as an open one ends."""
    if step.op in ("enter", "exit"):
        return step.data not in QUIET - _FILES
    if step.op == "bind":  # the last name of an open file may be given to something else
        others = facts.body.names.get(step.data, set()) - set(step.args)
        return any(_has_an_end(facts, other) for other in others)
    if step.op in _HANDED or (step.op == "compare" and step.data in ("is", "is not")):
        return False
    if step.id in facts.values.opaque or step.op not in _COMPUTED:
        return True
    if step.op == "store_index" and _has_an_end(facts, step.args[0]):
        return True  # what was there may end
    function = facts.fact(step.args[0]) if step.op == "call" else None
    given = step.args if function is None else step.args[1:]
    if any("O" in facts.fact(a).dtypes for a in given):  # their elements compute in ways of their own
        return True
    if any(facts.fact(a).may(d.ALIEN) and a != maps.id for a in given if not _of_numpy(facts, a)):
        return True
    if function is None:
        return False
    name = function.callee or ""
    if name == "builtins.print" and not {"file", "flush"} & set(step.data.keywords) and not step.data.starred:
        return False
    row = facts.model.row(name)
    return not facts.model.is_ufunc(name) and (row is None or row.effects)


def _has_an_end(facts: FunctionFacts, value: int) -> bool:
    """Whether something may happen as it ends, or as its items do: an open file is written then."""
    fact = facts.fact(value)
    return fact.may(d.ALIEN | d.CONTAINERS & ~d.STRING) or "O" in fact.dtypes


def _of_numpy(facts: FunctionFacts, value: int) -> bool:
    """Whether it is NumPy itself, a function or a method of an array: what is known by its name."""
    return facts.fact(value).callee is not None


@guard("large-map", "Is it known to be no small one?", cost=True)
def large_map(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """No for a shape in numbers that comes to a few numbers."""
    shape = candidate.more["given"].get("shape")
    if shape is None:
        return yes()
    fact = facts.fact(shape)
    lengths = [fact.const] if fact.items is None else [facts.fact(i).const for i in fact.items]
    if all(type(x) is int for x in lengths) and math.prod(lengths) < _SMALL:
        return no(f"it has {math.prod(lengths)} elements only", facts.body.steps[shape].node)
    return yes()
