"""Is an array of numbers one of bools in all but name?

The candidate's ``target`` is the call that makes it, ``more["uses"]`` are all its uses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.guards.answer import Answer, guard, no, yes
from uncopy.guards.every_use import Use, Uses

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate

_TRUTHS = {"b1", "s:b1", "bool", "int:0", "int:1", "float:0.0", "float:1.0"}
_NUMBERS = d.ARRAYS | d.SCALAR | d.NUMBER
_EXACT = {"f8", "i2", "i4", "i8", "u2", "u4", "u8"}
_FEW = 1000


@guard("zero-or-one", "Does nothing but 0, 1 and bools get into it?")
def zero_or_one(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Any other number comes out of an array of bools as True."""
    uses: Uses = candidate.more["uses"]
    whole = all(w[0] in "iu" for w in facts.fact(candidate.target).array_dtypes)
    for step, value in uses.stored:
        fact = facts.seen(value, step)
        if value not in uses.family and not (fact.only(_NUMBERS) and fact.dtypes <= _TRUTHS):
            return no("what is stored there may be another number than 0 and 1", step.node)
    for step, value in uses.updated:
        fact = facts.seen(value, step)
        if not (fact.only(_NUMBERS) and fact.dtypes <= {"b1", "s:b1", "bool"}):
            return no("what is computed into it may be another number than 0 and 1", step.node)
        if step.data != "*" and not (whole and step.data in ("&", "|", "^")):
            return no("what is computed into it may be another number than 0 and 1", step.node)
    return yes("only 0, 1 and bools are stored there")


@guard("only-asked", "Is every use of it the same with bools?")
def only_asked(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Arithmetic, an index, whoever is given it: all that goes by the dtype tells bools from numbers."""
    uses: Uses = candidate.more["uses"]
    for reason, step in uses.strangers[:1]:
        return no(reason, step.node)
    dtypes = facts.fact(candidate.target).array_dtypes
    for use in uses.read:
        problem = _differs(facts, use, dtypes, uses.family)
        if problem is not None:
            return no(problem, use.step.node)
    return yes("it is only asked what is 0 and what is not")


def _differs(facts: FunctionFacts, use: Use, dtypes: frozenset[str], family: set[int]) -> str | None:
    """Why a use may come out otherwise, if so."""
    others = [facts.seen(o, use.step) for o in use.others if o not in family]
    if use.asks == "index":
        return "bools take the place of an index in another way"
    if use.asks == "sum":
        return None if all(c[0] == "i" for c in dtypes) else "the sum of bools is an int"
    if use.asks == "mean":
        return None if dtypes <= _EXACT else "the mean of bools is a float64"
    if use.asks == "put":
        kinds = {c.removeprefix(">")[0] for o in others for c in o.array_dtypes}
        put = all(o.only(d.ARRAYS) for o in others) and kinds <= set("biufc")
        return None if put else "it is stored where its type may be seen"
    if use.asks == "logical":
        return None if all(_real(o) for o in others) else "what it is combined with may be no number"
    if use.asks == "compare":
        if not all(_real(o) for o in others):
            return "what it is compared with may be something else than a number"
        return None if all(_exact(w, dtypes) for o in others for w in o.dtypes) else "the comparison may be rounded"
    return None


def _real(fact: d.Fact) -> bool:
    """Whether it is of real numbers."""
    words = {w.removeprefix("s:").removeprefix(">") for w in fact.dtypes}
    return fact.only(d.NUMERIC) and all(w[0] in "biuf" for w in words)


def _exact(word: str, dtypes: frozenset[str]) -> bool:
    """Whether a comparison with such a number is the same for numbers of these dtypes and for bools.

    Short floats may round what they are compared with; bools are compared with no integer beyond 64 bits.
    """
    head, _, value = word.partition(":")
    if head == "int":
        return (value.lstrip("-").isdigit() and abs(int(value)) <= _FEW) or (value == "word" and dtypes <= _EXACT)
    if head == "float" and value and (float(value) * 8).is_integer() and abs(float(value)) <= _FEW:
        return True
    return dtypes <= _EXACT or word == "bool"
