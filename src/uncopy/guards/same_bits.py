"""Does NumPy compute the same bits in a slice as in an array of its own?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts.dtypes import native
from uncopy.guards.answer import Answer, guard, unknown, yes
from uncopy.guards.form import written

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate

# Every way to compute these gives the same. Measured, for all strides.
_EXACT = frozenset({"+", "-", "*", "/", "&", "|", "^", "<<", ">>"}) | frozenset(
    f"numpy.{name}"
    for name in "add subtract multiply divide true_divide maximum minimum bitwise_and bitwise_or bitwise_xor".split()
)


def is_exact(candidate: Candidate) -> bool:
    """Whether all operations are computed alike in every way."""
    return {candidate.operation, *(step.operation for step in candidate.more.get("steps", ()))} <= _EXACT


# Exponents for which `**` takes another loop than `power`: before NumPy 2.3, and for complex numbers to this day.
_OWN_POWERS = (-1, 0, 0.5, 1, 2)


def _other_power(facts: FunctionFacts, candidate: Candidate) -> bool:
    """Whether the function that is to stand for `**` may compute other bits; of whole numbers both are exact."""
    if candidate.operation != "**":
        return False
    base, exponent = (facts.seen(value, candidate.step) for value in candidate.operands)
    if exponent.only(d.ARRAY) or (base.array_dtypes and all(native(code)[0] in "biu" for code in base.array_dtypes)):
        return False
    const = exponent.const
    return not isinstance(const, (int, float)) or const in _OWN_POWERS


@guard("same-bits", "Does NumPy compute the same bits in a slice as in an array of its own?")
def same_bits(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """`exp` and the like have other code for elements with gaps between them, and some versions err there in place."""
    if candidate.more.get("whole") and not all(facts.seen(v, candidate.step).layout.is_c for v in candidate.operands):
        # Of what is read backwards NumPy 1.26 gives other sums with out=, and wrong extremes.
        return unknown(
            "an operand may be read backwards, which NumPy before 2.0 does otherwise in place", candidate.node
        )
    if "first" in candidate.more and _other_power(facts, candidate):
        return unknown("`**` computes squares, roots and reciprocals by other code than `power`", candidate.node)
    if is_exact(candidate):
        return yes("it is exact, however the elements lie")
    node = facts.body.steps[candidate.target].node
    if candidate.more.get("whole") and not facts.fact(candidate.step.id).layout.is_c:
        return unknown("a new result may have another memory order, in which NumPy adds up otherwise", candidate.node)
    if written(facts, candidate).layout.is_c:
        return yes("its elements lie side by side")
    return unknown("its elements may have gaps between them, where NumPy may round in another way", node)
