"""Which argument of a call is which parameter of a row."""

from __future__ import annotations

from collections.abc import Sequence

from uncopy.model.row import Row


def bind(row: Row, positional: int, keywords: Sequence[str]) -> dict[str, int | str | tuple[int, ...]] | None:
    """Map parameters to the index (int) or keyword (str) of the argument that they get; ``*p`` to a tuple of indices.

    ``positional`` counts the positional arguments; of a method call the receiver is the first. None where the call
    does not bind: too many or too few arguments, or a keyword that the row does not know. A call with ``*args`` or
    ``**kwargs`` cannot be bound at all: do not ask.
    """
    if row.params is None or row.attribute:
        return None
    bound: dict[str, int | str | tuple[int, ...]] = {}
    index = 0
    for p in row.params:
        if p.kind == "variadic":
            bound[p.name] = tuple(range(index, max(index, positional)))
            index = max(index, positional)
        elif p.kind != "keyword" and index < positional:
            bound[p.name] = index
            index += 1
    if index < positional:
        return None
    named = {p.name for p in row.params if p.kind in ("either", "keyword")}
    for keyword in keywords:
        if keyword not in named or keyword in bound:
            return None
        bound[keyword] = keyword
    if any(p.default is None and p.name not in bound for p in row.params):
        return None
    return bound
