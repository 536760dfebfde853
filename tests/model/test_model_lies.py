"""Every field of every row told more conveniently than it is: the row's own probes must turn red.

A lie that nobody notices means that the field is not proved by any call form. Those that no look from outside can show
stand in hidden.toml, with the reason.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from tests.model.checker import Seen, check
from tests.model.probes import check_foreign, check_retains
from tests.model.reading import Call
from tests.model.test_model_rows import MODEL, NAMES, NO_CALL, forms
from tests.model.worlds import SCIPY_WORLDS, WORLDS, Foreign, Sub, world
from uncopy.model import Row, Term

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PARTS = 4
"""A run takes one row of so many; UNCOPY_MODEL=1, 2 or 3 takes others, UNCOPY_MODEL=all takes all."""
FIRST = ("C f8", "F f8", "scalar f8", "C f4", "C i8", "strided f8", "F c16", "readonly f8")
ORDER = (*FIRST, *(w for w in WORLDS if w not in FIRST))
"""The worlds, the telling ones first."""
SHAPES = {"1d": "2d", "2d": "1d", "()": "1d"}
ZEROS = {"scalar": ("array", "never"), "array": ("never",), "same": ("never",), "number": ("scalar", "never")}


def fresh(term: Term) -> Term:
    """The same result, all of it new."""
    if term.head in ("tuple", "list"):
        return Term(term.head, tuple(fresh(t) for t in term.args if isinstance(t, Term)), term.many)
    return Term("fresh") if term.head in ("maybe", "view", "same") else term


def lies(row: Row) -> Iterator[tuple[str, dict[str, Any]]]:
    """More convenient things to say than what the row says, by field."""
    if (told := fresh(row.returns)) != row.returns:
        yield "returns", {"returns": told}
    for p in row.writes or ():
        yield f"writes {p}", {"writes": tuple(x for x in row.writes or () if x != p)}
    for p in row.retains or ():
        yield f"retains {p}", {"retains": tuple(x for x in row.retains or () if x != p)}
    if row.returns.head == "unknown" or row.returns.head == "none":
        return
    if row.kind.head == "python":
        if row.dtype.head in ("int", "float", "bool", "str", "bytes"):
            yield "dtype", {"dtype": Term("int" if row.dtype.head != "int" else "bool")}
        return
    if row.kind.head not in ("ndarray", "like"):
        return
    if row.kind.head == "like":
        yield "kind", {"kind": Term("ndarray")}
    if row.dtype.head != "unknown":
        yield "dtype", {"dtype": Term("f4" if row.dtype.head in ("f8", "numeric") else "f8")}
        inner = row.dtype.args[1] if row.dtype.head == "param" and len(row.dtype.args) > 1 else row.dtype
        if isinstance(inner, Term) and inner.head not in ("of", "numeric", "param") and inner.args:
            yield "dtype of", {"dtype": Term("of", (inner.args[-1],))}
    for zero in ZEROS.get(row.zero_d.head, ()):
        yield f"zero_d {zero}", {"zero_d": Term(zero)}
    if row.shape.head != "unknown":
        yield "shape", {"shape": Term(SHAPES.get(row.shape.head, "()"))}
    if row.layout.head != "unknown" and row.shape.head != "1d":  # what has one dimension is of either order
        yield "layout", {"layout": Term("F" if row.layout.head == "C" else "C")}
    if row.readonly is not None:
        yield "readonly", {"readonly": not row.readonly}


@lru_cache(maxsize=1)
def by_name() -> dict[str, list[Call]]:
    """The call forms of each row."""
    found: dict[str, list[Call]] = {}
    for call, _ in forms():
        found.setdefault(MODEL.resolve(call.name), []).append(call)
    return found


def noticed(name: str, told: Row) -> bool:
    """Whether any probe of a row contradicts what is told of it."""
    calls = by_name().get(name, [])
    if told.kind.head == "ndarray":
        for kind in (Sub, Foreign):
            if any(check_foreign(c, told, world("C f8", kind)) for c in calls):
                return True
    for w in ORDER if not name.startswith("scipy.") else SCIPY_WORLDS:
        values = world(w)
        for call in calls:
            seen = Seen()
            if check(call, told, values, MODEL, seen):
                return True
            if seen.wrote:
                values = world(w)
    return told.retains is not None and any(check_retains(c, told, lambda: world("C f8")) for c in calls)


def unnoticed(name: str) -> list[str]:
    """The lies about a row that nobody notices."""
    row = MODEL.row(name)
    assert row is not None
    return [field for field, lie in lies(row) if not noticed(name, replace(row, when=corrected(row, lie), **lie))]


def corrected(row: Row, lie: dict[str, Any]) -> dict[str, Any]:
    """The cases of the row without the field that is lied about, which would else put the lie right."""
    return {case: {k: v for k, v in change.items() if k not in lie} for case, change in row.when.items()}


def read_toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


HIDDEN = {
    (name, field)
    for group in read_toml(Path(__file__).with_name("hidden.toml"))["group"]
    for name in group["names"]
    for field in group["fields"]
}


def slice_of(names: tuple[str, ...]) -> tuple[str, ...]:
    part = os.environ.get("UNCOPY_MODEL", "0")
    return names if part == "all" else names[int(part) % PARTS :: PARTS]


@pytest.mark.parametrize("part", range(8))
def test_every_lie_about_a_row_is_noticed(part: int) -> None:
    names = [n for n in slice_of(NAMES)[part::8] if n not in NO_CALL]
    missed = [(n, field) for n in names for field in unnoticed(n)]
    assert [f"{n}: {field}" for n, field in missed if (n, field) not in HIDDEN] == []


def test_what_is_listed_as_hidden_has_a_reason_and_is_a_row() -> None:
    for group in read_toml(Path(__file__).with_name("hidden.toml"))["group"]:
        assert len(group["reason"]) > 10 and group["fields"]
        assert [n for n in group["names"] if MODEL.row(n) is None] == []
