"""UNC104."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.facts.dtypes import describe, native
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.copy_layout import copy_layout
from uncopy.guards.dtype_already import dtype_already
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.never_written import not_told_apart, result_not_kept, result_still, source_still
from uncopy.guards.worth import pays
from uncopy.lower.ir import Step
from uncopy.rules.base import Candidate, Meta, one
from uncopy.rules.copies import CopyRule, converted, used_once


class AstypeToSameDtype(CopyRule):
    """An array is converted to the dtype that it has.

    ## What it finds

    `x.astype(T)` where x is of dtype T, or most likely is; `x.astype(A).astype(B)` where going by way of A changes
    nothing.

    ## Why it costs

    `astype` copies even where there is nothing to convert.

    ## Example

    ```python
    share = (counts / counts.sum()).astype(float)     # becomes: ... .astype(float, copy=False)
    ```

    ## When the fix is safe

    As for a copy (UNC102): it is exactly a NumPy array in the memory order that its copy would have, and while both are
    in use neither is written or kept. The fix is `copy=False`, which converts where there is something to convert after
    all. In a chain, A holds every value of the first dtype exactly, and its conversion is dropped.

    ## When nothing is saved

    For small arrays, and where the array is of another dtype.

    ## Known limits

    A dtype that is not written as a name or a text (`y.dtype`) is not looked at.
    """

    meta = Meta("UNC104", "astype-to-same-dtype", "copies", "0.1", "1 array")
    guards: tuple[Guard, ...] = (
        knowable_frame,
        dtype_already,
        copy_layout,
        source_still,
        result_still,
        result_not_kept,
        not_told_apart,
        pays,
    )

    def gate(self, node: ast.AST) -> bool:
        """A call of a method named astype."""
        return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "astype"

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Conversions of what is or may be of the dtype already, and those that another one follows."""
        for step in facts.body.steps:
            found = converted(facts, step)
            if found is None or not facts.uses(step.id):
                continue
            value, _, dtype = found
            fact = facts.seen(value, step)
            codes = frozenset(w.removeprefix("s:") for w in fact.dtypes)
            if {native(c) for c in codes} == {dtype} and dtype in codes:
                message = f"`astype` copies an array that is {describe(dtype)} already"
            elif dtype == "f8" and dtype in codes and not any(native(c)[0] in "biu" for c in codes):
                message = f"`astype` copies even what is {describe(dtype)} already"
            else:
                last = self._next(facts, step, value)
                if last is not None and last != dtype and fact.may(d.ARRAYS) and not codes >= d.NATIVE:
                    message = (
                        f"all goes through {describe(dtype)} first, which changes nothing and makes one more array"
                    )
                    yield self._candidate(step, found, message, "convert once", last)
                continue
            yield self._candidate(step, found, message, "use copy=False")

    @staticmethod
    def _next(facts: FunctionFacts, step: Step, value: int) -> str | None:
        """The dtype to which the result is converted at once, if nothing else is done with it."""
        for method in facts.uses(step.id):
            for call in facts.uses(method.id):
                found = converted(facts, call)
                if found is not None and found[0] == step.id and used_once(facts, step.id, call):
                    return found[2]
        return None

    @staticmethod
    def _candidate(
        step: Step, found: tuple[int, cst.BaseExpression, str], message: str, title: str, last: str | None = None
    ) -> Candidate:
        value, source, dtype = found
        return Candidate(
            step.node or source,
            step,
            message,
            one(1, "the array"),
            title,
            value,
            operation="ndarray.astype",
            effect="share",
            more={"call": step.node, "source": source, "dtype": dtype, "last": last},
        )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``copy=False``; in a chain, what was converted in the place of the first conversion."""
        call = candidate.more["call"]
        if candidate.more["last"] is not None:
            super().rewrite(candidate, rewriting)
            return
        for arg in call.args:
            if arg.keyword is not None and arg.keyword.value == "copy":
                rewriting.replace(arg.value, "False")
                return
        rewriting.insert_after(call.args[-1].value, ", copy=False")
