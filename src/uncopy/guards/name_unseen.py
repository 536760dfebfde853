"""May the name be bound to the temporary before the call is done?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from uncopy.guards.answer import Answer, guard, no, unknown, yes
from uncopy.lower.ir import Step

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate


@guard("name-unseen", "May the name be bound to the temporary before the call is done?")
def name_unseen(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """The name's old value must not be read by the call's other arguments, a handler of its exception, or others.

    ``more["name"]`` is the name, None where a new one is made; ``more["rest"]`` what else the call reads.
    """
    name = candidate.more["name"]
    if name is None:
        return yes("it is a new name")
    body = facts.body
    for part in candidate.more["rest"]:
        found = reader(part, name)
        if found is not None:
            return no(f"the call itself reads `{name}` as it was", found)
    if name in body.captured or name not in body.names:
        return unknown(f"`{name}` is seen by other functions")
    first = body.steps[candidate.target]
    if body.is_module and any(first.id < s < candidate.step.id for s in facts.values.opaque):
        return unknown(f"code that cannot be seen runs between, and `{name}` is the module's", candidate.node)
    if _handled(facts, name, candidate.step):
        return unknown(f"an exception in the call would be handled where `{name}` is read", candidate.node)
    return yes("nobody reads it meanwhile")


def reader(node: cst.CSTNode, name: str) -> cst.CSTNode | None:
    """Where the name is read in an expression, if it is."""
    if isinstance(node, cst.Name) and node.value == name:
        return node
    if isinstance(node, cst.Attribute):
        return reader(node.value, name)
    if isinstance(node, cst.Arg):  # a keyword is no name that is read
        return reader(node.value, name)
    return next((found for child in node.children if (found := reader(child, name)) is not None), None)


def _handled(facts: FunctionFacts, name: str, step: Step) -> bool:
    """Whether a handler that an exception in ``step`` reaches may read an earlier value of the name."""
    body = facts.body
    read = facts.liveness.handled(step)
    versions = {*body.names.get(name, ()), *(s.id for s in body.steps if s.op in ("phi", "undef") and s.data == name)}
    return any(read >> version & 1 for version in versions)
