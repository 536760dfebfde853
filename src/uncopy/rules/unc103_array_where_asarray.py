"""UNC103."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.facts.telling import spelled
from uncopy.facts.values import dtype_named
from uncopy.fixes.rewriting import CannotRewrite, Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.copy_layout import copy_layout
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.never_written import base_lives, not_told_apart, result_not_kept, result_still, source_still
from uncopy.guards.worth import may_pay
from uncopy.rules.base import Candidate, Meta, Rule, one
from uncopy.rules.copies import argument_node, arguments, of_temporary, spelled_as_copy, straight_to


def _listed(facts: FunctionFacts, value: int) -> bool:
    """Whether it is written as a list or a number, or as ``[x] * n``."""
    step = facts.body.steps[value]
    return step.op in ("list", "tuple", "const") or (
        step.op == "bin" and any(facts.body.steps[a].op in ("list", "tuple") for a in step.args)
    )


class ArrayWhereAsarray(Rule):
    """`np.array` copies what may be an array already, although the result is only read.

    ## What it finds

    `x = np.array(x)`, `np.array(x, dtype=float)`, `np.array(x, order="C")`, where the result is neither written nor
    kept.

    ## Why it costs

    `np.array` always copies; `np.asarray` only where there is something to convert.

    ## Example

    ```python
    labels = np.array(labels)               # becomes: np.asarray(labels)
    return np.unique(labels)
    ```

    ## When the fix is safe

    While the result is read, nothing writes the array that it is made of; while that is in reach, nothing writes, keeps
    or returns the result. It has the memory order that a copy would have, or nothing depends on it: `np.unique` and
    `np.sort` give the same whatever the strides, a sum of floats may not. A list is copied by both.

    ## When nothing is saved

    Where a list is given, or an array of another dtype.

    ## Known limits

    The strides of what a caller hands over are seldom known, so most fixes are not safe.
    """

    meta = Meta("UNC103", "array-where-asarray", "copies", "0.1", "1 array", preview=True)
    guards: tuple[Guard, ...] = (
        knowable_frame,
        copy_layout,
        source_still,
        result_still,
        result_not_kept,
        not_told_apart,
        base_lives,
        may_pay,
    )

    def gate(self, node: ast.AST) -> bool:
        """A call of something named array."""
        if not (isinstance(node, ast.Call) and spelled_as_copy(node)):
            return False
        return "array" in (getattr(node.func, "attr", None), getattr(node.func, "id", None))

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Calls of `array` of what may be an array and has a name, or may be something else than NumPy's."""
        seen_by_others = facts.values.reach_sites(frozenset({d.OUTSIDE}))
        for step in facts.body.steps if not facts.body.is_module else ():
            if (step.id, 0) in seen_by_others:
                continue  # whether it is only read cannot be seen
            if step.op != "call" or facts.fact(step.args[0]).callee != "numpy.array" or not facts.uses(step.id):
                continue
            given, node = arguments(facts, step), step.node
            if given is None or not isinstance(node, cst.Call) or not {"object"} <= set(given):
                continue
            if not set(given) <= {"object", "dtype", "copy", "order"}:
                continue
            consts = {name: facts.fact(value).const for name, value in given.items()}
            order = consts.get("order", "K")
            if consts.get("copy", True) is not True or order not in ("K", "C"):
                continue
            value = given["object"]
            fact = facts.seen(value, step)
            if not fact.may(d.ARRAY | d.FOREIGN) or _listed(facts, value):
                continue
            if fact.only(d.ARRAYS) and (of_temporary(facts, value, step) or straight_to(facts, step) is not None):
                continue  # those are other rules'
            dtype = dtype_named(facts.fact(given["dtype"])) if "dtype" in given else None
            if dtype is not None and dtype != "?" and fact.only(d.ARRAYS) and dtype not in fact.array_dtypes:
                continue  # it is converted anyway
            name = spelled(node.args[0].value)
            yield Candidate(
                node,
                step,
                f"`array` copies {f'`{name}`' if name else 'it'} even where it is an array, and the copy is only read",
                one(1, "the array"),
                "use asarray",
                value,
                operation="numpy.array",
                effect="share",
                more={
                    "call": node,
                    "in_c_order": order == "C",
                    "copy": argument_node(facts, node, given["copy"]) if "copy" in given else None,
                    "names": facts.numpy_names,
                    "known": facts.resolve("asarray") == "numpy.asarray",
                },
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``asarray`` for ``array``, without ``copy=True``."""
        call, copy = candidate.more["call"], candidate.more["copy"]
        if isinstance(call.func, cst.Attribute):
            rewriting.replace(call.func.attr, "asarray")
        elif candidate.more["known"]:
            rewriting.replace(call.func, "asarray")
        elif candidate.more["names"]:
            rewriting.replace(call.func, f"{candidate.more['names'][0]}.asarray")
        else:
            raise CannotRewrite("`asarray` has no name here")
        if copy is not None:
            place = next((i for i, arg in enumerate(call.args) if arg is copy), 0)
            if place == 0 or copy.keyword is None:
                raise CannotRewrite("`copy` cannot be dropped from where it stands")
            before = rewriting.span(call.args[place - 1].value)[1]
            rewriting.replace_span(before, rewriting.span(copy.value)[1], "")
