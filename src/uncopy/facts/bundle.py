"""The frozen bundle of facts about one function that guards and rules are given."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import libcst as cst

from uncopy.facts import domain as d
from uncopy.facts.declared import Declared
from uncopy.facts.domain import OUTSIDE, Fact
from uncopy.facts.frames import reads_names
from uncopy.facts.liveness import Liveness
from uncopy.facts.ownership import Ownership
from uncopy.facts.summaries import Summaries, sets_form
from uncopy.facts.values import Solver, Values
from uncopy.lower.ir import Body, Step
from uncopy.model import Model
from uncopy.source.growing import Growing

_EACH_A_LENGTH = frozenset({"numpy.random.rand", "numpy.random.randn"})
_SHAPED = frozenset(f"numpy.{name}" for name in ("zeros", "ones", "empty", "full"))
_PUTS = 200  # steps that put something into a container
_LIMIT = 20_000  # steps; beyond it a body is given up rather than analysed for minutes


@dataclass(frozen=True, slots=True)
class FunctionFacts:
    """All that is known of one function. Nothing changes it once made.

    ``values`` describes each value, ``liveness`` what is read again, ``ownership`` who can reach what. ``unknowns`` are
    the named facts that keep the whole body from being known. ``resolve`` tells what a global name stands for,
    ``numpy_names`` are the module's names for NumPy itself. ``assume_elision`` is whether NumPy reuses temporaries.
    ``growing`` tells, when asked, what of the module lives as long as the program. ``supposed`` is whether anything
    here rests on what values seem to be, so that none of it is known.
    """

    body: Body
    model: Model
    values: Values
    liveness: Liveness
    ownership: Ownership
    unknowns: dict[str, cst.CSTNode | None]
    resolve: Callable[[str], str | None]
    numpy_names: tuple[str, ...] = ()
    assume_elision: bool = True
    summaries: Summaries | None = None
    growing: Callable[[], Growing] = Growing
    supposed: bool = False

    def fact(self, value: int) -> Fact:
        """What is known of a value."""
        return self.values.facts[value]

    def seen(self, value: int, step: Step) -> Fact:
        """What is known of a value at a step that is given it: beside its fact, what tests have told by then."""
        return self.values.facts[self.body.seen_by(step).get(value, value)]

    def of(self, node: cst.CSTNode) -> Fact:
        """What is known of an expression."""
        value = self.body.values.get(node)
        return d.anything(-1) if value is None else self.values.facts[value]

    def step_of(self, node: cst.CSTNode) -> Step | None:
        """The step that made an expression's value, if the node was lowered."""
        value = self.body.values.get(node)
        return None if value is None else self.body.steps[value]

    def uses(self, value: int) -> list[Step]:
        """The steps that read a value, naming it left out."""
        return self.ownership.users.get(value, [])

    def surely_sized(self, value: int, step: Step) -> bool:
        """Whether every 0-d array that ``value`` could be at ``step`` was made of a size that was one length before.

        ``np.zeros(n)`` has no dimensions where n is an empty tuple, and ``range(n)`` and ``np.zeros((n, m))`` raise
        there.
        """
        steps = self.body.steps
        taken = {
            length
            for s in steps
            if s.op == "call"
            for length in self._taken_for_lengths(s)
            if self.ownership.dominates(s, step)
        }
        for maker, _ in self.values.sites[value]:
            if maker < 0:
                return False
            if not self.fact(maker).may(d.ARRAY0):
                continue
            made = steps[maker]
            row = self.model.row(self.fact(made.args[0]).callee or "") if made.op == "call" else None
            if row is None or row.shape.head != "value" or len(made.args) < 2 or made.data.positional < 1:
                return False
            if made.args[1] not in taken:
                return False
        return True

    def _taken_for_lengths(self, call: Step) -> tuple[int, ...]:
        """The values that a call takes for whole numbers, and for nothing else."""
        if self.fact(call.id).callee == "range":
            return call.args[1:]
        callee = self.model.resolve(self.fact(call.args[0]).callee or "")
        if call.data is None or call.data.starred or len(call.args) < 2 or not call.data.positional:
            return ()
        if callee in _EACH_A_LENGTH:
            return call.args[1 : 1 + call.data.positional]
        if callee in _SHAPED:
            shape = self.fact(call.args[1])
            return shape.items or () if shape.only(d.TUPLE) else ()
        return ()

    def dump(self) -> str:
        """The facts of every value as stable text: what the tests of this room compare."""
        out = []
        for step in self.body.steps:
            fact = self.values.facts[step.id]
            if not fact.kinds or step.op in ("bind", "const"):
                continue
            if step.op == "refine" and all(
                fact == self.values.facts[s] for s in step.seen[: 1 if step.data is not None else None]
            ):
                continue  # it tells nothing new
            memory = " ".join("outside" if s < 0 else f"@{s}" for s, _ in sorted(self.values.sites[step.id]))
            out.append(f"%{step.id} {step.op}: {fact}" + (f"; memory {memory}" if memory else ""))
        return "\n".join(out)


