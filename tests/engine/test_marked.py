"""What is known of own functions and attributes, and of names that hold one thing or another: marks are exact."""

from __future__ import annotations

from pathlib import Path

import pytest

from uncopy import engine
from uncopy.config import Config

SOURCES = sorted((Path(__file__).parent / "sources").glob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_safe_fixes_are_those_that_are_marked(path):
    source = path.read_bytes()
    result = engine.check(source, path.name, Config(select=("UNC2",)))
    assert result.errors == ()
    safe = {f.line for f in result.findings if f.fix is not None and f.fix.applicability == "safe"}
    lines = source.decode().splitlines()
    wanted = {number for number, line in enumerate(lines, 1) if line.endswith("# safe")}
    assert {lines[n - 1] + f"  line {n}" for n in safe ^ wanted} == set()
