"""What values are if one of them has a given dtype: `y.sum()` has y's dtype, whatever that is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts import shapes
from uncopy.facts.domain import Fact
from uncopy.facts.refine import keep
from uncopy.facts.values import NOWHERE, Sites, Solver, Values

if TYPE_CHECKING:
    from uncopy.facts.bundle import FunctionFacts
    from uncopy.lower.ir import Step

_FOLLOWED = {"bin", "unary", "compare", "call", "attr", "index"}


class Narrowing(Solver):
    """Re-evaluates the steps between one value and others that are computed from it, with its dtype fixed."""

    def __init__(self, facts: FunctionFacts, step: Step) -> None:
        """``step`` is where it is asked: what tests have told of its arguments holds."""
        super().__init__(facts.body, facts.model, facts.resolve, None, facts.summaries)
        self._settled = facts.values
        self._asked = step
        self._fixed: set[int] = set()
        self._followers: list[int] = []
        fresh = Values(facts.body, facts.model, list(facts.values.facts), facts.values.sites, facts.values.contents)
        self.values = fresh
        self.calls.values = fresh

    def follows(self, value: int) -> bool:
        """Whether a value was computed from the target that was given last."""
        return value in self._followers

    def put(self, step: Step, fact: Fact, sites: Sites = NOWHERE) -> None:
        """Only the description is made anew."""
        self.values.facts[step.id] = shapes.settled(fact)

    def hold(self, containers: Sites, held: Sites) -> None:
        """Memory is known already."""

    def put_into(self, step: Step, containers: Sites, held: Sites) -> None:
        """Memory is known already."""

    def write(self, step: Step, sites: Sites) -> None:
        """Effects are known already."""

    def keep(self, step: Step, sites: Sites) -> None:
        """Effects are known already."""

    def unseen(self, step: Step, args: tuple[int, ...]) -> None:
        """Effects are known already."""

    def seen_by(self, step: Step) -> dict[int, int]:
        """What follows the target is known better here than by any test."""
        return {v: s for v, s in super().seen_by(step).items() if v not in self._fixed}

    def given(self, target: int, dtypes: frozenset[str], operands: tuple[int, ...]) -> list[Fact]:
        """The facts of ``operands`` if ``target`` is an array of one of ``dtypes``."""
        settled, known = self._settled.facts, self.values.facts
        known[:] = settled
        for value, seen in self.values.body.seen_by(self._asked).items():
            known[value] = settled[seen]
        known[target] = replace(keep(known[target], d.ARRAYS), dtypes=dtypes, origins=frozenset())
        self._followers = self._between(target, operands)
        self._fixed = {target, *self._followers}
        for number in self._followers:
            self._transfer(self.values.body.steps[number])
        return [self.values.facts[o] for o in operands]

    def _between(self, target: int, operands: tuple[int, ...]) -> list[int]:
        """Steps that are computed from the target on the way to the operands, no phi among them, in order."""
        steps = self.values.body.steps
        depends: dict[int, bool] = {target: True}

        def visit(number: int, depth: int) -> bool:
            if number in depends:
                return depends[number]
            step = steps[number]
            depends[number] = False
            if step.op in _FOLLOWED and depth < 50:
                # Both must have been made from the same execution of the target: any later step is.
                found = [visit(a, depth + 1) for a in step.args]
                depends[number] = any(found)
            return depends[number]

        for operand in operands:
            visit(operand, 0)
        return sorted(n for n, yes in depends.items() if yes and n != target)
