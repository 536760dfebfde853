"""UNC204."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.fixes.rewriting import CannotRewrite, Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.choosing import boolean_mask, same_dtype
from uncopy.guards.form import same_layout, same_shape
from uncopy.guards.kinds import is_ndarray, writable
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.order_kept import is_steady, order_kept
from uncopy.guards.sole_owner import sole_owner
from uncopy.guards.worth import pays
from uncopy.rules.base import Candidate, Meta, Rule, contains, one
from uncopy.rules.in_place import numpy_name, tells_array


class RebindingWhere(Rule):
    """Some elements are replaced in a new array although the old one dies in the same statement.

    ## What it finds

    `x = np.where(mask, value, x)` and `x = np.where(mask, x, value)`: a name that is bound to itself with other
    elements where a condition holds, or does not.

    ## Why it costs

    The old array and the new one live at the same time until the name is rebound, although most elements are only
    copied. `np.copyto` writes the others where they belong.

    ## Example

    ```python
    x = np.linspace(-1.0, 1.0, n)
    x = np.where(x < 0, 0.0, x)      # becomes: np.copyto(x, 0.0, where=x < 0)
    ```

    ## When the fix is safe

    The array was made in the function and nobody else can see it, before or after: no caller, no other name or view
    that is read later, no container, closure or call that kept it. It is exactly a NumPy array of one dimension or
    more, and the new one would have its dtype, shape and memory layout. The condition is an array of bools.

    ## When nothing is saved

    Where the value is a view of the same array, NumPy copies it first.

    ## Known limits

    Whole numbers have to be written out and small, because `np.copyto` refuses those beyond the dtype. Only arrays of
    numbers are rewritten.
    """

    meta = Meta("UNC204", "rebinding-where", "in-place", "0.1", "1 array")
    guards: tuple[Guard, ...] = (
        knowable_frame,
        sole_owner,
        is_ndarray,
        boolean_mask,
        same_dtype,
        same_shape,
        same_layout,
        writable,
        order_kept,
        pays,
    )

    def gate(self, node: ast.AST) -> bool:
        """An assignment to a name of a call of three arguments, the second or third of which is the name."""
        return (
            isinstance(node, ast.Assign)
            and len(node.targets) == 1
            and isinstance(name := node.targets[0], ast.Name)
            and isinstance(node.value, ast.Call)
            and len(node.value.args) == 3
            and any(isinstance(a, ast.Name) and a.id == name.id for a in node.value.args[1:])
        )

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Assignments ``x = np.where(mask, value, x)`` and ``x = np.where(mask, x, value)``."""
        for statement in facts.body.lines:
            if not (isinstance(statement, cst.Assign) and len(statement.targets) == 1):
                continue
            target, call = statement.targets[0].target, statement.value
            step = facts.step_of(call) if isinstance(call, cst.Call) else None
            if step is None or step.op != "call" or not isinstance(target, cst.Name) or not isinstance(call, cst.Call):
                continue
            if facts.model.resolve(facts.fact(step.args[0]).callee or "") != "numpy.where":
                continue
            if len(call.args) != 3 or step.data.starred or step.data.keywords or contains(call, cst.NamedExpr):
                continue
            mask, *sides = (a.value for a in call.args)
            place = next((i for i, s in enumerate(sides) if isinstance(s, cst.Name) and s.value == target.value), None)
            if place is None:
                continue
            value = sides[1 - place]
            numbers = tuple(facts.body.values[n] for n in (sides[place], mask, value))
            if not tells_array(facts, numbers[0]) or numbers[0] == numbers[2]:
                continue
            yield Candidate(
                statement,
                step,
                f"`{target.value}` is bound to a new array although its old one is not needed any more",
                one(1, f"`{target.value}`"),
                f"write what is new into {target.value} with np.copyto",
                numbers[0],
                numbers[1:],
                "numpy.where",
                more={
                    "facts": facts,
                    "call": call,
                    "name": target.value,
                    "mask": mask,
                    "value": value,
                    "inverted": place == 0,
                    "before": [] if is_steady(facts, value) else [mask],
                },
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``np.copyto(x, value, where=mask)``."""
        more = candidate.more
        func = more["call"].func
        if isinstance(func, cst.Attribute):
            numpy: str | None = rewriting.outer_text(func.value)
        else:
            numpy = numpy_name(more["facts"], candidate.step)
        if numpy is None:
            raise CannotRewrite("the module has no name for NumPy here")
        node = more["mask"]
        mask = rewriting.text(node)
        if more["inverted"] and isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.BitInvert):
            mask = rewriting.text(node.expression)
        elif more["inverted"]:
            mask = f"~{mask}" if isinstance(node, (cst.Name, cst.Attribute, cst.Call, cst.Subscript)) else f"~({mask})"
        rewriting.replace(
            candidate.node, f"{numpy}.copyto({more['name']}, {rewriting.outer_text(more['value'])}, where={mask})"
        )
