"""What is known of the module's own functions where they are called."""

from __future__ import annotations

from pathlib import Path

from uncopy import engine
from uncopy.config import Config

SOURCE = Path(__file__).parent / "sources" / "own_functions.py"


def test_a_call_is_seen_into_as_far_as_it_is_sure():
    source = SOURCE.read_bytes()
    result = engine.check(source, SOURCE.name, Config(select=("UNC2",)))
    assert result.errors == ()
    safe = {f.line for f in result.findings if f.fix is not None and f.fix.applicability == "safe"}
    lines = source.decode().splitlines()
    wanted = {number for number, line in enumerate(lines, 1) if line.endswith("# safe")}
    assert {lines[n - 1] + f"  line {n}" for n in safe ^ wanted} == set()
