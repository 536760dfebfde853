"""The shapes and ranks of what NumPy's functions give, by the shape words of their rows and by their arguments."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from uncopy.facts import domain as d
from uncopy.facts import ranks, shapes
from uncopy.facts.collected import collected
from uncopy.facts.displays import items_of
from uncopy.facts.domain import Fact, Rank
from uncopy.facts.operators import shape_of
from uncopy.facts.shapes import Length
from uncopy.lower.ir import Step
from uncopy.model import Row, Term

if TYPE_CHECKING:
    from uncopy.facts.calls import Arguments
    from uncopy.facts.values import Values


_DEPTH = 8  # of terms within terms
_MATRIX = 2


class Form(NamedTuple):
    """The shape and rank of a result; no dimensions means a scalar or a 0-d array."""

    shape: frozenset[object]
    ndim: Rank


class Forms:
    """Reads the arguments of one call."""

    def __init__(self, values: Values, step: Step, row: Row, arguments: Arguments) -> None:
        self.values, self.step, self.row, self.arguments = values, step, row, arguments
        self.own: frozenset[object] = frozenset({("of", step.id)})

    def form(self) -> Form:
        """The result's."""
        form = self._form()
        if self.row.zero_d.head == "never":
            form = form._replace(ndim=ranks.within(*form.ndim, 1))
        return form

    def _form(self) -> Form:
        made = _LENGTHS.get(self.row.name)
        found = made(self) if made is not None else None
        if found is not None and shapes.depth(found) <= _DEPTH:
            return Form(frozenset({("sized", *found)} if found else ()), (len(found), len(found)))
        head = self.row.shape.head
        names = [str(a) for a in self.row.shape.args if not isinstance(a, Term)]
        given = self.arguments.values(names)
        rule = _RANKS.get(self.row.name)
        if head in ("of", "broadcast") and given:
            return self._broadcast(given)
        if head == "broadcast" and all(_is_number(p.default) for p in self.row.params or () if p.name in names):
            return Form(frozenset(), ranks.NONE)  # of numbers alone: `rng.normal()`
        if head == "reversed" and given:
            return self._turned(given[0])
        if head == "value" and given:
            return self._value(given[0])
        if head == "reduce" and given:
            return self._reduced(given[0])
        if head in ("1d", "2d"):
            return Form(self.own, (int(head[0]), int(head[0])))
        if head == "()":
            return Form(frozenset(), ranks.NONE)
        return Form(self.own, ranks.ANY if rule is None else rule(self))

    def _broadcast(self, given: tuple[int, ...]) -> Form:
        bounds = [self.rank(v) for v in given]
        least = max(low for low, _ in bounds)
        if least > 1 and self._may_be_ragged(given):
            least = 1
        shape = shapes.joined(a for v in given for a in self.shape(v))
        if not least and self.row.zero_d.head == "never":
            shape = self.own  # of what has no dimensions it makes one
        return Form(shape, (least, max(high for _, high in bounds)))

    def _turned(self, value: int) -> Form:
        found, fact = self.lengths(value), self.values.facts[value]
        if found is not None:
            return Form(frozenset({("sized", *found[::-1])}), (len(found), len(found)))
        atom = next(iter(fact.shape)) if len(fact.shape) == 1 else None
        if isinstance(atom, tuple) and atom[0] == "turned":
            return Form(atom[1], self.rank(value))
        return Form(self._atom("turned", fact.shape), self.rank(value))

    def _atom(self, *atom: object) -> frozenset[object]:
        return frozenset({atom}) if shapes.depth(atom) <= _DEPTH else self.own

    def shape(self, value: int) -> frozenset[object]:
        """The shape of an argument; that of a display by its items."""
        fact = self.values.facts[value]
        found = self.lengths(value) if fact.only(d.LIST | d.TUPLE) else None
        if found is not None:
            return frozenset({("sized", *found)} if found else ())
        return shape_of(fact, self.step.id)

    def lengths(self, value: int) -> tuple[Length, ...] | None:
        """The lengths of an argument that is an array, a number, or a display of such."""
        fact = self.values.facts[value]
        if fact.only(d.NUMBER | d.SCALAR):
            return ()
        items = self.items(value)
        if not fact.only(d.LIST | d.TUPLE) or not items:
            return shapes.lengths(fact)
        rows = {self.lengths(i) for i in items}
        row = rows.pop()
        if rows or row is None or (row and self._may_be_ragged((value,))):
            return None
        return (str(len(items)), *row)

    def number(self, name: str) -> Length | None:
        """The length that a parameter gives, if it is given one number."""
        given = self.arguments.bound.get(name, ())
        if len(given) != 1 or not self.values.facts[given[0]].only(d.NUMBER | d.SCALAR):
            return None
        return shapes.length_of(self.values.facts[given[0]], given[0])

    def rank(self, value: int) -> Rank:
        """The dimensions of an argument; those of a list or tuple display by its items."""
        fact = self.values.facts[value]
        items = self.items(value)
        if not fact.only(d.LIST | d.TUPLE) or not items:
            held = collected(self.values, value) if fact.only(d.LIST) else None
            if not held:
                return ranks.rank(fact)
            # It may hold nothing, which makes one dimension of it, and what it holds has one number of them.
            return ranks.within(1, max(self.rank(v)[1] for v in held) + 1)
        bounds = [self.rank(i) for i in items]
        return ranks.within(max(low for low, _ in bounds) + 1, max(high for _, high in bounds) + 1)

    def items(self, value: int) -> tuple[int, ...] | None:
        """The items of a tuple display, or of a list display that cannot have grown since."""
        return items_of(self.values, value)

    def _may_be_ragged(self, given: tuple[int, ...]) -> bool:
        """Whether a list of arrays may come to an array of objects, of fewer dimensions."""
        return "dtype" in self.arguments.bound and any(self.values.facts[v].may(d.LIST | d.TUPLE) for v in given)

    def argument(self, name: str) -> Fact | None:
        """The fact of a parameter; None where it is absent."""
        given = self.arguments.bound.get(name, ())
        return self.values.facts[given[0]] if len(given) == 1 else None

    def literal(self, name: str) -> str | None:
        """The literal of a parameter, its default where it is absent; ``"*"`` where it is none."""
        if name in self.arguments.bound:
            return self.arguments.literals.get(name, "*")
        return next((p.default for p in self.row.params or () if p.name == name), None)

    def items_made(self, element: Fact) -> tuple[Fact, ...] | None:
        """Each item of the tuple that a call gives, where they are of shapes of their own."""
        if self.row.name == "numpy.histogram":
            return self._counts_and_edges(element)
        found = _source_lengths(self) if self.row.name == "numpy.linalg.eigh" else None
        if found is None or len(found) != _MATRIX or not element.only(d.ARRAY):
            return None
        values = replace(element, shape=frozenset({("sized", found[-1])}), ndim=(1, 1))
        return values, replace(element, shape=frozenset({("sized", *found)}), ndim=(_MATRIX, _MATRIX))

    def _counts_and_edges(self, element: Fact) -> tuple[Fact, ...] | None:
        """``histogram`` gives one edge more than counts, which are whole numbers unless they are made a density."""
        bins = self.literal("bins") if "bins" not in self.arguments.bound else self.number("bins")
        if bins is None or not element.only(d.ARRAY):
            return None
        density = self.literal("density") if "density" in self.arguments.bound else "None"
        counts = element.dtypes if density not in ("None", "False") else frozenset({"i8"})
        more = str(int(bins) + 1) if shapes.is_number(bins) else ("op", "+", bins, "1")
        return (
            replace(element, shape=frozenset({("sized", bins)}), dtypes=counts),
            replace(element, shape=frozenset({("sized", more)}), dtypes=frozenset({"f8"})),
        )

    def of_a_line(self, name: str) -> bool:
        """Whether a parameter is given a number, or what has one dimension."""
        given = self.arguments.bound.get(name, ())
        return len(given) == 1 and self.rank(given[0])[1] <= 1

    def _value(self, value: int) -> Form:
        """The shape that a value names: a number or a tuple."""
        fact = self.values.facts[value]
        step = self.values.body.steps[value]
        if step.op == "attr" and step.data == "shape":
            base = self.values.facts[step.args[0]]
            if base.only(d.ARRAYS | d.SCALAR):
                return Form(base.shape, ranks.rank(base))
        named = shapes.shape_named(fact)
        if named is not None:
            found = shapes.sized(named)
            return Form(named, ranks.ANY if found is None else (len(found), len(found)))
        if fact.only(d.NUMBER | d.SCALAR):
            return Form(frozenset({("sized", shapes.length_of(fact, value))}), (1, 1))
        items = self.items(value)
        if items is not None and fact.only(d.TUPLE | d.LIST):
            return Form(frozenset({("sized", *self.each(items))} if items else ()), (len(items), len(items)))
        return Form(self._atom("given", shapes.number_of(fact, value)), ranks.ANY)

    def each(self, items: tuple[int, ...]) -> tuple[Length, ...]:
        """The lengths that items are; each is one, whatever it is."""
        return tuple(shapes.length_of(self.values.facts[i], i) for i in items)

    # reductions ---------------------------------------------------------------------------------------------------

    def _reduced(self, value: int) -> Form:
        bounds = self.rank(value)
        if self.literal("where") not in (None, "True"):
            return Form(self.own, ranks.ANY)
        keep, axes, axis = self._literal_at(2), self._axes(), self._axis()
        found, shape = self.lengths(value), self.shape(value)
        if keep not in (None, "False", "True") or (axes is None and keep != "True"):
            return Form(self.own, (0, bounds[1]))
        place = int(axis) if isinstance(axis, str) and shapes.is_number(axis) else None
        known = found is not None and place is not None and -len(found) <= place < len(found)
        if keep == "True":
            if axes == 0 and found is not None:
                return Form(frozenset({("sized", *("1" for _ in found))} if found else ()), bounds)
            if known and found is not None and place is not None:
                place %= len(found)
                return Form(frozenset({("sized", *found[:place], "1", *found[place + 1 :])}), bounds)
            return Form(self._atom("kept", shape, "None" if axes == 0 else axis), bounds)
        if axes == 0:
            return Form(frozenset(), ranks.NONE)
        if known and found is not None and place is not None:
            place %= len(found)
            left = (*found[:place], *found[place + 1 :])
            return Form(frozenset({("sized", *left)} if left else ()), (len(left), len(left)))
        less = ranks.less(bounds, axes or 0)
        return Form(self._atom("indexed", shape, "int") if place == 0 else self._atom("reduced", shape, axis), less)

    def _axis(self) -> Length:
        """A term for the axis: the text of its number, or a value that it is."""
        args = self.row.shape.args
        given = self.arguments.bound.get(str(args[1]), ()) if len(args) > 1 else ()
        if not given:
            return str(self.literal(str(args[1]))) if len(args) > 1 else self.step.id
        fact = self.values.facts[given[0]]
        return shapes.number_of(fact, given[0]) if fact.only(d.NUMBER | d.SCALAR) else self.step.id

    def _literal_at(self, place: int) -> str | None:
        args = self.row.shape.args
        return self.literal(str(args[place])) if len(args) > place else None

    def _axes(self) -> int | None:
        """How many axes are reduced: 0 for all of them, None where it is not known."""
        args = self.row.shape.args
        if len(args) < 2:
            return None
        name = str(args[1])
        if name not in self.arguments.bound:
            return 0 if self.literal(name) == "None" else 1
        axis = self.argument(name)
        if axis is None:
            return None
        if axis.const is None:
            return 0
        if axis.only(d.NUMBER | d.SCALAR):
            return 1
        return len(axis.items) or None if axis.only(d.TUPLE) and axis.items is not None else None


