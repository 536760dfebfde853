"""UNC111."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from typing import Any

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts.dtypes import NAMES, describe
from uncopy.fixes.rewriting import CannotRewrite, Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.fused_exactly import fused_exactly, result_order
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.worth import pays
from uncopy.lower.ir import Step
from uncopy.rules.base import Candidate, Meta, Rule, one
from uncopy.rules.copies import argument_node, arguments, converted, put_in_place, used_once

_REDUCTIONS = {"numpy.sum": "a", "numpy.mean": "a", "ndarray.sum": "self", "ndarray.mean": "self"}
_PYTHONS = {"builtins.float": float, "builtins.int": int, "builtins.bool": bool, "builtins.complex": complex}


class AstypeThenReduce(Rule):
    """An array is converted to another dtype only to be summed up, or after it was made of two numbers.

    ## What it finds

    `x.astype(T).sum()`, `np.sum(x.astype(T), axis=0)`, `x.astype(T).mean()`, and `np.where(m, 1, 0).astype(T)`.

    ## Why it costs

    The converted array is read once and thrown away. The reduction converts by itself, a few thousand elements at a
    time.

    ## Example

    ```python
    total = image.astype(np.float64).sum()                # becomes: image.sum(dtype=np.float64)
    sign = np.where(up, 1, -1).astype(np.int8)            # becomes: np.where(up, np.int8(1), np.int8(-1))
    ```

    ## When the fix is safe

    Where nothing is rounded: bools and integers of one or two bytes in float64, integers in int64. Of floats the last
    bits may differ, so there the fix is not safe. Numbers that `np.where` chooses from must be exact in the dtype.

    ## When nothing is saved

    For small arrays.

    ## Known limits

    `max`, `min` and others that have no `dtype=` are not looked at.
    """

    meta = Meta("UNC111", "astype-then-reduce", "copies", "0.1", "1 array")
    guards: tuple[Guard, ...] = (knowable_frame, fused_exactly, result_order, pays)

    def gate(self, node: ast.AST) -> bool:
        """A call of a method named astype."""
        return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "astype"

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Conversions of what is reduced at once, or was chosen from two numbers."""
        for step in facts.body.steps:
            found = converted(facts, step)
            if found is None or not isinstance(step.node, cst.Call):
                continue
            value, _, dtype = found
            if {w.removeprefix("s:") for w in facts.seen(value, step).dtypes} == {dtype}:
                continue
            for use in facts.uses(step.id):
                for call in (use, *facts.uses(use.id)):
                    if used_once(facts, step.id, call):
                        yield from self._reduced(facts, step, call, found)
            yield from self._chosen(facts, step, found)

    @staticmethod
    def _reduced(
        facts: FunctionFacts, step: Step, call: Step, found: tuple[int, cst.BaseExpression, str]
    ) -> Iterator[Candidate]:
        value, source, dtype = found
        given = arguments(facts, call)
        name = facts.fact(call.args[0]).callee or ""
        if given is None or not isinstance(call.node, cst.Call) or given.get(_REDUCTIONS.get(name, "")) != step.id:
            return
        if {"dtype", "out"} & set(given):
            return
        more: dict[str, Any] = {"call": step.node, "source": source, "dtype": dtype, "constants": None}
        more |= {"reduction": call.node}
        more |= {"partial": bool({"axis", "keepdims"} & set(given)), "result": call.id}
        yield Candidate(
            call.node,
            call,
            f"the array is converted to {describe(dtype)} as a whole only to be reduced",
            one(1, "the converted array"),
            "convert while reducing",
            value,
            operation=name,
            effect="share",
            more=more,
        )

    @staticmethod
    def _chosen(facts: FunctionFacts, step: Step, found: tuple[int, cst.BaseExpression, str]) -> Iterator[Candidate]:
        value, source, dtype = found
        made, node = facts.body.steps[value], step.node
        if made.op != "call" or facts.fact(made.args[0]).callee != "numpy.where" or not used_once(facts, value, step):
            return
        if not isinstance(source, cst.Call) or len(made.args) != 4 or made.data.keywords or made.data.starred:
            return
        constants = made.args[2:]
        assert isinstance(node, cst.Call)
        kind = next(a.value for a in node.args if a.keyword is None or a.keyword.value == "dtype")
        callee = facts.of(kind).callee
        nodes = [argument_node(facts, source, c) for c in constants]
        if callee not in NAMES or callee == "builtins.object" or not all(nodes):
            return
        if not all(isinstance(facts.fact(c).const, (int, float)) for c in constants):
            return
        more: dict[str, Any] = {
            "call": node,
            "source": source,
            "dtype": dtype,
            "constants": constants,
            "kind": kind,
            "callee": callee,
        }
        more |= {"numbers": [(a.value, facts.fact(c).const) for a, c in zip(nodes, constants, strict=True) if a]}
        yield Candidate(
            node,
            step,
            f"`where` makes an array of another dtype than {describe(dtype)}, which is converted at once",
            one(1, "what is chosen"),
            f"choose from {describe(dtype)} numbers",
            value,
            operation="numpy.where",
            effect="share",
            more=more,
        )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``dtype=`` in the reduction, or numbers of the dtype in ``where``."""
        more = candidate.more
        if more["constants"] is None:
            dtype = next(a.value for a in more["call"].args if a.keyword is None or a.keyword.value == "dtype")
            put_in_place(more["call"], more["source"], rewriting)
            rewriting.add_argument(more["reduction"], f"dtype={rewriting.text(dtype)}")
            return
        python = _PYTHONS.get(more["callee"])
        for node, number in more["numbers"]:
            if python is None:
                rewriting.replace(node, f"{rewriting.text(more['kind'])}({rewriting.text(node)})")
            elif not math.isfinite(number) or (python is int and number != int(number)):
                raise CannotRewrite("the number cannot be written in that type")
            else:
                rewriting.replace(node, repr(python(number)))
        rewriting.cut_after(more["source"], more["call"])
