"""What gets into a new array: do shorter numbers hold it? ``more["uses"]`` are all its uses, ``target`` is its call."""

from __future__ import annotations

import math
import struct
from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts.dtypes import describe, holds
from uncopy.guards.answer import Answer, guard, no, unknown, yes
from uncopy.guards.every_use import Uses

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.guards.answer import Guard
    from uncopy.rules.base import Candidate

_FORMATS = {"f2": "e", "f4": "f", "f8": "d"}


def words_stored(facts: FunctionFacts, uses: Uses) -> frozenset[str] | None:
    """The operand words of all that is stored into the array; None where that is not known to be numbers."""
    out: set[str] = set()
    for step, value in uses.stored:
        if value in uses.family:
            continue
        fact = facts.seen(value, step)
        if not fact.only(d.NUMERIC):
            return None
        out |= fact.dtypes
    return frozenset(out)


def held(dtype: str, word: str) -> bool:
    """Whether every number that an operand word stands for is one of the dtype."""
    head, _, value = word.partition(":")
    if head == "s":
        return holds(dtype, value)
    if head not in d.NUMBERS:
        return holds(dtype, head)
    if head == "bool":
        return True
    if dtype == "f16":
        dtype = "f8"  # at the least
    if head == "float" and dtype == "f8":
        return True
    if not value or value == "word":
        return False
    if dtype[0] in "iu":
        bits = 8 * int(dtype[1:])
        low, high = (0, 2**bits) if dtype[0] == "u" else (-(2 ** (bits - 1)), 2 ** (bits - 1))
        return head == "int" and low <= int(value) < high
    if head == "complex" or dtype not in _FORMATS:
        return False
    return _floats(_FORMATS[dtype], float(value))


def _floats(form: str, number: float) -> bool:
    """Whether a float of this format is the number, written in the text."""
    if not math.isfinite(number):
        return True
    try:
        return bool(struct.unpack(form, struct.pack(form, number))[0] == number)
    except OverflowError:
        return False


@guard("narrower-values", "Do all numbers that get into it fit into the shorter dtype?")
def narrower_values(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """What it is filled with, what is stored into it, and nothing else."""
    uses: Uses = candidate.more["uses"]
    dtype = candidate.more["dtype"]
    first = facts.fact(candidate.target).array_dtypes
    for step, value in uses.stored:
        fact = facts.seen(value, step)
        if value not in uses.family and not fact.only(d.NUMERIC):
            return no("what is stored there may be no number", step.node)
        if value not in uses.family and not all(held(dtype, w) for w in fact.dtypes):
            return no(f"what is stored there may not fit into {describe(dtype)}", step.node)
        if value not in uses.family and not all(held(c, w) for c in first for w in fact.dtypes):
            return no("what is stored there may not fit as it is, and be refused or cut", step.node)
    for step, _ in uses.updated:
        return no("what is computed into it may have more digits", step.node)
    known = {step.id for step, _ in uses.stored}
    own = frozenset((value, 0) for value in uses.family)
    for number, written in sorted(facts.values.writes.items()):
        if written & own and number not in known:
            return no("something else may be written there", facts.body.steps[number].node)
    return yes(f"all of it fits into {describe(dtype)}")


@guard("not-summed-up", "Is it not summed up?", cost=True)
def not_summed_up(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Whoever sums float32 numbers up in float64 does so for its digits."""
    uses: Uses = candidate.more["uses"]
    for use in uses.read:
        if use.asks in ("sum", "mean"):
            return no("it is summed up, and has its digits for that", use.step.node)
    return yes("no sum is taken of it")


def dtype_seen(what: str) -> Guard:
    """Never proved: whoever computes with it gets ``what``."""

    @guard("dtype-unseen", "Can nobody tell its dtype?")
    def ask(facts: FunctionFacts, candidate: Candidate) -> Answer:
        uses: Uses = candidate.more["uses"]
        for reason, step in uses.strangers:
            return unknown(f"{reason}, and comes to {what}", step.node)
        return unknown(f"what is computed with it may come to {what}", candidate.node)

    return ask


@guard("exact-source", "Does the shorter dtype hold every number that is converted?")
def exact_source(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """What is rounded once may come out otherwise than what is rounded twice."""
    source, dtype = candidate.more["source"], candidate.more["dtype"]
    fact, node = facts.seen(source, candidate.step), facts.body.steps[source].node
    if not fact.only(d.ARRAYS):
        return unknown("what is converted may be something else than a NumPy array", node)
    for word in sorted(fact.array_dtypes):
        if not holds(dtype, word):
            return unknown(f"what is converted may be {describe(word)}, and is rounded once and not twice", node)
    return yes(f"{describe(dtype)} holds it")
