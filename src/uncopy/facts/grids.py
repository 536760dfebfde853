"""What ``np.mgrid[...]`` and ``np.ogrid[...]`` give: coordinates between numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts import shapes
from uncopy.facts.domain import C_ORDER, Fact
from uncopy.facts.shapes import Length

if TYPE_CHECKING:
    from uncopy.facts.values import Values
    from uncopy.lower.ir import Step

DENSE, OPEN = "numpy.mgrid", "numpy.ogrid"
_WHOLE = frozenset({"bool", "int", "s:i8"})
_LARGE = "large"  # an integer that may have more than 64 bits
_INTEGERS = _WHOLE | {_LARGE}
_REAL = _INTEGERS | {"float", "s:f8"}


def made(values: Values, step: Step) -> Fact | None:
    """The array of a dense grid, or each array of an open one; None if it is no grid of several axes and numbers."""
    axes = _axes(values, step)
    if axes is None:
        return None
    bounds = [_words(values.facts[bound]) for axis in axes for bound in axis]
    dtypes = frozenset({"i8"} if all(b <= _WHOLE for b in bounds) else {"i8", "f8"})
    opened = values.facts[step.args[0]].callee == OPEN
    if any(_may_be_large(values, axis, opened) for axis in axes):
        dtypes |= {"i8", "u8", "f8", "O"}
    elif any(b and not b & _INTEGERS for b in bounds):  # what is told to be a float may be given as a whole number
        dtypes = frozenset({"f8"})
    count = len(axes)
    if opened:
        return Fact(d.ARRAY, dtypes, frozenset({("item", step.id)}), C_ORDER, ndim=(count, count))
    lengths = (str(count), *(_length(values, step, axis, count - n) for n, axis in enumerate(axes)))
    return Fact(d.ARRAY, dtypes, frozenset({("sized", *lengths)}), C_ORDER, ndim=(count + 1, count + 1))


def never_negative(values: Values, step: Step) -> frozenset[Length]:
    """The lengths of the axes of a grid that an imaginary step counts: ``np.mgrid[0:1:n * 1j]``."""
    axes = _axes(values, step) or ()
    counted = [n for n, axis in enumerate(axes) if _words(values.facts[axis[2]]) == {"complex"}]
    return frozenset(_length(values, step, axes[n], len(axes) - n) for n in counted)


def ends(values: Values, step: Step) -> tuple[int, ...] | None:
    """Where the axes of a grid that is told apart start and stop, and their steps, but for what is left out."""
    axes = _axes(values, step)
    if axes is None:
        return None
    return tuple(
        bound
        for axis in axes
        for bound in axis
        if values.facts[bound].const is not None and _words(values.facts[bound]) != {"complex"}
    )


def _axes(values: Values, step: Step) -> list[tuple[int, int, int]] | None:
    """Start, stop and step of each axis, where all are real numbers, or the step an imaginary one."""
    parts = values.facts[step.args[1]].items
    if parts is None or len(parts) < 2:
        return None
    axes = []
    for part in parts:
        made_by = values.body.steps[part]
        if made_by.op != "slice":
            return None
        start, stop, by = made_by.args
        words = [_words(values.facts[a]) for a in (start, stop, by)]
        if values.facts[stop].const is None or not words[0] <= _REAL or not words[1] <= _REAL:
            return None
        if not (words[2] <= _REAL or words[2] == {"complex"}):
            return None
        axes.append((start, stop, by))
    return axes


def _may_be_large(values: Values, axis: tuple[int, int, int], opened: bool) -> bool:
    """Whether a number of an axis may have more than 64 bits.

    Where it begins small, or as far below zero as it ends above, and goes on in small steps, no array is long enough to
    end so far; an open axis that would end before it begins is empty, of whatever dtype.
    """
    start, stop, by = (_LARGE in _words(values.facts[bound]) for bound in axis)
    return by or (stop and opened) or (start and (opened or not _is_around_zero(values, axis)))


def _is_around_zero(values: Values, axis: tuple[int, int, int]) -> bool:
    """Whether it goes from ``-n`` to ``n``, or to ``n`` and a small number."""
    start, stop = (values.body.steps[bound] for bound in axis[:2])
    if start.op != "unary" or start.data != "-":
        return False
    if stop.op == "bin" and stop.data == "+" and type(values.facts[stop.args[1]].const) is int:
        return stop.args[0] == start.args[0] and abs(values.facts[stop.args[1]].const) < 2**31
    return stop.id == start.args[0]


def _words(fact: Fact) -> frozenset[str]:
    """The types of number that a bound may be; what is left out is whole."""
    if fact.const is None:
        return frozenset()
    if not fact.only(d.NUMBER | d.SCALAR):
        return frozenset({"?"})
    return frozenset(_word(w) for w in fact.dtypes)


def _word(word: str) -> str:
    head, _, value = word.partition(":")
    if head == "int" and value != "word" and not (value and abs(int(value)) < 2**62):
        return _LARGE
    return word if head == "s" else head


def _length(values: Values, step: Step, axis: tuple[int, int, int], place: int) -> Length:
    """How many coordinates an axis has; ``place`` is counted from the last."""
    start, stop, by = (values.facts[a] for a in axis)
    first, each = (0 if start.const is None else start.const), (1 if by.const is None else by.const)
    if isinstance(each, complex) and abs(each) < 2**31:
        return str(int(abs(each)))
    if type(first) is type(stop.const) is type(each) is int and each != 0:
        return str(math.ceil((stop.const - first) / each))
    if type(first) is type(each) is int and (first, each) == (0, 1) and _words(stop) <= _INTEGERS:
        return shapes.length_of(stop, axis[1])
    return ("last", frozenset({("of", step.id)}), str(place))
