"""UNC701."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.fixes.edit import Saves
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.small_part import copy_unseen, goes_on_alone, small_part
from uncopy.lower.ir import Step
from uncopy.rules.base import Candidate, Meta, Rule

_MAKERS = ("bin", "unary", "call", "aug")


class ViewPinsBase(Rule):
    """A row of a large array is returned, and keeps all of the array in memory.

    ## What it finds

    `return path[-1]`, `return steps, path[:, -1]`, `last = path[-1]` and `return last`, where `path` was made in the
    function and has two dimensions or more.

    ## Why it costs

    The row is a view: as long as the caller keeps it, none of the array's memory can be freed.

    ## Example

    ```python
    return path[-1]            # becomes: return path[-1].copy()
    ```

    ## When the fix is safe

    Never: `.base` and `.flags` of the result tell a copy from a view, and a part with gaps between its elements becomes
    one without. While the copy is made, both are in memory.

    ## When nothing is saved

    Where the array is returned or kept as well, where it has few elements or few rows, and where the caller uses the
    row and lets it go at once.

    ## Known limits

    Only parts that are returned are found, not those that are stored or appended; only arrays whose shape is known in
    terms of the function's names; and only parts of one row or column, not slices.
    """

    meta = Meta("UNC701", "view-pins-base", "kept", "0.1", "the rest of the array", fix="unsafe")
    guards: tuple[Guard, ...] = (knowable_frame, goes_on_alone, copy_unseen, small_part)

    def gate(self, node: ast.AST) -> bool:
        """Something is returned that is a part or a name, alone or among others."""
        if not isinstance(node, ast.Return):
            return False
        parts = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
        return any(isinstance(p, (ast.Subscript, ast.Name)) for p in parts)

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Parts of arrays made here that are returned."""
        for step in facts.body.steps:
            if step.op != "return" or not isinstance(step.node, cst.Return) or step.node.value is None:
                continue
            value = step.node.value
            nodes = [e.value for e in value.elements] if isinstance(value, cst.Tuple) else [value]
            for node in nodes:
                others = tuple(facts.body.values.get(n, -1) for n in nodes if n is not node)
                candidate = None if -1 in others else _candidate(facts, step, node, others)
                if candidate is not None:
                    yield candidate

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """A copy of the part in its place."""
        node = candidate.node
        assert isinstance(node, (cst.Subscript, cst.Name))
        rewriting.replace(node, f"{rewriting.text(node)}.copy()")


def _candidate(facts: FunctionFacts, step: Step, node: cst.BaseExpression, others: tuple[int, ...]) -> Candidate | None:
    part = facts.step_of(node)
    if part is None or part.op != "index" or not isinstance(node, (cst.Subscript, cst.Name)):
        return None
    subscript, base = part.node, part.args[0]
    made = _made(facts, base)
    if not isinstance(subscript, cst.Subscript) or not made:
        return None
    fact = facts.fact(base)
    if fact.readonly or not fact.only(d.ARRAYS) or not facts.fact(part.id).only(d.ARRAYS):
        return None
    if not made & facts.values.sites[part.id]:
        return None  # it is a copy already
    axes = _taken(facts, subscript)
    if not axes:
        return None
    shown = subscript.value.value if isinstance(subscript.value, cst.Name) else None
    whole = f"all of `{shown}`" if shown is not None else "the whole array"
    text = cst.Module([]).code_for_node(node.with_changes(lpar=[], rpar=[]))
    return Candidate(
        node,
        step,
        f"`{text}` is a view that keeps {whole} in memory as long as the caller keeps the part",
        Saves(f"{whole} but the part, after the return", 0.0),
        "return a copy of the part",
        part.id,
        others,
        effect="share",
        more={"base": base, "made": made, "axes": axes},
    )


def _made(facts: FunctionFacts, base: int) -> frozenset[d.Site]:
    """The memory of the array, if it was made here and the value is all of it: else it is a part already."""
    sites, steps = facts.values.sites[base], facts.body.steps
    if not (sites == {(base, 0)} or facts.fact(base).layout.dense):
        return frozenset()
    made = all(number >= 0 and part == 0 and steps[number].op in _MAKERS for number, part in sites)
    return frozenset(sites) if made else frozenset()


def _taken(facts: FunctionFacts, subscript: cst.Subscript) -> tuple[int, ...]:
    """The axes along which one place is taken; none where the subscript has more in it than numbers and slices."""
    axes = []
    for axis, element in enumerate(subscript.slice):
        part = element.slice
        if isinstance(part, cst.Slice):
            continue
        if not isinstance(part, cst.Index) or part.star is not None or not facts.of(part.value).only(d.NUMBER):
            return ()
        axes.append(axis)
    return tuple(axes)
