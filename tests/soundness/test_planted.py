"""The test is worth something: a wrong claim planted in the engine is found, by one program and by generated ones."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.soundness.arguments import ARRAYS
from tests.soundness.generate import programs
from tests.soundness.harness import Tally, Unsound, check
from tests.soundness.planted import PLANTS
from tests.soundness.test_found import generated
from tests.soundness.test_soundness import CALLS, LONG
from uncopy import analysis

WITHIN = int(os.environ.get("UNCOPY_PLANTED", "8000"))


@pytest.fixture(params=PLANTS, ids=lambda plant: plant.name)
def plant(request):
    return request.param


def _clear():
    analysis._analyse.cache_clear()


def test_its_program_is_sound_without_it(plant):
    check(generated(plant.body), [(style, 0) for style in ARRAYS[:6]], Tally())


def test_its_program_shows_it(plant, monkeypatch):
    if plant.sow is not None:
        plant.sow(monkeypatch)
    _clear()
    with pytest.raises(Unsound):
        check(generated(plant.body), [(style, 0) for style in ARRAYS[:6]], Tally(), config=plant.config())


@pytest.mark.skipif(not LONG, reason="`spin soundness` looks for it in generated programs")
def test_generated_programs_show_it(plant, monkeypatch):
    if plant.sow is not None:
        plant.sow(monkeypatch)
    _clear()
    tally = Tally()

    @settings(
        max_examples=WITHIN,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(programs(), *CALLS)
    def run(program, wanted, numbers, choices):
        check(program, [("plain", numbers), ("fortran", numbers)], tally, choices, plant.config())

    try:
        with pytest.raises(Unsound):
            run()
    finally:
        print(f"{plant.name}: {tally.programs} programs")
