"""``uncopy verify`` by fix: which fixes are judged, and what is said of them."""

from __future__ import annotations

import json

import click
import pytest

from tests.frontends.conftest import SAMPLE, UNPROVED
from uncopy.frontends import settings, verifying_fixes
from uncopy.verify.report import Counterexample, Evidence, FixReport, Verification, Weighed


@pytest.fixture
def project(tmp_path):
    (tmp_path / "a.py").write_text(SAMPLE)
    (tmp_path / "b.py").write_text(UNPROVED)
    (tmp_path / "c.py").write_text("x = 1\n")
    return tmp_path


def plans(*paths, exclude=()):
    return verifying_fixes.plans(paths, settings.override(settings.Settings(), exclude))


@pytest.mark.usefixtures("fake_engine")
class TestPlans:
    def test_every_fix_is_proposed_safe_or_not(self, project):
        found = [(plan.path, [c.applicability for c in plan.changes]) for plan in plans(".")]
        assert found == [("a.py", ["safe"]), ("b.py", ["unsafe"])]

    def test_what_is_excluded_is_not_judged(self, project):
        assert [plan.path for plan in plans("a.py", "b.py", exclude=("b.py",))] == ["a.py"]

    def test_a_file_that_cannot_be_parsed_is_left_out_by_name(self, project, capsys):
        (project / "a.py").write_bytes(b"\n\n'\xff'\n")
        assert [plan.path for plan in plans(".")] == ["b.py"]
        assert capsys.readouterr().err == "left out: a.py:3: not readable as utf-8\n"

    def test_a_path_that_is_not_there_ends_the_command(self, project):
        with pytest.raises(click.ClickException, match=r"none\.py: no such file"):
            plans("none.py", "a.py")


@pytest.fixture
def verification(project, fake_engine):
    (safe,), (unproved,) = (plan.changes for plan in plans("."))
    evidence = Evidence(9, 8, {"seen from elsewhere": 1})
    equivalent = FixReport(safe, "equivalent", None, 12, 3, evidence=evidence, weighed=Weighed(16_000_000, 8_000_000))
    shown = Counterexample("test_b.py::test_it", "passed before, failed after", "module.scale(3)\n")
    different = FixReport(unproved, "different", tests=2, breaks=("test_b.py::test_it", "t::u"), counterexample=shown)
    about = {"runs": 9, "tests": 31, "flaky": ["t::v"], "seconds": 4.2}
    return Verification("suite", "pytest -q", {"a.py": "1", "b.py": "2"}, (equivalent, different), about)


def show(verification, as_json=False, output=None):
    with click.Context(click.Command("verify")):
        return verifying_fixes.show(verification, as_json, output)


def test_a_row_for_each_fix_and_the_counterexample_below(verification, capsys):
    assert show(verification) == 1
    out = capsys.readouterr().out
    row = next(line for line in out.splitlines() if "a.py:6: UNC201" in line)
    assert "equivalent" in row
    assert "12 calls of 3 kinds" in row
    assert "15.3 MiB (16000000)" in row
    assert "legal at 8 of 9 executions" in row
    assert "because" not in out  # nobody has anything to say there
    assert out.endswith(
        "\nb.py:6: UNC201 use x -= 1.0: breaks 2 tests\n"
        "  test_b.py::test_it: passed before, failed after\n"
        "  t::u\n"
        "\n"
        "    module.scale(3)\n"
        "\n"
        "2 fixes: 1 equivalent, 1 different. 9 runs of 31 tests, 1 of them unsteady and left out, in 4 s."
        " Verdict: different.\n"
        "To apply what is equivalent: with --output REPORT.json now, `uncopy fix --verified REPORT.json`.\n"
    )


def test_the_report_is_written_beside_what_is_shown(verification, project, capsys):
    assert show(verification, as_json=True, output="report.json") == 1
    shown = json.loads(capsys.readouterr().out)
    assert shown == json.loads((project / "report.json").read_text())
    assert [fix["verdict"] for fix in shown["fixes"]] == ["equivalent", "different"]


def test_that_nothing_was_tested_is_no_success(verification):
    fixes = tuple(FixReport(fix.change, "not reached", "no test imports it") for fix in verification.fixes)
    about = {"runs": 2, "tests": 1, "seconds": 1}
    assert show(Verification("suite", "true", {}, fixes, about)) == 2


@pytest.mark.parametrize("output", [".", "nowhere/report.json"])
def test_a_report_that_cannot_be_written_is_told_first(project, output):
    with pytest.raises(click.ClickException):
        verifying_fixes.check_output(output)
