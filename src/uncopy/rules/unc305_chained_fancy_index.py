"""UNC305."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts, shapes
from uncopy.facts import domain as d
from uncopy.fixes.rewriting import CannotRewrite, Rewriting
from uncopy.guards.answer import Answer, Guard, guard, no, yes
from uncopy.guards.copy_layout import order_unseen
from uncopy.guards.cross_index import cross_index, listed
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.worth import may_pay
from uncopy.lower.ir import Step
from uncopy.rules.base import Candidate, Meta, Rule, one
from uncopy.rules.hoisting import surely_bound
from uncopy.rules.in_place import numpy_name
from uncopy.rules.masks import is_array

_FEW = 8  # rows or columns: a copy of fewer is not worth a line of anybody's attention


@guard("picks-many", "Does the first index pick more than a few?", cost=True)
def _picks_many(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """What is saved is what the first index picks."""
    first = candidate.more["columns" if candidate.more["ordered"] else "rows"]
    found = shapes.lengths(facts.fact(first))
    few = found is not None and shapes.is_number(found[0]) and int(str(found[0])) < _FEW
    if few or listed(facts, first):
        return no("a few numbers pick little of the array", facts.body.steps[first].node)
    return yes()


class ChainedFancyIndex(Rule):
    """Rows are picked from an array, and columns from what that gave: all columns of the rows are copied first.

    ## What it finds

    `a[rows][:, cols]` and `a[:, cols][rows]`, where both are indexed by arrays or lists.

    ## Why it costs

    Indexing by an array makes a copy. The first one has all columns of the rows (or all rows of the columns), only for
    the second one to pick some of them.

    ## Example

    ```python
    block = a[:, cols][rows]       # becomes: block = a[np.ix_(rows, cols)]
    ```

    ## When the fix is safe

    `a` is exactly a NumPy array, and both indices are arrays of one dimension: masks as long as the axis that they are
    for, or numbers. Those must lie within the array for certain, or the other index must pick something for certain:
    `np.ix_` does not notice a wrong place where there is nothing to pick.

    `a[:, cols][rows]` gives an array in C order, as `np.ix_` does. `a[rows][:, cols]` gives one in another order: there
    nothing may depend on it, as where the result is stored into an array, or only asked for its shape, or whether
    any of it is true.

    ## When nothing is saved

    For small arrays, and where the first index picks a few rows or columns only.

    ## Known limits

    Where the rows have a name of their own, they are taken to be meant. Off by default, because it is seldom known that
    both indices are arrays.
    """

    meta = Meta("UNC305", "chained-fancy-index", "indexing", "0.1", "1 array of all columns")
    guards: tuple[Guard, ...] = (knowable_frame, cross_index, order_unseen, _picks_many, may_pay)

    def gate(self, node: ast.AST) -> bool:
        """A subscript of a subscript, one of them with a full slice first."""
        if not isinstance(node, ast.Subscript) or not isinstance(node.value, ast.Subscript):
            return False
        return isinstance(node.slice, ast.Tuple) or isinstance(node.value.slice, ast.Tuple)

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Subscripts by an array along one of the first two axes, of such along the other one."""
        updated = {s.target for s in facts.body.lines if isinstance(s, cst.AugAssign)}
        for step in facts.body.steps:
            node = step.node
            if step.op != "index" or not isinstance(node, cst.Subscript) or node in updated:
                continue
            inner = node.value
            if not isinstance(inner, cst.Subscript) or facts.body.values.get(inner) != step.args[0]:
                continue
            first, second = _axis(facts, inner), _axis(facts, node)
            if first is None or second is None or {first[0], second[0]} != {0, 1}:
                continue
            rows, columns = (first[1], second[1]) if first[0] == 0 else (second[1], first[1])
            base = facts.body.steps[step.args[0]]
            if base.op != "index" or not facts.fact(base.args[0]).may(d.ARRAY):
                continue
            whole, few = ("columns", "rows") if first[0] == 0 else ("rows", "columns")
            yield Candidate(
                node,
                step,
                f"all {whole} of some {few} are copied first, and then some of the {whole} again",
                one(1, f"all {whole} of these {few}"),
                "pick rows and columns together",
                base.args[0],
                effect="share",
                more={
                    "rows": facts.body.values[rows],
                    "columns": facts.body.values[columns],
                    "names": _plain(facts, rows) and _plain(facts, columns),
                    "ordered": first[0] == 1,
                    "base": inner.value,
                    "row_node": rows,
                    "column_node": columns,
                    "numpy": numpy_name(facts, step),
                },
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``a[np.ix_(rows, cols)]``."""
        more = candidate.more
        if more["numpy"] is None:
            raise CannotRewrite("the module has no name for NumPy here")
        base = rewriting.outer_text(more["base"])
        rows, columns = rewriting.outer_text(more["row_node"]), rewriting.outer_text(more["column_node"])
        rewriting.replace(candidate.node, f"{base}[{more['numpy']}.ix_({rows}, {columns})]")


def _axis(facts: FunctionFacts, node: cst.Subscript) -> tuple[int, cst.BaseExpression] | None:
    """The axis that is indexed by an array, and the array, where all else in the subscript are full slices."""
    found: tuple[int, cst.BaseExpression] | None = None
    for place, element in enumerate(node.slice):
        part = element.slice
        if isinstance(part, cst.Slice):
            if part.lower is not None or part.upper is not None or part.step is not None:
                return None
        elif found is not None or not isinstance(part, cst.Index) or part.star is not None:
            return None
        elif part.value not in facts.body.values or not is_array(facts, part.value):
            return None
        else:
            found = place, part.value
    return found


def _plain(facts: FunctionFacts, node: cst.BaseExpression) -> bool:
    """Whether it is a name that is bound for certain, or a list of numbers: reading it does nothing else."""
    if isinstance(node, cst.List):
        return all(isinstance(e.value, cst.Integer) for e in node.elements)
    step: Step | None = facts.step_of(node)
    return isinstance(node, cst.Name) and step is not None and step.op != "global" and surely_bound(facts, step.id)
