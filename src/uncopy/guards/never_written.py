"""A copy is needless if nobody can tell it from its source: while both live, neither is written, kept or compared.

The candidate's ``target`` is the source, its ``step`` the call that makes the copy.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts.ownership import bits
from uncopy.guards.answer import Answer, guard, no, unknown, yes
from uncopy.lower.ir import Step

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate

_CERTAIN = {"store_index", "aug", "return"}  # what they do with an array is no guess
_IDENTITY = {"base", "flags", "ctypes", "data", "resize", "setflags", "__array_interface__", "__array_struct__"}
SHOW_MEMORY = {
    "numpy.shares_memory",
    "numpy.may_share_memory",
    "numpy.byte_bounds",
    "builtins.id",
    "numpy.lib.array_utils.byte_bounds",
}
_FLAT = {"ndarray.flatten", "ndarray.ravel", "numpy.ravel"}
_COPYING = {"ndarray.copy", "ndarray.flatten", "numpy.copy", "copy.copy", "copy.deepcopy"}
_BOTH = "the result may come out otherwise where the two are one: BLAS multiplies an array with itself in another way"


class Pair:
    """The copy and its source in one function: which values reach the memory of either, and which events touch it."""

    def __init__(self, facts: FunctionFacts, candidate: Candidate) -> None:
        self.facts = facts
        self.values = facts.values
        self.step, self.target = candidate.step, candidate.target
        self.site: d.Site = (candidate.step.id, 0)
        self.source = self.values.sites[candidate.target]
        holders = facts.ownership.holders
        self.copies = frozenset(bits(holders(frozenset({self.site}))))
        self.sources = frozenset(bits(holders(self.source, self.site)))  # not by way of the copy
        live = facts.liveness.after(self.step)
        # An older copy that this step made in an earlier pass of a loop and that is still read.
        again = facts.ownership.reaches(self.step, self.step)
        self.older = next((v for v in sorted(self.copies) if again and v != self.step.id and live >> v & 1), None)
        # What is made anew in each pass is another array than the one that the older copy shares memory with.
        self.anew = all(
            number >= 0 and not facts.ownership.reaches(self.step, self.step, facts.body.steps[number])
            for number, _ in self.source
        )

    def uncertain(self) -> str | None:
        """Why nothing can be said of the two, if so."""
        if self.site in self.values.reach_sites(frozenset({d.OUTSIDE})):
            return "something outside may hold the result"
        if self.site in self.source:
            return "the source may be what an earlier pass of the loop copied"
        if self.site not in self.values.sites[self.step.id]:
            return "the memory of the result is not known"
        return None

    def outside(self, at: Step) -> bool:
        """Whether others may reach the source's memory when ``at`` runs."""
        if d.OUTSIDE in self.source or self.values.reach_sites(frozenset({d.OUTSIDE})) & self.source:
            return True
        return any(
            kept & self.source and self.facts.ownership.reaches(self.facts.body.steps[number], at)
            for number, kept in self.values.keeps.items()
        )

    def source_seen(self, at: Step) -> str | None:
        """Why the source can still be read at ``at`` or later, if so."""
        if self.outside(at):
            return "others may hold the array that it is copied from"
        if self.older is not None and not self.anew:
            return "copies of several passes of the loop live together"
        if any(a in self.sources and a != self.step.id for a in at.args):
            return "the array that it is copied from is read there too"
        live = self.facts.liveness.after(at)
        if any(live >> v & 1 for v in self.sources):
            return "the array that it is copied from is read later"
        if not self._whole():
            return "the array that it is copied from may be a view of something larger or read-only"
        return None

    def _whole(self) -> bool:
        """Whether the source is all of an array made here, not a part that would keep the rest of it in memory."""
        facts, steps = self.facts, self.facts.body.steps
        if not (self.source == {(self.target, 0)} or facts.fact(self.target).layout.dense):
            return False
        return all(
            number >= 0
            and part == 0
            and steps[number].op in ("bin", "unary", "compare", "call", "index")
            and not facts.fact(number).readonly
            for number, part in self.source
        )

    def certain_writer(self) -> Step | None:
        """A step that surely writes the source, where the copy is read after: whatever else may come of the copy."""
        body, sites, reaches = self.facts.body, self.values.sites, self.facts.ownership.reaches
        uses = [s for s in body.steps if s.op != "bind" and any(sites[a] == {self.site} for a in s.args)]
        for number in sorted(self.values.writes):
            writer = body.steps[number]
            if writer.op not in ("store_index", "aug") or not reaches(self.step, writer):
                continue
            one = len(self.source) == 1 and d.OUTSIDE not in self.source and sites[writer.args[0]] == self.source
            if (one or writer.args[0] == self.target) and any(reaches(writer, use, self.step) for use in uses):
                return writer
        return None

    def writers_of_source(self) -> Iterator[Step]:
        """Steps that may write the source after the copy was made and while the copy is still to be read."""
        body, reaches = self.facts.body, self.facts.ownership.reaches
        stop = self.step if self.older is None else None
        uses = [s for s in body.steps if s.op != "bind" and any(a in self.copies for a in s.args)]
        for number, written in self.values.writes.items():
            writer = body.steps[number]
            if not (written & self.source or (d.OUTSIDE in written and self.outside(writer))):
                continue
            if reaches(self.step, writer) and any(
                u.id == writer.id or reaches(writer, u, stop) for u in uses if u.id != self.step.id
            ):
                yield writer


