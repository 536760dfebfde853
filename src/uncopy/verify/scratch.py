"""A copy of the user's project in which fixes are tried, so that nothing is written in the project itself."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from uncopy.verify import module_of
from uncopy.verify.plan import FilePlan

MARKERS = ("pyproject.toml", "setup.py", "setup.cfg", ".git")
SKIPPED = frozenset(
    {
        ".git", ".hg", ".svn", "__pycache__", ".tox", ".nox", ".eggs", "node_modules",
        ".mypy_cache", ".pytest_cache", ".ruff_cache",
    }
)  # fmt: skip
SKIPPED_AT_TOP = frozenset({"build", "dist"})  # below, these are names like others
INSTALLED = ("site-packages", "dist-packages")
MOST_BYTES = 8 << 30


class SuiteError(Exception):
    """Why nothing could be judged, in words for the user."""


@dataclass(frozen=True)
class Scratch:
    """``root`` is the project that was copied, or None, and ``copy`` its copy, in or below which the command runs.

    ``files`` tells where each plan's file lies in the copy, and ``stamp`` changes when any file of the project does.
    """

    root: Path | None
    copy: Path
    cwd: Path
    import_roots: tuple[Path, ...]
    files: Mapping[str, Path]
    stamp: str


def prepare(plans: Sequence[FilePlan], folder: Path) -> Scratch:
    """Copy into the empty ``folder`` what the files of some plans belong to. Raises `SuiteError`."""
    here = Path.cwd()
    installed = {plan.path: site for plan in plans if (site := _site(plan.place)) is not None}
    own = [plan.place for plan in plans if plan.path not in installed]
    root = _project(own, here) if own else _marked_root(here)
    copier = _Copier(folder)
    files: dict[str, Path] = {}
    roots: list[Path] = []
    try:
        for site in sorted(set(installed.values())):
            inside = folder / f"site{len(roots)}"
            inside.mkdir()
            roots.append(inside)
            for name in sorted({p.place.relative_to(site).parts[0] for p in plans if installed.get(p.path) == site}):
                copier.copy(site / name, inside / name)
                libraries = site / f"{name}.libs"  # which extension modules of wheels look for beside their package
                if libraries.is_dir():
                    (inside / libraries.name).symlink_to(libraries, target_is_directory=True)
            files.update({p.path: inside / p.place.relative_to(site) for p in plans if installed.get(p.path) == site})
        inside = cwd = folder / "empty"
        if root is None:
            cwd.mkdir()
        else:
            inside = folder / "project" / root.name
            copier.copy(root, inside, needed=own)
            files.update({p.path: inside / p.place.relative_to(root) for p in plans if p.path not in installed})
            cwd = inside / here.relative_to(root) if here.is_relative_to(root) else inside
            cwd.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SuiteError(f"the copy of the project could not be made: {error}") from None
    if root is not None:
        roots += [inside / place.relative_to(root) for place in _import_roots(own, root)]
    return Scratch(root, inside, cwd, tuple(dict.fromkeys(roots)), files, copier.stamp())


def python_path(scratch: Scratch, first: Path) -> str:
    """The PYTHONPATH of the command: ``first``, the copies, and what the user had, taken from the copy as well."""
    theirs = [Path(entry).absolute() for entry in os.environ.get("PYTHONPATH", "").split(os.pathsep) if entry]
    root = scratch.root
    if root is not None:
        theirs = [scratch.copy / e.relative_to(root) if e.is_relative_to(root) else e for e in theirs]
    return os.pathsep.join(str(entry) for entry in dict.fromkeys([first, *scratch.import_roots, *theirs]))


def _site(place: Path) -> Path | None:
    return next((parent for parent in place.parents if parent.name in INSTALLED), None)


def _marked_root(place: Path) -> Path | None:
    return next((p for p in (place, *place.parents) if any((p / marker).exists() for marker in MARKERS)), None)


def _project(places: Sequence[Path], here: Path) -> Path:
    found = {_marked_root(place.parent) for place in places}
    roots = [str(root) for root in found if root is not None]
    if len(roots) == len(found):
        return Path(os.path.commonpath(roots))
    if all(place.is_relative_to(here) for place in places):
        return here
    return Path(os.path.commonpath([str(module_of(place)[1]) for place in places]))


def _import_roots(places: Iterable[Path], root: Path) -> list[Path]:
    """Folders to import from, those of packages first. A folder of loose files that would hide modules of Python
    itself is none: nobody imports from it.
    """
    packages, loose = [], []
    for name, folder in map(module_of, places):
        if "." in name:
            packages.append(folder)
        elif not any(entry.stem in sys.stdlib_module_names for entry in folder.glob("*.py")):
            loose.append(folder)
    source = root / "src"
    inner = [source] if source.is_dir() and not (source / "__init__.py").exists() else []
    return [folder for folder in dict.fromkeys([*packages, *inner, *loose]) if folder.is_relative_to(root)]


class _Copier:
    """Copies trees: real copies, since a test may write into any file, without what only tools need."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch.resolve()
        self.bytes = 0
        self.seen = hashlib.sha256()

    def stamp(self) -> str:
        """Names, sizes and times of all that was copied."""
        return self.seen.hexdigest()

    def copy(self, source: Path, target: Path, *, needed: Sequence[Path] = ()) -> None:
        """Copy a file, or a folder with all but what is skipped; ``needed`` files are never skipped."""
        if not source.is_dir():
            self._file(source, target)
            return

        def skipped(place: Path) -> bool:
            if place == self.scratch or place.name in SKIPPED or (place / "pyvenv.cfg").exists():
                return not any(file.is_relative_to(place) for file in needed)
            if place.parent == source and place.name in SKIPPED_AT_TOP:
                return not any(file.is_relative_to(place) for file in needed)
            return False

        self._folder(source, target, source, skipped)

    def _folder(self, source: Path, target: Path, top: Path, skipped: Callable[[Path], bool]) -> None:
        target.mkdir(parents=True)
        with os.scandir(source) as entries:
            inner = sorted(entries, key=lambda entry: entry.name)
        for entry in inner:
            place, copy = source / entry.name, target / entry.name
            if entry.is_symlink():
                self._link(place, copy, top)
            elif entry.is_dir():
                if not skipped(place):
                    self._folder(place, copy, top, skipped)
            elif entry.is_file():  # sockets and pipes are not copied
                self._file(place, copy)

    def _link(self, place: Path, copy: Path, top: Path) -> None:
        target = Path(os.path.realpath(place))
        if target.is_relative_to(top):  # must not lead back into the user's tree
            copy.symlink_to(os.path.relpath(target, Path(os.path.realpath(place.parent))))
        elif target.is_file():
            self._file(target, copy)
        else:
            copy.symlink_to(target)

    def _file(self, place: Path, copy: Path) -> None:
        status = place.stat()
        self.bytes += status.st_size
        if self.bytes > MOST_BYTES:
            raise SuiteError(
                f"there is too much to copy around {place.parent}: more than {MOST_BYTES >> 30} GiB. The nearest folder"
                " with a pyproject.toml, setup.py or .git counts as the project, else the one you are in"
            )
        self.seen.update(f"{place}\0{status.st_size}\0{status.st_mtime_ns}\0".encode(errors="surrogateescape"))
        with contextlib.suppress(PermissionError):  # what the user cannot read, their tests cannot either
            shutil.copy2(place, copy)


_ticks = itertools.count(1)


def put(place: Path, text: bytes) -> None:
    """Write a file of the scratch copy so that no compiled form of its last text is taken for it."""
    status = place.stat()
    place.unlink()
    place.write_bytes(text)
    place.chmod(status.st_mode)
    moment = int(status.st_mtime) + next(_ticks)
    os.utime(place, (moment, moment))
    for compiled in (place.parent / "__pycache__").glob(f"{place.stem}.*.pyc"):
        compiled.unlink(missing_ok=True)