# ranks of results whose shapes no word of the rows can tell --------------------------------------------------------


def _first(forms: Forms) -> int | None:
    given = forms.arguments.bound.get(forms.row.params[0].name, ()) if forms.row.params else ()
    return given[0] if len(given) == 1 else None


def _source(forms: Forms) -> Rank:
    value = _first(forms)
    return ranks.ANY if value is None else forms.rank(value)


def _pieces(forms: Forms) -> Rank | None:
    """The rank that all arrays to be joined have within: bounds of each, where they are known."""
    value = _first(forms)
    items = None if value is None else forms.items(value)
    if not items:
        return None
    bounds = [forms.rank(i) for i in items]
    return (max(low for low, _ in bounds), min(high for _, high in bounds))  # they must agree


def _joined(least: int, *, extra: int = 0) -> Callable[[Forms], Rank]:
    def rule(forms: Forms) -> Rank:
        bounds = _pieces(forms)
        if bounds is None:
            return (max(least, 1 + extra), d.MANY)
        return ranks.within(max(bounds[0], least) + extra, max(bounds[1], least) + extra)

    return rule


def _concatenated(forms: Forms) -> Rank:
    axis = forms.literal("axis")
    if axis == "None":
        return (1, 1)
    if axis == "*" or axis is None:
        return (1, d.MANY)
    return _joined(1)(forms)


