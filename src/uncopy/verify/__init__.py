"""The judge: whether two versions of a module can be told apart, call by call, and what each of them weighs.

User code runs in child processes only. Nothing here imports NumPy until a child does.
"""

from __future__ import annotations

from pathlib import Path

from uncopy.verify.job import CallVerdict, Job, Report, Source
from uncopy.verify.sandbox import run_jobs

__all__ = ["CallVerdict", "Job", "Report", "Source", "module_of", "run_jobs", "verify_sources", "verify_texts"]


def verify_sources(
    old: Path,
    new: Path,
    cases: Path,
    *,
    timeout: float = 60,
    memory: int | None = 4 << 30,
    weigh: bool = True,
    curves: bool = False,
) -> Report:
    """Judge two files as versions of one module, which goes by the name of ``old``; each finds its own siblings.

    ``timeout`` is in seconds a call, ``memory`` in bytes a child; ``curves`` asks for memory over the course of each
    call that is weighed. Raises OSError where a file cannot be read.
    """
    name, root = module_of(old)
    other_root = module_of(new)[1]
    job = Job(
        name,
        Source(old.read_bytes(), old.resolve(), root),
        Source(new.read_bytes(), new.resolve(), other_root),
        cases.read_bytes(),
        cases.resolve(),
        weigh,
        curves=curves,
    )
    return run_jobs([job], timeout=timeout, memory=memory)[0]


def verify_texts(
    old: bytes,
    new: bytes,
    cases: Path,
    *,
    module_name: str | None = None,
    path: Path,
    timeout: float = 60,
    memory: int | None = 4 << 30,
    weigh: bool = True,
    curves: bool = False,
) -> Report:
    """Judge two texts of the file ``path``, whatever the file holds now.

    ``module_name`` may be dotted, by default it is the name under which the file's package would import it. Its
    siblings and its package are imported from where the file lies.
    """
    name, root = module_of(path)
    if module_name is not None:
        name, root = module_name, path.resolve().parents[module_name.count(".")]
    place = path.resolve()
    sides = Source(old, place, root), Source(new, place, root)
    job = Job(name, *sides, cases.read_bytes(), cases.resolve(), weigh, curves=curves)
    return run_jobs([job], timeout=timeout, memory=memory)[0]


def module_of(path: Path) -> tuple[str, Path]:
    """The dotted name of a file's module, by the ``__init__.py`` files around it, and the folder to import it from."""
    path = path.resolve()
    names, folder = [path.stem], path.parent
    while (folder / "__init__.py").is_file() and folder.parent != folder:
        names.insert(0, folder.name)
        folder = folder.parent
    if names[-1] == "__init__" and len(names) > 1:
        names.pop()
    return ".".join(names), folder
