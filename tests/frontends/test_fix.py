"""``uncopy fix``: what is written, what is said, and the exit codes."""

from __future__ import annotations

import subprocess

import pytest

from tests.frontends.conftest import FIXED, SAMPLE, UNPROVED
from uncopy.frontends import checking


def test_safe_fixes_are_applied_and_the_rest_is_shown(cli, tmp_path):
    (tmp_path / "a.py").write_text(SAMPLE + UNPROVED)
    result = cli("fix")
    assert (tmp_path / "a.py").read_text() == FIXED + UNPROVED
    assert result.lines[:3] == ["a.py: 1 fixed", "      6: UNC201 use x *= 2.0", ""]
    assert result.lines[3] == "a.py:13:5: UNC201 x = x - 1.0 makes a new array"
    assert result.lines[-1] == "Fixed 1 place in 1 file; 1 place left."
    assert result.code == 0


def test_unsafe_fixes_only_when_asked(cli, tmp_path):
    (tmp_path / "a.py").write_text(UNPROVED)
    assert cli("fix").lines[-1] == "Nothing to fix; 1 place left."
    assert (tmp_path / "a.py").read_text() == UNPROVED
    assert cli("fix", "--unsafe-fixes").lines[-1] == "Fixed 1 place in 1 file; 0 places left."
    assert "x -= 1.0" in (tmp_path / "a.py").read_text()


def test_exit_non_zero_on_fix(cli, tmp_path):
    (tmp_path / "a.py").write_text(SAMPLE)
    assert cli("fix", "--exit-non-zero-on-fix").code == 1
    assert cli("fix", "--exit-non-zero-on-fix").code == 0


@pytest.mark.parametrize("ending", ["\n", ""])
def test_the_diff_applies(cli, tmp_path, ending):
    text = SAMPLE.removesuffix("    return x\n").removesuffix("\n") + ending  # the changed line is the last
    (tmp_path / "a.py").write_text(text)
    result = cli("fix", "--diff")
    assert (tmp_path / "a.py").read_text() == text
    assert result.code == 1
    assert result.err == "Would fix 1 place in 1 file; 0 places left.\n"
    subprocess.run(["git", "apply", "-p0"], input=result.raw, check=True)
    assert (tmp_path / "a.py").read_text() == text.replace("x = x * 2.0", "x *= 2.0")
    assert cli("fix", "--diff").code == 0
    assert cli("fix", "--diff").raw == b""


def test_newlines_mark_and_bytes_are_kept(cli, tmp_path):
    source = ("\ufeff# é\n" + SAMPLE).replace("\n", "\r\n").encode()
    (tmp_path / "a.py").write_bytes(source)
    cli("fix")
    assert (tmp_path / "a.py").read_bytes() == source.replace(b"x = x * 2.0", b"x *= 2.0")


def test_a_file_with_an_error_is_left_as_it_was(cli, tmp_path):
    broken = SAMPLE + "# crash the analysis\n"
    (tmp_path / "a.py").write_text(broken)
    (tmp_path / "b.py").write_text(SAMPLE)
    result = cli("fix")
    assert (tmp_path / "a.py").read_text() == broken
    assert (tmp_path / "b.py").read_text() == FIXED
    assert "a.py:1:1: UNC000 in f: KeyError" in result.out
    assert result.code == 2


def test_a_file_saved_meanwhile_is_left_as_it_is(cli, tmp_path, monkeypatch, fake_engine):
    (tmp_path / "a.py").write_text(SAMPLE)
    write = checking._write

    def saved_first(outcome):
        (tmp_path / "a.py").write_text("mine\n")
        return write(outcome)

    monkeypatch.setattr(checking, "_write", saved_first)
    result = cli("fix")
    assert (tmp_path / "a.py").read_text() == "mine\n"
    assert result.err == "error: a.py: changed while it was being fixed; left as it is now\n"
    assert result.code == 2


def test_standard_input_goes_to_standard_output(cli, tmp_path):
    result = cli("fix", "-", stdin=SAMPLE.replace("\n", "\r\n"))
    assert result.raw.decode() == FIXED.replace("\n", "\r\n")
    assert "Fixed 1 place" in result.err
    assert result.code == 0


@pytest.mark.parametrize("text", ["x = 1\n", SAMPLE + "# crash the analysis\n", SAMPLE + "# raise here\n"])
def test_standard_input_comes_back_unchanged(cli, text):
    result = cli("fix", "-", stdin=text)
    assert result.out == text
    assert result.code == (0 if text == "x = 1\n" else 2)


def test_standard_input_as_a_diff(cli):
    result = cli("fix", "-", "--diff", "--stdin-filename", "m.py", stdin=SAMPLE)
    assert result.lines[:2] == ["--- m.py", "+++ m.py"]
    assert result.code == 1


def test_interrupted_between_files(cli, tmp_path, monkeypatch):
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text(SAMPLE)
    write = checking._write

    def interrupted_at_b(outcome):
        if outcome.path == "b.py":
            raise KeyboardInterrupt
        return write(outcome)

    monkeypatch.setattr(checking, "_write", interrupted_at_b)
    result = cli("fix")
    assert result.code == 130
    assert result.err == "Interrupted: 1 file fixed, the others are as they were.\n"
    assert ((tmp_path / "a.py").read_text(), (tmp_path / "b.py").read_text()) == (FIXED, SAMPLE)


def test_statistics_count_what_was_fixed_too(cli, tmp_path):
    (tmp_path / "a.py").write_text(SAMPLE + UNPROVED)
    assert cli("fix", "--statistics").lines[1] == "      2      1      1      0  UNC201 rebinding-operator"


def test_a_coloured_diff(cli, tmp_path):
    (tmp_path / "a.py").write_text(SAMPLE)
    assert "\x1b[32m+    x *= 2.0\x1b[0m" in cli("fix", "--diff", "--color", "always").out
