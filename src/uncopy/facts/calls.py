"""What calls, attributes and subscripts give, by the rows of the NumPy model; without a row, anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import libcst as cst

from uncopy.facts import domain as d
from uncopy.facts import grids, orders, particulars, ranks, shapes
from uncopy.facts.displays import counted, of_display, spaced
from uncopy.facts.domain import C_ORDER, NO_LAYOUT, OUTSIDE, Fact, Layout, Rank, Site
from uncopy.facts.dtypes import BEYOND, is_beyond, native, of_result
from uncopy.facts.forms import Forms
from uncopy.facts.mapped import mapped_dtype
from uncopy.facts.operators import dense_layout, elementwise_fact
from uncopy.facts.pairs import PAIRING, paired
from uncopy.facts.refine import ATTRIBUTES, keep
from uncopy.facts.subscripts import slice_bounds, subscript
from uncopy.facts.summaries import Application, bind_arguments, described, literal_fact
from uncopy.lower.ir import Body, CallShape, Step
from uncopy.model import Row, Term, bind

if TYPE_CHECKING:
    from uncopy.facts.values import Solver

Sites = frozenset[Site]
NOWHERE: Sites = frozenset()
_OUT: Sites = frozenset({OUTSIDE})
_PYTHON = {
    "int": Fact(d.NUMBER, frozenset({"int:word"})),
    "float": Fact(d.NUMBER, frozenset({"float"})),
    "bool": Fact(d.NUMBER, frozenset({"bool"})),
    "complex": Fact(d.NUMBER, frozenset({"complex"})),
    "str": Fact(d.STRING),
    "bytes": Fact(d.STRING),
    "none": Fact(d.NONE, const=None),
    "list": Fact(d.LIST),
    "tuple": Fact(d.TUPLE),
    "dict": Fact(d.DICT),
    "set": Fact(d.SET),
    "slice": Fact(d.PLAIN),
    "type": Fact(d.PLAIN),
}
_INT = _PYTHON["int"]
_WORDS = frozenset({"int:word", "bool", "s:i8", "s:i4", "s:i2", "s:i1", "s:u1", "s:u2", "s:u4", "s:b1"})
_SMALL = 2**40
_TERMS = 4
_NUMBERS = {"b": "bool", "i": "int", "u": "int", "f": "float", "c": "complex"}
# What Python gives for its own numbers where NumPy would keep the dtype: abs(True) is 1, pow(2, -1) is 0.5,
# pow(-8.0, 0.5) is complex. The widest answer of any operator is taken for each.
_WIDER = {"bool": "int", "int": "float", "float": "complex"}
"""Python's types of number, by the letter of a dtype code."""
_ALIKE = frozenset(  # those that give several arrays of one shape
    {
        "numpy.meshgrid",
        "numpy.gradient",
        "numpy.nonzero",
        "ndarray.nonzero",
        "numpy.broadcast_arrays",
        "numpy.unravel_index",
    }
)
# Whole numbers that have as many bits as those that they are made of, and such as may have far more.
_WHOLE = frozenset({"builtins.int", "operator.index"}) | frozenset(
    f"math.{name}" for name in "floor ceil trunc isqrt gcd lcm".split()
)
_GROWING = frozenset({"builtins.pow", "operator.pow", "operator.lshift", "math.factorial", "math.comb", "math.perm"})
_METHODS = d.ARRAYS | d.SCALAR
_WINDOWS = ("numpy.hanning", "numpy.hamming", "numpy.blackman", "numpy.bartlett")
_FREQUENCIES = ("numpy.fft.fftfreq", "numpy.fft.rfftfreq")
_READERS = ("numpy.loadtxt", "numpy.genfromtxt")
_RANDOM = "numpy.random."
_STATES = ("default_rng", "RandomState", "Generator")  # what makes a source of random numbers
_BITS = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")  # and what a Generator is made of
_EXTREMES = ("builtins.min", "builtins.max")
_TAME = d.NUMERIC | d.STRING | d.PLAIN
_CALLED = ("key", "converters")  # parameters for functions
# What is gone through to its end, so that a generator runs
_GONE_THROUGH: dict[str, tuple[str, ...]] = {
    **{f"builtins.{name}": ("iterable",) for name in "any all sum sorted list tuple set frozenset dict".split()},
    **dict.fromkeys(_EXTREMES, ("args",)),
    "builtins.next": ("iterator",),
    "builtins.bytes": ("source",),
    "builtins.bytearray": ("source",),
    "math.prod": ("iterable",),
    "math.fsum": ("seq",),
    "math.dist": ("p", "q"),
    **dict.fromkeys(("operator.contains", "operator.countOf", "operator.indexOf"), ("a",)),
}
_FORM = ("shape", "ndim", "size", "dtype")
_MEDIANS = ("numpy.median", "numpy.nanmedian")


class Arguments:
    """The arguments of one call, bound to a row's parameters: each a tuple of values."""

    def __init__(self, bound: dict[str, tuple[int, ...]], literals: dict[str, str]) -> None:
        self.bound = bound
        self.literals = literals

    def values(self, params: Sequence[str]) -> tuple[int, ...]:
        """The values given for these parameters."""
        return tuple(v for p in params for v in self.bound.get(p, ()))


