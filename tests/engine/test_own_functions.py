"""What is known of the module's own functions where they are called, and of what its classes keep to themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from uncopy import engine
from uncopy.config import Config

SOURCES = sorted((Path(__file__).parent / "sources").glob("own_*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_the_module_is_seen_into_as_far_as_it_is_sure(path):
    source = path.read_bytes()
    result = engine.check(source, path.name, Config(select=("UNC2",)))
    assert result.errors == ()
    safe = {f.line for f in result.findings if f.fix is not None and f.fix.applicability == "safe"}
    lines = source.decode().splitlines()
    wanted = {number for number, line in enumerate(lines, 1) if line.endswith("# safe")}
    assert {lines[n - 1] + f"  line {n}" for n in safe ^ wanted} == set()
