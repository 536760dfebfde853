"""UNC404."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.fixes.rewriting import CannotRewrite, Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.growth import pieces_stay
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.rows import copied_unseen, many_rows, rows_alike
from uncopy.lower.ir import Loop, Step
from uncopy.rules.base import Candidate, Meta, Rule, contains, one
from uncopy.rules.in_place import numpy_name

_JOINS = ("numpy.array", "numpy.asarray", "numpy.stack", "numpy.vstack")


@dataclass(frozen=True, slots=True)
class _Rows:
    """``name.append(row)`` on each pass of ``for place in range(count)``, and the one call that takes the list."""

    name: str
    place: str
    count: cst.BaseExpression
    statement: cst.Expr
    appended: Step
    row: cst.BaseExpression
    join: Step
    callee: str


class ListOfRows(Rule):
    """A loop collects rows in a list, of which an array is made after it.

    ## What it finds

    `rows.append(row)` on each pass of `for k in range(n)`, with `np.array(rows)`, `np.stack(rows)` or `np.vstack(rows)`
    after the loop, and nothing else done with the list.

    ## Why it costs

    All rows are there twice while the array is made of them: in the list and in the array. In an array that is made
    when the first row is there, each goes at once.

    ## Example

    ```python
    rows = []
    for k in range(n):
        rows.append(np.cos(k * x))
    table = np.array(rows)
    # becomes:
    rows = []
    for k in range(n):
        row = np.cos(k * x)
        if k == 0:
            rows = np.empty((n, *row.shape), dtype=row.dtype)
        rows[k] = row
    table = np.asarray(rows)
    ```

    ## When the fix is safe

    Never, though it mostly is right: rows that are written after they are collected would be kept as they were, the
    dtype of the first is that of all, and of no rows `np.stack` makes an error. There is no fix where a row is a table,
    of which `vstack` takes the rows.

    ## When nothing is saved

    For few or small rows. Where rows are views of a larger array, the list holds no copies.

    ## Known limits

    The loop must count from 0 by `range`, and add one row on each pass. Comprehensions are not looked at.
    """

    meta = Meta("UNC404", "list-of-rows", "loops", "0.1", "1 array", fix="unsafe")
    guards: tuple[Guard, ...] = (knowable_frame, rows_alike, pieces_stay, copied_unseen, many_rows)

    def gate(self, node: ast.AST) -> bool:
        """A loop in whose own body something is appended."""
        return isinstance(node, ast.For) and any(
            isinstance(line, ast.Expr)
            and isinstance(line.value, ast.Call)
            and isinstance(line.value.func, ast.Attribute)
            and line.value.func.attr == "append"
            for line in node.body
        )

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Lists that one loop fills with what are arrays, and one call takes."""
        if facts.body.is_module:
            return
        for loop in facts.body.loops:
            for found in _collected(facts, loop):
                row = found.appended.args[1]
                fact = facts.fact(row)
                if not fact.may(d.ARRAY) or not fact.only(d.ARRAYS | d.ALIEN) or fact.kinds == d.ANYTHING:
                    continue
                if (row, 0) not in facts.values.sites[row] and not isinstance(found.row, cst.Name):
                    continue  # a view, of which the list holds no copy
                const = facts.of(found.count).const
                yield Candidate(
                    found.statement,
                    found.appended,
                    f"the rows are collected in `{found.name}`, and all of them are copied into an array after that",
                    one(1, "all rows"),
                    "write each row into an array",
                    row,
                    (row,),
                    found.callee,
                    effect="share",
                    more={
                        "found": found,
                        "loop": loop.node,
                        "join": found.callee,
                        "count": const if type(const) is int else None,
                        "growths": [found.appended],
                        "grown": set(),
                        "numpy": numpy_name(facts, found.join),
                    },
                )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """An array that is made on the first pass and filled on each, and ``np.asarray`` of it."""
        found: _Rows = candidate.more["found"]
        numpy = candidate.more["numpy"]
        if numpy is None:
            raise CannotRewrite("the module has no name for NumPy here")
        if not rewriting.line(found.statement).alone:
            raise CannotRewrite("the statement shares its line")
        outer, inner = rewriting.indentation(candidate.more["loop"]), rewriting.indentation(found.statement)
        step = inner.removeprefix(outer)
        row = found.row.value if isinstance(found.row, cst.Name) else rewriting.new_name("row")
        lines = [] if isinstance(found.row, cst.Name) else [f"{row} = {rewriting.right_hand(found.row)}"]
        count = rewriting.outer_text(found.count)
        lines += [
            f"if {found.place} == 0:",
            f"{step}{found.name} = {numpy}.empty(({count}, *{row}.shape), dtype={row}.dtype)",
            f"{found.name}[{found.place}] = {row}",
        ]
        rewriting.replace(found.statement, f"{rewriting.newline}{inner}".join(lines))
        assert isinstance(found.join.node, cst.Call)  # a join is a call
        rewriting.replace(found.join.node, f"{numpy}.asarray({found.name})")


