"""Products of which only a sum is wanted: what the rules on reductions of them have in common."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.lower.ir import Step
from uncopy.rules.copies import arguments
from uncopy.source.trees import last_word

_SUMS = {"numpy.sum": "a", "ndarray.sum": "self"}
_TRACES = {"numpy.trace": "a", "ndarray.trace": "self"}
_DIAGONALS = {"numpy.diag": "v", "numpy.diagonal": "a", "ndarray.diagonal": "self"}
_REDUCTIONS = {
    **dict.fromkeys(_SUMS, "sum"),
    **dict.fromkeys(_TRACES, "trace"),
    **dict.fromkeys(_DIAGONALS, "diagonal"),
}
_WHOLE = _SUMS | _TRACES | _DIAGONALS
MATRIX = {"numpy.dot", "numpy.matmul", "ndarray.dot"}
_SPELLED = {"sum", "trace", "diag", "diagonal"}
_FACTORS = {"multiply", "square", "dot", "matmul"}


@dataclass(frozen=True, slots=True)
class Product:
    """A product and what is made of it: ``reduction`` is sum, trace or diagonal; the factors are nodes and values.

    ``axis`` is that of a sum, None for one over all. ``matrix`` says a matrix product.
    """

    call: cst.Call
    step: Step
    reduction: str
    inner: cst.BaseExpression
    factors: tuple[cst.BaseExpression, cst.BaseExpression]
    values: tuple[int, int]
    axis: int | None
    matrix: bool


def spelled(node: ast.AST) -> bool:
    """Whether Python's own tree shows a sum, trace or diagonal of a product."""
    if not isinstance(node, ast.Call) or last_word(node.func) not in _SPELLED:
        return False
    inner = [*node.args[:1], *(k.value for k in node.keywords)]
    if isinstance(node.func, ast.Attribute):
        inner.append(node.func.value)
    return any(
        (isinstance(i, ast.BinOp) and isinstance(i.op, (ast.Mult, ast.Pow, ast.MatMult)))
        or (isinstance(i, ast.Call) and last_word(i.func) in _FACTORS)
        for i in inner
    )


def products(facts: FunctionFacts) -> Iterator[Product]:
    """The sums, traces and diagonals of products that have no name and no other use."""
    for step in facts.body.steps:
        node = step.node
        if step.op != "call" or not isinstance(node, cst.Call):
            continue
        callee = facts.model.resolve(facts.fact(step.args[0]).callee or "")
        given = arguments(facts, step) if callee in _REDUCTIONS else None
        if given is None or not set(given) <= {_WHOLE[callee], "axis"}:
            continue
        axis = facts.fact(given["axis"]).const if "axis" in given else None
        if axis is not None and type(axis) is not int:
            continue
        made = facts.body.steps[given[_WHOLE[callee]]]
        factors = _factors(facts, made)
        if factors is None or any(made.id in bound for bound in facts.body.names.values()):
            continue
        first, second, matrix = factors
        values = facts.body.values.get(first), facts.body.values.get(second)
        if values[0] is None or values[1] is None or not isinstance(made.node, cst.BaseExpression):
            continue
        reduction = _REDUCTIONS[callee]
        if matrix is (reduction == "sum") or (reduction == "diagonal" and "axis" in given):
            continue
        yield Product(node, step, reduction, made.node, (first, second), (values[0], values[1]), axis, matrix)


def _factors(facts: FunctionFacts, step: Step) -> tuple[cst.BaseExpression, cst.BaseExpression, bool] | None:
    """The two factors of a product and whether it is one of matrices. A square has one factor twice: it has a name."""
    node = step.node
    if isinstance(node, cst.BinaryOperation) and step.op == "bin":
        if step.data == "@":
            return node.left, node.right, True
        if step.data == "*" and plain(node.left) and plain(node.right):
            return node.left, node.right, False
        if step.data == "**" and facts.fact(step.args[1]).const == 2 and plain(node.left):
            return node.left, node.left, False
        return None
    if not isinstance(node, cst.Call) or step.op != "call" or step.data.starred or step.data.keywords:
        return None
    callee = facts.model.resolve(facts.fact(step.args[0]).callee or "")
    given = [a.value for a in node.args]
    if callee == "ndarray.dot" and isinstance(node.func, cst.Attribute):
        given.insert(0, node.func.value)
    if callee == "numpy.square" and len(given) == 1 and plain(given[0]):
        return given[0], given[0], False
    if len(given) != 2:
        return None
    if callee in MATRIX:
        return given[0], given[1], True
    return (given[0], given[1], False) if callee == "numpy.multiply" and all(map(plain, given)) else None


def plain(node: cst.BaseExpression) -> bool:
    """Whether it is a name, or attributes of one: what NumPy never puts a result into by itself."""
    while isinstance(node, cst.Attribute):
        node = node.value
    return isinstance(node, cst.Name)
