"""The codemod, in LibCST's own tool."""

from __future__ import annotations

import subprocess
import sys

import libcst
import pytest
from libcst.codemod import CodemodContext

from tests.frontends.conftest import FIXED, SAMPLE, UNPROVED
from uncopy.codemod import FixCommand


def codemod(*paths):
    command = [sys.executable, "-m", "libcst.tool", "codemod", "-x", "uncopy.codemod.FixCommand", *paths]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_tool_applies_the_safe_fixes_and_formats_nothing(tmp_path):
    odd = "y   =  {  1:2}\n"  # a formatter would change this
    (tmp_path / "a.py").write_text(SAMPLE + odd)
    (tmp_path / "b.py").write_text("x = 1\n")
    done = codemod("a.py", "b.py")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "a.py").read_text() == FIXED + odd
    assert (tmp_path / "b.py").read_text() == "x = 1\n"
    assert "Transformed 2 files successfully" in done.stderr


def transformed(text, filename="a.py"):
    command = FixCommand(CodemodContext(filename=filename))
    return command.transform_module(libcst.parse_module(text)).code, command.context.warnings


@pytest.mark.usefixtures("fake_engine")
def test_a_module_is_fixed():
    assert transformed(SAMPLE + UNPROVED) == (FIXED + UNPROVED, [])


@pytest.mark.usefixtures("fake_engine")
def test_an_error_is_a_warning_and_changes_nothing():
    text = SAMPLE + "# crash the analysis\n"
    assert transformed(text) == (text, ["a.py:1: UNC000 in f: KeyError"])


@pytest.mark.usefixtures("fake_engine")
def test_settings_hold(tmp_path):
    (tmp_path / "uncopy.toml").write_text('exclude = ["b.py"]\nper-file-ignores = {"c.py" = ["UNC201"]}\n')
    assert transformed(SAMPLE, "b.py")[0] == SAMPLE
    assert transformed(SAMPLE, "c.py")[0] == SAMPLE
    assert transformed(SAMPLE, "a.py")[0] == FIXED
