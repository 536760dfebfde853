"""Which files a run is about, and writing one back without ever leaving half of it."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

SKIPPED_DIRECTORIES = frozenset({"__pycache__", "__pypackages__", "build", "dist", "node_modules", "venv"})


class FileProblem(Exception):
    """A file that cannot be read or written; the message begins with its path."""


@dataclass(frozen=True, slots=True)
class Found:
    """The files to look at, each once, in a settled order, and what went wrong in looking for them."""

    files: tuple[str, ...]
    problems: tuple[str, ...]


def find_files(paths: Sequence[str], excludes: Callable[[str], bool]) -> Found:
    """Files as they are named, and the ``.py`` files below directories.

    Hidden directories and files and `SKIPPED_DIRECTORIES` are passed over below a named directory; what ``excludes``
    answers True to is passed over even if it is named, so that pre-commit, which names files, agrees with a walk.
    """
    files: dict[str, None] = {}
    problems: list[str] = []
    for path in paths:
        if excludes(path):
            continue
        try:
            directory = stat.S_ISDIR(os.stat(path).st_mode)
        except OSError as error:
            problems.append(_explain(path, error))
            continue
        files.update(dict.fromkeys(_walk(path, excludes, problems) if directory else [path]))
    return Found(tuple(files), tuple(problems))


def _walk(top: str, excludes: Callable[[str], bool], problems: list[str]) -> Iterator[str]:
    def complain(error: OSError) -> None:
        problems.append(_explain(str(error.filename), error))

    for folder, inner, names in os.walk(top, onerror=complain):
        kept = []
        for name in sorted(inner):
            path = os.path.join(folder, name)
            if name.startswith(".") or name in SKIPPED_DIRECTORIES or excludes(path):
                continue
            if os.path.islink(path):
                # os.walk does not follow links to directories: what they hold belongs to another tree
                if _holds(path, folder):
                    problems.append(f"{path}: a link back to a directory that holds it; exclude it, or remove it")
                continue
            kept.append(name)
        inner[:] = kept
        for name in sorted(names):
            path = os.path.join(folder, name)
            if name.endswith(".py") and not name.startswith(".") and not excludes(path):
                yield path.removeprefix("./")


def _holds(link: str, folder: str) -> bool:
    target, inside = os.path.realpath(link), os.path.realpath(folder)
    return inside == target or inside.startswith(target.rstrip(os.sep) + os.sep)


def read(path: str) -> bytes:
    """The bytes of a regular file. Raises `FileProblem`."""
    try:
        # Asked first: to open a named pipe would wait for ever
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise FileProblem(f"{path}: not a regular file")
        return Path(path).read_bytes()
    except OSError as error:
        raise FileProblem(_explain(path, error)) from None


def replace(path: str, original: bytes, changed: bytes) -> None:
    """Put ``changed`` in the place of ``original``, wholly or not at all. Raises `FileProblem`.

    A link stays a link (its target is replaced), the mode and where possible the owner are kept, and a file whose
    bytes are no longer ``original`` is left alone.
    """
    target = os.path.realpath(path)
    temporary = None
    try:
        if not os.access(target, os.W_OK):
            raise FileProblem(f"{path}: not writable; left as it was")
        before = os.stat(target)
        handle, temporary = tempfile.mkstemp(prefix=".uncopy-", suffix=".tmp", dir=os.path.dirname(target))
        with os.fdopen(handle, "wb") as file:
            file.write(changed)
            file.flush()
            os.fsync(file.fileno())
        if hasattr(os, "chown"):
            with contextlib.suppress(PermissionError):
                os.chown(temporary, before.st_uid, before.st_gid)
        os.chmod(temporary, stat.S_IMODE(before.st_mode))
        # As late as can be: whoever saved the file meanwhile keeps what they wrote
        if Path(target).read_bytes() != original:
            raise FileProblem(f"{path}: changed while it was being fixed; left as it is now")
        os.replace(temporary, target)
        temporary = None
    except OSError as error:
        raise FileProblem(_explain(path, error)) from None
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)


def _explain(path: str, error: OSError) -> str:
    if isinstance(error, FileNotFoundError) and os.path.islink(path):
        return f"{path}: a link to nothing"
    return f"{path}: {(error.strerror or str(error)).lower()}"
