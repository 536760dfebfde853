"""What the rules on masks and on other arrays as indices share: what is an array, and of what it tells places."""

from __future__ import annotations

import ast
from dataclasses import dataclass

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.lower.ir import CallShape, Step
from uncopy.rules.base import contains
from uncopy.source.trees import last_word

_FINDERS = ("numpy.where", "numpy.nonzero")
_ROWS = "numpy.argwhere"
_FLAT = "numpy.flatnonzero"
_ASKING = {"isnan", "isfinite", "isinf", "isclose", "isin", "logical_and", "logical_or", "logical_not", "invert"}
_OF_ONE = d.NUMBER | d.SCALAR | d.PLAIN | d.STRING | d.TUPLE  # what picks one element, or a slice
_SPELLED = {"where", "nonzero", "flatnonzero", "argwhere"}


@dataclass(frozen=True, slots=True)
class Places:
    """The places where ``mask`` is true: the value and node of the mask, and how they are told.

    ``form`` is ``"all"`` for a tuple of an array of numbers a dimension, ``"first"`` for the first of them, ``"flat"``
    for numbers counted through all dimensions, ``"rows"`` for a row a place.
    """

    value: int
    mask: cst.BaseExpression
    form: str


def spelled(node: ast.AST) -> bool:
    """Whether Python's own tree shows a call of something named as the functions that find places are, or its first
    item.
    """
    if isinstance(node, ast.Subscript):
        node = node.value
    if not isinstance(node, ast.Call):
        return False
    name = last_word(node.func)
    return name in _SPELLED


def places(facts: FunctionFacts, node: cst.BaseExpression) -> Places | None:
    """What an expression such as ``np.where(m)``, ``np.nonzero(m)[0]`` or ``np.flatnonzero(m)`` tells the places of."""
    if isinstance(node, cst.Subscript):
        index = node.slice[0].slice if len(node.slice) == 1 else None
        if not isinstance(index, cst.Index) or type(facts.of(index.value).const) is not int:
            return None
        found = places(facts, node.value)
        first = found is not None and found.form == "all" and facts.of(index.value).const == 0
        return Places(found.value, found.mask, "first") if first and found is not None else None
    step = facts.step_of(node)
    if step is None or step.op != "call" or not isinstance(node, cst.Call) or not isinstance(step.data, CallShape):
        return None
    function = facts.fact(step.args[0])
    callee = facts.model.resolve(function.callee or "")
    if step.data.starred or step.data.keywords:
        return None
    if callee == "ndarray.nonzero" and isinstance(node.func, cst.Attribute) and function.receiver is not None:
        mask, value, form = node.func.value, function.receiver, "all"
        if node.args or facts.body.values.get(mask) != value:
            return None
    elif len(node.args) == 1 and callee in (*_FINDERS, _ROWS, _FLAT):
        mask, value = node.args[0].value, step.args[1]
        form = {_ROWS: "rows", _FLAT: "flat"}.get(callee, "all")
    else:
        return None
    return None if contains(mask, cst.NamedExpr) else Places(value, mask, form)


def tells_mask(facts: FunctionFacts, value: int) -> bool:
    """Whether a value is of bools, or is written as a question about what may be an array."""
    fact = facts.fact(value)
    if fact.only(d.NUMERIC) and fact.dtypes:
        return fact.may(d.ARRAY) and all(w.removeprefix("s:") in ("b1", "bool") for w in fact.dtypes)
    return fact.may(d.ARRAY) and _asks(facts, facts.body.steps[value], 0)


def _asks(facts: FunctionFacts, step: Step, depth: int) -> bool:
    if step.op == "compare":
        return step.data in ("<", "<=", ">", ">=", "==", "!=")
    if step.op == "call":
        callee = facts.fact(step.args[0]).callee or ""
        return callee.startswith("numpy.") and callee.removeprefix("numpy.") in _ASKING
    if step.op in ("unary", "bin") and step.data in ("~", "&", "|") and depth < 8:
        return any(_asks(facts, facts.body.steps[a], depth + 1) for a in step.args)
    return False


def asks_columns(facts: FunctionFacts, value: int, depth: int = 8) -> bool:
    """Whether a question is about columns by their names, so that what it is asked of is a data frame."""
    step = facts.body.steps[value]
    if step.op == "index":
        return facts.fact(step.args[1]).only(d.STRING)
    return depth > 0 and any(asks_columns(facts, a, depth - 1) for a in step.args)


def is_array(facts: FunctionFacts, node: cst.BaseExpression) -> bool:
    """Whether something tells that a part of an index is an array: what it is made of, or that it asks a question."""
    fact = facts.of(node)
    if not fact.may(d.ARRAY | d.LIST) or isinstance(node, cst.Integer):
        return False
    mask = fact.only(d.ARRAYS | d.SCALAR) and fact.dtypes <= {"b1", "s:b1"}
    return mask or isinstance(node, cst.Comparison) or not fact.may(_OF_ONE)
