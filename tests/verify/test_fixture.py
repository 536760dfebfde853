"""Fixture folders as work for the judge and the meter."""

from __future__ import annotations

from pathlib import Path

import pytest

from uncopy.verify.fixture import BadFixture, Case, fixture_job, judge_fixture, load, peaks, weigh_fixture
from uncopy.verify.sandbox import run_jobs

BEFORE = """
import numpy as np

def halve(x, m):
    y = x - m
    y = y / 2
    return y

def root(a, b):
    return np.sqrt(a * b)

class Counter:
    def __init__(self, x):
        self.x = x
    def add(self, y):
        self.x = self.x + y
"""

AFTER = """
import numpy as np

def halve(x, m):
    y = x - m
    y /= 2
    return y

def root(a, b):
    t = a * b
    return np.sqrt(t, out=t)

class Counter:
    def __init__(self, x):
        self.x = x
    def add(self, y):
        self.x += y
"""

TOML = '''
[halve]
args = ["f8[n,m]"]
kwargs = { m = "f8" }
sizes = { n = 7, m = 5 }
large = { n = 2000, m = 50 }
unit = "f8[n,m]"
before = 2.0
after = 1.0
python = ">=3.10"
numpy = ">=1.26,<99"

[root]
args = ["f8[n]", "f8[n]"]
sizes = { n = 7 }
large = { n = 100000 }
unit = "f8[n]"
hostile = false

["Counter.add"]
unit = "f8[n]"
sizes = { n = 100000 }
cases = """
import numpy as np
def cases(module):
    c = module.Counter(np.ones(3))
    yield "add", "Counter.add", (c, 1.0)
def large(module):
    yield "add", "Counter.add", (module.Counter(np.ones(100000)), 1.0)
"""

[keep.halve]
args = ["i8[n]", "i8[n]"]
sizes = { n = 7 }
guard = "same-dtype"
why = "integers halved are floats"
hostile = false

[keep.root]
args = ["f8[n]", "f8[n]"]
sizes = { n = 7 }
guard = "is-ndarray"
why = "scalars have no memory to write into"
'''


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("before.py", BEFORE), ("after.py", AFTER), ("case.toml", TOML)):
        (tmp_path / name).write_text(text)
    return tmp_path


def test_tables_are_read(folder: Path) -> None:
    tables = load(folder / "case.toml")
    assert list(tables) == ["halve", "root", "Counter.add", "keep.halve", "keep.root"]
    assert tables["halve"].unit_bytes() == 8 * 2000 * 50
    assert tables["keep.halve"].guard == "same-dtype"
    assert tables["halve"].figures_hold()


@pytest.mark.parametrize(
    ("versions", "holds"),
    [
        ({"python": ">=3.10,!=3.9"}, True),
        ({"python": "<3.10"}, False),
        ({"numpy": "<1.26"}, False),
        ({"numpy": ">1"}, True),
    ],
)
def test_figures_hold_on_some_versions(versions: dict[str, str], holds: bool) -> None:
    assert Case("f", **versions).figures_hold() is holds


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[f]\nargs = ['f8[n']", "f8[n"), ("[f]\nargz = []", "argz"), ("[f]\nsizes = {}", "either args or cases"),
        ("f = 1", "not a table"), ("[f", "case.toml"), ("[f]\nargs = []\nunit = 'q'", "'q'"),
    ],
)  # fmt: skip
def test_bad_tables_are_named(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "case.toml").write_text(text)
    with pytest.raises(BadFixture, match=r"case\.toml") as caught:
        load(tmp_path / "case.toml")
    assert says in str(caught.value)


def test_ordinary_and_hostile_calls_are_judged(folder: Path) -> None:
    report = judge_fixture(folder / "before.py", folder / "after.py", folder / "case.toml")
    told = {call.label: call.difference for call in report.calls if call.verdict == "different"}
    assert told == {}
    labels = [call.label for call in report.calls]
    assert "root: ordinary" in labels
    assert not any(label.startswith("root: ") and label != "root: ordinary" for label in labels)
    assert sum(label.startswith("halve: ") for label in labels) > 40


def test_hostile_calls_find_what_ordinary_ones_do_not(folder: Path) -> None:
    report = judge_fixture(folder / "before.py", folder / "after.py", folder / "case.toml", ["keep.root"])
    told = {call.label.partition(": ")[2] for call in report.calls if call.verdict == "different"}
    assert {"i8, all arrays", "0-d array, all arrays", "Python scalar, all arrays", "masked array, argument 0"} <= told
    assert "ordinary" not in told
    assert {call.verdict for call in report.calls} == {"equivalent", "different"}


def test_weighing(folder: Path) -> None:
    found = weigh_fixture(folder / "before.py", folder / "after.py", folder / "case.toml")
    assert found["halve"] == pytest.approx((2.0, 1.0), abs=0.05)
    assert found["root"] == pytest.approx((2.0, 1.0), abs=0.05)
    assert found["Counter.add"] == pytest.approx((1.0, 0.0), abs=0.05)


def test_near_misses_and_texts_in_one_run(folder: Path) -> None:
    toml = folder / "case.toml"
    jobs = [
        fixture_job(BEFORE.encode(), AFTER.encode(), toml, ["keep.halve"]),
        fixture_job(BEFORE.encode(), BEFORE.encode(), toml, ["keep.halve"]),
        fixture_job(BEFORE.encode(), AFTER.encode(), toml, ["root"], weigh=True),
    ]
    near_miss, same, weighed = run_jobs(jobs)
    assert near_miss.verdict == "different"
    assert "UFuncOutputCastingError" in str(near_miss.calls[0].difference)
    assert same.verdict == "equivalent"
    assert peaks(weighed, load(toml))["root"] == pytest.approx((2.0, 1.0), abs=0.05)


def test_an_unknown_table_is_named(folder: Path) -> None:
    with pytest.raises(BadFixture, match=r"no table \[nothing\]"):
        fixture_job(b"", b"", folder / "case.toml", ["nothing"])
