"""Is everything still evaluated in the order in which it was?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from uncopy.facts import domain as d
from uncopy.guards.answer import Answer, guard, unknown, yes

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate


@guard("order-kept", "Is everything evaluated in an order that gives the same?")
def order_kept(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """What stood before the temporary (``more["before"]``) is read after it: it must be numbers and local names."""
    for node in candidate.more["before"]:
        if not is_steady(facts, node):
            return unknown("an argument before it would be evaluated after it", node)
    return yes("what stood before it are numbers and local names")


def is_steady(facts: FunctionFacts, node: cst.CSTNode) -> bool:
    """Whether it may be read sooner or later within a statement: a number, or a name that only this body binds."""
    if isinstance(node, cst.Name):
        body = facts.body
        return (node.value in body.names or node.value in body.params) and node.value not in body.captured
    return isinstance(node, cst.BaseExpression) and is_number(facts, node)


def is_number(facts: FunctionFacts, node: cst.BaseExpression) -> bool:
    """Whether it is one number at all times: a literal, or a constant of NumPy's or ``math``'s."""
    if isinstance(node, cst.UnaryOperation):
        return isinstance(node.operator, (cst.Minus, cst.Plus)) and is_number(facts, node.expression)
    if isinstance(node, cst.Attribute) and isinstance(node.value, cst.Name):
        return facts.of(node.value).callee in ("numpy", "math") and facts.of(node).only(d.NUMBER)
    return isinstance(node, (cst.Integer, cst.Float, cst.Imaginary))
