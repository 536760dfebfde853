"""Run functions and hold every fact about every value in them to what the value is."""

from __future__ import annotations

import ast
import math
import operator
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import libcst as cst
import numpy as np

from uncopy.facts import FunctionFacts, facts_of
from uncopy.facts import domain as d
from uncopy.facts.shapes import COUNTING, length_of
from uncopy.lower import lower_body
from uncopy.model import load
from uncopy.model.ufuncs import LETTERS
from uncopy.rules.base import Candidate
from uncopy.rules.unc201_rebinding_operator import RebindingOperator
from uncopy.source.names import names_of
from uncopy.source.text import decode
from uncopy.source.units import parse_unit, units

RULE = RebindingOperator()
FORM_GUARDS = ("not-zero-d", "same-dtype", "same-shape", "same-layout")
PROVED = "# proved"


class Wrong(AssertionError):
    """A fact that does not hold."""


def word_of(value: Any) -> str:
    """The operand word of an array, a NumPy scalar or a Python number."""
    if isinstance(value, (bool, int, float, complex)) and not isinstance(value, np.generic):
        return type(value).__name__
    letter = value.dtype.char
    code = {**LETTERS, "q": "i8", "Q": "u8", "l": "i8", "L": "u8", "p": "i8", "P": "u8"}[letter]
    if isinstance(value, np.ndarray):
        return code if value.dtype.isnative else f">{code}"
    return f"s:{code}"


def kind_of(value: Any) -> int:
    """The kind of a value, where it is one that facts speak of."""
    if type(value) is np.ndarray:
        return d.ARRAY if value.ndim else d.ARRAY0
    for types, kind in (
        (np.generic, d.SCALAR), ((bool, int, float, complex), d.NUMBER), (type(None), d.NONE), ((str, bytes), d.STRING),
        (list, d.LIST), (tuple, d.TUPLE), (dict, d.DICT), (set, d.SET),
    ):  # fmt: skip
        if isinstance(value, types):
            return kind
    return 0


def is_dense(value: np.ndarray) -> bool:
    """Whether its elements lie side by side, in whatever order of its axes."""
    if value.size == 0:
        return True
    expected = value.itemsize
    for stride, length in sorted((s, n) for s, n in zip(value.strides, value.shape, strict=True) if n > 1):
        if stride != expected:
            return False
        expected *= length
    return True


def strides_of(value: np.ndarray) -> tuple[int, ...]:
    """The strides that mean something."""
    if value.size == 0:
        return ()
    return tuple(s for s, n in zip(value.strides, value.shape, strict=True) if n > 1)


