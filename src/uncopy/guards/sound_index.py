"""May an array be indexed before a loop, where the loop does it in each pass, if it ever runs?

The candidate's ``target`` is the array, its ``step`` the subscript, ``more["parts"]`` the values that it is indexed by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from uncopy.facts import domain as d
from uncopy.facts import shapes
from uncopy.facts.dtypes import native
from uncopy.guards.answer import Answer, guard, unknown, yes
from uncopy.guards.in_bounds import reshaped
from uncopy.guards.steady import changed_between

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.lower.ir import Loop, Step
    from uncopy.rules.base import Candidate

_REAL = {"b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"}
_HELD = 65504  # every dtype but the smallest ones holds a number up to here, and those are compared as they are
_ORDERS = {"numpy.argsort": "a", "ndarray.argsort": "self"}
_PLACES = {"numpy.flatnonzero": "a"}
_FOUND = {"numpy.where": "condition", "numpy.nonzero": "a", "ndarray.nonzero": "self"}


@guard("sound-index", "Does indexing it before the loop never raise or warn where the loop would not?")
def sound_index(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """The loop may not run at all; and where it does, what it does first would not have been done."""
    fact, step = facts.seen(candidate.target, candidate.step), candidate.step
    node = facts.body.steps[candidate.target].node
    if not fact.only(d.ARRAY):
        return unknown("it may be something else than a NumPy array", node)
    arrays = [p for p in candidate.more["parts"] if facts.body.steps[p].op != "slice"]
    for part in arrays:
        index = facts.seen(part, step)
        if not index.only(d.ARRAY) or not all(native(w)[0] in "biu" for w in index.dtypes):
            return unknown("what it is indexed by may be something else than an array", facts.body.steps[part].node)
        if not _quiet(facts, part, candidate.more["loop"]):
            return unknown("what it is indexed by is made in the loop, in a way that may raise", candidate.node)
    if reshaped(facts, candidate):
        return unknown("the array's shape may be changed in place", node)
    if _first_of_all(facts, candidate):
        return yes("the loop runs, and does this first")
    if len(candidate.more["parts"]) > fact.ndim[0]:
        return unknown("it may have too few dimensions, which raises even if the loop never runs", node)
    for part in arrays:
        if not _within(facts, candidate, part):
            return unknown(
                "the index is not known to lie within the array, and would raise even if the loop never runs",
                facts.body.steps[part].node or candidate.node,
            )
    return yes("the index lies within the array")


def _first_of_all(facts: FunctionFacts, candidate: Candidate) -> bool:
    """Whether the loop runs for certain, does this before anything else, and no handler sees how far it came."""
    loop, line = candidate.more["statement"], candidate.more["line"]
    first = loop.body.body[0]
    if not candidate.more["bound"] or not isinstance(first, cst.SimpleStatementLine) or first.body[0] is not line:
        return False
    if facts.body.blocks[candidate.step.block].exceptional:
        return False
    if isinstance(loop, cst.While):
        return facts.of(loop.test).const is True
    counted = facts.step_of(loop.iter)
    if counted is None or counted.op != "call" or len(counted.args) != 2 or not isinstance(loop.target, cst.Name):
        return False
    number = facts.fact(counted.args[1]).const
    return facts.fact(counted.id).callee == "range" and type(number) is int and number > 0


def _quiet(facts: FunctionFacts, value: int, loop: Loop) -> bool:
    """Whether making the value in the loop only computes, and neither raises nor warns."""
    step = facts.body.steps[value]
    if step.block not in loop or step.op == "const":
        return True
    given = [facts.fact(a) for a in step.args]
    if not all(_quiet(facts, a, loop) for a in step.args):
        return False
    if step.op == "unary":
        return bool(step.data == "~") and given[0].only(d.ARRAY) and given[0].dtypes <= {"b1"}
    if step.op == "bin":
        return bool(step.data in ("&", "|", "^")) and all(f.dtypes <= {"b1"} for f in given) and _alike(facts, step)
    if step.op != "compare" or step.data not in ("<", "<=", ">", ">=", "==", "!="):
        return False
    array, other = given if given[0].may(d.ARRAY) else given[::-1]
    if not array.only(d.ARRAY) or not array.dtypes <= _REAL:
        return False
    if other.only(d.ARRAY):
        return other.dtypes <= _REAL and _alike(facts, step)
    if not other.only(d.NUMBER | d.SCALAR):
        return False
    if isinstance(other.const, (int, float)):
        return abs(other.const) < _HELD
    words = {w.removeprefix("s:") for w in other.dtypes if w.startswith("s:")} | (other.dtypes & d.NUMBERS)
    if words <= _REAL:
        return True
    whole = all(w[0] in "iu" for w in array.dtypes)
    return (words <= {"float", *_REAL} and array.dtypes <= {"f8"}) or (words <= {"int", *_REAL} and whole)


def _alike(facts: FunctionFacts, step: Step) -> bool:
    """Whether both operands are arrays of one shape."""
    one, other = (facts.fact(a) for a in step.args)
    return (
        one.only(d.ARRAY)
        and other.only(d.ARRAY)
        and bool(one.shape)
        and one.shape == other.shape
        and all(changed_between(facts, atom, step.args) is None for atom in one.shape)
    )


def _within(facts: FunctionFacts, candidate: Candidate, part: int) -> bool:
    """Whether a part of the index, a mask or places, lies within the axis of the array that it is for."""
    target, place = candidate.target, candidate.more["parts"].index(part)
    own, index = facts.seen(target, candidate.step), facts.seen(part, candidate.step)
    if index.only(d.ARRAY) and index.dtypes <= {"b1"} and place == 0 and own.shape and own.shape == index.shape:
        return len(candidate.more["parts"]) == 1 and _kept(facts, own.shape, target, part)
    return within_axis(facts, candidate, part, place)


def within_axis(facts: FunctionFacts, candidate: Candidate, part: int, axis: int) -> bool:
    """Whether an array of one dimension, a mask or places, lies within an axis of the candidate's target."""
    index = facts.seen(part, candidate.step)
    if index.only(d.ARRAY) and index.dtypes <= {"b1"}:
        return index.ndim == (1, 1) and _one_length(facts, candidate, part, axis)
    sites = facts.values.sites[part]
    if not facts.values.never_written(part):
        return False
    numbers = _numbers(facts, part)
    if numbers is not None:
        lengths = shapes.sized(facts.seen(candidate.target, candidate.step).shape)
        long = lengths[axis] if lengths is not None and axis < len(lengths) else "0"
        return shapes.is_number(long) and all(-int(str(long)) <= n < int(str(long)) for n in numbers)
    counted = _counted(facts, part)
    if counted is None:
        return False
    if any(sites & kept and facts.body.steps[n].op != "return" for n, kept in facts.values.keeps.items()):
        return False  # who keeps it may write it
    return _one_length(facts, candidate, counted, axis)


