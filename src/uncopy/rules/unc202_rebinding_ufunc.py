"""UNC202."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.accumulating import keeps_form, same_dtype
from uncopy.guards.answer import Guard
from uncopy.guards.form import same_layout, same_shape
from uncopy.guards.kinds import is_ndarray, same_family, writable
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.sole_owner import sole_owner
from uncopy.guards.worth import pays
from uncopy.rules.base import Candidate, Meta, Rule, contains, one
from uncopy.rules.in_place import COMMUTATIVE, Elementwise, asks, elementwise, has_axis, left_is_reused, tells_array


class RebindingUfunc(Rule):
    """A function makes a new array although the old one dies in the same statement.

    ## What it finds

    `x = np.exp(x)`, `x = np.maximum(x, 0)`, `x = np.minimum(y, x)`: a name that is bound to the result of a ufunc of
    itself. So are `x = -x`, `x = ~x`, `x = abs(x)`, operators with the array on the right such as `x = 1 - x`, and
    `clip`, `round`, `cumsum` and `cumprod`, as functions or methods.

    ## Why it costs

    The old array and the new one live at the same time until the name is rebound: one array more than needed at the
    peak, and fresh pages of memory to be filled. Every one of these functions takes the array to write to as `out`.

    ## Example

    ```python
    x = np.linspace(0.0, 1.0, n)
    x = np.exp(x)      # becomes: np.exp(x, out=x)
    x = 1 - x          # becomes: np.subtract(1, x, out=x)
    ```

    ## When the fix is safe

    The array was made in the function and nobody else can see it, before or after: no caller, no other name or view
    that is read later, no container, closure or call that kept it. It is exactly a NumPy array of one dimension or
    more, and the result has its dtype, shape and memory layout under every supported NumPy.

    ## When nothing is saved

    Where another operand is a view of the same array, NumPy copies it first. For operators, where the left operand is
    an unnamed temporary, NumPy reuses that one by itself.

    ## Known limits

    Integers are refused by `floor`, `ceil`, `trunc` (their result depends on NumPy's version) and by `round`, small
    integers by `cumsum`. Calls that pass `where`, `dtype` or the like are left alone. `cumsum` without an axis needs an
    array that surely has one dimension. There is no finding where nothing tells that it is an array.
    """

    meta = Meta("UNC202", "rebinding-ufunc", "in-place", "0.1", "1 array")
    guards: tuple[Guard, ...] = (
        knowable_frame,
        sole_owner,
        is_ndarray,
        same_family,
        same_dtype,
        same_shape,
        same_layout,
        keeps_form,
        writable,
        pays,
    )

    def gate(self, node: ast.AST) -> bool:
        """An assignment to a name of an operator or call that the name is an operand of."""
        if not (isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)):
            return False
        value, name = node.value, node.targets[0].id
        operands: list[ast.expr] = []
        if isinstance(value, ast.UnaryOp):
            operands = [value.operand]
        elif isinstance(value, ast.BinOp):
            operands = [value.right]
        elif isinstance(value, ast.Call):
            operands = [*value.args, *(k.value for k in value.keywords)]
            if isinstance(value.func, ast.Attribute):
                operands.append(value.func.value)
        return any(isinstance(o, ast.Name) and o.id == name for o in operands)

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Assignments ``x = f(x, ...)``."""
        for statement in facts.body.lines:
            if not (isinstance(statement, cst.Assign) and len(statement.targets) == 1):
                continue
            target = statement.targets[0].target
            if not isinstance(target, cst.Name) or contains(statement.value, cst.NamedExpr):
                continue
            found = elementwise(facts, statement.value)
            place = _place(found, target.value) if found is not None else None
            if found is None or place is None or left_is_reused(facts, found):
                continue
            if not tells_array(facts, found.values[place]) or asks(facts, found.step, found.values[place]):
                continue
            name = target.value
            yield Candidate(
                statement,
                found.step,
                f"`{name}` is bound to a new array although its old one is not needed any more",
                one(1, f"`{name}`"),
                f"write into {name} with out=",
                found.values[place],
                found.others(place),
                found.operation,
                place,
                more={"found": found, "facts": facts, "name": name, "axis": has_axis(facts, found)},
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``f(x, ..., out=x)``."""
        more = candidate.more
        written = more["found"].written(rewriting, more["facts"], candidate.place, more["name"])
        rewriting.replace(candidate.node, written)


def _place(found: Elementwise, name: str) -> int | None:
    """Which operand the name is: of an operator the right one, of what is no ufunc the array itself."""
    for place, operand in enumerate(found.operands):
        if isinstance(operand, cst.Name) and operand.value == name:
            if isinstance(found.node, cst.BinaryOperation) and (place == 0 or found.operation in COMMUTATIVE):
                return None  # `op=` is for it
            return place
    return None