def _reshaped(forms: Forms) -> Rank:
    """``x.reshape(a, b)``, ``x.reshape((a, b))``: as many dimensions as lengths are given."""
    given = forms.arguments.bound.get("shape", ())
    if len(given) > 1:
        return (len(given), len(given))
    if not given:
        return ranks.ANY
    fact = forms.values.facts[given[0]]
    if fact.only(d.NUMBER | d.SCALAR):
        return (1, 1)
    return (len(fact.items), len(fact.items)) if fact.only(d.TUPLE) and fact.items is not None else ranks.ANY


def _expanded(forms: Forms) -> Rank:
    axis = forms.argument("axis")
    if axis is not None and axis.only(d.NUMBER | d.SCALAR):
        return ranks.more(_source(forms), 1)
    return ranks.within(_source(forms)[0] + 1, d.MANY)


def _squeezed(forms: Forms) -> Rank:
    axis = forms.argument("axis")
    if axis is not None and axis.only(d.NUMBER | d.SCALAR):
        return ranks.less(_source(forms), 1)
    return (0, _source(forms)[1])


def _diagonal(forms: Forms) -> Rank:
    """``diag``: of a vector a matrix, of a matrix its diagonal."""
    least, most = ranks.within(*_source(forms), 1)
    return (2 if most == 1 else 1, 1 if least >= 2 else 2)