def _one_length(facts: FunctionFacts, candidate: Candidate, value: int, axis: int) -> bool:
    """Whether an array of one dimension is as long as an axis of the one that is indexed."""
    own, other = facts.seen(candidate.target, candidate.step), facts.fact(value)
    if not other.only(d.ARRAY) or other.ndim != (1, 1):
        return False
    wanted, found = shapes.lengths(own), shapes.lengths(other)
    if wanted is None:
        wanted = shapes.sized(own.shape)
    if wanted is None or found is None or axis >= len(wanted) or not shapes.same(wanted[axis], found[0]):
        return False
    return _kept(facts, frozenset({("sized", found[0])}), candidate.target, value)


def _kept(facts: FunctionFacts, shape: shapes.Shape, *values: int) -> bool:
    return all(changed_between(facts, atom, values) is None for atom in shape)


def _counted(facts: FunctionFacts, value: int) -> int | None:
    """Of what a value gives places: an array of one dimension that was sorted, or in which what is true was found."""
    step = facts.body.steps[value]
    if step.op == "index" and facts.fact(step.args[1]).const == 0:
        return _given(facts, facts.body.steps[step.args[0]], _FOUND)
    return _given(facts, step, {**_ORDERS, **_PLACES})


def _numbers(facts: FunctionFacts, value: int) -> list[int] | None:
    """The numbers of a list that is written out, or of an array that is made of one."""
    step = facts.body.steps[value]
    if step.op == "call" and step.data.positional == 1 and not step.data.keywords and not step.data.starred:
        callee = facts.model.resolve(facts.fact(step.args[0]).callee or "")
        step = facts.body.steps[step.args[1]] if callee in ("numpy.array", "numpy.asarray") else step
    if step.op != "list" or step.data or any(s.op == "append" and s.args[0] == step.id for s in facts.body.steps):
        return None
    numbers = [facts.fact(a).const for a in step.args]
    named = any(step.id in bound for bound in facts.body.names.values())
    return numbers if not named and all(type(n) is int for n in numbers) else None


def _given(facts: FunctionFacts, step: Step, functions: dict[str, str]) -> int | None:
    if step.op != "call":
        return None
    function = facts.fact(step.args[0])
    callee = facts.model.resolve(function.callee or "")
    if callee not in functions or step.data.starred:
        return None
    if functions[callee] == "self":
        return function.receiver if not (step.data.positional or set(step.data.keywords) - {"kind"}) else None
    alone = step.data.positional == 1 and not set(step.data.keywords) - {"kind"}
    return step.args[1] if alone else None
