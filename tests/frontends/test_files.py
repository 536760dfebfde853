"""Finding, reading and replacing files, in all their odd kinds."""

from __future__ import annotations

import os
import stat

import pytest

from uncopy.frontends import files


def keep_all(_path):
    return False


def test_a_walk_takes_python_files_and_passes_over_the_rest(tmp_path):
    for name in (
        "a.py",
        "pkg/b.py",
        "pkg/stub.pyi",
        "pkg/.hidden.py",
        ".venv/c.py",
        "build/d.py",
        "x/__pycache__/e.py",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = files.find_files(["."], keep_all)
    assert found.files == ("a.py", "pkg/b.py")
    assert found.problems == ()


def test_named_files_come_whatever_they_are_called_and_once(tmp_path):
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "script").touch()
    found = files.find_files([".venv/script", ".venv/script"], keep_all)
    assert found.files == (".venv/script",)


def test_excluded_files_are_passed_over_even_if_named(tmp_path):
    (tmp_path / "a.py").touch()
    (tmp_path / "b.py").touch()
    assert files.find_files(["a.py", "."], lambda path: path.endswith("a.py")).files == ("b.py",)


def test_missing_paths_and_links_to_nothing(tmp_path):
    (tmp_path / "a.py").touch()
    (tmp_path / "gone.py").symlink_to("nowhere.py")
    found = files.find_files(["no", "gone.py", "a.py"], keep_all)
    assert found.files == ("a.py",)
    assert found.problems == ("no: no such file or directory", "gone.py: a link to nothing")
    with pytest.raises(files.FileProblem, match=r"gone\.py: a link to nothing"):
        files.read("gone.py")


def test_a_directory_loop_is_named_and_the_rest_is_found(tmp_path):
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "a.py").touch()
    (tmp_path / "pkg" / "again").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "pkg" / "self").symlink_to("self")
    found = files.find_files(["pkg"], keep_all)
    assert found.files == ("pkg/a.py",)
    assert found.problems == ("pkg/again: a link back to a directory that holds it; exclude it, or remove it",)
    assert "symbolic links" in files.find_files(["pkg/self"], keep_all).problems[0]


def test_links_to_other_trees_are_not_followed(tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.py").touch()
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "link").symlink_to(tmp_path / "other", target_is_directory=True)
    assert files.find_files(["pkg"], keep_all) == files.Found((), ())


def test_a_pipe_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe.py")
    with pytest.raises(files.FileProblem, match=r"pipe\.py: not a regular file"):
        files.read("pipe.py")


def test_replacing_keeps_the_mode_and_leaves_nothing_behind(tmp_path):
    file = tmp_path / "a.py"
    file.write_bytes(b"old")
    file.chmod(0o751)
    files.replace("a.py", b"old", b"new\r\n")
    assert file.read_bytes() == b"new\r\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o751
    assert [path.name for path in tmp_path.iterdir()] == ["a.py"]


def test_replacing_through_a_link_changes_its_target(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.py").write_bytes(b"old")
    (tmp_path / "link.py").symlink_to("real/a.py")
    files.replace("link.py", b"old", b"new")
    assert (tmp_path / "link.py").is_symlink()
    assert (tmp_path / "real" / "a.py").read_bytes() == b"new"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.py", "real"]


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path):
    (tmp_path / "a.py").write_bytes(b"newer")
    with pytest.raises(files.FileProblem, match=r"a\.py: changed while it was being fixed"):
        files.replace("a.py", b"old", b"new")
    assert (tmp_path / "a.py").read_bytes() == b"newer"
    assert [path.name for path in tmp_path.iterdir()] == ["a.py"]


def test_a_file_that_may_not_be_written_is_left_alone(tmp_path, monkeypatch):
    (tmp_path / "a.py").write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)  # root may write everything
    with pytest.raises(files.FileProblem, match=r"a\.py: not writable"):
        files.replace("a.py", b"old", b"new")
    assert (tmp_path / "a.py").read_bytes() == b"old"


@pytest.mark.parametrize("step", ["fsync", "replace", "chmod"])
def test_a_failure_on_the_way_leaves_the_file_whole(tmp_path, monkeypatch, step):
    (tmp_path / "a.py").write_bytes(b"old")

    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, full)
    with pytest.raises(files.FileProblem, match=r"a\.py: no space left on device"):
        files.replace("a.py", b"old", b"new")
    assert (tmp_path / "a.py").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.py"]


def test_an_interruption_on_the_way_leaves_the_file_whole(tmp_path, monkeypatch):
    (tmp_path / "a.py").write_bytes(b"old")

    def interrupted(*_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        files.replace("a.py", b"old", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.py", b"old")]
