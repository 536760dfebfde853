"""UNC903."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.guards.answer import Guard
from uncopy.guards.blas import blas_takes_it
from uncopy.guards.contracting import same_rounding
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.worth import may_pay
from uncopy.rules.base import Candidate, Meta
from uncopy.rules.copies import CopyRule
from uncopy.rules.transposed import factor_copied, spelled_as_product, whole_of

_LONG = 40  # characters of a transpose that are still shown


class CopyBeforeBlas(CopyRule):
    """A transposed matrix is copied before it is multiplied.

    ## What it finds

    `A.T.copy() @ B`, `B @ np.ascontiguousarray(A.T)`, `np.dot(A.T.copy(), v)`, `np.matmul(np.asfortranarray(A.T), B)`,
    `np.transpose(A).copy() @ B`, where the copy has no name.

    ## Why it costs

    The copy is a second matrix beside the first. BLAS, which NumPy leaves the product to, is told which way a matrix
    runs through memory and multiplies a transpose as fast as the matrix itself.

    ## Example

    ```python
    normal = np.ascontiguousarray(A.T) @ A      # becomes: normal = A.T @ A
    ```

    ## When the fix is safe

    Never: BLAS may add the products in another order for a transpose, so the last digits may differ. `A.T @ A` is
    even twice as fast, because only half of it is computed.

    ## When nothing is saved

    Where BLAS has no part in it: for integers, and for parts of a matrix with gaps between their elements, which `dot`
    copies by itself. For small arrays.

    ## Known limits

    A copy that has a name is not looked at: it may be multiplied many times, and be wanted for other things.
    """

    meta = Meta("UNC903", "copy-before-blas", "layout", "0.1", "1 array", fix="unsafe")
    guards: tuple[Guard, ...] = (knowable_frame, blas_takes_it, same_rounding, may_pay)

    def gate(self, node: ast.AST) -> bool:
        """A product of what is copied."""
        return spelled_as_product(node)

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Copies of transposes that are multiplied at once."""
        for step in facts.body.steps:
            found = factor_copied(facts, step)
            if found is None:
                continue
            copy, other, product = found
            value, source, _ = copy
            text = cst.Module([]).code_for_node(source.with_changes(lpar=[], rpar=[]))
            shown = f"`{text}`" if len(text) <= _LONG and "\n" not in text else "the transposed matrix"
            dropped = self.dropping(
                step, copy, f"{shown} is copied, although BLAS multiplies it as it is", "the matrix"
            )
            whole = whole_of(facts, value)
            more = {**dropped.more, "whole": value if whole is None else whole}
            yield Candidate(
                dropped.node,
                step,
                dropped.message,
                dropped.saves,
                "multiply the transpose itself",
                step.id if facts.fact(value).kinds == d.ANYTHING else value,
                (value, other),
                product,
                effect="share",
                more=more,
            )
