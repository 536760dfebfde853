"""What a call of the module's own function does, seen from the caller: its result, and whose memory it touches.

A function is solved anew for every different description of its arguments, so its dtypes and shapes come out in terms
of theirs. In the callee, the site ``(-2 - i, 0)`` stands for all memory that argument i reaches. A function that calls
itself is solved to a fixed point, from "never returns" upwards.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import libcst as cst

from uncopy.facts import domain as d
from uncopy.facts import shapes
from uncopy.facts.declared import Declared
from uncopy.facts.domain import OUTSIDE, Fact, Layout, Site
from uncopy.facts.dtypes import BEYOND
from uncopy.facts.operators import said_of_order
from uncopy.facts.refine import declare
from uncopy.facts.values import NOWHERE, Sites, Solver, Values, constant
from uncopy.lower.ir import Body, Step
from uncopy.lower.own import OwnBodies
from uncopy.model import Model

_STEPS = 3_000  # a longer callee is not looked into
_DEPTH = 8  # of calls within calls
_EFFORT = 8_000  # steps solved for one module, each context counted
_ROUNDS = 12  # of a recursion

Key = tuple[str, tuple[Fact, ...]]
Given = dict[int, tuple[Fact, Sites]]  # the parameters' facts and memory
Resolve = Callable[[str], "str | None"]


@dataclass(frozen=True, slots=True)
class Summary:
    """What one call does, in the callee's values and sites.

    ``whole`` are the sites of arrays that are returned just as they were made. ``parts`` describe the items of a tuple
    that is returned on every path. ``opaque`` is whether code runs that cannot be seen.
    """

    params: tuple[int, ...]
    fact: Fact
    sites: Sites = NOWHERE
    whole: Sites = NOWHERE
    parts: tuple[tuple[Fact, Sites], ...] | None = None
    writes: Sites = NOWHERE
    keeps: Sites = NOWHERE
    contents: dict[Site, Sites] = field(default_factory=dict)
    opaque: bool = False


NEVER = Summary((), Fact(0))


class Summaries:
    """Solves the own functions of one module, each context once."""

    def __init__(self, bodies: OwnBodies, model: Model, resolve: Resolve, declared: Declared) -> None:
        self.bodies = bodies
        self._model = model
        self._resolve = resolve
        self._declared = declared
        self._done: dict[Key, Summary | None] = {}
        self._open: dict[Key, Summary] = {}
        self._resting: dict[Key, tuple[Summary | None, set[Key]]] = {}  # and the open ones that it rests on
        self._asked: list[set[Key]] = []  # for each function being solved: the open ones that it rests on
        self._attributes: dict[str, Fact | None] = {}
        self._spent = 0

    def of(self, name: str, arguments: list[Fact | None]) -> Summary | None:
        """The summary of a call with these arguments, one a parameter (None: a default that only a run could tell).

        None where nothing can be said of the call.
        """
        body = self.bodies.body(name)
        if body is None or len(body.steps) > _STEPS:
            return None
        params = tuple(body.params.values())
        given = _in_callee(params, arguments)
        key = (name, tuple(f for f, _ in given.values()))
        if key in self._done:
            return self._done[key]
        if key in self._open:
            return self._ask(self._open[key], {key})
        if key in self._resting:
            return self._ask(*self._resting[key])
        if len(self._open) >= _DEPTH or self._spent >= _EFFORT:
            return None
        summary, asked = self._settle(key, body, given)
        if asked:
            self._resting[key] = summary, asked
        else:
            self._done[key] = summary
        return summary

    def _ask(self, summary: Summary | None, rests_on: set[Key]) -> Summary | None:
        """Note that all that is being solved rests on these open ones too."""
        for asked in self._asked:
            asked |= rests_on
        return summary

    def attribute(self, name: str) -> Fact | None:
        """Of what type a private attribute is that ``__init__`` alone stores; None where that cannot be told."""
        if name not in self._attributes:
            self._attributes[name] = None  # while `__init__` is solved, which may read it
            self._attributes[name] = self._stored(name)
        return self._attributes[name]

    def _stored(self, name: str) -> Fact | None:
        body = self.bodies.body(name)
        if body is None or len(body.steps) > _STEPS or not body.params:
            return None
        this = next(iter(body.params.values()))
        stores = [s for s in body.steps if s.op == "store_attr" and s.data == name.rpartition(".")[2]]
        if len(stores) != 1 or stores[0].args[0] != this:
            return None
        values = Solver(body, self._model, self._resolve, self._declared, self).solve()
        fact = values.facts[stores[0].args[1]]
        if values.complete and fact.only(d.FOREIGN) and (fact.callee or "").endswith("()"):
            return Fact(fact.kinds, callee=fact.callee)  # an object of a type that the model has
        if not values.complete or not fact.kinds or fact.may(d.ALIEN):
            return None
        const = fact.const if fact.only(d.IMMUTABLE) else d.MISSING
        stays = fact.only(d.NUMBER) and self.bodies.stays(name) and body.innermost_loop(stores[0].block) is None
        length = ("own", name) if stays else None  # one number, whenever it is read
        return Fact(fact.kinds, fact.dtypes, const=const, readonly=fact.readonly, length=length)

    def _settle(self, key: Key, body: Body, given: Given) -> tuple[Summary | None, set[Key]]:
        """The summary, and the open ones beside itself that it rests on."""
        asked: set[Key] = set()
        self._asked.append(asked)
        summary: Summary | None = None
        known, recursive = NEVER, False
        try:
            for _ in range(_ROUNDS):
                self._open[key] = known
                self._forget(key)
                summary = self._solve(body, given)
                recursive = recursive or key in asked
                if summary is not None and recursive:
                    summary = replace(summary, fact=_may_have_grown(summary.fact))
                if summary is None or key not in asked or summary == known:
                    break
                known = summary
            else:
                summary = None
        finally:
            self._asked.pop()
            del self._open[key]
            self._forget(key)
            for outer in (asked, *self._asked):
                outer.discard(key)
        return summary, asked

    def _forget(self, key: Key) -> None:
        """What rests on this one has to be solved anew."""
        self._resting = {k: rest for k, rest in self._resting.items() if key not in rest[1]}

    def _solve(self, body: Body, given: Given) -> Summary | None:
        self._spent += len(body.steps)
        solver = Solver(body, self._model, self._resolve, self._declared, self, given)
        values = solver.solve()
        if not values.complete or any(sets_form(step, values) for step in body.steps):
            return None
        return _summarise(values, tuple(given))


def _may_have_grown(fact: Fact) -> Fact:
    """A whole number that a function computes from what it gave itself, like a factorial, may have any size."""
    return replace(fact, dtypes=fact.dtypes | {BEYOND}) if "int" in fact.dtypes else fact


def _argument(index: int) -> Site:
    return (-2 - index, 0)


def described(fact: Fact) -> Fact:
    """An argument as far as a callee is told of it: nothing that speaks of the caller's values."""
    return Fact(
        fact.kinds,
        fact.dtypes,
        fact.shape,
        fact.layout,
        const=fact.const,
        callee=fact.callee if fact.receiver is None else None,
        element=fact.element if fact.element is not None and fact.element.only(d.IMMUTABLE) else None,
        readonly=fact.readonly,
        ndim=fact.ndim,
    )


