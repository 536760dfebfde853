"""``uncopy verify``, with the real judge."""

from __future__ import annotations

import json

import pytest

from tests.frontends.conftest import FIXED, SAMPLE

CASES = """
def cases(module):
    yield "few", module.scale, (5,)
    yield "[none]", module.scale, (0,)


def large(module):
    yield "large", module.scale, (1_000_000,)
"""


@pytest.fixture
def modules(tmp_path):
    (tmp_path / "old.py").write_text(SAMPLE)
    (tmp_path / "new.py").write_text(FIXED)
    (tmp_path / "bad.py").write_text(FIXED.replace("2.0", "3.0"))
    (tmp_path / "cases.py").write_text(CASES)
    return tmp_path


def test_a_rewrite_by_hand(cli, modules):
    result = cli("verify", "old.py", "--against", "new.py", "--cases", "cases.py")
    row = next(line for line in result.lines if "scale (large)" in line)
    assert row.split()[2:7] == ["equivalent", "15.3", "MiB", row.split()[5], "7.6"]
    assert " 0.50 " in row
    assert "scale ([none])" in result.out  # rich would take brackets for markup
    assert result.lines[-1] == "3 calls: 3 equivalent. Peak memory is lower in 1 of 1 measured. Verdict: equivalent."
    assert result.code == 0


def test_a_wrong_rewrite(cli, modules):
    result = cli("verify", "old.py", "--against", "bad.py", "--cases", "cases.py")
    assert "scale (few): result[0, 0]: np.float64(2.0) before, np.float64(3.0) after" in result.out
    assert result.code == 1


def test_what_fix_makes_of_a_file(cli, modules):
    result = cli("verify", "old.py", "--cases", "cases.py", "--json")
    report = json.loads(result.out)
    assert report["verdict"] == "equivalent"
    assert [fix["code"] for fix in report["fixes"]] == ["UNC201"]
    large = report["calls"][-1]
    assert (large["label"], large["function"], large["verdict"]) == ("large", "scale", "equivalent")
    assert 0.45 < large["peak_after"] / large["peak_before"] < 0.55
    assert result.code == 0
    assert (modules / "old.py").read_text() == SAMPLE


def test_the_report_as_a_page_and_as_a_file(cli, modules):
    result = cli("verify", "old.py", "--cases", "cases.py", "--html", "page.html", "--output", "report.json")
    assert result.code == 0
    page = (modules / "page.html").read_text("utf-8")
    assert "original: peak 15.3 MiB" in page
    assert "rewrite: peak 7.6 MiB" in page
    assert "measured on the call: large" in page
    assert json.loads((modules / "report.json").read_text("utf-8"))["verdict"] == "equivalent"


def test_nothing_to_fix(cli, modules):
    result = cli("verify", "new.py", "--cases", "cases.py")
    assert result.out == "new.py: there is no safe fix to apply, so there is nothing to compare.\n"
    assert result.code == 0
    report = json.loads(cli("verify", "new.py", "--cases", "cases.py", "--json").out)
    assert report == {"verdict": "equivalent", "calls": [], "error": None, "fixes": []}


def test_cases_that_fail_are_an_error(cli, modules):
    (modules / "cases.py").write_text("1 / 0\n")
    result = cli("verify", "old.py", "--against", "new.py", "--cases", "cases.py")
    assert "ZeroDivisionError" in result.out
    assert result.code == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["none.py", "--cases", "cases.py"], "none.py: no such file or directory"),
        (["old.py", "--cases", "none.py"], "none.py: no such file or directory"),
        (["old.py", "--against", "none.py", "--cases", "cases.py"], "none.py: no such file or directory"),
        (["old.py"], "what is the code to be tested by?"),
        (["old.py", "--against", "new.py", "--cases", "cases.py", "--unsafe-fixes"], "has no meaning with --against"),
        (["broken.py", "--cases", "cases.py"], "broken.py:3: not readable as utf-8"),
    ],
)
def test_wrong_usage(cli, modules, arguments, said):
    (modules / "broken.py").write_bytes(b"\n\n'\xff'\n")
    result = cli("verify", *arguments)
    assert said in result.err
    assert result.code == 2
