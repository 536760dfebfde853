"""Settings files: what they mean, and what is said about mistakes in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from uncopy.config import Config
from uncopy.frontends.settings import Settings, SettingsError, load, load_file, override

pytestmark = pytest.mark.usefixtures("fake_engine")


def written(tmp_path, text, name="uncopy.toml"):
    file = tmp_path / name
    file.write_text(text)
    return load_file(file)


def test_every_key(tmp_path):
    settings = written(
        tmp_path,
        """
        select = ["UNC2"]
        extend-select = ["UNC101"]
        ignore = ["UNC601"]
        preview = true
        exclude = ["vendor"]
        target-python = "3.11"
        target-numpy = "2.0-2.3"
        assume-elision = false
        min-saving = 0.5
        trust-annotations = false
        trust-docstrings = true
        per-file-ignores = {"tests/*" = ["UNC2"]}
        [[function]]
        name = "mylib.check_array"
        params = ["x", "copy"]
        returns = "fresh"
        writes = []
        inplace_ok = true
        """,
    )
    row = (
        ("name", "mylib.check_array"),
        ("params", "x, copy"),
        ("returns", "fresh"),
        ("writes", ""),
        ("inplace_ok", "true"),
    )
    assert settings.config == Config(
        select=("UNC2", "UNC101"),
        ignore=("UNC601",),
        preview=True,
        target_python=(3, 11),
        target_numpy=((2, 0), (2, 3)),
        assume_elision=False,
        min_saving=0.5,
        trust_annotations=False,
        trust_docstrings=True,
        functions=(row,),
    )
    assert settings.exclude == ("vendor",)
    assert settings.root == tmp_path


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('selct = ["UNC2"]', "uncopy.toml: unknown key 'selct'; did you mean 'select'?"),
        ('select = ["UNC210"]', "select: no rule has the code 'UNC210'; did you mean 'UNC201'?"),
        ('select = ["NPY"]', "select: no rule has the code 'NPY'"),
        ('select = [""]', "select: no rule has the code ''"),
        ('ignore = "UNC2"', "ignore: a list of texts is wanted, not 'UNC2'"),
        ('extend-select = ["UNC9"]', "extend-select: no rule has the code 'UNC9'"),
        ('per-file-ignores = {"a.py" = ["UNC209"]}', "per-file-ignores: a.py: no rule has the code 'UNC209'"),
        ('per-file-ignores = ["UNC2"]', "per-file-ignores: a table is wanted"),
        ('preview = "yes"', "preview: true or false is wanted, not 'yes'"),
        ("min-saving = -1", "min-saving: a number of arrays, 0 or more"),
        ("min-saving = nan", "min-saving: a number of arrays, 0 or more"),
        ('target-numpy = "1.24"', "target-numpy: what NumPy did before 1.26 is not known"),
        ('target-numpy = "2.3-2.0"', "target-numpy: the range '2.3-2.0' ends before it begins"),
        ('target-numpy = "new"', "target-numpy: a NumPy version such as"),
        ("target-python = 3.11", "target-python: a Python version such as"),
        ('[[function]]\nname = "f"\nretuns = "fresh"', "function: f: retuns: no such field, did you mean returns?"),
        ('[[function]]\nreturns = "fresh"', "function: a row has no name"),
        ('[[function]]\nname = "f"\nwhen = {}', "function: when: a text, a list of texts"),
        ('function = "f"', "function: [[tool.uncopy.function]] tables are wanted"),
        ("select = [", "uncopy.toml: not valid TOML"),
    ],
)
def test_mistakes_are_named_with_the_nearest_right_word(tmp_path, text, said):
    with pytest.raises(SettingsError) as error:
        written(tmp_path, text)
    assert said in str(error.value)


def test_a_missing_file_is_an_error(tmp_path):
    with pytest.raises(SettingsError, match=r"none\.toml: No such file"):
        load_file(tmp_path / "none.toml")


def test_the_nearest_file_going_up(tmp_path):
    inner = tmp_path / "pkg" / "sub"
    inner.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text("[tool.uncopy]\nmin-saving = 1\n")
    (tmp_path / "pkg" / "pyproject.toml").write_text("[tool.other]\n")  # says nothing about uncopy: go on
    assert load(inner / "mod.py").config.min_saving == 1
    assert load(inner / "mod.py").root == tmp_path
    (inner / "uncopy.toml").write_text("min-saving = 2\n")
    (inner / "pyproject.toml").write_text("[tool.uncopy]\nmin-saving = 3\n")
    from uncopy.frontends import settings

    settings._load_near.cache_clear()
    assert load(inner / "mod.py").config.min_saving == 2
    assert load(inner).config.min_saving == 2


def test_no_file_means_the_defaults(tmp_path):
    assert load(tmp_path).config == Config()


@pytest.mark.parametrize(
    ("glob", "path", "expected"),
    [
        ("vendor", "vendor/a.py", True),
        ("vendor", "pkg/vendor/sub/a.py", True),
        ("vendor/", "pkg/vendor/a.py", True),
        ("vendor", "vendored/a.py", False),
        ("*_pb2.py", "pkg/x_pb2.py", True),
        ("pkg/*.py", "pkg/a.py", True),
        ("./pkg/*.py", "pkg/a.py", True),
        ("pkg/*.py", "pkg/sub/a.py", False),
        ("pkg/**", "pkg/sub/a.py", True),
        ("**/old/*.py", "pkg/old/a.py", True),
        ("**/old/*.py", "old/a.py", True),
        ("pkg/sub", "pkg/sub/deep/a.py", True),
        ("pkg/?.py", "pkg/ab.py", False),
    ],
)
def test_globs(tmp_path, glob, path, expected):
    settings = Settings(root=tmp_path, exclude=(glob,))
    assert settings.excludes(tmp_path / path) is expected
    assert settings.excludes(path) is expected  # relative to the current directory, which is the root here


def test_per_file_ignores_win_over_a_longer_select(tmp_path):
    settings = written(tmp_path, 'select = ["UNC201", "UNC101"]\nper-file-ignores = {"tests/*" = ["UNC2"]}\n')
    config = settings.config_for(tmp_path / "tests" / "a.py")
    assert not config.selects("UNC201")
    assert config.selects("UNC101")
    assert settings.config_for(tmp_path / "a.py").selects("UNC201")


def test_the_command_line_overrides_and_adds(tmp_path):
    settings = Settings(Config(select=("UNC2",), ignore=("UNC601",)), tmp_path, exclude=("old",))
    changed = override(settings, ["new"], ignore=("UNC201",), select=None, extend_select=("UNC101",))
    assert changed.config.select == ("UNC2", "UNC101")
    assert changed.config.ignore == ("UNC201",)
    assert changed.exclude == ("old", "new")
    with pytest.raises(SettingsError, match="--select: no rule has the code 'UNC7'"):
        override(settings, select=("UNC7",))


def test_a_link_does_not_lead_out_of_the_project(tmp_path):
    project, elsewhere = tmp_path / "project", tmp_path / "elsewhere"
    project.mkdir()
    elsewhere.mkdir()
    (project / "uncopy.toml").write_text("min-saving = 1\n")
    (elsewhere / "a.py").write_text("")
    Path(project / "a.py").symlink_to(elsewhere / "a.py")
    assert load(project / "a.py").config.min_saving == 1
