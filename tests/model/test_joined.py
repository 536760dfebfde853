"""What the guard on joined arrays says of NumPy: of whole numbers the parts give what the whole gives."""

from __future__ import annotations

import numpy as np
import pytest


def _parts(rng, dtype):
    sizes = rng.integers(1, 30, rng.integers(1, 4))
    if dtype == "?":
        return [rng.random(size) > rng.random() for size in sizes]
    info = np.iinfo(dtype)
    least, most = (info.min, info.max) if rng.random() > 0.3 else (0, 1)
    return [rng.integers(least, most, size, dtype=dtype, endpoint=True) for size in sizes]


@pytest.mark.parametrize("dtype", ["?", "i1", "u1", "i4", "u4", "i8", "u8"])
@pytest.mark.parametrize("name", ["max", "min", "sum", "any", "all"])
def test_the_parts_give_what_the_whole_gives(name, dtype):
    reduce, rng = getattr(np, name), np.random.default_rng(0)
    for _ in range(100):
        parts = _parts(rng, dtype)
        whole, of_parts = reduce(np.concatenate(parts)), reduce([reduce(part) for part in parts])
        assert (type(of_parts), of_parts.dtype, of_parts) == (type(whole), whole.dtype, whole)


@pytest.mark.parametrize("dtype", ["?", "i1", "u8", "f4", "c16"])
def test_counts_add_up(dtype):
    rng = np.random.default_rng(0)
    parts = [(rng.random(size) > 0.5).astype(dtype) for size in (1, 0, 20)]
    whole, of_parts = np.count_nonzero(np.concatenate(parts)), sum(np.count_nonzero(part) for part in parts)
    assert (type(of_parts), of_parts) == (type(whole), whole)