def _in_callee(params: tuple[int, ...], arguments: list[Fact | None]) -> Given:
    """The arguments as values of the callee, with their memory. Arguments of one shape get one atom."""
    named: dict[frozenset[Any], int] = {}
    out: Given = {}
    for index, (value, fact) in enumerate(zip(params, arguments, strict=True)):
        if fact is None:
            out[value] = (d.anything(value), frozenset({OUTSIDE}))
            continue
        shape, layout = fact.shape, fact.layout
        if any(d.mentioned(a) for a in shape):
            shape = frozenset({("of", named.setdefault(shape, value))})
        if d.mentioned(layout.atoms):
            layout = Layout(layout.dense, frozenset({("of", value)}))
        origins = frozenset({value}) if fact.may(d.ALIEN) else frozenset[int]()
        out[value] = (replace(fact, shape=shape, layout=layout, origins=origins), frozenset({_argument(index)}))
    return out


def _summarise(values: Values, params: tuple[int, ...]) -> Summary:
    body = values.body
    returns = [s for s in body.steps if s.op == "return" and values.facts[s.seen[0]].kinds]
    returned = [s.args[0] for s in returns]
    keeps = frozenset().union(*(kept for number, kept in values.keeps.items() if body.steps[number].op != "return"))
    arguments = frozenset(_argument(i) for i in range(len(params)))
    # What is in reach of others when the function is left is outside memory to its caller.
    others = values.reach_sites({*keeps, OUTSIDE}) - arguments

    def told(sites: Sites) -> Sites:
        return (sites - others) | {OUTSIDE} if sites & others else sites

    sites = told(frozenset().union(*(values.sites[v] for v in returned)) if returned else NOWHERE)
    parts = _parts(values, returned)
    if parts is not None:
        parts = tuple((fact, told(reached)) for fact, reached in parts)
    inside = values.reach_sites({*arguments, *sites, *(s for p in parts or () for s in p[1])}) - others
    contents = {s: told(values.contents.get(s, NOWHERE)) - {s} for s in inside}
    facts = [values.facts[s.seen[0]] for s in returns]
    made = {(v, 0) for v in _sources(body, returned)}
    return Summary(
        params,
        d.join(-1, facts) if facts else Fact(0),
        sites,
        sites & made,
        parts,
        told(frozenset().union(*values.writes.values()) if values.writes else NOWHERE),
        told(keeps),
        {s: held for s, held in contents.items() if held},
        bool(values.opaque),
    )


