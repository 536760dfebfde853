"""UNC401."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.fixes.edit import Edit, Position, Saves
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.answer import Answer, Guard, guard, no, yes
from uncopy.guards.growth import (
    known_start,
    not_read_in_loop,
    nothing_catches,
    pieces_fit,
    pieces_stay,
    start_dtype,
    unshared_start,
)
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.lower.ir import Step
from uncopy.rules.base import Candidate, Meta, Rule

_JOINS = ("append", "concatenate", "hstack", "vstack")
_FEW = 16
Nodes = tuple[cst.CSTNode, ...]


@dataclass(frozen=True, slots=True)
class _Growth:
    """One statement ``name = join(name, piece)``."""

    name: str
    statement: cst.Assign
    step: Step
    join: str
    piece: cst.BaseExpression
    numpy: cst.BaseExpression
    axis: cst.BaseExpression | None = None


@guard("pays", "Does the loop run more than a few times?", cost=True)
def _pays(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """No where the loop is written to run a few times."""
    loop = candidate.more["loop"]
    if isinstance(loop, cst.For):
        step = facts.step_of(loop.iter)
        if step is not None and step.op in ("list", "tuple") and len(step.args) < _FEW and not step.data:
            return no("the loop runs a few times only", loop)
        if (
            step is not None
            and step.op == "call"
            and facts.fact(step.args[0]).callee == "builtins.range"
            and len(step.args) == 2
        ):
            count = facts.fact(step.args[1]).const
            if type(count) is int and count < _FEW:
                return no("the loop runs a few times only", loop)
    return yes()


class GrowthInLoop(Rule):
    """An array grows in a loop, which copies all of it on each pass.

    ## What it finds

    `out = np.append(out, v)`, `out = np.concatenate([out, v])`, `np.hstack`, `np.vstack` and `np.r_[out, v]` in a `for`
    or `while` loop that does nothing else with `out`.

    ## Why it costs

    Every pass makes a new array and copies the old one into it: over n passes about n²/2 elements are copied, and
    memory is left in pieces of every size. What is saved is that copying, not the peak: with array pieces the peak is
    the same as before, and a list of Python numbers takes four times the memory of the array they end up in.

    ## Example

    ```python
    out = np.array([])
    for x in xs:
        out = np.append(out, float(x))
    # becomes:
    out_parts = []
    for x in xs:
        out_parts.append(float(x))
    out = np.append(out, out_parts)
    ```

    ## When the fix is safe

    The loop does nothing with the array but grow it, and no handler stands around it. Before the loop the array is
    made here, with one dimension and dtype float64, complex128 or int64, and nobody else holds it. Each piece is a
    number, or a new array of one dimension that is not written later, of a dtype that does not widen the array's. Of
    two dimensions an array may grow by rows (`np.empty((0, 3))`), if each piece is in C order and its rows have, for
    certain, the array's own length.

    ## When nothing is saved

    Where the loop runs a few times.

    ## Known limits

    Arrays that start as `None` or with the first piece are passed over. Preallocation, which would halve the peak as
    well, needs to know the number of passes.
    """

    meta = Meta("UNC401", "growth-in-loop", "loops", "0.1", "n²/2 elements copied")
    guards: tuple[Guard, ...] = (
        knowable_frame,
        not_read_in_loop,
        nothing_catches,
        known_start,
        unshared_start,
        pieces_fit,
        pieces_stay,
        _pays,
    )

    def gate(self, node: ast.AST) -> bool:
        """An assignment of a join of a name with something to that name."""
        if not (isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)):
            return False
        value = node.value
        if isinstance(value, ast.Subscript):
            return isinstance(value.value, ast.Attribute) and value.value.attr == "r_"
        return (
            isinstance(value, ast.Call) and (value.func.attr if isinstance(value.func, ast.Attribute) else "") in _JOINS
        )

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """One candidate a name and loop: the outermost loop that does nothing with the name but grow it."""
        growths = [g for s in facts.body.lines if isinstance(s, cst.Assign) and (g := _growth(facts, s)) is not None]
        if not growths:
            return
        chains = dict(_chains(facts.body.node, ()))
        done: set[cst.CSTNode] = set()
        for growth in growths:
            if growth.statement in done:
                continue
            chain = chains.get(growth.statement, ())
            loops = [
                n
                for n in chain
                if _within(facts, growth.step, n)
                and (isinstance(n, cst.While) or (isinstance(n, cst.For) and n.asynchronous is None))
            ]
            if not loops:
                continue
            of_name = [g for g in growths if g.name == growth.name]
            inside = {loop: [g for g in of_name if loop in chains.get(g.statement, ())] for loop in loops}
            free = [x for x in loops if _mentions(x, growth.name) == 2 * len(inside[x])]
            loop = free[0] if free else loops[-1]
            done.update(g.statement for g in inside[loop])
            candidate = self._candidate(facts, inside[loop], loop, chain[: chain.index(loop)], read=not free)
            if candidate is not None:
                yield candidate

    def _candidate(
        self,
        facts: FunctionFacts,
        growths: list[_Growth],
        loop: cst.CSTNode,
        around: tuple[cst.CSTNode, ...],
        *,
        read: bool,
    ) -> Candidate | None:
        first = growths[0]
        if any((g.join, g.axis is None) != (first.join, first.axis is None) for g in growths):
            return None
        axes = {facts.fact(facts.body.values[g.axis]).const for g in growths if g.axis is not None}
        if len(axes) > 1 or any(type(a) is not int for a in axes):
            return None
        grown, starts = _bound_in_loop(facts, loop, growths)
        if not any(s for v in grown for s in facts.uses(v) if not _within(facts, s, loop)):
            return None  # it is not read after the loop
        target = starts.pop() if len(starts) == 1 else -1
        singles = [_single(facts, g) for g in growths]
        single = all(s is not None for s in singles) and first.axis is None
        pieces = [s if single and s is not None else g.piece for g, s in zip(growths, singles, strict=True)]
        values = tuple(facts.body.values.get(p, -1) for p in pieces)
        if -1 in values:
            return None
        dtype = start_dtype(facts, target) if target >= 0 else None
        return Candidate(
            first.statement,
            first.step,
            f"`{first.name}` is copied whole on each pass of the loop, to grow by a piece",
            Saves(f"copying all of `{first.name}` on each pass (work and fragments, not the peak)", 0.0),
            "collect the pieces in a list, join them after the loop",
            target if target >= 0 else first.step.id,
            values,
            effect="share",
            more={
                "name": first.name,
                "loop": loop,
                "read": read,
                "around": around,
                "single": single,
                "pieces": pieces,
                "growths": [g.step for g in growths],
                "grown": grown,
                "statements": [g.statement for g in growths],
                "join": first.join,
                "numpy": first.numpy,
                "axis": first.axis,
                "axis_number": axes.pop() if axes else None,
                "dtype": dtype,
                "known": target >= 0,
            },
        )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """A list before the loop, appended to in it, joined with the array after it."""
        more = candidate.more
        loop, name, numpy = more["loop"], more["name"], rewriting.outer_text(more["numpy"])
        grown = rewriting.new_name(f"{name}_parts")
        indentation = rewriting.indentation(loop)
        rewriting.insert_before(loop, f"{grown} = []{rewriting.newline}{indentation}")
        for statement, piece in zip(more["statements"], more["pieces"], strict=True):
            rewriting.replace(statement, f"{grown}.append({rewriting.outer_text(piece)})")
        axis = f", axis={rewriting.outer_text(more['axis'])}" if more["axis"] is not None else ""
        if more["single"] and more["dtype"] == "i8":
            join = f"append({name}, {numpy}.array({grown}, dtype={name}.dtype))"  # an empty list would be float64
        elif more["single"]:
            join = f"append({name}, {grown})"
        elif more["join"] in ("append", "r_") and not axis:
            join = f"hstack([{name}, *{grown}])"
        else:
            join = f"{'concatenate' if more['join'] == 'append' else more['join']}([{name}, *{grown}]{axis})"
        end = max(rewriting.span(s)[1].line for s in _statements(loop))
        after = Position(end + 1, 1)
        rewriting.edits.append(Edit(after, after, f"{indentation}{name} = {numpy}.{join}{rewriting.newline}"))


def _growth(facts: FunctionFacts, statement: cst.Assign) -> _Growth | None:
    """The statement as a growth, if it is one."""
    step = facts.step_of(statement.value)
    if step is None or len(statement.targets) != 1 or not isinstance(statement.targets[0].target, cst.Name):
        return None
    name, value = statement.targets[0].target.value, statement.value
    if isinstance(value, cst.Subscript) and isinstance(value.value, cst.Attribute) and len(value.slice) == 2:
        parts = [e.slice.value for e in value.slice if isinstance(e.slice, cst.Index) and e.slice.star is None]
        if (
            value.value.attr.value == "r_"
            and _dotted(facts, value.value.value) == "numpy"
            and len(parts) == 2
            and _is(parts[0], name)
        ):
            return _Growth(name, statement, step, "r_", parts[1], value.value.value)
        return None
    if not (isinstance(value, cst.Call) and isinstance(value.func, cst.Attribute) and step.op == "call"):
        return None
    callee = facts.fact(step.args[0]).callee or ""
    module, _, join = callee.rpartition(".")
    if module != "numpy" or join not in _JOINS or any(a.star for a in value.args):
        return None
    plain = [a.value for a in value.args if a.keyword is None]
    keywords = {a.keyword.value: a.value for a in value.args if a.keyword is not None}
    axis = keywords.pop("axis", None)
    if keywords:
        return None
    if join == "append":
        if len(plain) == 3 and axis is None:
            axis = plain.pop()
        pieces = plain
    else:
        if len(plain) == 2 and axis is None and join == "concatenate":
            axis = plain.pop()
        if len(plain) != 1 or not isinstance(plain[0], (cst.List, cst.Tuple)):
            return None
        pieces = [e.value for e in plain[0].elements if isinstance(e, cst.Element)]
        if len(pieces) != len(plain[0].elements):
            return None
    if len(pieces) != 2 or not _is(pieces[0], name):
        return None
    return _Growth(name, statement, step, join, pieces[1], value.func.value, axis)


def _single(facts: FunctionFacts, growth: _Growth) -> cst.BaseExpression | None:
    """The one number that a growth adds, or None."""
    piece = growth.piece
    if growth.join == "vstack":
        return None
    if isinstance(piece, (cst.List, cst.Tuple)):
        if growth.join == "r_" or len(piece.elements) != 1 or not isinstance(piece.elements[0], cst.Element):
            return None
        piece = piece.elements[0].value
    elif growth.join == "concatenate":
        return None  # it takes no numbers
    value = facts.body.values.get(piece)
    return piece if value is not None and facts.fact(value).only(d.NUMBER | d.SCALAR) else None


def _bound_in_loop(facts: FunctionFacts, loop: cst.CSTNode, growths: list[_Growth]) -> tuple[set[int], set[int]]:
    """The values that the name has in the loop, and those that it has before."""
    made = {g.step.id for g in growths}
    grown: set[int] = set()
    starts: set[int] = set()
    todo = [_first(facts, g) for g in growths]
    todo += made
    while todo:
        value = todo.pop()
        step = facts.body.steps[value]
        if value in grown or value in starts:
            continue
        if value in made:
            grown.add(value)
        elif step.op == "phi" and _within(facts, step, loop):
            grown.add(value)
            todo.extend(step.args)
        else:
            starts.add(value)
    return grown, starts


def _first(facts: FunctionFacts, growth: _Growth) -> int:
    value = growth.statement.value
    if isinstance(value, cst.Subscript):
        part = value.slice[0].slice
        node = part.value if isinstance(part, cst.Index) else None
    else:
        assert isinstance(value, cst.Call)
        node = value.args[0].value
        if isinstance(node, (cst.List, cst.Tuple)):
            node = node.elements[0].value
    return facts.body.values[node] if node is not None else growth.step.id


def _within(facts: FunctionFacts, step: Step, loop: cst.CSTNode) -> bool:
    return any(step.block in x for x in facts.body.loops if x.node is loop)


def _chains(node: cst.CSTNode, around: Nodes) -> Iterator[tuple[cst.CSTNode, Nodes]]:
    """Simple statements with the compound statements around them, outermost first; inner scopes left out."""
    for child in node.children:
        if isinstance(child, (cst.FunctionDef, cst.ClassDef, cst.BaseExpression)):
            continue
        if isinstance(child, cst.BaseSmallStatement):
            yield child, around
        elif isinstance(child, (cst.For, cst.While)):
            yield from _chains(child.body, (*around, child))
            if child.orelse is not None:  # it runs once
                yield from _chains(child.orelse, around)
        elif isinstance(child, cst.BaseCompoundStatement):
            yield from _chains(child, (*around, child))
        else:
            yield from _chains(child, around)


def _statements(node: cst.CSTNode) -> Iterator[cst.BaseSmallStatement]:
    for child in node.children:
        if isinstance(child, cst.BaseSmallStatement):
            yield child
        elif not isinstance(child, cst.BaseExpression):
            yield from _statements(child)


def _mentions(node: cst.CSTNode, name: str) -> int:
    if isinstance(node, cst.Name):
        return int(node.value == name)
    return sum(_mentions(child, name) for child in node.children)


def _is(node: cst.BaseExpression, name: str) -> bool:
    return isinstance(node, cst.Name) and node.value == name


def _dotted(facts: FunctionFacts, node: cst.BaseExpression) -> str | None:
    return facts.of(node).callee