@dataclass
class Watched:
    """One function: its facts, candidates with the guards' answers, and a copy that shows every value."""

    name: str
    facts: FunctionFacts
    candidates: list[tuple[Candidate, dict[str, str]]]
    source: str
    lines: dict[int, str]
    seen: Counter[str] = field(default_factory=Counter)
    _now: dict[int, Any] = field(default_factory=dict)
    _shapes: dict[int, tuple[int, ...]] = field(default_factory=dict)
    _lens: dict[int, int] = field(default_factory=dict)
    _true: dict[int, int] = field(default_factory=dict)

    def run(self, *arguments: Any) -> None:
        """Call it; what the call raises is its own affair."""
        self._now.clear()
        for known in (self._shapes, self._lens, self._true):
            known.clear()
        namespace: dict[str, Any] = {"np": np, "_see": self._see, "_try": self._try}
        exec(compile(self.source, self.name, "exec"), namespace)  # noqa: S102
        with np.errstate(all="ignore"):
            try:
                namespace[self.name](*arguments)
            except Wrong:
                raise
            except Exception as error:
                self.seen[type(error).__name__] += 1

    def _try(self, expression: Callable[[], Any]) -> None:
        """One of several expressions in a row: the others are wanted whether or not it raises."""
        try:
            expression()
        except Wrong:
            raise
        except Exception as error:
            self.seen[type(error).__name__] += 1
            self.seen["failed"] += 1
        self.seen["tried"] += 1

    def _see(self, number: int, value: Any) -> Any:
        first = self._now.get(number, self) is not value
        self._now[number] = value
        if isinstance(value, (list, tuple, np.ndarray, str, dict, set)) and (
            np.ndim(value) if isinstance(value, np.ndarray) else True
        ):
            self._lens[number] = len(value)
        if isinstance(value, np.ndarray) and value.dtype == bool:
            self._true[number] = int(np.count_nonzero(value))
        if isinstance(value, (np.ndarray, np.generic, int, float, complex, list, tuple)):
            try:
                self._shapes[number] = np.shape(value)
            except ValueError:
                self._shapes.pop(number, None)
        fact = self.facts.fact(number)
        try:
            self._check(number, fact, value, first)
            for candidate, answers in self.candidates:
                if candidate.step.id == number:
                    self._check_candidate(candidate, answers, value)
        except Wrong as wrong:
            raise Wrong(f"{self.name}: %{number} is {value!r}: {wrong} ({fact})") from None
        return value

    def _check(self, number: int, fact: d.Fact, value: Any, first: bool) -> None:
        kind = kind_of(value)
        if not kind:
            return
        self._claim("kind", fact.may(kind), fact.kinds != d.ANYTHING)
        if fact.const is not d.MISSING:
            self._claim("const", type(value) is type(fact.const) and value == fact.const)
        if kind & d.NUMERIC:
            word = word_of(value)
            words = (
                fact.dtypes
                if word.startswith(("s:", ">")) or kind & d.ARRAYS
                else {w.partition(":")[0] for w in fact.dtypes}
            )
            self._claim(f"dtype {word}", word in words, fact.dtypes != d.ANY_DTYPE)
        if kind == d.ARRAY:
            self._claim("rank", fact.ndim[0] <= value.ndim <= fact.ndim[1], fact.ndim != (1, d.MANY))
            self._claim("writable", fact.readonly or value.flags.writeable)
            self._claim("dense", is_dense(value) or not fact.layout.dense, fact.layout.dense)
            self._claim("C order", value.flags.c_contiguous or not fact.layout.is_c, fact.layout.is_c)
        if type(value) is int and value >= 0 and fact.length is not None and first:
            length = self.length(length_of(fact, number))
            self._claim(f"length {length}", length in (value, None), length is not None)
        if kind & d.NUMERIC and first:
            shapes = [self.shape(a) for a in fact.shape]
            if kind == d.ARRAY and None not in shapes and fact.shape != {("of", number)}:
                self._claim(f"shape {shapes}", np.broadcast_shapes(*shapes) == value.shape)

    def _claim(self, what: str, holds: bool, known: bool = True) -> None:
        if not holds:
            raise Wrong(f"wrong {what}")
        self.seen[what.partition(" ")[0]] += known

    def shape(self, atom: Any) -> tuple[int, ...] | None:
        """What the atom of a shape means now; None where it speaks of what was not seen."""
        match atom:
            case ("of", int(value)):
                is_item = self.facts.fact(value).element is not None  # then the shape is that of each item
                return None if is_item else self._shapes.get(value)
            case ("given", term):
                named = self._now.get(term) if isinstance(term, int) else self.length(term)
                return None if named is None else tuple(named) if np.ndim(named) else (int(named),)
            case ("sized", *parts):
                lengths = [self.length(p) for p in parts]
                return None if None in lengths else tuple(lengths)
            case (head, frozenset() as whole, *rest):
                shape = self.broadcast(whole)
                return None if shape is None else self._derived(head, shape, rest)
        return None

    def broadcast(self, atoms: frozenset[Any]) -> tuple[int, ...] | None:
        """The broadcast of atoms."""
        shapes = [self.shape(a) for a in atoms]
        return None if None in shapes else np.broadcast_shapes(*shapes)

    def _derived(self, head: str, shape: tuple[int, ...], rest: list[Any]) -> tuple[int, ...] | None:
        if head == "turned":
            return shape[::-1]
        if head == "kept" and rest == ["None"]:
            return tuple(1 for _ in shape)
        if head in ("kept", "reduced"):
            axis = self.length(rest[0])
            if axis is None or (isinstance(rest[0], int) and kind_of(self._now[rest[0]]) not in (d.NUMBER, d.SCALAR)):
                return None
            axis %= len(shape)
            return (*shape[:axis], *((1,) if head == "kept" else ()), *shape[axis + 1 :])
        assert head == "indexed"
        out: list[int] = []
        place = 0
        spared = len(shape) - sum(p not in ("new", "...") for p in rest)
        for part in rest:
            if part == "new":
                out.append(1)
                continue
            if part == "...":
                out += shape[place : place + spared]
                place += spared
                continue
            if part != "int":
                length = self.length(part, shape[place])
                if length is None:
                    return None
                out.append(length)
            place += 1
        return (*out, *shape[place:])

    def length(self, term: Any, whole: int | None = None) -> int | None:
        """What a length means now; ``"all"`` in it is ``whole``."""
        match term:
            case "all":
                return whole
            case str():
                return int(term)
            case int():
                found = self._now.get(term)
                return None if found is None else operator.index(found)
            case ("axis" | "last", shape, place):
                found = self.broadcast(shape)
                return None if found is None else found[int(place) if term[0] == "axis" else -int(place)]
            case ("size", shape):
                found = self.broadcast(shape)
                return None if found is None else math.prod(found)
            case ("len", int(value)):
                return self._lens.get(value)
            case ("true", int(value)):
                return self._true.get(value)
        inner = [None if t == "None" else self.length(t, whole) for t in term[1:] if t not in COUNTING]
        if any(
            i is None and t != "None" for i, t in zip(inner, [t for t in term[1:] if t not in COUNTING], strict=True)
        ):
            return None
        match term[0]:
            case "cut":
                return max(inner[0] - inner[1], 0)
            case "slice":
                return len(range(inner[0])[slice(*inner[1:])])
            case "op":
                return {"+": operator.add, "-": operator.sub, "*": operator.mul, "//": operator.floordiv}[term[1]](
                    *inner
                )
            case "rest":
                return inner[0] // math.prod(inner[1:]) if math.prod(inner[1:]) else None
        raise AssertionError(f"a term that is not known: {term}")

    def _check_candidate(self, candidate: Candidate, answers: dict[str, str], result: Any) -> None:
        target = self._now[candidate.target]
        if type(target) is not np.ndarray:
            return
        where = self.lines[id(candidate)]
        claims = {
            "not-zero-d": target.ndim > 0,
            "same-dtype": word_of(result) == word_of(target) if isinstance(result, np.generic | np.ndarray) else False,
            "same-shape": np.shape(result) == target.shape or target.ndim == 0,
            "same-layout": type(result) is np.ndarray and strides_of(result) == strides_of(target),
        }
        for guard, holds in claims.items():
            if answers[guard] == "yes" and (guard == "not-zero-d" or target.ndim):
                if guard == "same-layout" and np.shape(result) != target.shape:
                    continue  # another guard's affair
                self._claim(f"{guard} of `{where}`", holds)


