"""Own functions, declarations, names that hold one thing or another: safe fixes are due where a source is marked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from uncopy import engine
from uncopy.config import Config

SOURCES = sorted((Path(__file__).parent / "sources").glob("*.py"))
CONFIG = Config(select=("UNC2",))
WITH = {
    "documented": {"trust_docstrings": True},
}


def safe_lines(path, config):
    """The lines for which a safe fix is offered."""
    result = engine.check(path.read_bytes(), path.name, config)
    assert result.errors == ()
    return {f.line for f in result.findings if f.fix is not None and f.fix.applicability == "safe"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_safe_fixes_are_those_that_are_marked(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    wanted = {number for number, line in enumerate(lines, 1) if line.endswith("# safe")}
    safe = safe_lines(path, replace(CONFIG, **WITH.get(path.stem, {})))
    assert {lines[n - 1] + f"  line {n}" for n in safe ^ wanted} == set()


def test_docstrings_are_not_trusted_unless_asked():
    (path,) = (p for p in SOURCES if p.stem == "documented")
    assert safe_lines(path, CONFIG) == set()
