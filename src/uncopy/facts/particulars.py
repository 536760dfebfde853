"""What a row cannot say of a function, because it depends on the dtypes or on the number of its arguments."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts.displays import items_of
from uncopy.facts.domain import Fact
from uncopy.facts.dtypes import elementwise, native
from uncopy.model import Row, Term

if TYPE_CHECKING:
    from uncopy.facts.calls import Arguments
    from uncopy.facts.values import Values

_ROUNDING = frozenset({"numpy.round", "numpy.around", "ndarray.round"})
_FLOATS = frozenset({"f2", "f4", "f8", "f16", "c8", "c16", "c32"})
_QUANTILES = frozenset({"numpy.percentile", "numpy.quantile", "numpy.nanpercentile", "numpy.nanquantile"})
_NUMBERS = _FLOATS | {"b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"}
_REAL = frozenset(
    {"bool", "int", "float", "s:f8", "s:f4", "f8", "f4", "f2", "i8", "i4", "i2", "i1", "u4", "u2", "u1", "b1"}
)


def sharpened(row: Row, arguments: Arguments, values: Values) -> Row:
    """The row of this very call."""
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
    if row.name == "numpy.einsum" and row.returns.head == "fresh":
        return _promoted(values, [values.facts[v].array_dtypes for v in arguments.values(("operands",))])
    return None


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
