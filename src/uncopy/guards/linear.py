"""Whole numbers as sums, and what tests and loops tell of them: `if w > len(x): raise`, `for i in range(len(x))`.

A sum is a dict of how often each value is in it; under ``""`` stands the number that is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

import libcst as cst

from uncopy.facts import domain as d

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts

Sum = dict[int | str, int]
_LEAVING = (cst.Raise, cst.Return, cst.Continue, cst.Break)
_DEPTH = 8


class Sums:
    """Sums in one function. ``known`` gives another key, or a number, for a value that is known by more than itself."""

    def __init__(self, facts: FunctionFacts, known: Callable[[int], int | str | None]) -> None:
        self.facts, self.known = facts, known

    def of(self, value: int, depth: int = 0) -> Sum | None:
        """The sum that a value is; None if it is not known to be a whole number."""
        fact, step = self.facts.fact(value), self.facts.body.steps[value]
        if type(fact.const) is int:
            return {"": fact.const}
        words = {w.partition(":")[0] for w in fact.dtypes}
        if not fact.only(d.NUMBER) or not words <= {"int", "bool"}:  # NumPy's own numbers have an end
            return None
        key = self.known(value)
        if isinstance(key, int):
            return {"": key}
        if key is None and step.op == "bin" and step.data in ("+", "-") and depth < _DEPTH:
            left, right = (self.of(a, depth + 1) for a in step.args)
            return None if left is None or right is None else plus(left, right, 1 if step.data == "+" else -1)
        return {value if key is None else key: 1}

    def least(self, wanted: Sum, place: cst.CSTNode) -> int | None:
        """The most that is known to be no more than a sum, by the tests and loops that are around a place."""
        found = [wanted.get("", 0)] if not set(wanted) - {""} else []
        for told in (*self._told(place), *self._counted(wanted)):  # each is 0 or more
            left = plus(wanted, told, -1)
            if not set(left) - {""}:
                found.append(left.get("", 0))
        return max(found, default=None)

    def _counted(self, wanted: Sum) -> Iterator[Sum]:
        """What `for i in range(low, high)` tells of the numbers in a sum."""
        steps, facts = self.facts.body.steps, self.facts
        for value in wanted:
            if not isinstance(value, int) or steps[value].op != "next":
                continue
            walked = steps[steps[value].args[0]]
            ranged = steps[walked.args[0]] if walked.op == "iter" else None
            if ranged is None or ranged.op != "call" or facts.fact(ranged.id).callee != "range" or ranged.data.keywords:
                continue
            given = list(ranged.args[1:])
            by = facts.fact(given.pop()).const if len(given) == 3 else 1
            if type(by) is not int or by < 1:
                continue
            low: Sum | None = self.of(given[0]) if len(given) == 2 else {"": 0}
            high = self.of(given[-1])
            if low is not None:
                yield plus({value: 1}, low, -1)
            if high is not None:
                yield plus(plus(high, {"": -1}, 1), {value: 1}, -1)

    def _told(self, place: cst.CSTNode) -> Iterator[Sum]:
        path = _path(self.facts.body.node, place)
        for parent, child in pairwise(path):
            if isinstance(parent, cst.If) and child is not parent.test:
                yield from self._test(parent.test, child is parent.body)
            if isinstance(parent, (cst.IndentedBlock, cst.Module)):
                for statement in parent.body:
                    if statement is child:
                        break
                    if isinstance(statement, cst.If) and statement.orelse is None and _leaves(statement.body):
                        yield from self._test(statement.test, False)
                    elif isinstance(statement, cst.SimpleStatementLine) and isinstance(statement.body[0], cst.Assert):
                        yield from self._test(statement.body[0].test, True)

    def _test(self, node: cst.BaseExpression, truth: bool) -> Iterator[Sum]:
        if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Not):
            yield from self._test(node.expression, not truth)
        elif isinstance(node, cst.BooleanOperation):
            if isinstance(node.operator, cst.And) is truth:
                yield from self._test(node.left, truth)
                yield from self._test(node.right, truth)
        elif isinstance(node, cst.Comparison) and (truth or len(node.comparisons) == 1):
            left = node.left
            for link in node.comparisons:
                yield from self._compared(left, link, truth)
                left = link.comparator

    def _compared(self, left: cst.BaseExpression, link: cst.ComparisonTarget, truth: bool) -> Iterator[Sum]:
        values = [self.facts.body.values.get(n) for n in (left, link.comparator)]
        one, other = (None if v is None else self.of(v) for v in values)
        if one is None or other is None:
            return
        operator = link.operator
        if isinstance(operator, (cst.GreaterThan, cst.LessThanEqual)):
            one, other = other, one
        elif not isinstance(operator, (cst.LessThan, cst.GreaterThanEqual)):
            return
        strict = isinstance(operator, (cst.LessThan, cst.GreaterThan))
        if strict is truth:  # one < other
            yield plus(plus(other, one, -1), {"": -1}, 1)
        else:  # one >= other
            yield plus(one, other, -1)


def plus(one: Sum, other: Sum, times: int) -> Sum:
    """A sum and so many times another one."""
    out = dict(one)
    for key, count in other.items():
        out[key] = out.get(key, 0) + times * count
    return {key: count for key, count in out.items() if count or key == ""}


def _leaves(body: cst.BaseSuite) -> bool:
    """Whether a suite ends by leaving: what stands behind it is not reached then."""
    last = body.body[-1] if body.body else None
    if isinstance(last, cst.SimpleStatementLine):
        last = last.body[-1]
    return isinstance(last, _LEAVING)


def _path(node: cst.CSTNode, wanted: cst.CSTNode) -> list[cst.CSTNode]:
    """The nodes from one to another within it."""
    if node is wanted:
        return [node]
    for child in node.children:
        found = _path(child, wanted)
        if found:
            return [node, *found]
    return []
