"""The command line in this process, with an engine that finds what it is told to."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from tests.frontends import fake
from uncopy import engine
from uncopy.frontends import cli as command_line
from uncopy.frontends import settings

SAMPLE = "import numpy as np\n\n\ndef scale(n):\n    x = np.ones((n, 1))\n    x = x * 2.0\n    return x\n"
FIXED = SAMPLE.replace("x = x * 2.0", "x *= 2.0")
UNPROVED = SAMPLE.replace("x = x * 2.0", "x = x - 1.0")


@pytest.fixture
def fake_engine(monkeypatch):
    """Replace the engine's functions by those of `fake`."""
    for name in ("check", "fix", "why", "rules"):
        monkeypatch.setattr(engine, name, getattr(fake, name))
    for cached in (settings.known_codes, settings._load_near):
        cached.cache_clear()
    yield fake
    for cached in (settings.known_codes, settings._load_near):
        cached.cache_clear()


@pytest.fixture
def cli(monkeypatch, fake_engine):
    """Run ``uncopy`` with arguments; what it wrote, as bytes and text, and its exit code."""

    def run(*arguments, stdin=None):
        settings._load_near.cache_clear()
        monkeypatch.setattr(sys, "argv", ["uncopy", *map(str, arguments)])
        with CliRunner().isolation(stdin) as (out, err, _):
            with pytest.raises(SystemExit) as exit_:
                command_line.main()
            sys.stdout.flush()
            raw, raw_errors = out.getvalue(), err.getvalue()
        return SimpleNamespace(
            code=exit_.value.code, raw=raw, out=raw.decode(), err=raw_errors.decode(), lines=raw.decode().splitlines()
        )

    return run
