"""``uncopy fix --verified``: what a report found equivalent is made, and nothing else."""

from __future__ import annotations

import json

import pytest

from tests.frontends.conftest import FIXED, SAMPLE, UNPROVED
from uncopy.frontends import settings, verifying_fixes
from uncopy.verify.report import FixReport, Verification

DONE = UNPROVED.replace("x = x - 1.0", "x -= 1.0")


@pytest.fixture
def report(tmp_path, fake_engine):
    """A report on two files: all is equivalent but for the second fix of pkg/b.py."""
    (tmp_path / "pkg").mkdir()
    (tmp_path / "a.py").write_text(SAMPLE)
    (tmp_path / "pkg" / "b.py").write_bytes((UNPROVED + SAMPLE).replace("\n", "\r\n").encode())
    plans = verifying_fixes.plans(["."], settings.Settings())
    fixes = [FixReport(change, "equivalent") for plan in plans for change in plan.changes]
    fixes[2] = FixReport(fixes[2].change, "different")
    files = {plan.path: plan.digest for plan in plans}
    (tmp_path / "r.json").write_text(json.dumps(Verification("suite", "pytest", files, tuple(fixes)).to_json()))
    return tmp_path


def test_what_is_equivalent_is_made_proved_or_not(cli, report):
    result = cli("fix", "--verified", "r.json")
    assert (report / "a.py").read_text() == FIXED
    assert (report / "pkg" / "b.py").read_bytes() == (DONE + SAMPLE).replace("\n", "\r\n").encode()
    assert result.lines[:2] == ["a.py: 1 fixed", "      6: UNC201 use x *= 2.0"]
    assert result.lines[-1] == "Fixed 2 places in 2 files, as r.json found equivalent."
    assert (result.err, result.code) == ("", 0)


def test_only_in_the_paths_that_are_named(cli, report):
    assert cli("fix", "--verified", "r.json", "pkg").lines[-1].startswith("Fixed 1 place in 1 file,")
    assert (report / "a.py").read_text() == SAMPLE
    assert cli("fix", "--verified", "r.json", "r.json").lines[-1] == "Nothing to fix."
    result = cli("fix", "--verified", "r.json", "nowhere")
    assert (result.err, result.code) == ("error: nowhere: no such file or directory\n", 2)


def test_without_paths_all_of_the_report_wherever_it_is(cli, report, monkeypatch):
    data = json.loads((report / "r.json").read_text())
    data["files"] = {f"../{path}": digest for path, digest in data["files"].items()}
    for fix in data["fixes"]:
        fix["path"] = f"../{fix['path']}"
    (report / "r.json").write_text(json.dumps(data))
    monkeypatch.chdir(report / "pkg")
    assert cli("fix", "--verified", "../r.json").lines[-1].startswith("Fixed 2 places in 2 files")


def test_a_file_that_changed_since_is_named_and_left_alone(cli, report):
    (report / "a.py").write_text(SAMPLE + "# mine\n")
    result = cli("fix", "--verified", "r.json")
    assert (report / "a.py").read_text() == SAMPLE + "# mine\n"
    assert result.err == "error: a.py: changed since it was verified; left as it is now\n"
    assert result.lines[-1] == "Fixed 1 place in 1 file, as r.json found equivalent. Errors in 1 file."
    assert result.code == 2


def test_from_another_folder(cli, report, monkeypatch):
    monkeypatch.chdir(report / "pkg")
    result = cli("fix", "--verified", "../r.json")
    assert "error: a.py: not found from here: `uncopy verify` ran in another folder, or it is gone\n" in result.err
    assert result.code == 2


def test_as_a_diff(cli, report):
    result = cli("fix", "--verified", "r.json", "--diff", "a.py")
    assert "-    x = x * 2.0\n+    x *= 2.0\n" in result.out
    assert result.err == "Would fix 1 place in 1 file, as r.json found equivalent.\n"
    assert result.code == 1
    assert (report / "a.py").read_text() == SAMPLE


def test_exit_non_zero_on_fix(cli, report):
    assert cli("fix", "--verified", "r.json", "a.py", "--exit-non-zero-on-fix").code == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "r.json: not a report of `uncopy verify --output`"),
        ("[]", "r.json: not a report of `uncopy verify --output`"),
        ('{"verdict": "equivalent", "calls": []}', "r.json: not a report of `uncopy verify --output`"),
        ('{"format": 99}', "r.json: a report of another version of uncopy"),
        (None, "r.json: no such file or directory"),
    ],
)
def test_a_file_that_is_no_report(cli, report, text, said):
    (report / "r.json").unlink()
    if text is not None:
        (report / "r.json").write_text(text)
    result = cli("fix", "--verified", "r.json")
    assert said in result.err
    assert result.code == 2


@pytest.mark.parametrize("place", [{"line": 99, "column": 1}, {"line": 6, "column": 5}])
def test_edits_that_do_not_fit_change_nothing(cli, report, place):
    data = json.loads((report / "r.json").read_text())
    data["fixes"][0]["edits"][0]["end"] = place
    (report / "r.json").write_text(json.dumps(data))
    result = cli("fix", "--verified", "r.json", "a.py")
    assert "error: a.py: the fixes of the report cannot be made" in result.err
    assert (result.code, (report / "a.py").read_text()) == (2, SAMPLE)


@pytest.mark.parametrize("option", [["--unsafe-fixes"], ["--select", "UNC201"], ["--preview"], ["-"]])
def test_options_that_contradict_the_report(cli, report, option):
    result = cli("fix", "--verified", "r.json", *option)
    assert f"{option[0]} has no meaning with --verified" in result.err
    assert result.code == 2
