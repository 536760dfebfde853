"""What UNC209 says of products, sums and draws: with ``out=`` NumPy computes the same, to the bit, and warns of the same."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from uncopy.guards.filling import _PLAIN
from uncopy.rules.wholes import ALONG_AXES, DRAWN, PRODUCTS

SHAPES = [(3, 4), (1, 1), (7, 1), (0, 4), (4, 0), (130, 257)]
SPECIAL = [0.0, -0.0, np.inf, -np.inf, np.nan, 1e-310, 1e300, -1e300]


def _data(rng, code, shape):
    if code == "b1":
        return rng.random(shape) > 0.5
    if code[0] in "iu":
        info = np.iinfo(code)
        return rng.integers(info.min, info.max, shape, dtype=code, endpoint=True)
    with np.errstate(all="ignore"):
        real = rng.normal(size=shape)
        some = rng.random(shape) < 0.05
        real[some] = rng.choice(SPECIAL, some.sum())
        return (real + 1j * rng.normal(size=shape) if code[0] == "c" else real).astype(code)


def _told(call):
    """What a call gives, or that it raises, and what it warns of."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            result = call()
        except (TypeError, ValueError) as error:
            return type(error), None
    return [str(w.message) for w in caught], result


def _places(result):
    """Arrays that may take a result: one of its own, and a part of a larger one, which begins at any address."""
    yield np.empty_like(result, order="C")
    yield np.full((3, *result.shape), 1, result.dtype)[1]
    if result.ndim:
        yield np.full((result.shape[0] + 1, *result.shape[1:]), 1, result.dtype)[1:]


def _check(plain, into):
    warned, result = _told(plain)
    if result is None or not isinstance(result, np.ndarray) or not result.flags.c_contiguous:
        return 0
    for place in _places(result):
        assert _told(lambda place=place: into(place))[0] == warned
        assert place.tobytes() == result.tobytes()
    return 1


@pytest.mark.parametrize("code", sorted(_PLAIN))
@pytest.mark.parametrize("name", sorted(ALONG_AXES))
def test_along_axes_it_is_the_same(name, code):
    function, rng, tried = getattr(np, name.removeprefix("numpy.")), np.random.default_rng(0), 0
    for shape in SHAPES:
        for x in (_data(rng, code, shape), _data(rng, code, (2, *shape))[1]):  # C-contiguous, as the guard asks
            for axis in (0, 1):
                tried += _check(
                    lambda x=x, a=axis: function(x, axis=a), lambda out, x=x, a=axis: function(x, axis=a, out=out)
                )
    assert tried


@pytest.mark.parametrize("code", sorted(_PLAIN))
@pytest.mark.parametrize("name", sorted(PRODUCTS))
def test_products_are_the_same(name, code):
    function, rng, tried = getattr(np, name.removeprefix("numpy.")), np.random.default_rng(0), 0
    for n, m in SHAPES:
        for right in ((m, 5), (m,), (m, n)):
            a, b = _data(rng, code, (n, m)), _data(rng, code, right)
            for left in (a, np.asfortranarray(a), a[::-1]):
                tried += _check(lambda a=left, b=b: function(a, b), lambda out, a=left, b=b: function(a, b, out=out))
    assert tried


@pytest.mark.parametrize("name", sorted(DRAWN))
def test_the_same_numbers_are_drawn(name):
    method = name.rpartition(".")[2]
    for size in (0, 1, 7, (3, 5), 1000):
        one, other = np.random.default_rng(3), np.random.default_rng(3)
        result, place = getattr(one, method)(size), np.empty(size)
        getattr(other, method)(size, out=place)
        assert place.tobytes() == result.tobytes()
        assert one.bit_generator.state == other.bit_generator.state
