"""Does all that is made of a copy come out the same, whatever its memory order and the gaps between its elements?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts.orders import ALWAYS_C
from uncopy.facts.ownership import bits
from uncopy.model import OPERATORS

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.lower.ir import Step
    from uncopy.model import Row

KEEPING = frozenset({"ndarray.astype", "numpy.copy", "numpy.array"})  # copies in the order that the axes have

_FORMLESS = frozenset({"shape", "size", "ndim", "dtype", "nbytes", "itemsize"})
_PARTS = frozenset({"T", "real", "imag"})
_THROUGH = frozenset({"numpy.sort", "numpy.partition"})  # they make such a copy first
_ITEMS = frozenset({"index", "unpack", "next"})
_COMPUTED = {
    "+": "numpy.add",
    "-": "numpy.subtract",
    "*": "numpy.multiply",
    "/": "numpy.divide",
    "//": "numpy.floor_divide",
    "%": "numpy.remainder",
    "&": "numpy.bitwise_and",
    "|": "numpy.bitwise_or",
    "^": "numpy.bitwise_xor",
}
_PRODUCTS = frozenset({"numpy.multiply", "numpy.divide", "numpy.square", "numpy.reciprocal"})
_END: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Orders:
    """Whether the copy is in the order of what it is made of (``keeping``), and whether that is C order."""

    keeping: bool
    source_in_c: bool


def order_blind(facts: FunctionFacts, copy: Step, orders: Orders) -> bool:
    """Whether nothing tells the copy's memory order: not what is computed from it, nor what is computed from that."""
    return bool(facts.uses(copy.id)) and _Readers(facts, orders, copy.id).blind()


