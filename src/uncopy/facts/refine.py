"""What a test that came out so, or a step that did not raise, tells about an object: the transfer of ``refine`` steps.

Kinds of NumPy's and Python's own are told apart. What is not theirs (`domain.ALIEN`) may answer any test in any way,
and subclasses count as such, so it always stays possible, but where the exact type was asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from uncopy.facts import domain as d
from uncopy.facts.domain import Fact
from uncopy.facts.dtypes import NAMES, dtype_of_string
from uncopy.lower.expressions import AXIS_CALLS, AXIS_METHODS, COUNTING_CALLS, LEAST_DIMENSIONS, SECOND_IS_AXIS
from uncopy.model import DOMAIN

if TYPE_CHECKING:
    from uncopy.facts.values import Values
    from uncopy.lower.ir import Step

Words = frozenset[str]

_FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_COMPARED: dict[str, Callable[[int, int], bool]] = {
    "==": int.__eq__,
    "!=": int.__ne__,
    "<": int.__lt__,
    "<=": int.__le__,
    ">": int.__gt__,
    ">=": int.__ge__,
}


def _codes(kinds: str) -> Words:
    """The codes of all dtypes of these kinds (NumPy's letters)."""
    special = {"b1": "b", "m8": "m", "M8": "M"}
    return frozenset(c for c in DOMAIN if special.get(c, c[0]) in kinds)


def _scalars(codes: Words) -> Words:
    return frozenset(f"s:{c}" for c in codes)


def orders(codes: Words) -> Words:
    """Arrays of these dtypes in either byte order."""
    return (codes | {f">{c}" for c in codes}) & d.ARRAY_DTYPES


class Instances(NamedTuple):
    """The instances of a class: kinds, and which dtypes of the numeric kinds. ``all`` is False where others remain."""

    kinds: int
    words: Words = frozenset()
    all: bool = True


_REAL = frozenset({"bool", "int", "float"})
_INTEGERS = _scalars(_codes("ium"))  # `timedelta64` is a `signedinteger`
CLASSES: dict[str, Instances] = {
    "builtins.int": Instances(d.NUMBER, frozenset({"int", "bool"})),
    "builtins.float": Instances(d.NUMBER | d.SCALAR, frozenset({"float", "s:f8"})),
    "builtins.complex": Instances(d.NUMBER | d.SCALAR, frozenset({"complex", "s:c16"})),
    "builtins.bool": Instances(d.NUMBER, frozenset({"bool"})),
    "builtins.str": Instances(d.STRING | d.SCALAR, frozenset({"s:U"}), all=False),  # bytes are of the same kind
    "builtins.bytes": Instances(d.STRING | d.SCALAR, frozenset({"s:S"}), all=False),
    "builtins.list": Instances(d.LIST),
    "builtins.tuple": Instances(d.TUPLE),
    "builtins.dict": Instances(d.DICT),
    "builtins.set": Instances(d.SET),
    "numbers.Number": Instances(d.NUMBER | d.SCALAR, d.NUMBERS | _INTEGERS | _scalars(_codes("fc"))),
    "numbers.Complex": Instances(d.NUMBER | d.SCALAR, d.NUMBERS | _INTEGERS | _scalars(_codes("fc"))),
    "numbers.Real": Instances(d.NUMBER | d.SCALAR, _REAL | _INTEGERS | _scalars(_codes("f"))),
    "numbers.Integral": Instances(d.NUMBER | d.SCALAR, frozenset({"int", "bool"}) | _INTEGERS),
    "numpy.ndarray": Instances(d.ARRAYS, d.ARRAY_DTYPES),
    "numpy.generic": Instances(d.SCALAR, d.SCALAR_DTYPES),
    "numpy.number": Instances(d.SCALAR, _scalars(_codes("iumfc"))),
    "numpy.integer": Instances(d.SCALAR, _INTEGERS),
    "numpy.signedinteger": Instances(d.SCALAR, _scalars(_codes("im"))),
    "numpy.unsignedinteger": Instances(d.SCALAR, _scalars(_codes("u"))),
    "numpy.inexact": Instances(d.SCALAR, _scalars(_codes("fc"))),
    "numpy.floating": Instances(d.SCALAR, _scalars(_codes("f"))),
    "numpy.complexfloating": Instances(d.SCALAR, _scalars(_codes("c"))),
    "numpy.bool_": Instances(d.SCALAR, frozenset({"s:b1"})),
    "numpy.bool": Instances(d.SCALAR, frozenset({"s:b1"})),
    "numpy.float64": Instances(d.SCALAR, frozenset({"s:f8"})),
    "numpy.float32": Instances(d.SCALAR, frozenset({"s:f4"})),
}
"""For `isinstance`. Subclasses are another matter: they are foreign."""

DTYPE_CLASSES: dict[str, Words] = {
    "builtins.float": frozenset({"f8"}),
    "builtins.complex": frozenset({"c16"}),
    "builtins.bool": frozenset({"b1"}),
    **{
        name: frozenset(w[2:] for w in found.words)
        for name, found in CLASSES.items()
        if name.startswith("numpy.") and found.kinds == d.SCALAR
    },
}
"""For `numpy.issubdtype`."""
DTYPE_CLASSES["numpy.generic"] |= {"O"}

ATTRIBUTES: dict[str, int] = {
    "conjugate": d.NUMBER,
    "copy": d.LIST | d.DICT | d.SET,
    "imag": d.NUMBER,
    "partition": d.STRING,
    "real": d.NUMBER,
    "sort": d.LIST,
}
"""Attributes of arrays that other things of Python's have as well, and which."""

_TOLD_APART = d.ALIEN | d.PLAIN  # a type has the attributes of its instances, and a function may have any
_SIZED = d.ARRAY | d.SCALAR | d.CONTAINERS | _TOLD_APART
_TEXT = frozenset({"s:S", "s:U"})
# Of a number, these have no axis at all; sums and the like take 0 and -1 for one.
_STRICT = frozenset(
    f"numpy.{name}" for name in ("linalg.norm", "median", "mean", "percentile", "quantile", "std", "var")
)


def refine(values: Values, step: Step, old: Fact) -> Fact:
    """What is known of an object after a ``refine`` step, ``old`` being known before; no kinds if that cannot be."""
    teller = values.body.steps[step.seen[1]]
    telling = _Telling(values, values.body.refined[step.id], teller)
    if step.data == "done":
        return telling.done(old)
    method = {"compare": telling.compared, "call": telling.called}.get(teller.op, telling.true)
    return method(old, step.data)


def declare(old: Fact, declared: Fact) -> Fact:
    """What is left of a fact by a declaration."""
    return ranked(keep(old, declared.kinds, lambda w: _plain(w) in declared.dtypes), *declared.ndim)


def keep(fact: Fact, kinds: int = d.ANYTHING, words: Callable[[str], bool] | None = None) -> Fact:
    """A fact of which only these kinds, and these dtypes of the numeric ones, are left."""
    kinds &= fact.kinds
    dtypes = frozenset(w for w in fact.dtypes if words is None or words(w))
    for kind, holds in ((d.ARRAYS, d.ARRAY_DTYPES), (d.SCALAR, d.SCALAR_DTYPES), (d.NUMBER, d.NUMBERS)):
        if any(_plain(w) in holds for w in fact.dtypes - dtypes) and not any(_plain(w) in holds for w in dtypes):
            kinds &= ~kind
        if not kinds & kind:
            dtypes = frozenset(w for w in dtypes if _plain(w) not in holds)
    of_several = kinds & d.ARRAY and kinds != d.ARRAY
    if kinds == fact.kinds and dtypes == fact.dtypes and (fact.form is None or of_several):
        return fact
    shaped = kinds & ~d.IMMUTABLE
    shape, layout = fact.as_array if kinds == d.ARRAY else (fact.shape, fact.layout)
    return replace(
        fact,
        kinds=kinds,
        dtypes=dtypes,
        ndim=fact.ndim if kinds & d.ARRAY else (1, d.MANY),
        shape=shape if shaped else frozenset(),
        layout=layout if shaped else d.NO_LAYOUT,
        form=fact.form if of_several else None,
        origins=fact.origins if kinds & d.ALIEN else frozenset(),
    )


def ranked(fact: Fact, least: int, most: int) -> Fact:
    """A fact of which arrays of so many dimensions are left, scalars and 0-d arrays aside."""
    least, most = max(least, fact.ndim[0]), min(most, fact.ndim[1])
    if not fact.may(d.ARRAY) or (least, most) == fact.ndim:
        return fact
    return replace(fact, ndim=(least, most)) if least <= most else keep(fact, ~d.ARRAY)


def _dimensions(fact: Fact, least: int, most: int) -> Fact:
    """A fact of what has a shape, of which so many dimensions are left."""
    if least:
        fact = keep(fact, ~(d.ARRAY0 | d.SCALAR))
    return ranked(fact, least, most) if most else keep(fact, ~d.ARRAY)


def _plain(word: str) -> str:
    """A dtype word without the value of a number: ``int`` for ``int:3``."""
    return word if word.startswith("s:") else word.partition(":")[0]


class _Telling:
    """What one step tells of one object."""

    def __init__(self, values: Values, target: int, step: Step) -> None:
        self.values, self.target, self.step = values, target, step
        self.seen = values.body.seen_by(step)

    def fact(self, value: int) -> Fact:
        """What was known of a value when the step ran."""
        return self.values.facts[self.seen.get(value, value)]

    def of(self, value: int, attribute: str) -> bool:
        """Whether a value is this attribute of the object."""
        step = self.values.body.steps[value]
        return step.op == "attr" and step.data == attribute and step.args[0] == self.target

    def calls(self, value: int, *names: str) -> int | None:
        """The only argument of a call of one of these functions."""
        step = self.values.body.steps[value]
        if step.op != "call" or len(step.args) != 2 or step.data.positional != 1:
            return None
        return step.args[1] if self.fact(step.args[0]).callee in names else None

    # tests --------------------------------------------------------------------------------------------------------

    def compared(self, old: Fact, truth: bool) -> Fact:
        left, right = self.step.args
        op = self.step.data
        new = self._sides(old, left, right, op, truth)
        return new if new is not None else self._sides(old, right, left, _FLIPPED.get(op, op), truth) or old

    def _sides(self, old: Fact, left: int, right: int, op: str, truth: bool) -> Fact | None:
        """The fact if ``left op right`` speaks of the object on the left."""
        if op in ("is not", "!=", "not in"):
            op, truth = {"is not": "is", "!=": "==", "not in": "in"}[op], not truth
        other = self.fact(right)
        if op == "is" and left == self.target and other.const is None:
            return keep(old, d.NONE if truth else ~d.NONE)
        if op in ("is", "==") and self.calls(left, "builtins.type") == self.target:
            return self._exactly(old, other, truth)
        dimensions = self._dimensions(old, left)
        if dimensions is not None:
            return self._by_rank(old, dimensions, self._numbers(op, right), truth)
        if self.of(left, "shape"):
            return self._by_shape(old, right, truth) if op == "==" else old
        vector = self._vector(left) if op == "==" and truth else None
        if vector == self.target:
            return self._by_length(old, right)
        codes = self._dtypes(left, op, right)
        if codes is not None:
            certain, possible = codes
            if truth:
                return old if possible is None else keep(old, words=lambda w: _is_number(w) or w in possible)
            return keep(old, words=lambda w: w not in certain)
        return None

    def _exactly(self, old: Fact, other: Fact, truth: bool) -> Fact:
        if other.callee == "numpy.ndarray":
            return keep(old, d.ARRAYS if truth else ~d.ARRAYS)
        kinds = {"builtins.list": d.LIST, "builtins.tuple": d.TUPLE, "builtins.dict": d.DICT, "builtins.set": d.SET}
        kind = kinds.get(other.callee or "")
        return old if kind is None else keep(old, kind if truth else ~kind)

    def _dimensions(self, old: Fact, value: int) -> tuple[int, int] | None:
        """If a value is the number of dimensions of the object: the kinds that have none, and that may have some."""
        if self.of(value, "ndim"):
            return d.ARRAY0 | d.SCALAR, d.ARRAY
        measured = self.calls(value, "builtins.len")
        if measured is not None and self.of(measured, "shape"):
            return d.ARRAY0 | d.SCALAR, d.ARRAY
        if self.calls(value, "numpy.ndim") == self.target:
            return ~(d.ARRAY | d.LIST | d.TUPLE | _TOLD_APART), d.ARRAY | d.LIST | d.TUPLE
        return None

    def _numbers(self, op: str, value: int) -> Callable[[int], bool] | None:
        """Which numbers of dimensions hold, for ``ndim op value``."""
        if op == "in":
            items = self._items(value)
            numbers = None if items is None else [self.fact(i).const for i in items]
            if numbers is None or not all(type(n) is int for n in numbers):
                return None
            return lambda ndim: ndim in numbers
        number = self.fact(value).const
        if type(number) is not int or op not in _COMPARED:
            return None
        return lambda ndim: _COMPARED[op](ndim, number)

    @staticmethod
    def _by_rank(old: Fact, sides: tuple[int, int], holds: Callable[[int], bool] | None, truth: bool) -> Fact:
        if holds is None:
            return old
        none, some = sides
        kinds = ~none if holds(0) is not truth else d.ANYTHING
        left = [n for n in range(1, d.MANY + 1) if holds(n) is truth]
        if not left:
            return keep(old, kinds & ~some)
        return ranked(keep(old, kinds), left[0], left[-1])

    def _by_shape(self, old: Fact, right: int, truth: bool) -> Fact:
        step = self.values.body.steps[right]
        if step.op == "attr" and step.data == "shape" and truth:
            other = self.fact(step.args[0])
            if other.kinds and other.only(d.NUMERIC) and old.may(d.ARRAY):
                shape = old.shape | other.shape
                form = None if old.form is None else (old.form[0] | other.shape, old.form[1])
                kinds = ~d.ARRAY if other.only(d.ARRAY0 | d.SCALAR) else d.ANYTHING
                kinds &= ~(d.ARRAY0 | d.SCALAR) if other.only(d.ARRAY) else d.ANYTHING
                old = keep(replace(old, shape=shape, form=form), kinds)
                return ranked(old, *other.ndim) if other.may(d.ARRAY) else old
        items = self.fact(right).items
        if items is None:
            return old
        if not items:
            return keep(old, ~d.ARRAY if truth else ~(d.ARRAY0 | d.SCALAR))
        return _dimensions(old, len(items), len(items)) if truth else old

    def _vector(self, value: int) -> int | None:
        """If a value is the first length of an array: the array."""
        steps = self.values.body.steps
        measured = self.calls(value, "builtins.len")
        if measured is not None:
            return measured
        step = steps[value]
        if step.op == "attr" and step.data == "size":
            return step.args[0]
        if step.op != "index" or steps[step.args[0]].op != "attr" or steps[step.args[0]].data != "shape":
            return None
        return steps[step.args[0]].args[0] if self.fact(step.args[1]).const in (0, -1) else None

    def _by_length(self, old: Fact, right: int) -> Fact:
        """A vector as long as another one is of its shape."""
        other = self._vector(right)
        if other is None:
            return old
        body = self.values.body
        found = self.values.facts[body.seen_by(body.steps[right]).get(other, other)]
        if not all(f.kinds == d.ARRAY and f.ndim == (1, 1) for f in (old, found)):
            return old
        return replace(old, shape=old.shape | found.shape)

    def _items(self, value: int) -> tuple[int, ...] | None:
        """The items of a tuple, or of a list that is written out in the test itself."""
        items = self.fact(value).items
        if items is not None:
            return items
        step = self.values.body.steps[value]
        if step.op != "list" or step.data:
            return None
        readers = [s for s in self.values.body.steps if value in s.args]
        return step.args if readers == [self.step] else None

    def _dtypes(self, left: int, op: str, right: int) -> tuple[Words, Words | None] | None:
        """If ``left op right`` asks for the dtype: for which ones it holds, and for which it may (None: for any)."""
        if op not in ("==", "in", "is"):
            return None
        steps = self.values.body.steps
        if self.of(left, "dtype"):
            if op == "is":
                return None
            found = [self._named(i) for i in ((right,) if op == "==" else self._items(right) or (-1,))]
            words = [w | _scalars(w) for w in found if w is not None]
            known = frozenset[str]().union(*words)
            return known, known if None not in found else None
        if steps[left].op != "attr" or not self.of(steps[left].args[0], "dtype"):
            return None
        codes = self._codes_of(steps[left].data, op, right)
        if codes is None:
            return None
        asked = orders(codes) | _scalars(codes)
        return asked, asked

    def _codes_of(self, attribute: str, op: str, right: int) -> Words | None:
        """The dtypes of which a test of ``x.dtype.kind``, ``.char``, ``.name`` or ``.type`` holds, byte order aside."""
        asked = self.fact(right)
        if attribute in ("kind", "char") and op != "is":
            letters = self._letters(op, right)
            if letters is None or attribute == "kind":
                return None if letters is None else _codes(letters)
            return frozenset(_CHARS[c] for c in letters) if letters and _CHARS.keys() >= set(letters) else None
        if attribute == "name" and op == "==" and isinstance(asked.const, str):
            code = dtype_of_string(asked.const) if asked.const in _EXACT else None
            return frozenset({code}) if code is not None and code[0] in "fc" and code != asked.const else None
        if attribute == "type" and op != "in" and asked.callee in ("numpy.float64", "numpy.float32", "numpy.bool_"):
            return DTYPE_CLASSES[asked.callee]
        return None

    def _letters(self, op: str, right: int) -> str | None:
        const = self.fact(right).const
        if isinstance(const, str):
            return const if op == "in" or len(const) == 1 else None
        items = self._items(right) if op == "in" else None
        letters = [self.fact(i).const for i in items or ()]
        if not letters or not all(isinstance(letter, str) and len(letter) == 1 for letter in letters):
            return None
        return "".join(map(str, letters))

    def _named(self, value: int) -> Words | None:
        """The dtypes that are equal to what a value names; byte order counts. Only those of one size everywhere."""
        if value < 0:
            return None
        fact = self.fact(value)
        step = self.values.body.steps[value]
        if step.op == "call" and fact.const is d.MISSING:
            inner = self.calls(value, "numpy.dtype")
            return None if inner is None or self.values.body.steps[inner].op == "call" else self._named(inner)
        if isinstance(fact.const, str):
            code = dtype_of_string(fact.const)
            code = code if fact.const in _EXACT | _NICKNAMES else None
        else:
            code = NAMES.get(fact.callee or "") if fact.receiver is None else None
            code = code if fact.callee not in _OF_PLATFORM else None
        return None if code is None else frozenset({code})

    def called(self, old: Fact, truth: bool) -> Fact:
        args = self.step.args
        shape = self.step.data
        callee = self.fact(args[0]).callee
        if shape.starred or shape.keywords:
            return old
        if len(args) == 3 and callee == "builtins.isinstance" and args[1] == self.target:
            return self._isinstance(old, args[2], truth)
        if len(args) == 3 and callee == "numpy.issubdtype" and self.of(args[1], "dtype"):
            codes = DTYPE_CLASSES.get(self.fact(args[2]).callee or "")
            if codes is None:
                return old
            words = orders(codes) | _scalars(codes)
            return keep(old, words=lambda w: w in words if truth else w not in words)
        if len(args) != 2:
            return old
        if callee == "builtins.len" and self.of(args[1], "shape"):
            return keep(old, ~(d.ARRAY0 | d.SCALAR) if truth else ~d.ARRAY)
        if args[1] != self.target:
            return old
        if callee == "numpy.isscalar":
            scalars = d.SCALAR | d.NUMBER | d.STRING
            return keep(old, scalars | d.ALIEN if truth else ~scalars)
        if callee == "builtins.callable":
            return keep(old, _TOLD_APART) if truth else old
        if callee in ("numpy.iscomplexobj", "numpy.isrealobj"):
            complex_ = truth is (callee == "numpy.iscomplexobj")
            words = orders(_codes("c")) | _scalars(_codes("c")) | {"complex"}
            kinds = d.NUMERIC | d.LIST | d.TUPLE | d.ALIEN if complex_ else d.ANYTHING
            return keep(old, kinds, lambda w: (_plain(w) in words) is complex_)
        if callee == "numpy.ndim":
            return self._by_rank(old, (~(d.ARRAY | d.LIST | d.TUPLE | _TOLD_APART), d.ARRAY), lambda n: n != 0, truth)
        return old

    def _isinstance(self, old: Fact, classes: int, truth: bool) -> Fact:
        items = self.fact(classes).items
        found = [CLASSES.get(self.fact(c).callee or "") for c in (classes,) if items is None] + [
            CLASSES.get(self.fact(c).callee or "") for c in items or ()
        ]
        known = [c for c in found if c is not None]
        words = frozenset[str]().union(*(c.words for c in known))
        kinds = reduce(int.__or__, (c.kinds for c in known), 0)
        if truth:
            return keep(old, kinds | d.ALIEN, lambda w: _plain(w) in words) if len(known) == len(found) else old
        others = reduce(int.__or__, (c.kinds for c in known if not c.all), 0)
        return keep(old, ~(kinds & ~d.NUMERIC & ~others), lambda w: _plain(w) not in words)

    def true(self, old: Fact, truth: bool) -> Fact:
        """A test of a value by itself: ``if x.ndim:``, ``if x.size:``."""
        value = self.step.id
        if self.of(value, "ndim") or self.of(value, "shape"):
            return keep(old, ~(d.ARRAY0 | d.SCALAR) if truth else ~d.ARRAY)
        if self.of(value, "size") and not truth:
            return keep(old, ~(d.ARRAY0 | d.SCALAR))
        return old

    # evidence -----------------------------------------------------------------------------------------------------

    def done(self, old: Fact) -> Fact:
        step = self.step
        if step.op == "attr":
            known = self.values.model.row(f"ndarray.{step.data}") is not None
            return keep(old, d.ARRAYS | d.SCALAR | _TOLD_APART | ATTRIBUTES.get(step.data, 0)) if known else old
        if step.op == "unpack":
            _, total, _ = step.data
            return _dimensions(old, total, total) if self.of(step.args[0], "shape") else old
        if step.op in ("index", "store_index"):
            return self._subscripted(old, store=step.op == "store_index")
        if step.op == "iter":
            return self._sized(old)
        if step.op == "bin" and step.data == "@":
            left, right = step.args
            other = self.fact(right if left == self.target else left)
            array_like = d.ARRAY | d.LIST | d.TUPLE | _TOLD_APART
            return keep(old, array_like) if other.kinds and other.only(d.NUMERIC) else old
        return self._called_well(old) if step.op == "call" else old

    def _called_well(self, old: Fact) -> Fact:
        """A call that did not raise: what was counted has items, what has an axis of some number so many dimensions."""
        step, shape = self.step, self.step.data
        callee = self.fact(step.args[0]).callee or ""
        if callee in COUNTING_CALLS:
            return self._sized(old)
        method = self.of_any(step.args[0], AXIS_METHODS)
        if not method and (not shape.positional or step.args[1] != self.target):
            return old
        if callee == "numpy.fill_diagonal":
            return ranked(keep(old, d.ARRAY | d.ALIEN), 2, d.MANY)
        least = 0 if method else self._least(callee, plain=len(step.args) == 2)
        if method:
            callee = f"numpy.{self.values.body.steps[step.args[0]].data}"
        place = 1 if method else 2 if callee in SECOND_IS_AXIS else None
        if (method or callee in AXIS_CALLS) and not shape.starred:
            if "axis" in shape.keywords:
                place = 1 + shape.positional + shape.keywords.index("axis")
            elif place is not None and place > shape.positional:
                place = None
            least = max(least, 0 if place is None else self._dimensions_for(step.args[place], callee))
        if not least:
            return old
        return ranked(keep(old, ~(d.ARRAY0 | d.SCALAR | d.NUMBER)), least, d.MANY)

    @staticmethod
    def _least(callee: str, *, plain: bool) -> int:
        """How many dimensions a function asks for, if it is not told more; sorting can be told to flatten."""
        return LEAST_DIMENSIONS.get(callee, 0) if plain or callee.startswith("numpy.linalg.") else 0

    def _dimensions_for(self, value: int, callee: str) -> int:
        """How many dimensions there must be for an axis: the first and last one may be asked of no dimensions, too."""
        fact = self.fact(value)
        axes = [self.fact(i).const for i in fact.items] if fact.items is not None else [fact.const]
        if not axes or not all(type(a) is int for a in axes):
            return 0
        least = max(a + 1 if a >= 0 else -a for a in axes)
        return least if least > 1 or callee in _STRICT else 0

    def of_any(self, value: int, attributes: frozenset[str]) -> bool:
        """Whether a value is one of these attributes of the object."""
        step = self.values.body.steps[value]
        return step.op == "attr" and step.data in attributes and step.args[0] == self.target

    @staticmethod
    def _sized(old: Fact) -> Fact:
        return keep(old, _SIZED, lambda w: _plain(w) not in d.SCALAR_DTYPES or w in _TEXT)

    def _subscripted(self, old: Fact, *, store: bool) -> Fact:
        base, index = self.step.args[:2]
        if base != self.target:
            if not self.of(base, "shape") or store:
                return old
            at = self.fact(index).const
            return _dimensions(old, at + 1 if at >= 0 else -at, d.MANY) if type(at) is int else old
        kinds = d.ARRAYS | d.SCALAR | d.LIST | d.TUPLE | d.STRING | d.DICT | _TOLD_APART
        if store:
            kinds &= ~(d.SCALAR | d.TUPLE | d.STRING)
        parts, several = self._parts(index)
        text = _TEXT
        if several or "none" in parts or "ellipsis" in parts:
            kinds &= ~(d.LIST | d.TUPLE | d.STRING)
            text = frozenset()
        numbers = True
        if any(part in ("slice", "int", "list") for part in parts):
            kinds &= ~d.ARRAY0
            numbers = False
        new = keep(old, kinds, None if numbers else lambda w: _plain(w) not in d.SCALAR_DTYPES or w in text)
        return ranked(new, sum(part in ("slice", "int", "list") for part in parts), d.MANY)

    def _parts(self, index: int) -> tuple[list[str], bool]:
        """What the parts of an index are, and whether it is a tuple."""
        fact = self.fact(index)
        parts = []
        for part in fact.items if fact.items is not None else (index,):
            item = self.fact(part)
            if item.callee == "builtins.slice" and item.only(d.PLAIN | d.FOREIGN):
                parts.append("slice")
            elif item.const is None:
                parts.append("none")
            elif item.const is ...:
                parts.append("ellipsis")
            elif item.only(d.NUMBER | d.SCALAR) and not item.dtypes & {"bool", "s:b1"} and item.kinds:
                parts.append("int")
            elif item.only(d.LIST) and item.kinds:
                parts.append("list")
            else:
                parts.append("unknown")
        return parts, fact.items is not None


def _is_number(word: str) -> bool:
    return _plain(word) in d.NUMBERS


_EXACT = frozenset(
    [f"{kind}{bits}" for kind in ("int", "uint") for bits in (8, 16, 32, 64)]
    + ["float16", "float32", "float64", "complex64", "complex128", "bool", "object"]
    + ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16", "O"]
)
# NumPy's letters of one size each; those of the other integers have another one on some systems. "g" has no more than
# "d" on Windows, but is a dtype of its own.
_CHARS = dict(zip("?bBhHOefdgFDG", "b1 i1 u1 i2 u2 O f2 f4 f8 f16 c8 c16 c32".split(), strict=True))
_NICKNAMES = frozenset({"float", "double", "single", "complex", "d", "f"})  # no dtype has them for its `name`
_OF_PLATFORM = frozenset({"builtins.int", "numpy.int_", "numpy.intp", "numpy.longdouble", "numpy.clongdouble"})
