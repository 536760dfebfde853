"""What every value of a body is: one pass over the steps, repeated until nothing changes.

Beside each value's `Fact` this finds the memory it may reach (`Values.sites`), what containers hold, and the events
that ownership is judged by: which memory a step writes, and which it lets others keep.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from uncopy.facts import domain as d
from uncopy.facts import shapes
from uncopy.facts.domain import OUTSIDE, Fact, Site
from uncopy.facts.dtypes import BEYOND, NAMES
from uncopy.facts.lazy import is_quiet
from uncopy.facts.operators import binary, compare, unary
from uncopy.facts.pairs import is_pairing
from uncopy.facts.refine import declare, keep, ranked, refine
from uncopy.facts.subscripts import row_of
from uncopy.lower.ir import Block, Body, Step
from uncopy.model import Model
from uncopy.source.dunders import GROUPS
from uncopy.source.names import LITERAL

if TYPE_CHECKING:
    from uncopy.facts.declared import Declared
    from uncopy.facts.summaries import Summaries

_PASSES = 40
_CROWD = 400
Sites = frozenset[Site]
NOWHERE: Sites = frozenset()
_OUT: Sites = frozenset({OUTSIDE})
_NEW_MASK = frozenset("+ - * / // ** @ < <= == != > >=".split())
_PLAIN_MODULES = ("builtins", "math", "copy", "operator")
_ERRORS = frozenset(
    f"builtins.{name}"
    for name in "ArithmeticError AssertionError AttributeError Exception FloatingPointError ImportError IndexError "
    "KeyError LookupError MemoryError NotImplementedError OSError OverflowError RuntimeError TypeError ValueError "
    "ZeroDivisionError".split()
)  # called without arguments, they do nothing
_PARTS = ("index", "attr", "next", "unpack")


@dataclass(slots=True)
class Values:
    """The values of one body.

    ``writes`` and ``keeps`` map a step to the memory that it may write, or let something outside keep, ``puts`` a step
    to containers that were made before it and what it may put there; ``opaque`` are the steps that run code nobody here
    can see. ``complete`` is False if the pass did not settle.
    """

    body: Body
    model: Model
    facts: list[Fact]
    sites: list[Sites]
    contents: dict[Site, Sites] = field(default_factory=dict)
    writes: dict[int, Sites] = field(default_factory=dict)
    keeps: dict[int, Sites] = field(default_factory=dict)
    puts: dict[int, tuple[Sites, Sites]] = field(default_factory=dict)
    opaque: set[int] = field(default_factory=set)
    complete: bool = True

    def memory(self, *values: int) -> Sites:
        """The memory of these values themselves, not of what they hold."""
        return frozenset().union(*(self.sites[v] for v in values))

    def never_written(self, value: int) -> bool:
        """Whether no step of the body may write the memory of a value."""
        sites = self.sites[value]
        return not any(written & sites for written in self.writes.values())

    def reach(self, *values: int) -> Sites:
        """All memory reachable from these values, through containers too."""
        return self.reach_sites(s for v in values for s in self.sites[v])

    def reach_sites(self, sites: Iterable[Site], without: Sites = NOWHERE) -> Sites:
        """All memory reachable from these sites, through containers too, but not by way of ``without``."""
        seen = set(sites) - without
        todo = list(seen)
        while todo:
            held = self.contents.get(todo.pop(), NOWHERE)
            if not held <= seen:
                new = held - seen - without
                seen |= new
                todo.extend(new)
        return frozenset(seen)

    def reach_inside(self, sites: Iterable[Site]) -> Sites:
        """The memory reachable from these sites other than through what others hold."""
        return self.reach_sites(sites, _OUT)


class Solver:
    """Runs the transfer of every step until the facts settle. Calls are `uncopy.facts.calls`."""

    def __init__(
        self,
        body: Body,
        model: Model,
        resolve: Callable[[str], str | None],
        declared: Declared | None,
        summaries: Summaries | None = None,
        given: dict[int, tuple[Fact, Sites]] | None = None,
        supposed: Mapping[int, Fact] | None = None,
        dunders: frozenset[str] | None = None,
    ) -> None:
        """``given`` are facts and memory of parameters where a call's arguments are known, ``supposed`` what is taken
        for granted of values that nothing is known of.
        """
        from uncopy.facts.calls import Calls

        count = len(body.steps)
        bottom = Fact(0)
        self.values = Values(body, model, [bottom] * count, [NOWHERE] * count)
        self.resolve = resolve
        self.declared = declared
        self.summaries = summaries
        self.known = given or {}
        self.supposed = supposed or {}
        # The groups of special methods that classes of the module have, which need not be tame; in doubt all.
        own = frozenset(GROUPS) if summaries is None else summaries.bodies.names.dunders
        self.dunders = own if dunders is None else dunders
        self.readonly: Sites = NOWHERE  # the memory of what may be read-only
        self.calls = Calls(self)
        self.changed = False
        self.refuted: set[int] = set()
        self._order = _in_order(body)
        self._loops = {x.header: x for x in body.loops}
        self._made_in: dict[int, frozenset[int]] = {}

    def solve(self) -> Values:
        """Iterate; what does not settle is left marked incomplete."""
        values = self.values
        for _ in range(_PASSES):
            self.changed = False
            for block in self._order:
                for step in (*block.phis, *block.steps):
                    self._transfer(step)
            if not self.changed and not self._refute():
                break
        else:
            values.complete = False
        return values

    @cached_property
    def rebinds(self) -> bool:
        """Whether a function or class in this body may bind names of the module, so that they mean other things."""
        return _holds_global(self.values.body.node)

    # results ------------------------------------------------------------------------------------------------------

    def put(self, step: Step, fact: Fact, sites: Sites = NOWHERE) -> None:
        """The value of a step. What cannot be an array or container has no memory of its own."""
        if step.id in self.supposed and fact.may(d.ALIEN):
            fact = self.supposed[step.id]
        fact = shapes.settled(fact)
        if fact.only(d.IMMUTABLE):
            sites = NOWHERE
        sites |= self.values.sites[step.id]
        if step.op in _PARTS and fact.may(d.ALIEN) and not fact.readonly:
            # What is not known may be a view of what is read-only, or that itself out of a container.
            readonly = any(self.values.facts[a].readonly for a in step.args) or sites & self.readonly
            fact = replace(fact, readonly=True) if readonly else fact
        if fact.readonly:
            self.readonly |= sites - _OUT
        if self.values.facts[step.id] != fact:
            self.values.facts[step.id] = fact
            self.changed = True
        if self.values.sites[step.id] != sites:
            self.values.sites[step.id] = sites
            self.changed = True

    def hold(self, containers: Sites, held: Sites) -> None:
        """Let containers hold more. Where one would hold too much to be followed, its contents meet outside."""
        contents = self.values.contents
        for site in containers:
            old = contents.get(site, NOWHERE)
            if held <= old:
                continue
            if site != OUTSIDE and len(old) + len(held) > _CROWD:
                if OUTSIDE not in old:
                    contents[site] = old | _OUT
                    self.changed = True
                self.hold(_OUT, held - _OUT)
            else:
                contents[site] = old | held
                self.changed = True

    def put_into(self, step: Step, containers: Sites, held: Sites) -> None:
        """Let containers that were made before hold more. Who holds them by then comes to hold that as well."""
        self.hold(containers, held)
        into, what = self.values.puts.get(step.id, (NOWHERE, NOWHERE))
        if not (containers <= into and held <= what):
            self.values.puts[step.id] = into | containers, what | held

    def hold_operands(self, step: Step, operands: tuple[int, ...]) -> None:
        """What is not NumPy's may answer an operator lazily, and hold on to what it was given."""
        if any(self.values.facts[o].may(d.ALIEN) for o in operands):
            self.hold(frozenset({(step.id, 0)}), self.values.memory(*operands))

    def answered(self, step: Step, written: Fact, origins: frozenset[int] | None = None) -> Fact:
        """What an operation gives that was to write into ``written``, where an operand may have operators of its own.

        That one may answer with what it likes: `x += q` makes a Quantity of pint's. But an array it may be as well,
        whatever the operand was: `x += series` leaves an array. So nothing is of one origin with the operand.
        """
        fact = d.join(step.id, [written, Fact(d.ARITHMETIC)])
        return replace(fact, origins=frozenset({step.id}) if origins is None else origins)

    def made_of(self, step: Step, operands: tuple[int, ...]) -> Sites:
        """The memory of what a ufunc gives: its own, and the mask of masked operands that have but one mask.

        The operators of which masked arrays have a form of their own make a new mask.
        """
        own: Sites = frozenset({(step.id, 0)})
        aliens = [o for o in operands if self.values.facts[o].may(d.ALIEN)]
        if len(aliens) < len(operands) or (step.op in ("bin", "compare") and step.data in _NEW_MASK):
            return own
        return own.union(*(self.values.sites[o] for o in aliens))

    def write(self, step: Step, sites: Sites) -> None:
        """The step may write this memory."""
        if sites:
            self.values.writes[step.id] = self.values.writes.get(step.id, NOWHERE) | sites

    def keep(self, step: Step, sites: Sites) -> None:
        """The step may let this memory be reached from outside from now on."""
        if sites:
            self.values.keeps[step.id] = self.values.keeps.get(step.id, NOWHERE) | sites

    def unseen(self, step: Step, args: tuple[int, ...]) -> None:
        """The step runs code that cannot be seen: it keeps and writes all it is given, and all that is outside."""
        reached = self.values.reach(*args)
        self.values.opaque.add(step.id)
        self.write(step, reached | _OUT)
        self.keep(step, reached)
        # All of it may hold each other from now on: through the outside, which keeps the graph small.
        self.hold(reached - _OUT, _OUT)
        self.hold(_OUT, reached - _OUT)

    def unknown(self, step: Step, args: tuple[int, ...] = ()) -> None:
        """The value may be anything, and reach all that the arguments reach, and outside memory."""
        self.put(step, d.anything(step.id), self.values.reach(*args) | _OUT)

    def answers(self, step: Step, group: str, *values: int) -> bool:
        """Put what an operator or subscript gives whose answer may come from a class of the module: anything."""
        if group not in self.dunders or not any(self.values.facts[v].may(d.ALIEN) for v in values):
            return False
        self.unseen(step, values)
        self.unknown(step, values)
        return True

    def _meaning(self, name: str) -> str | None:
        """What a name means where this body does not bind it."""
        body = self.values.body
        return None if name in body.names or name in body.params or name in body.captured else self.resolve(name)

    def runs(self, value: int) -> bool:
        """Whether going through it to its end may run code that cannot be seen, as a generator's is."""
        fact, made = self.values.facts[value], self.values.body.steps[value]
        if not fact.may(d.ALIEN) or is_pairing(fact):
            return False
        if made.op == "closure" and isinstance(made.node, cst.GeneratorExp):
            source = self.values.body.steps[made.args[0]].args[0]
            return bool(self.dunders) or self.runs(source) or not is_quiet(made.node, self._meaning)
        if made.op == "index":
            made = self.values.body.steps[made.args[0]]
        return not (made.op == "attr" and made.data == "shape")

    # steps --------------------------------------------------------------------------------------------------------

    def _transfer(self, step: Step) -> None:
        method = getattr(self, "_" + step.op, None)
        if method is None:
            return
        facts = self.values.facts
        seen = self.seen_by(step)
        meant = {value: facts[value] for value in seen}
        for value, known in seen.items():
            facts[value] = facts[known]
        method(step)
        for value, fact in meant.items():
            facts[value] = fact

    def seen_by(self, step: Step) -> dict[int, int]:
        """The values whose facts stand for those of the step's arguments, where tests have told more of them."""
        return self.values.body.seen_by(step)

    def _refine(self, step: Step) -> None:
        facts, target = self.values.facts, self.values.body.refined[step.id]
        if step.data is None:
            known = [facts[s] for s in step.seen if facts[s].kinds]
            if known:
                met = d.join(step.id, known)
                kept = all(f.shape == met.shape and f.layout == met.layout for f in known)
                own = facts[target]
                if not kept and own.kinds:  # what holds of the object whatever was told of it
                    array = met.kinds == d.ARRAY
                    shape, layout = own.as_array if array else (own.shape, own.layout)
                    forms = {f.as_array for f in known if f.may(d.ARRAY)}
                    form = None if array else forms.pop() if len(forms) == 1 else own.form
                    met = replace(met, shape=shape, layout=layout, form=form if met.may(d.ARRAY) else None)
                self.put(step, met, frozenset().union(*(self.values.sites[s] for s in step.seen)))
            return
        old, sites = facts[step.seen[0]], self.values.sites[step.seen[0]]
        if step.id in self.refuted:
            self.put(step, d.anything(target), sites | _OUT)
        elif old.kinds:
            teller = self.values.body.steps[step.seen[1]]
            if teller.op == "declared":
                declared = self.declared.of(teller, self.values.body) if self.declared is not None else None
                fact = old if declared is None else declare(old, declared)
            else:
                fact = self._alternatives(step, target, old)
            if fact.kinds:
                self.put(step, fact, sites)

    def _alternatives(self, step: Step, target: int, old: Fact) -> Fact:
        """What is left of a fact. Of an object that is one of several, those drop out that cannot have told so."""
        left = refine(self.values, step, old)
        made, own = self.values.body.steps[target], self.values.facts[target]
        if made.op != "phi" or left == old or not left.kinds:
            return left
        known = [self.values.facts[s] for s in made.seen if self.values.facts[s].kinds]
        kept = [fact for fact in (refine(self.values, step, k) for k in known) if fact.kinds]
        if not kept or len(kept) == len(known):
            return left
        met = d.join(target, kept, self._made_each_pass(made.block))
        now = ranked(keep(left, met.kinds, lambda w: w in met.dtypes), *met.ndim)
        shape, layout = met.as_array if now.kinds == d.ARRAY else (met.shape, met.layout)
        before = own.as_array if now.kinds == d.ARRAY else (own.shape, own.layout)
        return replace(
            now,
            shape=shape | (now.shape - before[0]),
            layout=layout if now.layout in (own.layout, before[1]) else now.layout,
            form=None if now.kinds == d.ARRAY else met.form,
        )

    def _refute(self) -> bool:
        """Take what cannot be for anything: the way there may be taken all the same, if a declaration is wrong."""
        found = {
            s.id
            for block in self._order
            for s in (*block.phis, *block.steps)
            if s.op == "refine"
            and s.data is not None
            and s.id not in self.refuted
            and self.values.facts[s.seen[0]].kinds
            and not self.values.facts[s.id].kinds
        }
        found |= {
            s.id
            for block in self._order
            for s in block.steps
            if s.op in ("attr", "index")
            and s.id not in self.refuted
            and not self.values.facts[s.id].kinds
            and all(self.values.facts[a].kinds for a in s.seen)
        }
        self.refuted |= found
        return bool(found)

    def _const(self, step: Step) -> None:
        self.put(step, constant(step.data))

    def _param(self, step: Step) -> None:
        declared = self.declared.of(step, self.values.body) if self.declared is not None else None
        fact, sites = self.known.get(step.id, (d.anything(step.id), _OUT))
        self.hold(sites, sites)  # one site stands for all that an argument reaches
        self.put(step, declared if declared is not None and fact.may(d.ALIEN) else fact, sites)

    def _undef(self, step: Step) -> None:
        self.put(step, Fact(0))

    def _unknown(self, step: Step) -> None:
        self.unknown(step)

    def _match(self, step: Step) -> None:
        """A pattern may ask for any attribute, and for those that tell whose memory it is."""
        self.unknown(step, step.args)
        self.keep(step, self.values.reach(*(a for a in step.args if self.values.facts[a].may(d.ARRAYS))))

    def _global(self, step: Step) -> None:
        origin = self.resolve(step.data)
        if origin is None:
            self.unknown(step)
        else:
            self._named(step, origin)

    def _import(self, step: Step) -> None:
        self._named(step, step.data)

    def _named(self, step: Step, dotted: str) -> None:
        if dotted.startswith(LITERAL):
            self.put(step, written(ast.literal_eval(dotted.removeprefix(LITERAL))))
            return
        if dotted.endswith("()"):  # an object that the module made, of this type
            self.put(step, Fact(d.FOREIGN, origins=frozenset({step.id}), callee=dotted), _OUT)
            return
        row = self.values.model.row(dotted)
        if row is not None and row.attribute and not row.params:
            self.calls.constant(step, row)
        elif dotted.startswith("."):
            self.put(step, Fact(d.FOREIGN, origins=frozenset({step.id}), callee=dotted), _OUT)
        elif row is not None or dotted in NAMES or dotted.split(".")[0] in _PLAIN_MODULES or dotted == "numpy":
            # What else is in NumPy is not all functions: `np.r_`, `np.Inf` and `np.True_` are values.
            self.put(step, Fact(d.PLAIN, callee=dotted))
        else:
            own = frozenset({("of", step.id)})
            fact = Fact(d.ANYTHING, d.ANY_DTYPE, own, d.Layout(False, own), frozenset({step.id}), callee=dotted)
            self.put(step, fact, _OUT)

    def _made_each_pass(self, block: int) -> frozenset[int] | None:
        """The values that are made anew in each pass of the loop that ``block`` is the header of."""
        loop = self._loops.get(block)
        if loop is None:
            return None
        if block not in self._made_in:
            blocks = self.values.body.blocks[loop.first : loop.last]
            self._made_in[block] = frozenset(s.id for b in blocks for s in (*b.phis, *b.steps))
        return self._made_in[block]

    def _phi(self, step: Step) -> None:
        facts = [self.values.facts[a] for a in step.seen]
        known = [f for f in facts if f.kinds]
        if not known:
            return
        sites = frozenset().union(*(self.values.sites[a] for a in step.seen))
        self.put(step, d.join(step.id, known, self._made_each_pass(step.block)), sites)

    def _attr(self, step: Step) -> None:
        self.calls.attribute(step)

    def _call(self, step: Step) -> None:
        self.calls.call(step)

    def _index(self, step: Step) -> None:
        self.calls.index(step)

    def _bin(self, step: Step) -> None:
        left, right = (self.values.facts[a] for a in step.args)
        if not (left.kinds and right.kinds) or self.answers(step, "operators", *step.args):
            return
        fact = self._grown(step, binary(self.values.model, step.data, left, right, step.id))
        if fact.may(d.NUMBER | d.SCALAR) and step.data in shapes.COUNTING:
            terms = (shapes.number_of(f, a) for f, a in zip((left, right), step.args, strict=True))
            fact = replace(fact, length=shapes.arithmetic(step.data, *terms))
        self.put(step, fact, self.made_of(step, step.args))
        self.hold_operands(step, step.args)
        if fact.may(d.CONTAINERS | d.FOREIGN):
            self.hold(frozenset({(step.id, 0)}), self._contents_of(step.args))

    def _grown(self, step: Step, fact: Fact) -> Fact:
        """A whole number that each pass of a loop multiplies, or adds to itself, soon has more than 64 bits."""
        if "int" not in fact.dtypes or not fact.only(d.NUMERIC) or BEYOND in fact.dtypes:
            return fact
        carried = [self._comes_round(a, step.id) for a in step.args]
        grows = all(carried) if step.data in "+-" else any(carried) and step.data in ("*", "**", "<<")
        return replace(fact, dtypes=fact.dtypes | {BEYOND}) if grows else fact

    def _comes_round(self, value: int, target: int) -> bool:
        """Whether a number is computed from what the step ``target`` gave on the pass before."""
        todo, seen = [value], set[int]()
        while todo:
            number = todo.pop()
            if number == target:
                return True
            if number not in seen and self.values.facts[number].may(d.NUMBER | d.TUPLE):
                seen.add(number)
                todo.extend(self.values.body.steps[number].args)
        return False

    def _contents_of(self, args: tuple[int, ...]) -> Sites:
        out: set[Site] = set()
        for arg in args:
            for site in self.values.sites[arg]:
                out |= self.values.contents.get(site, NOWHERE) if site != OUTSIDE else _OUT
        return frozenset(out)

    def _unary(self, step: Step) -> None:
        operand = self.values.facts[step.args[0]]
        if not operand.kinds or self.answers(step, "operators", *step.args):
            return
        if step.data == "+" and operand.may(d.ALIEN):
            self.unknown(step, step.args)
            return
        self.put(step, unary(self.values.model, step.data, operand, step.id), self.made_of(step, step.args))
        self.hold_operands(step, step.args)

    def _compare(self, step: Step) -> None:
        left, right = (self.values.facts[a] for a in step.args)
        if left.kinds and right.kinds:
            if step.data not in ("is", "is not") and self.answers(step, "comparisons", *step.args):
                return
            if step.data in ("in", "not in") and self.runs(step.args[1]):
                self.unseen(step, step.args)
            fact = compare(self.values.model, step.data, left, right, step.id)
            self.put(step, fact, self.made_of(step, step.args))
            self.hold_operands(step, step.args)
            if step.data in ("in", "not in") and right.may(d.ALIEN):
                self.keep(step, self.values.reach(step.args[0]))  # the answer is a bool, and can hold nothing

    def _aug(self, step: Step) -> None:
        target, value = (self.values.facts[a] for a in step.args)
        if not (target.kinds and value.kinds):
            return
        if self.answers(step, "operators", *step.args):
            return
        if target.may(d.LIST | d.SET | d.DICT) and self.runs(step.args[1]):
            self.unseen(step, step.args)  # a list goes through all that it grows by
        if value.only(d.NUMERIC) and "O" not in value.dtypes:
            target = keep(target, ~d.NONE) if target.may(~d.NONE) else target  # None has no operators
        rest = keep(target, ~d.ARRAYS)
        made = self._grown(step, binary(self.values.model, step.data, rest, value, step.id)) if rest.kinds else rest
        self.write(step, self.values.reach(step.args[0]))
        if target.only(d.NUMERIC | d.ARITHMETIC):
            known = [f for f in (keep(target, d.ARRAYS), made) if f.kinds]
            fact = d.join(step.id, known) if known else made  # where none is left, it raises
            if value.may(d.ALIEN):
                of_one = target.may(d.ALIEN) and value.origins <= target.origins
                fact = self.answered(step, fact, target.origins if of_one else None)
            own = frozenset({(step.id, 0)}) if fact.may(d.ARRAYS | d.ALIEN) else NOWHERE
            kept = self.values.sites[step.args[0]] if target.may(d.ARRAYS | d.ALIEN) else NOWHERE
            self.put(step, fact, kept | own)
            self.hold_operands(step, step.args)
            return
        held = self.values.reach(*step.args)
        self.put_into(step, self.values.sites[step.args[0]], held)
        if OUTSIDE in self.values.sites[step.args[0]]:
            self.keep(step, self.values.reach(step.args[1]))  # the caller's list grows by it
        self.put(step, d.anything(step.id), held | {(step.id, 0)} | (_OUT if OUTSIDE in held else NOWHERE))

    def _slice(self, step: Step) -> None:
        self.put(step, self.slice_of(step.args), self.values.reach(*step.args))

    def slice_of(self, bounds: Iterable[int]) -> Fact:
        """A slice. One that holds memory of this function is not like other plain things, which hold none."""
        holds = not self.values.reach(*bounds) <= _OUT
        return Fact(d.PLAIN | d.FOREIGN if holds else d.PLAIN, callee="builtins.slice")

    def _display(self, step: Step, kind: int) -> None:
        site: Site = (step.id, 0)
        if step.data and any(map(self.runs, step.args)):
            self.unseen(step, step.args)
        items = step.args if kind == d.TUPLE and not step.data else None
        held = self.values.reach(*step.args)
        self.hold(frozenset({site}), held)
        facts = [self.values.facts[a] for a in step.args]
        element = None
        if facts and not step.data and all(f.kinds for f in facts) and all(f.only(d.IMMUTABLE) for f in facts):
            element = d.join(step.id, facts)
        if kind != d.TUPLE:
            element = None  # it may grow
        self.put(step, Fact(kind, layout=d.C_ORDER, items=items, element=element), frozenset({site}))

    def _tuple(self, step: Step) -> None:
        self._display(step, d.TUPLE)

    def _list(self, step: Step) -> None:
        self._display(step, d.LIST)

    def _set(self, step: Step) -> None:
        self._display(step, d.SET)

    def _dict(self, step: Step) -> None:
        self._display(step, d.DICT)

    def _append(self, step: Step) -> None:
        self.hold(self.values.sites[step.args[0]], self.values.reach(step.args[1]))

    def _format(self, step: Step) -> None:
        if any(self.values.facts[a].may(d.ALIEN) for a in step.args):
            pass  # __format__ of a user's object is taken to only read
        self.put(step, Fact(d.STRING))

    def _unpack(self, step: Step) -> None:
        (source,) = step.args
        fact = self.values.facts[source]
        index, total, starred = step.data
        if self.runs(source):
            self.unseen(step, step.args)
        if fact.items is not None and len(fact.items) == total and not starred:
            item = fact.items[index]
            self.put(step, self.values.facts[item], self.values.sites[item])
        elif fact.parts is not None and len(fact.parts) == total and not starred:
            self.put(step, *fact.parts[index])
        elif fact.distinct and fact.element is not None and not starred:
            self.put(
                step,
                d.item(fact.element, step.id),
                frozenset((s, index + 1) for s, n in self.values.sites[source] if s >= 0),
            )
        elif (shape := shapes.shape_named(fact)) is not None and fact.element is not None and not starred:
            self.put(step, replace(fact.element, length=shapes.axis_of(shape, index, total)))
        else:
            self._item(step, source, starred=starred)

    def _iter(self, step: Step) -> None:
        (source,) = step.args
        fact = self.values.facts[source]
        if fact.may(d.ALIEN) and not is_pairing(fact):
            self.keep(step, self.values.reach(source))
        self.put(step, fact, self.values.sites[source])

    def _next(self, step: Step) -> None:
        fact = self.values.facts[step.args[0]]
        if fact.may(d.ALIEN) and not is_pairing(fact):
            self.unseen(step, step.args)  # a generator runs its own code each time
        self._item(step, step.args[0])

    def _item(self, step: Step, source: int, *, starred: bool = False) -> None:
        """An item of a container, a row of an array, or what an iterator gives."""
        fact = self.values.facts[source]
        if not fact.kinds:
            return
        sites = self.values.sites[source]
        if fact.only(d.CONTAINERS) or is_pairing(fact):
            inside = frozenset().union(*(self.values.contents.get(s, NOWHERE) for s in sites)) if sites else NOWHERE
        else:  # what is lazy, and arrays of objects, hold the sources of their items
            inside = self.values.reach_sites(sites)
        if starred:
            self.put(step, Fact(d.LIST), frozenset({(step.id, 0)}))
            self.hold(frozenset({(step.id, 0)}), inside | sites | (_OUT if OUTSIDE in sites else NOWHERE))
        elif fact.element is not None:
            self.put(step, d.item(fact.element, step.id), inside if fact.element.may(~d.IMMUTABLE) else NOWHERE)
        elif fact.only(d.ARRAYS) and "O" not in fact.dtypes:
            self.put(step, row_of(fact, step.id), sites)
        else:
            makers = (self.values.facts[number] for number, _ in inside | sites if number >= 0)
            self.put(
                step,
                replace(d.anything(step.id), readonly=fact.readonly or any(made.readonly for made in makers)),
                inside | sites | (_OUT if OUTSIDE in sites else NOWHERE) | (_OUT if fact.may(d.ALIEN) else NOWHERE),
            )

    def _store_index(self, step: Step) -> None:
        base, index, value = step.args
        fact = self.values.facts[base]
        self.write(step, self.values.sites[base])
        sliced = fact.may(d.LIST) and self.values.facts[index].may(d.PLAIN) and self.runs(value)
        if sliced or ("subscripts" in self.dunders and fact.may(d.ALIEN)):
            self.unseen(step, step.args)
        if not (fact.only(d.ARRAYS) and "O" not in fact.dtypes):
            held = self.values.reach(value, step.args[1])
            self.put_into(step, self.values.sites[base], held)
            if OUTSIDE in self.values.sites[base] or fact.may(d.ALIEN):
                self.keep(step, held)

    def _store_attr(self, step: Step) -> None:
        base, value = step.args
        self.write(step, self.values.reach(base))
        self.keep(step, self.values.reach(value))

    def _del_index(self, step: Step) -> None:
        self._del_attr(step)
        if "subscripts" in self.dunders and self.values.facts[step.args[0]].may(d.ALIEN):
            self.unseen(step, step.args)
        if self.values.facts[step.args[0]].may(d.ALIEN):
            self.keep(step, self.values.reach(step.args[1]))

    def _del_attr(self, step: Step) -> None:
        self.write(step, self.values.reach(step.args[0]))

    def _kept(self, step: Step) -> None:
        self.keep(step, self.values.reach(*step.args))

    _return = _store_global = _escape = _kept

    def _raise(self, step: Step) -> None:
        """A class that is raised is called first; and what is raised may be `StopIteration`, which ends a generator."""
        raised = step.args if isinstance(step.node, cst.Raise) else ()  # an assertion's message is only kept
        if all(self.values.facts[a].callee in _ERRORS for a in raised):
            self._kept(step)
        else:
            self.unseen(step, step.args)

    def _yield(self, step: Step) -> None:
        self.unseen(step, step.args)
        self.unknown(step)

    _await = _yield

    def _closure(self, step: Step) -> None:
        self.keep(step, self.values.reach(*step.args))
        name = step.node.name.value if step.data == "function" and isinstance(step.node, cst.FunctionDef) else ""
        if name and self.values.body.is_module and self.resolve(name) == f".{name}" and not self.rebinds:
            self._named(step, f".{name}")
        else:
            self.put(step, d.anything(step.id), _OUT)

    def _enter(self, step: Step) -> None:
        if step.data is None:
            self.unseen(step, step.args)
        self.unknown(step, step.args)

    def _exit(self, step: Step) -> None:
        if step.data is None:
            self.unseen(step, step.args)


