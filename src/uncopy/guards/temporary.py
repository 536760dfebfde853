"""Does naming an unnamed temporary lower the peak?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.guards.answer import Answer, guard, no, yes
from uncopy.lower.ir import Step

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate

_REUSED_LEFT = frozenset({"+", "-", "*", "/", "//", "&", "|", "^", "<<", ">>"})
_REUSED_RIGHT = frozenset({"+", "*", "&", "|", "^"})
_DEPTH = 60


@guard("lowers-peak", "Are there fewer arrays at the peak?", cost=True)
def lowers_peak(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Counts arrays: making the temporary may need as many as the call, and then nothing is saved."""
    count = _Count(facts)
    making = count.peak(candidate.target, 0)
    size = held = count.size(candidate.target)
    rest = 0.0
    for value in candidate.operands:
        rest = max(rest, held + count.peak(value, 0))
        held += count.size(value)
    before, after = max(making, rest, held + size), max(making, rest, held)
    if after < before:
        return yes(f"{before:g} arrays at once become {after:g}")
    node = facts.body.steps[candidate.target].node
    return no(f"making the temporary takes {making:g} arrays at once by itself", node)


class _Count:
    """Counts the arrays that are alive while an expression is evaluated, all taken to have as many elements."""

    def __init__(self, facts: FunctionFacts) -> None:
        self.facts = facts
        self.named = frozenset().union(*facts.body.names.values()) if facts.body.names else frozenset()

    def size(self, value: int) -> float:
        """1 if the value is an unnamed array, an eighth if of bools, else 0."""
        step = self.facts.body.steps[value]
        fresh = (value, 0) in self.facts.values.sites[value] and step.op in ("bin", "unary", "compare", "call", "index")
        fact = self.facts.fact(value)
        if not fresh or value in self.named or not fact.may(d.ARRAY | d.ALIEN):
            return 0
        return 0.125 if fact.array_dtypes == {"b1"} else 1

    def peak(self, value: int, depth: int) -> float:
        """The most arrays at once while this value is made; 0 for names and numbers."""
        if not self.size(value) or depth > _DEPTH:
            return 0
        step = self.facts.body.steps[value]
        held = most = 0.0
        for arg in step.args:
            most = max(most, held + self.peak(arg, depth + 1))
            held += self.size(arg)
        return max(most, held + (0 if self._reuses(step) else self.size(value)))

    def _reuses(self, step: Step) -> bool:
        """Whether the result goes into an operand's memory: by NumPy itself, or by this very rule."""
        if step.op == "unary":
            return self.facts.assume_elision and self._same(step.args[0], step)
        if step.op == "bin":
            left, right = step.args
            return self.facts.assume_elision and (
                (step.data in _REUSED_LEFT and self._same(left, step, right))
                or (step.data in _REUSED_RIGHT and self._same(right, step, left))
                or (
                    step.data == "**" and self.facts.fact(right).const in (2, 0.5, -1) and self._same(left, step, right)
                )
            )
        if step.op == "call":  # a nested function is rewritten in its turn
            return len(step.args) == 2 and self._same(step.args[1], step)
        return False

    def _same(self, value: int, step: Step, other: int | None = None) -> bool:
        """Whether an operand is a temporary of the result's shape and dtype, and NumPy is sure of the other one."""
        old, new = self.facts.fact(value), self.facts.fact(step.id)
        if not self.size(value) or old.shape != new.shape or old.array_dtypes != new.array_dtypes:
            return False
        # Since NumPy 2 a Python float counts as float64 here, so narrower arrays are not reused beside one.
        beside = self.facts.fact(other) if other is not None else None
        return (
            beside is None
            or not beside.may(d.NUMBER)
            or not old.array_dtypes & {"f2", "f4", "c8", "i1", "i2", "i4", "u1", "u2", "u4"}
        )
