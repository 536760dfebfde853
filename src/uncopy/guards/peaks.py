"""How many arrays are alive at once: a walk over a function's steps in the order of the text.

Each loop is gone through twice: in a second pass the names still hold what the first one made. Branches are taken one
after the other. Counted is in arrays of one size: what is known to be of that size is 1, bools an eighth, what is small
nothing, and what nobody knows the size of as much as the one who asks supposes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.guards.worth import literal_size

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.lower.ir import Loop, Step

_SMALL = 1000  # elements
_MAKERS = ("bin", "unary", "compare", "call", "index")
_HOLDERS = ("list", "tuple", "set", "dict")
_REUSED = {"+", "-", "*", "/", "&", "|", "^"}  # operators whose result NumPy puts into an unnamed operand on the left
_PARTS = ("reduced", "kept")
_LIMIT = 6_000  # steps of a walk
_SUPPOSED = (0.0, 1.0, 4.0)  # the sizes that arrays of unknown size are supposed to have


@dataclass(frozen=True, slots=True)
class Change:
    """What a fix does: ``deleted`` is a name that ends after the step ``after``; ``emptied`` a value that holds nothing
    any more; ``hoisted`` the step that makes its array once, before ``loop``.
    """

    deleted: str = ""
    after: int = -1
    emptied: int = -1
    hoisted: int = -1
    loop: Loop | None = None


def lowers(facts: FunctionFacts, value: int, change: Change) -> bool:
    """Whether fewer arrays of the size of ``value`` are alive at once with the change, whatever the others' sizes."""
    walk = _Walk(facts, value)
    if len(walk.steps) > _LIMIT:
        return False
    share = 0.125 if facts.fact(value).array_dtypes == {"b1"} else 1.0
    return all(walk.peak(change, unknown) < walk.peak(Change(), unknown) - 0.5 * share for unknown in _SUPPOSED)


@dataclass(slots=True)
class _State:
    """What is held at a place of the walk: arrays by number; containers by minus one minus the step that makes them."""

    weights: list[float] = field(default_factory=list)
    latest: dict[int, int] = field(default_factory=dict)  # step: the array that it made last
    holds: dict[int, frozenset[int]] = field(default_factory=dict)  # step: what its value holds
    names: dict[str, frozenset[int]] = field(default_factory=dict)
    inside: dict[int, set[int]] = field(default_factory=dict)  # container: what was put into it
    kept: dict[str, frozenset[int]] = field(default_factory=dict)  # by attributes and others who may keep
    used: list[tuple[int, int]] = field(default_factory=list)  # (the last place of its use, step)

    def alive(self, place: int) -> set[int]:
        """The arrays that something holds."""
        todo = {held for group in (*self.names.values(), *self.kept.values()) for held in group}
        self.used = [(end, step) for end, step in self.used if end >= place]
        for _, step in self.used:
            todo |= self.holds[step]
        found: set[int] = set()
        while todo:
            one = todo.pop()
            if one not in found:
                found.add(one)
                todo |= self.inside.get(one, set())
        return {one for one in found if one >= 0}


