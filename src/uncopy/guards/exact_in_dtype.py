"""Does a constructor give the very same numbers when it is asked for the dtype at once?"""

from __future__ import annotations

import math
import struct
from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts.dtypes import describe, holds, native
from uncopy.guards.answer import Answer, guard, unknown, yes

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate

_ZEROS_AND_ONES = {
    "numpy.zeros", "numpy.ones", "numpy.zeros_like", "numpy.ones_like", "numpy.eye", "numpy.identity", "numpy.tri",
}  # fmt: skip
_LARGEST = {
    "f2": 65504.0,
    "f4": 3.4e38,
    "c8": 3.4e38,
    "f8": math.inf,
    "c16": math.inf,
    "f16": math.inf,
    "c32": math.inf,
}
_SMALLEST = {"f2": 2.0**-14, "f4": 2.0**-126, "c8": 2.0**-126}  # what is less comes to nothing, which may be told
_WHOLE = {"f2": 2**11, "f4": 2**24, "c8": 2**24}  # beyond it, what is rounded twice may differ
_STARTS = 2**20


@guard("exact-in-dtype", "Does the constructor give the very same numbers in that dtype?")
def exact_in_dtype(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Zeros and ones are exact in every dtype. What is counted or filled in may be rounded, wrap around or raise."""
    dtype, given = candidate.more["dtype"], candidate.more["given"]
    node = facts.body.steps[candidate.target].node
    first = facts.fact(candidate.target).array_dtypes
    name = candidate.operation
    if name == "numpy.arange":
        return _counted(facts, candidate, dtype)
    if native(dtype)[0] not in "biufc" or any(native(c)[0] not in "biufc" for c in first):
        return unknown("the dtype that it has before may hold other things than numbers", node)
    if name == "numpy.array" and "dtype" not in given:
        source = facts.seen(given["object"], candidate.step)
        if source.only(d.ARRAYS) or (source.only(d.ARRAYS | d.SCALAR) and all(holds(dtype, c) for c in first)):
            return yes("what is converted is an array of numbers")
    if native(dtype)[0] != "c" and any(native(c)[0] == "c" for c in first):
        return unknown("the imaginary part is dropped with a warning, or not", node)
    if name in _ZEROS_AND_ONES:
        return yes("zeros and ones are exact in every dtype")
    number = facts.fact(given["fill_value"]).const if "fill_value" in given and "dtype" not in given else None
    if not fits(number, dtype):
        return unknown(f"what it holds is not known to come out as the same {describe(dtype)}", node)
    changed = sorted(code for code in first if not _same_in(number, native(code)))
    if changed:
        return unknown(f"in {describe(changed[0])}, which it is first, it may be another number", node)
    return yes("it holds a number that is written here")


def fits(number: object, dtype: str) -> bool:
    """Whether a number that is written in the text is the same in a dtype, by whatever way it gets there."""
    if isinstance(number, bool):
        return True
    code = native(dtype)
    if isinstance(number, int):
        if code[0] in "iu":
            bits = 8 * int(code[1:])
            low, high = (0, 2**bits) if code[0] == "u" else (-(2 ** (bits - 1)), 2 ** (bits - 1))
            return low <= number < high and number < 2**63
        return code == "b1" or abs(number) <= _WHOLE.get(code, 2**53)
    if isinstance(number, float) and code in _LARGEST:
        held = _SMALLEST.get(code, 0.0) <= abs(number) <= _LARGEST[code]
        return held or not number or not math.isfinite(number)
    return False


def _same_in(number: object, code: str) -> bool:
    """Whether a dtype holds the very number that is written in the text."""
    if isinstance(number, int):
        return number in (0, 1) if code == "b1" else fits(number, code)
    if not isinstance(number, float) or not fits(number, code):
        return False
    letter = {"f2": "e", "f4": "f", "c8": "f"}.get(code, "d")
    return number != number or struct.unpack(letter, struct.pack(letter, number))[0] == number


def _counted(facts: FunctionFacts, candidate: Candidate, dtype: str) -> Answer:
    """`arange` counts in the dtype that it is asked for."""
    given = candidate.more["given"]
    node = facts.body.steps[candidate.target].node
    bounds = {name: facts.fact(given[name]) for name in ("start", "stop", "step") if name in given}
    if "dtype" in given or not all(_whole(fact) for fact in bounds.values()):
        return unknown("it may not count in whole numbers", node)
    code = native(dtype)
    if code not in ("i2", "i4", "i8", "u2", "u4", "u8", "f4", "f8", "c8", "c16"):
        return unknown(f"{describe(dtype)} may be too narrow to count in", node)
    if len(bounds) == 1:
        return yes("it counts from zero")
    start, step = bounds["start"].const, bounds["step"].const if "step" in bounds else 1
    exact = code[0] not in "fc" or code in ("f8", "c16")
    if not (isinstance(start, int) and isinstance(step, int) and exact and abs(start) <= _STARTS):
        return unknown("it may begin at, or go in steps of, numbers that are not exact in that dtype", node)
    low = 0 if code[0] == "u" else -100
    if code[0] in "iu" and not (low <= start <= 100 and low <= start + step <= 100):
        return unknown(f"{describe(dtype)} may be too narrow to count in", node)
    return yes("it counts in whole numbers") if abs(step) <= 64 else unknown("it goes in large steps", node)


def _whole(fact: d.Fact) -> bool:
    """Whether it is an integer of Python or NumPy."""
    words = {w.partition(":")[0] if not w.startswith("s:") else w for w in fact.dtypes}
    return fact.only(d.NUMBER | d.SCALAR) and all(w in ("int", "bool") or w[:3] in ("s:i", "s:u") for w in words)
