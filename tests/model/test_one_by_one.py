"""What the guard on Python's functions over arrays says of NumPy: where it says so, the method gives the same."""

from __future__ import annotations

import warnings

import numpy as np
import pytest


def _outcome(function, x):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            result = function(x)
        except ValueError:
            return ValueError
    return [(type(item), item) for item in (result if isinstance(result, (list, np.ndarray)) else [result])]


def _arrays(dtype):
    rng = np.random.default_rng(0)
    for _ in range(200):
        x = rng.choice([0, 1, 2, 3, 127], rng.integers(0, 12)).astype(dtype)
        if x.dtype.kind in "fc" and x.size:
            x[rng.integers(0, x.size)] = rng.choice([np.nan, 0.0, -0.0])
        yield x


@pytest.mark.parametrize("dtype", ["?", "i1", "u1", "i4", "i8", "u8", ">i4", "f2", "f4", "f8", ">f8", "g", "c16"])
@pytest.mark.parametrize("name", ["any", "all"])
def test_questions_have_one_answer(name, dtype):
    python = {"any": any, "all": all}[name]
    for x in _arrays(dtype):
        assert _outcome(lambda x: bool(getattr(x, name)()), x) == _outcome(python, x)


@pytest.mark.parametrize("dtype", ["?", "i1", "u1", "i4", "i8", "u8"])
def test_whole_numbers_have_one_order(dtype):
    for x in _arrays(dtype):
        assert _outcome(lambda x: x.max(), x) == _outcome(max, x)
        assert _outcome(lambda x: x.min(), x) == _outcome(min, x)
        assert _outcome(np.sort, x) == _outcome(sorted, x)


def test_bools_are_counted():
    for x in _arrays("?"):
        assert x.sum() == sum(x)
        if x.size:
            assert type(x.sum()) is type(sum(x))
