"""What tells one call from another for the recorder, and what it notes where a name is rebound."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

DEPTH = 3
ITEMS = 6


def kind_of(args: tuple[object, ...], kwargs: dict[str, object]) -> tuple[Any, int]:
    """A hashable description of a call's arguments: types, dtypes, shapes by 0, 1, 2 and more, memory order, what is
    shared, and small values; and the bytes of the arrays in it.
    """
    owners: dict[int, int] = {}
    size = 0

    def describe(value: object, depth: int) -> Any:
        nonlocal size
        if isinstance(value, np.ndarray):
            size += value.nbytes
            owner: Any = value
            while isinstance(owner.base, np.ndarray):
                owner = owner.base
            whose = owners.setdefault(id(owner), len(owners))
            dims = tuple(min(n, 3) for n in value.shape)
            flags = value.flags
            order = (flags.c_contiguous, flags.f_contiguous, flags.writeable, flags.owndata)
            return (type(value).__qualname__, value.dtype.str, dims, order, whose)
        kind = type(value)
        if value is None or kind in (bool, str, bytes):
            return value if not isinstance(value, (str, bytes)) or len(value) < 40 else (kind.__name__, len(value) > 0)
        if kind in (int, float, complex) or isinstance(value, np.generic):
            number: Any = value
            try:
                return (kind.__name__, bool(number != number), bool(number == 0), bool(number.real < 0))
            except TypeError:
                return (kind.__name__,)
        if depth and isinstance(value, (list, tuple)):
            return (kind.__qualname__, min(len(value), ITEMS), *(describe(item, depth - 1) for item in value[:ITEMS]))
        if depth and isinstance(value, dict):
            pairs = list(value.items())[:ITEMS]
            return (kind.__qualname__, *((str(key)[:40], describe(item, depth - 1)) for key, item in pairs))
        attributes = getattr(value, "__dict__", None)
        if depth and isinstance(attributes, dict) and not isinstance(value, type) and not callable(value):
            return (kind.__qualname__, *(describe(item, depth - 1) for item in list(attributes.values())[:ITEMS]))
        return (kind.__qualname__, getattr(value, "__qualname__", ""))

    return (tuple(describe(a, DEPTH) for a in args), tuple((k, describe(v, DEPTH)) for k, v in kwargs.items())), size


def in_place(new: object, old: object) -> str:
    """``legal`` if the operation could have written its result into ``old`` unseen, or else why not, in a few words."""
    if isinstance(old, (bool, int, float, complex, np.generic, str, bytes, tuple)):
        return f"of type {type(old).__name__}, which nothing writes into"
    if type(old) is not np.ndarray:
        return f"of type {type(old).__name__}"
    if type(new) is not np.ndarray:
        return f"giving a {type(new).__name__}"
    if new.dtype != old.dtype:
        return f"from {old.dtype} to {new.dtype}"
    if new.shape != old.shape:
        return "of another shape"
    if not old.flags.writeable:
        return "read-only"
    if new is old or np.may_share_memory(new, old):
        return "giving the same memory"
    if sys.getrefcount(old) > _ALONE:
        return "held by others too"
    base: Any = old.base
    if base is not None:
        if not isinstance(base, np.ndarray):
            return f"in memory of a {type(base).__name__}"
        if base.base is not None or sys.getrefcount(base) > _ALONE_BASE:
            return "a view of an array held by others"
    if new.strides != old.strides:
        return "in another memory order"
    return "legal"


class _Caller:
    """Stands in for the recorder: references are counted as deep below the user's code as they are there."""

    def __init__(self) -> None:
        self.counts: list[int] = []

    def site(self, _number: int, new: object, old: object) -> object:
        self._inner(new, old)
        return new

    def _inner(self, _new: object, old: Any) -> None:
        base = old.base
        self.counts.append(sys.getrefcount(old) if base is None else sys.getrefcount(base))


def _calibrated() -> tuple[int, int]:
    """How many references there are to an array that only one local name holds, and to a base that only it holds."""
    caller = _Caller()
    names: dict[str, Any] = {"site": caller.site, "np": np}
    code = "def f(make):\n    x = make()\n    x = site(0, x + 1, x)\n"
    exec(code, names)  # noqa: S102 - compiled as the user's code is
    for make in (lambda: np.zeros(4), lambda: np.zeros(4).reshape(2, 2)):
        names["f"](make)
    return caller.counts[0], caller.counts[1]


_ALONE, _ALONE_BASE = _calibrated()
