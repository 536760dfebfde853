"""Is an array of objects one of numbers in all but name? ``more["stored"]`` are the values that get into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.guards.answer import Answer, guard, no, yes

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.guards.every_use import Uses
    from uncopy.rules.base import Candidate

_RANK = ("bool", "np.int64", "float", "complex")


def plain(fact: d.Fact) -> str | None:
    """The dtype, as it is written, that holds such a number; None where it may be something else, or too large."""
    if not fact.only(d.NUMBER | d.SCALAR) or not fact.dtypes:
        return None
    out = set()
    for word in fact.dtypes:
        head, _, value = word.partition(":")
        if head == "s":
            head = (
                {"b": "bool", "i": "int", "f": "float", "c": "complex"}.get(value[0], "") if value[1:] != "16" else ""
            )
            head = "complex" if value == "c16" else head
            value = "word"
        small = value == "word" or (value.lstrip("-").isdigit() and abs(int(value)) < 2**62)
        if head == "int" and not small:
            return None
        found = {"bool": "bool", "int": "np.int64", "float": "float", "complex": "complex"}.get(head)
        if found is None:
            return None
        out.add(found)
    return max(out, key=_RANK.index) if "bool" not in out or out == {"bool"} else None


@guard("only-numbers", "Does it get nothing but numbers of Python or NumPy?", cost=True)
def only_numbers(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Objects are for what is no number, for integers of any size, and for None where nothing is known."""
    for value in candidate.more["stored"]:
        if plain(facts.fact(value)) is None:
            return no("what gets into it may be no number, or too large for 64 bits", facts.body.steps[value].node)
    uses: Uses = candidate.more["uses"]
    for use in uses.read:
        if use.step.op == "compare" and use.asks == "form":
            return no("it may hold None where nothing was stored", use.step.node)
    known = {step.id for step, _ in uses.stored}
    own = frozenset((value, 0) for value in uses.family)
    for number, written in sorted(facts.values.writes.items()):
        if written & own and number not in known:
            return no("something else may be written there", facts.body.steps[number].node)
    return yes()
