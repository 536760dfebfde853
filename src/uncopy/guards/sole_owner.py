"""Can nobody else see the memory that is to be reused?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.guards.answer import Answer, guard, no, unknown, yes

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.lower.ir import Step
    from uncopy.rules.base import Candidate


@guard("sole-owner", "Can nobody else see the memory that is to be reused?")
def sole_owner(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Yes if the array was made in this function, nothing keeps it, and no other value read later reaches it.

    Later is after ``more["after"]`` where it is given: what stands before that will be read first.
    """
    sharing = facts.ownership.sharing(candidate.target, candidate.more.get("after", candidate.step))
    if sharing is None:
        asked = _asks_whose(facts, candidate.step)
        if asked is not None:
            return unknown("whose memory an array is, is asked here: a view stays one in place", asked.node)
        return yes("made here, kept by nothing, not read again")
    node = sharing.step.node if sharing.step is not None else None
    return no(sharing.reason, node) if sharing.certain else unknown(sharing.reason, node)


# What may be asked of `flags` and is the same in place: other guards answer for order and for being writable.
_FORM = {
    "c_contiguous",
    "f_contiguous",
    "contiguous",
    "fortran",
    "forc",
    "fnc",
    "writeable",
    "aligned",
    "behaved",
    "carray",
}


def _asks_whose(facts: FunctionFacts, after: Step) -> Step | None:
    """A later step that asks for a `base`: what `linspace` or `reshape` make has one, results of ufuncs have none."""
    for step in facts.body.steps:
        if step.op != "attr" or step.data not in ("base", "flags") or not facts.ownership.reaches(after, step):
            continue
        asked = facts.uses(step.id)
        if step.data == "base" or not asked or any(s.op != "attr" or s.data not in _FORM for s in asked):
            return step
    return None