def _sources(body: Body, returned: list[int]) -> set[int]:
    """The values that are returned, phis taken apart."""
    seen: set[int] = set()
    stack = list(returned)
    while stack:
        value = stack.pop()
        if value not in seen:
            seen.add(value)
            step = body.steps[value]
            stack.extend(step.args if step.op == "phi" else ())
    return {v for v in seen if body.steps[v].op != "phi"}


def _parts(values: Values, returned: list[int]) -> tuple[tuple[Fact, Sites], ...] | None:
    """The items of the tuples that are returned, if all are tuples of one length."""
    items: list[tuple[tuple[Fact, Sites], ...]] = []
    for value in returned:
        fact = values.facts[value]
        if not fact.only(d.TUPLE):
            return None
        if fact.items is not None:
            items.append(tuple((values.facts[v], values.sites[v]) for v in fact.items))
        elif fact.parts is not None:
            items.append(fact.parts)
        else:
            return None
    if not items or len({len(i) for i in items}) > 1 or any(not f.kinds for row in items for f, _ in row):
        return None
    return tuple(
        (d.join(-2 - index, [f for f, _ in column]), frozenset().union(*(s for _, s in column)))
        for index, column in enumerate(zip(*items, strict=True))
    )


def sets_form(step: Step, values: Values) -> bool:
    """Whether a step may set the shape, dtype, strides or flags of an array that exists: what is known ends there."""
    if not (
        (step.op == "store_attr" and step.data in ("shape", "dtype", "strides"))
        or (step.op == "attr" and step.data in ("resize", "setflags"))
        or (step.op == "attr" and step.data == "flags" and not _only_read(step, values))
    ):
        return False
    base = values.body.steps[step.args[0]]
    fact = values.facts[base.id]
    is_object = base.op == "param" and base.data == "self" and fact.may(d.FOREIGN)
    return fact.may(d.ARRAYS) and fact.callee is None and not is_object


def _only_read(flags: Step, values: Values) -> bool:
    """Whether nothing is done with an array's flags but to read one by its name."""
    return all(use.op in ("attr", "index") for use in values.body.steps if flags.id in use.args)


