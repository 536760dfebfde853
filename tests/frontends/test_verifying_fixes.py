"""``uncopy verify`` by fix: which fixes are judged, and what is said of them."""

from __future__ import annotations

import json
import signal
import sys

import click
import pytest

from tests.frontends.conftest import SAMPLE, UNPROVED
from uncopy.frontends import settings, verifying_fixes
from uncopy.verify import suite
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
        "To apply what is equivalent: run this again with --output REPORT.json,"
        " then `uncopy fix --verified REPORT.json`.\n"
    )


def test_the_report_is_written_beside_what_is_shown(verification, project, capsys):
    assert show(verification, as_json=True, output="report.json") == 1
    shown = json.loads(capsys.readouterr().out)
    assert shown == json.loads((project / "report.json").read_text())
    assert [fix["verdict"] for fix in shown["fixes"]] == ["equivalent", "different"]


def test_that_nothing_was_tested_is_no_success(verification, capsys):
    fixes = tuple(FixReport(fix.change, "not reached", "no test imports it") for fix in verification.fixes)
    about = {"runs": 2, "tests": 1, "seconds": 1}
    assert show(Verification("suite", "true", {}, fixes, about)) == 2
    assert capsys.readouterr().out.endswith("in 1 s. Verdict: error, since nothing could be judged.\n")


@pytest.mark.parametrize("output", [".", "nowhere/report.json"])
def test_a_report_that_cannot_be_written_is_told_first(project, output):
    with pytest.raises(click.ClickException):
        verifying_fixes.check_output(output)


class TestSuite:
    @pytest.fixture(autouse=True)
    def _tests(self, project, monkeypatch, tmp_path_factory):
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        (project / "test_a.py").write_text("import a\n\ndef test_scale():\n    assert a.scale(2)[0, 0] == 2\n")

    def test_a_report_by_fix(self, cli, project):
        result = cli("verify", ".", "--suite", f"{sys.executable} -m pytest -q", "--output", "r.json", "--json")
        report = json.loads(result.out)
        assert report == json.loads((project / "r.json").read_text())
        assert [(fix["path"], fix["verdict"], fix["why"]) for fix in report["fixes"]] == [
            ("a.py", "equivalent", None),
            ("b.py", "not reached", "the tests do not import the file"),
        ]
        assert report["about"]["runs"] == 3
        assert (result.code, result.err) == (0, "")

    def test_nothing_to_test(self, cli):
        result = cli("verify", "c.py", "--suite", "no-such-command")
        assert (result.out, result.code) == ("There is no fix to test.\n", 0)

    def test_a_suite_that_fails_by_itself(self, cli):
        result = cli("verify", "a.py", "--suite", f"{sys.executable} -c 'exit(3)'")
        assert "Error: the command fails (exit status 3) before anything is changed, so nothing can be" in result.err
        assert result.code == 2

    @pytest.mark.skipif(sys.platform == "win32", reason="no POSIX signals on Windows")
    def test_terminated(self, cli, project):
        (project / "end.py").write_text(
            "import os, signal, time\nos.kill(os.getppid(), signal.SIGTERM)\ntime.sleep(5)\n"
        )
        before = signal.getsignal(signal.SIGTERM)
        result = cli("verify", "a.py", "--suite", f"{sys.executable} end.py")
        assert (result.err, result.code) == ("Interrupted: no run of the tests was done.\n", 130)
        assert signal.getsignal(signal.SIGTERM) == before

    def test_interrupted(self, cli, monkeypatch):
        def interrupted(*_arguments, **_options):
            raise suite.Interrupted(2)

        monkeypatch.setattr(suite, "verify_suite", interrupted)
        result = cli("verify", "a.py", "--suite", "pytest")
        said = "Interrupted: 2 runs of the tests are kept, and the same command goes on from there.\n"
        assert (result.err, result.code) == (said, 130)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["a.py"], "Missing option '--run' or '--generate' or '--suite' or '--cases'"),
        (["a.py", "--suite", "pytest", "--cases", "c.py"], "--suite and --cases exclude each other"),
        (["a.py", "--suite", "pytest", "--against", "b.py"], "--against goes with --cases"),
        (["a.py", "--suite", "pytest", "--unsafe-fixes"], "--suite tries every fix"),
        (["a.py", "b.py", "--cases", "c.py"], "--cases goes with one file"),
        (["none.py", "--suite", "pytest"], "none.py: no such file or directory"),
        (["a.py", "--suite", "pytest", "--output", "nowhere/r.json"], "nowhere/r.json: cannot be written"),
        (["--suite", "pytest"], "Missing argument 'PATH ...'"),
    ],
)
def test_wrong_usage(cli, project, arguments, said):
    result = cli("verify", *arguments)
    assert said in result.err
    assert result.code == 2