def _dotted(forms: Forms) -> Rank:
    """``dot``: a vector gives away its one dimension, all others stay side by side."""
    sides = [forms.rank(v) for v in forms.arguments.values([p.name for p in (forms.row.params or ())[:2]])]
    if len(sides) != 2:
        return ranks.ANY
    (a, b), (c, e) = sides
    if a >= 1 and c >= 1:
        return ranks.within(a + c - 2, b + e - 2)
    return (0, max(b + e, 0))


def _multiplied(forms: Forms) -> Rank:
    sides = [forms.rank(v) for v in forms.arguments.values([p.name for p in (forms.row.params or ())[:2]])]
    return ranks.matmul(*sides) if len(sides) == 2 else ranks.ANY


def _same(forms: Forms) -> Rank:
    return _source(forms)


def _eigen(forms: Forms) -> Rank:
    """Values and vectors of matrices, or of stacks of them: one dimension fewer, and as many."""
    least, most = _source(forms)
    return ranks.within(max(least, 2) - 1, most)


def _eigenvalues(forms: Forms) -> Rank:
    least, most = _source(forms)
    return ranks.within(max(least, 2) - 1, most - 1, 1)


def _at_least(count: int) -> Callable[[Forms], Rank]:
    return lambda forms: ranks.at_least(count)(_source(forms))


def _taken(forms: Forms) -> Rank:
    """``take`` along an axis: the indices' dimensions in place of that one."""
    indices = forms.arguments.bound.get("indices", ())
    axis = forms.argument("axis")
    if len(indices) != 1 or axis is None or not axis.only(d.NUMBER | d.SCALAR):
        return ranks.ANY
    (a, b), (c, e) = ranks.less(ranks.within(*_source(forms), 1), 1), forms.rank(indices[0])
    return ranks.within(a + c, b + e)


def _solved(forms: Forms) -> Rank:
    """``solve``: of the right side's, but that versions differ on stacks of matrices."""
    sides = [forms.rank(v) for v in forms.arguments.values(["a", "b"])]
    return sides[1] if len(sides) == 2 and sides[0] == (2, 2) else (1, d.MANY)


def _along_axis(forms: Forms) -> Rank:
    """What keeps the rank if it is told an axis, and flattens without."""
    axis = forms.literal("axis")
    if axis == "None":
        return (1, 1)
    return _source(forms) if (fact := forms.argument("axis")) is not None and fact.only(d.NUMBER) else (1, d.MANY)


def _subscripted(forms: Forms) -> Rank:
    """``einsum`` to ``'...->ij'``: as many dimensions as letters."""
    fact = forms.argument("subscripts")
    if fact is None or not isinstance(fact.const, str) or "->" not in fact.const or "." in fact.const:
        return ranks.ANY
    count = len(fact.const.partition("->")[2].replace(" ", ""))
    return (count, count)


def _meshed(forms: Forms) -> Rank:
    count = len(forms.arguments.bound.get("xi", ()))
    return (count, count) if count else ranks.ANY


def _indexed(forms: Forms) -> Rank:
    """``indices``: one dimension more than lengths."""
    value = _first(forms)
    items = None if value is None else forms.items(value)
    return (len(items) + 1, len(items) + 1) if items is not None else (1, d.MANY)


def _made_with_minimum(forms: Forms) -> Rank:
    least = forms.literal("ndmin") or "*"
    value = _first(forms)
    if not least.isdigit() or value is None:
        return ranks.ANY
    bounds = (0, d.MANY) if forms.values.facts[value].may(d.LIST | d.TUPLE) else forms.rank(value)
    return ranks.at_least(int(least))(bounds)


