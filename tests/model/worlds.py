"""The worlds in which the model's calls are tried: the same names with other layouts, dtypes and types."""

from __future__ import annotations

import copy
import io
import math
import operator
import os
from typing import Any

import numpy as np

from uncopy.model import load

try:
    import scipy
    import scipy.fft
    import scipy.integrate
    import scipy.interpolate
    import scipy.linalg
    import scipy.ndimage
    import scipy.signal
    import scipy.signal.windows
    import scipy.sparse
    import scipy.special
    import scipy.stats
except ImportError:  # it is wanted by the rows of SciPy alone
    scipy = None  # type: ignore[assignment]  # a module, or nothing

LAYOUTS = ("C", "F", "strided", "reversed", "row", "column", "one", "empty", "scalar", "readonly")
DRAWN_LAYOUTS = (*LAYOUTS, "backward", "sparse", "turned", "gaps")
DTYPES = ("f8", "f4", "f2", "i8", "i1", "u4", "b1", "c16", "c8", "g", ">f8", ">i4")
WORLDS = tuple(f"{layout} f8" for layout in LAYOUTS) + tuple(
    f"{layout} {dtype}" for dtype in DTYPES[1:] for layout in ("C", "F", "scalar")
)
SCIPY_WORLDS = ("C f8", "F f8", "strided f8", "reversed f8", "scalar f8", "readonly f8", "C f4", "F c16", "C i8")
"""Where SciPy is tried: it is slower, its rows say less, and its compiled parts crash on what they do not expect."""


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
    if layout == "backward":
        return a[..., ::-1].copy()[..., ::-1]
    if layout == "sparse":
        return np.repeat(np.repeat(a, 2, -1), 3, 0)[::3, ..., ::2]
    if layout == "turned":  # the axes in an order that is neither C nor Fortran where there are three
        return np.moveaxis(np.moveaxis(a, 0, -1).copy(), -1, 0)
    if layout == "gaps":
        return np.pad(a, 1)[(slice(1, -1),) * a.ndim]
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


SPECIAL = (np.nan, np.inf, -np.inf, -0.0, 0.0, 1e-310, 1e300)
SHAPES = {"A": "nm", "C": "nm", "A1": "nm", "S": "nn", "V": "m", "W": "m", "T": "n32"}
PLAIN = ("P", "D", "L", "Z", "M", "K", "I", "F")


class World(dict[str, Any]):
    """The values of the names of `calls`, each made when it is first asked for: most calls need one or two."""

    def __init__(self, layout: str, dtype: str, kind: type[Any] | None, size: int, seed: int) -> None:
        super().__init__(np=np, copy=copy, math=math, operator=operator)
        if scipy is not None:
            self["scipy"] = scipy
        self.layout, self.dtype, self.kind, self.size, self.seed = layout, dtype, kind, size, seed

    def __contains__(self, name: object) -> bool:
        return (
            super().__contains__(name)
            or name in SHAPES
            or (str(name).isupper() and hasattr(self, f"make_{str(name).lower()}"))
        )

    def __missing__(self, name: str) -> Any:
        if name in SHAPES:
            value = self.make(name, SHAPES[name])
        elif name in self:
            value = getattr(self, f"make_{name.lower()}")()
            if self.kind is not None and name in PLAIN:
                value = np.asarray(value).view(self.kind)
        else:
            raise KeyError(name)
        self[name] = value
        return value

    def rng(self, name: str) -> np.random.Generator:
        """Random numbers of a name: the same ones in all layouts and dtypes."""
        return np.random.default_rng([self.seed, *name.encode()])

    def make(self, name: str, sizes: str) -> Any:
        """An array; ``n`` is the size of the world and ``m`` one more."""
        shape = tuple({"n": self.size, "m": self.size + 1}.get(c) or int(c) for c in sizes)
        rng = self.rng(name)
        values = rng.integers(-3, 9, shape)
        if np.dtype(self.dtype).kind not in "iub":
            values = values / 4
            if self.size > 4:  # large arrays have values of all bits, with every special one among them
                values += rng.random(shape)
                values.flat[::7] += rng.choice(SPECIAL, values.flat[::7].size)
        with np.errstate(over="ignore", invalid="ignore"):
            a = lay(values.astype(self.dtype), self.layout)
        return a if self.kind is None else a.view(self.kind)

    def make_p(self) -> Any:
        p = np.eye(3) * 3 + 0.5
        return lay(p.astype(self.dtype if self.dtype not in ("f2", "g") else "f8"), self.layout)

    def make_m(self) -> Any:
        with np.errstate(invalid="ignore"):
            return np.asarray(self["A"]) > 0

    def make_k(self) -> Any:
        with np.errstate(invalid="ignore"):
            return np.asarray(self["V"]) > 0

    def make_i(self) -> Any:
        return np.arange(min(2, self["V"].size))

    def make_d(self) -> Any:
        return lay(np.arange(1, self.size + 2).astype(self.dtype), self.layout)

    def make_l(self) -> Any:
        return lay(np.arange(self.size + 1).astype(self.dtype), self.layout)

    def make_z(self) -> Any:
        values = self.rng("Z").integers(-3, 9, (self.size, self.size + 1)) + 1j
        return lay(values.astype("c8" if self.dtype == "f4" else "c16"), self.layout)

    def make_f(self) -> Any:
        return np.arange(16).astype("u1")

    def make_list(self) -> Any:
        return [self.make("LIST0", "n"), self.make("LIST1", "n")]

    def make_one(self) -> Any:
        return [self["A"]]

    def make_iter(self) -> Any:
        return iter(self["LIST"])

    def make_path(self) -> Any:
        return os.devnull

    def make_nowhere(self) -> Any:
        return io.BytesIO()

    def make_bg(self) -> Any:
        return np.random.PCG64(3)

    def make_g(self) -> Any:
        return np.random.Generator(np.random.PCG64(3))

    def make_r(self) -> Any:
        return np.random.RandomState(3)


def world(name: str, kind: type[Any] | None = None, size: int = 4, seed: int = 7) -> World:
    """Fresh values for the names of `calls`; arrays are viewed as ``kind`` where one is given."""
    layout, dtype = name.split()
    return World(layout, dtype, kind, size, seed)


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
