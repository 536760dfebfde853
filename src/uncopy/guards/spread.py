"""An array that repeats its elements along an axis may do without that axis: broadcasting repeats them again.

A value is *thin* where it has not yet the axes that it had when it was spread. ``more["thin"]`` gives the values that
become thin, each with the axes that it loses (counted from the last one, which is 1) and how long they were.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import libcst as cst

from uncopy.facts import domain as d
from uncopy.facts import grids, shapes
from uncopy.guards.answer import Answer, guard, no, unknown, yes
from uncopy.guards.spans import Spans
from uncopy.guards.steady import changed_between
from uncopy.guards.temporary import never_reused
from uncopy.guards.worth import literal_size

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.facts.shapes import Length
    from uncopy.lower.ir import Step
    from uncopy.rules.base import Candidate

Missing = dict[int, "Length"]

_ORDER = frozenset({"<", "<=", ">", ">="})
_EQUAL = frozenset({"==", "!="})
_BITS = frozenset({"&", "|", "^", "<<", ">>", "u-", "u~", "u+"})
_UFUNCS = {
    "add": "+",
    "subtract": "-",
    "multiply": "*",
    "divide": "/",
    "true_divide": "/",
    "floor_divide": "//",
    "remainder": "%",
    "mod": "%",
    "less": "<",
    "less_equal": "<=",
    "greater": ">",
    "greater_equal": ">=",
    "equal": "==",
    "not_equal": "!=",
    "bitwise_and": "&",
    "bitwise_or": "|",
    "bitwise_xor": "^",
    "left_shift": "<<",
    "right_shift": ">>",
    "negative": "u-",
    "positive": "u+",
    "invert": "u~",
    "bitwise_not": "u~",
    "power": "**",
}
# One result a pair of numbers, whatever lies beside them and however they lie in memory.
_EXACT = frozenset({"+", "-", "*", "/", "//", "%"}) | _ORDER | _EQUAL | _BITS | {"numpy.hypot", "numpy.arctan2"}
_PRODUCTS = frozenset({"*", "/"})
_COMPLEX = frozenset({"c8", "c16", "c32"})
_INTEGERS = frozenset("biu")
_QUIET = frozenset({"+", "-", "*", "numpy.square", "numpy.absolute", "numpy.sign"}) | _ORDER | _EQUAL | _BITS
_SMALL = 1000  # elements: below, nothing is worth a line
_ALWAYS_QUIET = frozenset({"u-", "u+", "numpy.absolute"})


@dataclass
class Reading:
    """One operation on a thin value: what it is, what it is given, and which axes its result lacks."""

    step: Step
    operation: str
    operands: tuple[int, ...]
    missing: Missing


@dataclass
class Spreading:
    """All that reads the thin values of a candidate, and what stands against it."""

    facts: FunctionFacts
    thin: dict[int, Missing]
    readings: list[Reading] = field(default_factory=list)
    problem: Answer | None = None

    def follow(self) -> Spreading:
        """Read every use, until the results have all their axes."""
        for value in self.thin:
            self.problem = self.problem or self._named_outside(value)
        for step in self.facts.body.steps:  # operands come before what is made of them, but for joins, which are no use
            if self.problem is None and step.op != "bind" and not self.thin.keys().isdisjoint(step.args):
                self._read(step)
        return self

    def _named_outside(self, value: int) -> Answer | None:
        body = self.facts.body
        names = [n for n, bound in body.names.items() if value in bound]
        if names and body.is_module:
            return unknown("whoever imports the module sees its names", body.steps[value].node)
        if any(n in body.captured for n in names):
            return unknown("functions inside of this one see it", body.steps[value].node)
        return None

    def _read(self, use: Step) -> None:
        found = self._operation(use)
        if found is None:
            self.problem = no("this needs all of its elements, each as often as it was repeated", use.node)
            return
        operation, operands = found
        wanted: Missing = {}
        for operand in operands:
            for place, length in self.thin.get(operand, {}).items():
                other = wanted.setdefault(place, length)
                if not shapes.same(other, length):
                    self.problem = unknown("it meets an array that is repeated another number of times", use.node)
                    return
        missing: Missing = {}
        for place, length in wanted.items():
            supplied = [self._supplies(o, use, place, length) for o in operands]
            if True in supplied:
                continue
            if None in supplied:
                other_node = self.facts.body.steps[operands[supplied.index(None)]].node
                self.problem = unknown(
                    "the other operand is not known to have the axis along which it is repeated, as long as that",
                    other_node or use.node,
                )
                return
            missing[place] = length
        if use.op == "aug" and missing:
            self.problem = unknown("the array that it goes into is not known to have all of its axes", use.node)
            return
        self.readings.append(Reading(use, operation, operands, missing))
        if missing:
            self.thin[use.id] = missing
            self.problem = self._named_outside(use.id)

    def _operation(self, use: Step) -> tuple[str, tuple[int, ...]] | None:
        """What a step does element by element, and with which operands; None if it is not of that kind."""
        if use.op == "bin" and use.data != "@":
            return use.data, use.args
        if use.op == "compare" and use.data in _ORDER | _EQUAL:
            return use.data, use.args
        if use.op == "unary" and use.data in ("-", "~", "+"):
            return f"u{use.data}", use.args
        if use.op == "aug" and use.data != "@" and use.args[0] not in self.thin:
            return use.data, use.args
        if use.op != "call" or use.args[0] in self.thin:
            return None
        function = self.facts.fact(use.args[0])
        callee = self.facts.model.resolve(function.callee or "")
        if callee == "builtins.abs" and len(use.args) == 2 and not use.data.keywords:
            return "numpy.absolute", use.args[1:]
        if not self.facts.model.is_ufunc(callee) or use.data.keywords or use.data.starred:
            return None
        nin, nout = self.facts.model.arity(callee)
        if nout != 1 or len(use.args) - 1 != nin or callee.endswith("matmul"):
            return None
        return _UFUNCS.get(callee.removeprefix("numpy."), callee), use.args[1:]

    def _supplies(self, operand: int, use: Step, place: int, length: Length) -> bool | None:
        """Whether an operand has an axis at that place, of that length; None if that is not known."""
        if place in self.thin.get(operand, {}):
            return False
        fact = self.facts.seen(operand, use)
        if fact.only(d.NUMBER | d.SCALAR | d.ARRAY0):
            return False
        found = shapes.lengths(fact)
        if found is None:
            return None
        if len(found) < place:
            return False
        if length == "1" or shapes.same(found[-place], length):
            return True
        return False if found[-place] == "1" else None

    def alone(self, reading: Reading) -> list[tuple[int, d.Fact]]:
        """What the operation is given beside thin values."""
        return [(o, self.facts.seen(o, reading.step)) for o in reading.operands if o not in self.thin]


def spreading(facts: FunctionFacts, candidate: Candidate) -> Spreading:
    """The candidate's uses."""
    return Spreading(facts, {v: dict(m) for v, m in candidate.more["thin"].items()}).follow()