def _spaced(forms: Forms) -> Rank:
    """``linspace``: one dimension more than its ends have."""
    ends = [forms.rank(v) for v in forms.arguments.values(["start", "stop"])]
    if len(ends) != 2:
        return (1, d.MANY)
    return ranks.more((max(low for low, _ in ends), max(high for _, high in ends)), 1)


def _tiled(forms: Forms) -> Rank:
    """``tile``: as many dimensions as the array has or as there are counts, whichever are more."""
    own, given = _source(forms), forms.arguments.bound.get("reps", ())
    if len(given) != 1:
        return ranks.ANY
    items, fact = forms.items(given[0]), forms.values.facts[given[0]]
    if fact.only(d.NUMBER | d.SCALAR):
        count = 1
    elif items is not None and fact.only(d.TUPLE | d.LIST):
        count = len(items)
    else:
        return (own[0], d.MANY)
    return (max(own[0], count), max(own[1], count))


def _quantiles(forms: Forms) -> Rank:
    """``percentile`` of all elements: as many dimensions as the places that are asked for have."""
    given = forms.arguments.bound.get("q", ())
    whole = not {"axis", "keepdims", "out"} & forms.arguments.bound.keys()
    return forms.rank(given[0]) if whole and len(given) == 1 else ranks.ANY


_RANKS: dict[str, Callable[[Forms], Rank]] = {
    "numpy.reshape": _reshaped,
    "ndarray.reshape": _reshaped,
    "numpy.array": _made_with_minimum,
    "numpy.meshgrid": _meshed,
    "numpy.indices": _indexed,
    **{f"numpy.fft.{name}": _same for name in ("fft", "ifft", "rfft", "irfft", "hfft", "ihfft")},
    **{f"numpy.{name}": _quantiles for name in ("percentile", "quantile", "nanpercentile", "nanquantile")},
    "numpy.swapaxes": _same,
    "ndarray.swapaxes": _same,
    "numpy.transpose": _same,
    "ndarray.transpose": _same,
    "numpy.moveaxis": _same,
    "numpy.rollaxis": _same,
    "numpy.rot90": _same,
    "numpy.squeeze": _squeezed,
    "ndarray.squeeze": _squeezed,
    "numpy.expand_dims": _expanded,
    "numpy.concatenate": _concatenated,
    "numpy.hstack": _joined(1),
    "numpy.vstack": _joined(2),
    "numpy.column_stack": _joined(2),
    "numpy.dstack": _joined(3),
    "numpy.stack": _joined(0, extra=1),
    "numpy.append": _along_axis,
    "numpy.insert": _along_axis,
    "numpy.delete": _along_axis,
    "numpy.tile": _tiled,
    "numpy.repeat": _along_axis,
    "ndarray.repeat": _along_axis,
    "numpy.take": _taken,
    "ndarray.take": _taken,
    "numpy.pad": _same,
    "numpy.diff": _same,
    "numpy.atleast_1d": _at_least(1),
    "numpy.atleast_2d": _at_least(2),
    "numpy.atleast_3d": _at_least(3),
    "numpy.ascontiguousarray": _at_least(1),
    "numpy.asfortranarray": _at_least(1),
    "numpy.diag": _diagonal,
    "numpy.tril": _at_least(2),
    "numpy.triu": _at_least(2),
    "numpy.dot": _dotted,
    "ndarray.dot": _dotted,
    "numpy.matmul": _multiplied,
    "numpy.einsum": _subscripted,
    "numpy.linalg.solve": _solved,
    "numpy.linalg.pinv": _same,
    **{f"numpy.linalg.{name}": _eigen for name in ("eig", "eigh")},
    **{f"numpy.linalg.{name}": _eigenvalues for name in ("eigvals", "eigvalsh")},
    "numpy.linspace": _spaced,
    "numpy.logspace": _spaced,
    "numpy.geomspace": _spaced,
}


# lengths of results, where those of the arguments are known --------------------------------------------------------

Lengths = tuple[Length, ...]


def _source_lengths(forms: Forms) -> Lengths | None:
    value = _first(forms)
    return None if value is None else forms.lengths(value)


def _flat(forms: Forms) -> Lengths | None:
    value = _first(forms)
    if value is None or not forms.values.facts[value].only(d.ARRAY):
        return None
    return (shapes.size(forms.shape(value)),)


def _flat_without_axis(forms: Forms) -> Lengths | None:
    return _flat(forms) if forms.literal("axis") == "None" else None


