"""UNC503."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from uncopy.facts import FunctionFacts
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.answer import Guard
from uncopy.rules import spreading
from uncopy.rules.base import Candidate, Meta, Rule
from uncopy.source.trees import last_word


class OnesForBroadcast(Rule):
    """An array is multiplied by ones to repeat it, although broadcasting does that without a copy.

    ## What it finds

    `M - np.ones((n, 1)) * v`, `M / np.outer(np.ones(n), v)`, `M < np.outer(s, np.ones(k))`, and
    `rows = np.ones((n, 1)) * v` where all that reads `rows` is arithmetic with arrays that have those n rows.

    ## Why it costs

    The product is as large as the other array, and says nothing that the short one does not say.

    ## Example

    ```python
    n, k = M.shape
    centred = M - np.ones((n, 1)) * M.mean(axis=0)      # becomes: M - M.mean(axis=0)
    scaled = M / np.outer(M.std(axis=1), np.ones(k))    # becomes: M / M.std(axis=1)[:, None]
    ```

    ## When the fix is safe

    As for `np.tile` (UNC501). Times one must be the number itself, in the dtype that it has: float64 arrays, and
    others where `np.ones` is given their dtype. For complex numbers it is not where they are infinite.

    ## When nothing is saved

    Where NumPy puts the result into the product by itself (`M + np.ones((n, 1)) * v`), or into the other operand.

    ## Known limits

    A parameter's memory order and dtype are seldom known.
    """

    first = True
    meta = Meta("UNC503", "ones-for-broadcast", "broadcasting", "0.1", "1 array")
    guards: tuple[Guard, ...] = spreading.GUARDS

    def gate(self, node: ast.AST) -> bool:
        """A call of something named ones."""
        if not isinstance(node, ast.Call):
            return False
        function = node.func
        return last_word(function) == "ones"

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Products with ones that have axes which the other array has not."""
        for spread in spreading.repeats(facts, spreading.multiplied):
            yield spread.candidate(
                facts, "an array is multiplied by ones to repeat it, although broadcasting does that"
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """What is multiplied."""
        spreading.rewrite(candidate, rewriting)