class _Walk:
    def __init__(self, facts: FunctionFacts, value: int) -> None:
        self.facts = facts
        self.body = facts.body
        self.target = value
        self.shape = facts.fact(value).as_array[0]
        placed = {s.id for block in self.body.blocks for s in block.steps}
        written = [s for s in self.body.steps if s.id in placed and s.op != "refine"]
        self.steps = list(self._twice(written, frozenset()))[: _LIMIT + 1]
        self.named = {v for values in self.body.names.values() for v in values}
        self.ends = self._ends()

    def _twice(self, steps: list[Step], within: frozenset[int]) -> Iterator[Step]:
        """The steps in the order of the text, those of a loop a second time after the first."""
        place = 0
        while place < len(steps):
            inner = [x for x in self.body.loops if x.header not in within and steps[place].block in x]
            if not inner:
                yield steps[place]
                place += 1
                continue
            loop = min(inner, key=lambda x: x.first - x.last)
            end = place
            while end < len(steps) and steps[end].block in loop:
                end += 1
            for _ in range(2):
                yield from self._twice(steps[place:end], within | {loop.header})
            place = end

    def _ends(self) -> list[int]:
        """For each place of the walk the last one where the value that it makes is used before it is made anew."""
        ends, made = list(range(len(self.steps))), dict[int, int]()
        for place, step in enumerate(self.steps):
            if step.op != "bind":
                for value in self._plain(step.args):
                    if value in made:
                        ends[made[value]] = place
            made[step.id] = place
        return ends

    def _plain(self, values: tuple[int, ...]) -> set[int]:
        """The values that are joined under no name of the text are used where the join is."""
        seen: set[int] = set()
        todo = list(values)
        while todo:
            value = todo.pop()
            if value not in seen:
                seen.add(value)
                todo += self.body.steps[value].args if self.body.steps[value].op == "phi" else ()
        return seen

    def _weight(self, step: Step, unknown: float) -> float | None:
        """How much the array takes that a step makes anew; None if it makes none."""
        fact = self.facts.fact(step.id)
        if step.id == self.target:
            return 0.125 if fact.array_dtypes == {"b1"} else 1.0
        if step.op not in _MAKERS or not fact.may(d.ARRAY) or (step.id, 0) not in self.facts.values.sites[step.id]:
            return None
        size = 1.0 if fact.as_array[0] >= self.shape else 0.0 if is_small(fact) else unknown
        return size * (0.125 if fact.array_dtypes == {"b1"} else 1)

    def peak(self, change: Change, unknown: float) -> float:
        """The most arrays that are alive at once."""
        state, most = _State(), 0.0
        for place, step in enumerate(self.steps):
            if change.loop is not None and self._enters(place, change.loop):
                self._make(state, change.hoisted, 1.0)
                most = max(most, self._count(state, place, change.hoisted))
                state.kept["hoisted"] = frozenset({state.latest[change.hoisted]})
            self._effects(state, step, place)
            weight = self._weight(step, unknown)
            if step.id == change.hoisted:
                weight = None
            if weight is not None:
                self._reuse(state, step, place)
                self._make(state, step.id, weight)
                most = max(most, self._count(state, place, step.id))
            state.holds[step.id] = frozenset() if step.id == change.emptied else self._held(state, step)
            if self.ends[place] > place:
                state.used.append((self.ends[place], step.id))
            if step.id == change.after:
                state.names.pop(change.deleted, None)
        return most

    def _enters(self, place: int, loop: Loop) -> bool:
        return self.steps[place].block in loop and (not place or self.steps[place - 1].block not in loop)

    def _make(self, state: _State, number: int, weight: float) -> None:
        state.latest[number] = len(state.weights)
        state.weights.append(weight)

    def _count(self, state: _State, place: int, number: int) -> float:
        return sum(state.weights[one] for one in state.alive(place) | {state.latest[number]})

    def _held(self, state: _State, step: Step) -> frozenset[int]:
        """What the value of a step holds: its memory as it was made last, and containers."""
        found = {state.latest[step.id]} if step.id in state.latest else set()
        for number, _ in self.facts.values.reach(step.id):
            if number in state.latest:
                found.add(state.latest[number])
            elif number >= 0 and self.body.steps[number].op in _HOLDERS:
                found.add(-1 - number)
        return frozenset(found)

    def _value(self, state: _State, value: int) -> frozenset[int]:
        step = self.body.steps[value]
        if step.op != "phi":
            return state.holds.get(value, frozenset())
        if step.data in state.names:
            return state.names[step.data]
        return frozenset().union(*(state.holds.get(a, frozenset()) for a in self._plain((value,))))

    def _effects(self, state: _State, step: Step, place: int) -> None:
        """Names, containers and others who keep what a step is given."""
        if step.op == "bind":
            state.names[step.data] = self._value(state, step.args[0])
        elif step.op == "undef":
            state.names.pop(step.data, None)
        values = self.facts.values
        if step.id in values.puts:
            containers, held = values.puts[step.id]
            for number, _ in containers:
                state.inside.setdefault(-1 - number, set()).update(self._arrays(state, held))
        if step.op in _HOLDERS:
            state.inside[-1 - step.id] = set().union(*(self._value(state, a) for a in step.args))
        if step.id in values.keeps and step.op != "return":
            given = self._arrays(state, values.keeps[step.id])
            anew = step.op in ("store_attr", "store_global")
            state.kept[f"{step.op} {step.data}" if anew else ""] = (
                given if anew else state.kept.get("", frozenset()) | given
            )

    def _arrays(self, state: _State, sites: frozenset[d.Site]) -> frozenset[int]:
        return frozenset(state.latest[number] for number, _ in sites if number in state.latest)

    def _reuse(self, state: _State, step: Step, place: int) -> None:
        """An unnamed operand ends as NumPy puts the result of an operator into its memory."""
        if not self.facts.assume_elision or not (step.op == "unary" or (step.op == "bin" and step.data in _REUSED)):
            return
        operand = step.args[0]
        fact, made = self.facts.fact(operand), self._weight(self.body.steps[operand], 1.0)
        if operand in self.named or made is None or len(self.facts.uses(operand)) != 1:
            return
        if fact.as_array[0] == self.facts.fact(step.id).as_array[0]:
            state.used = [(end, number) for end, number in state.used if number != operand]


def is_small(fact: d.Fact) -> bool:
    """Whether an array has few elements, or is what is left of others when axes are summed away."""
    size = literal_size(fact)
    if size is not None:
        return size < _SMALL
    shape = fact.as_array[0]
    return bool(shape) and all(isinstance(a, tuple) and a[0] in _PARTS for a in shape)
