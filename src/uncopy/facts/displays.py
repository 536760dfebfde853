"""The dtypes of arrays made out of lists, tuples and numbers in the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts.collected import collected
from uncopy.facts.domain import Fact
from uncopy.facts.dtypes import LARGE, codes_of, elementwise, native
from uncopy.model import Model

if TYPE_CHECKING:
    from uncopy.facts.values import Values

_ODD = frozenset({"S", "U", "m8", "M8", "O"})


def items_of(values: Values, value: int) -> tuple[int, ...] | None:
    """The items of a tuple display, or of a list display that cannot have grown since."""
    fact, step = values.facts[value], values.body.steps[value]
    if fact.items is not None:
        return fact.items
    if step.op == "list" and not step.data and sum(value in s.args for s in values.body.steps) == 1:
        return step.args
    return None


def of_display(model: Model, values: Values, value: int) -> frozenset[str]:
    """The dtypes that an array of these items may have."""
    items = items_of(values, value)
    if not items:
        return _of_collected(values, value)
    result: frozenset[str] | None = None
    for item in items:
        fact = values.facts[item]
        if fact.only(d.LIST | d.TUPLE):
            codes = of_display(model, values, item)
        elif fact.only(d.NUMERIC):
            codes = frozenset().union(*map(_codes, fact.dtypes))
        else:
            return d.ARRAY_DTYPES
        if codes & _ODD:
            return d.ARRAY_DTYPES
        if result is None or result == codes == {"b1"}:
            result = codes
        else:
            result = elementwise(model, "numpy.add", (result, codes)) | ({"b1"} if "b1" in result & codes else set())
    return d.ARRAY_DTYPES if result is None or result & _ODD else result


def _of_collected(values: Values, value: int) -> frozenset[str]:
    """Of a list that is filled as it goes: items of one dtype make an array of it, and no items one of floats."""
    held = collected(values, value)
    codes = frozenset({"f8"})
    for fact in () if held is None else (values.facts[v] for v in held):
        codes |= frozenset().union(*map(_codes, fact.dtypes)) if fact.only(d.NUMERIC) else d.ARRAY_DTYPES
    return d.ARRAY_DTYPES if held is None or len(codes - {"f8"}) > 1 or codes & _ODD else _alone(values, held, codes)


def _alone(values: Values, held: Sequence[int], codes: frozenset[str]) -> frozenset[str]:
    """Floats beside items of another dtype would come to a third."""
    floats = any(_codes(w) == {"f8"} for v in held for w in values.facts[v].dtypes)
    return d.ARRAY_DTYPES if floats and len(codes) > 1 else codes


def _codes(word: str) -> frozenset[str]:
    return frozenset(map(native, codes_of(word)))


def counted(bounds: Sequence[Fact]) -> frozenset[str]:
    """The dtypes of ``arange`` over these bounds."""
    found: frozenset[str] = frozenset({"i8"})
    for fact in bounds:
        if not fact.only(d.NUMBER | d.SCALAR):
            return d.ARRAY_DTYPES
        mine: set[str] = set()
        for word in fact.dtypes:
            head, colon, text = word.partition(":")
            if head in ("float", "int", "bool"):
                fits = head != "int" or len(bounds) == 1 or text == "word" or (colon and abs(int(text)) < 2**62)
                mine |= {"f8"} if head == "float" else {"i8"} if fits else LARGE
            elif text in ("f2", "f4", "f8"):
                mine.add("f8")
            elif text[:1] == "i" or text in ("u1", "u2", "u4"):
                mine.add("i8")
            else:
                return d.ARRAY_DTYPES
        # One that is a float makes all of them floats.
        found = frozenset(max(a, b, key=_ORDER.index) for a in found for b in mine)
    return found


def spaced(ends: Sequence[Fact]) -> frozenset[str]:
    """The dtypes of ``linspace`` between these ends."""
    words = {w.partition(":")[0] if not w.startswith("s:") else w for f in ends for w in f.dtypes}
    real = {"bool", "int", "float", "s:f8", "s:i8", "f8", "i8"}
    return frozenset({"f8"}) if words <= real and all(f.only(d.NUMERIC) for f in ends) else d.ARRAY_DTYPES


_ORDER = ("i8", "u8", "f8", "O")