@guard("spread-again", "Does everything that reads it spread it again, as far as it was spread?")
def spread_again(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Every use must be elementwise, and come together with arrays that have the axes that it loses."""
    found = spreading(facts, candidate)
    if found.problem is not None:
        return found.problem
    for reading in found.readings:
        for length in {x for o in reading.operands for x in found.thin.get(o, {}).values()}:
            changing = changed_between(facts, length, (*reading.operands, *candidate.more["thin"]))
            if changing is not None:
                return unknown("its length comes from a list or mask that may change in between", changing.node)
    return yes("broadcasting repeats it")


@guard("same-order", "Have the results the memory order that they had?")
def order_of_results(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """The repeated array is in C order, and tips the balance where another one is not."""
    found = spreading(facts, candidate)
    values = [(v, facts.seen(v, candidate.step)) for v in candidate.more["sources"]]
    values += [pair for reading in found.readings if reading.step.op != "aug" for pair in found.alone(reading)]
    for value, fact in values:
        lengths = shapes.lengths(fact)
        one_axis = lengths is not None and sum(length != "1" for length in lengths) <= 1
        if fact.may(d.ARRAY) and not fact.layout.in_c_order and not one_axis:
            return unknown("it may not be in C order, and then the result would not be", facts.body.steps[value].node)
    turned = {v for v in candidate.more["thin"] if not facts.fact(v).layout.is_c}
    for reading in found.readings:  # a transpose is in Fortran order, and C order wins only where both orders are told
        if reading.step.op == "aug" or turned.isdisjoint(reading.operands):
            continue
        if not any(_tells_order(fact) for _, fact in found.alone(reading)):
            return unknown("it is a transpose, and so was the result", reading.step.node)
    return yes("all are in C order")


def _tells_order(fact: d.Fact) -> bool:
    lengths = shapes.lengths(fact)
    return lengths is not None and len(lengths) == 2 and "1" not in lengths


@guard("same-numbers", "Does each operation give the same number, however its operands lie in memory?")
def same_numbers(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """NumPy has several loops for one operation; arithmetic comes out the same in all of them."""
    found = spreading(facts, candidate)
    dense = all(facts.seen(v, candidate.step).layout.dense for v in candidate.more["sources"])
    for reading in found.readings:
        operation, alone = reading.operation, found.alone(reading)
        given = [facts.seen(o, reading.step) for o in reading.operands]
        if any("O" in f.dtypes for f in given) and reading.missing:
            return unknown("it may be an array of objects, whose arithmetic may have effects", reading.step.node)
        if operation in _PRODUCTS and any(f.dtypes & (_COMPLEX | {f"s:{c}" for c in _COMPLEX}) for f in given):
            return unknown("products of complex numbers may be rounded in another way", reading.step.node)
        if operation in _PRODUCTS and any(f.may(d.NUMBER) and "complex" in f.dtypes for f in given):
            if not all(_one_part(f.const) for f in given if f.may(d.NUMBER) and "complex" in f.dtypes):
                return unknown("products of complex numbers may be rounded in another way", reading.step.node)
        if operation in _EXACT:
            continue
        fixed = all(f.only(d.NUMBER | d.SCALAR) for _, f in alone)
        if not fixed or len(reading.operands) - len(alone) != 1:
            return unknown("NumPy may compute this in another way for what is broadcast", reading.step.node)
        if not dense:
            return unknown("NumPy may compute this in another way for what has gaps in memory", reading.step.node)
    return yes("they do")


def _one_part(number: object) -> bool:
    return isinstance(number, complex) and (number.real == 0 or number.imag == 0)


_MEASURED = frozenset({"axis", "last", "size", "len", "cut", "slice", "true"})  # lengths of what there is


_TAKE_NO_NEGATIVE = frozenset(
    f"numpy.{name}" for name in ("zeros", "ones", "empty", "full", "linspace")
)  # `arange` takes it for none


@guard("no-negative-length", "Is no length negative?")
def no_negative_length(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """`np.indices((-1, 3))` raises, and with ``sparse=True`` it does not, nor does ``ogrid`` where ``mgrid`` does.

    So do `np.tile` and `np.ones`. An array of that length cannot be made: where one was made before, it is none.
    """
    grid = candidate.more.get("grid")
    maker: Step = candidate.step if grid is None else grid.step
    name = "" if grid is None else facts.fact(maker.args[0]).callee
    if grid is not None and name not in ("numpy.indices", grids.DENSE):
        return yes("axes are arrays")
    counted = grids.never_negative(facts.values, maker) if name == grids.DENSE else frozenset()
    going = _nodes(candidate.node) if grid is None else set[cst.CSTNode]()
    made = [
        length
        for step in facts.body.steps
        if step.op == "call"
        and facts.fact(step.args[0]).callee in _TAKE_NO_NEGATIVE
        and step.node not in going
        and facts.ownership.dominates(step, maker)
        for length in shapes.lengths(facts.fact(step.id)) or ()
    ]
    for missing in candidate.more["thin"].values():
        for length in missing.values():
            # The length of an array that was there before: the new one's own says nothing.
            measured = isinstance(length, tuple) and length[0] in _MEASURED and max(d.mentioned(length)) < maker.id
            written = isinstance(length, str) and length.isdigit()
            if not measured and not written and length not in made and length not in counted:
                what = "repeating an array so often" if grid is None else "a dense grid"
                return unknown(f"a length may be negative, and then only {what} raises an error", maker.node)
    return yes("they are lengths of arrays, or written here")


def _nodes(node: cst.CSTNode) -> set[cst.CSTNode]:
    """A node and all that it is made of."""
    return {node}.union(*(_nodes(child) for child in node.children))


@guard("quiet", "Can it not warn where it did not before?")
def quiet(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Repeated no times at all, an array had no elements, and what has none gives no warning."""
    found = spreading(facts, candidate)
    sizes = {x for v in candidate.more["thin"] for x in shapes.lengths(facts.fact(v)) or ()}
    spans = Spans(facts, frozenset().union(*map(shapes.read, sizes)))
    for reading in found.readings:
        if not reading.missing or _cannot_warn(facts, reading, spans):
            continue
        lengths = shapes.lengths(facts.fact(reading.step.id)) or ()
        kept = [x for place, x in enumerate(reversed(lengths), start=1) if place not in reading.missing]
        for length in reading.missing.values():
            some = isinstance(length, str) and length.isdigit() and int(length) > 0
            if not some and not any(shapes.same(length, other) for other in kept):
                return unknown(
                    "repeated no times it has no elements, and then this could not warn as it now may",
                    reading.step.node,
                )
    return yes("what is computed has elements wherever it had none before")


def _cannot_warn(facts: FunctionFacts, reading: Reading, spans: Spans) -> bool:
    if reading.operation in _ALWAYS_QUIET or spans.of(reading.step.id) is not None:
        return True
    given = [facts.seen(o, reading.step) for o in reading.operands]
    words = {w for f in given for w in f.dtypes}
    if not all(f.only(d.NUMERIC) for f in given) or not all(_is_integer(w) for w in words):
        return False
    power = given[1].const if reading.operation == "**" and len(given) == 2 else None
    return reading.operation in _QUIET or (type(power) is int and power >= 0)


def _is_integer(word: str) -> bool:
    word = word.removeprefix("s:").removeprefix(">").partition(":")[0]
    return word in ("int", "bool") or (word[0] in _INTEGERS and word[1:].isdigit())


@guard("pays", "Are there fewer arrays at the peak?", cost=True)
def spread_pays(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """No for small arrays, and where NumPy puts the result into the repeated array, or into the other operand."""
    found = spreading(facts, candidate)
    for value in candidate.more["thin"]:
        fact = facts.fact(value)
        size = literal_size(fact)
        if size is not None and size < _SMALL:
            return no(f"it has {size} elements only", facts.body.steps[value].node)
    if len(candidate.more["thin"]) > 1 or len(found.readings) != 1 or found.readings[0].step.op == "aug":
        return yes()
    (reading,) = found.readings
    beside = found.alone(reading)
    if named(facts, value) or any(o in candidate.more["others"] for o, _ in beside):
        return yes()  # where both are repeated, neither need be
    if not never_reused(facts, reading.step, value):
        return no("NumPy already puts the result into the repeated array", reading.step.node)
    for operand, fact in beside:
        fresh = facts.body.steps[operand].op in ("bin", "unary", "call", "compare", "index")
        if fresh and not named(facts, operand) and _as_large(fact, facts.fact(value)):
            if not never_reused(facts, reading.step, operand):
                return no("NumPy already puts the result into the other operand", reading.step.node)
    return yes()


def _as_large(fact: d.Fact, whole: d.Fact) -> bool:
    """Whether an operand may have the full size."""
    one, other = shapes.lengths(fact), shapes.lengths(whole)
    if one is None or other is None:
        return fact.may(d.ARRAY)
    return len(one) >= len(other) and not any(a == "1" != b for a, b in zip(one, other, strict=False))


def named(facts: FunctionFacts, value: int) -> bool:
    """Whether a name stands for the value somewhere."""
    return any(value in bound for bound in facts.body.names.values())
