"""UNC208."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.each import each
from uncopy.guards.name_unseen import name_unseen
from uncopy.guards.order_kept import order_kept
from uncopy.guards.temporary import lowers_peak
from uncopy.guards.worth import pays
from uncopy.rules import temporaries
from uncopy.rules.base import Candidate, Meta, Rule


class RightOperandTemporary(Rule):
    """An operator makes an array beside an unnamed one that NumPy does not reuse.

    ## What it finds

    `y = c - a * b`, `y = 1 / (1 + a)`, `y = 2 ** (a + b)`, `y = (a + b) % 2`, `y = (M * 2) - row`, and the same after
    `return` or within further operators: an unnamed array as an operand where NumPy cannot put the result into it.

    ## Why it costs

    NumPy reuses an unnamed array only as the left operand of an operator (as the right one, only of `+`, `*` and the
    bitwise ones), never for `%`, and only if the other operand has its full shape or is a number. Elsewhere it and the
    result live at the same time. With a name for it, the operator can write into it.

    ## Example

    ```python
    y = c - a * b      # becomes: y = a * b
                       #          np.subtract(c, y, out=y)
    z = (M * 2) - row  # becomes: z = M * 2
                       #          z -= row
    ```

    ## When the fix is safe

    The unnamed array is new memory, and the result has its dtype, shape and memory layout under every supported NumPy.
    For what only a function with `out=` can write, it is exactly a NumPy array of one dimension or more. Everything is
    evaluated in the old order, and nobody can read the name while it stands for the unnamed array: no handler of an
    exception, no inner function, no other operand.

    ## When nothing is saved

    Where NumPy reuses the temporary by itself, as in `a * b - c`; it does not under Python 3.14. Where making it takes
    two arrays at once by itself.

    ## Known limits

    Only a whole right-hand side or returned value is rewritten, not a part of one. There is no finding where nothing
    tells that an operand is an array. What stands to the left must be a number or the name of a local variable: it is
    read later than before.
    """

    meta = Meta("UNC208", "right-operand-temporary", "in-place", "0.1", "1 array")
    guards: tuple[Guard, ...] = (
        *temporaries.STEP_BY_STEP,
        each(order_kept),
        each(name_unseen),
        pays,
        lowers_peak,
    )

    def gate(self, node: ast.AST) -> bool:
        """An operator, in what is assigned to a name or returned, of which an operand is made in place."""
        return any(
            isinstance(inner, (ast.BinOp, ast.UnaryOp)) and any(map(temporaries.is_made, temporaries.operands(inner)))
            for inner in temporaries.nested(temporaries.spoken(node))
        )

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Assignments ``y = c - temporary`` and returns of the same, within operators that NumPy works in place."""
        for split in temporaries.splits(facts):
            if not isinstance(split.links[0].found.node, cst.Call):
                yield split.candidate(
                    facts,
                    "the operator makes an array beside an unnamed one that NumPy does not reuse",
                    "name the unnamed array and write into it",
                )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``y = temporary`` and ``np.subtract(c, y, out=y)``, and for a return ``return y``."""
        temporaries.rewrite(candidate, rewriting)
