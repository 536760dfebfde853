"""What subscripts of arrays give: views, copies and scalars, by what the index is made of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts import ranks, shapes
from uncopy.facts.domain import C_ORDER, Fact, Layout, Rank
from uncopy.facts.orders import of_view
from uncopy.facts.shapes import Length, Shape
from uncopy.lower.ir import Step

if TYPE_CHECKING:
    from uncopy.facts.values import Values

_BOOLS = frozenset({"bool", "s:b1", "b1"})
_DEPTH = 8


def row_of(fact: Fact, value: int) -> Fact:
    """An item along the first axis of an array: a view of one dimension less, or a scalar."""
    ndim = ranks.less(fact.ndim, 1)
    kinds = ranks.kinds_of(ndim, d.SCALAR)
    found = shapes.lengths(fact)
    shape: Shape = frozenset({("sized", *found[1:])} if found[1:] else ()) if found else _indexed(fact, ("int",), value)
    own = Layout(False, frozenset({("of", value)}))
    layout = of_view(fact.layout, ("int",), (), own)
    return Fact(kinds, _words(fact, kinds), shape, layout, readonly=fact.readonly, ndim=ranks.within(*ndim, 1))


def _words(base: Fact, kinds: int) -> frozenset[str]:
    dtypes = base.array_dtypes
    scalars = {f"s:{w.removeprefix('>')}" for w in dtypes} if kinds & d.SCALAR else set()
    return frozenset(scalars | (dtypes if kinds & d.ARRAYS else set()))


def parts_of(values: Values, value: int) -> tuple[list[int], list[str]]:
    """The parts of an index, and what each is: slice, int, none, ellipsis, array (integer or boolean), unknown."""
    fact = values.facts[value]
    parts = fact.items if fact.items is not None else (value,)
    out = []
    for part in parts:
        item = values.facts[part]
        if item.callee == "builtins.slice" and (item.only(d.PLAIN) or values.body.steps[part].op == "slice"):
            out.append("slice")
        elif item.const is None:
            out.append("none")
        elif item.const is ...:
            out.append("ellipsis")
        elif item.only(d.NUMBER | d.SCALAR) and not item.dtypes & _BOOLS:
            out.append("int")
        elif item.only(d.ARRAY | d.LIST) or (item.callee == "range" and item.only(d.PLAIN)):
            out.append("array")
        else:
            out.append("unknown")
    return list(parts), out


def slice_bounds(values: Values, value: int) -> tuple[Length, Length, Length] | None:
    """Start, stop and step of a slice as it is written in a subscript: texts of numbers, ``"None"``, or terms."""
    step = values.body.steps[value]
    if step.op != "slice":
        return None
    start, stop, by = (_bound(values.facts[a], a) for a in step.args)
    return start, stop, by


def _bound(fact: Fact, value: int) -> Length:
    return "None" if fact.const is None else shapes.number_of(fact, value)


def subscript(values: Values, step: Step) -> tuple[Fact, bool, bool]:
    """A subscript, read or stored, of what is an array or scalar.

    The fact, whether it may be new memory, and whether the base's.
    """
    base, index = (values.facts[a] for a in step.args[:2])
    own = frozenset({("of", step.id)})
    parts, kinds_of_parts = parts_of(values, step.args[1])
    layout = Layout(False, own)
    if kinds_of_parts == ["unknown"] and _is_mask(index):  # one of no dimensions brings one, and copies as well
        ndim = ranks.within(1, ranks.rank(base)[1] + 1)
        return Fact(d.ARRAY, _words(base, d.ARRAY), own, Layout(True, own), ndim=ndim), True, False
    if "unknown" in kinds_of_parts or base.may(d.SCALAR):
        if "array" in kinds_of_parts and not base.may(d.SCALAR):
            # Whatever the other parts are, one with dimensions gives some.
            return Fact(d.ARRAY, _words(base, d.ARRAY), own, layout), True, False
        return _anyhow(base, own, layout), True, True
    ndim = _rank(values, base, parts, kinds_of_parts)
    shape = _shape(values, base, parts, kinds_of_parts, step.id)
    if "array" in kinds_of_parts:
        c_order = kinds_of_parts == ["array"] and (index.ndim == (1, 1) or (base.layout.is_c and index.layout.is_c))
        made = C_ORDER if c_order and index.only(d.ARRAY) else Layout(True, own)
        return Fact(d.ARRAY, _words(base, d.ARRAY), shape, made, ndim=ranks.within(*ndim, 1)), True, False
    bounds = [slice_bounds(values, p) for p, k in zip(parts, kinds_of_parts, strict=True) if k == "slice"]
    layout = of_view(base.layout, kinds_of_parts, bounds, layout)
    kinds = ranks.kinds_of(ndim, d.ARRAY0 if "ellipsis" in kinds_of_parts else d.SCALAR)
    fact = Fact(kinds, _words(base, kinds), shape, layout, readonly=base.readonly, ndim=ranks.within(*ndim, 1))
    return fact, False, True


def _anyhow(base: Fact, shape: Shape, layout: Layout) -> Fact:
    """A subscript of which the index is not known, or of what may be a scalar: ``x[None]`` of one is an array.

    NumPy's strings and bytes are Python's own in that, too: their items are strings and numbers.
    """
    kinds = d.ARRAY | d.ARRAY0 | d.SCALAR
    scalars = {w.removeprefix("s:") for w in base.dtypes if w.startswith("s:")} if base.may(d.SCALAR) else set()
    words = _words(replace(base, dtypes=base.array_dtypes | scalars), kinds)
    if scalars & {"S", "U"}:
        return Fact(kinds | d.STRING | d.NUMBER, words | {"int"}, shape, layout)
    return Fact(kinds, words, shape, layout)


def _is_mask(index: Fact) -> bool:
    """Whether an index is of bools only: an array, or a scalar or number."""
    return index.only(d.NUMERIC) and bool(index.dtypes) and index.dtypes <= _BOOLS


def _rank(values: Values, base: Fact, parts: list[int], kinds: list[str]) -> Rank:
    """The dimensions of the result; each slice and number takes one, a mask as many as it has."""
    bounds = ranks.rank(base)
    bounds = ranks.within(max(bounds[0], kinds.count("slice") + kinds.count("int")), bounds[1])
    bounds = ranks.more(ranks.less(bounds, kinds.count("int")), kinds.count("none"))
    if "array" not in kinds:
        return bounds
    least, most = bounds
    picked = [_picking(values, part) for part, kind in zip(parts, kinds, strict=True) if kind == "array"]
    taken = [t for t, _ in picked]
    given = [g for _, g in picked]
    return ranks.within(
        least - sum(high for _, high in taken) + max(low for low, _ in given),
        most - sum(low for low, _ in taken) + max(high for _, high in given),
        1,
    )


def _picking(values: Values, part: int) -> tuple[Rank, Rank]:
    """The dimensions that an index array takes from the base, and those that it brings."""
    fact = values.facts[part]
    if fact.callee == "range":
        return (1, 1), (1, 1)
    least, most = ranks.within(*ranks.rank(fact), 1)
    if not fact.may(d.LIST | d.TUPLE) and not fact.dtypes & _BOOLS:
        return (1, 1), (least, most)
    if fact.only(d.ARRAY) and fact.dtypes <= _BOOLS:
        return (least, most), (1, 1)
    return (1, most), (1, most)


# shapes -------------------------------------------------------------------------------------------------------------


def _shape(values: Values, base: Fact, parts: list[int], kinds: list[str], value: int) -> Shape:
    found = shapes.lengths(base)
    if found is not None:
        made = _lengths(values, found, parts, kinds)
        if made is not None and shapes.depth(made) <= _DEPTH:
            return frozenset({("sized", *made)}) if made else frozenset()
    elif "array" not in kinds:
        key = _key(values, parts, kinds)
        if key is not None:
            return _indexed(base, key, value)
    return frozenset({("of", value)})


def _indexed(base: Fact, key: tuple[Length, ...], value: int) -> Shape:
    """The shape of an array whose number of dimensions is not known, indexed so."""
    while key and key[-1] == "all":
        key = key[:-1]
    if not key or key == ("...",):
        return base.shape
    atom = ("indexed", base.shape, *key)
    return frozenset({atom if shapes.depth(atom) <= _DEPTH else ("of", value)})


def _key(values: Values, parts: list[int], kinds: list[str]) -> tuple[Length, ...] | None:
    words = {"int": "int", "none": "new", "ellipsis": "..."}
    out: list[Length] = []
    for part, kind in zip(parts, kinds, strict=True):
        if kind == "slice":
            bounds = slice_bounds(values, part)
            if bounds is None:
                return None
            length = shapes.sliced("all", *bounds)
            out.append(length)
        else:
            out.append(words[kind])
    return tuple(out)


def _lengths(
    values: Values, found: tuple[Length, ...], parts: list[int], kinds: list[str]
) -> tuple[Length, ...] | None:
    """The lengths of the result; None where they are not known."""
    arrays = [p for p, k in zip(parts, kinds, strict=True) if k == "array"]
    brought = [_brought(values, p) for p in arrays]
    if any(b is None for b in brought):
        return None
    taken = [t for b in brought if b is not None for t in (b[0],)]
    if arrays and ("int" in kinds or (len(arrays) > 1 and kinds != ["array"] * len(kinds))):
        return None  # where their dimensions go is another question
    missing = len(found) - kinds.count("slice") - kinds.count("int") - sum(taken)
    if missing < 0:
        return None
    if len(arrays) > 1:
        picked = shapes.joined(("sized", *b[1]) for b in brought if b is not None)
        together = shapes.sized(picked)
        return None if together is None else (*together, *found[len(found) - missing :])
    out: list[Length] = []
    place = 0
    for part, kind in zip(parts, kinds, strict=True):
        if kind == "none":
            out.append("1")
        elif kind == "ellipsis":
            out += found[place : place + missing]
            place += missing
        elif kind == "int":
            place += 1
        elif kind == "slice":
            bounds = slice_bounds(values, part)
            if bounds is None:
                return None
            out.append(shapes.sliced(found[place], *bounds))
            place += 1
        else:
            for count, lengths in filter(None, brought):
                out += lengths
                place += count
    return (*out, *found[place:])


def _brought(values: Values, part: int) -> tuple[int, tuple[Length, ...]] | None:
    """How many dimensions an index array takes, and the lengths of those that it brings."""
    fact = values.facts[part]
    found = shapes.lengths(fact)
    if found is None:
        return None
    if not fact.dtypes & _BOOLS:
        return 1, found
    return (len(found), (("true", part),)) if fact.dtypes <= _BOOLS and values.never_written(part) else None
