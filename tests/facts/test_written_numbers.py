"""Arrays whose length is written in numbers are known to be so long, as NumPy counts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.soundness.harness import analysed

CALLS = ["0, 11", "11.0", "5, 10", "-3, 0, .5", "10, 0, -3", "10, 0", "0, 1.1, 0.1", "2 * 3 + 1", "0, 7 - 2"]
numbers = st.one_of(st.integers(-50, 50), st.floats(-50, 50).map(lambda x: round(x, 2)))
steps = st.one_of(st.integers(1, 9), st.floats(0.01, 9).map(lambda x: round(x, 2)))


def shape_of(call):
    (facts,) = [f for f in analysed(f"import numpy as np\ndef f():\n    return {call}\n")[0] if f.body.name == "f"]
    (made,) = [facts.fact(s.id) for s in facts.body.steps if s.op == "call"]
    return made.shape


@pytest.mark.parametrize("arguments", CALLS)
def test_the_length_of_arange_is_known(arguments):
    length = len(eval(f"np.arange({arguments})", {"np": np}))  # noqa: S307 - written above
    assert shape_of(f"np.arange({arguments})") == {("sized", str(length))}


@given(numbers, numbers, steps)
def test_it_is_what_numpy_counts(start, stop, step):
    for by in (step, -step):
        assert shape_of(f"np.arange({start}, {stop}, {by})") == {("sized", str(len(np.arange(start, stop, by))))}


def test_it_is_not_known_of_other_steps():
    for arguments in ("3, 4, 0", "1e400", "k", "k, 4", "0, k", f"0, {10**400}"):
        assert shape_of(f"np.arange({arguments})") not in ({("sized", "4")}, {("sized", "0")})
