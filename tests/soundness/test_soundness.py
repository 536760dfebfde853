"""What the facts say of programs is what happens when they run; what is fixed safely does what it did before.

`spin soundness N` runs N programs, other ones each time, and says how many claims of each sort were checked.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.soundness.arguments import STYLES
from tests.soundness.generate import programs
from tests.soundness.harness import Tally, check, styles_of

LONG = "UNCOPY_SOUNDNESS" in os.environ
PROGRAMS = int(os.environ.get("UNCOPY_SOUNDNESS", "100"))
PARTS = int(os.environ.get("UNCOPY_SOUNDNESS_PARTS", "1"))
CALLS = (
    st.lists(st.sampled_from(STYLES), min_size=2, max_size=2, unique=True),
    st.integers(0, 15),
    st.integers(0, 50),
)


@pytest.mark.parametrize("part", range(PARTS))
def test_what_is_claimed_is_what_happens(part):
    tally = Tally()

    @settings(
        max_examples=PROGRAMS // PARTS,
        deadline=None,
        derandomize=not LONG,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink) if LONG else (Phase.generate,),
    )
    @given(programs(), *CALLS)
    def run(program, wanted, numbers, choices):
        calls = ["plain", *styles_of(program, wanted)]
        check(program, [(style, numbers) for style in calls], tally, choices)

    try:
        run()
    finally:
        print(tally)
    # A fuzzer that reaches nothing proves nothing.
    assert tally.ended > 0.5 * tally.runs
    assert tally.fixed > 0.15 * tally.programs
    assert tally.mutations > tally.programs
    for sort in ("kinds", "dtypes", "shapes", "layouts", "apart", "outside", "live", "writes", "sole owners", "guards"):
        assert tally.claims[sort] > tally.programs, sort