@guard("source-still", "Is the source not written while the result is still read?")
def source_still(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Else the result would change with its source."""
    pair = Pair(facts, candidate)
    writer = pair.certain_writer()
    if writer is not None:
        return no("the array that it is copied from is written, and the copy is read after", writer.node)
    doubt = pair.uncertain()
    if doubt is not None:
        return unknown(doubt, candidate.step.node)
    for writer in pair.writers_of_source():
        if writer.op in _CERTAIN and facts.values.writes[writer.id] & pair.source - {d.OUTSIDE}:
            return no("the array that it is copied from is written, and the copy is read after", writer.node)
        return unknown("the array that it is copied from may be written, and the copy is read after", writer.node)
    return yes("nothing writes it")


@guard("result-still", "Is the result not written while its source is still read?")
def result_still(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Else its source would change with the result."""
    return _while_source_lives(facts, candidate, facts.values.writes, "it is written")


@guard("result-not-kept", "Does nothing keep or return the result while its source is still in reach?")
def result_not_kept(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Else somebody would hold two names of one memory where there were two arrays."""
    if facts.body.is_module:
        return unknown("whoever imports the module sees its names", candidate.node)
    answer = _while_source_lives(facts, candidate, facts.values.keeps, "it is returned or kept")
    if answer.answer != "yes":
        return answer
    pair = Pair(facts, candidate)
    for step in facts.body.steps:  # an object that is not NumPy's may put off what it is asked for, and keep the index
        if step.op == "index" and step.args[1] in pair.copies and facts.fact(step.args[0]).may(d.FOREIGN):
            seen = pair.source_seen(step)
            if seen is not None:
                return unknown(f"an object of an unknown type is subscripted with it, and {seen}", step.node)
    return answer


def _while_source_lives(
    facts: FunctionFacts, candidate: Candidate, events: dict[int, frozenset[d.Site]], what: str
) -> Answer:
    pair = Pair(facts, candidate)
    for number, touched in sorted(events.items()):
        step = facts.body.steps[number]
        if step.op in _CERTAIN and pair.site in touched and facts.values.sites[step.args[0]] == {pair.site}:
            seen = pair.source_seen(step)  # whatever else may come of the copy
            if seen is not None:
                return no(f"{what}, and {seen}", step.node)
    for number in sorted(facts.values.opaque):
        if _gets_both(pair, facts.body.steps[number]):
            return no("a call gets both, which tells that they are wanted apart", facts.body.steps[number].node)
    doubt = pair.uncertain()
    if doubt is not None:
        return unknown(doubt, candidate.step.node)
    for number, touched in sorted(events.items()):
        step = facts.body.steps[number]
        if pair.site not in touched:
            continue
        seen = pair.source_seen(step)
        if seen is not None:
            reason = f"{what}, and {seen}"
            return no(reason, step.node) if step.op in _CERTAIN else unknown(reason, step.node)
    return yes("not while its source lives")


def _gets_both(pair: Pair, step: Step) -> bool:
    """Whether unseen code is given the copy and its source: it writes one of them, or there would be no copy."""
    given = step.args[1:] if step.op == "call" and step.id in pair.values.opaque else ()
    held = [pair.values.sites[a] for a in given]
    return any(pair.site in sites for sites in held) and any(
        sites & pair.source and pair.site not in sites for sites in held
    )


@guard("not-told-apart", "Does nothing look at which memory the result has?")
def not_told_apart(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """`is`, `.base`, `.flags`, `np.shares_memory` and `resize` see memory; BLAS does where one array comes twice."""
    pair = Pair(facts, candidate)
    for step in facts.body.steps:
        copies = [a for a in step.args if a in pair.copies]
        if not copies or step.op == "bind" or step.id == candidate.step.id:
            continue
        if step.op == "compare" and step.data in ("is", "is not"):
            if not any(facts.fact(a).only(d.NONE) for a in step.args):
                return unknown("it is compared by identity", step.node)
        elif step.op == "attr" and step.data in _IDENTITY:
            return unknown(f"`.{step.data}` shows whose memory it is", step.node)
        elif step.op == "call" and facts.fact(step.args[0]).callee in SHOW_MEMORY:
            return unknown("the call shows whose memory it is", step.node)
        elif _multiplies(facts, step):
            copies = [a for a in copies if not _flat(facts, a)]
            others = [a for a in step.args if a not in copies and not _flat(facts, a)]
            if copies and (
                any(a in pair.sources for a in copies)
                or (pair.older is not None and len(copies) > 1)
                or any(a in pair.sources or _other_copy(facts, a) for a in others)
            ):
                return unknown(_BOTH, step.node)
    return yes("only its elements are read")


def _flat(facts: FunctionFacts, value: int) -> bool:
    """Whether the value is what `flatten` or `ravel` gave: products of vectors have one way only."""
    step = facts.body.steps[value]
    return step.op == "call" and facts.fact(step.args[0]).callee in _FLAT


def _other_copy(facts: FunctionFacts, value: int) -> bool:
    """Whether the value may be another copy, of the same source perhaps, that may be dropped together with this one."""
    steps = facts.body.steps
    return any(
        number >= 0 and steps[number].op == "call" and facts.fact(steps[number].args[0]).callee in _COPYING
        for number, _ in facts.values.reach(value)
    )


def _multiplies(facts: FunctionFacts, step: Step) -> bool:
    """Whether the step combines arrays other than element by element."""
    if step.op == "bin":
        return bool(step.data == "@")
    if step.op != "call":
        return False
    callee = facts.fact(step.args[0]).callee
    if callee is not None and callee.startswith("builtins.") and (row := facts.model.row(callee)) is not None:
        return row.effects  # a function that it is given may multiply
    return callee is None or not facts.model.is_ufunc(callee) or callee.endswith("matmul")


@guard("base-lives", "Is the array of which it is a part there as long anyway?", cost=True)
def base_lives(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Else sharing a part would keep all of it in memory."""
    pair = Pair(facts, candidate)
    target = facts.body.steps[candidate.target]
    if target.op not in ("index", "attr", "call") or (candidate.target, 0) in pair.source or d.OUTSIDE in pair.source:
        return yes("it is a whole array, or the caller's")
    steps, reaches = facts.body.steps, facts.ownership.reaches
    names = {s.data for s in steps if s.op == "bind" and s.args[0] in pair.sources and s.args[0] not in pair.copies}
    if not names:
        return no("nothing else holds the array that it is a part of", target.node)
    uses = [s for s in steps if s.op != "bind" and s.id != candidate.step.id and any(a in pair.copies for a in s.args)]
    for step in steps:
        if (
            step.op in ("bind", "undef")
            and step.data in names
            and reaches(candidate.step, step)
            and any(reaches(step, use, candidate.step) for use in uses)
        ):
            return no("the copy is used longer than the array that it is a part of", step.node)
    return yes("it is there as long as the copy")
