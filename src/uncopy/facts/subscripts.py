"""What subscripts of arrays give: views, copies and scalars, by what the index is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts import ranks
from uncopy.facts.domain import C_ORDER, Fact, Layout, Rank
from uncopy.lower.ir import Step

if TYPE_CHECKING:
    from uncopy.facts.values import Values

_BOOLS = frozenset({"bool", "s:b1", "b1"})


def row_of(fact: Fact, value: int) -> Fact:
    """An item along the first axis of an array: a view of one dimension less, or a scalar."""
    own = frozenset({("of", value)})
    ndim = ranks.less(fact.ndim, 1)
    kinds = ranks.kinds_of(ndim, d.SCALAR)
    words = _words(fact, kinds)
    return Fact(kinds, words, own, Layout(False, own), readonly=fact.readonly, ndim=ranks.within(*ndim, 1))


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
        if item.callee == "builtins.slice" and item.only(d.PLAIN):
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


def subscript(values: Values, step: Step) -> tuple[Fact, bool, bool]:
    """A subscript of what is an array or scalar: the fact, whether it may be new memory, whether the base's."""
    base, index = (values.facts[a] for a in step.args)
    own = frozenset({("of", step.id)})
    parts, kinds_of_parts = parts_of(values, step.args[1])
    layout = Layout(False, own)
    if "unknown" in kinds_of_parts or base.may(d.SCALAR):
        if "array" in kinds_of_parts and not base.may(d.SCALAR):
            # Whatever the other parts are, one with dimensions gives some.
            return Fact(d.ARRAY, _words(base, d.ARRAY), own, layout), True, False
        kinds = d.ARRAY | d.ARRAY0 | d.SCALAR
        return Fact(kinds, _words(base, kinds), own, layout), True, True
    ndim = _rank(values, base, parts, kinds_of_parts)
    if "array" in kinds_of_parts:
        c_order = kinds_of_parts == ["array"] and base.layout.is_c and index.layout.is_c
        fact = Fact(d.ARRAY, _words(base, d.ARRAY), own, C_ORDER if c_order else layout, ndim=ranks.within(*ndim, 1))
        return fact, True, False
    kinds = ranks.kinds_of(ndim, d.ARRAY0 if "ellipsis" in kinds_of_parts else d.SCALAR)
    fact = Fact(kinds, _words(base, kinds), own, layout, readonly=base.readonly, ndim=ranks.within(*ndim, 1))
    return fact, False, True


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
