"""UNC105."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.flat_already import flat_already
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.never_written import not_told_apart, result_not_kept, result_still, source_still
from uncopy.guards.worth import pays
from uncopy.rules.base import Candidate, Meta, Rule, one


class FlattenOnlyRead(Rule):
    """`flatten` copies an array whose flat form is only read.

    ## What it finds

    `x.flatten()`, whatever its `order`.

    ## Why it costs

    `flatten` always copies; `ravel` gives a view where the elements already lie one after the other.

    ## Example

    ```python
    return np.histogram(image.flatten(), bins=64)      # becomes: image.ravel()
    ```

    ## When the fix is safe

    The array is exactly a NumPy array. While the flat form is read, nothing writes the array; while the array is in
    reach, nothing writes, keeps or returns the flat form. An array that was made here and is not read again hands its
    memory over. Both forms are dense and one-dimensional, so nothing else differs.

    ## When nothing is saved

    Where `ravel` has to copy too: of a transpose, or of a slice along a later axis.

    ## Known limits

    Other libraries have a `flatten`, too: where nothing but this call tells that it is an array, the fix is unsafe.
    """

    meta = Meta("UNC105", "flatten-only-read", "copies", "0.1", "1 array")
    guards: tuple[Guard, ...] = (
        knowable_frame,
        source_still,
        result_still,
        result_not_kept,
        not_told_apart,
        flat_already,
        pays,
    )

    def gate(self, node: ast.AST) -> bool:
        """A call of a method named flatten."""
        return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "flatten"

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Calls of ``flatten`` on NumPy's arrays with order C, F or none."""
        for step in facts.body.steps:
            if step.op != "call" or not (isinstance(step.node, cst.Call) and isinstance(step.node.func, cst.Attribute)):
                continue
            function = facts.fact(step.args[0])
            orders = [facts.fact(v).const for v in step.args[1:]]
            if function.callee != "ndarray.flatten" or function.receiver is None or step.data.starred:
                continue
            if not set(step.data.keywords) <= {"order"} or len(orders) > 1 or any(o not in ("C", "F") for o in orders):
                continue
            yield Candidate(
                step.node,
                step,
                "`flatten` copies although its result is only read",
                one(1, "the array"),
                "use ravel",
                function.receiver,
                operation=function.callee,
                effect="share",
                more={"method": step.node.func.attr, "order": orders[0] if orders else "C"},
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``ravel`` for ``flatten``."""
        rewriting.replace(candidate.more["method"], "ravel")
