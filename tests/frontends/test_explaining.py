"""``uncopy why``, ``explain`` and ``rules``, and the command line as a whole."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.frontends.conftest import SAMPLE


def test_why(cli, tmp_path):
    (tmp_path / "a.py").write_text(SAMPLE)
    for place in ("a.py:6", "a.py:6:5", "a.py:6:5:"):
        result = cli("why", place)
        assert result.out == (
            "a.py:6:5: UNC201 rebinding-operator in scale: unsafe fix\n"
            "     6 |     x = x * 2.0\n"
            "    saves 1 array of x\n"
            "    use x *= 2.0\n"
            "  yes      sole-owner: does anyone else reach the array?\n"
            "           x is made here\n"
            "              5 |     x = np.ones((n, 1))\n"
            "  not sure same-dtype: has the result the dtype of the array?\n"
            "           2.0 may be wider\n"
            "\n"
        )
        assert result.code == 0


def test_why_of_a_line_with_nothing(cli, tmp_path):
    (tmp_path / "a.py").write_text(SAMPLE)
    result = cli("why", "a.py:1")
    assert (result.out, result.code) == ("a.py:1: no rule has anything to look at on this line.\n", 0)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("a.py", "FILE:LINE is wanted"),
        ("a.py:0", "FILE:LINE is wanted"),
        ("a.py:99", "Error: a.py has no line 99"),
        ("none.py:1", "Error: none.py: no such file or directory"),
        ("bad.py:1", "bad.py:3:1: UNC001 not readable as utf-8"),
    ],
)
def test_why_of_a_wrong_place(cli, tmp_path, place, said):
    (tmp_path / "a.py").write_text(SAMPLE)
    (tmp_path / "bad.py").write_bytes(b"\n\n'\xff'\n")
    result = cli("why", place)
    assert said in result.err
    assert result.code == 2


def test_explain_by_code_and_by_name(cli):
    page = cli("explain", "unc201").out
    assert "What it finds" in page
    assert "An operator that makes a new array." in page
    assert "##" not in page
    assert cli("explain", "rebinding-operator").out == page


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("UNC202", "no rule is called 'UNC202'; did you mean UNC201?"),
        ("rebind-operator", "did you mean rebinding-operator?"),
        ("E501", "`uncopy rules` lists them"),
    ],
)
def test_explain_an_unknown_rule(cli, code, said):
    result = cli("explain", code)
    assert said in result.err
    assert result.code == 2


def test_rules(cli):
    out = cli("rules").out
    assert "UNC201   rebinding-operator" in out
    assert "A [new] array." in out  # rich would take brackets for markup
    assert "mask-as-number (preview)" in out


def test_rules_as_json(cli):
    rows = json.loads(cli("rules", "--json").out)
    assert [row["code"] for row in rows] == ["UNC101", "UNC201", "UNC601"]
    assert rows[1]["guards"] == ["sole-owner"]


def test_version_imports_nothing_heavy():
    script = (
        "import sys; sys.argv = ['uncopy', '--version']\n"
        "from uncopy.frontends.cli import main\n"
        "try:\n    main()\nexcept SystemExit as e:\n    assert e.code == 0\n"
        "heavy = {'libcst', 'rich', 'numpy', 'uncopy.engine', 'flake8'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.startswith("uncopy 0.")


def test_help_of_every_command(cli):
    for command in ("check", "fix", "verify", "why", "explain", "rules"):
        result = cli(command, "-h")
        assert result.code == 0
        assert result.lines[0].startswith(f"Usage: uncopy {command}")


def test_the_module_runs_as_a_program(tmp_path):
    done = subprocess.run([sys.executable, "-m", "uncopy", "check"], capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("Nothing found in 0 files.\n", 0)


def test_a_reader_that_goes_away_ends_the_run_without_a_word():
    running = subprocess.Popen(
        [sys.executable, "-m", "uncopy", "rules", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    running.stdout.close()
    assert running.stderr.read() == b""
    assert running.wait() == 1
    running.stderr.close()
