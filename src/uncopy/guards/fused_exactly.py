"""Does it come to the same bits if the conversion is left to what reads the converted array?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts.dtypes import describe, holds, likelihood, native
from uncopy.guards.answer import Answer, guard, no, unknown, yes
from uncopy.guards.exact_in_dtype import fits

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate

_SUMS_TO = {"f8": {"b1", "i1", "i2", "u1", "u2"}, "c16": {"b1", "i1", "i2", "u1", "u2"}}  # without any rounding


@guard("fused-exactly", "Does it come to the same bits without the array between?")
def fused_exactly(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """A reduction converts piece by piece and sums up pieces: the same only where nothing is rounded.

    Sums of integers of two bytes at most stay below 2**53 for any array that fits into memory.
    """
    dtype, constants = candidate.more["dtype"], candidate.more["constants"]
    node = facts.body.steps[candidate.target].node
    if constants is not None:
        if not all(fits(facts.fact(c).const, dtype) for c in constants):
            return unknown(f"not both numbers are known to come out as the same {describe(dtype)}", node)
        if native(dtype)[0] == "c" and any(str(facts.fact(c).const) == "-0.0" for c in constants):
            return unknown("a complex number is written as a sum, in which a zero has no sign", node)
        return yes("both numbers are written here, and are exact in that dtype")
    fact = facts.seen(candidate.target, candidate.step)
    codes = sorted({w.removeprefix("s:") for w in fact.dtypes}, key=likelihood)
    if not fact.may(d.ARRAYS):
        return no("it is no array", node)
    if not fact.only(d.ARRAYS | d.SCALAR):
        return unknown("it may be something else than a NumPy array", node)
    mean = candidate.operation.endswith(".mean")
    for code in codes:
        if native(code)[0] not in "biufc" or (native(code)[0] in "fc" and native(dtype)[0] in "biu"):
            return unknown(f"{describe(code)} may not be converted so while it is reduced", node)
        whole = native(dtype) in ("i8", "u8") and not mean and holds(dtype, code)
        if not whole and native(code) not in _SUMS_TO.get(dtype, ()):
            return unknown(f"sums of {describe(code)} in {describe(dtype)} may be rounded in another way", node)
    return yes("nothing is rounded")


@guard("result-order", "Has the result the same memory order?")
def result_order(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """What is reduced along an axis follows the strides; those of what was broadcast are other than its copy's."""
    if candidate.more["constants"] is not None or not candidate.more["partial"]:
        return yes("the result is one number, or its order is that of the condition")
    source, result = facts.seen(candidate.target, candidate.step), facts.fact(candidate.more["result"])
    if source.layout.dense or (result.only(d.NUMERIC) and result.ndim == (1, 1)):
        return yes("the array has no strides of its own, or its sums have one dimension")
    return unknown(
        "it may have been broadcast, and then its sums come in another order", facts.body.steps[candidate.target].node
    )
