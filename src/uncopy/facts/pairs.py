"""What ``zip`` and ``enumerate`` hand out: an item of each thing that they go through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts.domain import Fact, Site
from uncopy.facts.subscripts import row_of

if TYPE_CHECKING:
    from uncopy.facts.values import Values

Part = tuple[Fact, frozenset[Site]]
_COUNT: Part = (Fact(d.NUMBER, frozenset({"int:word"})), frozenset())
_ITERATOR = "builtins.zip()"  # an object of such a type: nothing else is known of it but what it hands out
PAIRING = ("builtins.zip", "builtins.enumerate")


def paired(values: Values, name: str, given: dict[str, tuple[int, ...]], value: int) -> Fact | None:
    """The iterator that is made of arrays and ranges; None if it goes through anything else."""
    counted = name == "builtins.enumerate"
    if counted and "start" in given and not _is_small(values.facts[given["start"][0]].const):
        return None
    through = given.get("iterable" if counted else "iterables", ())
    parts = [_part(values, v, value) for v in through]
    known = ([_COUNT] if counted else []) + [p for p in parts if p is not None]
    if not parts or None in parts:
        return None
    pair = Fact(d.TUPLE, layout=d.C_ORDER, parts=tuple(known))
    return Fact(d.FOREIGN, origins=frozenset({value}), callee=_ITERATOR, element=pair)


def is_pairing(fact: Fact) -> bool:
    """Whether it is surely such an iterator, which runs no code of anybody's."""
    return fact.only(d.FOREIGN) and fact.callee == _ITERATOR and fact.element is not None


def _part(values: Values, source: int, value: int) -> Part | None:
    fact = values.facts[source]
    if fact.only(d.PLAIN) and fact.callee == "range" and fact.element is not None:
        return fact.element, frozenset()
    if is_pairing(fact) and fact.element is not None and fact.element.parts is not None:
        return fact.element, values.reach(source)
    if not fact.kinds or not fact.only(d.ARRAY) or "O" in fact.dtypes:
        return None
    row = row_of(fact, value)
    return row, values.sites[source] if row.may(d.ARRAYS) else frozenset()


def _is_small(start: object) -> bool:
    return type(start) is int and abs(start) < 2**31
