"""Every use of a new array in its function: what is stored into it, and what each step that reads it asks.

Followed are the array, its views, copies and elements, and what a name is where it may be one of them: whatever has
the array's dtype. A step that may show the dtype to anybody else, or of which that is not known, is a stranger.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts.ownership import bits
from uncopy.facts.subscripts import parts_of
from uncopy.facts.telling import called
from uncopy.facts.values import dtype_named
from uncopy.guards.asking import of_function, of_method
from uncopy.lower.ir import Step

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts

_COMPARING = {"==", "!=", "<", "<=", ">", ">="}
_FORM = {"shape", "size", "ndim"}
_SINGLE = "an array may be stored into a single element, which is refused in another way"
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
    """A step that reads ``value``, what it asks, and what else it is given.

    It asks what is not zero (``ask``), where the extremes are, for a Python ``number``, for the ``form``, for the
    ``sum`` or ``mean``; it may ``compare``, combine (``logical``), ``convert`` to ``dtype``, ``put`` it into another
    array, or take it for an ``index``.
    """

    step: Step
    asks: str
    value: int
    others: tuple[int, ...] = ()
    dtype: str = ""


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
        self.passing: set[int] = set()  # methods and indices: they hold it, and are seen through
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

    def _strange(self, step: Step, reason: str = "") -> Iterable[int]:
        told = _SAID.get(step.op) or (f"{called(step)} is given it" if step.op == "call" else "")
        shown = "something is done with it that shows what numbers it holds"
        self.uses.strangers.append((reason or told or shown, step))
        return ()

    def _read(self, step: Step, asks: str, value: int, *others: int, dtype: str = "") -> Iterable[int]:
        self.uses.read.append(Use(step, asks, value, others, dtype))
        return ()

    def _used(self, value: int, step: Step) -> Iterable[int]:
        """Note a use; what it gives is followed where it has the same dtype."""
        places = [n for n, a in enumerate(step.args) if a == value]
        match step.op:
            case "phi" | "iter" | "next":
                return (step.id,)
            case "unpack" if not step.data[2]:
                return (step.id,)
            case "index" if places == [0]:
                return (step.id,)
            case "index" if places == [1]:
                return self._read(step, "index", value, step.args[0])
            case "tuple" | "slice":
                return self._passed(step, value)
            case "store_index":
                return self._stored(step, places)
            case "test":
                return self._read(step, "ask", value)
            case "unary" if step.data == "not":
                return self._read(step, "ask", value)
            case "aug" if places == [0]:
                self.uses.updated.append((step, step.args[1]))
                return (step.id,)
            case "compare":
                return self._compared(step, value, places)
            case "attr":
                return self._attribute(step, value)
            case "call":
                return self._called(step, value, places)
        return self._strange(step)

    def _passed(self, step: Step, value: int) -> Iterable[int]:
        uses = self.facts.uses(step.id)
        named = any(step.id in bound for bound in self.facts.body.names.values())
        if step.op == "tuple" and not step.data and not named and uses and all(u.op == "unpack" for u in uses):
            if all(u.data[1] == len(step.args) and not u.data[2] for u in uses):  # `a, b = ...`
                self.passing.add(step.id)
                return [u.id for u in uses if step.args[u.data[0]] == value]
        if named or not all(u.op in ("index", "store_index") and u.args.count(step.id) == 1 for u in uses):
            return self._strange(step)
        if not all(u.args[1] == step.id for u in uses):
            return self._strange(step)
        self.passing.add(step.id)
        for use in uses:
            self._read(use, "index", value, use.args[0])
        return ()

    def _stored(self, step: Step, places: list[int]) -> Iterable[int]:
        base, index, stored = step.args
        if places == [0]:
            self.uses.stored.append((step, stored))
            if self.facts.seen(stored, step).may(d.ARRAY) and self._single(step):
                return self._strange(step, _SINGLE)
            return ()
        if places == [1]:
            return self._read(step, "index", index, base)
        return self._read(step, "put", stored, base) if places == [2] else self._strange(step)

    def _single(self, step: Step) -> bool:
        """Whether what is stored may go to a single element, and not to several."""
        base, index, _ = step.args
        parts, kinds = parts_of(self.facts.values, index)
        if {"slice", "ellipsis", "array", "none"} & set(kinds):
            return False
        fact = self.facts.seen(base, step)
        return not fact.only(d.ARRAY) or fact.ndim[0] <= len(parts)

    def _compared(self, step: Step, value: int, places: list[int]) -> Iterable[int]:
        others = [a for n, a in enumerate(step.args) if n not in places]
        if step.data in _COMPARING or (step.data in ("in", "not in") and places == [1]):
            return self._read(step, "compare", value, *others)
        if step.data in ("is", "is not") and others and all(self.facts.fact(o).only(d.NONE) for o in others):
            return self._read(step, "form", value)
        return self._strange(step)

    def _attribute(self, step: Step, value: int) -> Iterable[int]:
        if step.data in _FORM:
            return self._read(step, "form", value)
        if step.data == "T":
            return (step.id,)
        calls = self.facts.uses(step.id)
        if not (self.facts.fact(step.id).callee or "").startswith("ndarray.") or not calls:
            return self._strange(step, f"`.{step.data}` is asked for, which may show what numbers it holds")
        self.passing.add(step.id)
        out: list[int] = []
        for call in calls:
            if call.op != "call" or call.args.count(step.id) != 1 or call.args[0] != step.id:
                self._strange(call)
            else:
                out.extend(self._noted(call, of_method(self.facts, call, step.data), value, call.args[1:]))
        return out

    def _called(self, step: Step, value: int, places: list[int]) -> Iterable[int]:
        others = tuple(a for n, a in enumerate(step.args) if n and n not in places)
        return self._noted(step, of_function(self.facts, step, places), value, others)

    def _noted(self, call: Step, asks: str | None, value: int, others: tuple[int, ...]) -> Iterable[int]:
        if asks is None:
            return self._strange(call)
        if asks == "part":
            return (call.id,)
        if asks == "store":
            self.uses.stored.append((call, others[0]))
            return self._strange(call, _SINGLE) if self.facts.seen(others[0], call).may(d.ARRAY) else ()
        dtype = dtype_named(self.facts.fact(others[0])) or "?" if asks == "convert" else ""
        return self._read(call, asks, value, *(others if asks == "logical" else ()), dtype=dtype)

    def _reached(self, made: int) -> None:
        """Nothing else may reach the memory of any of it, by whatever way."""
        facts, values, family = self.facts, self.facts.values, self.uses.family
        own = frozenset((value, 0) for value in family if (value, 0) in values.sites[value])
        if own & values.reach_sites(frozenset({d.OUTSIDE})):
            self._strange(facts.body.steps[made], "something outside may hold it")
        for number in bits(facts.ownership.holders(own)):
            if number not in family | self.passing and facts.body.steps[number].op != "refine":
                self._strange(facts.body.steps[number], "something else may hold it")
        for number, kept in sorted(values.keeps.items()):
            if own & kept:
                self._strange(facts.body.steps[number], "others may keep it")
