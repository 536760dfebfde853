"""What a run can change in its process and its folder: settings, files, output that goes past ``sys.stdout``."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

KEPT_FILES = 64 << 20  # bytes of files from before a run that are kept, to put back what it overwrites
RAW_LIMIT = 1 << 20  # bytes of raw output that are compared


@dataclass
class Surroundings:
    """After a run: settings by name, the files that it wrote or removed, and its output to descriptor 1."""

    settings: dict[str, object] = field(default_factory=dict)
    files: dict[str, bytes | None] = field(default_factory=dict)
    raw: bytes = b""
    raw_size: int = 0

    def differences(self, other: Surroundings) -> Iterator[tuple[str, object, object]]:
        """What can be told apart, by name."""
        for name, value in self.settings.items():
            if value != other.settings[name]:
                yield name, value, other.settings[name]
        for name in sorted(self.files.keys() | other.files.keys()):
            one, two = (side.files.get(name, b"") for side in (self, other))
            if one != two or (name in self.files) != (name in other.files):
                was, now = (_told(side.files, name, one, two) for side in (self, other))
                yield f"file {name!r}", was, now
        if (self.raw_size, self.raw) != (other.raw_size, other.raw):
            yield "output to descriptor 1", self.raw, other.raw


@contextlib.contextmanager
def surroundings() -> Iterator[Surroundings]:
    """What is seen at the end of the block; everything but the output is put back then."""
    seen = Surroundings()
    folder, environ, recursion = Path.cwd(), dict(os.environ), sys.getrecursionlimit()
    files, start = _files(folder), _raw_end()
    with np.printoptions():
        try:
            yield seen
        finally:
            seen.settings = {
                "numpy.get_printoptions()": np.get_printoptions(),
                "os.environ": _changed(environ, dict(os.environ)),
                "sys.getrecursionlimit()": sys.getrecursionlimit(),
                "os.getcwd()": None if _cwd() == folder else str(_cwd()),
            }
            seen.files = _changed(files, _files(folder))
            seen.raw_size = _raw_end() - start
            if seen.raw_size > 0:
                os.lseek(1, start, os.SEEK_SET)
                seen.raw = os.read(1, RAW_LIMIT)
            for name in os.environ.keys() - environ.keys():
                del os.environ[name]
            os.environ.update({name: value for name, value in environ.items() if os.environ.get(name) != value})
            sys.setrecursionlimit(recursion)
            os.chdir(folder)
            _put_back(folder, files, seen.files)


def _told(files: dict[str, bytes | None], name: str, one: bytes | None, two: bytes | None) -> str:
    if name not in files:
        return "not written"
    content = files[name]
    if content is None:
        return "removed"
    at = next((i for i, (a, b) in enumerate(zip(one or b"", two or b"", strict=False)) if a != b), None)
    return f"{len(content)} bytes" + (f", at {at} {content[at : at + 8]!r}" if at is not None else "")


def _cwd() -> Path | None:
    try:
        return Path.cwd()
    except OSError:  # it has been removed
        return None


def _changed(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """What is new or other, and None for what has gone."""
    gone = dict.fromkeys(before.keys() - after.keys())
    return {**{name: value for name, value in after.items() if before.get(name) != value}, **gone}


def _files(folder: Path) -> dict[str, bytes]:
    """The contents of the files below a folder, as far as they are small enough together."""
    found, size = {}, 0
    for entry in _entries(folder):
        size += entry.stat(follow_symlinks=False).st_size
        if size <= KEPT_FILES:
            with contextlib.suppress(OSError):
                found[os.path.relpath(entry.path, folder)] = Path(entry.path).read_bytes()
    return found


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            if entry.is_dir(follow_symlinks=False):
                yield from _entries(Path(entry.path))
            elif entry.is_file(follow_symlinks=False):
                yield entry


def _put_back(folder: Path, before: dict[str, bytes], changed: dict[str, bytes | None]) -> None:
    for name in changed:
        with contextlib.suppress(OSError):
            if name in before:
                (folder / name).write_bytes(before[name])
            else:
                (folder / name).unlink()


def _raw_end() -> int:
    """How much has been written to descriptor 1, where that is a file."""
    try:
        found = os.fstat(1)
    except OSError:
        return 0
    return found.st_size if stat.S_ISREG(found.st_mode) else 0
