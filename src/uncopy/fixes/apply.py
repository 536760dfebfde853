"""Edits to text: sorted, checked for overlap, applied all at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from uncopy.fixes.edit import Edit
from uncopy.source.text import split_lines


def offsets(lines: Sequence[str]) -> list[int]:
    """Where each line begins, in characters."""
    out, total = [], 0
    for line in lines:
        out.append(total)
        total += len(line)
    out.append(total)
    return out


def overlap(first: Iterable[Edit], second: Iterable[Edit]) -> bool:
    """Whether an edit of one fix touches the text of an edit of another; two insertions at one place do."""
    others = list(second)
    return any((a.start < b.end and b.start < a.end) or a.start == b.start for a in first for b in others)


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits made. Raises ValueError if two of them overlap."""
    lines = split_lines(text)
    starts = offsets(lines)
    out: list[str] = []
    place = 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        start = starts[edit.start.line - 1] + edit.start.column - 1
        end = starts[edit.end.line - 1] + edit.end.column - 1
        if start < place:
            raise ValueError("edits overlap")
        out += [text[place:start], edit.content]
        place = end
    out.append(text[place:])
    return "".join(out)
