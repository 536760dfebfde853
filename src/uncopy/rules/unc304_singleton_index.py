"""UNC304."""

from __future__ import annotations

import ast
from typing import Any, ClassVar

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.guards.answer import Guard
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.never_written import not_told_apart, result_still, source_still
from uncopy.guards.outliving import not_outlived
from uncopy.guards.single import row_pays, single_in_bounds
from uncopy.guards.view_for_copy import copy_not_kept, same_order
from uncopy.rules.base import Meta
from uncopy.rules.unc301_range_as_index import RangeAsIndex


class SingletonIndex(RangeAsIndex):
    """An array is indexed by a list of one number, which copies the row or column that a slice would show.

    ## What it finds

    `a[[i]]`, `a[:, [j]]`, where all other parts of the index are full slices, and `np.take(a, [i], axis=0)`.

    ## Why it costs

    The list is there to keep the dimension. A slice of one keeps it as well, and is a view.

    ## Example

    ```python
    for j in range(a.shape[1]):
        out[:, j] = (a[:, [j]] > bounds[j]).sum(axis=1)      # becomes: a[:, j:j + 1]
    ```

    ## When the fix is safe

    `a` is exactly a NumPy array; the index is a name or a number and lies within the array for certain, as that of a
    loop over its length does; what is taken is only read, in this function, and `a` is not written meanwhile; and the
    slice has the memory order of the copy, or nothing depends on it.

    ## When nothing is saved

    For small arrays, where what is taken has a few elements, and where it is used longer than the array, all of which a
    view would keep in memory.

    ## Known limits

    NumPy's own numbers as an index are not proved to be within the array, nor those of Python that are computed. Off by
    default, because rows and columns are mostly small.
    """

    meta = Meta("UNC304", "singleton-index", "indexing", "0.1", "1 row or column", preview=True)
    guards: tuple[Guard, ...] = (
        knowable_frame,
        single_in_bounds,
        result_still,
        source_still,
        copy_not_kept,
        not_told_apart,
        same_order,
        row_pays,
        not_outlived,
    )
    message: ClassVar[str] = "a list of one index makes a copy where a slice would be a view"

    def gate(self, node: ast.AST) -> bool:
        """A subscript that has a list of one item in it, or a `take` that is given one."""
        if isinstance(node, ast.Subscript):
            parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            return any(_one(part) for part in parts)
        if not isinstance(node, ast.Call) or not isinstance(node.func, (ast.Attribute, ast.Name)):
            return False
        name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
        return name == "take" and any(_one(a) for a in (*node.args, *(k.value for k in node.keywords)))

    @staticmethod
    def span(facts: FunctionFacts, node: cst.BaseExpression) -> dict[str, Any] | None:
        """From the index to the next one."""
        value = facts.body.values.get(node)
        if value is None or not isinstance(node, cst.List) or facts.body.steps[value].op != "list":
            return None
        step = facts.body.steps[value]
        if len(step.args) != 1 or step.data or not isinstance(node.elements[0], cst.Element):
            return None
        single, fact = node.elements[0].value, facts.fact(step.args[0])
        if not fact.only(d.NUMBER | d.SCALAR) or fact.dtypes <= {"bool", "s:b1"}:
            return None
        if type(fact.const) is int and not isinstance(single, cst.Name):
            low, high = str(fact.const), str(fact.const + 1) if fact.const != -1 else ""
        elif isinstance(single, cst.Name):
            low, high = single.value, f"{single.value} + 1"
        else:
            return None
        if isinstance(single, cst.Name) and type(fact.const) is int and fact.const < 0:
            return None
        return {
            "step": 1,
            "low": 0,
            "high": 1,
            "low_text": low,
            "high_text": high,
            "any_number": False,
            "indexed": False,
            "single": step.args[0],
        }


def _one(node: ast.AST) -> bool:
    return isinstance(node, ast.List) and len(node.elts) == 1