def _holds_global(node: cst.CSTNode) -> bool:
    """Whether a ``global`` statement stands anywhere in it."""
    todo = [node]
    while todo:
        found = todo.pop()
        if isinstance(found, cst.Global):
            return True
        if not isinstance(found, cst.BaseExpression):
            todo.extend(found.children)
    return False


def _in_order(body: Body) -> list[Block]:
    """The blocks, each after those that lead to it but for the way back of a loop; the unreachable ones at the end."""
    seen: set[int] = set()
    done: list[int] = []
    for start in [0, *(b.id for b in body.blocks if b.predecessors)]:
        todo = [(start, False)]
        while todo:
            number, left = todo.pop()
            if left:
                done.append(number)
            elif number not in seen:
                seen.add(number)
                block = body.blocks[number]
                todo.append((number, True))
                todo += [(n, False) for n in (*block.exceptional, *block.successors)]
        if start == 0:
            done.reverse()
    return [body.blocks[number] for number in done]


def written(value: object) -> Fact:
    """What a literal of the module is: a constant, or a tuple of lengths."""
    if not isinstance(value, tuple):
        return constant(value)
    word = Fact(d.NUMBER, frozenset({"int:word"}))
    shape = frozenset({("sized", *map(str, value))}) if value else frozenset[object]()
    return Fact(d.TUPLE, element=word, length=("shape", shape))


def constant(value: object) -> Fact:
    """What a literal is."""
    if value is None:
        return Fact(d.NONE, const=None)
    if isinstance(value, (bool, int, float, complex)):
        word = type(value).__name__
        if not isinstance(value, bool):
            word += f":{value!r}"
        return Fact(d.NUMBER, frozenset({word}), const=value)
    return Fact(d.STRING if isinstance(value, (str, bytes)) else d.PLAIN, const=value)


def dtype_named(fact: Fact) -> str | None:
    """The dtype code that a dtype argument names; ``"?"`` if it is not known, None if it is None."""
    from uncopy.facts.dtypes import dtype_of_string

    if fact.const is None:
        return None
    if isinstance(fact.const, str):
        return dtype_of_string(fact.const) or "?"
    if fact.callee is not None:
        return NAMES.get(fact.callee, "?")
    return "?"
