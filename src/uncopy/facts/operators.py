"""What operators give: fresh arrays, scalars, numbers or containers, never a 0-d array."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from uncopy.facts import domain as d
from uncopy.facts import orders, ranks, shapes
from uncopy.facts.domain import C_ORDER, NO_LAYOUT, Fact, Layout
from uncopy.facts.dtypes import elementwise
from uncopy.facts.refine import keep
from uncopy.model import Model

_CONTAINER_RESULTS = {
    "+": d.LIST | d.TUPLE | d.STRING,
    "*": d.LIST | d.TUPLE | d.STRING,
    "%": d.STRING,
    "|": d.DICT | d.SET,
    "&": d.SET,
    "^": d.SET,
    "-": d.SET,
}


def broadcast(operands: Sequence[Fact]) -> frozenset[object]:
    """The shape of a broadcast of operands: all atoms of those that may be arrays or sequences."""
    return shapes.joined(a for o in operands for a in o.shape)


def dense_layout(operands: Sequence[Fact]) -> Layout:
    """The layout of a fresh elementwise result (NumPy's order "K").

    C if the axes of every operand are in C order. Where one operand of full shape leads all others, its own layout.
    Those of one dimension have no say.
    """
    given = [o for o in operands if o.may(~(d.SCALAR | d.NUMBER))]
    arrays = [o for o in given if not orders.neutral(o)]
    if all(o.layout.in_c_order for o in arrays):
        return C_ORDER
    full = broadcast(given)
    for one in arrays:
        alone = one.only(d.NUMERIC) or len(given) == 1  # a scalar of full shape leaves nothing but a scalar
        if alone and one.shape == full and all(one.layout.leads(o.layout) for o in arrays):
            return one.layout
    return Layout(True, frozenset({("K", frozenset().union(*map(said_of_order, arrays)))}))


def said_of_order(fact: Fact) -> frozenset[Any]:
    """What of an operand has a say in the order: its strides, or of one in C order how many axes of what length."""
    return frozenset({("in order", fact.shape) if a == "C" else a for a in fact.layout.atoms})


def apart(facts: Sequence[Fact], value: int, result: Callable[[Sequence[Fact]], Fact]) -> Fact:
    """What an operation gives on operands of which some are an array or something else, in each case by itself."""
    for place, fact in enumerate(facts):
        if fact.form is not None:
            cases = (keep(fact, ~d.ARRAY), keep(fact, d.ARRAY))
            found = [apart([*facts[:place], case, *facts[place + 1 :]], value, result) for case in cases if case.kinds]
            known = [f for f in found if f.kinds]
            return d.join(value, known) if known else found[0]
    return result(facts)


def elementwise_fact(model: Model, name: str, operands: Sequence[Fact], value: int, containers: int = 0) -> Fact:
    """The result of a ufunc or operator on these operands, as value ``value``."""
    return apart(operands, value, lambda case: _elementwise(model, name, case, value, containers))


def _elementwise(model: Model, name: str, operands: Sequence[Fact], value: int, containers: int) -> Fact:
    kinds = 0
    words = [_words(o) for o in operands]
    lists = [o.may(d.LIST | d.TUPLE) for o in operands]
    any_array = any(o.may(d.ARRAY) for o in operands)
    numeric = all(o.may(d.NUMERIC) or s for o, s in zip(operands, lists, strict=True))
    if numeric:
        if any_array or any(lists):
            kinds |= d.ARRAY
        if all(o.may(d.NUMERIC) for o in operands):
            if any(o.may(d.ARRAY0 | d.SCALAR) for o in operands) or not containers_operator(name):
                if all(o.may(d.ARRAY0 | d.SCALAR | d.NUMBER) for o in operands):
                    kinds |= d.SCALAR
            if containers_operator(name) and all(o.may(d.NUMBER) for o in operands):
                kinds |= d.NUMBER
    origins = frozenset().union(*(o.origins for o in operands if o.may(d.ALIEN)))
    kinds |= containers
    if any(o.may(d.ALIEN | d.SET | d.DICT | d.STRING | d.NONE | d.PLAIN) for o in operands) and not (
        numeric and all(o.only(d.NUMERIC) for o in operands)
    ):
        if any(o.may(d.ALIEN) for o in operands):
            kinds |= d.FOREIGN if containers else d.ARITHMETIC
    shape = shapes.joined(a for o in operands for a in shape_of(o, value))
    if containers & (d.LIST | d.TUPLE) and (name == "+" or _repeats(*operands)):
        # A list or tuple comes out longer, and what NumPy makes of it has a shape of its own.
        shape = frozenset({("of", value)})
    dtypes = elementwise(model, name, tuple(words)) if kinds & d.NUMERIC else frozenset()
    dtypes = _restrict(dtypes, kinds)
    if containers_operator(name) and len(operands) == 2 and _is_pythons(*operands):
        kinds |= d.NUMBER
        dtypes |= {"bool"} if name in ("==", "!=") else {"complex"}
    if kinds & d.SCALAR and "O" in {w.removeprefix("s:") for w in dtypes}:
        kinds |= d.ARITHMETIC  # an element of an object array
    return Fact(kinds, dtypes, shape, dense_layout(operands), origins, ndim=ranks.broadcast(operands))


def _repeats(left: Fact, right: Fact) -> bool:
    """Whether one may be a list or the like, and the other say how many times it is repeated."""
    lists = d.LIST | d.TUPLE | d.FOREIGN
    return (left.may(lists) and _counts(right)) or (right.may(lists) and _counts(left))


def _counts(fact: Fact) -> bool:
    words = fact.dtypes - d.ARRAY_DTYPES
    return fact.may(~d.NUMERIC) or any(w.removeprefix("s:")[:1] in "iub" for w in words)


def _is_pythons(left: Fact, right: Fact) -> bool:
    """Whether Python's complex number may answer: a float64 scalar is a float to it, and it does not ask NumPy."""
    return any(w.startswith("complex") for w in left.dtypes) and right.may(d.SCALAR) and "s:f8" in right.dtypes


def shape_of(fact: Fact, value: int) -> frozenset[object]:
    """The shape of an operand as NumPy sees it; a list or tuple display has one that only ``value`` can name."""
    return fact.shape | {("of", value)} if fact.may(d.LIST | d.TUPLE) and not fact.shape else fact.shape


def containers_operator(name: str) -> bool:
    """Whether it is an operator (Python numbers stay Python numbers), not a ufunc."""
    return not name.startswith("numpy.")


def _words(fact: Fact) -> frozenset[str]:
    words = fact.dtypes
    if fact.may(d.ARRAY0):  # takes part as a scalar does
        words |= {f"s:{w.removeprefix('>')}" for w in fact.array_dtypes if w != "O"}
    if fact.may(d.LIST | d.TUPLE):
        words |= d.NATIVE
    return words


def _restrict(dtypes: frozenset[str], kinds: int) -> frozenset[str]:
    if not kinds & d.ARRAYS:
        dtypes -= d.ARRAY_DTYPES
    if not kinds & d.SCALAR:
        dtypes = frozenset(w for w in dtypes if not w.startswith("s:"))
    if not kinds & d.NUMBER:
        dtypes = frozenset(w for w in dtypes if w.partition(":")[0] not in d.NUMBERS)
    return dtypes


def binary(model: Model, op: str, left: Fact, right: Fact, value: int) -> Fact:
    """The result of ``left op right``."""
    return apart((left, right), value, lambda case: _binary(model, op, case[0], case[1], value))


_WORD = frozenset({"int:word"})
_LARGE = 2**62
_LENGTHS = frozenset({"axis", "last", "size", "len"})
_FOLDED = {"+": operator.add, "-": operator.sub, "*": operator.mul}  # of whole numbers that are written out


def _binary(model: Model, op: str, left: Fact, right: Fact, value: int) -> Fact:
    if op == "@":
        return _matmul(model, left, right, value)
    if op in _FOLDED and type(left.const) is int and type(right.const) is int:
        const = _FOLDED[op](left.const, right.const)
        return Fact(d.NUMBER, frozenset({f"int:{const}"}), const=const)
    if _stays_a_word(op, left, right.const):
        return Fact(d.NUMBER, _WORD)
    containers = _CONTAINER_RESULTS.get(op, 0)
    if op == "+" and not (left.may(d.CONTAINERS | d.FOREIGN) and right.may(d.CONTAINERS | d.FOREIGN)):
        containers = 0
    elif op == "*" and not (left.may(d.CONTAINERS | d.FOREIGN) or right.may(d.CONTAINERS | d.FOREIGN)):
        containers = 0
    elif op == "%" and not left.may(d.STRING | d.FOREIGN):
        containers = 0
    elif op in "|&^-" and not (left.may(d.SET | d.DICT | d.FOREIGN) and right.may(d.SET | d.DICT | d.FOREIGN)):
        containers = 0
    fact = elementwise_fact(model, op, (left, right), value, containers)
    if op == "-" and fact.may(d.FOREIGN):  # sets aside, nothing that can be subtracted is a container
        kinds = (fact.kinds & ~d.FOREIGN) | d.ARITHMETIC
        return replace(fact, kinds=kinds)
    return fact


def _stays_a_word(op: str, left: Fact, right: object) -> bool:
    """Whether a whole number of 64 bits, computed with one that is written out, still has no more: ``n // 2``."""
    if type(right) is not int or not left.kinds or not left.only(d.NUMBER) or not left.dtypes <= _WORD:
        return False
    if op in ("//", "%"):
        return 0 < right < _LARGE
    measured = isinstance(left.length, tuple) and left.length[0] in _LENGTHS  # never negative
    return op == "-" and measured and 0 <= right < _LARGE


def _matmul(model: Model, left: Fact, right: Fact, value: int) -> Fact:
    both = left.may(d.NUMERIC | d.LIST | d.TUPLE) and right.may(d.NUMERIC | d.LIST | d.TUPLE)
    ndim = ranks.matmul(ranks.rank(left), ranks.rank(right))
    kinds = ranks.kinds_of(ndim, d.SCALAR) if both else 0
    dtypes = elementwise(model, "*", (_words(left), _words(right))) if both else frozenset()
    arrays = dtypes & d.ARRAY_DTYPES
    if kinds & d.SCALAR:  # of two vectors
        dtypes |= {f"s:{w}" for w in arrays - {"O"}}
        kinds |= d.ARITHMETIC if "O" in arrays else 0
    if left.may(d.ALIEN) or right.may(d.ALIEN):
        kinds |= d.FOREIGN
    own: shapes.Shape = frozenset({("of", value)})
    found = shapes.product(shapes.lengths(left), shapes.lengths(right))
    shape = own if found is None else frozenset({("sized", *found)} if found else ())
    origins = left.origins | right.origins
    layout = Layout(True, own) if kinds & d.FOREIGN else orders.of_stacked((left, right), Layout(True, own))
    return Fact(kinds, _restrict(dtypes, kinds), shape, layout, origins, ndim=ranks.within(*ndim, 1))


def unary(model: Model, op: str, operand: Fact, value: int) -> Fact:
    """The result of ``-x``, ``+x``, ``~x``, ``not x``."""
    if op == "not":
        return Fact(d.NUMBER, frozenset({"bool"}))
    name = {"-": "u-", "+": "u+", "~": "~"}[op]
    fact = elementwise_fact(model, name, (operand,), value)
    if op == "-" and operand.const is not d.MISSING and isinstance(operand.const, (int, float, complex)):
        const = -operand.const
        return Fact(d.NUMBER, frozenset({f"{type(const).__name__}:{const!r}"}), const=const)
    return fact


def compare(model: Model, op: str, left: Fact, right: Fact, value: int) -> Fact:
    """The result of a comparison."""
    if op in ("is", "is not", "in", "not in"):
        return Fact(d.NUMBER, frozenset({"bool"}))
    return apart((left, right), value, lambda case: _compare(model, op, case[0], case[1], value))


def _compare(model: Model, op: str, left: Fact, right: Fact, value: int) -> Fact:
    fact = elementwise_fact(model, op, (left, right), value)
    kinds = fact.kinds
    if left.may(~d.NUMERIC) and right.may(~d.NUMERIC):
        kinds |= d.NUMBER
    dtypes = set(fact.dtypes)
    for one, other in ((left, right), (right, left)):
        if op in ("==", "!=") and other.may(~(d.NUMERIC | d.ALIEN)):  # with None: False for every element
            kinds |= one.kinds & d.ARRAY
            if one.may(d.ARRAY0 | d.SCALAR):
                kinds |= d.SCALAR
                dtypes.add("s:b1")
    if kinds & d.NUMBER:
        dtypes.add("bool")
    if kinds & d.ARRAY and not (left.may(d.ALIEN) or right.may(d.ALIEN)):
        dtypes = {w for w in dtypes if w not in d.ARRAY_DTYPES} | {"b1"}
    elif kinds & d.ARRAY:
        dtypes.add("b1")
    return Fact(
        kinds or d.NUMBER,
        frozenset(dtypes) or frozenset({"bool"}),
        fact.shape,
        NO_LAYOUT if not kinds & d.ARRAYS else fact.layout,
        fact.origins,
        ndim=fact.ndim,
    )
