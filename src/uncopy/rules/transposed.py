"""Copies of transposed arrays: which ones are multiplied at once."""

from __future__ import annotations

import ast

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.lower.ir import Step
from uncopy.rules.copies import arguments, copied, named, straight_to
from uncopy.source.trees import last_word

_TRANSPOSES = frozenset({"numpy.transpose", "ndarray.transpose"})
_CONVERTING = frozenset({"numpy.ascontiguousarray", "numpy.asfortranarray"})
_PRODUCTS = {"numpy.dot": ("a", "b"), "numpy.matmul": ("x1", "x2"), "ndarray.dot": ("self", "other")}
_SPELLED = {"dot", "matmul"}
_COPIES = {"copy", "array", "ascontiguousarray", "asfortranarray"}


def spelled_as_product(node: ast.AST) -> bool:
    """Whether Python's own tree shows a product of something that is named as the functions that copy are."""
    factors: list[ast.AST] = []
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        factors = [node.left, node.right]
    elif isinstance(node, ast.Call) and last_word(node.func) in _SPELLED:
        factors = [*node.args, *(k.value for k in node.keywords)]
        if isinstance(node.func, ast.Attribute):
            factors.append(node.func.value)
    return any(isinstance(f, ast.Call) and last_word(f.func) in _COPIES for f in factors)


def whole_of(facts: FunctionFacts, value: int) -> int | None:
    """What a value is the transpose of; None if it is none."""
    step = facts.body.steps[value]
    if step.op == "attr" and step.data == "T":
        return step.args[0]
    if step.op != "call" or facts.fact(step.args[0]).callee not in _TRANSPOSES:
        return None
    given = arguments(facts, step)
    return next(iter(given.values())) if given is not None and len(given) == 1 else None


def factor_copied(facts: FunctionFacts, step: Step) -> tuple[tuple[int, cst.BaseExpression, str], int, str] | None:
    """A copy of a transpose that is a factor of a product and nothing else: what it copies, the other factor, and
    the product's name (``dot`` or ``matmul``).
    """
    found = copied(facts, step) or converted_order(facts, step)
    if found is None or whole_of(facts, found[0]) is None:
        return None
    uses = facts.uses(step.id)
    if len(uses) == 1 and uses[0].op == "bin" and uses[0].data == "@" and not named(facts, step.id):
        left, right = uses[0].args
        return found, right if left == step.id else left, "matmul"
    call = straight_to(facts, step)
    if call is None:
        return None
    callee = facts.model.resolve(facts.fact(call.args[0]).callee or "")
    factors = _PRODUCTS.get(callee)
    given = arguments(facts, call) if factors is not None else None
    if given is None or factors is None or not set(factors) <= set(given) or found[2] in ("numpy.copy", "numpy.array"):
        return None  # those keep the order, and may be proved needless by another rule
    one, other = (given[name] for name in factors)
    if step.id not in (one, other):
        return None
    return found, other if one == step.id else one, callee.rpartition(".")[2]


def converted_order(facts: FunctionFacts, step: Step) -> tuple[int, cst.BaseExpression, str] | None:
    """What a call puts into another memory order, if that is all it does: its value, its node, and the function."""
    node = step.node
    if step.op != "call" or not isinstance(node, cst.Call) or len(node.args) != 1 or step.data.starred:
        return None
    callee = facts.model.resolve(facts.fact(step.args[0]).callee or "")
    value = facts.body.values.get(node.args[0].value)
    if callee not in _CONVERTING or value is None or node.args[0].keyword is not None:
        return None
    return value, node.args[0].value, callee
