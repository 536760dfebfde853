"""What an object that was seen is, in the words of the facts."""

from __future__ import annotations

import types

import numpy as np

from uncopy.facts import domain as d
from uncopy.facts.domain import MISSING, Fact

_FUNCTIONS = (types.FunctionType, types.MethodType, types.BuiltinFunctionType, np.ufunc, type(np.sum))
_PLAIN = (type, types.ModuleType, range, slice, type(...), np.dtype, *_FUNCTIONS)
_EXACT = {
    bool: d.NUMBER, int: d.NUMBER, float: d.NUMBER, complex: d.NUMBER, type(None): d.NONE, str: d.STRING,
    bytes: d.STRING, list: d.LIST, tuple: d.TUPLE, dict: d.DICT, set: d.SET,
}  # fmt: skip


def kinds_of(value: object) -> int:
    """The kinds of which one must be claimed."""
    kind = type(value)
    if kind is np.ndarray:
        return d.ARRAY if value.ndim else d.ARRAY0
    if kind in _EXACT:  # what arithmetic on objects gives may be a number of Python's, and an element of them None
        return _EXACT[kind] | (d.ARITHMETIC if _EXACT[kind] in (d.NUMBER, d.NONE) else 0)
    if isinstance(value, np.generic):
        return d.SCALAR
    if isinstance(value, _PLAIN) or type(value).__name__ == "cython_function_or_method":
        return d.PLAIN | d.FOREIGN
    return d.ARITHMETIC | d.FOREIGN


def word(dtype: np.dtype) -> str:
    """The facts' word for an array's dtype."""
    swapped = ">" if dtype.byteorder == ">" else ""
    if dtype.kind == "b":
        return "b1"
    if dtype.kind in "iufc":
        return f"{swapped}{dtype.kind}{dtype.itemsize}"
    return {"O": "O", "m": f"{swapped}m8", "M": f"{swapped}M8", "S": "S", "U": f"{swapped}U"}.get(dtype.kind, dtype.str)


def dtype_held(value: object, fact: Fact) -> str | None:
    """What is wrong with the claimed dtypes, if something is."""
    kind = type(value)
    if kind is np.ndarray:
        seen = word(value.dtype)
        return None if seen in fact.dtypes else f"dtype {seen}"
    if isinstance(value, np.generic) and not isinstance(value, np.void):
        seen = f"s:{word(value.dtype).removeprefix('>')}"
        return None if seen in fact.dtypes else f"dtype {seen}"
    if kind in (bool, int, float, complex) and fact.kinds & d.NUMBER:
        name = kind.__name__
        for claimed in fact.dtypes:
            head, _, text = claimed.partition(":")
            if head == name and (not text or text == "word" or text == repr(value)):
                return None
        return f"number {value!r}"
    return None


def const_held(value: object, fact: Fact) -> bool:
    """Whether the claimed constant is the value."""
    if fact.const is MISSING or fact.const is value:
        return True
    return type(fact.const) is type(value) and (fact.const == value or repr(fact.const) == repr(value))


def is_dense(value: np.ndarray) -> bool:
    """Whether the elements lie one after the other, in the order of some permutation of the axes, none of it reversed."""
    if value.size == 0:
        return True
    step = value.itemsize
    for stride, size in sorted((s, n) for s, n in zip(value.strides, value.shape, strict=True) if n > 1):
        if stride != step:
            return False
        step *= size
    return True


def strides_of(value: np.ndarray) -> tuple[int, ...]:
    """The strides that can be told: those of axes with more than one element."""
    return tuple(s for s, n in zip(value.strides, value.shape, strict=True) if n > 1) if value.size else ()
