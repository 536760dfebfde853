"""UNC207."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from uncopy.facts import FunctionFacts
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.outliving import no_part
from uncopy.rules import temporaries
from uncopy.rules.base import Candidate, Meta, Rule


class DyingOperand(Rule):
    """A new array is made although a named one, which could take the result, is not read again.

    ## What it finds

    `d = a - b` and later `return np.exp(d)` or `y = (d - m) / s`: operations on an array that was made in the function
    and has a name, but is read here for the last time.

    ## Why it costs

    NumPy reuses unnamed arrays only. The array that is not needed any more lives on under its name, beside the result,
    until the function ends or the name is bound to something else.

    ## Example

    ```python
    d = a - b
    return np.exp(d)      # becomes: return np.exp(d, out=d)
    ```

    ## When the fix is safe

    The array was made in the function and nobody else can see it, before or after: no caller, no other name or view
    that is read later, no container, closure or call that kept it. Every step has the dtype, shape and memory layout
    that the array has, under every supported NumPy.

    ## When nothing is saved

    Where the first operation goes into an unnamed temporary on the right, as in `y = d + a * b`; and where `d` is
    a part of a larger array, all of which the result would keep.

    ## Known limits

    Only whole right-hand sides and returned values, and no module's names, which anybody may read. There is no finding
    where nothing tells that it is an array.
    """

    meta = Meta("UNC207", "dying-operand", "in-place", "0.1", "1 array", preview=True)
    guards: tuple[Guard, ...] = (*temporaries.INTO_THE_OLD, no_part)

    def gate(self, node: ast.AST) -> bool:
        """An operator or call on a name, assigned to a name or returned."""
        return any(
            isinstance(operand, ast.Name)
            for inner in temporaries.nested(temporaries.spoken(node))
            for operand in temporaries.operands(inner)
        )

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Assignments ``y = f(d)`` and returns of the same."""
        for split in temporaries.dying(facts):
            yield split.candidate(
                facts,
                f"`{split.root}` is not needed after this, and its memory could take the result",
                f"write into {split.root}",
                rooted=True,
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``y = np.exp(d, out=d)``, or ``d *= 2`` and ``y = d``."""
        temporaries.rewrite_chain(candidate, rewriting)
