"""Which arrays can be reached from an object, and whose memory they look into."""

from __future__ import annotations

import types
from collections.abc import Iterable

import numpy as np

DEEP = 5
_OPAQUE = (type, types.ModuleType, types.FunctionType, types.BuiltinFunctionType, np.generic, np.dtype, np.ufunc, str,
           bytes, int, float, complex, range)  # fmt: skip


def owner_of(value: np.ndarray) -> int:
    """The identity of what owns the memory. Arrays share none unless they have one owner."""
    here = value
    while True:
        base = getattr(here, "base", None)
        if base is None:
            return id(here)
        here = base


def share(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two arrays have a byte in common."""
    return owner_of(one) == owner_of(other) and np.shares_memory(one, other)


def plain(value: np.ndarray) -> np.ndarray:
    """The array without its subclass: of a masked array the data only, for masks are shared on purpose."""
    return value if type(value) is np.ndarray else value.view(np.ndarray)


def arrays_in(roots: Iterable[object]) -> list[np.ndarray]:
    """The arrays that can be reached through containers, attributes and methods, each once."""
    found: list[np.ndarray] = []
    seen: set[int] = set()
    stack = [(root, 0) for root in roots]
    while stack:
        value, depth = stack.pop()
        if value is None or value is np.ma.masked or id(value) in seen or isinstance(value, _OPAQUE):
            continue
        seen.add(id(value))
        if isinstance(value, np.ndarray):
            found.append(plain(value))
            if value.dtype == object and depth < DEEP:
                stack.extend((item, depth + 1) for item in plain(value).ravel())
            continue
        if depth >= DEEP:
            continue
        if isinstance(value, dict):
            stack.extend((item, depth + 1) for item in value.values())
        elif isinstance(value, (list, tuple, set, frozenset)):
            stack.extend((item, depth + 1) for item in value)
        elif isinstance(value, types.MethodType):
            stack.append((value.__self__, depth + 1))
        elif hasattr(value, "__dict__"):
            stack.extend((item, depth + 1) for item in vars(value).values())
    return found
