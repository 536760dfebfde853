"""Native peaks, where memray is installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from uncopy.measure import has_memray

MODULE = """
import numpy as np


def solved(a: np.ndarray):
    b = a * 2.0
    b = b + 1.0
    return b
"""
RUN = "import numpy as np, m; m.solved(np.ones(500_000))"


def test_a_peak_by_memray_or_a_word_on_how_to_have_one(tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text(MODULE, "utf-8")
    (tmp_path / "run.py").write_text(RUN, "utf-8")
    command = [sys.executable, "-m", "uncopy", "verify", "m.py", "--run", "run.py", "--memray", "--json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    if not has_memray():
        assert done.returncode == 2
        assert "pip install 'uncopy[memray]'" in done.stderr
        return
    import json

    (fix,) = json.loads(done.stdout)["fixes"]
    weighed = fix["weighed"]
    assert weighed["native_before"] == pytest.approx(weighed["peak_before"], rel=0.05)
    assert weighed["native_after"] == pytest.approx(weighed["peak_after"], rel=0.05)
