"""Is every use of a new array the same with shorter numbers, or with bools?

The candidate's ``target`` is the call that makes it, ``more["uses"]`` are all its uses, ``more["dtype"]`` is the dtype
that it is to have. That the numbers in it are the same is another guard's affair.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts.dtypes import native
from uncopy.guards.answer import Answer, guard, no, yes
from uncopy.guards.every_use import Use, Uses
from uncopy.guards.narrow_values import held

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate

_LONG = {"f8", "i2", "i4", "i8", "u2", "u4", "u8"}
_FEW = 1000


@guard("only-asked", "Is every use of it the same in that dtype?")
def only_asked(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Arithmetic, and whoever is given it, go by the dtype; a comparison, a test or an element as an index do not."""
    uses: Uses = candidate.more["uses"]
    for reason, step in uses.strangers[:1]:
        return no(reason, step.node)
    dtypes = facts.fact(candidate.target).array_dtypes
    for use in uses.read:
        others = [facts.seen(o, use.step) for o in use.others if o not in uses.family]
        problem = _differs(facts, use, others, dtypes, candidate.more["dtype"])
        if problem is not None:
            return no(problem, use.step.node)
    return yes("only its numbers are asked for")


def _differs(facts: FunctionFacts, use: Use, others: list[d.Fact], dtypes: frozenset[str], dtype: str) -> str | None:
    """Why a use may come out otherwise, if so."""
    match use.asks:
        case "ask" | "extreme" | "number" | "form":
            return None
        case "index":
            return _as_index(facts, use, others, dtypes, dtype)
        case "sum":
            return None if all(c[0] == "i" for c in dtypes) and dtype[0] in "bi" else "the sum may be of another dtype"
        case "mean":
            return None if dtypes <= _LONG and dtype[0] in "bi" else "the mean may be of another dtype"
        case "put":
            lands = all(o.only(d.ARRAYS) for o in others)
            kinds = {native(c)[0] for o in others for c in o.array_dtypes}
            return None if lands and kinds <= _takes(dtypes, dtype) else "it is stored where its dtype may be seen"
        case "convert":
            return None if native(use.dtype)[0] in _takes(dtypes, dtype) else "it may be converted in another way"
        case "logical":
            return None if all(_real(o) for o in others) else "what it is combined with may be no number"
        case "compare":
            if not all(_real(o) for o in others):
                return "what it is compared with may be something else than a number"
            long = dtypes <= _LONG and dtype not in ("f2", "f4")
            words = {w for o in others for w in o.dtypes}
            exact = all(_exact(w, dtypes, long=long) for w in words)
            if dtype == "f2":  # beside an array, a number of the text is rounded to float16 as well
                exact = exact and all(held(dtype, w) for w in words if w.startswith("float"))
            return None if exact else "the comparison may be rounded"
    return "it is used in a way of which nothing is known"


def _as_index(facts: FunctionFacts, use: Use, others: list[d.Fact], dtypes: frozenset[str], dtype: str) -> str | None:
    """A list or array takes integers of any length for an index; a dict keeps the very number."""
    if dtype == "b1":
        return "bools take the place of an index in another way"
    if not all(c[0] in "iu" for c in dtypes) or dtype[0] != "i":
        return "floats are no index"
    if not facts.fact(use.value).only(d.SCALAR | d.NUMBER):
        return "an array of indices is made as long as they come, which takes more memory than it saves"
    plain = d.ARRAYS | (d.LIST | d.TUPLE if use.step.op == "index" else 0)
    return None if all(o.only(plain) for o in others) else "what is indexed by it may see its dtype"


def _takes(dtypes: frozenset[str], dtype: str) -> frozenset[str]:
    """The kinds of dtype that its numbers come to without a difference.

    A float that an integer cannot be is one by what the processor makes of it, and that goes by the length.
    """
    if dtype[0] == "f":
        return frozenset("bfc")
    return frozenset("bifc") if any(c[0] == "f" for c in dtypes) and dtype != "b1" else frozenset("biufc")


def _real(fact: d.Fact) -> bool:
    """Whether it is of real numbers."""
    words = {w.removeprefix("s:").removeprefix(">") for w in fact.dtypes}
    return fact.only(d.NUMERIC) and all(w[0] in "biuf" for w in words)


def _exact(word: str, dtypes: frozenset[str], *, long: bool) -> bool:
    """Whether a comparison with such a number is the same for numbers of these dtypes and for shorter ones.

    Short floats may round what they are compared with; bools are compared with no integer beyond 64 bits.
    """
    head, _, value = word.partition(":")
    if head == "int":
        return (value.lstrip("-").isdigit() and abs(int(value)) <= _FEW) or (value == "word" and long)
    if head == "float" and value and (float(value) * 8).is_integer() and abs(float(value)) <= _FEW:
        return True
    if dtypes == {"f16"}:
        return head in ("bool", "float") or native(word.removeprefix("s:")) in ("b1", "f2", "f4", "f8")
    return long or head == "bool"
