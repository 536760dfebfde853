"""Is everything still evaluated in the order in which it was?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from uncopy.facts import domain as d
from uncopy.facts.subscripts import parts_of
from uncopy.guards.answer import Answer, guard, unknown, yes

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.lower.ir import Step
    from uncopy.rules.base import Candidate

_HARMLESS = (cst.Add, cst.Subtract, cst.Multiply)
_DIGITS = 16


@guard("order-kept", "Is everything evaluated in an order that gives the same?")
def order_kept(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """What stood before the temporary (``more["before"]``) is read after it.

    It must be numbers, local names, and slices of local arrays.
    """
    for node in candidate.more["before"]:
        if not is_steady(facts, node) and not _is_steady_view(facts, node, candidate.step):
            return unknown("an argument before it would be evaluated after it", node)
    return yes("what stood before it are numbers and local names")


def is_steady(facts: FunctionFacts, node: cst.CSTNode) -> bool:
    """Whether it may be read sooner or later within a statement: a number, or a name that only this body binds."""
    if isinstance(node, cst.Name):
        body = facts.body
        return (node.value in body.names or node.value in body.params) and node.value not in body.captured
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, _HARMLESS):
        return _is_float(facts, node.left) and _is_float(facts, node.right)
    return isinstance(node, cst.BaseExpression) and is_number(facts, node)


def _is_float(facts: FunctionFacts, node: cst.BaseExpression) -> bool:
    """Whether it is a float of Python's that may be computed sooner or later: adding and multiplying them never fails.

    That of whole numbers may, where one is larger than any float.
    """
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, _HARMLESS):
        return _is_float(facts, node.left) and _is_float(facts, node.right)
    if isinstance(node, cst.Integer):
        return len(node.value) < _DIGITS
    fact = facts.of(node)
    plain = fact.only(d.NUMBER) and {word.partition(":")[0] for word in fact.dtypes} == {"float"}
    return plain and is_steady(facts, node)


def is_number(facts: FunctionFacts, node: cst.BaseExpression) -> bool:
    """Whether it is one number at all times: a literal, or a constant of NumPy's or ``math``'s."""
    if isinstance(node, cst.UnaryOperation):
        return isinstance(node.operator, (cst.Minus, cst.Plus)) and is_number(facts, node.expression)
    if isinstance(node, cst.Attribute) and isinstance(node.value, cst.Name):
        return facts.of(node.value).callee in ("numpy", "math") and facts.of(node).only(d.NUMBER)
    return isinstance(node, (cst.Integer, cst.Float, cst.Imaginary))


def _is_steady_view(facts: FunctionFacts, node: cst.CSTNode, step: Step) -> bool:
    """Whether it is a view of a local array by slices, which cannot fail and gives the same a little later."""
    if not isinstance(node, cst.Subscript) or not is_steady_part(facts, node):
        return False
    view, base = facts.step_of(node), facts.of(node.value)
    if view is None or view.op != "index" or not base.only(d.ARRAYS):
        return False
    parts, kinds = parts_of(facts.values, view.args[1])
    sized = facts.seen(view.args[0], view)
    if set(kinds) != {"slice"} or not sized.only(d.ARRAY) or sized.ndim[0] < len(parts):
        return False
    if not all(_is_whole_numbered(facts, part) for part in parts):
        return False
    # What is called in between may give the array another shape.
    return not any(number in facts.values.opaque for number in range(view.id, step.id))


def _is_whole_numbered(facts: FunctionFacts, part: int) -> bool:
    """Whether a slice has nothing but integers for its bounds, and no step."""
    made = facts.body.steps[part]
    if made.op != "slice" or facts.fact(made.args[2]).const is not None:
        return False
    bounds = [facts.fact(a) for a in made.args[:2]]
    return all(
        b.const is None or (b.only(d.NUMBER) and {w.partition(":")[0] for w in b.dtypes} <= {"int"}) for b in bounds
    )


def is_steady_part(facts: FunctionFacts, target: cst.Subscript) -> bool:
    """Whether an array and the numbers that it is indexed with are the same when they are read once more."""
    return is_steady(facts, target.value) and all(_is_steady_number(facts, part) for part in target.slice)


def _is_steady_number(facts: FunctionFacts, node: cst.CSTNode) -> bool:
    if isinstance(node, cst.Name):
        return is_steady(facts, node) and facts.of(node).only(d.IMMUTABLE)
    if isinstance(node, (cst.Call, cst.Await, cst.Lambda, cst.Yield, cst.NamedExpr, cst.Attribute, cst.Subscript)):
        return False
    return all(_is_steady_number(facts, child) for child in node.children)
