"""Do the elements already lie one after the other?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.guards.answer import Answer, guard, no, yes

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate

_TURNED = {"T", "transpose", "swapaxes", "moveaxis", "rot90", "flipud", "fliplr", "flip"}


@guard("flat-already", "Can `ravel` be a view?", cost=True)
def flat_already(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """No where the array is a transpose or a slice along a later axis: `ravel` copies those as `flatten` does."""
    step = facts.body.steps[candidate.target]
    layout = facts.seen(candidate.target, candidate.step).layout
    if candidate.more.get("order") == "F" and layout.is_c:
        return no("it is in C order, so its elements in F order have to be copied", step.node)
    if candidate.more.get("order") == "F" or layout.is_c:
        return yes()
    if step.op == "attr" and step.data in _TURNED:
        return no("it is a transpose", step.node)
    if step.op == "call":
        callee = facts.fact(step.args[0]).callee or ""
        if callee.rpartition(".")[2] in _TURNED:
            return no("it is a transpose or a reversal", step.node)
    if step.op == "index":
        index = facts.fact(step.args[1])
        if index.items is not None and len(index.items) > 1:
            return no("it is a slice along a later axis", step.node)
        parts = facts.body.steps[step.args[1]]
        if parts.op == "slice" and facts.fact(parts.args[2]).const is not None:
            return no("it is a slice with a step", step.node)
    return yes("they may")
