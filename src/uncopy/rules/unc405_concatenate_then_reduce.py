"""UNC405."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.fixes.rewriting import CannotRewrite, Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.joined import joins_surely, large_parts, parts_stay, same_of_parts
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.lower.ir import CallShape, Step
from uncopy.rules.base import Candidate, Meta, Rule, contains, one
from uncopy.rules.comprehensions import steps_within, waits
from uncopy.rules.copies import needs_no_parentheses
from uncopy.rules.in_place import builtin, numpy_name
from uncopy.source.trees import last_word

_REDUCTIONS = ("max", "min", "any", "all", "sum", "count_nonzero", "amax", "amin")
_JOINS = ("concatenate", "concat", "hstack", "vstack", "stack", "dstack")
_WITH_AXIS = ("concatenate", "concat", "stack")
_FEW = 4  # parts that are written out one by one


class ConcatenateThenReduce(Rule):
    """Arrays are joined only to take one number of the whole.

    ## What it finds

    `np.concatenate(parts).max()`, `np.any(np.hstack([a, b]))`, `np.count_nonzero(np.vstack(rows))`, and the like with
    `min`, `all` and `sum`.

    ## Why it costs

    The whole is as large as all parts together, and every part is copied into it. The largest element is the largest of
    those of the parts.

    ## Example

    ```python
    bad = np.concatenate([left < 0, right < 0]).any()
    # becomes: bad = np.any([np.any(left < 0), np.any(right < 0)])
    ```

    ## When the fix is safe

    The parts are written one by one. Each is an array of numbers or bools of one dimension, or all are of one shape.
    For a maximum, a minimum or a sum they are of whole numbers or bools, and of one dtype. For a maximum or a minimum
    no part is empty.

    ## When nothing is saved

    For small arrays.

    ## Known limits

    A list that is made elsewhere may be empty, where joining raises: such fixes are not safe. Sums of floats are
    rounded in another order. What is reduced along an axis is not looked at.
    """

    meta = Meta("UNC405", "concatenate-then-reduce", "loops", "0.1", "1 array of all parts")
    guards: tuple[Guard, ...] = (knowable_frame, joins_surely, same_of_parts, parts_stay, large_parts)

    def gate(self, node: ast.AST) -> bool:
        """A call of something named as a reduction of, or on, a call of something named as what joins arrays."""
        if not isinstance(node, ast.Call) or last_word(node.func) not in _REDUCTIONS or node.keywords:
            return False
        inner = node.args[0] if node.args else node.func.value if isinstance(node.func, ast.Attribute) else None
        return isinstance(inner, ast.Call) and last_word(inner.func) in _JOINS

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Reductions, over all axes, of what was joined in the same expression."""
        for step in facts.body.steps:
            inner, name = _reduced(facts, step)
            join = facts.step_of(inner) if inner is not None else None
            if inner is None or join is None or not isinstance(step.node, cst.Call) or contains(inner, cst.NamedExpr):
                continue
            shape: CallShape = join.data
            callee = facts.model.resolve(facts.fact(join.args[0]).callee or "")
            if callee.removeprefix("numpy.") not in _JOINS or not callee.startswith("numpy.") or shape.starred:
                continue
            first = inner.args[0] if inner.args else None
            axes = 1 if callee.removeprefix("numpy.") in _WITH_AXIS else 0  # the others raise if they are given one
            if first is None or first.keyword is not None or set(shape.keywords) - {"axis"}:
                continue
            if shape.positional + len(shape.keywords) > 1 + axes:
                continue
            axis = facts.of(inner.args[1].value).const if len(inner.args) > 1 else 0
            if type(axis) is not int:
                continue
            parts = first.value
            values: tuple[int, ...] = ()
            if isinstance(parts, (cst.List, cst.Tuple)) and not contains(parts, cst.StarredElement):
                values = tuple(facts.body.values[e.value] for e in parts.elements)
                if not values:
                    continue
            elif isinstance(parts, cst.GeneratorExp) or (isinstance(parts, cst.ListComp) and waits(parts)):
                continue
            yield Candidate(
                step.node,
                step,
                "arrays are joined only to take one number of the whole",
                one(1, "all parts"),
                f"take {name} of each part",
                join.id,
                values,
                f"numpy.{name}",
                more={
                    "call": step.node,
                    "parts": parts,
                    "name": name,
                    "join": callee,
                    "axis": axis,
                    "within": tuple(steps_within(facts, parts)),
                    "numpy": numpy_name(facts, step),
                    "sum": builtin(facts, "sum"),
                },
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``np.max([np.max(a), np.max(b)])``, or of a comprehension."""
        parts, name, numpy = (candidate.more[key] for key in ("parts", "name", "numpy"))
        node: cst.Call = candidate.more["call"]
        if numpy is None:
            raise CannotRewrite("the module has no name for NumPy here")
        counts = name == "count_nonzero"
        if counts and not candidate.more["sum"]:
            raise CannotRewrite("`sum` means something else here")
        each, whole = f"{numpy}.{name}", "sum" if counts else f"{numpy}.{name}"
        if candidate.operands and len(candidate.operands) <= _FEW:
            taken = [f"{each}({rewriting.outer_text(e.value)})" for e in parts.elements]
            content = " + ".join(taken) if counts else f"{whole}([{', '.join(taken)}])"
            bare = not counts or len(taken) == 1 or needs_no_parentheses(node, rewriting.body)
            rewriting.replace(node, content if bare else f"({content})")
            return
        if isinstance(parts, cst.ListComp):
            text, part = rewriting.text(parts), rewriting.outer_text(parts.elt)
            listed = text.replace(part, f"{each}({part})", 1)  # what is collected stands first
        else:
            part = rewriting.new_name("part")
            listed = f"[{each}({part}) for {part} in {rewriting.outer_text(parts)}]"
        rewriting.replace(node, f"{whole}({listed[1:-1] if counts else listed})")


def _reduced(facts: FunctionFacts, step: Step) -> tuple[cst.Call | None, str]:
    """The call that a reduction is of, and the name of the reduction; None if there is no such call."""
    node, shape = step.node, step.data
    if step.op != "call" or not isinstance(node, cst.Call) or shape.starred or shape.keywords:
        return None, ""
    function = facts.body.steps[step.args[0]]
    callee = facts.fact(function.id).callee or (f".{function.data}" if function.op == "attr" else "")
    module, _, name = facts.model.resolve(callee).rpartition(".")
    name = {"amax": "max", "amin": "min"}.get(name, name)
    if name not in _REDUCTIONS:
        return None, ""
    inner: cst.BaseExpression | None = None
    if module == "numpy" and len(node.args) == 1:
        inner = node.args[0].value
    elif module in ("ndarray", "") and not node.args and isinstance(node.func, cst.Attribute):
        inner = node.func.value
    return (inner, name) if isinstance(inner, cst.Call) else (None, "")
