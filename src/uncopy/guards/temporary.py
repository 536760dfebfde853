"""Does naming an unnamed temporary lower the peak?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts import shapes
from uncopy.guards.answer import Answer, guard, no, yes
from uncopy.lower.ir import Step

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate

_REUSED_LEFT = frozenset({"+", "-", "*", "/", "//", "&", "|", "^", "<<", ">>"})
_REUSED_RIGHT = frozenset({"+", "*", "&", "|", "^"})
_POWERS = (2, 0.5, -1)  # written as `square`, `sqrt`, `reciprocal`
_NARROW = frozenset({"f2", "f4", "c8", "i1", "i2", "i4", "u1", "u2", "u4"})
_DEPTH = 60
# New memory that the array does not own itself: NumPy never reuses it.
_NOT_OWNING = frozenset(f"numpy.{name}" for name in "linspace tile roll resize cross kron".split())


def broadcast(part: d.Fact, whole: d.Fact) -> bool:
    """Whether an operand is an array that has not the full shape for certain."""
    one, other = shapes.lengths(part), shapes.lengths(whole)
    if one is not None and other is not None:
        return len(one) < len(other) or any(a == "1" != b for a, b in zip(one, other, strict=False))
    return bool(part.shape) and all(
        a not in whole.shape and (a[0] == "kept" or (a[0] == "indexed" and {"int", "new"} & {*a[2:]}))
        for a in part.shape
    )


def owned(facts: FunctionFacts, value: int) -> bool:
    """Whether an unnamed array, if it is one, is new memory that it owns itself, so that NumPy may reuse it."""
    maker = facts.body.steps[value]
    if maker.op == "call" and facts.fact(maker.args[0]).callee in _NOT_OWNING:
        return False
    return facts.values.sites[value] <= {(value, 0)}


def never_reused(facts: FunctionFacts, step: Step, value: int) -> bool:
    """Whether NumPy surely gives new memory to what an operation makes of an unnamed array."""
    is_call = step.op == "call" and facts.fact(step.args[0]).callee != "builtins.abs"
    if is_call or not facts.assume_elision:
        return True
    maker = facts.body.steps[value]
    if maker.op == "call" and facts.fact(maker.args[0]).callee in _NOT_OWNING:
        return True
    if step.op != "bin":
        return False
    right = value == step.args[1]
    other = facts.fact(step.args[0 if right else 1])
    if right and step.data not in _REUSED_RIGHT:
        return True
    if not right and step.data not in _REUSED_LEFT and not (step.data == "**" and other.const in _POWERS):
        return True
    own = facts.fact(value)
    if other.only(d.NUMBER):  # since NumPy 2 it counts as one of 8 bytes here
        return bool(own.array_dtypes) and own.array_dtypes <= _NARROW
    return other.only(d.ARRAY) and broadcast(other, own)


@guard("lowers-peak", "Are there fewer arrays at the peak?", cost=True)
def lowers_peak(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Counts arrays: making the temporary may need as many as the call, and then nothing is saved."""
    count = _Count(facts)
    making = after = count.peak(candidate.target, 0)
    size = count.size(candidate.target)
    before = 0.0
    for step in candidate.more["steps"] or (candidate,):
        held = size
        for value in step.operands:
            after = max(after, held + count.peak(value, 0))
            held += count.size(value)
        before = before or held + size  # NumPy gives new memory to the result of the first only
    before = max(before, after)
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
        if step.op == "bin" and self._rewritten(step):
            return True
        if step.op == "bin":
            left, right = step.args
            return self.facts.assume_elision and (
                (step.data in _REUSED_LEFT and self._same(left, step, right))
                or (step.data in _REUSED_RIGHT and self._same(right, step, left))
                or (step.data == "**" and self.facts.fact(right).const in _POWERS and self._same(left, step, right))
            )
        if step.op == "call":  # a nested function is rewritten in its turn
            return len(step.args) == 2 and self._same(step.args[1], step)
        return False

    def _rewritten(self, step: Step) -> bool:
        """Whether the rule on operators will write the result into one of its operands."""
        left, right = step.args
        if self.size(left):
            return self._same(left, step) and not self.size(right) and never_reused(self.facts, step, left)
        simple = left in self.named or self.facts.fact(left).const is not d.MISSING
        return simple and self._same(right, step) and never_reused(self.facts, step, right)

    def _same(self, value: int, step: Step, other: int | None = None) -> bool:
        """Whether an operand is a temporary of the result's shape and dtype, and NumPy is sure of the other one."""
        old, new = self.facts.fact(value), self.facts.fact(step.id)
        if not self.size(value) or old.shape != new.shape or old.array_dtypes != new.array_dtypes:
            return False
        # Since NumPy 2 a Python float counts as float64 here, so narrower arrays are not reused beside one.
        beside = self.facts.fact(other) if other is not None else None
        return beside is None or not beside.may(d.NUMBER) or not old.array_dtypes & _NARROW
