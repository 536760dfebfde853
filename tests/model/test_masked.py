"""What the guard on masked updates says of NumPy: with ``where=`` it computes the same, and warns of the same."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from uncopy.guards.masked import _EXACT, _WHOLE
from uncopy.rules.in_place import BINARY_FUNCTIONS

FUNCTIONS = {**BINARY_FUNCTIONS, "u-": "negative", "~": "invert"}
NAMES = sorted({FUNCTIONS.get(name, name).removeprefix("numpy.") for name in _EXACT | _WHOLE})
SPECIAL = [0.0, -0.0, 1, -1, np.inf, -np.inf, np.nan, 1e-310, 1e308, -1e308, 0.5, 2, 3, 7.5, -7.5, 1e-200]
LAYOUTS = {
    "plain": lambda base, n: base[:n],
    "stepped": lambda base, n: base[: 3 * n : 3],
    "backwards": lambda base, n: base[:n][::-1],
    "unaligned": lambda base, n: base[1 : n + 1],
}


def _data(rng, dtype, n):
    if dtype == "?":
        return rng.random(n) > 0.5
    if dtype[0] in "iu":
        info = np.iinfo(dtype)
        return rng.integers(info.min, info.max, n, dtype=dtype, endpoint=True)
    with np.errstate(all="ignore"):
        return rng.choice(np.concatenate([SPECIAL, rng.normal(size=30)]), n).astype(dtype)


def _outcome(change, x):
    with warnings.catch_warnings(record=True) as caught, np.errstate(all="warn"):
        warnings.simplefilter("always")
        try:
            change(x)
        except (TypeError, ValueError, OverflowError) as error:
            return type(error)
    return {str(w.message).partition(" in ")[0] for w in caught}


def _classes(x):
    """The bits, all NaN as one."""
    x = x.copy()
    if x.dtype.kind == "f":
        x[np.isnan(x)] = np.nan
    return list(map(repr, x)) if x.dtype == np.longdouble else x.tobytes()


def _numbers(name, dtype):
    """The second operands, if there is one, that leave the dtype as it is: of others the rule makes no fix."""
    ufunc = getattr(np, name)
    if name in ("floor_divide", "remainder") and dtype in "f2 f4 f8 g".split():
        return []  # only of whole numbers
    kept = []
    for number in [()] if ufunc.nin == 1 else [(k,) for k in (2, 3.0, 0, np.inf, -0.0, True)]:
        try:
            with np.errstate(all="ignore"):
                if ufunc(np.ones(1, dtype), *number).dtype == np.dtype(dtype):
                    kept.append(number)
        except TypeError:
            continue
    return kept


CASES = [(name, dtype) for name in NAMES for dtype in ("?", "i1", "u1", "i8", "f2", "f4", "f8", "g")]
CASES = [case for case in CASES if _numbers(*case)]


def test_every_function_has_a_dtype_that_it_keeps():
    assert {name for name, _ in CASES} == set(NAMES)


@pytest.mark.parametrize(("name", "dtype"), CASES)
def test_where_computes_and_warns_the_same(name, dtype):
    ufunc, rng = getattr(np, name), np.random.default_rng(0)
    for layout in LAYOUTS.values():
        for n in (0, 1, 7, 64, 257):
            for density in (0.0, 0.1, 0.5, 0.95, 1.0):
                for number in _numbers(name, dtype):
                    base, mask = _data(rng, dtype, 3 * n + 1), rng.random(n) < density
                    before, after = base.copy(), base.copy()

                    def by_copy(x, mask=mask, number=number):
                        x[mask] = ufunc(x[mask], *number)

                    def in_place(x, mask=mask, number=number):
                        ufunc(x, *number, out=x, where=mask)

                    told = _outcome(by_copy, layout(before, n))
                    assert _outcome(in_place, layout(after, n)) == told
                    assert _classes(after) == _classes(before)
