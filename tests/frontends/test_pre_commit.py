"""The pre-commit hooks: the manifest as pre-commit validates it, and its entries as pre-commit runs them.

The hooks run from a local repository with the language ``system``, in the environment of the tests: the manifest's own
``language: python`` would install uncopy and all it needs from the network.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.frontends.conftest import FIXED, SAMPLE

MANIFEST = Path(__file__).parents[2] / ".pre-commit-hooks.yaml"


def pre_commit(*arguments, cwd):
    beside = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = os.environ | {"PATH": beside, "PRE_COMMIT_HOME": str(cwd / ".cache")}
    command = [sys.executable, "-m", "pre_commit", *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def test_the_manifest_is_valid(tmp_path):
    done = pre_commit("validate-manifest", str(MANIFEST), cwd=tmp_path)
    assert (done.stdout + done.stderr, done.returncode) == ("", 0)
    hooks = {hook["id"]: hook for hook in yaml.safe_load(MANIFEST.read_text())}
    assert set(hooks) == {"uncopy", "uncopy-fix"}
    for hook in hooks.values():
        assert (hook["language"], hook["types"]) == ("python", ["python"])


@pytest.fixture
def repository(tmp_path):
    def git(*arguments):
        command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)

    hooks = [hook | {"language": "system"} for hook in yaml.safe_load(MANIFEST.read_text())]
    config = {"repos": [{"repo": "local", "hooks": hooks}]}
    (tmp_path / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    (tmp_path / ".gitignore").write_text(".cache\n")
    (tmp_path / "a.py").write_text(SAMPLE)
    (tmp_path / "notes.txt").write_text(SAMPLE)
    git("init", "--quiet")
    git("add", ".")
    git("commit", "--quiet", "--no-verify", "-m", "start")
    return tmp_path


def test_check(repository):
    done = pre_commit("run", "uncopy", "--all-files", cwd=repository)
    assert "a.py:6:5: UNC201" in done.stdout
    assert "notes.txt" not in done.stdout
    assert done.returncode == 1
    assert (repository / "a.py").read_text() == SAMPLE


def test_fix_fails_once_and_then_passes(repository):
    done = pre_commit("run", "uncopy-fix", "--all-files", cwd=repository)
    assert done.returncode == 1
    assert "exit code: 1" in done.stdout
    assert "files were modified by this hook" in done.stdout
    assert (repository / "a.py").read_text() == FIXED
    assert pre_commit("run", "uncopy-fix", "--all-files", cwd=repository).returncode == 0
