"""UNC703."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.fixes.rewriting import CannotRewrite, Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.emptying import never_raises, pays_later, read_no_more
from uncopy.guards.freeing import deleted_once, frees, only_memory, order
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.lower.ir import Step
from uncopy.rules.base import Candidate, Meta, Rule, alike, one


class DeleteToFree(Rule):
    """An array is cut down to nothing to free its memory, and is kept by what is left of it.

    ## What it finds

    `x = x[:0]`, `x = x[0:0]`, `x = x[:0, :]` and the same of an attribute, where `x` is an array.

    ## Why it costs

    A slice is a view, an empty one too: it holds on to all of the array that it was taken from. What frees the memory
    is that no name and no view of it is left: `del x`, any other value for the name (`x = None`), or a copy of the
    slice. `np.delete` frees nothing by itself either: it makes a second, smaller array beside the first one.

    ## Example

    ```python
    spectrum = np.fft.fft(signal)
    power = np.abs(spectrum)
    spectrum = spectrum[:0]           # becomes del spectrum
    return np.log(power + np.sqrt(power))
    ```

    ## When the fix is safe

    The name is a local one that no inner function and nothing like `locals()` sees, on no way from there is it read or
    deleted again, and the slice could not have raised. The array is exactly a NumPy array of plain numbers, so its end
    cannot be noticed. Where the empty array is read again, or stands in an attribute, `x = x[:0].copy()` frees the
    memory; as `.base` and `.flags` tell a copy from a view, that fix is unsafe.

    ## When nothing is saved

    Where something else holds the array, a caller for example, where it is small, and where as many arrays are alive
    at once before.

    ## Known limits

    Slices that keep a few elements (`x = x[:3]`) hold on to all of the array as well; only empty ones are found, which
    can have no other purpose. Off by default, because it is rare.
    """

    meta = Meta("UNC703", "delete-to-free", "kept", "0.1", "1 array")
    guards: tuple[Guard, ...] = (
        knowable_frame,
        read_no_more,
        deleted_once,
        never_raises,
        only_memory,
        frees,
        pays_later,
    )

    def gate(self, node: ast.AST) -> bool:
        """``x = x[:0]``."""
        return (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Subscript)
            and any(isinstance(n, ast.Slice) and _is_zero(n.upper) for n in ast.walk(node.value.slice))
        )

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Names and attributes that are bound to an empty slice of what they stood for."""
        if facts.body.is_module:
            return
        places = order(facts)
        for statement in facts.body.lines:
            if not isinstance(statement, cst.Assign) or len(statement.targets) != 1:
                continue
            target, value = statement.targets[0].target, statement.value
            if not isinstance(value, cst.Subscript) or not isinstance(target, (cst.Name, cst.Attribute)):
                continue
            step = facts.step_of(value)
            if step is None or not _is_empty(value) or not alike(target, value.value) or step.id not in places:
                continue
            binds = [s for s in facts.body.steps if s.op in ("bind", "store_attr") and s.args[-1] == step.id]
            fact = facts.fact(step.args[0])
            if len(binds) != 1 or not fact.kinds or not fact.only(d.ARRAYS):
                continue
            yield _candidate(facts, statement, target, value, binds[0])

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``del x`` in its place, or a copy of the slice."""
        more = candidate.more
        if not more["dead"]:
            rewriting.insert_after(more["value"], ".copy()")
            return
        if more["name"] in rewriting.body.captured or more["name"] not in rewriting.body.names:
            raise CannotRewrite("the name is seen by other functions")
        rewriting.replace(candidate.node, f"del {more['name']}")


def _candidate(
    facts: FunctionFacts,
    statement: cst.Assign,
    target: cst.Name | cst.Attribute,
    value: cst.Subscript,
    bound: Step,
) -> Candidate:
    view = bound.args[-1]
    text = cst.Module([]).code_for_node(target)
    is_name = isinstance(target, cst.Name) and target.value not in facts.body.captured
    dead = is_name and not facts.liveness.is_live_after(view, bound)
    cure = f"`del {text}` frees it" if dead else "a copy of it does not"
    return Candidate(
        statement,
        bound,
        f"the empty slice keeps all of `{text}` in memory: {cure}",
        one(1, f"`{text}`"),
        f"use del {text}" if dead else "copy the empty slice",
        facts.body.steps[view].args[0],
        effect="share",
        more={
            "name": text,
            "value": value,
            "beside": (view,),
            "dead": dead,
            "attribute": bound.op == "store_attr",
            "parts": len(value.slice),
            "emptied": view,
        },
    )


def _is_zero(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int and node.value == 0


def _is_empty(node: cst.Subscript) -> bool:
    """Whether one of the slices is empty, and all others are whole axes."""
    empty = False
    for element in node.slice:
        part = element.slice
        if isinstance(part, cst.Index):
            if not isinstance(part.value, cst.Ellipsis) or part.star is not None:
                return False
            continue
        if not isinstance(part, cst.Slice) or part.step is not None:
            return False
        if part.upper is None and part.lower is None:
            continue
        if not _says_zero(part.upper) or not (part.lower is None or _says_zero(part.lower)):
            return False
        empty = True
    return empty


def _says_zero(node: cst.BaseExpression | None) -> bool:
    return isinstance(node, cst.Integer) and node.evaluated_value == 0
