"""What an unknown object seems to be: its documentation, or what is done with it, suggests an array.

Nothing here is proof. Facts that rest on it are kept apart from those that do not: they show where a fix may be worth
trying, never that it is safe.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import libcst as cst

from uncopy.facts import domain as d
from uncopy.facts.annotations import placed
from uncopy.facts.bundle import FunctionFacts
from uncopy.facts.declared import Declared
from uncopy.facts.domain import Fact
from uncopy.facts.refine import ATTRIBUTES, refine
from uncopy.facts.telling import names_of, spelled
from uncopy.lower.ir import Step

_OBJECTS = {"param", "call", "attr", "index", "global"}
_DEEP = 50  # steps of an expression
_NO_NUMBERS = d.ARRAYS | d.SCALAR | d.ALIEN | d.PLAIN
_REDUCING = frozenset(
    f"numpy.{name}"
    for name in (
        "sum", "mean", "average", "median", "std", "var", "min", "max", "amin", "amax", "ptp", "prod", "any", "all",
        "nansum", "nanmean", "nanmedian", "nanstd", "nanmin", "nanmax", "percentile", "quantile", "argmin", "argmax",
        "count_nonzero", "trace", "cumsum", "diff", "sort", "argsort", "where", "histogram", "unique",
    )
)  # fmt: skip
"""What nobody asks of a single number."""
_NO_CONTAINERS = frozenset({"-", "/", "**", "//"})  # as operators of one or two; sets know the first, and no index
_SHAPED = frozenset(f"numpy.{name}_like" for name in ("zeros", "ones", "empty", "full"))
_COPYING = frozenset({"copy", "astype", "conj", "conjugate", "clip", "round"})
"""Methods of which the result is what the object is."""


class Supposed(NamedTuple):
    """What a value is supposed to be, the name that it is written by, and why (a whole clause)."""

    fact: Fact
    name: str
    why: str
    node: cst.CSTNode | None


def guesses_of(facts: FunctionFacts, documented: Declared | None, *, by_use: bool) -> dict[int, Supposed]:
    """The values that nothing is known of and that seem to be arrays.

    ``documented`` reads the docstrings' types; ``by_use`` is whether uses count: they do not where other libraries have
    objects that are used alike.
    """
    masked = any(f.callee is not None and f.callee.startswith("numpy.ma.") for f in facts.values.facts)
    return _Supposing(facts, documented, by_use and not masked).found()


class _Supposing:
    def __init__(self, facts: FunctionFacts, documented: Declared | None, by_use: bool) -> None:
        self.facts, self.steps = facts, facts.body.steps
        self.documented, self.by_use = documented, by_use
        self.told: dict[int, list[Step]] = {}
        for step in self.steps:
            if step.op == "refine" and step.data is not None:
                self.told.setdefault(facts.body.refined[step.id], []).append(step)

    def found(self) -> dict[int, Supposed]:
        out: dict[int, Supposed] = {}
        for step in self.steps:
            if not self._unknown(step):
                continue
            suggestion = self._documented(step)
            if suggestion is None and self.by_use and not self._contradicted(step):
                suggestion = self._used(step)
            if suggestion is not None:
                out[step.id] = suggestion
        if self.by_use:
            for step in self.steps:
                self._reduced(step, out)
        return out

    def _unknown(self, step: Step) -> bool:
        """Whether nothing at all is known of what a step gives."""
        fact = self.facts.fact(step.id)
        unseen = step.op != "call" or step.id in self.facts.values.opaque
        return step.op in _OBJECTS and unseen and fact.kinds | d.NONE == d.ANYTHING and fact.callee is None

    def _documented(self, step: Step) -> Supposed | None:
        if self.documented is None or step.op != "param":
            return None
        fact = self.documented.of(step, self.facts.body)
        if fact is None or not fact.may(d.ARRAY) or not fact.only(d.ARRAYS | d.NONE):
            return None
        return Supposed(fact, step.data, "its docstring says so", step.node)

    def _contradicted(self, step: Step) -> bool:
        """Whether something is done with it that arrays do not know, or it is asked whether it is something else."""
        for told in self.told.get(step.id, ()):
            left = self._kinds(told)
            if not left & d.ARRAY and left != d.NONE:
                return True
        return any(
            use.op == "attr" and self.facts.model.row(f"ndarray.{use.data}") is None for use in self.facts.uses(step.id)
        )

    def _used(self, step: Step) -> Supposed | None:
        """By what is done with the object itself."""
        left = d.ANYTHING if self._calculated(step.id) is None else d.ANYTHING & ~d.CONTAINERS
        for kinds, teller in self._tellings(step.id):
            left &= kinds
            if left & ~_NO_NUMBERS == 0:
                return self._suppose(step, teller)
        for use in self.facts.uses(step.id):
            if self._as_array(use, step.id):
                return self._suppose(step, use)
        return None

    def _tellings(self, value: int) -> Iterator[tuple[int, Step]]:
        """What an object may be after each step that tells of it, and that step."""
        for told in self.told.get(value, ()):
            if told.data == "done":
                teller = self.steps[told.seen[1]]
                yield self._kinds(told) & (~d.DICT if self._by_slices(teller) else d.ANYTHING), teller
        for use in self.facts.uses(value):  # the last one is told of to nobody
            if use.op == "attr" and self.facts.model.row(f"ndarray.{use.data}") is not None:
                yield _NO_NUMBERS | ATTRIBUTES.get(use.data, 0), use

    def _by_slices(self, step: Step) -> bool:
        """Whether something is subscripted by a slice, alone or among others: no key of a dict."""
        if step.op not in ("index", "store_index"):
            return False
        index = self.steps[step.args[1]]
        return any(self.steps[part].op == "slice" for part in (index.id, *(index.args if index.op == "tuple" else ())))

    def _kinds(self, told: Step) -> int:
        """What an object may be after a step has told of it, nothing else being known."""
        return refine(self.facts.values, told, self.facts.fact(self.facts.body.refined[told.id])).kinds

    def _calculated(self, value: int) -> Step | None:
        """The step that calculates with an object in a way that no container knows."""
        for use in self.facts.uses(value):
            if use.op in ("bin", "unary") and use.data in _NO_CONTAINERS:
                return use
        return None

    def _as_array(self, use: Step, value: int) -> bool:
        """Whether a step uses a value as only arrays are used."""
        if use.op == "bin":
            return bool(use.data == "@")
        if use.op == "index" and use.args[0] == value:
            if self.steps[use.args[1]].op == "slice" and self._calculated(use.id) is not None:
                return True
            index = self.facts.fact(use.args[1])
            if index.kinds and index.only(d.ARRAY | d.LIST):
                return True
            mask = self.steps[use.args[1]]
            while mask.op in ("unary", "bin") and mask.data in ("~", "&", "|"):
                mask = self.steps[mask.args[0]]
            return mask.op == "compare" and value in mask.args
        if use.op == "attr" and use.data in _COPYING:
            calls = [c for c in self.facts.uses(use.id) if c.op == "call" and c.args[0] == use.id and self._unknown(c)]
            return any(
                self._used(c) is not None or any(self._numpys(u, c.id) for u in self.facts.uses(c.id))
                for c in calls
                if not self._contradicted(c)
            )
        if use.op != "call" or value not in use.args[1:2]:
            return False
        callee = self.facts.fact(use.args[0]).callee
        if callee in _REDUCING:  # of a list as well, but no list is calculated with
            return any(s.op in ("bin", "compare") for s in self.facts.uses(value))
        return callee in _SHAPED

    def _numpys(self, use: Step, value: int) -> bool:
        """Whether NumPy or SciPy is given a value."""
        callee = self.facts.fact(use.args[0]).callee if use.op == "call" else None
        return callee is not None and callee.split(".")[0] in ("numpy", "scipy") and value in use.args[1:]

    def _reduced(self, step: Step, out: dict[int, Supposed]) -> None:
        """What is computed from one or two unknown objects, and then reduced, comes of an array."""
        if step.op != "call" or self.facts.fact(step.args[0]).callee not in _REDUCING or len(step.args) < 2:
            return
        leaves = self._leaves(step.args[1])
        if not leaves or len(leaves) > 2 or any(leaf in out for leaf in leaves):
            return
        users = {use.data for leaf in leaves for use in self.facts.uses(leaf) if use.op == "bin"}
        last = len(leaves) == 2 and users.isdisjoint(_NO_CONTAINERS)  # `k * x`, but `x / k`
        likely = self.steps[leaves[-1 if last else 0]]
        suggestion = None if self._contradicted(likely) else self._suppose(likely, step)
        if suggestion is not None:
            out[likely.id] = suggestion

    def _leaves(self, value: int) -> list[int]:
        """The unknown objects that a value is computed from, in order; none where an array is among them."""
        todo, leaves = [value], list[int]()
        for _ in range(_DEEP):
            if not todo:
                break
            number = todo.pop(0)
            step, fact = self.steps[number], self.facts.fact(number)
            if fact.kinds and fact.only(d.ARRAYS):
                return []
            called = step.op == "call" and number not in self.facts.values.opaque
            if step.op in ("bin", "unary", "compare") or called:
                todo[:0] = step.args[1:] if called else step.args
            elif self._unknown(step) and number not in leaves:
                leaves.append(number)
        return [] if todo or leaves == [value] else leaves

    def _suppose(self, step: Step, use: Step) -> Supposed | None:
        names = names_of(self.facts.body, step.id)
        name = names[0] if names else spelled(step.node)
        written = spelled(use.node)
        if name is None or use.node is None:
            return None
        fact = placed(Fact(d.ARRAY, d.ARRAY_DTYPES), step.id)
        assert fact is not None
        how = f" (`{written}`)" if written is not None else ""
        return Supposed(fact, name, f"it is used as one{how}", use.node)