def _counted(forms: Forms) -> Lengths | None:
    """``arange(n)``, and ``arange(a, b, c)`` of numbers that are written out, which NumPy counts as here."""
    given = [forms.argument(name) for name in ("start", "stop", "step") if name in forms.arguments.bound]
    numbers = [f.const for f in given if f is not None and type(f.const) in (int, float)]
    if given and len(numbers) == len(given) and ("stop" in forms.arguments.bound or len(given) == 1):
        start, stop, step = (0, *numbers, 1) if len(numbers) == 1 else (*numbers, 1)[:3]
        try:
            length = (stop - start) / step if step else math.inf
        except OverflowError:  # NumPy raises, too
            return None
        return (str(max(math.ceil(length), 0)),) if math.isfinite(length) else None
    if "stop" in forms.arguments.bound or "step" in forms.arguments.bound:
        return None
    fact = forms.argument("start")
    if fact is None or any(w.partition(":")[0] not in ("int", "bool") for w in fact.dtypes):
        return None
    length = forms.number("start")
    if length is None:
        return None
    if shapes.is_number(length):
        return (str(max(int(length), 0)),)
    may_be_negative = isinstance(length, int) or length[0] == "op"
    return (("cut", length, "0") if may_be_negative else length,)


def _spaced_lengths(forms: Forms) -> Lengths | None:
    ends = [forms.values.facts[v] for v in forms.arguments.values(["start", "stop"])]
    if len(ends) != 2 or not all(e.only(d.NUMBER | d.SCALAR) for e in ends):
        return None
    if "num" not in forms.arguments.bound:
        return ("50",)
    length = forms.number("num")
    return None if length is None else (length,)


def _each_given(forms: Forms) -> Lengths | None:
    """``rand(n, m)``: one number a dimension. NumPy takes only whole ones here, and no length below none."""
    return forms.each(forms.arguments.bound.get("dims", ())) or None


def _drawn(forms: Forms) -> Lengths | None:
    """``choice`` of numbers, or of what has one dimension: as many as are asked for."""
    value, size = _first_named(forms, "a"), _first_named(forms, "size")
    if value is None or size is None or not forms.of_a_line("a"):
        return None
    fact, items = forms.values.facts[size], forms.items(size)
    if fact.only(d.NUMBER | d.SCALAR):
        return forms.each((size,))
    return forms.each(items) if items is not None and fact.only(d.TUPLE | d.LIST) else None


def _first_named(forms: Forms, name: str) -> int | None:
    given = forms.arguments.bound.get(name, ())
    return given[0] if len(given) == 1 else None


def _square(forms: Forms) -> Lengths | None:
    names = [p.name for p in forms.row.params or ()]
    rows = forms.number(names[0])
    columns = rows if "M" not in names or forms.literal("M") == "None" else forms.number("M")
    return None if rows is None or columns is None else (rows, columns)


def _diagonal_lengths(forms: Forms) -> Lengths | None:
    found = _source_lengths(forms)
    return found * 2 if found is not None and len(found) == 1 and forms.literal("k") == "0" else None


def _outer_lengths(forms: Forms) -> Lengths | None:
    sides = [forms.lengths(v) for v in forms.arguments.values(["a", "b"])]
    if len(sides) != 2 or "out" in forms.arguments.bound or any(s is None or len(s) != 1 for s in sides):
        return None
    return tuple(length for side in sides for length in side or ())


def _product_lengths(forms: Forms) -> Lengths | None:
    sides = [forms.lengths(v) for v in forms.arguments.values([p.name for p in (forms.row.params or ())[:2]])]
    if len(sides) != 2 or "out" in forms.arguments.bound:
        return None
    return shapes.product(*sides)


def _reshaped_lengths(forms: Forms) -> Lengths | None:
    value, given = _first(forms), forms.arguments.bound.get("shape", ())
    if value is None or not given:
        return None
    if len(given) == 1:
        fact = forms.values.facts[given[0]]
        named = shapes.shape_named(fact)
        if named is not None:
            return shapes.sized(named)
        items = forms.items(given[0])
        given = items if items is not None and fact.only(d.TUPLE | d.LIST) else given
        if given is not items and not fact.only(d.NUMBER | d.SCALAR):
            return None
    found = [shapes.number_of(forms.values.facts[i], i) for i in given]
    whole = shapes.size(forms.shape(value)) if forms.values.facts[value].only(d.ARRAY) else None
    own = forms.lengths(value) or ()
    for place, length in enumerate(found):
        fact = forms.values.facts[given[place]]
        if length == "-1":
            rest = tuple(x for i, x in enumerate(found) if i != place)
            if whole is None or any(x == "-1" for x in rest):
                return None
            found[place] = whole if all(x == "1" for x in rest) else ("rest", whole, *rest)
        elif not (isinstance(length, (str, tuple)) and length[0] != "op") and length not in own:
            return None  # it may be -1, which stands for what is left
    return tuple(found)


