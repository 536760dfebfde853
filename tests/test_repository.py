"""The repository as a whole: its tools are content, its examples run, and its README shows what they print."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from uncopy.config import Config
from uncopy.frontends import settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
NUMBER = re.compile(r"\d[\d.,_]*")


def run(*command, cwd=ROOT):
    """Run a command on the sources of this checkout, wherever uncopy is installed."""
    path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", "")])
    env = os.environ | {"PYTHONPATH": str(ROOT / "src"), "PATH": path, "NO_COLOR": "1"}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.mark.parametrize(
    "command",
    [("ruff", "check", "--no-cache", "."), ("mypy", "--cache-dir", os.devnull), ("lint-imports", "--no-cache")],
    ids=lambda command: command[0],
)
def test_the_house_rules_hold(command):
    done = run(*command)
    assert done.returncode == 0, done.stdout + done.stderr


def plain(line):
    """A line without what differs from run to run: numbers, the widths of columns, lengths of rules."""
    return re.sub(r"\s+", " ", NUMBER.sub("#", line)).strip()


def blocks(language):
    """The README's fenced blocks of one language."""
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.M | re.S)
    return [text for name, text in fenced if name == language]


@pytest.fixture(scope="module")
def tour():
    done = run(sys.executable, "examples/tour.py")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()


def test_the_readme_shows_what_the_tour_prints(tour):
    (block,) = blocks("console")
    printed = [plain(line) for line in tour]
    at = 0
    for shown in re.split(r"^\.\.\.\n", block, flags=re.M):
        lines = [plain(line) for line in shown.splitlines()]
        places = (i for i in range(at, len(printed)) if printed[i : i + len(lines)] == lines)
        found = next(places, None)
        assert found is not None, f"the tour does not print (from its line {at} on):\n{shown}"
        at = found + len(lines)


def test_the_tour_finds_fixes_verifies_and_explains(tour):
    text = "\n".join(tour)
    fixed = re.findall(r"^\+  .*", text, re.M)
    assert len(fixed) >= 5
    assert re.search(
        r"^15 calls: 15 equivalent\. Peak memory is lower in [1-5] of 5 measured\. Verdict: equiv", text, re.M
    )
    assert re.search(r"^cooling \(three steps\): result\[0\]\[0, 0\]: ", text, re.M)
    assert "in cooling: unsafe fix" in text
    ratio = re.search(r"normalise \(64 images\) .*?\) +(\d\.\d\d) ", text)
    assert 0.4 < float(ratio[1]) < 0.6


def test_the_readme_s_settings_are_settings(tmp_path):
    (text,) = blocks("toml")
    (tmp_path / "pyproject.toml").write_text(text)
    config = settings.load(tmp_path).config
    names = (
        "select",
        "preview",
        "target_python",
        "target_numpy",
        "assume_elision",
        "min_saving",
        "trust_annotations",
        "trust_docstrings",
    )
    assert {name: getattr(config, name) for name in names} == {name: getattr(Config(), name) for name in names}
    source = tmp_path / "a.py"
    source.write_text(
        "import mylib\nimport numpy as np\n\n\ndef f(x):\n    y = mylib.smooth(np.ones((x, 1)))\n"
        "    y = y * 2.0\n    return y\n"
    )
    (tmp_path / "pyproject.toml").write_text(text.replace('ignore = ["UNC201"]', ""))
    assert "safe fix" in run(sys.executable, "-m", "uncopy", "why", "a.py:7", cwd=tmp_path).stdout


def test_ci_runs_what_the_readme_says():
    *_, install_and_test = blocks("")
    install, test = install_and_test.strip().split(" && ")
    ci = (ROOT / ".ci" / "run").read_text().splitlines()
    assert ci[-2:] == [install, test]
