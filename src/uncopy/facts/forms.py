"""The shapes and ranks of what NumPy's functions give, by the shape words of their rows and by their arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from uncopy.facts import domain as d
from uncopy.facts import ranks
from uncopy.facts.domain import Fact, Rank
from uncopy.facts.operators import shape_of
from uncopy.lower.ir import Step
from uncopy.model import Row, Term

if TYPE_CHECKING:
    from uncopy.facts.calls import Arguments
    from uncopy.facts.values import Values


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
        head = self.row.shape.head
        names = [str(a) for a in self.row.shape.args if not isinstance(a, Term)]
        given = self.arguments.values(names)
        facts = [self.values.facts[v] for v in given]
        rule = _RULES.get(self.row.name)
        form = Form(self.own, ranks.ANY)
        if head in ("of", "broadcast") and facts:
            shape = frozenset().union(*(shape_of(f, self.step.id) for f in facts))
            bounds = [self.rank(v) for v in given]
            least = max(low for low, _ in bounds)
            if least > 1 and self._may_be_ragged(given):
                least = 1
            if not least and self.row.zero_d.head == "never":
                shape = self.own  # of what has no dimensions it makes one
            form = Form(shape, (least, max(high for _, high in bounds)))
        elif head == "reversed" and facts:
            form = Form(self.own, self.rank(given[0]))
        elif head == "value" and facts:
            form = self._value(given[0])
        elif head == "reduce" and facts:
            form = self._reduced(given[0])
        elif head in ("1d", "2d"):
            form = Form(self.own, (int(head[0]), int(head[0])))
        elif head == "()":
            form = Form(frozenset(), ranks.NONE)
        elif rule is not None:
            form = Form(self.own, rule(self))
        if self.row.zero_d.head == "never":
            form = form._replace(ndim=ranks.within(*form.ndim, 1))
        return form

    def rank(self, value: int) -> Rank:
        """The dimensions of an argument; those of a list or tuple display by its items."""
        fact = self.values.facts[value]
        items = self.items(value)
        if not fact.only(d.LIST | d.TUPLE) or not items:
            return ranks.rank(fact)
        bounds = [self.rank(i) for i in items]
        return ranks.within(max(low for low, _ in bounds) + 1, max(high for _, high in bounds) + 1)

    def items(self, value: int) -> tuple[int, ...] | None:
        """The items of a tuple display, or of a list display that cannot have grown since."""
        fact, step = self.values.facts[value], self.values.body.steps[value]
        if fact.items is not None:
            return fact.items
        if step.op == "list" and not step.data and sum(value in s.args for s in self.values.body.steps) == 1:
            return step.args
        return None

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

    def _value(self, value: int) -> Form:
        """The shape that a value names: a number or a tuple."""
        fact = self.values.facts[value]
        step = self.values.body.steps[value]
        if step.op == "attr" and step.data == "shape":
            base = self.values.facts[step.args[0]]
            if base.only(d.ARRAYS | d.SCALAR):
                return Form(base.shape, ranks.rank(base))
        if fact.only(d.NUMBER | d.SCALAR):
            name = repr(fact.const) if fact.const is not d.MISSING else value
            return Form(frozenset({("sized", name)}), (1, 1))
        items = self.items(value)
        if items is not None and fact.only(d.TUPLE | d.LIST):
            parts = [self.values.facts[i] for i in items]
            count = len(parts)
            if all(p.only(d.NUMBER | d.SCALAR) for p in parts):
                names = [repr(p.const) if p.const is not d.MISSING else i for p, i in zip(parts, items, strict=True)]
                return Form(frozenset({("sized", *names)}) if names else frozenset(), (count, count))
            return Form(self.own, (count, count))  # each is one length
        return Form(self.own, ranks.ANY)

    # reductions ---------------------------------------------------------------------------------------------------

    def _reduced(self, value: int) -> Form:
        fact = self.values.facts[value]
        bounds = self.rank(value)
        if self.literal("where") not in (None, "True"):
            return Form(self.own, ranks.ANY)
        keep = self._literal_at(2)
        if keep == "True":
            return Form(frozenset({("kept", shape_of(fact, self.step.id))}), bounds)
        if keep not in (None, "False"):
            return Form(self.own, (0, bounds[1]))
        axes = self._axes()
        if axes is None:
            return Form(self.own, (0, bounds[1]))
        if axes == 0:
            return Form(frozenset(), ranks.NONE)
        return Form(self.own, ranks.less(bounds, axes))

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


_RULES: dict[str, Callable[[Forms], Rank]] = {
    "numpy.reshape": _reshaped,
    "ndarray.reshape": _reshaped,
    "numpy.array": _made_with_minimum,
    "numpy.meshgrid": _meshed,
    "numpy.indices": _indexed,
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
    "numpy.linspace": _spaced,
    "numpy.logspace": _spaced,
    "numpy.geomspace": _spaced,
}
