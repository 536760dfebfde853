"""Guards on the form of the result: dtype, shape, layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts import shapes
from uncopy.facts.dtypes import closed, likelihood, native
from uncopy.facts.narrowing import Narrowing
from uncopy.facts.orders import neutral
from uncopy.guards.answer import Answer, guard, no, unknown, yes
from uncopy.guards.steady import changed_between

if TYPE_CHECKING:
    import libcst as cst

    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate


def written(facts: FunctionFacts, candidate: Candidate) -> d.Fact:
    """What is assigned to: the array, or the part of it that ``more["part"]`` tells."""
    part: d.Fact | None = candidate.more.get("part")
    return facts.seen(candidate.target, candidate.step) if part is None else part


@guard("same-dtype", "Has the result the array's own dtype, under every supported NumPy?")
def same_dtype(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """A result in place keeps the array's dtype: other ones would be narrowed without a word, or raise."""
    target = facts.seen(candidate.target, candidate.step)
    node = facts.body.steps[candidate.target].node
    dtypes = target.array_dtypes
    if not dtypes:
        return yes("it is no array")
    why = None
    narrowing = Narrowing(facts, candidate.step)
    for dtype in sorted(dtypes, key=likelihood):
        # What is computed from the array itself has a dtype that goes with the array's.
        related = narrowing.given(candidate.target, frozenset({dtype}), candidate.operands)
        operands = [_words(fact) for fact in related]
        why = closed(facts.model, candidate.operation, frozenset({dtype}), *operands, place=candidate.place)
        if why is not None:
            break
        for value, fact in zip(candidate.operands, related, strict=True):
            maybe_none = fact.may(d.NONE) and fact.kinds != d.ANYTHING
            if maybe_none and not narrowing.follows(value) and not _goes_in(facts, value, candidate.target):
                return unknown("the other operand may be None: in place that is another error", _made(facts, value))
            # An element of an object array has no dtype; elements are taken to be no arrays themselves.
            element = dtype == "O" and fact.only(d.ALIEN | d.SCALAR)
            if fact.may(~d.ALIEN) and not _words(fact) and not element:
                return unknown("nothing is known of the other operand", _made(facts, value))
            if not narrowing.follows(value) and native(dtype) in _UNITS and _words(fact) & _UNIT_WORDS:
                return unknown("the other operand's unit of time may be another one", facts.body.steps[value].node)
    if why is None:
        return yes("no operand changes it")
    if len(dtypes) > 1:
        return unknown("its dtype is not known for certain: " + why, node)
    if len(dtypes) == 1 and all(len(_words(facts.seen(o, candidate.step))) == 1 for o in candidate.operands):
        return no(why, node)
    return unknown(why, node)


def _goes_in(facts: FunctionFacts, value: int, target: int) -> bool:
    """Whether a value was computed with to make the target: had it been None, that would have raised."""
    todo, seen = [target], set[int]()
    while todo:
        number = todo.pop()
        if number == value:
            return True
        step = facts.body.steps[number]
        ufunc = step.op == "call" and facts.model.is_ufunc(facts.model.resolve(facts.fact(step.args[0]).callee or ""))
        if number not in seen and (ufunc or step.op in ("bin", "unary")):
            seen.add(number)
            todo.extend(step.args[1:] if ufunc else step.args)
    return False


def _made(facts: FunctionFacts, value: int) -> cst.CSTNode | None:
    return facts.body.steps[value].node


_UNITS = frozenset({"m8", "M8"})
_UNIT_WORDS = _UNITS | {f"{mark}{unit}" for mark in (">", "s:") for unit in _UNITS}


def beside_array(facts: FunctionFacts, candidate: Candidate) -> list[tuple[int, d.Fact]]:
    """The operands, as they are where the target is an array of NumPy's own."""
    dtypes = facts.seen(candidate.target, candidate.step).array_dtypes
    related = Narrowing(facts, candidate.step).given(candidate.target, dtypes, candidate.operands)
    return list(zip(candidate.operands, related, strict=True))


