"""Reading ``[tool.uncopy]`` of a pyproject.toml, or an uncopy.toml, into what a run needs."""

from __future__ import annotations

import difflib
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path, PurePath
from typing import Any

from uncopy.config import Config

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ERROR_CODES = ("UNC000", "UNC001")
OLDEST_NUMPY = (1, 26)


class SettingsError(Exception):
    """A setting that cannot be followed; the message names the file, the key, and the nearest right one."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is asked to do: the engine's `Config`, and which files it applies to.

    ``root`` is the directory that the globs of ``exclude`` and ``per_file_ignores`` are relative to.
    """

    config: Config = field(default_factory=Config)
    root: Path = field(default_factory=Path.cwd)
    exclude: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def excludes(self, path: str | os.PathLike[str]) -> bool:
        """Whether the user's ``exclude`` globs name this file, or a directory that holds it."""
        if not self.exclude:
            return False
        relative = self._relative(path)
        return any(_matches(part, glob) for part in (relative, *relative.parents) for glob in self.exclude)

    def config_for(self, path: str | os.PathLike[str]) -> Config:
        """The `Config` for one file: ``per-file-ignores`` added, which win over every ``select``."""
        if not self.per_file_ignores:
            return self.config
        relative = self._relative(path)
        prefixes = tuple(code for glob, codes in self.per_file_ignores if _matches(relative, glob) for code in codes)
        if not prefixes:
            return self.config
        # Whole codes, since the longest prefix decides between select and ignore
        ignored = tuple(code for code in known_codes() if code.startswith(prefixes))
        return replace(self.config, ignore=self.config.ignore + ignored)

    def _relative(self, path: str | os.PathLike[str]) -> PurePath:
        return PurePath(os.path.relpath(os.path.abspath(path), self.root))


def _matches(path: PurePath, glob: str) -> bool:
    """Whether a glob names ``path``: without a slash by its last part, with one by the whole (``**`` spans parts)."""
    glob = glob.rstrip("/").removeprefix("./")
    if "/" not in glob:
        return fnmatchcase(path.name, glob)
    return _pattern(glob).fullmatch(path.as_posix()) is not None


@lru_cache(maxsize=256)
def _pattern(glob: str) -> re.Pattern[str]:
    pieces = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile(
        "".join(pieces.get(piece, re.escape(piece)) for piece in re.findall(r"\*\*/|\*\*|\*|\?|[^*?]+", glob))
    )


@lru_cache(maxsize=1)
def known_codes() -> tuple[str, ...]:
    """Every code there is: those of the rules, and those of errors."""
    from uncopy import engine

    return (*ERROR_CODES, *(rule.code for rule in engine.rules()))


def check_codes(codes: Iterable[str], where: str) -> None:
    """Raise `SettingsError` for the first of ``codes`` that is neither a code nor the beginning of one."""
    for code in codes:
        if not any(known.startswith(code) for known in known_codes()) or not code:
            raise SettingsError(f"{where}: no rule has the code {code!r}{_nearest(code, known_codes())}")


def _nearest(word: str, words: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(words), 1, 0.5)
    return f"; did you mean {near[0]!r}?" if near else ""


def load(start: str | os.PathLike[str]) -> Settings:
    """The settings of the nearest file, going up from ``start`` (a file or a directory); defaults if there is none."""
    here = Path(os.path.abspath(start))
    return _load_near(here if here.is_dir() else here.parent)


@lru_cache(maxsize=1024)
def _load_near(directory: Path) -> Settings:
    for folder in (directory, *directory.parents):
        for name in ("uncopy.toml", "pyproject.toml"):
            file = folder / name
            if file.is_file() and (settings := _read(file, required=False)) is not None:
                return settings
    return Settings(root=directory)


def load_file(file: str | os.PathLike[str]) -> Settings:
    """The settings of the file that ``--config`` names."""
    settings = _read(Path(file), required=True)
    assert settings is not None
    return settings


def _read(file: Path, *, required: bool) -> Settings | None:
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{file}: {error.strerror or error}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: not valid TOML: {error}") from None
    if file.name == "pyproject.toml":
        tool = tables.get("tool", {})
        if "uncopy" not in tool and not required:
            return None
        tables = tool.get("uncopy", {})
    return _settings(tables, file)


