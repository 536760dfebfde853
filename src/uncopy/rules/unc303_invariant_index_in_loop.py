"""UNC303."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.fixes.edit import Saves
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.answer import Answer, Guard, guard, yes
from uncopy.guards.each_pass import lives_no_longer, one_pass, only_read, same_each_pass
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.sound_index import sound_index
from uncopy.guards.worth import may_pay
from uncopy.lower.ir import Loop, Step
from uncopy.rules.base import Candidate, Meta, Rule, one
from uncopy.rules.copies import named
from uncopy.rules.hoisting import bound_name, put_before, standing_in, surely_bound
from uncopy.rules.masks import is_array

_OPERATORS = (cst.BitAnd, cst.BitOr, cst.BitXor)


@guard("same-each-pass", "Are the array and what it is indexed by the same on each pass of the loop?")
def _same_each_pass(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Nothing in the loop may write any of the arrays that are read."""
    for source in candidate.more["sources"]:
        answer = same_each_pass.ask(facts, replace(candidate, target=source))
        if answer.answer != "yes":
            return answer
    return yes("nothing in the loop writes them")


class InvariantIndexInLoop(Rule):
    """The same elements are picked from the same array on each pass of a loop, and copied each time.

    ## What it finds

    `x[idx]`, `x[labels == 2]`, `X[:, keep]` as part of a statement that stands in a `for` or `while` loop, where the
    loop binds none of the names in it.

    ## Why it costs

    Indexing by an array of numbers or bools makes a new array and copies each element into it. What has a name in the
    loop is alive twice while the next one is made.

    ## Example

    ```python
    for k in range(rounds):
        good = x[mask]                 # becomes: this line, before the loop
        total += np.dot(good, w[k])
    ```

    ## When the fix is safe

    The array and what it is indexed by are exactly NumPy arrays, nothing in the loop writes them, and what is picked is
    only read: not written, kept, put into a container, or still looked at in the next pass. The index lies within the
    array for certain (a mask of its shape, the places of `argsort` or `flatnonzero`), so that nothing is raised where
    the loop never runs; or the loop runs for certain, and does this first.

    ## When nothing is saved

    For small arrays, where NumPy puts the result of an operator into the copy, and where the loop runs once. What has
    no name would live longer than it does, so that fix is never a safe one.

    ## Known limits

    Attributes and globals are not proved to stay the same. Comprehensions, and statements under an `if` in the loop,
    are not looked at. Off by default, because what is picked is often small.
    """

    meta = Meta("UNC303", "invariant-index-in-loop", "indexing", "0.1", "1 array, and one per pass")
    guards: tuple[Guard, ...] = (
        knowable_frame,
        sound_index,
        _same_each_pass,
        only_read,
        one_pass,
        lives_no_longer,
        may_pay,
    )

    def gate(self, node: ast.AST) -> bool:
        """A loop in which something is indexed by more than numbers and slices."""
        return isinstance(node, (ast.For, ast.While)) and any(
            isinstance(inner, ast.Subscript) and isinstance(inner.ctx, ast.Load) and _ast_picks(inner.slice)
            for statement in node.body
            for inner in ast.walk(statement)
        )

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Subscripts by arrays in the body of a loop, of names that the loop does not bind."""
        if facts.body.is_module:
            return
        updated = {s.target for s in facts.body.lines if isinstance(s, cst.AugAssign)}
        for step in facts.body.steps:
            loop = facts.body.innermost_loop(step.block)
            if step.op != "index" or loop is None or not isinstance(step.node, cst.Subscript) or step.node in updated:
                continue
            statement = standing_in(facts, loop, step.node)
            parts = None if statement is None else _parts(facts, step, step.node)
            sources = None if parts is None else _sources(facts, step.node, loop)
            if statement is None or parts is None or sources is None:
                continue
            shown = cst.Module([]).code_for_node(step.node.with_changes(lpar=[], rpar=[]))
            if "\n" in shown or (not named(facts, step.id) and _taken_over(facts, step)):
                continue
            bound = bound_name(facts, statement, step, loop)
            if bound is None:
                continue
            yield Candidate(
                step.node,
                step,
                f"`{shown}` copies the same elements on each pass of the loop",
                one(1, f"`{shown}`")
                if bound
                else Saves(f"making and copying an array like `{shown}` on each pass (work, not the peak)", 0.0),
                "index once, before the loop",
                step.args[0],
                effect="share",
                more={
                    "loop": loop,
                    "statement": loop.node,
                    "line": statement,
                    "attribute": -1 in sources,
                    "bound": bound,
                    "parts": parts,
                    "sources": tuple(s for s in sources if s >= 0) or (step.args[0],),
                    "wish": _wish(step.node),
                },
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """The statement before the loop, or a new name for what was picked."""
        put_before(candidate, rewriting)


def _ast_picks(node: ast.AST) -> bool:
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    return any(isinstance(p, (ast.Name, ast.Attribute, ast.Compare, ast.UnaryOp, ast.BinOp)) for p in parts)


def _parts(facts: FunctionFacts, step: Step, node: cst.Subscript) -> tuple[int, ...] | None:
    """The values that something is indexed by, if one of them is an array and the others are slices."""
    if not isinstance(node.value, (cst.Name, cst.Attribute)):
        return None
    values, arrays = [], 0
    for element in node.slice:
        part = element.slice
        if isinstance(part, cst.Slice):
            if not all(b is None or isinstance(b, cst.Integer) for b in (part.lower, part.upper)) or part.step:
                return None
        elif isinstance(part, cst.Index) and part.star is None and is_array(facts, part.value):
            arrays += 1
        else:
            return None
    if len(node.slice) == 1:
        values = [step.args[1]]
    else:
        values = list(facts.body.steps[step.args[1]].args)
    return tuple(values) if arrays == 1 and len(values) == len(node.slice) else None


def _sources(facts: FunctionFacts, node: cst.CSTNode, loop: Loop) -> tuple[int, ...] | None:
    """The values of the names in a subscript, which the loop does not bind; -1 for attributes and globals.

    None where there is more in it than names, numbers, comparisons and what puts masks together.
    """
    if isinstance(node, cst.Name):
        step = facts.step_of(node)
        if step is None or node.value in facts.body.captured:
            return None
        if step.op == "global":
            return (-1,)
        kept = step.block not in loop and step.op != "import" and surely_bound(facts, step.id)
        return (step.id,) if kept else None
    if isinstance(node, cst.Attribute):
        return (-1,) if _sources(facts, node.value, loop) is not None else None
    if isinstance(node, (cst.Integer, cst.Float)):
        return ()
    children: list[cst.CSTNode] = []
    if isinstance(node, cst.Subscript):
        children = [node.value, *(e.slice.value for e in node.slice if isinstance(e.slice, cst.Index))]
    elif isinstance(node, cst.Comparison):
        children = [node.left, *(c.comparator for c in node.comparisons)]
        if len(children) != 2:
            return None
    elif isinstance(node, cst.UnaryOperation) and isinstance(node.operator, (cst.BitInvert, cst.Minus)):
        children = [node.expression]
    elif isinstance(node, cst.BinaryOperation) and isinstance(node.operator, _OPERATORS):
        children = [node.left, node.right]
    found: list[int] = []
    for child in children:
        inner = _sources(facts, child, loop)
        if inner is None:
            return None
        found += inner
    return tuple(found) if children else None


def _taken_over(facts: FunctionFacts, step: Step) -> bool:
    """Whether NumPy puts the result of an operator into the copy, as it does with what has no name."""
    uses = facts.uses(step.id)
    return facts.assume_elision and bool(uses) and uses[0].op in ("bin", "unary")


def _wish(node: cst.Subscript) -> str:
    """A name that says what is picked of what."""
    base = node.value.attr.value if isinstance(node.value, cst.Attribute) else getattr(node.value, "value", "")
    by = [e.slice.value for e in node.slice if isinstance(e.slice, cst.Index)]
    last = by[0].attr if by and isinstance(by[0], cst.Attribute) else by[0] if by else None
    return f"{base}_{last.value if isinstance(last, cst.Name) else 'chosen'}"
