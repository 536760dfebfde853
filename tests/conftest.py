"""What the tests of all rooms share."""

from __future__ import annotations

import sys

import pytest


@pytest.fixture(autouse=True)
def _outside_any_project(tmp_path, monkeypatch):
    """Tests run in an empty directory, so that no settings file of this project reaches them."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def _no_analysis_of_another_test():
    """Tests replace parts of rules, which the engine's memory of its last texts does not see."""
    analysis = sys.modules.get("uncopy.analysis")
    if analysis is not None:
        analysis._analyse.cache_clear()