def _permuted(forms: Forms) -> Lengths | None:
    found = _source_lengths(forms)
    axes = [forms.argument(p) for p in ("axis1", "axis2")]
    if found is None or not all(a is not None and type(a.const) is int for a in axes):
        return None
    one, other = (a.const for a in axes if a is not None)
    if not (-len(found) <= one < len(found) and -len(found) <= other < len(found)):
        return None
    out = list(found)
    out[one], out[other] = out[other], out[one]
    return tuple(out)


def _expanded_lengths(forms: Forms) -> Lengths | None:
    found, axis = _source_lengths(forms), forms.argument("axis")
    if found is None or axis is None or type(axis.const) is not int:
        return None
    place = axis.const % (len(found) + 1)
    return (*found[:place], "1", *found[place:]) if -len(found) - 1 <= axis.const <= len(found) else None


def _two_at_least(forms: Forms) -> Lengths | None:
    found = _source_lengths(forms)
    return None if found is None else (*("1" for _ in range(2 - len(found))), *found)


def _of_matrices(forms: Forms) -> Lengths | None:
    found = _source_lengths(forms)
    return found if found is not None and len(found) >= 2 else None


def _one_at_least(forms: Forms) -> Lengths | None:
    found = _source_lengths(forms)
    return None if found is None else found or ("1",)


def _stacked(forms: Forms) -> Lengths | None:
    value, axis = _first(forms), forms.literal("axis")
    items = None if value is None else forms.items(value)
    if not items or "out" in forms.arguments.bound or axis is None or not shapes.is_number(axis):
        return None
    found = forms.lengths(items[0])  # all are of one shape
    if found is None or not -len(found) - 1 <= int(axis) <= len(found):
        return None
    place = int(axis) % (len(found) + 1)
    return (*found[:place], str(len(items)), *found[place:])


def _differences(forms: Forms) -> Lengths | None:
    found = _source_lengths(forms)
    if not found or set(forms.arguments.bound) - {"a", "axis"}:
        return None
    axis = forms.literal("axis")
    if axis is None or not shapes.is_number(axis) or not -len(found) <= int(axis) < len(found):
        return None
    place = int(axis) % len(found)
    return (*found[:place], shapes.cut(found[place], 1), *found[place + 1 :])


def _meshed_lengths(forms: Forms) -> Lengths | None:
    rows = [forms.lengths(v) for v in forms.arguments.bound.get("xi", ())]
    found = [r[0] for r in rows if r is not None and len(r) == 1]
    if len(found) < 2 or len(found) != len(rows) or forms.literal("sparse") != "False":
        return None
    indexing = forms.literal("indexing")
    if indexing == "'xy'":
        found[:2] = found[1::-1]
    return tuple(found) if indexing in ("'xy'", "'ij'") else None


def _indexed_lengths(forms: Forms) -> Lengths | None:
    value = _first(forms)
    items = None if value is None else forms.items(value)
    facts = forms.values.facts
    if not items or forms.literal("sparse") != "False" or not all(facts[i].only(d.NUMBER | d.SCALAR) for i in items):
        return None
    return (str(len(items)), *(shapes.length_of(facts[i], i) for i in items))


def _tiled_lengths(forms: Forms) -> Lengths | None:
    found, given = _source_lengths(forms), forms.arguments.bound.get("reps", ())
    if found is None or len(given) != 1:
        return None
    items, fact = forms.items(given[0]), forms.values.facts[given[0]]
    if fact.only(d.NUMBER | d.SCALAR):
        items = given
    elif items is None or not fact.only(d.TUPLE | d.LIST):
        return None
    counts = [shapes.length_of(forms.values.facts[i], i) for i in items]
    if not all(forms.values.facts[i].only(d.NUMBER | d.SCALAR) for i in items):
        return None
    return _times(found, ["1"] * (len(found) - len(counts)) + counts)


def _repeated_lengths(forms: Forms) -> Lengths | None:
    found, axis, count = _source_lengths(forms), forms.literal("axis"), forms.number("repeats")
    if not found or axis is None or not shapes.is_number(axis) or count is None:
        return None
    place = int(axis)
    if not -len(found) <= place < len(found):
        return None
    counts = ["1"] * len(found)
    counts[place] = count
    return _times(found, counts)