class Application:
    """A summary put to one call: the callee's values and sites become the caller's."""

    def __init__(self, solver: Solver, step: Step, summary: Summary, arguments: list[tuple[int, ...]]) -> None:
        self.solver, self.step, self.summary = solver, step, summary
        self.arguments = arguments  # the values given for each parameter
        self.places = {p: i for i, p in enumerate(summary.params)}

    def apply(self, declared: Fact | None) -> None:
        """Where the result may be anything, it is what is ``declared``. Effects first, then the result."""
        solver, step, summary = self.solver, self.step, self.summary
        if summary.opaque:
            solver.values.opaque.add(step.id)
        solver.write(step, self.memory(summary.writes))
        for site, held in summary.contents.items():
            containers, into = self.memory(frozenset({site})), self.memory(held)
            if OUTSIDE in containers:  # what others hold meets through the outside, which keeps the graph small
                solver.keep(step, into - {OUTSIDE})
                solver.hold(frozenset({OUTSIDE}), into - {OUTSIDE})
                into = frozenset({OUTSIDE})
            solver.put_into(step, containers - {OUTSIDE}, into)
        kept = self.memory(summary.keeps) - {OUTSIDE}
        if kept:
            solver.keep(step, kept)
            solver.hold(frozenset({OUTSIDE}), kept)
        if not summary.fact.kinds:
            return
        fact = self.fact(summary.fact, 0)
        if summary.parts is not None:
            parts = tuple((self.fact(f, n + 1), self.memory(s)) for n, (f, s) in enumerate(summary.parts))
            fact = replace(fact, parts=parts)
        if declared is not None and fact.may(d.ALIEN):
            left = declare(fact, declared)
            fact = left if left.kinds else fact  # the declaration is wrong
        solver.put(step, fact, self.memory(summary.sites))

    def memory(self, sites: Sites) -> Sites:
        """The caller's sites for the callee's."""
        out: set[Site] = set()
        for site in sites:
            if site == OUTSIDE:
                out.add(OUTSIDE)
            elif site[0] < 0:
                out |= self.solver.values.reach(*self.arguments[-2 - site[0]])
            else:
                out.add((self.step.id, self._number(site)))
        return frozenset(out)

    def _number(self, site: Site) -> int:
        """0 for what is returned as it was made, the place in the tuple for its items, else a number of its own."""
        if site in self.summary.whole:
            return 0
        inside = [n + 1 for n, (_, sites) in enumerate(self.summary.parts or ()) if site in sites]
        return inside[0] if inside else 1_000 + site[0]

    def fact(self, fact: Fact, number: int) -> Fact:
        """A description in the caller's values; ``number`` names what only the callee could."""
        own = ("of", self.step.id, f"result {number}")
        shape, layout = self._form(fact.shape, fact.layout, own)
        origins: set[int] = set()
        for value in fact.origins:
            index = self.places.get(value)
            origins |= {self.step.id} if index is None else self._argument(index).origins | {self.step.id}
        return Fact(
            fact.kinds,
            fact.dtypes,
            shape,
            layout,
            frozenset(origins),
            fact.const,
            fact.callee if fact.receiver is None else None,
            element=fact.element if fact.element is not None and fact.element.only(d.IMMUTABLE) else None,
            readonly=fact.readonly,
            ndim=fact.ndim,
            length=None if fact.length is None else shapes.simplified(self._renamed(fact.length)),
            form=None if fact.form is None else self._form(*fact.form, own),
        )

    def _form(self, shape: frozenset[Any], layout: Layout, own: tuple[Any, ...]) -> tuple[frozenset[Any], Layout]:
        renamed = frozenset[Any]().union(*(self._atom(atom, own) for atom in shape))
        place = self._place_of(layout.atoms)
        if place is not None:
            given = self._argument(place).layout
            return renamed, Layout(given.dense and layout.dense, given.atoms)
        chosen = next(iter(layout.atoms)) if len(layout.atoms) == 1 else None
        if isinstance(chosen, tuple) and chosen[0] == "K":
            places = [self._place_of(frozenset({atom})) for atom in chosen[1]]
            arguments = [self._argument(p) for p in places if p is not None]
            orders = frozenset[Any]().union(*map(said_of_order, arguments))
            if None not in places and not all(a.layout.in_c_order for a in arguments):
                return renamed, Layout(layout.dense, frozenset({("K", orders)}))
        return renamed, Layout(layout.dense, frozenset({own})) if d.mentioned(layout.atoms) else layout

    def _argument(self, index: int) -> Fact:
        values = self.arguments[index]
        return self.solver.values.facts[values[0]] if len(values) == 1 else d.anything(self.step.id)

    def _place_of(self, atoms: frozenset[Any]) -> int | None:
        """The argument whose atom this is alone."""
        atom = next(iter(atoms)) if len(atoms) == 1 else None
        if isinstance(atom, tuple) and len(atom) == 2 and atom[0] == "of":
            return self.places.get(atom[1])
        return None

    def _atom(self, atom: Any, own: tuple[Any, ...]) -> frozenset[Any]:
        place = self._place_of(frozenset({atom}))
        if place is not None:
            return self._argument(place).shape if len(self.arguments[place]) == 1 else frozenset({own})
        renamed = shapes.simplified(self._renamed(atom))
        return frozenset({own if renamed is None else renamed})

    def _renamed(self, atom: Any) -> Any:
        """The atom with the callee's parameters replaced by the caller's values; None if it speaks of other values."""
        if isinstance(atom, frozenset):
            parts = [self._atom(a, ("?",)) for a in atom]
            return None if any(("?",) in p for p in parts) else frozenset().union(*parts)
        if isinstance(atom, tuple):
            inner = [self._renamed(a) for a in atom]
            if None in inner:
                return None
            if atom[0] not in shapes.OF_VALUES:
                inner = [self._term(i, atom[0]) if isinstance(a, int) else i for a, i in zip(atom, inner, strict=True)]
            return tuple(inner)
        if isinstance(atom, int) and not isinstance(atom, bool):
            index = self.places.get(atom)
            return self.arguments[index][0] if index is not None and len(self.arguments[index]) == 1 else None
        return atom

    def _term(self, value: int, head: str) -> Any:
        """The term of a number that was given."""
        read = shapes.length_of if head == "sized" else shapes.number_of
        return read(self.solver.values.facts[value], value)


