"""What the tests of all rooms share."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _outside_any_project(tmp_path, monkeypatch):
    """Tests run in an empty directory, so that no settings file of this project reaches them."""
    monkeypatch.chdir(tmp_path)
