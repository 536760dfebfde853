"""Results that are not computed element by element, but go into an array that stands ready all the same."""

from __future__ import annotations

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.lower.expressions import BINARY
from uncopy.lower.ir import CallShape
from uncopy.rules.in_place import Elementwise

PRODUCTS = frozenset({"numpy.matmul", "numpy.dot"})
# What NumPy gives of these is the same with `out=` (tests/model/test_wholes.py), but for a mean of half precision. Of
# `std` and `var` it is not known, and of those that look for NaN.
ALONG_AXES = frozenset(f"numpy.{name}" for name in "sum prod mean max min any all argmax argmin cumsum cumprod".split())
# These draw the same numbers into an array that is given.
DRAWN = frozenset(f"numpy.random.Generator.{name}" for name in ("random", "standard_normal", "standard_exponential"))
_GIVEN = frozenset({"axis", "keepdims"})


def whole(facts: FunctionFacts, node: cst.BaseExpression) -> Elementwise | None:
    """A product of matrices, what is computed along an axis, or what is drawn, as what has an ``out=`` form."""
    step = facts.step_of(node)
    if step is None:
        return None
    if isinstance(node, cst.BinaryOperation):
        if step.op != "bin" or BINARY[type(node.operator)] != "@":
            return None
        found = Elementwise(node, step, "@", (node.left, node.right), step.args, "matmul")
        return found if _of_arrays(facts, found) else None
    if not isinstance(node, cst.Call) or step.op != "call":
        return None
    function, shape = facts.fact(step.args[0]), step.data
    assert isinstance(shape, CallShape)
    callee = facts.model.resolve(function.callee or "").replace("ndarray.", "numpy.")
    positional = [a.value for a in node.args if a.keyword is None]
    values = list(step.args[1:][: shape.positional])
    if callee in DRAWN and not shape.starred and len(node.args) == 1 and set(shape.keywords) <= {"size"}:
        return Elementwise(node, step, callee, (), ()) if facts.fact(step.id).may(d.ARRAY) else None
    if shape.starred or not set(shape.keywords) <= _GIVEN:
        return None
    if function.receiver is not None:
        if not isinstance(node.func, cst.Attribute):
            return None  # a method that was given a name
        positional.insert(0, node.func.value)
        values.insert(0, function.receiver)
    if callee in PRODUCTS and len(positional) == 2 and not shape.keywords:
        found = Elementwise(node, step, callee, tuple(positional), tuple(values))
    elif callee in ALONG_AXES and 1 <= len(positional) <= 2:
        found = Elementwise(node, step, callee, (positional[0],), (values[0],))
    else:
        return None
    return found if _of_arrays(facts, found) else None


def _of_arrays(facts: FunctionFacts, found: Elementwise) -> bool:
    """Whether all operands, and what comes of them, may be arrays."""
    of = [facts.fact(v) for v in found.values]
    return all(f.may(d.ARRAY) for f in of) and facts.fact(found.step.id).may(d.ARRAY)