def literal_fact(node: cst.BaseExpression) -> Fact | None:
    """What a default is where it is a plain constant."""
    try:
        value = ast.literal_eval(cst.Module([]).code_for_node(node))
    except (ValueError, SyntaxError):
        return None
    return constant(value) if value is None or isinstance(value, (bool, int, float, complex, str, bytes)) else None


def bind_arguments(
    body: Body, positional: list[int], keywords: dict[str, int]
) -> list[tuple[int, ...] | cst.BaseExpression] | None:
    """For each parameter the values that it gets, or the expression of its default; None where the call raises."""
    node = body.node
    assert isinstance(node, cst.FunctionDef)
    params = node.params
    ordinary = [*params.posonly_params, *params.params]
    out: dict[str, tuple[int, ...] | cst.BaseExpression] = {}
    extra = positional[len(ordinary) :]
    for param, value in zip(ordinary, positional, strict=False):
        out[param.name.value] = (value,)
    named = {p.name.value for p in (*params.params, *params.kwonly_params)}
    others: list[int] = []
    for keyword, value in keywords.items():
        if keyword in named and keyword not in out:
            out[keyword] = (value,)
        elif keyword in out or not isinstance(params.star_kwarg, cst.Param):
            return None
        else:
            others.append(value)
    if extra and not isinstance(params.star_arg, cst.Param):
        return None
    for star, values in ((params.star_arg, extra), (params.star_kwarg, others)):
        if isinstance(star, cst.Param):
            out[star.name.value] = tuple(values)
    for param in (*ordinary, *params.kwonly_params):
        if param.name.value not in out:
            if param.default is None:
                return None
            out[param.name.value] = param.default
    return [out[name] for name in body.params]