def _times(found: Lengths, counts: Sequence[Length]) -> Lengths | None:
    """Each length so many times."""
    rows = ["1"] * (len(counts) - len(found)) + [*found]
    both = [
        one if count == "1" else count if one == "1" else shapes.arithmetic("*", one, count)
        for one, count in zip(rows, counts, strict=True)
    ]
    return None if None in both else tuple(both)


def _right_side(forms: Forms) -> Lengths | None:
    sides = [forms.lengths(v) for v in forms.arguments.values(["a", "b"])]
    if len(sides) != 2 or sides[0] is None or sides[1] is None or len(sides[0]) != 2 or len(sides[1]) not in (1, 2):
        return None
    return sides[1]


def _windowed(forms: Forms) -> Lengths | None:
    """A window of so many places; none where there are less than none, where nothing else of that length can be."""
    fact, length = forms.argument("M"), forms.number("M")
    if fact is None or length is None or any(w.partition(":")[0] not in ("int", "bool") for w in fact.dtypes):
        return None
    return (str(max(int(length), 0)) if shapes.is_number(length) else length,)


def _frequencies(forms: Forms) -> Lengths | None:
    length = forms.number("n")
    return None if length is None else (length,)


def _lettered(forms: Forms) -> Lengths | None:
    """``einsum``, by its letters."""
    fact, operands = forms.argument("subscripts"), forms.arguments.bound.get("operands", ())
    if fact is None or not isinstance(fact.const, str) or "." in fact.const or "out" in forms.arguments.bound:
        return None
    left, arrow, right = fact.const.replace(" ", "").partition("->")
    words, known = left.split(","), dict[str, Length]()
    if not arrow or len(words) != len(operands):
        return None
    for word, operand in zip(words, operands, strict=True):
        found = forms.lengths(operand)
        if found is None or len(found) != len(word):
            return None
        for letter, length in zip(word, found, strict=True):
            other = known.setdefault(letter, length)
            if other != length:
                return None  # the one that is 1 would be broadcast
    return tuple(known[letter] for letter in right) if set(right) <= set(known) else None


_LENGTHS: dict[str, Callable[[Forms], Lengths | None]] = {
    "numpy.ravel": _flat,
    "ndarray.ravel": _flat,
    "ndarray.flatten": _flat,
    "numpy.cumsum": _flat_without_axis,
    "ndarray.cumsum": _flat_without_axis,
    "numpy.cumprod": _flat_without_axis,
    "ndarray.cumprod": _flat_without_axis,
    "numpy.arange": _counted,
    "numpy.linspace": _spaced_lengths,
    **{f"numpy.random.{owner}{name}": _each_given for owner in ("", "RandomState.") for name in ("rand", "randn")},
    **{f"numpy.random.{owner}choice": _drawn for owner in ("", "RandomState.", "Generator.")},
    "numpy.eye": _square,
    "numpy.identity": _square,
    "numpy.diag": _diagonal_lengths,
    "numpy.outer": _outer_lengths,
    "numpy.dot": _product_lengths,
    "ndarray.dot": _product_lengths,
    "numpy.matmul": _product_lengths,
    "numpy.reshape": _reshaped_lengths,
    "ndarray.reshape": _reshaped_lengths,
    "numpy.swapaxes": _permuted,
    "ndarray.swapaxes": _permuted,
    "numpy.expand_dims": _expanded_lengths,
    "numpy.atleast_1d": _one_at_least,
    "numpy.atleast_2d": _two_at_least,
    "numpy.ascontiguousarray": _one_at_least,
    "numpy.asfortranarray": _one_at_least,
    "numpy.tril": _of_matrices,
    "numpy.triu": _of_matrices,
    "numpy.stack": _stacked,
    "numpy.diff": _differences,
    "numpy.meshgrid": _meshed_lengths,
    "numpy.indices": _indexed_lengths,
    "numpy.tile": _tiled_lengths,
    "numpy.repeat": _repeated_lengths,
    "ndarray.repeat": _repeated_lengths,
    "numpy.linalg.solve": _right_side,
    "numpy.einsum": _lettered,
    "numpy.fft.fftfreq": _frequencies,
    **{f"numpy.{name}": _windowed for name in ("hanning", "hamming", "blackman", "bartlett")},
}


def _is_number(default: str | None) -> bool:
    """Whether a default is written as a number."""
    return default is not None and default[:1].isdigit()
