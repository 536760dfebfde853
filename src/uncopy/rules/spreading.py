"""Expressions that repeat an array along an axis, where broadcasting would: which they are, and what they repeat."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import libcst as cst

from uncopy.facts import FunctionFacts, shapes
from uncopy.facts import domain as d
from uncopy.facts.grids import DENSE
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.never_written import source_still
from uncopy.guards.spread import (
    Missing,
    Spreading,
    no_negative_length,
    order_of_results,
    quiet,
    same_numbers,
    spread_again,
    spread_pays,
)
from uncopy.lower.ir import Step
from uncopy.rules.base import Candidate, one
from uncopy.rules.copies import argument_node, arguments, named, put_in_place

GUARDS: tuple[Guard, ...] = (
    knowable_frame,
    spread_again,
    order_of_results,
    same_numbers,
    quiet,
    no_negative_length,
    source_still,
    spread_pays,
)

_REAL = frozenset({"f2", "f4", "f8", "f16", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"})


@dataclass(frozen=True, slots=True)
class Spread:
    """An expression that repeats the elements of ``source`` along the axes that are ``missing`` there.

    ``node`` is all that goes away, ``step`` makes the new memory, ``value`` is what the expression comes to.
    ``column`` if what is left has to be stood on end.
    """

    node: cst.BaseExpression
    step: Step
    value: int
    source: int
    source_node: cst.BaseExpression
    missing: Missing
    column: bool = False

    @property
    def thin(self) -> dict[int, Missing]:
        """What becomes thin."""
        return {self.value: self.missing}

    def candidate(self, facts: FunctionFacts, message: str) -> Candidate:
        """The candidate: the copy is the repeated array, its source what it repeats."""
        others = every(facts)
        names = [n for n, bound in facts.body.names.items() if self.value in bound]
        return Candidate(
            self.node,
            self.step,
            message,
            one(1, f"`{names[0]}`" if names else "the repeated array"),
            "let it broadcast",
            self.source,
            depending(facts, self.thin, others),
            operation="broadcast",
            effect="share",
            more={
                "thin": self.thin,
                "sources": (self.source,),
                "spread": self,
                "others": {v for x in others for v in x} - {self.value},
            },
        )


def depending(facts: FunctionFacts, thin: dict[int, Missing], others: list[dict[int, Missing]]) -> tuple[int, ...]:
    """All that becomes thin with this fix, and what other ones of these would make thin that count on the same axes.

    No fix that reuses one of them, or counts on it, is made in the same round.
    """
    spread = Spreading(facts, {**thin}).follow()
    met = {o for r in spread.readings for o in r.operands}
    clashing = [x for x in others if x.keys() != thin.keys() and met & Spreading(facts, {**x}).follow().thin.keys()]
    return tuple(sorted({*spread.thin, *(v for x in clashing for v in x)}))


def every(facts: FunctionFacts) -> list[dict[int, Missing]]:
    """All that any rule of this family may make thin here."""
    spreads = [spread.thin for find in (tiled, repeated, multiplied) for spread in repeats(facts, find)]
    return spreads + [grid.thin for grid in grids(facts)]


def repeats(facts: FunctionFacts, find: Callable[[FunctionFacts, Step], Spread | None]) -> Iterator[Spread]:
    """Every expression that ``find`` takes for one, with a transpose that is all that reads it."""
    for step in facts.body.steps:
        found = find(facts, step)
        if found is None:
            continue
        uses = facts.uses(found.value)
        if len(uses) == 1 and uses[0].op == "attr" and uses[0].data == "T" and not named(facts, found.value):
            turned = _turned(facts, found, uses[0])
            if turned is not None:
                yield turned
        else:
            yield found


def _turned(facts: FunctionFacts, found: Spread, use: Step) -> Spread | None:
    """The transpose of a vector that is repeated as rows: the vector stood on end."""
    lengths = shapes.lengths(facts.fact(found.source))
    node = use.node
    if lengths is None or len(lengths) != 1 or set(found.missing) != {2} or not isinstance(node, cst.Attribute):
        return None
    return Spread(node, found.step, use.id, found.source, found.source_node, {1: found.missing[2]}, column=True)


def tiled(facts: FunctionFacts, step: Step) -> Spread | None:
    """``np.tile(v, (n, 1))``: counts of axes that have one element, or are not there."""
    given = _given(facts, step, "numpy.tile", {"A", "reps"})
    if given is None or not isinstance(step.node, cst.Call):
        return None
    source, counts = facts.fact(given["A"]), _counts(facts, step.node, given["reps"])
    lengths, node = shapes.lengths(source), argument_node(facts, step.node, given["A"])
    if counts is None or lengths is None or node is None:
        return None
    missing: Missing = {}
    for place, count in enumerate(reversed(counts), start=1):
        if place > len(lengths):
            missing[place] = count
        elif count != "1":
            if lengths[-place] != "1":
                return None
            missing[place] = count
    return Spread(step.node, step, step.id, given["A"], node.value, missing) if missing else None


def repeated(facts: FunctionFacts, step: Step) -> Spread | None:
    """``np.repeat(v[:, None], n, axis=1)``: along an axis that has one element."""
    given = _given(facts, step, "numpy.repeat", {"a", "repeats", "axis"})
    where = "a"
    if given is None:
        given, where = _given(facts, step, "ndarray.repeat", {"self", "repeats", "axis"}), "self"
    if given is None or not isinstance(step.node, cst.Call):
        return None
    source, axis, count = facts.fact(given[where]), facts.fact(given["axis"]).const, facts.fact(given["repeats"])
    lengths, node = shapes.lengths(source), _source_node(facts, step.node, given[where])
    repeats_node = argument_node(facts, step.node, given["repeats"])
    if lengths is None or node is None or repeats_node is None or not _plain(repeats_node.value):
        return None
    if type(axis) is not int or not -len(lengths) <= axis < len(lengths) or lengths[axis] != "1":
        return None
    if not count.only(d.NUMBER | d.SCALAR):
        return None
    place = len(lengths) - axis % len(lengths)
    length = shapes.length_of(count, given["repeats"])
    return Spread(step.node, step, step.id, given[where], node, {place: length})


def multiplied(facts: FunctionFacts, step: Step) -> Spread | None:
    """``np.ones((n, 1)) * v`` and ``np.outer(np.ones(n), v)``: ones that only repeat what they are multiplied by."""
    node = step.node
    if isinstance(node, cst.BinaryOperation) and step.op == "bin" and step.data == "*":
        nodes, values = (node.left, node.right), step.args
    elif isinstance(node, cst.Call) and len(node.args) == 2 and facts.of(node.func).callee == "numpy.outer":
        if any(a.keyword or a.star for a in node.args) or step.op != "call":
            return None
        nodes, values = (node.args[0].value, node.args[1].value), step.args[1:]
    else:
        return None
    for turned in (0, 1):
        ones, rest, ones_value, value = nodes[turned], nodes[1 - turned], values[turned], values[1 - turned]
        lengths, source = _ones(facts, ones, ones_value), facts.fact(value)
        own = shapes.lengths(source)
        if lengths is None or own is None or not _stays(source, facts.fact(step.id)):
            continue
        if step.op == "call":
            if len(lengths) != 1 or len(own) != 1:
                return None
            return Spread(node, step, step.id, value, rest, {1 if turned else 2: lengths[0]}, column=bool(turned))
        missing = _widened(lengths, own)
        if missing:
            return Spread(node, step, step.id, value, rest, missing)
    return None


def _ones(facts: FunctionFacts, node: cst.BaseExpression, value: int) -> tuple[shapes.Length, ...] | None:
    """The lengths of what a call of ``ones`` makes, if nothing else reads that."""
    step = facts.body.steps[value]
    if step.op != "call" or not isinstance(node, cst.Call) or facts.fact(step.args[0]).callee != "numpy.ones":
        return None
    given = arguments(facts, step)
    if given is None or not set(given) <= {"shape", "dtype"} or not all(_plain(a.value) for a in node.args):
        return None
    if named(facts, value) or len(facts.uses(value)) != 1:
        return None
    return shapes.lengths(facts.fact(value))


def _stays(source: d.Fact, result: d.Fact) -> bool:
    """Whether times one is the number itself, in its own dtype: not so for infinite complex ones."""
    return len(source.array_dtypes) == 1 and source.array_dtypes == result.array_dtypes <= _REAL


def _widened(lengths: tuple[shapes.Length, ...], own: tuple[shapes.Length, ...]) -> Missing | None:
    """The axes that the ones have and the other array has not; None if theirs do not go together."""
    missing: Missing = {}
    for place, length in enumerate(reversed(lengths), start=1):
        if place > len(own) or (own[-place] == "1" != length):
            missing[place] = length
        elif length != "1" and not shapes.same(length, own[-place]):
            return None
    return missing


@dataclass(frozen=True, slots=True)
class Grid:
    """What makes the coordinates of a grid, one array an axis, and the names that they are given."""

    node: cst.Call | cst.Subscript
    step: Step
    thin: dict[int, Missing]


def grids(facts: FunctionFacts) -> Iterator[Grid]:
    """``x, y = np.meshgrid(...)``, ``np.indices((n, m))`` and ``np.mgrid[:n, :m]``, read coordinate by coordinate."""
    for step in facts.body.steps:
        indexing = _dense_grid(facts, step)
        if indexing is None or not isinstance(step.node, (cst.Call, cst.Subscript)) or named(facts, step.id):
            continue
        uses = facts.uses(step.id)
        if not uses or any(u.op != "unpack" or u.data[2] for u in uses):
            continue
        count = uses[0].data[1]
        lengths = shapes.lengths(facts.fact(uses[0].id))
        if lengths is None or len(lengths) != count or not count >= 2:
            continue
        thin: dict[int, Missing] = {}
        for use in uses:
            axis = use.data[0]
            if indexing == "xy" and axis < 2:
                axis = 1 - axis
            thin[use.id] = {count - a: x for a, x in enumerate(lengths) if a != axis}
        yield Grid(step.node, step, thin)


def _dense_grid(facts: FunctionFacts, step: Step) -> str | None:
    """In which order of axes a step makes the coordinates of all points of a grid; None if it does not."""
    callee = facts.fact(step.args[0]).callee if step.op in ("call", "index") else None
    if step.op == "index" and callee == DENSE:  # under a name of its own there may be no ``ogrid``
        spelled = isinstance(step.node, cst.Subscript) and isinstance(step.node.value, cst.Attribute)
        return "ij" if spelled and facts.fact(step.id).only(d.ARRAY) else None
    if step.op != "call" or step.data.starred:
        return None
    keywords = set(step.data.keywords)
    if callee == "numpy.indices" and keywords <= {"dimensions", "dtype"} and step.data.positional <= 2:
        return "ij"
    if callee != "numpy.meshgrid" or not keywords <= {"indexing"}:
        return None
    indexing = facts.fact(step.args[-1]).const if keywords else "xy"
    return indexing if indexing == "xy" else "ij"


def _source_node(facts: FunctionFacts, call: cst.Call, value: int) -> cst.BaseExpression | None:
    found = argument_node(facts, call, value)
    if found is not None:
        return found.value
    return call.func.value if isinstance(call.func, cst.Attribute) else None


def _given(facts: FunctionFacts, step: Step, name: str, wanted: set[str]) -> dict[str, int] | None:
    if step.op != "call" or facts.fact(step.args[0]).callee != name:
        return None
    given = arguments(facts, step)
    return given if given is not None and set(given) == wanted else None


def _counts(facts: FunctionFacts, call: cst.Call, value: int) -> list[shapes.Length] | None:
    """How many times each axis is repeated, where that is written in plain numbers and names."""
    node, step = argument_node(facts, call, value), facts.body.steps[value]
    if node is None or not _plain(node.value):
        return None
    items = [value] if facts.fact(value).only(d.NUMBER | d.SCALAR) else None
    if items is None and step.op in ("tuple", "list") and not step.data and facts.uses(value)[0].op == "call":
        items = [*step.args]
    if not items or not all(facts.fact(i).only(d.NUMBER | d.SCALAR) for i in items):
        return None
    return [shapes.length_of(facts.fact(i), i) for i in items]


def _plain(node: cst.CSTNode) -> bool:
    """Whether nothing but reading happens in an expression that goes away."""
    if isinstance(node, cst.Call):
        if not (isinstance(node.func, cst.Name) and node.func.value == "len" and len(node.args) == 1):
            return False
        return _plain(node.args[0].value)
    if isinstance(node, (cst.Tuple, cst.List)):
        return all(isinstance(e, cst.Element) and _plain(e.value) for e in node.elements)
    if isinstance(node, cst.BinaryOperation):
        return _plain(node.left) and _plain(node.right)
    if isinstance(node, cst.UnaryOperation):
        return _plain(node.expression)
    if isinstance(node, cst.Attribute):
        return _plain(node.value)
    if isinstance(node, cst.Subscript):
        index = node.slice[0].slice
        return len(node.slice) == 1 and isinstance(index, cst.Index) and _plain(index.value) and _plain(node.value)
    return isinstance(node, (cst.Name, cst.Integer))


def rewrite(candidate: Candidate, rewriting: Rewriting) -> None:
    """What is repeated, in the place of the expression that repeats it."""
    spread: Spread = candidate.more["spread"]
    if not spread.column:
        put_in_place(spread.node, spread.source_node, rewriting)
        return
    text = rewriting.outer_text(spread.source_node)
    simple = isinstance(spread.source_node, (cst.Name, cst.Call, cst.Subscript, cst.Attribute)) and "\n" not in text
    rewriting.replace(spread.node, f"{text}[:, None]" if simple else f"({text})[:, None]")
