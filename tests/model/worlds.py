"""The worlds in which the model's calls are tried: the same names with other layouts, dtypes and types."""

from __future__ import annotations

import copy
import io
import math
import os
from typing import Any

import numpy as np

from uncopy.model import load

LAYOUTS = ("C", "F", "strided", "reversed", "row", "column", "one", "empty", "scalar", "readonly")
DTYPES = ("f8", "f4", "f2", "i8", "i1", "u4", "b1", "c16", "c8", "g", ">f8", ">i4")
WORLDS = tuple(f"{layout} f8" for layout in LAYOUTS) + tuple(
    f"{layout} {dtype}" for dtype in DTYPES[1:] for layout in ("C", "F", "scalar")
)


class Sub(np.ndarray):
    """A subclass that adds nothing."""


class Foreign(np.ndarray):
    """A subclass that takes over what NumPy lets it take over."""

    def __array_ufunc__(self, *args: Any, **kwargs: Any) -> Any:
        """Answer every ufunc."""
        return "foreign"

    def __array_function__(self, *args: Any, **kwargs: Any) -> Any:
        """Answer every function that asks."""
        return "foreign"


def lay(a: Any, layout: str) -> Any:
    """The values of ``a`` in another layout (or a part of them, for shapes that are layouts too)."""
    if layout == "F":
        return np.asfortranarray(a)
    if layout == "strided":
        wide = np.zeros((*a.shape[:-1], 2 * a.shape[-1]), a.dtype)
        wide[..., ::2] = a
        return wide[..., ::2]
    if layout == "reversed":
        return a[::-1].copy()[::-1]
    if layout == "row":
        return a[:1].copy()
    if layout == "column":
        return a[..., :1].copy()
    if layout == "one":
        return a[(slice(1),) * a.ndim].copy()
    if layout == "empty":
        return a[:0].copy()
    if layout == "scalar":
        return a[(0,) * a.ndim + (...,)].copy()
    if layout == "readonly":
        a.flags.writeable = False
    return a


def world(name: str, kind: type[Any] | None = None, size: int = 4) -> dict[str, Any]:
    """Fresh values for the names of `calls`; arrays are viewed as ``kind`` where one is given."""
    layout, dtype = name.split()
    rng = np.random.default_rng(7)

    def fractions(shape: tuple[int, ...]) -> Any:
        """Nothing, or for large arrays values of all bits, with every special one among them."""
        if size <= 4:
            return 0
        more = rng.random(shape)
        more.flat[::7] = rng.choice([np.nan, np.inf, -np.inf, -0.0, 0.0, 1e-310, 1e300], more.flat[::7].size)
        return more

    def make(*shape: int) -> Any:
        values = rng.integers(-3, 9, shape)
        with np.errstate(over="ignore", invalid="ignore"):
            a = values.astype(dtype) if np.dtype(dtype).kind in "iub" else (values / 4 + fractions(shape)).astype(dtype)
        a = lay(a, layout)
        return a if kind is None else a.view(kind)

    n = size
    out: dict[str, Any] = {"np": np, "copy": copy, "math": math}
    out |= {
        "A": make(n, n + 1),
        "C": make(n, n + 1),
        "A1": make(n, n + 1),
        "S": make(n, n),
        "V": make(n + 1),
        "W": make(n + 1),
        "T": make(n, 3, 2),
    }
    p = np.eye(3) * 3 + 0.5
    out["P"] = lay(p.astype(dtype if dtype not in ("f2", "g") else "f8"), layout)
    with np.errstate(invalid="ignore"):
        out["M"] = np.asarray(out["A"]) > 0
        out["K"] = np.asarray(out["V"]) > 0
    out["I"] = np.arange(min(2, out["V"].size))
    out["D"] = lay(np.arange(1, n + 2).astype(dtype), layout)
    out["L"] = lay(np.arange(n + 1).astype(dtype), layout)
    out["Z"] = lay((rng.integers(-3, 9, (n, n + 1)) + 1j).astype("c8" if dtype == "f4" else "c16"), layout)
    out["F"] = np.arange(16).astype("u1")
    out["LIST"] = [make(n), make(n)]
    out["ONE"] = [out["A"]]
    out["PATH"] = os.devnull
    out["NOWHERE"] = io.BytesIO()
    out["ITER"] = iter(out["LIST"])
    if kind is not None:
        for key in ("P", "D", "L", "Z", "M", "K", "I", "F"):
            out[key] = np.asarray(out[key]).view(kind)
    out["BG"] = np.random.PCG64(3)
    out["G"] = np.random.Generator(np.random.PCG64(3))
    out["R"] = np.random.RandomState(3)
    return out


def ufunc_calls() -> tuple[str, ...]:
    """Call forms of every elementwise ufunc there is here."""
    found = []
    model = load()
    for name in model.names():
        if not model.is_ufunc(name) or not hasattr(np, name.removeprefix("numpy.")):
            continue
        short = name.replace("numpy.", "np.")
        if model.arity(name)[0] == 1:
            found += [f"{short}({x})" for x in ("A", "T", "I", "Z", "0.5", "A.T", "np.array(['NaT'], 'M8[s]')")]
        else:
            pairs = (
                "A, C",
                "A, V",
                "A, A.T",
                "T, 1",
                "V, 2",
                "I, I",
                "A, 0.5",
                "2.0, 1.0",
                "A.T, A1.T",
                "Z, Z",
                "M, M",
            )
            found += [f"{short}({x})" for x in pairs]
    return tuple(found)
