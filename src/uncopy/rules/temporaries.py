"""Statements that make an unnamed array on the way: written as steps that go into its memory one after the other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.temporary import never_reused
from uncopy.rules.base import Candidate, contains, one
from uncopy.rules.in_place import MAKERS, Elementwise, asks, elementwise, has_axis, tells_array

_MAKERS = (cst.BinaryOperation, cst.UnaryOperation, cst.Comparison, cst.Call, cst.Subscript)
_MADE = (ast.BinOp, ast.UnaryOp, ast.Compare, ast.Call, ast.Subscript)
_NAMES = ("result", "out", "values", "array")  # for what is returned at once


@dataclass(frozen=True, slots=True)
class Link:
    """An operation that is to write into the operand at ``place``."""

    found: Elementwise
    place: int

    def candidate(self, facts: FunctionFacts, name: str | None) -> Candidate:
        """What guards ask about: this operation alone, in place, under a name."""
        found, place = self.found, self.place
        parts = found.parts()
        inner = found.operands[place]
        rest: list[cst.BaseExpression] = [p for p in parts if p is not inner]
        if isinstance(found.node, cst.Call) and not found.is_method:
            rest.append(found.node.func)
        return Candidate(
            found.node,
            found.step,
            "",
            one(1, "the temporary"),
            "",
            found.values[place],
            found.others(place),
            found.operation,
            place,
            more={
                "axis": has_axis(facts, found),
                "name": name,
                "before": parts[: parts.index(inner)],
                "rest": rest,
                "form": "op=" if found.operator(facts, place) else "out=",
            },
        )


@dataclass(frozen=True, slots=True)
class Split:
    """A statement and its operations, innermost first, from the one that NumPy gives new memory to the outermost."""

    statement: cst.BaseSmallStatement
    head: cst.BaseExpression | None  # what is assigned to; None for a return
    annotation: cst.BaseExpression | None
    links: tuple[Link, ...]

    @property
    def name(self) -> str | None:
        """The name that is bound."""
        return self.head.value if isinstance(self.head, cst.Name) else None

    def candidate(self, facts: FunctionFacts, message: str, title: str) -> Candidate:
        """The candidate: of the innermost operation, with all of them beside it."""
        steps = tuple(link.candidate(facts, self.name) for link in self.links)
        first = steps[0]
        return Candidate(
            self.links[-1].found.node,
            first.step,
            message,
            first.saves,
            title,
            first.target,
            first.operands,
            first.operation,
            first.place,
            more={**first.more, "steps": steps, "split": self, "facts": facts},
        )


def is_made(node: ast.AST) -> bool:
    """Whether an expression makes something that has no name."""
    return isinstance(node, _MADE)


def spoken(node: ast.AST) -> ast.expr | None:
    """What a statement assigns to one name, or returns."""
    if isinstance(node, ast.Assign):
        return node.value if len(node.targets) == 1 and isinstance(node.targets[0], ast.Name) else None
    if isinstance(node, ast.AnnAssign):
        return node.value if isinstance(node.target, ast.Name) else None
    return node.value if isinstance(node, ast.Return) else None


def operands(node: ast.expr) -> list[ast.expr]:
    """What an operator or call is given, in Python's own tree."""
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    if isinstance(node, ast.UnaryOp):
        return [node.operand]
    if not isinstance(node, ast.Call):
        return []
    receiver = [node.func.value] if isinstance(node.func, ast.Attribute) else []
    return [*receiver, *node.args, *(k.value for k in node.keywords)]


def nested(node: ast.expr | None) -> Iterator[ast.expr]:
    """An expression and all operators and calls in it that are operands of others."""
    todo = [] if node is None else [node]
    while todo:
        inner = todo.pop()
        yield inner
        todo += [o for o in operands(inner) if is_made(o)]


def splits(facts: FunctionFacts) -> Iterator[Split]:
    """Assignments to a name and returns of what is made by way of an unnamed array that NumPy does not reuse."""
    for statement in facts.body.lines:
        head: cst.BaseExpression | None = None
        annotation: cst.BaseExpression | None = None
        if isinstance(statement, cst.Assign) and len(statement.targets) == 1:
            head = statement.targets[0].target
        elif isinstance(statement, cst.AnnAssign):
            head, annotation = statement.target, statement.annotation.annotation
        elif not isinstance(statement, cst.Return):
            continue
        value = statement.value
        if value is None or not isinstance(head, cst.Name | None) or contains(value, cst.NamedExpr):
            continue
        links = _links(facts, value)
        if links:
            yield Split(statement, head, annotation, links)


def _links(facts: FunctionFacts, node: cst.BaseExpression) -> tuple[Link, ...]:
    """From the operation that is given an unnamed array and makes another one, outwards; NumPy reuses the others."""
    links: list[Link] = []
    while True:
        found = elementwise(facts, node)
        place = _place(facts, found) if found is not None else None
        if found is None or place is None:
            return ()
        links.insert(0, Link(found, place))
        if never_reused(facts, found.step, found.values[place]):
            return tuple(links)
        node = found.operands[place]


def _place(facts: FunctionFacts, found: Elementwise) -> int | None:
    """Which operand is an unnamed array made right here; of what is no ufunc only the array itself."""
    for place, (operand, value) in enumerate(zip(found.operands, found.values, strict=True)):
        if place and isinstance(found.node, cst.Call) and not facts.model.is_ufunc(found.operation):
            return None
        step = facts.body.steps[value]
        if not isinstance(operand, _MAKERS) or step.op not in MAKERS:
            continue
        if not facts.fact(value).may(d.ARRAY) or facts.ownership.outside(value) or not tells_array(facts, value):
            continue
        if asks(facts, found.step, value):
            continue
        if step.op == "index" and facts.values.sites[value] != frozenset({(value, 0)}):
            continue  # a view, which would hold on to memory that is larger than itself
        return place
    return None


def rewrite(candidate: Candidate, rewriting: Rewriting) -> None:
    """``y = temporary``, then each operation into ``y``, and for a return ``return y``."""
    split: Split = candidate.more["split"]
    facts: FunctionFacts = candidate.more["facts"]
    name = split.name or next((n for n in _NAMES if n not in rewriting.taken), rewriting.new_name(_NAMES[0]))
    head = name if split.annotation is None else f"{name}: {rewriting.outer_text(split.annotation)}"
    first = split.links[0]
    lines = [f"{head} = {rewriting.right_hand(first.found.operands[first.place])}"]
    lines += [link.found.written(rewriting, facts, link.place, name) for link in split.links]
    if split.head is None:
        lines.append(f"return {name}")
    rewriting.replace(split.statement, rewriting.separator(split.statement).join(lines))