def _settings(table: Mapping[str, Any], file: Path) -> Settings:
    for key in table:
        if key not in _KEYS:
            raise SettingsError(f"{file}: unknown key {key!r}{_nearest(key, _KEYS)}")
    values: dict[str, Any] = {}
    for key, value in table.items():
        try:
            values[key] = _KEYS[key](value)
        except ValueError as error:
            raise SettingsError(f"{file}: {key}: {error}") from None
    for key in ("select", "extend-select", "ignore"):
        if key in values:
            check_codes(values[key], f"{file}: {key}")
    per_file = values.pop("per-file-ignores", ())
    for glob, codes in per_file:
        check_codes(codes, f"{file}: per-file-ignores: {glob}")
    exclude = values.pop("exclude", ())
    values["select"] = values.get("select", Config().select) + values.pop("extend-select", ())
    functions = values.pop("function", ())
    config = Config(functions=functions, **{key.replace("-", "_"): value for key, value in values.items()})
    return Settings(config, Path(os.path.abspath(file)).parent, exclude, per_file)


def _strings(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(f"a list of texts is wanted, not {value!r}")
    return tuple(value)


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"true or false is wanted, not {value!r}")
    return value


def _arrays(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
        raise ValueError(f"a number of arrays, 0 or more, is wanted, not {value!r}")
    return float(value)


def _codes_of_globs(value: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(value, dict):
        raise ValueError('a table is wanted, such as {"tests/*" = ["UNC2"]}')
    return tuple((glob, _strings(codes)) for glob, codes in value.items())


def python_version(value: Any) -> tuple[int, int]:
    """``"3.10"`` as (3, 10). Raises ValueError."""
    if not isinstance(value, str) or not (match := re.fullmatch(r"3\.(\d+)", value)):
        raise ValueError(f'a Python version such as "3.10" is wanted, not {value!r}')
    return (3, int(match[1]))


def numpy_versions(value: Any) -> tuple[tuple[int, int], tuple[int, int]]:
    """``"2.0"`` (that and every newer one) or ``"1.26-2.3"`` (both ends included). Raises ValueError."""
    version = r"(\d+)\.(\d+)"
    if not isinstance(value, str) or not (match := re.fullmatch(rf"{version}(?:\s*-\s*{version})?", value.strip())):
        raise ValueError(f'a NumPy version such as "2.0", or a range such as "1.26-2.3", is wanted, not {value!r}')
    oldest = (int(match[1]), int(match[2]))
    newest = (int(match[3]), int(match[4])) if match[3] else Config().target_numpy[1]
    if oldest < OLDEST_NUMPY:
        raise ValueError(f"what NumPy did before {OLDEST_NUMPY[0]}.{OLDEST_NUMPY[1]} is not known here: {value!r}")
    if newest < oldest:
        raise ValueError(f"the range {value!r} ends before it begins")
    return (oldest, newest)


def _functions(value: Any) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Rows of the NumPy model, each field written as a text."""
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise ValueError("[[tool.uncopy.function]] tables are wanted")
    from uncopy.model.row import make_row

    rows = tuple(tuple((key, _field(key, given)) for key, given in row.items()) for row in value)
    for row in rows:
        make_row(dict(row))  # its ValueError names the row, the field, and the nearest right one
    return rows


def _field(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return ", ".join(_strings(value))
    raise ValueError(f"{key}: a text, a list of texts, true or false is wanted, not {value!r}")


_KEYS = {
    "select": _strings,
    "extend-select": _strings,
    "ignore": _strings,
    "per-file-ignores": _codes_of_globs,
    "exclude": _strings,
    "preview": _truth,
    "target-python": python_version,
    "target-numpy": numpy_versions,
    "assume-elision": _truth,
    "min-saving": _arrays,
    "trust-annotations": _truth,
    "trust-docstrings": _truth,
    "function": _functions,
}


def override(settings: Settings, exclude: Sequence[str] = (), **changes: Any) -> Settings:
    """Settings with what the command line says: ``None`` leaves a value alone, ``extend_select`` and globs add."""
    added = tuple(changes.pop("extend_select", None) or ())
    given = {key: value for key, value in changes.items() if value is not None}
    for key in ("select", "ignore"):
        check_codes(given.get(key, ()), f"--{key}")
    check_codes(added, "--extend-select")
    config = replace(settings.config, **given)
    config = replace(config, select=config.select + added)
    return replace(settings, config=config, exclude=settings.exclude + tuple(exclude))
