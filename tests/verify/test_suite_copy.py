"""The copy of a project in which fixes are tried."""

from __future__ import annotations

import importlib.util
import os
import sys

import pytest

from tests.verify import suites
from uncopy.verify import scratch
from uncopy.verify.scratch import SuiteError, prepare, put

symlinks = pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project beside which other things lie, and a folder for its copy."""
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    suites.package(1)
    (tmp_path / "copy").mkdir()
    return folder


def copy(tmp_path, *paths):
    return prepare([suites.plan(path) for path in paths or ["pkg/mod.py"]], tmp_path / "copy")


def test_environments_and_caches_stay_behind(project, tmp_path):
    for name in (
        "venv/pyvenv.cfg",
        ".git/HEAD",
        "build/x.py",
        "pkg/build/x.py",
        "pkg/__pycache__/x.pyc",
        ".tox/a",
        "data",
    ):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).touch()
    copied = copy(tmp_path).copy
    found = {str(place.relative_to(copied)) for place in copied.rglob("*") if place.is_file()}
    assert found == {"pyproject.toml", "pkg/__init__.py", "pkg/mod.py", "pkg/build/x.py", "data"}


def test_what_is_judged_is_copied_wherever_it_lies(project, tmp_path):
    suites.write(build__mod="x = 1\n")
    assert copy(tmp_path, "build/mod.py").files["build/mod.py"].read_text() == "x = 1\n"


@symlinks
def test_no_link_leads_back(project, tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "data").write_text("data")
    (project / "inner").symlink_to(project / "pkg")
    (project / "deep").mkdir()
    (project / "deep" / "up").symlink_to("../pkg/mod.py")
    (project / "file").symlink_to(tmp_path / "outside" / "data")
    (project / "broken").symlink_to("nowhere")
    copied = copy(tmp_path).copy
    for name, there in {"inner/mod.py": "pkg/mod.py", "deep/up": "pkg/mod.py", "file": "file"}.items():
        assert os.path.realpath(copied / name) == str(copied / there)
    assert (copied / "file").read_text() == "data"
    assert os.path.lexists(copied / "broken")


def test_the_stamp_tells_whether_anything_changed(project, tmp_path):
    stamps = []
    for text in ("a", "a", "bc"):
        if text != "a" or not stamps:
            (project / "data").write_text(text)
        stamps.append(prepare([suites.plan("pkg/mod.py")], tmp_path / "copy" / str(len(stamps))).stamp)
    assert stamps[0] == stamps[1] != stamps[2]


def test_there_can_be_too_much(project, tmp_path, monkeypatch):
    monkeypatch.setattr(scratch, "MOST_BYTES", 10)
    with pytest.raises(SuiteError, match="too much to copy"):
        copy(tmp_path)


def test_a_folder_that_would_hide_modules_of_python_is_not_imported_from(project, tmp_path):
    suites.write(scripts__random="", scripts__tool="", tools__tool="")
    copied = copy(tmp_path, "pkg/mod.py", "scripts/tool.py", "tools/tool.py")
    assert [place.name for place in copied.import_roots] == ["project", "tools"]


def test_no_compiled_form_of_the_last_text_is_run(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    place = tmp_path / "mod.py"
    place.write_text("x = 1\n")
    place.chmod(0o444)

    def value():
        spec = importlib.util.spec_from_file_location("mod", place)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module.x

    assert value() == 1
    for number in (2, 3, 2):
        put(place, f"x = {number}\n".encode())
        assert value() == number
