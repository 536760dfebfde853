"""UNC206."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.accumulating import keeps_form, same_dtype
from uncopy.guards.answer import Guard
from uncopy.guards.form import same_layout, same_shape
from uncopy.guards.kinds import is_ndarray, same_family
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.name_unseen import name_unseen
from uncopy.guards.order_kept import order_kept
from uncopy.guards.sole_owner import sole_owner
from uncopy.guards.temporary import lowers_peak
from uncopy.guards.worth import pays
from uncopy.rules.base import Candidate, Meta, Rule, contains, one
from uncopy.rules.in_place import MAKERS, Elementwise, asks, elementwise, has_axis, tells_array

_MAKERS = (cst.BinaryOperation, cst.UnaryOperation, cst.Comparison, cst.Call, cst.Subscript)
_NAMES = ("result", "out", "values", "array")  # for what is returned at once


class UfuncOfTemporary(Rule):
    """A function is given an unnamed array that dies with the call, and makes another one beside it.

    ## What it finds

    `y = np.sqrt(a * b)`, `y = np.exp(-x)`, `y = np.maximum(a - b, 0)`, `y = (a + b).clip(0, 1)`, nested calls such as
    `y = np.exp(np.cos(x))`, and the same after `return`.

    ## Why it costs

    NumPy reuses unnamed temporaries in chains of operators, but never in calls: the temporary and the result live at
    the same time. With a name for the temporary, the function can write into it.

    ## Example

    ```python
    y = np.sqrt(a * b)      # becomes: y = a * b
                            #          np.sqrt(y, out=y)
    ```

    ## When the fix is safe

    The temporary is new memory, exactly a NumPy array of one dimension or more, and the result has its dtype, shape and
    memory layout under every supported NumPy. Everything is evaluated in the old order, and nobody can read the name
    while it stands for the temporary: no handler of an exception, no inner function, no other argument of the call.

    ## When nothing is saved

    Where making the temporary takes two arrays at once by itself, as in `np.sqrt(a * a + b * b)`. `abs(a - b)` and
    `-(a + b)` are operators, and NumPy reuses their temporary by itself.

    ## Known limits

    Only a whole right-hand side or returned value is rewritten, not a part of one. There is no finding where nothing
    tells that an operand is an array: unknown arguments of such functions are mostly numbers.
    """

    meta = Meta("UNC206", "ufunc-of-temporary", "in-place", "0.1", "1 array")
    guards: tuple[Guard, ...] = (
        knowable_frame,
        sole_owner,
        is_ndarray,
        same_family,
        same_dtype,
        same_shape,
        same_layout,
        keeps_form,
        order_kept,
        name_unseen,
        pays,
        lowers_peak,
    )

    def gate(self, node: ast.AST) -> bool:
        """A call, assigned to a name or returned, of which an operand is made in place."""
        if isinstance(node, ast.Assign):
            if len(node.targets) != 1 or not isinstance(node.targets[0], ast.Name):
                return False
        elif not isinstance(node, ast.Return):
            return False
        value = node.value
        if not isinstance(value, ast.Call):
            return False
        operands = [*value.args, *(k.value for k in value.keywords)]
        if isinstance(value.func, ast.Attribute):
            operands.append(value.func.value)
        return any(isinstance(o, (ast.BinOp, ast.UnaryOp, ast.Compare, ast.Call, ast.Subscript)) for o in operands)

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Assignments ``y = f(temporary, ...)`` and returns of the same."""
        for statement in facts.body.lines:
            name: str | None = None
            if isinstance(statement, cst.Assign) and len(statement.targets) == 1:
                target = statement.targets[0].target
                if not isinstance(target, cst.Name):
                    continue
                name = target.value
            elif not isinstance(statement, cst.Return):
                continue
            call = statement.value
            if not isinstance(call, cst.Call) or contains(call, cst.NamedExpr):
                continue
            found = elementwise(facts, call)
            if found is None or facts.fact(found.step.args[0]).callee == "builtins.abs":
                continue
            place = _place(facts, found)
            if place is None:
                continue
            temporary = found.operands[place]
            parts = _parts(call, found)
            before = parts[: parts.index(temporary)]
            rest = [p for p in parts if p is not temporary]
            if not found.is_method:
                rest.append(call.func)
            yield Candidate(
                call,
                found.step,
                "the call makes an array beside the unnamed one that it is given",
                one(1, "the temporary"),
                "name the temporary and write into it with out=",
                found.values[place],
                found.others(place),
                found.operation,
                place,
                more={
                    "found": found,
                    "facts": facts,
                    "name": name,
                    "axis": has_axis(facts, found),
                    "statement": statement,
                    "before": before,
                    "rest": rest,
                },
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``y = temporary`` and ``f(y, ..., out=y)``, and for a return ``return y``."""
        more = candidate.more
        statement, found = more["statement"], more["found"]
        name = more["name"] or next((n for n in _NAMES if n not in rewriting.taken), rewriting.new_name(_NAMES[0]))
        lines = [
            f"{name} = {_right_hand(rewriting, found.operands[candidate.place])}",
            found.written(rewriting, more["facts"], candidate.place, name),
        ]
        if more["name"] is None:
            lines.append(f"return {name}")
        rewriting.replace(statement, rewriting.separator(statement).join(lines))


def _right_hand(rewriting: Rewriting, node: cst.BaseExpression) -> str:
    """The temporary as a statement's right-hand side: the parentheses of a receiver go where one line is enough."""
    text = rewriting.text(node)
    return text if "\n" not in text and "\r" not in text else rewriting.operand(node)


def _place(facts: FunctionFacts, found: Elementwise) -> int | None:
    """Which operand is an unnamed array made right here; of what is no ufunc only the array itself."""
    for place, (operand, value) in enumerate(zip(found.operands, found.values, strict=True)):
        if place and not facts.model.is_ufunc(found.operation):
            return None
        step = facts.body.steps[value]
        if not isinstance(operand, _MAKERS) or step.op not in MAKERS:
            continue
        if not facts.fact(value).may(d.ARRAY) or facts.ownership.outside(value) or not tells_array(facts, value):
            continue
        if asks(facts, found.step, value):
            continue
        if step.op == "index" and facts.values.sites[value] != frozenset({(value, 0)}):
            continue  # a view, which would hold on to memory that is larger than itself
        return place
    return None


def _parts(call: cst.Call, found: Elementwise) -> list[cst.BaseExpression]:
    """What a call evaluates, in order: a method's array, then its arguments."""
    receiver = [call.func.value] if found.is_method and isinstance(call.func, cst.Attribute) else []
    return [*receiver, *(a.value for a in call.args)]
