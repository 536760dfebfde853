"""How large and how fine numbers are that were computed from whole ones: too little and too coarse to overflow."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from uncopy.facts import domain as d
from uncopy.facts.dtypes import native
from uncopy.facts.grids import DENSE, ends

if TYPE_CHECKING:
    from collections.abc import Sequence

    from uncopy.facts import FunctionFacts
    from uncopy.lower.ir import Step

_WHOLE = frozenset({"b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"})
_WORD = 64
_LARGEST, _FINEST = 1000, -1000  # exponents of two that float64 holds, with some room
_DEPTH = 12
_ROUNDED = 4 * _WORD  # bits by which a step of many may be finer than what it is a part of
_FREQUENCIES = ("numpy.fft.fftfreq", "numpy.fft.rfftfreq")
_SHIFTS = ("numpy.fft.fftshift", "numpy.fft.ifftshift")


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
        if value in self.sizes or fact.dtypes == {"int:word"} or (words == fact.dtypes and words <= _WHOLE):
            return Span(_WORD, 0)
        if step.op == "unary" and step.data in ("-", "+"):
            return self.of(step.args[0], depth + 1)
        if step.op == "unpack":
            return self._of_coordinates(self.facts.body.steps[step.args[0]], depth)
        if step.op == "call":
            return self._of_points(step, depth)
        if step.op != "bin":
            return None
        left, right = (self.of(a, depth + 1) for a in step.args)
        number = self.facts.fact(step.args[1]).const
        return None if left is None or right is None else _combined(step.data, left, right, number)

    def _of_points(self, step: Step, depth: int) -> Span | None:
        """Of ``linspace`` between such numbers, and of the frequencies of a transform, which are never none."""
        callee, args = self.facts.fact(step.args[0]).callee, step.args[1:]
        plain = not step.data.starred and not step.data.keywords
        if callee == "numpy.linspace" and not step.data.starred and step.data.positional >= 2:
            return _between([self.of(a, depth + 1) for a in args[:2]])
        if callee in _SHIFTS and plain and len(args) == 1:
            return self.of(args[0], depth + 1)
        if callee in _FREQUENCIES and plain and len(args) == 1 and self.facts.fact(args[0]).only(d.NUMBER | d.SCALAR):
            return Span(1, -2 * _WORD)
        return None

    def _of_coordinates(self, grid: Step, depth: int) -> Span | None:
        """Of the coordinates of a grid: those of all its axes."""
        callee = self.facts.fact(grid.args[0]).callee if grid.op in ("call", "index") else None
        if callee == "numpy.meshgrid" and not grid.data.starred:
            spans = [self.of(a, depth + 1) for a in grid.args[1 : 1 + grid.data.positional]]
            known = [s for s in spans if s is not None]
            return _both(known) if known and len(known) == len(spans) else None
        if callee != DENSE:
            return None
        bounds = ends(self.facts.values, grid)
        return None if bounds is None else _between([self.of(a, depth + 1) for a in bounds])


def _between(ends: Sequence[Span | None]) -> Span | None:
    """Of numbers in equal steps between these: the step is rounded, and so is each multiple of it."""
    known = [s for s in ends if s is not None]
    if not known or len(known) != len(ends):
        return None
    both = _both(known)
    return Span(both.high + 2, min(both.fine, 2 * both.fine) - _ROUNDED).held()


def _both(spans: Sequence[Span]) -> Span:
    return Span(max(s.high for s in spans), min(s.fine for s in spans))


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