class Calls:
    """Transfer of calls, attributes and subscripts."""

    def __init__(self, solver: Solver) -> None:
        self.solver = solver
        self.values = solver.values
        self.model = solver.values.model

    # calls --------------------------------------------------------------------------------------------------------

    def _having(self, step: Step, value: int, name: str, transfer: Callable[[Step], None]) -> None:
        """Transfer a step by which a value has an attribute of arrays, or is subscripted: None or a number would raise.

        Where it could be nothing else, that may be for want of what later passes tell.
        """
        facts = self.values.facts
        meant = facts[value]
        left = keep(meant, ~(d.NONE | d.NUMBER) | ATTRIBUTES.get(name, 0))
        if left.kinds or step.id in self.solver.refuted or not meant.kinds:
            facts[value] = left if left.kinds else meant
            transfer(step)
            facts[value] = meant

    def call(self, step: Step) -> None:
        """A call."""
        function = self.values.facts[step.args[0]]
        kind, _, name = (function.callee or "").rpartition(".")
        if kind == "ndarray" and function.receiver is not None:
            self._having(step, function.receiver, name, self._call)
        else:
            self._call(step)

    def _counts_small(self, step: Step) -> bool:
        """Whether a range counts from, and in steps of, numbers that are small: then no loop gets beyond 64 bits."""
        given = step.args[1:]
        return all(self._is_small(v, 0) for v in (given[:1] + given[2:] if len(given) > 1 else ()))

    def _is_small(self, value: int, depth: int) -> bool:
        """Whether it is a length or the like, a number in the text, or computed from these."""
        fact, made = self.values.facts[value], self.values.body.steps[value]
        if not fact.kinds:
            return True  # nothing is known yet
        if type(fact.const) is int:
            return abs(fact.const) <= _SMALL
        if fact.only(d.NUMBER | d.SCALAR) and fact.dtypes <= _WORDS:
            return True
        if made.op == "bin" and made.data in ("+", "-", "//", "%") and depth < _TERMS:
            return all(self._is_small(a, depth + 1) for a in made.args)
        return False

    def _call(self, step: Step) -> None:
        function = self.values.facts[step.args[0]]
        if not function.kinds:
            return
        if function.callee == "builtins.range" and not step.data.starred:
            element = _INT if self._counts_small(step) else Fact(d.NUMBER, frozenset({"int"}))
            self.solver.put(step, Fact(d.PLAIN, callee="range", element=element))
            return
        if (
            function.callee == "builtins.list"
            and len(step.args) == 2
            and not step.data.starred
            and self.values.facts[step.args[1]].callee == "range"
        ):
            self.solver.put(step, Fact(d.LIST), frozenset({(step.id, 0)}))
            return
        if function.callee == "list.append" and self._append(step, function):
            return
        if (function.callee or "").startswith(_RANDOM) and self._random_state(step, str(function.callee)):
            return
        resolved = self.bound_row(step)
        if resolved is None and self._own(step, function):
            return
        if resolved is None:
            args = step.args if function.receiver is None else (*step.args, function.receiver)
            self.solver.unseen(step, args)
            found = self._declared_result(step, function)
            if found is None:
                self.solver.unknown(step, args)
            else:
                self.solver.put(step, found, self.values.reach(*args) | _OUT)
            return
        row, arguments = resolved
        if any(not self.values.facts[v].kinds for vs in arguments.bound.values() for v in vs):
            return
        if self.model.is_ufunc(row.name) and not (set(arguments.bound) - set(self._operands(row))):
            self._ufunc(step, row, arguments)
            return
        self._by_row(step, row, arguments)

    def _append(self, step: Step, function: Fact) -> bool:
        """Put ``parts.append(x)``, which runs nobody's code: the list holds the item, and so does who has the list."""
        receiver, shape = function.receiver, step.data
        if receiver is None or len(step.args) != 2 or shape.positional != 1:
            return False
        if not self.values.facts[receiver].only(d.LIST):
            return False
        sites, held = self.values.sites[receiver], self.values.reach(step.args[1])
        self.solver.write(step, sites)
        self.solver.put_into(step, sites, held)
        if OUTSIDE in sites:
            self.solver.keep(step, held)
        self.solver.put(step, Fact(d.NONE, const=None))
        return True

    def _random_state(self, step: Step, callee: str) -> bool:
        """Put what a call makes, if it is a source of random numbers.

        It is, or keeps, what it is given if that is no number. A class derived from NumPy's is not reckoned with.
        """
        maker, given = callee.removeprefix(_RANDOM), [self.values.facts[v] for v in step.args[1:]]
        if step.data is None or step.data.starred or len(given) > 1:
            return False
        if not all(f.kinds for f in given):
            return True  # nothing is known yet
        if maker == "Generator":
            bits = [f"{_RANDOM}{b}()" for b in _BITS]
            if len(given) != 1 or given[0].callee not in bits:
                return False
        elif maker not in _STATES + _BITS:
            return False
        tame = all(f.only(d.NUMBER | d.NONE) or (f.callee or "").endswith("()") for f in given)
        if not tame:
            self.solver.unseen(step, step.args[1:])
        made = "Generator" if maker == "default_rng" else maker
        fact = Fact(d.FOREIGN, origins=frozenset({step.id}), callee=f"{_RANDOM}{made}()")
        reached = self.values.reach(*step.args[1:])
        self.solver.put(step, fact, reached | (frozenset({(step.id, 0)}) if tame else _OUT))
        return True

    def _own(self, step: Step, function: Fact) -> bool:
        """Put the summary of an own function of the module to this call, if there is one."""
        summaries, shape = self.solver.summaries, step.data
        if summaries is None or shape is None or shape.starred or not (function.callee or "").startswith("."):
            return False
        callee = str(function.callee)
        body = summaries.bodies.body(callee)
        if body is None:
            return False
        given = list(step.args[1:])
        positional = given[: shape.positional]
        bound = summaries.bodies.bound(callee)
        if bound != "function":
            if function.receiver is None:
                return False
            positional.insert(0, function.receiver)
        arguments = bind_arguments(body, positional, dict(zip(shape.keywords, given[shape.positional :], strict=True)))
        if arguments is None:
            return False
        if any(not self.values.facts[v].kinds for vs in arguments if isinstance(vs, tuple) for v in vs):
            return True
        summary = summaries.of(callee, [self._told(body, n, given) for n, given in enumerate(arguments)])
        if summary is None:
            return False
        application = Application(self.solver, step, summary, [a if isinstance(a, tuple) else () for a in arguments])
        application.apply(self._declared_result(step, function))
        return True

    def _declared_result(self, step: Step, function: Fact) -> Fact | None:
        """What an own function is declared to return that cannot be seen into."""
        summaries, declared, callee = self.solver.summaries, self.solver.declared, function.callee or ""
        own = summaries.bodies.names.own.get(callee) if summaries is not None else None
        if own is None or declared is None or own.bound == "attribute":
            return None
        return declared.result(own.node, self.values.body, step.id)

    def _told(self, body: Body, index: int, given: tuple[int, ...] | cst.BaseExpression) -> Fact | None:
        """What a callee is told of its parameter number ``index``."""
        star = body.steps[list(body.params.values())[index]].node
        if isinstance(star, cst.Param) and star.star:
            return Fact(d.TUPLE if star.star == "*" else d.DICT, layout=d.C_ORDER)
        if isinstance(given, tuple):
            return described(self.values.facts[given[0]])
        return literal_fact(given)

    def _operands(self, row: Row) -> tuple[str, ...]:
        nin = self.model.arity(row.name)[0]
        return tuple(p.name for p in (row.params or ())[:nin])

    def bound_row(self, step: Step) -> tuple[Row, Arguments] | None:
        """The row of a call with its arguments, as this call makes it; None for a call that cannot be seen."""
        function = self.values.facts[step.args[0]]
        shape: CallShape = step.data
        if function.callee is None or shape is None or shape.starred:
            return None
        row = self.model.row(function.callee)
        if row is None or row.attribute:
            return None
        given = step.args[1:]
        positional = ((function.receiver,) if function.receiver is not None else ()) + given[: shape.positional]
        keywords = dict(zip(shape.keywords, given[shape.positional :], strict=True))
        bound = bind(row, len(positional), shape.keywords)
        if bound is None:
            return None
        values: dict[str, tuple[int, ...]] = {}
        literals: dict[str, str] = {}
        for param, place in bound.items():
            if isinstance(place, tuple):
                values[param] = tuple(positional[i] for i in place)
            else:
                value = positional[place] if isinstance(place, int) else keywords[place]
                values[param] = (value,)
                const = self.values.facts[value].const
                literals[param] = repr(const) if const is not d.MISSING else "*"
        if row.out in literals and not self.values.facts[values[row.out][0]].only(d.ARRAYS | d.NONE):
            return None
        arguments = Arguments(values, literals)
        return particulars.sharpened(row.given(literals), arguments, self.values, step), arguments

    def _ufunc(self, step: Step, row: Row, arguments: Arguments) -> None:
        given = arguments.values(self._operands(row))
        operands = [self.values.facts[v] for v in given]
        if self.solver.answers(step, "operators", *given):
            return
        self.solver.hold_operands(step, given)
        if self.model.arity(row.name)[1] == 1:
            fact = elementwise_fact(self.model, self.model.resolve(row.name), operands, step.id)
            self.solver.put(step, fact, self.solver.made_of(step, given))
            return
        if any(o.may(d.ALIEN) for o in operands):
            self.solver.unknown(step, given)
            return
        fact = elementwise_fact(self.model, self.model.resolve(row.name), operands, step.id)
        element = replace(fact, dtypes=d.ANY_DTYPE)
        self._fresh_tuple(step, element)

    def _fresh_tuple(self, step: Step, element: Fact, items: tuple[Fact, ...] | None = None) -> None:
        count = 9
        sites = frozenset((step.id, i + 1) for i in range(count))
        self.solver.hold(frozenset({(step.id, 0)}), sites)
        parts = None if items is None else tuple((f, frozenset({(step.id, i + 1)})) for i, f in enumerate(items))
        self.solver.put(step, Fact(d.TUPLE, element=element, distinct=True, parts=parts), frozenset({(step.id, 0)}))

    def _by_row(self, step: Step, row: Row, arguments: Arguments) -> None:
        solver, values = self.solver, self.values
        pairs = paired(values, row.name, arguments.bound, step.id) if row.name in PAIRING else None
        if pairs is not None:
            own = frozenset({(step.id, 0)})
            solver.hold(own, values.reach(*(v for vs in arguments.bound.values() for v in vs)))
            solver.put(step, pairs, own)
            return
        everything = tuple(v for vs in arguments.bound.values() for v in vs)
        if row.name.startswith("numpy.") and solver.answers(step, "arrays", *everything):
            return
        if row.writes is None or row.retains is None or self._runs_code(row, arguments):
            solver.unseen(step, everything)
        else:
            # The state of a source of random numbers is in no array.
            written = [p for p in row.writes if p != "self" or not row.name.startswith(_RANDOM)]
            solver.write(step, values.reach(*arguments.values(written)))
            self._put_elements(step, row, arguments)
            if row.effects or len(written) < len(row.writes):  # no memory, but the order of such steps can be told
                values.writes.setdefault(step.id, NOWHERE)
            solver.keep(step, values.reach(*arguments.values(row.retains)))
        if row.name == "builtins.getattr" and not self._asks_form(arguments):
            solver.keep(step, values.reach(*everything))  # `base` and `flags` tell whose memory it is
        if row.name == "builtins.id":
            solver.keep(step, values.memory(*everything))  # it tells a new array from the one that was there before
        aliens = [f for v in arguments.values(row.kind.params) for f in self._members(v) if f.may(d.ALIEN)]
        fact = self._result(step, row, arguments)
        if row.kind.head == "like" and aliens:
            # A subclass or a foreign array takes over the call. As with operators, what a reduction of it gives is
            # taken to be new; what another function gives may be anything.
            tame = row.returns.head in ("fresh", "scalar") and row.shape.head in ("reduce", "()")
            if not tame or fact is None or row.effects:
                solver.unknown(step, everything)
                if row.effects:
                    solver.unseen(step, everything)
                return
            origins = frozenset().union(*(a.origins for a in aliens))
            fact = replace(fact, kinds=fact.kinds | d.ARITHMETIC, origins=fact.origins | origins)
            solver.hold(frozenset({(step.id, 0)}), values.memory(*everything))
        if fact is None:
            solver.unknown(step, everything)
            return
        self._place(step, row, arguments, fact)

    def _put_elements(self, step: Step, row: Row, arguments: Arguments) -> None:
        """Let arrays of objects that are written hold what they may be given: `objects.fill(x)` puts x itself there."""
        values = self.values
        into = [v for v in arguments.values(row.writes or ()) if "O" in values.facts[v].dtypes]
        if into:
            sites = values.memory(*into)
            held = self._elements(arguments)
            if row.name == "ndarray.fill":
                held |= values.reach(*arguments.values(("value",)))
            self.solver.put_into(step, sites, held)
            if OUTSIDE in sites:
                self.solver.keep(step, held)

    def _asks_form(self, arguments: Arguments) -> bool:
        """Whether `getattr` asks for nothing but the form of an array."""
        names = [self.values.facts[v].const for v in arguments.values(("name",))]
        return all(isinstance(name, str) and name in _FORM for name in names)

    def _runs_code(self, row: Row, arguments: Arguments) -> bool:
        """Whether code of the user's runs: a generator that is gone through, a file that is read, a ``key=``."""
        facts = self.values.facts
        if any(facts[v].const is not None for v in arguments.values(_CALLED)):
            return True
        if row.name in _READERS and not all(facts[v].only(d.STRING) for v in arguments.values(("fname",))):
            return True
        through = arguments.values(_GONE_THROUGH.get(row.name, ()))
        if self.solver.dunders:  # a class of the module may answer, also for what stands in a list
            asked = [f for v in arguments.values(row.kind.params) for f in self._members(v)]
            if any(f.may(d.ALIEN) for f in asked) or not all(facts[v].only(_TAME) for v in through):
                return True
        return not (row.name in _EXTREMES and len(through) > 1) and any(map(self.solver.runs, through))

    def _members(self, value: int) -> list[Fact]:
        """What dispatch sees of an argument: itself, or the items of a list or tuple (``np.concatenate((a, b))``).

        Items that are not known are anything.
        """
        fact = self.values.facts[value]
        if not fact.may(d.LIST | d.TUPLE):
            return [fact]
        if fact.element is not None:
            return [fact.element]
        step = self.values.body.steps[value]
        items = fact.items
        if items is None and step.op == "list" and not step.data and not self._named_or_shared(value):
            items = step.args
        if items is None:
            return [d.anything(value)]
        return [fact for item in items for fact in self._members(item)]

    def _named_or_shared(self, value: int) -> bool:
        """Whether a list display may have grown since it was written: it has a name, or is used more than once."""
        uses = [s for s in self.values.body.steps if value in s.args]
        return len(uses) != 1

    def _place(self, step: Step, row: Row, arguments: Arguments, fact: Fact) -> None:
        """Give the result its memory."""
        returns, own = row.returns, frozenset({(step.id, 0)})
        if returns.head in ("fresh",):
            self.solver.put(step, fact, own)
            if "O" in fact.dtypes:
                self.solver.hold(own, self._elements(arguments))
        elif returns.head in ("scalar", "none"):
            self.solver.put(step, fact)
        elif returns.head in ("same", "view", "maybe"):
            of = arguments.values(returns.params)
            sites = frozenset().union(*(self.values.sites[v] for v in of)) if of else NOWHERE
            if any(self.values.facts[v].may(d.LIST | d.TUPLE) for v in of):
                sites |= self.values.reach(*of)
            if returns.head == "same" and len(of) == 1:
                others = [v for vs in arguments.bound.values() for v in vs if v != of[0]]
                if row.out is not None:
                    fact = self.values.facts[of[0]]
                    if any(f.may(d.ALIEN) for v in others for f in self._members(v)):
                        if not self.model.is_ufunc(row.name):
                            self.solver.unknown(step, (*of, *others))
                            return
                        fact = self.solver.answered(step, fact)
                        sites |= own
                        self.solver.hold_operands(step, tuple(others))
                self.solver.put(step, fact, sites)
                return
            self.solver.put(step, fact, sites | (own if returns.head == "maybe" else NOWHERE))
        elif returns.head in ("tuple", "list"):
            if not (row.name in _ALIKE and arguments.literals.get("sparse", "False") == "False"):
                fact = replace(fact, shape=frozenset({("item", step.id)}))
            parts = [t for t in returns.args if isinstance(t, Term)]
            if parts and all(t.head == "fresh" for t in parts) and returns.head == "tuple":
                self._fresh_tuple(step, fact, Forms(self.values, step, row, arguments).items_made(fact))
                return
            held = self.values.reach(*arguments.values(returns.params)) | own
            self.solver.hold(own, held)
            kind = d.TUPLE if returns.head == "tuple" else d.LIST | d.TUPLE  # meshgrid's list is a tuple since NumPy 2
            self.solver.put(step, Fact(kind, element=fact), own)
        else:
            everything = tuple(v for vs in arguments.bound.values() for v in vs)
            self.solver.unknown(step, everything)

    def _elements(self, arguments: Arguments) -> Sites:
        """What an array of objects that is made of these holds: what an array among them holds, but not its buffer."""
        values = self.values
        held: Sites = NOWHERE
        for value in (v for vs in arguments.bound.values() for v in vs):
            sites = values.sites[value]
            if values.facts[value].only(d.ARRAYS):
                held = held.union(*(values.contents.get(s, NOWHERE) for s in sites), sites & _OUT)
            else:
                held |= sites
        return held

    def _result(self, step: Step, row: Row, arguments: Arguments) -> Fact | None:
        if row.returns.head == "none":
            return Fact(d.NONE, const=None)
        if row.kind.head == "dtype":
            return Fact(d.PLAIN)
        if row.name == "builtins.slice":
            return self.solver.slice_of(v for given in arguments.bound.values() for v in given)
        if row.kind.head == "python":
            return self._measured(row, arguments, self._python(row, arguments))
        if row.kind.head not in ("ndarray", "like"):
            return None
        shape, ndim = Forms(self.values, step, row, arguments).form()
        kinds = self._kinds(row, arguments, ndim)
        dtypes = self._dtypes(step, row, arguments)
        words: set[str] = set()
        if kinds & d.ARRAYS:
            words |= dtypes
        if kinds & d.SCALAR:
            words |= {f"s:{w.removeprefix('>')}" for w in dtypes if w != "O"}
            if "O" in dtypes:
                kinds |= d.ARITHMETIC
        if kinds & d.NUMBER:
            word = row.dtype.head == "i8" and not row.dtype.args  # what a computation gives may be of any size
            numbers = {_NUMBERS[w.removeprefix(">")[0]] for w in dtypes if w.removeprefix(">")[0] in _NUMBERS}
            if row.name.startswith("ndarray.") and "bool" in numbers:
                numbers.add("int")  # True.real is 1
            if row.dtype.head == "ufunc":
                numbers |= {_WIDER[n] for n in numbers if n in _WIDER}
            words |= {"int:word" if word and n == "int" else n for n in numbers}
            if "int" in numbers and row.name in _GROWING:
                words.add(BEYOND)
        layout = self._layout(step, row, arguments, ndim)
        origins: frozenset[int] = frozenset()
        return Fact(
            kinds,
            frozenset(words),
            shape,
            layout,
            origins,
            readonly=row.returns.head != "fresh" and (row.readonly is not False or self._may_be_readonly(arguments)),
            ndim=ranks.within(*ndim, 1),
        )

    def _may_be_readonly(self, arguments: Arguments) -> bool:
        """Whether an argument may be, so that a view of it, or it itself, is."""
        return any(self.values.facts[v].readonly for given in arguments.bound.values() for v in given)

    def _python(self, row: Row, arguments: Arguments | None = None) -> Fact | None:
        if row.dtype.head in _PYTHON:
            fact = _PYTHON[row.dtype.head]
            if arguments is not None and (row.name in _WHOLE or row.name in _GROWING):
                given = [self.values.facts[v] for bound in arguments.bound.values() for v in bound]
                fact = replace(fact, dtypes=_whole(row.name, given))
            if row.name in ("ndarray.shape", "ndarray.strides"):
                fact = replace(fact, element=_INT)
            return fact
        if row.dtype.head in d.NATIVE and row.returns.head == "scalar":
            return Fact(d.SCALAR, frozenset({f"s:{row.dtype.head}"}))
        return None

    def _measured(self, row: Row, arguments: Arguments, fact: Fact | None) -> Fact | None:
        """Lengths and shapes with their terms."""
        given = arguments.values([p.name for p in (row.params or ())[:1]])
        if fact is None or len(given) != 1:
            return fact
        source = self.values.facts[given[0]]
        numpy = source.only(d.ARRAYS | d.SCALAR)
        if row.name == "ndarray.shape" and numpy:
            return replace(fact, length=("shape", source.shape))
        if row.name == "ndarray.size" and numpy:
            return replace(fact, length=shapes.size(source.shape))
        if row.name == "builtins.len":
            if numpy:
                return replace(fact, length=shapes.axis_of(source.shape, 0))
            return replace(fact, length=("len", given[0])) if self.values.never_written(given[0]) else fact
        return fact

    def _kinds(self, row: Row, arguments: Arguments, ndim: Rank) -> int:
        """The kinds of a result of so many dimensions."""
        zero = {
            "scalar": d.SCALAR,
            "number": d.SCALAR | d.NUMBER,
            "array": d.ARRAY0,
            "same": d.ARRAY0 | d.SCALAR,
        }.get(row.zero_d.head, d.ARRAY0 | d.SCALAR | d.NUMBER)
        if any(self.values.facts[v].may(d.SCALAR) for v in arguments.values(("self",))):
            zero |= d.SCALAR  # a scalar's own `.T`, `copy()` and the like are scalars
        if any(self.values.facts[v].may(d.NUMBER) for v in arguments.values(("self",))):
            zero |= d.NUMBER  # and `.real` of a Python number is one
        return d.SCALAR if row.returns.head == "scalar" else ranks.kinds_of(ndim, zero)

    def _dtypes(self, step: Step, row: Row, arguments: Arguments) -> frozenset[str]:
        from uncopy.facts.values import dtype_named

        given = {
            p: frozenset().union(*(self._operand_words(v) for v in vs)) if vs else frozenset()
            for p, vs in arguments.bound.items()
        }
        argument = None
        if row.dtype.head == "param":
            name = str(row.dtype.args[0])
            if name in arguments.bound:
                argument = dtype_named(self.values.facts[arguments.bound[name][0]])
        if row.name == "numpy.arange" and row.dtype.head == "unknown":
            return counted([self.values.facts[v] for v in arguments.values(("start", "stop", "step"))])
        if row.name == "numpy.linspace" and row.dtype.head == "unknown":
            return spaced([self.values.facts[v] for v in arguments.values(("start", "stop"))])
        if row.name in _WINDOWS and row.dtype.head == "unknown":  # the length meets 0.0 in an array
            return spaced([self.values.facts[v] for v in arguments.values(("M",))])
        if row.name in _FREQUENCIES and row.dtype.head == "unknown":  # whole numbers times 1.0 / (n * d)
            return spaced([self.values.facts[v] for v in arguments.values(("d",))])
        particular = particulars.dtypes(row, arguments, self.values)
        if particular is not None:
            return particular
        if self._is_drawn(row):
            drawn = self.values.facts[next(iter(arguments.values(("x", "a"))))]
            if drawn.only(d.LIST | d.TUPLE):
                return self._operand_words(next(iter(arguments.values(("x", "a")))))
            return frozenset({"i8"}) if _counts(drawn) else drawn.dtypes if drawn.only(d.ARRAYS) else d.ARRAY_DTYPES
        words = of_result(self.model, row.dtype, given, argument)
        if "O" in words and row.name in _MEDIANS:  # the median of no objects is a float
            return d.ARRAY_DTYPES
        return words if words else d.ARRAY_DTYPES

    @staticmethod
    def _is_drawn(row: Row) -> bool:
        """Whether the result is drawn from an array, or from the numbers below one that is given."""
        return row.name.startswith(_RANDOM) and row.name.rpartition(".")[2] in ("permutation", "choice")

    def _operand_words(self, value: int) -> frozenset[str]:
        fact = self.values.facts[value]
        if fact.only(d.LIST | d.TUPLE):
            return of_display(self.model, self.values, value)
        mapped = mapped_dtype(self.values, value)
        if mapped is not None:
            return frozenset({mapped})
        return fact.dtypes | d.ARRAY_DTYPES if fact.may(~d.NUMERIC) else fact.dtypes

    def _layout(self, step: Step, row: Row, arguments: Arguments, ndim: Rank) -> Layout:
        head = row.layout.head
        literals = arguments.literals
        if row.name == "numpy.array" and "ndmin" in literals and literals.get("copy", "True") == "True":
            # New axes of length one change nothing of the order.
            order = literals.get("order", "'K'")
            if order in ("'C'", "'K'"):
                return C_ORDER if order == "'C'" else Layout(True, frozenset({("of", step.id)}))
        own = Layout(False, frozenset({("of", step.id)}))
        if ndim == (1, 1) and row.name in orders.LINES and row.returns.head == "fresh":
            return C_ORDER
        if head == "C" or (row.name in orders.ALWAYS_C and row.returns.head == "fresh"):
            return C_ORDER
        if row.name in orders.STACKED and row.returns.head in ("fresh", "tuple"):
            return orders.of_stacked([self.values.facts[v] for vs in arguments.bound.values() for v in vs], own)
        if row.name == "numpy.linspace" and row.returns.head == "fresh":
            bounds = [self.values.facts[v] for v in arguments.values(["start", "stop"])]
            return orders.of_steps(bounds, turned="axis" in arguments.bound, own=own)
        if row.name in orders.PRODUCTS and row.returns.head == "fresh":
            given = [f for vs in arguments.bound.values() for v in vs for f in self._members(v)]
            return C_ORDER if all(f.only(d.ARRAY) for f in given) else own
        if head == "F":
            return Layout(True, frozenset({"F"}))
        if self._is_drawn(row):
            source = self.values.facts[next(iter(arguments.values(("x", "a"))))]
            if _counts(source) or (
                row.name.endswith("choice") and Forms(self.values, step, row, arguments).of_a_line("a")
            ):
                return C_ORDER
        if row.name in orders.C_OF_C and row.returns.head == "fresh":
            return orders.of_joined([f for v in self._arrays(row, arguments) for f in self._members(v)], own)
        if row.shape.head == "reversed":
            return orders.turned(self.values.facts[arguments.values(row.shape.params)[0]].layout, own)
        if row.name in orders.KEEPS_C and "order" not in arguments.bound:
            return orders.of_view(
                self.values.facts[arguments.values([p.name for p in row.params or ()][:1])[0]].layout, (), (), own
            )
        facts = [self.values.facts[v] for v in arguments.values(row.layout.params)]
        if facts and all(f.only(d.LIST | d.TUPLE) for f in facts):
            return C_ORDER
        if head == "K" and facts:
            if any(f.may(~d.NUMERIC) for f in facts):
                return Layout(True, own.atoms)
            # Functions that are no ufuncs settle open orders in their own way: only what leaves nothing open is known.
            return dense_layout(facts) if all(f.layout.dense for f in facts) else Layout(True, own.atoms)
        if head == "of" and len(facts) == 1 and facts[0].only(d.NUMERIC):
            return facts[0].layout
        return Layout(row.returns.head == "fresh" and (head == "K" or row.name in orders.DENSE), own.atoms)

    @staticmethod
    def _arrays(row: Row, arguments: Arguments) -> tuple[int, ...]:
        """The arguments that are arrays: the first, and what `append` and `insert` put to it."""
        names = [p.name for p in (row.params or ())[:1]]
        return arguments.values([*names, "values", "prepend"])

    # attributes ---------------------------------------------------------------------------------------------------

    def attribute(self, step: Step) -> None:
        """An attribute: of a module, of an array, or of who knows what."""
        if self.model.row(f"ndarray.{step.data}") is None:
            self._attribute(step)
        else:
            self._having(step, step.args[0], step.data, self._attribute)

    def _attribute(self, step: Step) -> None:
        base = self.values.facts[step.args[0]]
        if not base.kinds:
            return
        made = base.callee is not None and base.callee.endswith("()")  # an object, not the type
        if made and self._method_of(step, f"{str(base.callee)[:-2]}.{step.data}"):
            return
        if base.callee is not None and base.receiver is None and not base.callee.startswith(".") and not made:
            self.solver._named(step, f"{base.callee}.{step.data}")
            return
        if self._member(step) or self._declared_attribute(step):
            return
        name = f"ndarray.{step.data}"
        row = self.model.row(name)
        # A method of what arithmetic gave is NumPy's where that is an array, and taken to be as tame where it is not.
        if row is not None and base.only(_METHODS | d.NUMBER | d.ARITHMETIC):
            if row.attribute:
                arguments = Arguments({"self": (step.args[0],)}, {"self": "*"})
                self._by_row(step, row, arguments)
            else:
                self.solver.put(
                    step, Fact(d.PLAIN | d.FOREIGN, callee=name, receiver=step.args[0]), self.values.sites[step.args[0]]
                )
            return
        if base.only(d.LIST) and step.data in ("append", "extend", "insert"):
            self.solver.put(
                step,
                Fact(d.PLAIN | d.FOREIGN, callee=f"list.{step.data}", receiver=step.args[0]),
                self.values.sites[step.args[0]],
            )
            return
        if base.may(d.ALIEN):  # a property may write what others have handed it
            self.solver.write(step, _OUT)
        fact = replace(d.anything(step.id), receiver=step.args[0])
        reached = self.values.reach(step.args[0])
        self.solver.put(step, fact, reached | _OUT)

    def _method_of(self, step: Step, name: str) -> bool:
        """Whether the model has this method, and the attribute is put as it."""
        row = self.model.row(name)
        if row is None or row.attribute:
            return False
        fact = Fact(d.PLAIN | d.FOREIGN, callee=name, receiver=step.args[0])
        self.solver.put(step, fact, self.values.sites[step.args[0]])
        return True

    def _member(self, step: Step) -> bool:
        """Whether ``self.name`` is an own method or attribute of the class, which it is then put as."""
        body, summaries = self.values.body, self.solver.summaries
        base = body.steps[step.args[0]]
        if summaries is None or base.op != "param" or not body.params or base.id != next(iter(body.params.values())):
            return False
        member = summaries.bodies.member(body, step.data)
        if member is None:
            return False
        if summaries.bodies.bound(member) == "attribute":
            known = summaries.attribute(member)
            if known is None:
                return False
            own = frozenset({("of", step.id)})
            shape = own if known.may(d.ARRAY) else known.shape
            self.solver.put(step, replace(known, shape=shape, layout=Layout(False, own), form=None), _OUT)
            return True
        fact = Fact(d.FOREIGN, origins=frozenset({step.id}), callee=member, receiver=step.args[0])
        self.solver.put(step, fact, self.values.sites[step.args[0]] | _OUT)
        return True

    def _declared_attribute(self, step: Step) -> bool:
        """Whether ``self.name`` is declared by its class, and put so."""
        body, declared = self.values.body, self.solver.declared
        base = body.steps[step.args[0]]
        if declared is None or base.op != "param" or not body.params or base.id != next(iter(body.params.values())):
            return False
        found = declared.attribute(body, step.data, step.id)
        if found is not None:
            self.solver.put(step, found, _OUT)
        return found is not None

    def constant(self, step: Step, row: Row) -> None:
        """A module's constant such as numpy.pi."""
        fact = self._python(row)
        self.solver.put(step, fact if fact is not None else d.anything(step.id), NOWHERE if fact is not None else _OUT)

    # subscripts ---------------------------------------------------------------------------------------------------

    def index(self, step: Step) -> None:
        """A subscript that is read."""
        self._having(step, step.args[0], "__getitem__", self._index)

    def _index(self, step: Step) -> None:
        base_value, index_value = step.args
        base, index = self.values.facts[base_value], self.values.facts[index_value]
        if not (base.kinds and index.kinds) or self.solver.answers(step, "subscripts", base_value, index_value):
            return
        items, at = base.items, index.const
        if base.parts is not None and isinstance(at, int) and -len(base.parts) <= at < len(base.parts):
            self.solver.put(step, *base.parts[at])
            return
        if items is not None and isinstance(at, int) and -len(items) <= at < len(items):
            item = items[at]
            self.solver.put(step, self.values.facts[item], self.values.sites[item])
            return
        shape = shapes.shape_named(base)
        if base.element is not None and shape is not None and base.only(d.TUPLE):
            self._shape_item(step, base, shape, index_value)
            return
        if base.element is not None and index.only(d.NUMBER):
            self.solver._item(step, base_value)
            return
        if base.only(d.ARRAYS | d.SCALAR) and "O" not in base.dtypes:
            fact, fresh, shared = subscript(self.values, step)
            own = frozenset({(step.id, 0)}) if fresh else NOWHERE
            self.solver.put(step, fact, own | (self.values.sites[base_value] if shared else NOWHERE))
            return
        if base.callee in (grids.DENSE, grids.OPEN) and self._grid(step, dense=base.callee == grids.DENSE):
            return
        sites = self.values.reach(base_value)
        if base.may(d.ALIEN):  # what is subscripted may write what others have handed it
            self.solver.write(step, _OUT)
            # It may hold on to the index, too: `np.s_[x]` is x, and a lazy part keeps which part it is.
            self.solver.hold(frozenset({(step.id, 0)}), self.values.memory(index_value))
        self.solver.put(
            step,
            d.anything(step.id),
            sites | {(step.id, 0)} | _OUT
            if base.may(d.ALIEN)
            else sites | {(step.id, 0)} | (_OUT if OUTSIDE in sites else NOWHERE),
        )

    def _grid(self, step: Step, *, dense: bool) -> bool:
        """``np.mgrid[0:n, 0:m]``, and the list or tuple that ``ogrid`` gives."""
        fact, own = grids.made(self.values, step), frozenset({(step.id, 0)})
        if fact is None:
            return False
        if not dense:
            self.solver.hold(own, own)
        self.solver.put(step, fact if dense else Fact(d.LIST | d.TUPLE, element=fact), own)
        return True

    def _shape_item(self, step: Step, base: Fact, shape: shapes.Shape, index_value: int) -> None:
        """``x.shape[0]``, ``x.shape[1:]``."""
        at = self.values.facts[index_value].const
        if type(at) is int:
            self.solver.put(step, replace(_INT, length=shapes.axis_of(shape, at)))
            return
        bounds = slice_bounds(self.values, index_value)
        found = shapes.sized(shape)
        length = None
        if found is not None and bounds is not None and all(b == "None" or shapes.is_number(b) for b in bounds):
            part = found[slice(*(None if b == "None" else int(b) for b in bounds))]
            length = ("shape", frozenset({("sized", *part)}) if part else frozenset())
        if self.values.facts[index_value].only(d.NUMBER):
            self.solver.put(step, _INT)
        elif bounds is not None:
            self.solver.put(step, replace(base, length=length), frozenset({(step.id, 0)}))
        else:
            self.solver.unknown(step, step.args)


