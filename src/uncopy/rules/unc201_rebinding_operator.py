"""UNC201."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.form import same_dtype, same_layout, same_shape
from uncopy.guards.kinds import not_a_container, not_zero_d, same_family, writable
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.sole_owner import sole_owner
from uncopy.guards.worth import pays
from uncopy.lower.expressions import BINARY
from uncopy.rules.base import Candidate, Meta, Rule, contains, one
from uncopy.rules.in_place import COMMUTATIVE

_OPERATORS = {"+", "-", "*", "/", "//", "%", "**", "&", "|", "^", "<<", ">>"}


class RebindingOperator(Rule):
    """An operator makes a new array although the old one dies in the same statement.

    ## What it finds

    `x = x + y`, `x = y * x`: a name that is bound to the result of an operator on itself. Every operator but `@`.

    ## Why it costs

    The old array and the new one live at the same time until the name is rebound: one array more than needed at the
    peak, and fresh pages of memory to be filled.

    ## Example

    ```python
    x = np.zeros(n)
    x = x + 1.0      # becomes: x += 1.0
    ```

    ## When the fix is safe

    The array was made in the function and nobody else can see it, before or after: no caller, no other name or view
    that is read later, no container, closure or call that kept it. The result has the dtype, shape and memory layout
    that the array has, under every supported NumPy. It is no 0-d array and no list. On plain numbers `x += y` is the
    same rebinding, so it need not be known whether `x` is an array at all.

    ## When nothing is saved

    Where the other operand is an unnamed temporary of a commutative operator, NumPy reuses that one by itself. Where
    the other operand is a view of the same array, NumPy copies it first.

    ## Known limits

    Chains such as `x = x * 2 + 1` are another rule's. Multiplication is not swapped where it may be complex, because
    its bits depend on the order.

    What arithmetic on untyped arguments gives is taken to be new memory, whatever the arguments are: so it is for
    NumPy's own subclasses, and for a Series or a tensor.
    """

    meta = Meta("UNC201", "rebinding-operator", "in-place", "0.1", "1 array")
    guards = (
        knowable_frame,
        sole_owner,
        not_a_container,
        not_zero_d,
        same_family,
        same_dtype,
        same_shape,
        same_layout,
        writable,
        pays,
    )

    def gate(self, node: ast.AST) -> bool:
        """An assignment of a binary operation to a name that is one of its operands."""
        return (
            isinstance(node, ast.Assign)
            and len(node.targets) == 1
            and isinstance(node.targets[0], ast.Name)
            and isinstance(node.value, ast.BinOp)
            and any(
                isinstance(side, ast.Name) and side.id == node.targets[0].id
                for side in (node.value.left, node.value.right)
            )
        )

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Assignments ``x = x op e`` and, where the order does not matter, ``x = e op x``."""
        for statement in facts.body.lines:
            if not (isinstance(statement, cst.Assign) and len(statement.targets) == 1):
                continue
            target, value = statement.targets[0].target, statement.value
            if not (isinstance(target, cst.Name) and isinstance(value, cst.BinaryOperation)):
                continue
            step = facts.step_of(value)
            operator = BINARY[type(value.operator)]
            if step is None or operator not in _OPERATORS:
                continue
            swapped = not _is(value.left, target)
            if swapped and not (_is(value.right, target) and operator in COMMUTATIVE):
                continue
            old, other = step.args[::-1] if swapped else step.args
            if swapped and operator == "*" and facts.fact(old).dtypes & {"c8", "c16", "c32"}:
                continue
            if swapped and contains(value.left, cst.NamedExpr):
                continue  # it is evaluated before `x` is read, and would not be any more
            yield Candidate(
                statement,
                step,
                f"`{target.value}` is bound to a new array although its old one is not needed any more",
                one(1, f"`{target.value}`"),
                f"use {target.value} {operator}= ...",
                old,
                (other,),
                operator,
                place=1 if swapped else 0,
                more={
                    "value": value,
                    "other": value.left if swapped else value.right,
                    "target": target,
                    "operator": operator,
                },
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``x op= e``."""
        more = candidate.more
        content = f"{more['target'].value} {more['operator']}= {rewriting.right_hand(more['other'])}"
        rewriting.replace(candidate.node, content)


def _is(node: cst.BaseExpression, name: cst.Name) -> bool:
    return isinstance(node, cst.Name) and node.value == name.value
