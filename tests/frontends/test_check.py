"""``uncopy check``: what a person and what a program reads, and the exit codes."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree

import pytest

from tests.frontends.conftest import SAMPLE, UNPROVED


@pytest.fixture
def pkg(tmp_path):
    folder = tmp_path / "pkg"
    folder.mkdir()
    (folder / "a.py").write_text(SAMPLE)
    (folder / "b.py").write_text(UNPROVED)
    (folder / "c.py").write_text("x = 1\n")
    return folder


TEXT = """\
pkg/a.py:6:5: UNC201 x = x * 2.0 makes a new array
  6 |     x = x * 2.0
    |     ^^^^^^^^^^^ saves 1 array of x
    help: use x *= 2.0

pkg/b.py:6:5: UNC201 x = x - 1.0 makes a new array
  6 |     x = x - 1.0
    |     ^^^^^^^^^^^ saves 1 array of x
    help: use x -= 1.0, unproved (--unsafe-fixes): sole-owner is not sure: x may be the caller's (line 1)
          and 1 more reason: uncopy why pkg/b.py:6

Found 2 places in 2 of 3 files; `uncopy fix` rewrites 1, 1 more unproved, for `uncopy fix --unsafe-fixes`.
"""


def test_text(cli, pkg):
    result = cli("check")
    assert result.out == TEXT
    assert result.err == ""
    assert result.code == 1


def test_full_shows_every_reason_and_the_edit(cli, pkg):
    result = cli("check", "pkg/b.py", "--output-format", "full")
    assert "same-dtype says no: the result is wider" in result.out
    assert "6:5-6:16 > x -= 1.0" in result.out


def test_quiet_has_no_summary(cli, pkg):
    assert "Found" not in cli("check", "-q").out


def test_nothing_found(cli, pkg):
    result = cli("check", "pkg/c.py")
    assert (result.out, result.code) == ("Nothing found in 1 file.\n", 0)


def test_exit_zero_does_not_hide_errors(cli, pkg):
    assert cli("check", "--exit-zero").code == 0
    assert cli("check", "--exit-zero", "pkg", "none").code == 2


def test_statistics(cli, pkg):
    result = cli("check", "--statistics")
    assert result.lines == [
        "  found   safe unsafe no fix  rule",
        "      2      1      1      0  UNC201 rebinding-operator",
        "Found 2 places in 2 of 3 files; `uncopy fix` rewrites 1, 1 more unproved, for `uncopy fix --unsafe-fixes`.",
    ]
    assert "--statistics goes with the format text" in cli("check", "--statistics", "--output-format", "json").err


def test_json(cli, pkg):
    result = cli("check", "pkg/b.py", "--output-format", "json")
    assert json.loads(result.out) == [
        {
            "code": "UNC201",
            "name": "rebinding-operator",
            "message": "x = x - 1.0 makes a new array",
            "path": "pkg/b.py",
            "line": 6,
            "column": 5,
            "end_line": 6,
            "end_column": 16,
            "saves": {"text": "1 array of x", "arrays": 1.0},
            "fix": {
                "applicability": "unsafe",
                "title": "use x -= 1.0",
                "edits": [
                    {"start": {"line": 6, "column": 5}, "end": {"line": 6, "column": 16}, "content": "x -= 1.0"},
                ],
            },
            "refusals": [
                {"guard": "sole-owner", "answer": "unknown", "reason": "x may be the caller's", "line": 1},
                {"guard": "same-dtype", "answer": "no", "reason": "the result is wider", "line": None},
            ],
        }
    ]
    assert json.loads(cli("check", "pkg/c.py", "--output-format", "json").out) == []


def test_jsonl_has_a_line_for_each_finding(cli, pkg):
    lines = cli("check", "--output-format", "jsonl").lines
    assert [json.loads(line)["path"] for line in lines] == ["pkg/a.py", "pkg/b.py"]


def test_github(cli, pkg):
    (pkg / "b.py").write_text("x = x * '%'\n")
    assert cli("check", "pkg/b.py", "--output-format", "github").out == (
        "::warning title=UNC201 rebinding-operator,file=pkg/b.py,line=1,col=1,endLine=1,endColumn=12"
        "::x = x * '%25' makes a new array (saves 1 array of x)\n"
    )


def test_gitlab_fingerprints_differ_and_outlive_moved_lines(cli, pkg):
    (pkg / "a.py").write_text("x = x * 2\n\nx = x * 2\n")
    rows = json.loads(cli("check", "pkg/a.py", "--output-format", "gitlab").out)
    (pkg / "a.py").write_text("\n\nx = x * 2\nx = x * 2\n")
    moved = json.loads(cli("check", "pkg/a.py", "--output-format", "gitlab").out)
    assert [row["fingerprint"] for row in rows] == [row["fingerprint"] for row in moved]
    assert len({row["fingerprint"] for row in rows}) == 2
    assert rows[1]["location"] == {
        "path": "pkg/a.py",
        "positions": {"begin": {"line": 3, "column": 1}, "end": {"line": 3, "column": 10}},
    }


def test_sarif(cli, pkg):
    report = json.loads(cli("check", "--output-format", "sarif").out)
    (run,) = report["runs"]
    assert report["version"] == "2.1.0"
    assert run["tool"]["driver"]["rules"] == [{"id": "UNC201", "name": "rebinding-operator"}]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "pkg/a.py"}
    assert place["region"] == {"startLine": 6, "startColumn": 5, "endLine": 6, "endColumn": 16}


def test_junit(cli, pkg):
    (pkg / "b.py").write_text("x = x * (a < '\"')\n")
    suite = ElementTree.fromstring(cli("check", "--output-format", "junit").out)[0]
    assert suite.attrib == {"name": "uncopy", "tests": "2", "failures": "2", "errors": "0"}
    assert suite[1][0].attrib["message"] == "x = x * (a < '\"') makes a new array (saves 1 array of x)"
    clean = ElementTree.fromstring(cli("check", "pkg/c.py", "--output-format", "junit").out)[0]
    assert clean.attrib["failures"] == "0"


def test_output_file(cli, pkg, tmp_path):
    result = cli("check", "--output-format", "json", "-o", "report.json")
    assert len(json.loads((tmp_path / "report.json").read_text())) == 2
    assert result.lines[0].startswith("Found 2 places")
    result = cli("check", "-o", "no/such/report")
    assert (result.code, result.err) == (2, "Error: no/such/report: No such file or directory\n")


def test_standard_input(cli):
    result = cli("check", "-", stdin=SAMPLE)
    assert result.lines[0] == "-:6:5: UNC201 x = x * 2.0 makes a new array"
    assert result.code == 1
    result = cli("check", "-", "--stdin-filename", "pkg/m.py", stdin=SAMPLE)
    assert result.lines[0].startswith("pkg/m.py:6:5: UNC201")
    assert cli("check", "-", "--stdin-filename", "m.py", "--exclude", "m.py", stdin=SAMPLE).code == 0


def test_select_ignore_and_exclude(cli, pkg):
    assert cli("check", "--select", "UNC1").code == 0
    assert cli("check", "--ignore", "UNC101,UNC2").code == 0
    assert cli("check", "--ignore", "UNC2", "--extend-select", "UNC201").code == 1
    assert cli("check", "--exclude", "pkg").code == 0
    assert cli("check", "--exclude", "a.py", "--exclude", "b.py").code == 0


def test_settings_files(cli, pkg, tmp_path):
    (tmp_path / "pyproject.toml").write_text('[tool.uncopy]\nselect = ["UNC1"]\n')
    assert cli("check").code == 0
    assert cli("check", "--isolated").code == 1
    (tmp_path / "other.toml").write_text('exclude = ["b.py"]\n')
    assert "in 1 of 2 files" in cli("check", "--config", "other.toml").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--select", "UNC202"], "--select: no rule has the code 'UNC202'; did you mean 'UNC201'?"),
        (["--config", "none.toml"], "none.toml: No such file or directory"),
        (["--config", "a.toml", "--isolated"], "--config and --isolated contradict each other"),
        (["--target-numpy", "1.20"], "what NumPy did before 1.26 is not known"),
        (["--target-python", "4"], "a Python version such as"),
        (["-", "a.py"], "- stands for standard input, and must be the only path"),
        (["--stdin-filename", "a.py"], "--stdin-filename goes with - as the path"),
        (["--no-such-option"], "No such option"),
    ],
)
def test_wrong_usage(cli, arguments, said):
    result = cli("check", *arguments)
    assert said in result.err
    assert result.code == 2


def test_bad_files_are_named_and_the_others_still_checked(cli, pkg):
    (pkg / "d.py").write_bytes(b"# one\n# two\nx = '\xff'\n")
    (pkg / "e.py").symlink_to("nowhere")
    (pkg / "f.py").write_text("raise here\n")
    result = cli("check", "pkg", "missing.py")
    assert "pkg/d.py:3:1: UNC001 not readable as utf-8\n" in result.out
    assert "pkg/a.py:6:5: UNC201" in result.out
    assert result.err.splitlines() == [
        "error: missing.py: no such file or directory",
        "error: pkg/e.py: a link to nothing",
        "error: pkg/f.py: internal error in uncopy: KeyError: 'lost'",
    ]
    assert result.lines[-1].endswith("Errors in 4 files.")
    assert result.code == 2


def test_carets_stand_below_wide_characters_and_tabs(cli, tmp_path):
    (tmp_path / "a.py").write_text("x = x * '数据'  # tail\n", encoding="utf-8")
    lines = cli("check", "a.py").lines
    assert lines[1:3] == ["  1 | x = x * '数据'  # tail", "    | " + "^" * 22 + " saves 1 array of x"]


def test_very_long_lines_are_cut(cli, tmp_path):
    (tmp_path / "a.py").write_text(f"x = x * ({'1 + ' * 5000}1)\n")
    assert max(map(len, cli("check", "a.py").lines[1:3])) < 250


def test_colours_only_where_wanted(cli, pkg, monkeypatch):
    assert "\x1b[" not in cli("check").out
    assert "\x1b[" in cli("check", "--color", "always").out
    assert "\x1b[" not in cli("check", "--color", "never").out
