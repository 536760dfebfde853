"""What one element is computed by, written for all elements at once."""

from __future__ import annotations

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.guards.in_bounds import is_length
from uncopy.lower.ir import Loop

_OPERATORS = (
    cst.Add, cst.Subtract, cst.Multiply, cst.Divide, cst.FloorDivide, cst.Modulo, cst.Power,
    cst.BitAnd, cst.BitOr, cst.BitXor,
)  # fmt: skip
_COMPARING = (cst.LessThan, cst.LessThanEqual, cst.GreaterThan, cst.GreaterThanEqual, cst.Equal, cst.NotEqual)
_OF_MATH = {"pow": "power", "acos": "arccos", "asin": "arcsin", "atan": "arctan", "atan2": "arctan2", "fabs": "fabs"}
_EXTREMES = {"builtins.max": "maximum", "builtins.min": "minimum"}


class AllAtOnce:
    """The elements that a loop counts by a name, from none to ``count``; ``numpy`` is the module's name for NumPy."""

    def __init__(
        self, facts: FunctionFacts, loop: Loop, index: str, count: cst.BaseExpression, target: str, numpy: str
    ) -> None:
        self.facts, self.loop, self.index, self.target, self.numpy = facts, loop, index, target, numpy
        self.value = facts.body.values.get(count)
        self.shown = _text(count)
        self.arrays = 0

    def whole(self, node: cst.Name, axis: int = 0) -> bool:
        """Whether the loop counts all elements of an array."""
        array = self.facts.body.values.get(node)
        return array is not None and self.value is not None and is_length(self.facts, self.value, array, axis)

    def of(self, node: cst.BaseExpression) -> str | None:
        """An expression for all elements; None for what cannot be written so."""
        text = self._of(node)
        return text if text is None or not node.lpar else f"({text})"

    def _of(self, node: cst.BaseExpression) -> str | None:
        if isinstance(node, (cst.Integer, cst.Float, cst.Imaginary)):
            return _text(node)
        if isinstance(node, cst.Name):
            return node.value if self._stays(node) and not self._is_array(node) else None
        if isinstance(node, cst.Subscript):
            return self._element(node)
        if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, _OPERATORS):
            left, right = self.of(node.left), self.of(node.right)
            return None if left is None or right is None else f"{left}{_code(node.operator)}{right}"
        if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, (cst.Minus, cst.BitInvert)):
            inner = self.of(node.expression)
            return None if inner is None else f"{_code(node.operator)}{inner}"
        if isinstance(node, cst.Comparison) and len(node.comparisons) == 1:
            (link,) = node.comparisons
            left, right = self.of(node.left), self.of(link.comparator)
            fits = isinstance(link.operator, _COMPARING) and left is not None and right is not None
            return f"{left}{_code(link.operator)}{right}" if fits else None
        if isinstance(node, cst.IfExp):
            parts = [self.of(n) for n in (node.test, node.body, node.orelse)]
            return None if None in parts else f"{self.numpy}.where({', '.join(map(str, parts))})"
        return self._call(node) if isinstance(node, cst.Call) else None

    def _element(self, node: cst.Subscript) -> str | None:
        """``a[i]``, ``a[i, k]`` and ``a[places[i]]``."""
        base = node.value
        if not isinstance(base, cst.Name) or not self._stays(base) or not self._may_be_array(base):
            return None
        parts = [e.slice.value for e in node.slice if isinstance(e.slice, cst.Index) and e.slice.star is None]
        if len(parts) != len(node.slice):
            return None
        first, rest = parts[0], parts[1:]
        others = [self._of(p) for p in rest]
        if any(t is None for t in others) or not all(isinstance(p, (cst.Name, cst.Integer)) for p in rest):
            return None
        self.arrays += 1
        if isinstance(first, cst.Name) and first.value == self.index:
            if rest:
                return f"{base.value}[{':' if self.whole(base) else f':{self.shown}'}, {', '.join(map(str, others))}]"
            return base.value if self.whole(base) else f"{base.value}[:{self.shown}]"
        if isinstance(first, cst.Subscript) and base.value != self.target and not rest:
            places = self._element(first)
            gathers = isinstance(first.value, cst.Name) and first.value.value != self.target
            return f"{base.value}[{places}]" if places is not None and gathers else None
        return None

    def _call(self, node: cst.Call) -> str | None:
        if any(a.keyword is not None or a.star for a in node.args):
            return None
        callee = self.facts.model.resolve(self.facts.of(node.func).callee or "")
        given = [self.of(a.value) for a in node.args]
        if None in given:
            return None
        shown = ", ".join(map(str, given))
        module, _, name = callee.rpartition(".")
        if callee in _EXTREMES and len(given) == 2:
            return f"{self.numpy}.{_EXTREMES[callee]}({shown})"
        if callee == "builtins.abs" and len(given) == 1:
            return f"abs({shown})"
        if callee == "builtins.float" and len(given) == 1:
            return shown
        if module == "math":
            name = _OF_MATH.get(name, name)
            return f"{self.numpy}.{name}({shown})" if self.facts.model.is_ufunc(f"numpy.{name}") else None
        return f"{_text(node.func)}({shown})" if self.facts.model.is_ufunc(callee) else None

    def _stays(self, node: cst.Name) -> bool:
        """Whether the loop does not bind the name."""
        step = self.facts.step_of(node)
        return step is not None and node.value != self.index and (step.op == "global" or step.block not in self.loop)

    def _is_array(self, node: cst.Name) -> bool:
        fact = self.facts.of(node)
        return fact.only(d.ARRAYS | d.CONTAINERS)

    def _may_be_array(self, node: cst.Name) -> bool:
        return self.facts.of(node).may(d.ARRAY)


def _text(node: cst.CSTNode) -> str:
    return cst.Module([]).code_for_node(node.with_changes(lpar=[], rpar=[]) if hasattr(node, "lpar") else node)


def _code(node: cst.CSTNode) -> str:
    return cst.Module([]).code_for_node(node)
