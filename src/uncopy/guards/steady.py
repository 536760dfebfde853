"""May what shapes are told by have changed between two readings: a list that grew, a mask that was written?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts import shapes

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.lower.ir import Step

_GROWING = d.LIST | d.DICT | d.SET | d.FOREIGN


def changed_between(facts: FunctionFacts, atom: object, values: tuple[int, ...]) -> Step | None:
    """A step that may change what the atom speaks of, between two steps that read it on the way to ``values``."""
    named = {v for v in shapes.measured(atom) if facts.fact(v).may(_GROWING)}
    named |= {v for v in shapes.read(atom) if facts.fact(v).may(~(d.IMMUTABLE | d.TUPLE))}
    if not named:
        return None
    ancestors = _ancestors(facts, values)
    ownership, steps = facts.ownership, facts.body.steps
    for value in sorted(named):
        readers = [s for s in steps if value in s.args and s.id in ancestors]
        sites = facts.values.sites[value]
        for number, written in facts.values.writes.items():
            writer = steps[number]
            if (
                written & sites
                and any(r.id == number or ownership.reaches(r, writer) for r in readers)
                and any(r.id == number or ownership.reaches(writer, r) for r in readers)
            ):
                return writer
    return None


def _ancestors(facts: FunctionFacts, values: tuple[int, ...]) -> set[int]:
    """The steps that the values are computed by."""
    seen: set[int] = set()
    stack = list(values)
    while stack:
        number = stack.pop()
        if number in seen:
            continue
        seen.add(number)
        stack.extend(facts.body.steps[number].args)
        receiver = facts.fact(number).receiver
        if receiver is not None:
            stack.append(receiver)
    return seen
