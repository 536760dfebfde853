"""How many dimensions results have: bounds, the least and the most."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from uncopy.facts import domain as d
from uncopy.facts.domain import MANY, Fact, Rank

ANY: Rank = (0, MANY)
NONE: Rank = (0, 0)


def within(least: int, most: int, floor: int = 0) -> Rank:
    """These bounds, cut to what there is."""
    least = min(max(least, floor), MANY)
    return (least, max(least, min(most, MANY)))


def rank(fact: Fact) -> Rank:
    """The dimensions of a value as NumPy sees it, scalars and 0-d arrays having none."""
    if fact.may(d.ALIEN | d.SET | d.DICT | d.STRING | d.PLAIN | d.NONE):
        return ANY
    least, most = (MANY, 0)
    if fact.may(d.ARRAY):
        least, most = fact.ndim
    if fact.may(d.LIST | d.TUPLE):
        least, most = (min(least, 1), MANY)
    if fact.may(d.ARRAY0 | d.SCALAR | d.NUMBER):
        least = 0
    return (min(least, most), most)


def kinds_of(bounds: Rank, none: int) -> int:
    """The kinds of a result of so many dimensions; ``none`` is what one of no dimensions is."""
    least, most = bounds
    return (d.ARRAY if most else 0) | (0 if least else none)


def broadcast(operands: Sequence[Fact]) -> Rank:
    """The rank of a broadcast, where the result is an array of one dimension or more and all operands are NumPy's."""
    may = [o for o in operands if o.may(d.ARRAY | d.LIST | d.TUPLE)]
    if not may:
        return (1, MANY)
    sizes = [(1, MANY) if o.may(d.LIST | d.TUPLE) else o.ndim for o in may]
    # One of them has dimensions; those that surely have, have theirs.
    sure = [low for o, (low, _) in zip(may, sizes, strict=True) if o.only(d.ARRAY)]
    return within(max([min(low for low, _ in sizes), *sure]), max(high for _, high in sizes), 1)


def matmul(left: Rank, right: Rank) -> Rank:
    """``left @ right``: a vector gives away its one dimension, what is more is broadcast."""
    (a, b), (c, e) = (within(*left, 1), within(*right, 1))
    found: list[int] = []
    for one in {a, max(a, min(b, 2)), b}:
        for other in {c, max(c, min(e, 2)), e}:
            found.append(max(one, other) if one > 1 and other > 1 else one + other - 2)
    return within(min(found), max(found))


def less(bounds: Rank, by: int) -> Rank:
    """So many dimensions fewer; there were as many."""
    least, most = bounds
    return within(least - by, max(most - by, 0))


def more(bounds: Rank, by: int) -> Rank:
    """So many dimensions more."""
    return within(bounds[0] + by, bounds[1] + by)


def at_least(count: int) -> Callable[[Rank], Rank]:
    """``atleast_2d`` and the like."""
    return lambda bounds: within(max(bounds[0], count), max(bounds[1], count))
