"""What a row cannot say of a function, because it depends on the dtypes or on the number of its arguments."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts.displays import items_of
from uncopy.facts.domain import Fact
from uncopy.facts.dtypes import elementwise, native
from uncopy.lower.ir import Step
from uncopy.model import Row, Term

if TYPE_CHECKING:
    from uncopy.facts.calls import Arguments
    from uncopy.facts.values import Values

_ROUNDING = frozenset({"numpy.round", "numpy.around", "ndarray.round"})
_FLOATS = frozenset({"f2", "f4", "f8", "f16", "c8", "c16", "c32"})
_QUANTILES = frozenset({"numpy.percentile", "numpy.quantile", "numpy.nanpercentile", "numpy.nanquantile"})
_NUMBERS = _FLOATS | {"b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"}
_DECOMPOSED = frozenset(f"numpy.linalg.{name}" for name in ("eig", "eigh", "eigvals", "eigvalsh", "svd"))
_CLIPS = ("numpy.clip", "ndarray.clip")
_PARTS = {"c8": "f4", "c16": "f8"}
_REAL = frozenset(
    {"bool", "int", "float", "s:f8", "s:f4", "f8", "f4", "f2", "i8", "i4", "i2", "i1", "u4", "u2", "u1", "b1"}
)


def sharpened(row: Row, arguments: Arguments, values: Values, step: Step) -> Row:
    """The row of this very call."""
    if row.name == "numpy.gradient":
        return _gradient(row, arguments, values, step)
    if row.name == "numpy.histogram":
        return _histogram(row, arguments, values)
    if row.name == "numpy.einsum":
        operands = arguments.bound.get("operands", ())
        plain = not {"optimize", "out"} & arguments.bound.keys()
        # Of one operand it may give a view, and what has no dimensions decides by its value before NumPy 2.0.
        lettered = _all_lettered(arguments, values, len(operands))
        if (
            len(operands) > 1
            and plain
            and all(values.facts[v].only(d.ARRAYS if lettered else d.ARRAY) for v in operands)
        ):
            return replace(row, returns=Term("fresh"), readonly=False)
    elif row.name in _ROUNDING and row.out not in arguments.bound and row.params:
        name = row.params[0].name
        given = [values.facts[v] for v in arguments.bound.get(name, ())]
        # Floats are rounded anew, integers may come as they are; of foreign byte order versions and decimals decide.
        if given and all(f.only(d.ARRAY) and f.array_dtypes and f.array_dtypes <= _FLOATS for f in given):
            form = Term("K", (name,))
            return replace(row, returns=Term("fresh"), dtype=Term("of", (name,)), layout=form, readonly=False)
    return row


def _gradient(row: Row, arguments: Arguments, values: Values, step: Step) -> Row:
    """``gradient`` along one axis is an array, along all of them an array each: in a list before NumPy 2.0."""
    (f,) = (values.facts[v] for v in arguments.bound["f"])
    spacing = [values.facts[v] for v in arguments.bound.get("varargs", ())]
    if not (f.only(d.ARRAY) and f.array_dtypes <= _NUMBERS and all(s.only(d.NUMERIC) for s in spacing)):
        return row
    axis = [values.facts[v] for v in arguments.bound.get("axis", ())]
    least, most = f.ndim
    form = replace(
        row,
        kind=Term("like", ("f",)),
        dtype=Term("inexact", ("f",)),
        shape=Term("of", ("f",)),
        layout=Term("K", ("f",)),
        readonly=False,
    )
    if axis:
        return replace(form, returns=Term("fresh")) if axis[0].only(d.NUMBER | d.SCALAR) else row
    if least == most == 1:
        return replace(form, returns=Term("fresh"))
    uses = [s for s in values.body.steps if step.id in s.args]
    if least == most and uses and all(s.op == "unpack" and s.data[1] == most and not s.data[2] for s in uses):
        return replace(form, returns=Term("tuple", (Term("fresh"),) * most))
    return row


def _histogram(row: Row, arguments: Arguments, values: Values) -> Row:
    """``histogram`` counts in whole numbers where nothing is weighed; ``density`` makes floats of them.

    The edges are made anew where they are not given.
    """
    facts = {name: values.facts[v] for name, (v,) in arguments.bound.items()}
    a, bins, weights = (facts.get(name) for name in ("a", "bins", "weights"))
    counted = weights is None or weights.only(d.NONE)
    numbered = bins is None or bins.only(d.NUMBER | d.SCALAR | d.STRING)
    if a is None or not (a.only(d.ARRAYS) and a.array_dtypes == {"f8"} and counted and numbered):
        return row
    return replace(row, returns=Term("tuple", (Term("fresh"), Term("fresh"))), layout=Term("C"), readonly=False)


def _all_lettered(arguments: Arguments, values: Values, count: int) -> bool:
    """Whether ``einsum`` has a letter for every operand, which has a dimension then."""
    given = [values.facts[v].const for v in arguments.bound.get("subscripts", ())]
    words = given[0].partition("->")[0].split(",") if given and isinstance(given[0], str) else []
    return len(words) == count and all(any(c.isalpha() for c in word) for word in words)


def dtypes(row: Row, arguments: Arguments, values: Values) -> frozenset[str] | None:
    """The dtypes of the result; None where the row tells them."""
    if row.name == "numpy.interp":
        facts = [values.facts[v] for v in arguments.values(("fp",))]
        return frozenset({"f8"}) if facts and all(map(_is_real, facts)) else None
    if row.name == "numpy.diff":  # numbers and the like raise
        facts = [values.facts[v] for v in arguments.values(("a",))]
        words = frozenset[str]().union(*(f.array_dtypes for f in facts))
        return words if words and words <= _FLOATS and all(f.only(d.NUMERIC) for f in facts) else None
    if row.name in _QUANTILES:
        facts = [values.facts[v] for v in arguments.values(("a",))]
        double = all(f.only(d.ARRAYS | d.SCALAR) and f.dtypes <= {"f8", ">f8", "s:f8"} for f in facts)
        return (
            frozenset({"f8"})
            if facts and double and all(_is_written(values, q) for q in arguments.values(("q",)))
            else None
        )
    if row.name == "numpy.histogram" and row.returns.args == (Term("fresh"), Term("fresh")):
        return frozenset({"i8", "f8"})
    if row.name == "numpy.sinc":
        facts = [values.facts[v] for v in arguments.values(("x",))]
        codes = frozenset[str]().union(*(f.array_dtypes for f in facts))
        return codes if codes and codes <= {"f4", "f8", "c8", "c16"} and all(f.only(d.ARRAY) for f in facts) else None
    if row.name in _CLIPS:
        return _clipped(row, arguments, values)
    if row.name in _DECOMPOSED:
        return _decomposed(row.name, [values.facts[v] for v in arguments.values(("a",))])
    if row.name == "numpy.einsum" and row.returns.head == "fresh":
        return _promoted(values, [values.facts[v].array_dtypes for v in arguments.values(("operands",))])
    return None


def _clipped(row: Row, arguments: Arguments, values: Values) -> frozenset[str] | None:
    """An array that keeps its dtype beside each bound keeps it beside both."""
    array, *bounds = (values.facts[v] for v in arguments.values([p.name for p in (row.params or ())[:3]]))
    given = [bound for bound in bounds if bound.const is not None]
    if not array.only(d.ARRAYS) or not array.array_dtypes <= _NUMBERS or not all(b.only(d.NUMERIC) for b in given):
        return None
    words = [b.dtypes | ({f"s:{w}" for w in b.array_dtypes} if b.may(d.ARRAY0) else frozenset()) for b in given]
    for code in array.array_dtypes:
        own = {code, f"s:{code}"} if array.may(d.ARRAY0) else {code}
        if any(elementwise(values.model, "numpy.maximum", (frozenset(own), w)) - own for w in words):
            return None
    return array.array_dtypes or None


def _decomposed(name: str, facts: list[Fact]) -> frozenset[str] | None:
    """Values and vectors: of single precision where the matrices are, the values real of what is symmetric."""
    if not facts or not all(f.only(d.ARRAY) and f.array_dtypes and f.array_dtypes <= _NUMBERS for f in facts):
        return None
    solved = {c if c in ("f4", "c8", "c16") else "f8" for f in facts for c in f.array_dtypes}
    real = {_PARTS.get(c, c) for c in solved}
    if name in ("numpy.linalg.eig", "numpy.linalg.eigvals"):
        return frozenset(real | {"c8" if c == "f4" else "c16" for c in real})
    return frozenset(real if name == "numpy.linalg.eigvalsh" else real | solved)


def _is_written(values: Values, value: int) -> bool:
    """Whether it is a real number of Python's, or a display of such."""
    items = items_of(values, value) if values.facts[value].only(d.LIST | d.TUPLE) else (value,)
    return bool(items) and all(values.facts[i].only(d.NUMBER) and _is_real(values.facts[i]) for i in items or ())


def _promoted(values: Values, groups: list[frozenset[str]]) -> frozenset[str] | None:
    result = frozenset(map(native, groups[0]))
    for group in groups[1:]:
        found = elementwise(values.model, "numpy.add", (result, frozenset(map(native, group))))
        result = found | ({"b1"} if "b1" in result else frozenset())
    return result if result and result <= _NUMBERS else None


def _is_real(fact: Fact) -> bool:
    words = {w if w.startswith("s:") else w.partition(":")[0].removeprefix(">") for w in fact.dtypes}
    return fact.only(d.NUMERIC) and bool(words) and words <= _REAL