def _keep_what_is_put(values: Values, ownership: Ownership) -> None:
    """What is put into a container that was kept before is kept as well, from then on."""
    steps, changed = values.body.steps, bool(values.puts)
    if len(values.puts) > _PUTS:  # to ask which container was kept before which would take too long
        for number, (_, held) in values.puts.items():
            values.keeps[number] = values.keeps.get(number, frozenset()) | (held - {OUTSIDE})
        return
    while changed:
        changed = False
        for number, (containers, held) in values.puts.items():
            known = values.keeps.get(number, frozenset())
            if held - {OUTSIDE} <= known:
                continue
            if any(
                not containers.isdisjoint(kept) and ownership.reaches(steps[keeper], steps[number])
                for keeper, kept in values.keeps.items()
            ):
                values.keeps[number] = known | (held - {OUTSIDE})
                changed = True


def _see_from_outside(values: Values, ownership: Ownership) -> None:
    """Who writes what was kept before writes outside memory: what is fetched from there may be the same array."""
    steps = values.body.steps
    keepers = {steps[number]: kept for number, kept in values.keeps.items()}
    kept_at_all = frozenset().union(*keepers.values()) if keepers else frozenset()
    for number, written in values.writes.items():
        if OUTSIDE not in written and any(
            kept & written and ownership.reaches(keeper, steps[number])
            for keeper, kept in (keepers.items() if written & kept_at_all else ())
        ):
            values.writes[number] = written | {OUTSIDE}


def _names_are_seen(solver: Solver, ownership: Ownership) -> None:
    """What a module's names stand for may be kept by code that cannot be seen, and runs while they do."""
    values, steps = solver.values, solver.values.body.steps
    binds = [step for step in steps if step.op == "bind"]
    runs = [step for step in steps if step.id in values.opaque or _runs_another_module(step)]
    # Where a function or class binds names of the module, what a name stands for is not what was bound to it here.
    if len(runs) * len(binds) > _LIMIT or (runs and solver.rebinds):
        for step in binds if runs else ():
            solver.keep(step, values.reach(*step.args))
        return
    for step in runs:
        solver.keep(step, values.reach(*(v for bind in binds if ownership.reaches(bind, step) for v in bind.args)))


def _runs_another_module(step: Step) -> bool:
    """Whether a step may run another module, which may import this one as it is by then, or define a class."""
    if step.op == "import":
        root = step.data.partition(".")[0]
        return root not in sys.stdlib_module_names and root not in ("numpy", "scipy")
    return step.op == "unknown"


def facts_of(
    body: Body,
    model: Model,
    resolve: Callable[[str], str | None],
    *,
    declared: Declared | None = None,
    numpy_names: tuple[str, ...] = (),
    assume_elision: bool = True,
    summaries: Summaries | None = None,
    growing: Callable[[], Growing] = Growing,
    supposed: Mapping[int, Fact] | None = None,
    dunders: frozenset[str] | None = None,
) -> FunctionFacts:
    """Analyse one body.

    ``resolve`` gives the dotted origin of a global name, or None; ``declared`` reads annotations (by default all are
    trusted), ``summaries`` and ``growing`` tell of the module's own functions and containers. What rests on anything
    ``supposed`` of values that nothing is known of is not known either. ``dunders`` are the groups of special methods
    that classes of the module have; those that ``summaries`` tell of, and without them all, if it is not given.
    """
    unknowns = dict(body.unknowns)
    solver = Solver(body, model, resolve, declared or Declared(resolve), summaries, supposed=supposed, dunders=dunders)
    if len(body.steps) > _LIMIT:
        unknowns["too-long"] = body.node
        values = solver.values
    else:
        values = solver.solve()
        if not values.complete:
            unknowns["unsettled"] = body.node
        for step in body.steps:
            if sets_form(step, values):
                unknowns.setdefault("form-set", step.node)
            if reads_names(values, step):
                unknowns.setdefault("frame-reader", step.node)
    liveness = Liveness(body)
    ownership = Ownership(values, liveness)
    if body.is_module and values.complete:
        _names_are_seen(solver, ownership)
    _keep_what_is_put(values, ownership)
    _see_from_outside(values, ownership)
    return FunctionFacts(
        body,
        model,
        values,
        liveness,
        ownership,
        unknowns,
        resolve,
        numpy_names,
        assume_elision,
        summaries,
        growing,
        bool(supposed),
    )
