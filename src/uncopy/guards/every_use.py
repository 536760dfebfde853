"""Every use of a new array in its function: what is stored into it, and what each step that reads it asks.

Followed are the array, its views, copies and elements, and what a name is where it may be one of them: whatever has
the array's dtype. A step that may show the dtype to anybody else, or of which that is not known, is a stranger.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts.ownership import bits
from uncopy.facts.telling import called
from uncopy.facts.values import dtype_named
from uncopy.lower.ir import Step

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts

_COMPARING = {"==", "!=", "<", "<=", ">", ">="}
_FORM = {"shape", "size", "ndim"}
_KEEPING = {"copy", "ravel", "reshape", "flatten", "transpose", "squeeze", "swapaxes"}
_ASKING = {"any", "all", "nonzero", "count_nonzero", "flatnonzero", "argwhere", "where"}
_EXTREMES = {"argmax", "argmin"}
_LOGICAL = {"logical_and": 2, "logical_or": 2, "logical_xor": 2, "logical_not": 1}  # one more is for the result
_AXES = {"axis", "keepdims"}
_PYTHON = {"builtins.bool": "ask", "builtins.int": "number", "builtins.float": "number", "builtins.len": "form"}
_SAID = {
    "return": "it is returned",
    "bin": "it is computed with",
    "unary": "it is computed with",
    "aug": "it is computed with",
    "raise": "it is raised",
    "yield": "it is yielded",
    "closure": "an inner function sees it",
    "escape": "others see it",
    "store_global": "it is made global",
    "format": "it is printed",
    "tuple": "it is put into a tuple",
    "list": "it is put into a list",
    "dict": "it is put into a dict",
    "store_attr": "it is kept as an attribute",
}


@dataclass(frozen=True, slots=True)
class Use:
    """A step that reads it, what it asks, and what else it is given."""

    step: Step
    asks: str  # ask, extreme, number, form, compare, logical, sum, mean, index, put, bools
    others: tuple[int, ...] = ()


@dataclass(slots=True)
class Uses:
    """All values of its dtype, what is stored into it, how it is read, and the steps of which nothing is known."""

    family: set[int] = field(default_factory=set)
    stored: list[tuple[Step, int]] = field(default_factory=list)
    updated: list[tuple[Step, int]] = field(default_factory=list)
    read: list[Use] = field(default_factory=list)
    strangers: list[tuple[str, Step]] = field(default_factory=list)


def every_use(facts: FunctionFacts, made: int) -> Uses:
    """Follow what the step ``made`` makes."""
    return _Following(facts, made).uses


class _Following:
    def __init__(self, facts: FunctionFacts, made: int) -> None:
        self.facts, self.uses = facts, Uses()
        self.methods: set[int] = set()
        family, todo = self.uses.family, [made]
        while todo:
            value = todo.pop()
            if value in family:
                continue
            family.add(value)
            for step in facts.uses(value):
                if step.op != "refine":
                    todo.extend(self._used(value, step))
        self._reached(made)

    def _strange(self, step: Step, reason: str = "") -> Iterator[int]:
        told = _SAID.get(step.op) or (f"{called(step)} is given it" if step.op == "call" else "")
        shown = "something is done with it that shows what numbers it holds"
        self.uses.strangers.append((reason or told or shown, step))
        return iter(())

    def _read(self, step: Step, asks: str, *others: int) -> Iterator[int]:
        self.uses.read.append(Use(step, asks, others))
        return iter(())

    def _used(self, value: int, step: Step) -> Iterator[int]:
        """Note a use; what it gives is followed where it has the same dtype."""
        places = [n for n, a in enumerate(step.args) if a == value]
        match step.op:
            case "phi" | "iter" | "next":
                return iter((step.id,))
            case "unpack" if not step.data[2]:
                return iter((step.id,))
            case "index" if places == [0]:
                return iter((step.id,))
            case "index" if places == [1]:
                return self._read(step, "index", step.args[0])
            case "store_index":
                return self._stored(step, places)
            case "test":
                return self._read(step, "ask")
            case "unary" if step.data == "not":
                return self._read(step, "ask")
            case "aug" if places == [0]:
                self.uses.updated.append((step, step.args[1]))
                return iter((step.id,))
            case "compare":
                return self._compared(step, places)
            case "attr":
                return self._attribute(step)
            case "call":
                return self._called(step, places)
        return self._strange(step)

    def _stored(self, step: Step, places: list[int]) -> Iterator[int]:
        if places == [0]:
            self.uses.stored.append((step, step.args[2]))
            return iter(())
        if places == [1]:
            return self._read(step, "index", step.args[0])
        return self._read(step, "put", step.args[0]) if places == [2] else self._strange(step)

    def _compared(self, step: Step, places: list[int]) -> Iterator[int]:
        others = [a for n, a in enumerate(step.args) if n not in places]
        if step.data in _COMPARING or (step.data in ("in", "not in") and places == [1]):
            return self._read(step, "compare", *others)
        if step.data in ("is", "is not") and all(self.facts.fact(o).only(d.NONE) for o in others) and others:
            return self._read(step, "form")
        return self._strange(step)

    def _attribute(self, step: Step) -> Iterator[int]:
        if step.data in _FORM:
            return self._read(step, "form")
        if step.data == "T":
            return iter((step.id,))
        calls = self.facts.uses(step.id)
        if not (self.facts.fact(step.id).callee or "").startswith("ndarray.") or not calls:
            return self._strange(step, f"`.{step.data}` is asked for, which may show what numbers it holds")
        self.methods.add(step.id)
        out: list[int] = []
        for call in calls:
            if call.op != "call" or call.args.count(step.id) != 1 or call.args[0] != step.id:
                return self._strange(call)
            out.extend(self._method(call, step.data))
        return iter(out)

    def _method(self, call: Step, name: str) -> Iterator[int]:
        shape, given = call.data, call.args[1:]
        if shape is None or shape.starred:
            return self._strange(call)
        if name in _KEEPING and not shape.keywords:
            return iter((call.id,))
        if name == "fill" and len(given) == 1:
            self.uses.stored.append((call, given[0]))
            return iter(())
        if name == "astype" and len(given) == 1 and set(shape.keywords) <= {"dtype"}:
            if dtype_named(self.facts.fact(given[0])) == "b1":
                return self._read(call, "bools")
        elif name in ("any", "all", "nonzero", "argmax", "argmin", "sum", "mean"):
            return self._asked(call, name, shape.positional, given)
        return self._strange(call)

    def _asked(self, call: Step, name: str, positional: int, others: tuple[int, ...]) -> Iterator[int]:
        axes = d.NUMBER | d.SCALAR | d.NONE | d.TUPLE
        if (
            positional > 1
            or not set(call.data.keywords) <= _AXES
            or not all(self.facts.fact(o).only(axes) for o in others)
        ):
            return self._strange(call)
        return self._read(call, name if name in ("sum", "mean") else "extreme" if name in _EXTREMES else "ask")

    def _called(self, step: Step, places: list[int]) -> Iterator[int]:
        shape, callee = step.data, self.facts.fact(step.args[0]).callee or ""
        if shape is None or shape.starred or step.id in self.facts.values.opaque:
            return self._strange(step)
        others = tuple(a for n, a in enumerate(step.args) if n and n not in places)
        kind, _, name = callee.rpartition(".")
        if callee in _PYTHON and places == [1] and not others:
            return self._read(step, _PYTHON[callee])
        if callee in ("builtins.any", "builtins.all") and places == [1] and not others:
            return self._read(step, "ask")
        if kind != "numpy":
            return self._strange(step)
        if name in _LOGICAL and not shape.keywords and shape.positional == _LOGICAL[name]:
            return self._read(step, "logical", *others)
        if places != [1] or shape.positional < 1:
            return self._strange(step)
        if name in ("shape", "size", "ndim") and not others:
            return self._read(step, "form")
        if name == "copy" and not others:
            return iter((step.id,))
        if name == "where" and len(others) == 2 and not shape.keywords:
            told = all(self.facts.fact(o).only(d.NUMERIC) for o in others)
            return self._read(step, "ask") if told else self._strange(step)
        if name in _ASKING | _EXTREMES | {"sum", "mean"}:
            return self._asked(step, name, shape.positional - 1, others)
        return self._strange(step)

    def _reached(self, made: int) -> None:
        """Nothing else may reach the memory of any of it, by whatever way."""
        facts, values, family = self.facts, self.facts.values, self.uses.family
        own = frozenset((value, 0) for value in family if (value, 0) in values.sites[value])
        if own & values.reach_sites(frozenset({d.OUTSIDE})):
            self._strange(facts.body.steps[made], "something outside may hold it")
        for number in bits(facts.ownership.holders(own)):
            if number not in family and number not in self.methods and facts.body.steps[number].op != "refine":
                self._strange(facts.body.steps[number], "something else may hold it")
        for number, kept in sorted(values.keeps.items()):
            if own & kept:
                self._strange(facts.body.steps[number], "others may keep it")
