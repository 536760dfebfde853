"""The plugin, in flake8 itself."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.frontends.conftest import SAMPLE
from uncopy.frontends.flake8 import Plugin


def flake8(*arguments, stdin=None):
    command = [sys.executable, "-m", "flake8", "--isolated", "--select", "UNC", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, check=False)


def test_findings_are_one_line_each(tmp_path):
    (tmp_path / "a.py").write_text(SAMPLE)
    done = flake8("a.py")
    (line,) = done.stdout.splitlines()
    assert line.startswith("a.py:6:5: UNC201 ")
    assert line.endswith("; safe fix available)")
    assert "(saves " in line
    assert (done.stderr, done.returncode) == ("", 1)


def test_an_editor_s_text_may_differ_from_the_file(tmp_path):
    (tmp_path / "a.py").write_text("x = 1\n")
    done = flake8("-", "--stdin-display-name", "a.py", stdin="# -*- coding: latin-1 -*-\n# é\n" + SAMPLE)
    assert done.stdout.startswith("a.py:8:5: UNC201 ")


def test_noqa_is_flake8_s(tmp_path):
    (tmp_path / "a.py").write_text(SAMPLE.replace("x * 2.0", "x * 2.0  # noqa: UNC201"))
    assert flake8("a.py").stdout == ""
    assert flake8("--disable-noqa", "a.py").stdout.startswith("a.py:6:5: UNC201 ")


def test_blocks_are_uncopy_s(tmp_path):
    (tmp_path / "a.py").write_text("# uncopy: off\n" + SAMPLE)
    assert flake8("--disable-noqa", "a.py").stdout == ""


def test_settings_come_from_the_project_of_the_file(tmp_path):
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "a.py").write_text(SAMPLE)
    assert flake8("pkg").stdout.startswith("pkg/a.py:6:5: UNC201")
    (tmp_path / "pkg" / "uncopy.toml").write_text('per-file-ignores = {"a.py" = ["UNC2"]}\n')
    assert flake8("pkg").stdout == ""
    (tmp_path / "pkg" / "uncopy.toml").write_text('exclude = ["a.py"]\n')
    assert flake8("pkg").stdout == ""


def test_wrong_settings_are_said(tmp_path):
    (tmp_path / "a.py").write_text(SAMPLE)
    (tmp_path / "uncopy.toml").write_text("selct = []\n")
    done = flake8("a.py")
    assert "unknown key 'selct'; did you mean 'select'?" in done.stderr + done.stdout
    assert done.returncode == 1


def test_nothing_is_imported_where_numpy_is_not_mentioned():
    script = (
        "import sys\n"
        "from uncopy.frontends.flake8 import Plugin\n"
        "assert list(Plugin(None, 'a.py', ['import math\\n']).run()) == []\n"
        "heavy = {'libcst', 'numpy', 'uncopy.engine', 'uncopy.frontends.settings'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False).stderr == ""


@pytest.mark.usefixtures("fake_engine")
def test_the_sentence_says_what_is_saved_and_how_far_the_fix_is_proved():
    lines = ["import numpy\n", "x = x - 1\n"]
    assert list(Plugin(None, "a.py", lines).run()) == [
        (2, 0, "UNC201 x = x - 1 makes a new array (saves 1 array of x; unproved fix available)", Plugin),
    ]
