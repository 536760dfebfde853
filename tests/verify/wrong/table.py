"""The form of the table: a function, a rewrite of it that is wrong, and one beside it that is right."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rewrite:
    """``calls`` are expressions of arguments of ``f``; ``says`` occurs in what the judge says of the wrong rewrite.

    Every text is the body of a module that has imported ``numpy as np``. ``right`` is None where every other form is
    wrong. ``needs`` names a library without which the entry cannot run. ``verdict`` is the one that the wrong rewrite gets:
    ``error`` where nothing can be said, which is no acceptance either.
    """

    name: str
    before: str
    right: str | None
    wrong: str
    calls: tuple[str, ...]
    says: str
    needs: str | None = None
    verdict: str = "different"


A = "np.arange(6.)"
M = "np.arange(12.).reshape(3, 4)"