def _counts(fact: Fact) -> bool:
    """Whether a value is a number to count up to, of Python or of NumPy."""
    words = {w.partition(":")[0] if not w.startswith("s:") else w for w in fact.dtypes}
    return fact.only(d.NUMBER | d.SCALAR) and words <= {"int", "bool", "s:i8", "s:i4", "s:i2", "s:i1"}


__all__ = ["NO_LAYOUT", "Arguments", "Calls"]


def _whole(name: str, given: list[Fact]) -> frozenset[str]:
    """The words of a whole number of Python's: of 64 bits where it is made of such, else of any size."""
    words = frozenset[str]().union(*(fact.dtypes for fact in given))
    is_text = bool(given) and given[0].only(d.STRING)  # it may be long
    if name in _GROWING or is_text or any(is_beyond(w) or _is_large(w) for w in words):
        return frozenset({"int", BEYOND})
    small = name != "math.lcm" and all(fact.only(d.NUMERIC) for fact in given) and all(map(_is_word, words))
    return frozenset({"int:word" if small else "int"})


def _is_large(word: str) -> bool:
    """Whether it is a float that is written in the text and leaves 64 bits behind."""
    head, _, value = word.partition(":")
    return head == "float" and value != "" and abs(float(value)) >= 2.0**63


def _is_word(word: str) -> bool:
    """Whether numbers of this word have at most 64 bits, with their sign."""
    head, _, value = word.partition(":")
    if head == "int":
        return value == "word" or (value != "" and -(2**63) <= int(value) < 2**63)
    code = native(value if head == "s" else head)
    return head == "bool" or (code[0] in "biu" and code != "u8")