def _stored(tree: cst.CSTNode) -> set[int]:
    """Identities of nodes that stand where no expression is evaluated."""
    out: set[int] = set()

    def target(node: cst.CSTNode) -> None:
        if isinstance(node, (cst.Tuple, cst.List)):
            out.add(id(node))
            for element in node.elements:
                target(element.value)
        else:
            out.add(id(node))

    def walk(node: cst.CSTNode) -> None:
        if isinstance(
            node, (cst.AssignTarget, cst.AugAssign, cst.AnnAssign, cst.For, cst.CompFor, cst.Del, cst.NamedExpr)
        ):
            target(node.target)
        if isinstance(node, cst.Arg) and node.keyword is not None:
            out.add(id(node.keyword))
        if isinstance(node, cst.Attribute):
            out.add(id(node.attr))
        if isinstance(node, (cst.Param, cst.FunctionDef)):
            out.add(id(node.name))
        for child in node.children:
            walk(child)

    walk(tree)
    return out


class _Showing(cst.CSTTransformer):
    def __init__(self, facts: FunctionFacts, stored: set[int]) -> None:
        super().__init__()
        self.facts, self.stored = facts, stored

    def on_leave(self, original_node: cst.CSTNode, updated_node: cst.CSTNode) -> Any:
        wanted = (
            cst.BinaryOperation,
            cst.UnaryOperation,
            cst.Comparison,
            cst.Call,
            cst.Subscript,
            cst.Attribute,
            cst.Name,
        )
        if isinstance(updated_node, (cst.Expr, cst.Return)) and isinstance(updated_node.value, cst.Tuple):
            return updated_node.with_changes(value=_each(updated_node.value))
        number = self.facts.body.values.get(original_node) if isinstance(original_node, cst.BaseExpression) else None
        if number is None or id(original_node) in self.stored or not isinstance(original_node, wanted):
            return updated_node
        bare = updated_node.with_changes(lpar=[], rpar=[])
        inner = cst.Arg(bare)
        return cst.Call(
            cst.Name("_see"), [cst.Arg(cst.Integer(str(number))), inner], lpar=updated_node.lpar, rpar=updated_node.rpar
        )


def _each(row: cst.Tuple) -> cst.Tuple:
    """Each expression of a row in a function of its own."""
    parts = [
        e.with_changes(value=cst.Call(cst.Name("_try"), [cst.Arg(cst.Lambda(cst.Parameters(), e.value))]))
        for e in row.elements
    ]
    return row.with_changes(elements=parts)


def watched(source: bytes, only: Callable[[str], bool] = lambda _name: True) -> Iterator[Watched]:
    """Every function of a module."""
    module = ast.parse(source)
    names = names_of(module)
    for unit in units(module, lambda node: isinstance(node, (ast.Assign, ast.Return))):
        part = parse_unit(unit, decode(source))
        if not isinstance(part.node, cst.FunctionDef) or not only(part.node.name.value):
            continue
        body = lower_body(part.node, part.scope, names.resolve, within="")
        facts = facts_of(body, load(), names.resolve, dunders=names.dunders)
        candidates = [
            (c, {g.name: g.ask(facts, c).answer for g in RULE.guards if g.name in FORM_GUARDS})
            for c in RULE.candidates(facts)
        ]
        shown = part.node.visit(_Showing(facts, _stored(part.node)))
        assert isinstance(shown, cst.FunctionDef)
        lines = {id(c): _line(part.node, c.node) for c, _ in candidates}
        yield Watched(part.node.name.value, facts, candidates, cst.Module([shown]).code, lines)


def _line(function: cst.FunctionDef, statement: cst.CSTNode) -> str:
    """The source of the line of a simple statement, with its comment."""
    found = ""

    def walk(node: cst.CSTNode) -> None:
        nonlocal found
        if isinstance(node, cst.SimpleStatementLine) and any(s is statement for s in node.body):
            found = cst.Module([node.with_changes(leading_lines=[])]).code.strip()
        for child in node.children:
            walk(child)

    walk(function)
    return found
