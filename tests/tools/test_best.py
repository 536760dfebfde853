"""The benchmark against versions written by hand: it weighs, and it names what does not give the same."""

from __future__ import annotations

import shutil

import pytest

from benchmarks import best
from uncopy.config import Config


def test_peaks_and_ratio_of_a_fixture():
    (folder,) = [p.parent for p in best.FIXTURES.glob("UNC205/*/best.py")]
    weighed, wrong = best.weigh([folder], Config())
    assert wrong == []
    assert [line.name.split()[-1] for line in weighed] == ["logistic", "levels"]
    assert [line.ratio for line in weighed] == [pytest.approx(1, abs=0.02)] * 2
    assert all(line.before > 2.5 for line in weighed)


def test_another_result_is_named(tmp_path):
    (source,) = [p.parent for p in best.FIXTURES.glob("UNC205/*/best.py")]
    folder = tmp_path / "UNC205" / "chains"
    shutil.copytree(source, folder)
    text = (folder / "best.py").read_text()
    assert "x += 1" in text
    (folder / "best.py").write_text(text.replace("x += 1", "x += 2"))
    _, wrong = best.weigh([folder], Config())
    assert [line.split(":")[0] for line in wrong] == ["UNC205/chains logistic"]


def test_nothing_beside_nothing_is_as_good():
    assert best.Weighed("f", 1.0, 0.0, 0.01).ratio == 1.0
    assert best.Weighed("f", 1.0, 0.5, 0.0).ratio == 10.0
