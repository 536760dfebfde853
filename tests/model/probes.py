"""Probes that need several runs of a call: subclasses, references kept, in-place calls, memory order."""

from __future__ import annotations

import warnings
import weakref
from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.model.checker import items
from tests.model.reading import Call, evaluate
from uncopy.model import Row


def quietly(run: Any, **more: Any) -> Any:
    """Run a call. None where it raises: then it says nothing."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            return run(**more)
        except Exception:  # what a world makes a call raise is not this check's question
            return None


def check_foreign(call: Call, row: Row, world: Mapping[str, Any]) -> list[str]:
    """With a subclass going in, an ``ndarray`` row must still give an exact one."""
    found = evaluate(call, row, world)
    if found is None or found[0].kind.head != "ndarray":
        return []
    r = quietly(found[2])
    exact = (np.generic, int, float, type(None))
    return [
        f"a subclass came out: {type(x).__name__}" for x in items(found[0], r)
        if not (type(x) is np.ndarray or isinstance(x, exact))
    ]  # fmt: skip


def check_retains(call: Call, row: Row, make: Any) -> list[str]:
    """An argument that is not retained dies with the last reference to it from outside."""
    found = evaluate(call, row, make())
    if found is None or found[0].retains is None:
        return []
    retains, args, run = found[0].retains, found[1], found[2]
    watched = {p: weakref.ref(v) for p, v in args.items() if isinstance(v, np.ndarray) and p not in retains}
    quietly(run)
    del found, args, run
    return [f"keeps {p}" for p, w in watched.items() if w() is not None]


def same_bits(a: Any, b: Any) -> bool:
    """Whether two results are equal bit for bit, all NaN being one, whatever their strides."""
    if isinstance(a, (tuple, list)):
        return len(a) == len(b) and all(map(same_bits, a, b))
    a, b = np.asarray(a), np.asarray(b)
    if a.dtype != b.dtype or a.shape != b.shape:
        return False
    if a.dtype.kind not in "fc":
        return a.tobytes() == b.tobytes()
    if a.dtype.kind == "c":
        return same_bits(a.real, b.real) and same_bits(a.imag, b.imag)
    nan = np.isnan(a)
    return bool(
        np.all(nan == np.isnan(b)) and np.all((a == b) | nan) and np.all((np.signbit(a) == np.signbit(b)) | nan)
    )


def check_inplace(call: Call, row: Row, make: Any) -> list[str]:
    """Where in-place is said to be harmless, an input given as ``out`` gives the bits of the plain call."""
    found = evaluate(call, row, make())
    if found is None or not found[0].inplace_ok or found[0].returns.head == "same":
        return []
    want = quietly(found[2])
    wrong = []
    for p, v in found[1].items():
        plain = isinstance(v, np.ndarray) and isinstance(want, np.ndarray) and v.flags.writeable
        if not plain or (v.dtype, v.shape, v.strides) != (want.dtype, want.shape, want.strides):
            continue
        again = evaluate(call, row, make())
        assert again is not None
        got = quietly(again[2], **{str(row.out): again[1][p]})
        if got is not again[1][p]:
            wrong.append(f"out={p} gives another object")
        elif not same_bits(got, want):
            wrong.append(f"out={p} gives other bits")
    return wrong


def check_order(call: Call, row: Row, make: Any, layouts: tuple[str, ...]) -> list[str]:
    """Where memory order is said not to matter, the same elements in other layouts give the same bits."""
    results = {}
    for layout_ in layouts:
        found = evaluate(call, row, make(layout_))
        if (
            found is None
            or found[0].order_sensitive
            or found[0].effects
            or found[0].kind.head not in ("ndarray", "like")
        ):
            return []
        results[layout_] = quietly(found[2])
    first = results[layouts[0]]
    return [
        f"{k} gives other bits than {layouts[0]}"
        for k, r in results.items()
        if first is not None and r is not None and not same_bits(first, r)
    ]
