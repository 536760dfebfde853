"""Worlds beyond the fixed grid: layouts, dtypes, sizes and values drawn together. No row may be wrong in any of them.

Strides of zero are left out: they leave the order of a copy open, which `K` therefore does not promise. So are objects,
whose reductions give the elements themselves.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.model.test_model_rows import attempt
from tests.model.worlds import DRAWN_LAYOUTS, DTYPES

EXAMPLES = 400 if os.environ.get("UNCOPY_MODEL") == "all" else 8


@settings(max_examples=EXAMPLES, derandomize=EXAMPLES < 100, deadline=None, database=None, phases=[Phase.generate],
          suppress_health_check=list(HealthCheck))  # fmt: skip
@given(
    layout=st.sampled_from(DRAWN_LAYOUTS),
    dtype=st.sampled_from((*DTYPES, "u1", "i2", "u8", "G", ">c8", ">u2")),
    size=st.integers(1, 4),
    seed=st.integers(0, 99),
)
def test_rows_hold_in_worlds_that_are_drawn(layout: str, dtype: str, size: int, seed: int) -> None:
    wrong = attempt(f"{layout} {dtype}", size=size, seed=seed)[0]
    assert not wrong, "\n".join(wrong)
