"""What is made anew on each pass of a loop: where it stands, and whether its statement may go before the loop."""

from __future__ import annotations

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.fixes.rewriting import Rewriting
from uncopy.lower.ir import Loop, Step
from uncopy.rules.base import Candidate, contains


def steady(facts: FunctionFacts, node: cst.CSTNode, loop: Loop) -> bool:
    """Whether the names in an expression are bound before the loop, on every way to it."""
    if isinstance(node, (cst.NamedExpr, cst.Lambda, cst.Await)):
        return False
    if isinstance(node, cst.Attribute):
        return steady(facts, node.value, loop)
    if isinstance(node, cst.Arg):
        return steady(facts, node.value, loop)
    if isinstance(node, cst.Name):
        step = facts.step_of(node)
        return step is not None and (
            step.op in ("global", "import") or (step.block not in loop and surely_bound(facts, step.id))
        )
    return all(steady(facts, child, loop) for child in node.children)


def surely_bound(facts: FunctionFacts, value: int) -> bool:
    """Whether what a name stands for was bound on every way: else reading it raises, even if the loop never runs."""
    seen: set[int] = set()
    todo = [value]
    while todo:
        number = todo.pop()
        step = facts.body.steps[number]
        if number in seen:
            continue
        seen.add(number)
        if step.op == "undef":
            return False
        if step.op == "phi":
            todo += step.args
    return True


def standing_in(facts: FunctionFacts, loop: Loop, node: cst.CSTNode) -> cst.BaseSmallStatement | None:
    """The simple statement that holds the node, if it stands in the loop's own body."""
    if not isinstance(loop.node, (cst.For, cst.While)) or not isinstance(loop.node.body, cst.IndentedBlock):
        return None
    if isinstance(loop.node, cst.For) and contains(loop.node.iter, cst.NamedExpr):
        return None  # it binds a name after what is put before the loop
    for line in loop.node.body.body:
        if isinstance(line, cst.SimpleStatementLine):
            for statement in line.body:
                if statement in facts.body.lines and _holds(statement, node):
                    return statement
    return None


def _holds(node: cst.CSTNode, wanted: cst.CSTNode) -> bool:
    return node is wanted or any(_holds(child, wanted) for child in node.children)


def bound_name(facts: FunctionFacts, statement: cst.BaseSmallStatement, step: Step, loop: Loop) -> str | None:
    """The name that the statement binds to just what the call makes; empty if it binds none, None if it may not move.

    It may where the name is bound nowhere else, and read in this pass of the loop alone.
    """
    names = [n for n, values in facts.body.names.items() if step.id in values]
    if not names:
        return ""
    target = statement.targets[0].target if isinstance(statement, cst.Assign) and len(statement.targets) == 1 else None
    if not isinstance(target, cst.Name) or not isinstance(statement, cst.Assign) or statement.value is not step.node:
        return None
    name = target.value
    bound = [s for s in facts.body.steps if s.op in ("bind", "undef") and s.data == name]
    read = facts.uses(step.id)
    if names != [name] or name in facts.body.captured or len([s for s in bound if s.op == "bind"]) != 1:
        return None
    if any(s.op == "undef" and isinstance(s.node, cst.CSTNode) for s in bound):
        return None  # `del` raises where the loop never ran
    return name if read and all(u.op != "phi" and u.block in loop for u in read) else None


def put_before(candidate: Candidate, rewriting: Rewriting) -> None:
    """The statement before the loop, or, where the result has no name of its own, a new name for it there."""
    more, node = candidate.more, candidate.node
    assert isinstance(node, cst.BaseExpression)
    if more["bound"]:
        rewriting.move_before(more["line"], more["statement"])
        return
    name = rewriting.new_name(more["wish"])
    loop = more["statement"]
    rewriting.insert_before(loop, f"{name} = {rewriting.text(node)}{rewriting.newline}{rewriting.indentation(loop)}")
    rewriting.replace(node, name)
