"""List comprehensions that are given to a call: what the rules on lists of numbers and of arrays have in common."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.lower.ir import Step
from uncopy.rules.copies import named


@dataclass(frozen=True, slots=True)
class Listed:
    """A call whose first argument is a list comprehension: the call, the list, and the value of its elements."""

    call: cst.Call
    step: Step
    callee: str
    comprehension: cst.ListComp
    made: Step
    element: int


def spelled(node: ast.AST) -> bool:
    """Whether Python's own tree shows a call that is given a list comprehension first."""
    return isinstance(node, ast.Call) and bool(node.args) and isinstance(node.args[0], ast.ListComp)


def listed(facts: FunctionFacts, callees: frozenset[str]) -> Iterator[Listed]:
    """The calls of some functions that are given a list comprehension first, by position."""
    for step in facts.body.steps:
        node = step.node
        if step.op != "call" or not isinstance(node, cst.Call) or step.data.starred or not step.data.positional:
            continue
        callee = facts.model.resolve(facts.fact(step.args[0]).callee or "")
        given = node.args[0]
        if callee not in callees or given.keyword is not None or not isinstance(given.value, cst.ListComp):
            continue
        comprehension, made = given.value, facts.body.steps[step.args[1]]
        if made.op != "list" or named(facts, made.id):
            continue
        appended = [s for s in facts.body.steps if s.op == "append" and s.args[0] == made.id]
        others = [s for s in facts.uses(made.id) if s not in appended and s is not step]
        if len(appended) == 1 and not others and not waits(comprehension):
            yield Listed(node, step, callee, comprehension, made, appended[0].args[1])


def within(facts: FunctionFacts, found: Listed) -> Iterator[Step]:
    """The steps of the elements: all that lie between the making of the list and the call."""
    return steps_within(facts, found.comprehension)


def steps_within(facts: FunctionFacts, expression: cst.BaseExpression) -> Iterator[Step]:
    """The steps of an expression and of all that it is made of."""
    nodes: set[cst.CSTNode] = set()
    todo: list[cst.CSTNode] = [expression]
    while todo:
        node = todo.pop()
        nodes.add(node)
        todo.extend(node.children)
    return (s for s in facts.body.steps if s.node in nodes)


def count_of(facts: FunctionFacts, found: Listed) -> int | None:
    """How many elements there are, where `range` is given a number."""
    number = _counted(facts, found)
    const = facts.fact(number).const if number is not None else None
    return const if type(const) is int else None


def size_text(facts: FunctionFacts, found: Listed) -> str | None:
    """The number of elements as text, where `range` is given what is a length for certain and read for nothing."""
    number = _counted(facts, found)
    node = found.comprehension.for_in.iter
    if number is None or found.comprehension.for_in.ifs or not isinstance(node, cst.Call):
        return None
    argument = node.args[0].value
    step, const = facts.body.steps[number], facts.fact(number).const
    is_len = step.op == "call" and facts.fact(step.args[0]).callee == "builtins.len" and isinstance(argument, cst.Call)
    simple = is_len and isinstance(argument, cst.Call) and isinstance(argument.args[0].value, cst.Name)
    if simple or (isinstance(argument, cst.Integer) and type(const) is int and const > 0):
        return cst.Module([]).code_for_node(argument)
    return None


def _counted(facts: FunctionFacts, found: Listed) -> int | None:
    """What a single `for k in range(n)` is given."""
    clause = found.comprehension.for_in
    step = facts.step_of(clause.iter)
    if clause.inner_for_in is not None or step is None or step.op != "call" or len(step.args) != 2:
        return None
    return step.args[1] if facts.fact(step.id).callee == "range" and not step.data.keywords else None


def waits(node: cst.CSTNode) -> bool:
    """Whether an `await`, an `async for` or a walrus stands in a comprehension."""
    if isinstance(node, (cst.Await, cst.NamedExpr, cst.Yield, cst.Lambda)):
        return True
    if isinstance(node, cst.CompFor) and node.asynchronous is not None:
        return True
    return any(waits(child) for child in node.children)
