"""Columns of a table that subscripts pick, as numbers in the text."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.lower.ir import Step

MOST_COLUMNS = 8  # of more the list of them grows longer than the code around it


def picked(facts: FunctionFacts, use: Step, read: Step) -> list[int] | None:
    """The columns that a subscript of two parts picks, if they are numbers in the text."""
    node = use.node
    if use.op != "index" or use.args[0] != read.id or not isinstance(node, cst.Subscript) or len(node.slice) != 2:
        return None
    index = facts.body.steps[use.args[1]]
    if index.op != "tuple" or index.data or len(index.args) != 2 or read.id in index.args:
        return None
    rows, column = facts.fact(index.args[0]), node.slice[1].slice
    if rows.const is None or rows.const is ... or rows.only(d.TUPLE):
        return None
    if isinstance(column, cst.Index):
        number = _number(column.value)
        return [number] if column.star is None and number is not None else None
    if not isinstance(column, cst.Slice) or column.step is not None or column.upper is None:
        return None
    low, high = 0 if column.lower is None else _number(column.lower), _number(column.upper)
    return None if low is None or high is None or high > low + MOST_COLUMNS else list(range(low, high)) or None


def _number(node: cst.BaseExpression) -> int | None:
    return int(node.value) if isinstance(node, cst.Integer) and node.value.isdigit() else None


def counted_anew(column: cst.BaseSlice, used: Sequence[int]) -> str:
    """A column, or a slice of columns, counted among those that are used."""
    if isinstance(column, cst.Index):
        return str(used.index(_number(column.value) or 0))
    assert isinstance(column, cst.Slice)
    first = used.index(0 if column.lower is None else _number(column.lower) or 0)
    return f"{first or ''}:{first + width(column)}"


def width(column: cst.BaseSlice) -> int:
    """How many columns a column or slice of columns is."""
    if not isinstance(column, cst.Slice) or column.upper is None:
        return 1
    return (_number(column.upper) or 0) - (0 if column.lower is None else _number(column.lower) or 0)
