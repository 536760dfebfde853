"""What a run can change in its process and its folder: settings, files, output that goes past ``sys.stdout``."""

from __future__ import annotations

import contextlib
import os
import signal
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

KEPT_FILES = 64 << 20  # bytes of files that are compared to the last one, and put back
END_OF_FILE = 1 << 16  # bytes at either end of any further file that are compared
RAW_LIMIT = 1 << 20  # bytes of raw output that are compared


@dataclass(frozen=True)
class Content:
    """What is in a file: all of it, or of a large one both ends."""

    size: int
    data: bytes

    @property
    def whole(self) -> bool:
        """Whether nothing is left out."""
        return self.size == len(self.data)


@dataclass
class Surroundings:
    """After a run: settings by name, the files that it wrote or removed, and its output to descriptor 1."""

    settings: dict[str, object] = field(default_factory=dict)
    files: dict[str, Content | None] = field(default_factory=dict)
    raw: bytes = b""
    raw_size: int = 0

    def differences(self, other: Surroundings) -> Iterator[tuple[str, object, object]]:
        """What can be told apart, by name."""
        for name, value in self.settings.items():
            if value != other.settings[name]:
                yield name, value, other.settings[name]
        for name in sorted(self.files.keys() | other.files.keys()):
            one, two = self.files.get(name), other.files.get(name)
            if one != two or (name in self.files) != (name in other.files):
                yield f"file {name!r}", _told(self.files, name, two), _told(other.files, name, one)
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
            if hasattr(signal, "setitimer"):  # an alarm would end another call than the one that set it
                signal.setitimer(signal.ITIMER_REAL, 0)
            os.chdir(folder)
            _put_back(folder, files, seen.files)


def _told(files: dict[str, Content | None], name: str, other: Content | None) -> str:
    content = files.get(name)
    if content is None:
        return "removed" if name in files else "not written"
    pairs = zip(content.data, other.data if other else b"", strict=False)
    at = next((i for i, (one, two) in enumerate(pairs) if one != two), None)
    return f"{content.size} bytes" + ("" if at is None else f", at {at} {content.data[at : at + 8]!r}")


def _cwd() -> Path | None:
    try:
        return Path.cwd()
    except OSError:  # it has been removed
        return None


def _changed(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """What is new or other, and None for what has gone."""
    gone = dict.fromkeys(before.keys() - after.keys())
    return {**{name: value for name, value in after.items() if before.get(name) != value}, **gone}


def _files(folder: Path) -> dict[str, Content]:
    """What is in the files below a folder."""
    found, kept = {}, 0
    for entry in _entries(folder):
        with contextlib.suppress(OSError), open(entry.path, "rb") as file:
            size = entry.stat(follow_symlinks=False).st_size
            if kept + size <= KEPT_FILES:
                kept += size
                data = file.read()
            else:
                data = file.read(END_OF_FILE)
                file.seek(-END_OF_FILE, os.SEEK_END)
                data += file.read()
            found[os.path.relpath(entry.path, folder)] = Content(size, data)
    return found


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            if entry.is_dir(follow_symlinks=False):
                yield from _entries(Path(entry.path))
            elif entry.is_file(follow_symlinks=False):
                yield entry


def _put_back(folder: Path, before: dict[str, Content], changed: dict[str, Content | None]) -> None:
    for name in changed:
        with contextlib.suppress(OSError):
            if name not in before:
                (folder / name).unlink()
            elif before[name].whole:
                (folder / name).write_bytes(before[name].data)


def _raw_end() -> int:
    """How much has been written to descriptor 1, where that is a file."""
    try:
        found = os.fstat(1)
    except OSError:
        return 0
    return found.st_size if stat.S_ISREG(found.st_mode) else 0
