"""Is everything that happens in this function seen?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.guards.answer import Answer, guard, no, unknown, yes

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate

_REASONS = {
    "suspends": "the function suspends (`yield` or `await`), and others run meanwhile",
    "frame-reader": "something here reads or runs names by text (`exec`, `eval`, `locals`, `globals` ...)",
    "star-import": "a star import may bind any name",
    "decorator": "a decorator that is not known may run the function in its own way",
    "too-long": "the function is too long to analyse",
    "form-set": "the shape, dtype, strides or flags of an array are set here, and what was known of it ends there",
    "unsettled": "the analysis did not settle",
}


@guard("knowable-frame", "Is everything that happens in this function seen?")
def knowable_frame(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Unknown if the body has a named unknown."""
    if "compiled" in facts.unknowns:
        return no("a compiler runs the function, and makes no temporaries as NumPy does", facts.unknowns["compiled"])
    for name, node in facts.unknowns.items():
        return unknown(_REASONS.get(name, name), node)
    if not all(facts.fact(value).kinds for value in (candidate.target, *candidate.operands)):
        return unknown("as far as can be seen this is never reached, so nothing is known of it", candidate.node)
    return yes()
