"""UNC501."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from uncopy.facts import FunctionFacts
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.answer import Guard
from uncopy.rules import spreading
from uncopy.rules.base import Candidate, Meta, Rule

_SPELLED = {"tile", "repeat"}


class TileForBroadcast(Rule):
    """An array is repeated to the size of another one, although broadcasting does that without a copy.

    ## What it finds

    `M - np.tile(v, (n, 1))`, `M / np.repeat(s[:, None], k, axis=1)`, `np.tile(s, (k, 1)).T * M`, and
    `rows = np.tile(v, (n, 1))` where all that reads `rows` is arithmetic with arrays that have those n rows.

    ## Why it costs

    The repeated array is as large as the other one, and says nothing that the short one does not say.

    ## Example

    ```python
    n, k = M.shape
    centred = M - np.tile(M.mean(axis=0), (n, 1))          # becomes: M - M.mean(axis=0)
    scaled = M / np.repeat(M.std(axis=1)[:, None], k, axis=1)  # becomes: M / M.std(axis=1)[:, None]
    ```

    ## When the fix is safe

    All that reads the repeated array is an elementwise operation. Sooner or later each meets an array that has, for
    certain, as many elements along the axis as the array was repeated: so every result has the shape that it had. All
    are exactly NumPy arrays in C order, so the results have the memory order that they had. Nothing writes the short
    array while the repeated one is in use. To repeat it less than no times raises; so it is repeated as often as an
    array is long that was there before. Functions other than arithmetic are applied to what lies densely in memory,
    where NumPy computes them in one way.

    ## When nothing is saved

    Where NumPy puts the result into the repeated array by itself (`M * np.repeat(...)`), or into the other operand.

    ## Known limits

    A parameter's memory order is seldom known: a result of an array in Fortran order would be in that order, too.
    `np.repeat` by an array of counts, and of axes that have several elements, is no broadcasting.
    """

    first = True
    meta = Meta("UNC501", "tile-for-broadcast", "broadcasting", "0.1", "1 array")
    guards: tuple[Guard, ...] = spreading.GUARDS

    def gate(self, node: ast.AST) -> bool:
        """A call of something named tile or repeat."""
        if not isinstance(node, ast.Call):
            return False
        function = node.func
        return (isinstance(function, ast.Attribute) and function.attr in _SPELLED) or (
            isinstance(function, ast.Name) and function.id in _SPELLED
        )

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Calls of ``tile`` and ``repeat`` along axes that have one element, or are not there."""
        for find in (spreading.tiled, spreading.repeated):
            for spread in spreading.repeats(facts, find):
                yield spread.candidate(facts, "an array is repeated although broadcasting does that without a copy")

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """What is repeated."""
        spreading.rewrite(candidate, rewriting)
