"""UNC902."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.fixes.edit import Saves
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.worth import may_pay
from uncopy.lower.ir import Loop, Step
from uncopy.rules.base import Candidate, Meta, Rule


class ColumnWalk(Rule):
    """The columns of an array in C order are gone through again and again.

    ## What it finds

    `a[:, j]` in a loop over `j` that stands in another loop, where `a` is in C order, made before both loops, and read
    in them by columns only.

    ## Why it costs

    The numbers of a column lie a whole row apart, so each of them is fetched with a line of cache of which the rest is
    of no use to that column. Of 20 columns of 100,000 numbers, `np.exp(a[:, j])` takes ten times as long as in Fortran
    order, and `r - 0.1 * a[:, j]` six times. What wants its numbers one after the other copies the column.

    ## Example

    ```python
    a = np.asfortranarray(a)                 # this line is added, or a is made with order="F"
    for sweep in range(sweeps):
        for j in range(a.shape[1]):
            resid -= step[j] * a[:, j]
    ```

    ## When the fix is safe

    There is no fix: it is a matter of time, not of memory, and the memory order of an array can be seen by what it is
    given to.

    ## When nothing is saved

    Where the columns are gone through once: putting the array in Fortran order takes as long. In short columns, and
    where the work on a column takes longer than fetching it.

    ## Known limits

    An array that the function is given is not known to be in C order. Off by default: it saves time only.
    """

    meta = Meta("UNC902", "column-walk", "layout", "0.1", "time", fix="advice")
    guards: tuple[Guard, ...] = (may_pay,)

    def gate(self, node: ast.AST) -> bool:
        """A subscript of two parts, all of the first axis and a name."""
        if not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Tuple) or len(node.slice.elts) != 2:
            return False
        rows, column = node.slice.elts
        whole = isinstance(rows, ast.Slice) and rows.lower is rows.upper is rows.step is None
        return whole and isinstance(column, ast.Name)

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Columns that are read in a loop within a loop, the first of each array."""
        told: set[tuple[int, int]] = set()
        for step in facts.body.steps:
            loops = [loop for loop in facts.body.loops if step.block in loop and _statement(loop)]
            if step.op != "index" or len(loops) < 2 or not _column(facts, step, loops):
                continue
            base = step.args[0]
            outer = min(loops, key=lambda loop: loop.first)
            fact = facts.seen(base, step)
            named = [name for name, values in facts.body.names.items() if base in values]
            if facts.body.steps[base].block in outer or not named or (base, outer.header) in told:
                continue
            if not fact.only(d.ARRAYS) or fact.ndim != (2, 2) or not fact.layout.is_c or _by_rows(facts, base, outer):
                continue
            told.add((base, outer.header))
            name = named[0]
            yield Candidate(
                step.node or outer.node,
                step,
                f"each pass of the outer loop goes down all columns of `{name}`, whose numbers lie a row apart: make"
                f' `{name}` with `order="F"`, or put it in that order once, by `np.asfortranarray({name})` before the'
                " loops; or go through its rows",
                Saves("time: the numbers of a column would lie one after the other", 0.0),
                "",
                base,
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """Nothing: the order of an array can be seen."""


def _statement(loop: Loop) -> bool:
    return isinstance(loop.node, (cst.For, cst.While))


def _column(facts: FunctionFacts, step: Step, loops: list[Loop]) -> bool:
    """Whether it reads a whole column by the number that the innermost loop counts."""
    inner = max(loops, key=lambda loop: loop.first)
    if not isinstance(step.node, cst.Subscript) or not isinstance(inner.node, cst.For) or len(step.node.slice) != 2:
        return False
    rows, column = (part.slice for part in step.node.slice)
    if not isinstance(rows, cst.Slice) or rows.lower is not None or rows.upper is not None or rows.step is not None:
        return False
    counted = inner.node.iter
    ranged = isinstance(counted, cst.Call) and facts.of(counted.func).callee in ("range", "builtins.range")
    names = isinstance(column, cst.Index) and isinstance(column.value, cst.Name)
    return (
        ranged
        and names
        and isinstance(inner.node.target, cst.Name)
        and isinstance(column, cst.Index)
        and isinstance(column.value, cst.Name)
        and column.value.value == inner.node.target.value
    )


def _by_rows(facts: FunctionFacts, base: int, loop: Loop) -> bool:
    """Whether the array is used in the loop other than by single columns, or for its form."""
    for use in facts.uses(base):
        if use.block not in loop or (use.op == "attr" and use.data in ("shape", "size", "ndim", "dtype")):
            continue
        if use.op not in ("index", "store_index"):
            return True
        index = facts.body.steps[use.args[1]]
        if index.op != "tuple" or len(index.args) != 2 or facts.body.steps[index.args[0]].op != "slice":
            return True
    return False
