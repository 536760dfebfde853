"""The facts of values, as the goldens beside their sources show them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import goldens

SOURCES = sorted((Path(__file__).parent / "sources").glob("*.py"))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_facts_are_the_golden(source):
    """``python tools/goldens.py --dumps`` writes them; read what changes."""
    assert goldens.facts(source.read_bytes()) == source.with_suffix(".txt").read_text(encoding="utf-8")
