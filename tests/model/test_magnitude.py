"""Python's `abs` is NumPy's function for magnitudes: for arrays, and for the scalars that UNC206 takes it to be for."""

from __future__ import annotations

import sys
import tracemalloc
import warnings

import numpy as np
import pytest

from uncopy.guards.kinds import SAME_SCALARS

CODES = ("b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "g", "c8", "c16", "O", "m8[s]", ">f8")


def _values(code):
    if code == "O":
        return np.array([-3, 2.5, -2 + 1j, True], dtype=object)
    dtype = np.dtype(code)
    if dtype.kind in "iu":
        return np.array([np.iinfo(dtype).min, 0, 1, np.iinfo(dtype).max], dtype)
    if dtype.kind in "fc":
        special = [0.0, -0.0, np.nan, -np.nan, np.inf, -np.inf, 1.5, -1.5, 3.3, 1e-7]
        real = np.array(special, dtype)
        return np.concatenate([real, real * (3.3 + 4.7j)]).astype(dtype) if dtype.kind == "c" else real
    return np.arange(-2, 3).astype(dtype)


def _told(function, value):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = function(value)
    bare = np.asarray(result)
    shown = repr(bare.tolist()) if bare.dtype.char in "Og" else bare.tobytes()
    signs = np.signbit(bare).tolist() if bare.dtype.kind == "f" else None
    return type(result), bare.dtype, bare.shape, signs, shown, [str(w.message) for w in caught]


@pytest.mark.filterwarnings("ignore:invalid value")
@pytest.mark.parametrize("code", CODES)
def test_of_arrays_it_is_that_function(code):
    values = _values(code)
    whole = np.stack([values, values]).T
    for array in (values, values[::-2], values[:0], whole, whole[::-1], values[:1].reshape(())):
        assert _told(abs, array) == _told(np.abs, array)


@pytest.mark.parametrize("code", sorted(SAME_SCALARS))
def test_of_these_scalars_too(code):
    for value in _values(code):
        assert _told(abs, value) == _told(np.abs, value)


@pytest.mark.parametrize("code", ["i1", "i8", "c16"])
def test_of_others_it_is_not(code):
    assert any(_told(abs, value) != _told(np.abs, value) for value in _values(code))


def _peak(call):
    call()
    tracemalloc.start()
    call()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="from Python 3.14 on NumPy reuses no temporaries")
def test_numpy_reuses_what_has_no_name():
    a, b = np.ones(100_000), np.zeros(100_000)
    assert _peak(lambda: abs(a - b)) < 0.6 * _peak(lambda: np.abs(a - b))
