"""Who else can reach the memory of a value at a step: names, containers, closures, callers, what a call kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from uncopy.facts.domain import OUTSIDE, Site
from uncopy.facts.liveness import Liveness
from uncopy.facts.telling import called, keeping, names_of
from uncopy.facts.values import Sites, Values
from uncopy.lower.ir import Step

_SHOWN = 20  # of so many keepers and readers the plainest is told


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
        self._holders: dict[tuple[Sites, Site | None], int] = {}

    def outside(self, value: int) -> bool:
        """Whether the value may be, or be a view of, memory that exists outside of the function."""
        return OUTSIDE in self.values.sites[value]

    def kept_before(self, value: int, step: Step) -> Step | None:
        """The step that may have let something outside keep the memory of ``value`` before ``step`` runs.

        Where there are several, the one whose arguments show it best.
        """
        sites = self.values.sites[value]
        stop = self._anew(value)
        found = [
            keeper
            for number, kept in self.values.keeps.items()
            if not kept.isdisjoint(sites) and self.reaches(keeper := self.body.steps[number], step, stop)
        ]
        makers = frozenset(number for number, _ in self._plain(value))
        return min(found[:_SHOWN], key=lambda keeper: self._distance(keeper, makers), default=None)

    def _distance(self, step: Step, makers: frozenset[int]) -> int:
        """How many steps lie between a step's arguments and one of ``makers``."""
        seen: set[int] = set()
        front, count = set(step.args), 0
        while front:
            if front & makers:
                return count
            seen |= front
            front = {a for number in front for a in self.body.steps[number].args} - seen
            count += 1
        return len(self.body.steps)

    def _plain(self, value: int) -> Sites:
        """The memory of ``value`` that was made on the way to it: what a reader sees, not all that others may hold."""
        seen: set[int] = set()
        todo = [value]
        while todo:
            number = todo.pop()
            if number not in seen:
                seen.add(number)
                own = self.values.sites[number] - {OUTSIDE}
                todo.extend(a for a in self.body.steps[number].args if self.values.sites[a] & own)
        return frozenset(site for site in self.values.sites[value] if site[0] in seen)

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
        live = self.liveness.after(step) & self.holders(self.values.sites[value])
        return [number for number in bits(live) if number != value and number not in beside]

    def holders(self, sites: Sites, without: Site | None = None) -> int:
        """The values (as bits) that reach any of these sites, through containers too; not by way of ``without``."""
        found = self._holders.get((sites, without))
        if found is None:
            seen: set[Site] = set()
            todo = [site for site in sites if site != without]
            found = 0
            while todo:
                site = todo.pop()
                if site not in seen:
                    seen.add(site)
                    found |= self._direct.get(site, 0)
                    todo.extend(c for c in self._containers.get(site, ()) if c != without)
            self._holders[sites, without] = found
        return found

    @cached_property
    def _direct(self) -> dict[Site, int]:
        """The values (as bits) that are of this memory."""
        groups: dict[Sites, int] = {}
        for number, sites in enumerate(self.values.sites):
            groups[sites] = groups.get(sites, 0) | 1 << number
        out: dict[Site, int] = {}
        for sites, group in groups.items():
            for site in sites:
                out[site] = out.get(site, 0) | group
        return out

    @cached_property
    def _containers(self) -> dict[Site, list[Site]]:
        """What holds this memory directly."""
        out: dict[Site, list[Site]] = {}
        for container, held in self.values.contents.items():
            for site in held:
                out.setdefault(site, []).append(container)
        return out

    @cached_property
    def users(self) -> dict[int, list[Step]]:
        """The steps that read a value, in order, naming it left out."""
        out: dict[int, list[Step]] = {}
        for step in self.body.steps:
            if step.op != "bind":
                for arg in dict.fromkeys(step.args):
                    out.setdefault(arg, []).append(step)
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
            todo = list(blocks[source.block].successors)
            if source.op != "return":  # which goes on to a `finally` or leaves, whatever came before it may raise
                todo += blocks[source.block].exceptional
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
        """Why someone else may see the memory of ``value`` as it was before ``step``; None if nobody can.

        Of several reasons the plainest is told: the name itself, another name, where it came from, who may keep it.
        """
        if self.liveness.is_live_after(value, step):
            return Sharing(True, "its old value is read again", self._use_after(value, step))
        # What the step itself makes is new memory, even where an earlier pass of a loop made the old one here.
        others = self.other_readers(value, step, beside | {step.id})
        alias = self._alias(value, step, others)
        if alias is not None:
            return alias
        if self.outside(value):
            return self._from_outside(value)
        keeper = self.kept_before(value, step)
        if keeper is not None:
            return Sharing(False, keeping(keeper), keeper)
        if others:
            return Sharing(False, "shares memory with another value that is read later", self.body.steps[others[0]])
        return None

    def _alias(self, value: int, step: Step, others: list[int]) -> Sharing | None:
        """Another name of the same memory that is read again, or of what holds it."""
        own = self._plain(value)
        for other in others[:_SHOWN] if own else ():
            theirs = self._plain(other)
            shares = theirs & own
            if not (shares or self.values.reach_inside(theirs) & own):
                continue
            names = names_of(self.body, other)
            use = self._use_after(other, step)
            if names and use is not None:
                how = "share" if shares else "hold"
                return Sharing(False, f"`{names[0]}` may {how} its memory, and is read again", use)
        return None

    def _use_after(self, value: int, step: Step) -> Step | None:
        """The first reading of a value after ``step``, by way of joins too, that stands in the text."""
        seen: set[int] = set()
        todo = [value]
        while todo:
            number = todo.pop(0)
            if number in seen:
                continue
            seen.add(number)
            uses = self.users.get(number, [])
            shown = next((s for s in uses if s.node is not None and s.id != step.id and self.reaches(step, s)), None)
            if shown is not None:
                return shown
            todo.extend(s.id for s in uses if s.op == "phi")
        return None

    def _from_outside(self, value: int) -> Sharing:
        """Where memory of others came in: the nearest place that says something to the reader."""
        seen: set[int] = set()
        todo = [(value, False)]
        while todo:
            number, part = todo.pop(0)
            if number in seen:
                continue
            seen.add(number)
            step = self.body.steps[number]
            sources = [a for a in step.args if OUTSIDE in self.values.sites[a]]
            if not sources or self._opens(step):
                return Sharing(False, self._origin(step, part=part), step)
            todo.extend((a, part or step.op in ("index", "unpack", "next")) for a in sources)
        return Sharing(False, "may be memory that others hold", None)

    def _opens(self, step: Step) -> bool:
        """Whether a step gives memory that is not a part of what it is given, as far as can be told."""
        if step.op == "call":
            callee = self.values.facts[step.args[0]].callee or ""
            return step.id in self.values.opaque or callee.startswith(".")
        view = self.values.facts[step.id].callee is not None or step.data in ("T", "real", "imag")
        return step.op == "attr" and not view

    def _origin(self, step: Step, *, part: bool) -> str:
        of = "may be a part of" if part else "may be"
        match step.op:
            case "param":
                return f"{of} the caller's `{step.data}`"
            case "global":
                return f"{of} the global `{step.data}`"
            case "attr":
                return f"{of} what attribute `{step.data}` holds"
            case "call":
                return f"what {called(step)} gives may be memory that others hold, too"
            case "unknown":
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


def bits(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set, from the lowest."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
