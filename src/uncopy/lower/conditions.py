"""Which names a condition tells something about: `isinstance(x, np.ndarray) and x.ndim == 2` about ``x``, twice.

Only the shape of the text is read here. What a condition says is judged by `uncopy.facts.refine`, from its steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import libcst as cst

_ASKING = {"callable", "iscomplexobj", "isinstance", "isrealobj", "isscalar", "issubdtype", "iterable"}
_MEASURING = {"len", "ndim", "type"}
_ATTRIBUTES = {"char", "dtype", "kind", "name", "ndim", "shape", "size", "type"}


class Told(NamedTuple):
    """A name, the test that speaks of it, and how that came out. ``bare`` is whether the name alone is compared.

    That tells of no object but the one that the name measures: ``ndim = x.ndim``, and then ``ndim == 2``.
    """

    name: cst.Name
    test: cst.CSTNode
    truth: bool
    bare: bool = False


def told(condition: cst.BaseExpression, truth: bool) -> list[Told]:
    """What is known where a condition came out as ``truth``."""
    return list(_told(condition, truth))


def _told(node: cst.BaseExpression, truth: bool) -> Iterator[Told]:
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Not):
        yield from _told(node.expression, not truth)
    elif isinstance(node, cst.BooleanOperation):
        if isinstance(node.operator, cst.And) is truth:  # of the other outcome either side may be the cause
            yield from _told(node.left, truth)
            yield from _told(node.right, truth)
    elif isinstance(node, cst.Comparison):
        if len(node.comparisons) == 1:
            yield from _compared(node.left, node.comparisons[0].comparator, node, truth)
        elif truth:  # every link of the chain holds
            left = node.left
            for link in node.comparisons:
                yield from _compared(left, link.comparator, link, truth)
                left = link.comparator
    elif isinstance(node, cst.Call):
        if node.args and _last(node.func) in _ASKING:
            name = _subject(node.args[0].value)
            if name is not None:
                yield Told(name, node, truth)
    else:
        name = _subject(node)
        if name is not None and name is not node:
            yield Told(name, node, truth)


def _compared(left: cst.BaseExpression, right: cst.BaseExpression, test: cst.CSTNode, truth: bool) -> Iterator[Told]:
    for side, other in ((left, right), (right, left)):
        name = _subject(side)
        if name is not None:
            yield Told(name, test, truth, bare=side is name and not _is_none(other))


def _subject(node: cst.BaseExpression) -> cst.Name | None:
    """The name whose object an operand of a test speaks of: ``x``, ``x.dtype.kind``, ``len(x.shape)``."""
    while True:
        if isinstance(node, cst.Name):
            return node
        if isinstance(node, cst.NamedExpr):
            node = node.target
        elif isinstance(node, cst.Attribute) and node.attr.value in _ATTRIBUTES:
            node = node.value
        elif isinstance(node, cst.Subscript) and isinstance(node.value, cst.Attribute):
            node = node.value
        elif isinstance(node, cst.Call) and len(node.args) == 1 and _last(node.func) in _MEASURING:
            node = node.args[0].value
        else:
            return None


def _is_none(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Name) and node.value == "None"


def _last(node: cst.BaseExpression) -> str:
    if isinstance(node, cst.Attribute):
        return node.attr.value
    return node.value if isinstance(node, cst.Name) else ""