def _collected(facts: FunctionFacts, loop: Loop) -> Iterator[_Rows]:
    """The lists that a loop by ``range`` adds one thing to on each pass."""
    node = loop.node
    if not isinstance(node, cst.For) or node.asynchronous is not None or not isinstance(node.body, cst.IndentedBlock):
        return
    counted = facts.step_of(node.iter)
    if counted is None or not isinstance(node.iter, cst.Call) or not isinstance(node.target, cst.Name):
        return
    if facts.fact(counted.id).callee != "range" or len(node.iter.args) != 1 or counted.data.keywords:
        return
    count, place = node.iter.args[0].value, node.target.value
    if _leaves_early(node.body) or not _stays(facts, count, loop) or len(_bound_in(facts, place, loop)) != 1:
        return
    for line in node.body.body:
        for statement in line.body if isinstance(line, cst.SimpleStatementLine) else ():
            call = statement.value if isinstance(statement, cst.Expr) else None
            if not isinstance(statement, cst.Expr) or not isinstance(call, cst.Call) or len(call.args) != 1:
                continue
            func, step = call.func, facts.step_of(call)
            if step is None or not isinstance(func, cst.Attribute) or not isinstance(func.value, cst.Name):
                continue
            if facts.fact(step.args[0]).callee != "list.append" or call.args[0].star or call.args[0].keyword:
                continue
            join = _only_join(facts, loop, func.value, step)
            row = call.args[0].value
            if join is not None and not contains(row, cst.NamedExpr):
                yield _Rows(func.value.value, place, count, statement, step, row, *join)


def _only_join(facts: FunctionFacts, loop: Loop, name: cst.Name, appended: Step) -> tuple[Step, str] | None:
    """The call after the loop that makes an array of the list, if nothing else is done with it."""
    made = facts.step_of(name)
    if made is None or made.op != "list" or made.args or _bound_in(facts, name.value, loop):
        return None
    if [other for other, values in facts.body.names.items() if made.id in values] != [name.value]:
        return None
    # Where ways meet that all lead from the one list, nothing is done with it.
    uses = [u for u in facts.uses(made.id) if u.op != "phi" or set(u.args) != {made.id} or facts.uses(u.id)]
    others = [use for use in uses if use.id != appended.args[0]]
    if len(uses) != 2 or len(others) != 1 or name.value in facts.body.captured:
        return None
    (join,) = others
    if join.op != "call" or not isinstance(join.node, cst.Call) or len(join.args) != 2 or join.data.starred:
        return None
    callee = facts.model.resolve(facts.fact(join.args[0]).callee or "")
    if callee not in _JOINS or join.data.keywords or join.args[1] != made.id:
        return None
    around = {id(x.node) for x in facts.body.loops if appended.block in x} - {id(loop.node)}
    for step in (made, join):
        if {id(x.node) for x in facts.body.loops if step.block in x} != around:
            return None
    return (join, callee) if facts.ownership.reaches(appended, join) else None


def _stays(facts: FunctionFacts, node: cst.BaseExpression, loop: Loop) -> bool:
    """Whether an expression gives one number on all passes: a number, a name, an attribute, a length of such."""
    if isinstance(node, cst.Integer):
        return True
    if isinstance(node, cst.Subscript):
        shape = node.value
        plain = isinstance(shape, cst.Attribute) and shape.attr.value == "shape" and len(node.slice) == 1
        return plain and isinstance(shape, cst.Attribute) and _stays(facts, shape.value, loop)
    if isinstance(node, cst.Call) and facts.of(node.func).callee == "builtins.len" and len(node.args) == 1:
        inner = node.args[0].value
        grows = isinstance(inner, cst.Name) and not facts.of(inner).only(d.ARRAY | d.TUPLE)
        return not grows and _stays(facts, inner, loop)
    if isinstance(node, cst.Attribute):  # what may change is not proved never to
        return isinstance(node.value, cst.Name) and _stays(facts, node.value, loop)
    if not isinstance(node, cst.Name) or node.value in facts.body.captured:
        return False
    return (node.value in facts.body.names or node.value in facts.body.params) and not _bound_in(
        facts, node.value, loop
    )


def _bound_in(facts: FunctionFacts, name: str, loop: Loop) -> list[Step]:
    return [s for s in facts.body.steps if s.op in ("bind", "undef") and s.data == name and s.block in loop]


def _leaves_early(node: cst.CSTNode) -> bool:
    return contains(node, cst.Break) or contains(node, cst.Continue)
