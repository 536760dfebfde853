"""How large and how fine numbers are that were computed from whole ones: too little and too coarse to overflow."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from uncopy.facts import domain as d
from uncopy.facts.dtypes import native

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts

_WHOLE = frozenset({"b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"})
_WORD = 64
_LARGEST, _FINEST = 1000, -1000  # exponents of two that float64 holds, with some room
_DEPTH = 12


class Span(NamedTuple):
    """All are below two to the ``high``, and multiples of two to the ``fine``."""

    high: float
    fine: float

    def held(self) -> Span | None:
        """The same, if a float64 can be of this kind without overflow or underflow."""
        return self if self.high < _LARGEST and self.fine > _FINEST else None


class Spans:
    """The spans of values; ``sizes`` are those that are lengths of arrays."""

    def __init__(self, facts: FunctionFacts, sizes: frozenset[int]) -> None:
        self.facts, self.sizes = facts, sizes

    def of(self, value: int, depth: int = 0) -> Span | None:
        """The span of a value, if it is certain."""
        fact, step = self.facts.fact(value), self.facts.body.steps[value]
        if depth > _DEPTH or not fact.only(d.NUMERIC):
            return None
        if type(fact.const) in (int, float):
            return _of_number(fact.const)
        words = {native(w.removeprefix("s:")).partition(":")[0] for w in fact.dtypes} - {"f8", "float"}
        if not all(w in ("int", "bool") or w in _WHOLE for w in words):
            return None
        if value in self.sizes or (words == fact.dtypes and words <= _WHOLE):
            return Span(_WORD, 0)
        if step.op == "unary" and step.data in ("-", "+"):
            return self.of(step.args[0], depth + 1)
        if step.op != "bin":
            return None
        left, right = (self.of(a, depth + 1) for a in step.args)
        number = self.facts.fact(step.args[1]).const
        return None if left is None or right is None else _combined(step.data, left, right, number)


def _of_number(number: float) -> Span | None:
    if not math.isfinite(number):
        return None
    if number == 0:
        return Span(0, 0)
    exponent = math.frexp(number)[1] if abs(number) < 2**1000 else _LARGEST
    return Span(exponent, 0 if isinstance(number, int) else exponent - 54).held()


def _combined(operator: str, left: Span, right: Span, number: object) -> Span | None:
    if operator in ("+", "-"):
        return Span(max(left.high, right.high) + 1, min(left.fine, right.fine)).held()
    if operator == "*":
        return Span(left.high + right.high, left.fine + right.fine).held()
    if not isinstance(number, (int, float)) or number == 0:
        return None
    if operator == "//" and isinstance(number, int) and left.fine >= 0:
        return Span(left.high + 1, 0).held()
    if operator == "/":
        return Span(left.high - right.fine, left.fine - right.high - 54).held()
    if operator == "**" and isinstance(number, int) and 0 < number < 16:
        return Span(left.high * number, left.fine * number).held()
    return None
