"""UNC502."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.spread import no_negative_length, order_of_results, quiet, same_numbers, spread_again, spread_pays
from uncopy.rules import spreading
from uncopy.rules.base import Candidate, Meta, Rule, one

_SPELLED = {"meshgrid", "indices", "mgrid"}


class DenseMeshgrid(Rule):
    """The coordinates of a grid are written out for each of its points, although broadcasting would combine the axes.

    ## What it finds

    `x, y = np.meshgrid(...)`, `i, j = np.indices((n, m))` and `i, j = np.mgrid[:n, :m]` where all that reads the
    coordinates is elementwise, and in the end combines all axes.

    ## Why it costs

    Each coordinate is an array as large as the grid, and so is what is computed from one coordinate alone. With
    `sparse=True`, or `np.ogrid` for `np.mgrid`, each is one row or column.

    ## Example

    ```python
    x, y = np.meshgrid(np.arange(n), np.arange(n))     # becomes: np.meshgrid(np.arange(n), np.arange(n), sparse=True)
    r = np.hypot(x, y)
    ```

    ## When the fix is safe

    Every result of the coordinates is combined, sooner or later, with an array that has the axes that it lacks, so it
    has the shape that it had. `z = np.cos(x)` that is returned would have one row: then nothing is said. All arrays are
    in C order. What is computed from one coordinate alone must not be able to warn where a grid without points would
    not: the axes are of one length, their lengths are written out, or it is arithmetic with whole numbers.
    `np.indices` raises for negative lengths, and does not if it is sparse; so does `np.mgrid`, but not `np.ogrid`. So
    they must be lengths of arrays, or written out, or counted by an imaginary step.

    ## When nothing is saved

    For small grids.

    ## Known limits

    The axes must be known to be vectors. A `mgrid` that was imported under that name is not looked at.
    """

    first = True
    meta = Meta("UNC502", "dense-meshgrid", "broadcasting", "0.1", "2 or 3 arrays")
    guards: tuple[Guard, ...] = (
        knowable_frame,
        spread_again,
        order_of_results,
        same_numbers,
        quiet,
        no_negative_length,
        spread_pays,
    )

    def gate(self, node: ast.AST) -> bool:
        """Something named meshgrid, indices or mgrid, called or subscripted."""
        if not isinstance(node, (ast.Call, ast.Subscript)):
            return False
        function = node.func if isinstance(node, ast.Call) else node.value
        return (function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")) in _SPELLED

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Calls whose results are given one name each."""
        for grid in spreading.grids(facts):
            others = spreading.every(facts)
            count = len(grid.thin)
            yield Candidate(
                grid.node,
                grid.step,
                "the coordinates are written out for each point of the grid, although all that reads them broadcasts",
                one(count, "the grid"),
                "make the grid sparse",
                grid.step.id,
                spreading.depending(facts, grid.thin, others),
                effect="share",
                more={"thin": grid.thin, "sources": (), "grid": grid, "others": frozenset()},
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``sparse=True``, or ``ogrid``."""
        node = candidate.more["grid"].node
        if isinstance(node, cst.Call):
            rewriting.add_argument(node, "sparse=True")
        else:
            rewriting.replace(node.value.attr, "ogrid")