def _words(fact: d.Fact) -> frozenset[str]:
    """The dtype words of an operand: a 0-d array counts as a scalar, a list as an array of any dtype."""
    words = fact.dtypes
    if fact.may(d.ARRAY0):
        words |= {f"s:{w.removeprefix('>')}" for w in fact.array_dtypes if w != "O"}
    if fact.may(d.LIST | d.TUPLE):
        words |= d.NATIVE
    return words


@guard("same-shape", "Do the operands broadcast into the array's own shape?")
def same_shape(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """A new array may be larger than its operand by broadcasting; one in place may not."""
    target = facts.seen(candidate.target, candidate.step)
    if not target.may(d.ARRAY):
        return yes("it is no array")
    narrowing = Narrowing(facts, candidate.step)
    related = narrowing.given(candidate.target, target.array_dtypes, candidate.operands)
    for value, fact in zip(candidate.operands, related, strict=True):
        for atom in _atoms(fact, value):
            changing = changed_between(facts, atom, (candidate.target, *candidate.operands))
            if changing is not None:
                return unknown("both come from a list or mask that may change in between", changing.node)
            if not shapes.fits(atom, target.as_array[0]):
                return unknown(
                    "the shape of the other operand is not known to broadcast into it", facts.body.steps[value].node
                )
    return yes("every operand is a scalar, or has its shape or a broadcast part of it")


def _atoms(fact: d.Fact, value: int) -> frozenset[object]:
    if fact.may(d.LIST | d.TUPLE) and not fact.shape:
        return frozenset({("of", value)})
    # Beside an array, a number or scalar fits into anything, and None raises.
    return fact.as_array[0] if fact.only(d.NUMERIC | d.NONE) else fact.shape


@guard("same-layout", "Would a new array have the memory layout that this one has?")
def same_layout(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Later sums and views see the memory order, so a result in place must have the order of a new one."""
    target = facts.seen(candidate.target, candidate.step)
    if not target.may(d.ARRAY):
        return yes("it is no array")
    node = facts.body.steps[candidate.target].node
    layout = target.as_array[1]
    if not layout.dense:
        return unknown("its strides are not known, and a new array would be dense", node)
    if layout.is_c:
        return yes("it is C-contiguous")
    for value, fact in beside_array(facts, candidate):
        if neutral(fact) or fact.only(d.SCALAR | d.NUMBER) or _is_row(facts, value, candidate.target):
            continue
        if not layout.leads(fact.as_array[1] if fact.only(d.NUMERIC | d.NONE) else fact.layout):
            return unknown("the other operand may have another memory order", facts.body.steps[value].node)
    return yes("the operands have no order but its own")


def _is_row(facts: FunctionFacts, value: int, target: int) -> bool:
    """Whether an operand is a row of the array itself: its axes are in the same order."""
    step = facts.body.steps[value]
    return step.op == "index" and step.args[0] == target and facts.fact(step.args[1]).only(d.NUMBER)


def one_dimension(facts: FunctionFacts, value: int) -> bool:
    """Whether a value has exactly one dimension: its shape is one number, or its maker says so."""
    fact, step = facts.fact(value), facts.body.steps[value]
    if step.op == "call" and facts.fact(step.args[0]).callee == "numpy.array" and len(step.args) > 1:
        items = facts.body.steps[step.args[1]]
        return (
            items.op in ("list", "tuple")
            and not items.data
            and all(facts.fact(i).only(d.NUMBER | d.SCALAR) for i in items.args)
            and (step.data.positional == 1 and step.data.keywords in ((), ("dtype",)))
        )
    if step.op == "index" and fact.only(d.ARRAY) and facts.fact(step.args[1]).callee == "builtins.slice":
        return one_dimension(facts, step.args[0])
    if len(fact.shape) != 1 or not fact.only(d.ARRAY):
        return False
    (atom,) = fact.shape
    if not isinstance(atom, tuple):
        return False
    if atom[0] == "sized":
        return len(atom) == 2
    if atom[0] != "of" or not isinstance(atom[1], int):
        return False
    maker = facts.body.steps[atom[1]]
    callee = facts.fact(maker.args[0]).callee if maker.op == "call" else None
    row = facts.model.row(callee) if callee is not None else None
    return row is not None and row.shape.head == "1d" and not row.when
