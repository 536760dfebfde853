"""The settings of a run, as the engine sees them; reading them from files is `frontends.settings`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Config:
    """What is asked for and what is taken for granted.

    ``select`` and ``ignore`` are prefixes of codes. ``target_numpy`` is the (oldest, newest) pair of versions that a
    fix must hold for. ``force`` names guards that answer Yes whatever they find: for tests only, never read from a
    file. ``noqa`` False leaves ``# noqa`` to the caller, as flake8 reads its own; ``# uncopy: off`` counts always.
    """

    select: tuple[str, ...] = ("UNC",)
    ignore: tuple[str, ...] = ()
    preview: bool = False
    target_python: tuple[int, int] = (3, 10)
    target_numpy: tuple[tuple[int, int], tuple[int, int]] = ((1, 26), (99, 0))
    assume_elision: bool = True
    min_saving: float = 0.0
    trust_annotations: bool = True
    trust_docstrings: bool = False
    functions: tuple[tuple[tuple[str, str], ...], ...] = ()
    force: frozenset[str] = frozenset()
    noqa: bool = True

    def selects(self, code: str) -> bool:
        """Whether findings of ``code`` are asked for: the longest matching prefix decides, ties go to ignore."""
        chosen = max((len(p) for p in self.select if code.startswith(p)), default=-1)
        ignored = max((len(p) for p in self.ignore if code.startswith(p)), default=-1)
        return chosen > ignored
