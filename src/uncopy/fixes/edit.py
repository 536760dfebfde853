"""What a rule asks for: edits against the original text, and the findings that carry them.

Lines and columns are 1-based, columns count characters, and ends are exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Applicability = Literal["safe", "unsafe"]


class Position(NamedTuple):
    """A place in a text: 1-based line, 1-based column in characters."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text from ``start`` up to (not including) ``end`` by ``content``."""

    start: Position
    end: Position
    content: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A rewrite: what it is called, how far it is proved, and the edits that make it."""

    applicability: Applicability
    title: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A guard that did not answer Yes, why, and the line (1-based, or None) that decided."""

    guard: str
    answer: Literal["no", "unknown"]
    reason: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Saves:
    """What a fix saves: in words, and in arrays of the size at hand."""

    text: str
    arrays: float


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where memory is spent that need not be.

    ``code`` is ``UNC000`` for an internal error in one function and ``UNC001`` for a file that cannot be
    parsed; such findings carry no fix, and the file they name is never written.
    """

    code: str
    name: str
    message: str
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    saves: Saves | None = None
    fix: Fix | None = None
    refusals: tuple[Refusal, ...] = ()
