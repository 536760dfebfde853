"""Who else can reach the memory of a value at a step: names, containers, closures, callers, what a call kept."""

from __future__ import annotations

from dataclasses import dataclass

from uncopy.facts.domain import OUTSIDE
from uncopy.facts.liveness import Liveness
from uncopy.facts.values import Sites, Values
from uncopy.lower.ir import Step


@dataclass(frozen=True, slots=True)
class Sharing:
    """Why memory is not solely owned: ``certain`` if it surely is shared, the reason, and the step that shows it."""

    certain: bool
    reason: str
    step: Step | None


class Ownership:
    """Answers questions on memory at a place in the body."""

    def __init__(self, values: Values, liveness: Liveness) -> None:
        self.values = values
        self.body = values.body
        self.liveness = liveness
        self._reached: dict[tuple[int, int], bool] = {}

    def outside(self, value: int) -> bool:
        """Whether the value may be, or be a view of, memory that exists outside of the function."""
        return OUTSIDE in self.values.sites[value]

    def kept_before(self, value: int, step: Step) -> Step | None:
        """The step that may have let something outside keep the memory of ``value`` before ``step`` runs."""
        sites = self.values.sites[value]
        stop = self._anew(value)
        for number, kept in self.values.keeps.items():
            keeper = self.body.steps[number]
            if kept & sites and self.reaches(keeper, step, stop):
                return keeper
        return None

    def _anew(self, value: int) -> Step | None:
        """The step that makes the memory of ``value`` anew, if one does each time the value is made."""
        sites = self.values.sites[value]
        step = self.body.steps[value]
        if len(sites) != 1 or step.op == "phi":
            return None
        maker = next(iter(sites))[0]
        while step.id != maker:
            if step.op == "phi" or not step.args:
                return None
            candidates = [a for a in step.args if self.values.sites[a] == sites]
            if len(candidates) != 1:
                return None
            step = self.body.steps[candidates[0]]
        return step

    def other_readers(self, value: int, step: Step, beside: frozenset[int] = frozenset()) -> list[int]:
        """Other values that reach the memory of ``value`` and are read after ``step``."""
        sites = self.values.sites[value]
        live = self.liveness.after(step)
        out = []
        number = 0
        while live:
            if live & 1 and number != value and number not in beside and self.values.reach(number) & sites:
                out.append(number)
            live >>= 1
            number += 1
        return out

    def reaches(self, source: Step, target: Step, stop: Step | None = None) -> bool:
        """Whether control may go from ``source`` to ``target`` without passing ``stop``."""
        if stop is not None and stop.id == source.id:
            stop = None
        blocks = self.body.blocks
        if source.block == target.block and source.place < target.place:
            passes = stop is not None and stop.block == source.block and source.place < stop.place < target.place
            if not passes:
                return True
        if stop is not None and stop.block == source.block and stop.place > source.place:
            todo = list(blocks[source.block].exceptional)
        else:
            todo = [*blocks[source.block].successors, *blocks[source.block].exceptional]
        seen: set[int] = set()
        while todo:
            number = todo.pop()
            if number in seen:
                continue
            seen.add(number)
            stopped = stop is not None and stop.block == number
            if number == target.block and not (stopped and stop is not None and stop.place < target.place):
                return True
            if not stopped:
                todo.extend(blocks[number].successors)
            todo.extend(blocks[number].exceptional)
        return False

    def dominates(self, first: Step, second: Step) -> bool:
        """Whether every way to ``second`` leads through ``first``."""
        if first.block == second.block and first.place < second.place:
            return True
        entry = next(iter((*self.body.blocks[0].phis, *self.body.blocks[0].steps)), None)
        return entry is not None and entry.id != first.id and not self.reaches(entry, second, first)

    def sharing(self, value: int, step: Step, beside: frozenset[int] = frozenset()) -> Sharing | None:
        """Why someone else may see the memory of ``value`` as it was before ``step``; None if nobody can."""
        if self.outside(value):
            return Sharing(False, self._outside_reason(value), self._outside_step(value))
        keeper = self.kept_before(value, step)
        if keeper is not None:
            return Sharing(False, "may be kept by what happens here before", keeper)
        if self.liveness.is_live_after(value, step):
            return Sharing(True, "its old value is read again", self._use_after(value, step))
        # What the step itself makes is new memory, even where an earlier pass of a loop made the old one here.
        others = self.other_readers(value, step, beside | {step.id})
        if others:
            return Sharing(False, "shares memory with another value that is read later", self.body.steps[others[0]])
        return None

    def _use_after(self, value: int, step: Step) -> Step | None:
        uses = [s for s in self.body.steps if value in s.args and s.id != step.id and s.op != "bind"]
        later = [s for s in uses if self.reaches(step, s)]
        return next((s for s in later if s.node is not None), None)

    def _outside_step(self, value: int) -> Step | None:
        seen: set[int] = set()
        todo = [value]
        while todo:
            number = todo.pop(0)
            if number in seen:
                continue
            seen.add(number)
            step = self.body.steps[number]
            sources = [a for a in step.args if OUTSIDE in self.values.sites[a]]
            if not sources or (step.op == "call" and step.id in self.values.opaque):
                return step
            todo.extend(sources)
        return None

    def _outside_reason(self, value: int) -> str:
        step = self._outside_step(value)
        if step is None:
            return "may be memory that others hold"
        if step.op == "param":
            return f"may be the caller's `{step.data}`"
        if step.op == "global":
            return f"may be the global `{step.data}`"
        if step.op == "attr":
            return f"may be what attribute `{step.data}` holds"
        if step.op == "call":
            return "may be memory that a call it cannot see into still holds"
        if step.op == "unknown":
            return str(step.data)
        return "may be memory that others hold"

    def written_between(self, sites: Sites, start: Step, uses: list[Step]) -> Step | None:
        """A step that may write ``sites`` after ``start`` and before (or at) one of ``uses``."""
        for number, written in self.values.writes.items():
            writer = self.body.steps[number]
            if (
                written & sites
                and self.reaches(start, writer, start)
                and any(u.id == writer.id or self.reaches(writer, u, start) for u in uses)
            ):
                return writer
        return None
