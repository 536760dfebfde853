"""Statements that change the part of an array that a mask selects: which they are, and of what they are made."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.guards.order_kept import is_number, is_steady
from uncopy.lower.expressions import BINARY
from uncopy.lower.ir import Step
from uncopy.rules.base import alike, contains
from uncopy.rules.in_place import BINARY_FUNCTIONS, Elementwise, elementwise
from uncopy.rules.temporaries import operands

_ASKED = frozenset(f"numpy.{name}" for name in ("isnan", "isfinite", "isinf", "logical_not"))


@dataclass(frozen=True, slots=True)
class Update:
    """``x[m] op= other`` or ``x[m] = f(x[m], other)``.

    ``read`` is the step that takes the part, ``made`` the operation on it, ``stored`` the step that puts it back.
    ``others`` are the operands beside the part; of those that are the same part of another array ``arrays`` has the
    node of that array. ``found`` is the operation where it is an expression of its own.
    """

    statement: cst.Assign | cst.AugAssign
    name: cst.Name
    index: cst.BaseExpression
    read: Step
    made: Step
    stored: Step
    operation: str
    function: str
    others: tuple[cst.BaseExpression, ...]
    arrays: dict[cst.BaseExpression, cst.Name]
    found: Elementwise | None
    place: int

    def values(self, facts: FunctionFacts) -> tuple[int, ...]:
        """The values of the other operands, whole arrays in the place of parts."""
        return tuple(facts.body.values[self.arrays.get(other, other)] for other in self.others)

    def late(self, facts: FunctionFacts) -> list[cst.CSTNode]:
        """What would be evaluated after an operand before which it stood, if that can do anything."""
        plain = all(o in self.arrays or _is_plain(facts, o) for o in self.others)
        return [] if plain else [self.name, self.index]


def spelled(node: ast.AST) -> bool:
    """Whether Python's own tree shows that a part of a name is changed in place, or assigned what an operator or a call
    makes of a part.
    """
    if isinstance(node, ast.AugAssign):
        return _spelled_part(node.target)
    if not (isinstance(node, ast.Assign) and len(node.targets) == 1 and _spelled_part(node.targets[0])):
        return False
    return any(map(_spelled_part, operands(node.value)))


def _spelled_part(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Name)
        and not isinstance(node.slice, (ast.Slice, ast.Tuple, ast.Constant))
    )


def updates(facts: FunctionFacts) -> Iterator[Update]:
    """The statements of this form in a body, whatever the index is."""
    steps: dict[cst.CSTNode, dict[str, Step]] = {}
    for step in facts.body.steps:
        if isinstance(step.node, (cst.AugAssign, cst.Assign)):
            steps.setdefault(step.node, {})[step.op] = step
    for statement in facts.body.lines:
        if isinstance(statement, cst.AugAssign):
            target = statement.target
        elif isinstance(statement, cst.Assign) and len(statement.targets) == 1:
            target = statement.targets[0].target
        else:
            continue
        index = _index(target)
        if index is None or not isinstance(target, cst.Subscript) or not isinstance(target.value, cst.Name):
            continue
        if contains(statement, cst.NamedExpr):
            continue
        own = steps.get(statement, {})
        update = (
            _in_place(facts, statement, target.value, index, own)
            if isinstance(statement, cst.AugAssign)
            else _anew(facts, statement, target, index, own)
        )
        if update is not None and (not update.arrays or _may_repeat(facts, target, index)):
            yield update


def _in_place(
    facts: FunctionFacts, statement: cst.AugAssign, name: cst.Name, index: cst.BaseExpression, own: dict[str, Step]
) -> Update | None:
    """``x[m] op= other``."""
    operator = BINARY[type(statement.operator)]
    read, made, stored = (own.get(op) for op in ("index", "aug", "store_index"))
    if operator not in BINARY_FUNCTIONS or read is None or made is None or stored is None:
        return None
    others = (statement.value,)
    parts, function = _arrays(facts, others, index), BINARY_FUNCTIONS[operator]
    return Update(statement, name, index, read, made, stored, operator, function, others, parts, None, 0)


def _anew(
    facts: FunctionFacts, statement: cst.Assign, target: cst.Subscript, index: cst.BaseExpression, own: dict[str, Step]
) -> Update | None:
    """``x[m] = f(x[m], other)``, where nothing changes between the two times that the part is asked for."""
    found, stored = elementwise(facts, statement.value), own.get("store_index")
    if found is None or not (found.function or facts.model.is_ufunc(found.operation)):
        return None
    place = next((i for i, operand in enumerate(found.operands) if alike(operand, target)), None)
    if place is None or stored is None or not _may_repeat(facts, target, index):
        return None
    read = facts.body.steps[found.values[place]]
    if read.op != "index" or read.args[0] != stored.args[0] or not isinstance(target.value, cst.Name):
        return None
    others = found.operands[:place] + found.operands[place + 1 :]
    made, parts = found.step, _arrays(facts, others, index)
    return Update(statement, target.value, index, read, made, stored, found.operation, "", others, parts, found, place)


def _index(node: cst.BaseExpression) -> cst.BaseExpression | None:
    """All that stands between the brackets of a subscript, if it is no slice and no tuple."""
    if not isinstance(node, cst.Subscript) or len(node.slice) != 1:
        return None
    part, inner = node.slice[0], node.slice[0].slice
    if not isinstance(inner, cst.Index) or inner.star is not None or not isinstance(part.comma, cst.MaybeSentinel):
        return None
    return inner.value


def _arrays(
    facts: FunctionFacts, others: tuple[cst.BaseExpression, ...], index: cst.BaseExpression
) -> dict[cst.BaseExpression, cst.Name]:
    """The arrays of which the same part is taken, by the nodes of those parts."""
    found: dict[cst.BaseExpression, cst.Name] = {}
    for other in others:
        inner = _index(other)
        if (
            inner is not None
            and isinstance(other, cst.Subscript)
            and isinstance(other.value, cst.Name)
            and is_steady(facts, other.value)
            and alike(inner, index)
        ):
            found[other] = other.value
    return found


def _may_repeat(facts: FunctionFacts, target: cst.Subscript, index: cst.BaseExpression) -> bool:
    """Whether the array and the index are the same when they are asked for once more."""
    return is_steady(facts, target.value) and _is_pure(facts, index)


def _is_pure(facts: FunctionFacts, node: cst.BaseExpression) -> bool:
    """Whether an expression only asks questions of NumPy's arrays and numbers."""
    if isinstance(node, cst.Name):
        return is_steady(facts, node) and facts.of(node).only(d.NUMERIC)
    if isinstance(node, cst.Comparison):
        return all(_is_pure(facts, part) for part in (node.left, *(c.comparator for c in node.comparisons)))
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, (cst.BitInvert, cst.Minus)):
        return _is_pure(facts, node.expression)
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, (cst.BitAnd, cst.BitOr, cst.BitXor)):
        return _is_pure(facts, node.left) and _is_pure(facts, node.right)
    if isinstance(node, cst.Call) and facts.of(node.func).callee in _ASKED:
        return all(a.keyword is None and not a.star and _is_pure(facts, a.value) for a in node.args)
    return is_number(facts, node)


def _is_plain(facts: FunctionFacts, node: cst.BaseExpression) -> bool:
    """Whether it may be evaluated sooner or later: a local name, a number, or a sum or product of written numbers."""
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, (cst.Add, cst.Subtract, cst.Multiply)):
        return all(not isinstance(n, cst.Name) and _is_plain(facts, n) for n in (node.left, node.right))
    return is_steady(facts, node)