@dataclass
class _Readers:
    """All that is made of a copy and is not the same in any memory order: views of it, and arrays in its order."""

    facts: FunctionFacts
    orders: Orders
    copy: int
    followed: set[int] = field(default_factory=set)

    def blind(self) -> bool:
        todo = [self.copy]
        methods: set[int] = set()
        while todo:
            value = todo.pop()
            if value in self.followed:
                continue
            self.followed.add(value)
            for use in self.facts.uses(value):
                found = self._use(use, value)
                if found is None:
                    return False
                todo += found
                if use.op == "attr":
                    methods.add(use.id)
        return self._seen_by_no_other(methods)

    def _seen_by_no_other(self, methods: set[int]) -> bool:
        steps = self.facts.body.steps
        sites = frozenset((value, 0) for value in self.followed)
        for holder in bits(self.facts.ownership.holders(sites)):
            value = holder
            while steps[value].op == "refine":  # the same value, of which more is known
                value = steps[value].seen[0]
            if value not in self.followed and value not in methods:
                return False
        return not sites & self.facts.values.reach_sites(frozenset({d.OUTSIDE}))

    def _use(self, use: Step, value: int) -> tuple[int, ...] | None:
        """What has to be followed of what a step makes of a value; None if it may tell the order."""
        fact = self.facts.fact(value)
        if use.op == "attr":
            if use.data in _FORMLESS:
                return _END
            return (use.id,) if use.data in _PARTS and fact.only(d.NUMERIC) else self._method(use)
        if use.op == "store_index":
            base, index, stored = use.args
            if stored == value and value not in (base, index):
                return _END if self.facts.fact(base).only(d.ARRAYS) else None
            # What is in the copy's order may be written, if it is not the copy itself.
            return _END if base == value not in (index, stored, self.copy) and self._is_made(value) else None
        if use.op == "aug":
            target, other = use.args
            if not self._computes(use):
                return None
            if target == value:
                return (use.id,) if other != value and self._is_made(value) else None
            return _END if self.facts.fact(target).only(d.ARRAY) else None
        if use.op == "iter":
            return (use.id,) if fact.only(d.ARRAYS) else None
        if use.op in _ITEMS:
            return self._rest(use, fact)
        if use.op == "bin":
            return self._made(use, value) if self._computes(use) else None
        if use.op in ("compare", "unary"):
            word = f"u{use.data}" if use.op == "unary" and use.data in "-+" else use.data
            return self._result(use, OPERATORS.get(word), value)
        return self._result(use, self.facts.fact(use.args[0]).callee, value) if use.op == "call" else None

    def _method(self, method: Step) -> tuple[int, ...] | None:
        out: list[int] = []
        for use in self.facts.uses(method.id):
            called = use.op == "call" and use.args[0] == method.id
            found = self._result(use, self.facts.fact(method.id).callee, method.args[0]) if called else None
            if found is None:
                return None
            out += found
        return tuple(out)

    def _is_made(self, value: int) -> bool:
        """Whether a value is an array that was made of the copy, and not a view of it."""
        return all(maker == value for maker, _ in self.facts.values.sites[value]) and value != self.copy

    def _computes(self, use: Step) -> bool:
        """Whether an operator gives the same bits whatever the strides: not so for products of complex numbers."""
        power = self.facts.fact(use.args[1]).const
        squared = use.data == "**" and type(power) is int and power == 2
        row = self.facts.model.row("numpy.square" if squared else _COMPUTED.get(use.data, ""))
        if row is None or row.order_sensitive:
            return False
        return use.data in "+-" or not self._may_be_complex(use)

    def _may_be_complex(self, use: Step) -> bool:
        words = {w for a in (*use.args, use.id) for w in self.facts.fact(a).dtypes}
        return any(w.removeprefix("s:").removeprefix(">").startswith("c") for w in words)

    def _result(self, use: Step, name: str | None, value: int) -> tuple[int, ...] | None:
        fact = self.facts.fact(use.id)
        if name == "builtins.len":
            return _END
        if use.op == "call" and self.orders.keeping and value == self.copy:
            plain = not use.data.keywords and use.data.positional <= 1 and not use.data.starred
            if (name in KEEPING and plain) or (name in _THROUGH and fact.only(d.NUMERIC)):
                return _END  # both put what has gaps in the same order
        row = self.facts.model.row(name) if name else None
        if row is None or row.order_sensitive or row.effects or row.writes or row.retains:
            return None
        if use.op == "call" and _is_told(row, use):
            return None  # "A" and "K" ask for the memory order
        if row.name in _PRODUCTS and self._may_be_complex(use):
            return None
        if name == "ndarray.tolist" and "O" not in self.facts.fact(value).dtypes:
            return _END
        if row.returns.head in ("view", "maybe"):
            return self._rest(use, self.facts.fact(value))
        if row.returns.head not in ("fresh", "scalar"):
            return None
        return self._made(use, value, in_c_order=row.layout.head == "C" or name in ALWAYS_C)

    def _made(self, use: Step, value: int, *, in_c_order: bool = False) -> tuple[int, ...] | None:
        """Of a new array: its order, if it may be the copy's."""
        fact = self.facts.fact(use.id)
        if not fact.only(d.NUMERIC):
            return None
        if not fact.may(d.ARRAY) or fact.ndim == (1, 1):
            return _END
        # What is in C order only because the copy is would follow the array itself.
        always = self.orders.keeping or self.orders.source_in_c or in_c_order
        if always and fact.layout.is_c and value == self.copy:
            return _END
        if any(maker != use.id for maker, _ in self.facts.values.sites[use.id]):
            return None  # it is what ``out`` names
        return self._rest(use, self.facts.fact(value))

    def _rest(self, use: Step, source: d.Fact) -> tuple[int, ...] | None:
        """What is an array has to be followed; one of objects does what they do, in the order that they lie in."""
        fact = self.facts.fact(use.id)
        if not fact.only(d.NUMERIC) or not source.only(d.NUMERIC) or "O" in fact.dtypes | source.dtypes:
            return None
        return (use.id,) if fact.may(d.ARRAYS) else _END


def _is_told(row: Row, call: Step) -> bool:
    """Whether a call gives the order that is to be read or made."""
    names = [p.name for p in row.params or ()]
    if "order" not in names:
        return False
    before = names.index("order") - names[0].startswith("self")
    return bool("order" in call.data.keywords or call.data.positional > before or call.data.starred)
