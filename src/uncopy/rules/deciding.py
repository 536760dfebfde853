"""Where nobody can tell of what type a result is, because it only decides on a branch."""

from __future__ import annotations

from uncopy.facts import FunctionFacts
from uncopy.lower.ir import Step
from uncopy.rules.copies import named

_ORDERED = ("<", "<=", "==", "!=", ">", ">=")


def only_tested(facts: FunctionFacts, step: Step) -> bool:
    """Whether what a step makes is only asked for being true or false."""
    uses = facts.uses(step.id)
    asking = [use.op == "test" or (use.op == "unary" and use.data == "not") for use in uses]
    return bool(uses) and all(asking) and not named(facts, step.id)


def only_decides(facts: FunctionFacts, step: Step) -> bool:
    """Whether the count is only compared with a number, and what comes of that only decides on a branch."""
    uses = facts.uses(step.id)
    if len(uses) != 1 or any(step.id in bound for bound in facts.body.names.values()):
        return False
    (use,) = uses
    if use.op != "compare" or use.data not in _ORDERED:
        return False
    if not all(a == step.id or type(facts.fact(a).const) is int for a in use.args):
        return False
    after = facts.uses(use.id)
    return bool(after) and all(u.op == "test" for u in after)
