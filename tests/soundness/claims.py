"""What the facts of one body claim, asked once and remembered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace

import libcst as cst

from uncopy.facts import FunctionFacts, shapes
from uncopy.facts import domain as d
from uncopy.facts.domain import OUTSIDE
from uncopy.facts.pairs import is_pairing
from uncopy.guards import form, kinds
from uncopy.lower.ir import Step

OUT = frozenset({OUTSIDE})
STORES = ("store_index", "store_attr", "del_index", "del_attr", "aug")


@dataclass(frozen=True)
class InPlace:
    """What the guards claim of an operation on one operand that is an array: of the result's form."""

    value: int
    shape: bool
    dtype: bool
    layout: bool
    family: bool


class Claims:
    """One body's facts."""

    def __init__(self, facts: FunctionFacts, number: int) -> None:
        self.facts = facts
        self.number = number
        self.steps = facts.body.steps
        self.fact = facts.values.facts
        self.sites = facts.values.sites
        self.writes = facts.values.writes
        self.keeps = facts.values.keeps
        self.reach = cache(facts.values.reach)
        self.after = cache(lambda s: facts.liveness.after(self.steps[s]))
        self.outside_reach = facts.values.reach_sites(OUT)
        self.knowable = not facts.unknowns
        self.apart = cache(self._apart)
        self.sole = cache(lambda v, s: facts.ownership.sharing(v, self.steps[s]) is None)
        self.kept_before = cache(lambda v, s: facts.ownership.kept_before(v, self.steps[s]) is not None)
        self.maker = cache(lambda v: getattr(facts.ownership._anew(v), "id", None))
        self.reach_kept = cache(self._reach_kept)
        self.in_place = cache(self._in_place)
        self.mentions = cache(lambda v: d.mentioned(self.fact[v].shape))
        self.layout_mentions = cache(lambda v: d.mentioned(self.fact[v].layout.atoms))
        self.form_mentions = cache(
            lambda v: frozenset().union(
                *(d.mentioned(f.atoms if isinstance(f, d.Layout) else f) for f in self.fact[v].form or ())
            )
        )
        self.covered = cache(self._covered)

    @cache  # noqa: B019 - claims live as long as their program
    def steps_of(self, statement: cst.CSTNode) -> tuple[int, ...]:
        """The steps that a statement was lowered to; of a compound one those of its head."""
        nodes: set[cst.CSTNode] = set()
        stack: list[cst.CSTNode] = [statement]
        while stack:
            node = stack.pop()
            nodes.add(node)
            stack.extend(c for c in node.children if not isinstance(c, (cst.BaseSuite, cst.Else, cst.FunctionDef)))
        return tuple(s.id for s in self.steps if s.node in nodes)

    def _apart(self, one: int, other: int) -> bool:
        return not self.reach(one) & self.reach(other)

    def _reach_kept(self, value: int, step: int) -> bool:
        """Whether something that the value reaches was kept by the step or before it."""
        reached, reaches = self.reach(value), self.facts.ownership.reaches
        return any(
            kept & reached and (number == step or reaches(self.steps[number], self.steps[step]))
            for number, kept in self.keeps.items()
        )

    def outside(self, value: int, step: int) -> bool:
        """Whether others may see the value's memory after a step: it is outside, or kept, or reached from there."""
        sites = self.sites[value]
        return bool(OUTSIDE in sites or self.keeps.get(step, frozenset()) & sites or self.kept_before(value, step))

    def written(self, value: int, step: int) -> bool:
        """Whether a step is said to write the value's memory, as the guards read it."""
        written = self.writes.get(step)
        if not written:
            return False
        sites = self.sites[value]
        if written & sites:
            return True
        return OUTSIDE in written and (bool(sites & self.outside_reach) or self.outside(value, step))

    def makes_new(self, step: Step) -> bool:
        """Whether the step is claimed to make new memory, or none."""
        fact = self.fact[step.id]
        # What these hold may be older than they are.
        held = step.op == "call" and (fact.may(d.LIST | d.TUPLE | d.DICT | d.SET) or is_pairing(fact))
        return step.op in ("bin", "unary", "compare", "call") and self.sites[step.id] <= {(step.id, 0)} and not held

    def _covered(self, one: int, other: int) -> bool:
        return all(shapes.fits(atom, self.fact[other].shape) for atom in self.fact[one].shape)

    def _in_place(self, number: int) -> tuple[InPlace, ...]:
        """The guards' claims on an elementwise operation, for each operand that may be the one to be overwritten."""
        step = self.steps[number]
        if step.op == "bin":
            operation, operands = step.data, step.args
        elif step.op == "unary" and step.data in "-~":
            operation, operands = {"-": "u-"}.get(step.data, step.data), step.args
        elif step.op == "call" and step.data is not None and not step.data.starred and not step.data.keywords:
            callee = self.fact[step.args[0]].callee
            name = self.facts.model.resolve(callee) if callee else ""
            if not self.facts.model.is_ufunc(name):
                return ()
            nin, nout = self.facts.model.arity(name)
            operation, operands = name, step.args[1:]
            if nout != 1 or len(operands) != nin:
                return ()
        else:
            return ()
        if operation == "@" or operation == "numpy.matmul":
            return ()
        out = []
        for place, value in enumerate(operands):
            fact = self.fact[value]
            if not fact.may(d.ARRAY):
                continue
            others = operands[:place] + operands[place + 1 :]
            candidate = SimpleNamespace(
                step=step, node=step.node, target=value, operands=others, operation=operation, place=place, more={}
            )
            answers = [
                guard.ask(self.facts, candidate).answer == "yes"
                for guard in (form.same_shape, form.same_dtype, form.same_layout, kinds.same_family)
            ]
            out.append(InPlace(value, *answers))
        return tuple(out)
