"""The algebra of shapes: what lengths are the same, and which shapes broadcast into which.

A shape is a set of atoms whose broadcast it is::

    ("of", v)              the shape of value v
    ("given", v)           the shape that v names: a number or a tuple
    ("sized", d, ...)      these lengths
    ("indexed", A, part, ...)   of an array of shape A, indexed so: "all", "int", "new", or a cut
    ("reduced", A, axis)   without that axis
    ("kept", A, axis)      with length 1 there
    ("turned", A)          transposed

A length is the text of a number, a value (the number that it is), or a term::

    ("axis", A, "0")       the length of an axis of shape A, counted from the first
    ("last", A, "1")       counted from the last
    ("size", A)            how many elements
    ("len", v)             of what is no array
    ("cut", d, "2")        two fewer, but never less than none
    ("slice", d, a, b, s)  of another slice
    ("true", v)            how many elements of mask v are true
    ("own", ".C._n")       that the object's own attribute is
    ("op", "+", d, e)      arithmetic

Numbers in atoms are texts: an int is a value. Whatever has one term has one length at all times when both exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from uncopy.facts import domain as d
from uncopy.facts.domain import Fact, Layout

Shape = frozenset[Any]
Length = Any
_DEPTH = 6  # of terms within terms
OF_VALUES = frozenset({"of", "given", "len", "true"})  # atoms and lengths that speak of a value itself
COUNTING = frozenset({"+", "-", "*", "//"})


def depth(atom: Any) -> int:
    """How deep a term is nested."""
    return 1 + max(map(depth, atom), default=0) if isinstance(atom, (tuple, frozenset)) else 0


def length_of(fact: Fact, value: int) -> Length:
    """The length that a number stands for where it is used as one."""
    if type(fact.const) is int:
        return str(fact.const)
    if fact.length is None or depth(fact.length) > _DEPTH:
        return value
    if isinstance(fact.length, tuple) and fact.length[0] == "op":  # a length that exists is not negative
        _, op, whole, less = fact.length
        if op == "-" and isinstance(less, str) and less.isdigit():
            return ("cut", whole, less)
    return fact.length


def shape_named(fact: Fact) -> Shape | None:
    """The shape that a tuple is, where it is some array's."""
    shape = fact.length[1] if isinstance(fact.length, tuple) and fact.length[0] == "shape" else None
    return shape if isinstance(shape, frozenset) else None


def number_of(fact: Fact, value: int) -> Length:
    """The number that a value is, as a term."""
    if type(fact.const) is int:
        return str(fact.const)
    return value if fact.length is None or depth(fact.length) > _DEPTH else fact.length


def arithmetic(op: str, left: Length, right: Length) -> Length | None:
    """The term of a sum, difference, product or whole quotient of numbers."""
    term = ("op", op, left, right)
    return term if depth(term) <= _DEPTH else None


def axis_of(shape: Shape, index: int, total: int | None = None) -> Length | None:
    """Item ``index`` of the tuple that is this shape; ``total`` where it is known to have so many."""
    found = sized(shape)
    if found is not None:
        return found[index] if -len(found) <= index < len(found) else None
    if total is not None and index >= 0:
        index -= total
    return ("axis", shape, str(index)) if index >= 0 else ("last", shape, str(-index))


def size(shape: Shape) -> Length:
    """How many elements an array of this shape has."""
    found = sized(shape)
    return found[0] if found is not None and len(found) == 1 else ("size", shape)


def lengths(fact: Fact) -> tuple[Length, ...] | None:
    """The lengths of an array that has one number of dimensions for certain."""
    least, most = fact.ndim
    if not fact.only(d.ARRAY) or least != most:
        return None
    known = sized(fact.shape)
    if known is not None and len(known) == least:
        return known
    return tuple(("last", fact.shape, str(least - i)) for i in range(least))


def sized(shape: Shape) -> tuple[Length, ...] | None:
    """The lengths, where the shape is written in them."""
    atom = next(iter(shape)) if len(shape) == 1 else None
    return atom[1:] if isinstance(atom, tuple) and atom[0] == "sized" else None


def settled(fact: Fact) -> Fact:
    """An array that has one number of dimensions, its shape written in lengths, and its order where it has one."""
    found = lengths(fact)
    if found is None:
        return fact
    written = any(a[0] == "sized" and len(a) > len(found) for a in fact.shape)
    shape: Shape = fact.shape if written or depth(found) > _DEPTH + 2 else frozenset({("sized", *found)})
    # One axis is in order, and without gaps if it is dense.
    layout = Layout(fact.layout.dense, frozenset({"C"})) if len(found) == 1 else fact.layout
    return fact if shape == fact.shape and layout == fact.layout else replace(fact, shape=shape, layout=layout)


def cut(length: Length, by: int) -> Length:
    """So many fewer."""
    if by == 0:
        return length
    if isinstance(length, str) and length.isdigit():
        return str(max(int(length) - by, 0))
    if isinstance(length, tuple) and length[0] == "cut":
        return ("cut", length[1], str(int(length[2]) + by))
    more = _more(length)
    if more is not None:
        less, ahead = more
        return ("cut", less, str(by - ahead)) if by >= ahead else ("cut", ("op", "+", less, str(ahead - by)), "0")
    return ("cut", length, str(by))


def _more(length: Length) -> tuple[Length, int] | None:
    """A number, and how many more it is where a length is written as a sum: ``n + 1``."""
    if not isinstance(length, tuple) or length[:2] != ("op", "+"):
        return None
    for one, other in (length[2:], length[:1:-1]):
        if isinstance(other, str) and other.isdigit():
            return one, int(other)
    return None


def sliced(length: Length, start: Length, stop: Length, step: Length) -> Length:
    """The length of a slice of an axis. Bounds are texts of numbers, ``"None"``, or terms."""
    if step == "-1" and start == stop == "None":
        return length
    if step not in ("None", "1"):
        return ("slice", length, start, stop, step)
    first = 0 if start in ("None", "0") else int(start) if is_number(start) else None
    if first is None or first < 0:
        return ("slice", length, start, stop, "None")
    if stop == "None" or stop == length or _ends(stop, length):
        return cut(length, first)
    if is_number(stop):
        last = int(stop)
        if last < 0:
            return cut(length, first - last)
        if last <= first:
            return "0"
        if isinstance(length, str) and length.isdigit():
            return str(len(range(int(length))[first:last]))
    if stop == ("op", "-", length, "1"):  # below none it counts from the other side, and that is none too
        return cut(length, first + 1)
    return ("slice", length, str(first), stop, "None")


def _ends(stop: Length, length: Length) -> bool:
    """Whether a number is the length that it was made of, but that a length is never negative (then it is none)."""
    return (isinstance(length, tuple) and length[0] == "cut") and (
        stop == ("op", "-", length[1], length[2]) or (length[2] == "0" and stop == length[1])
    )


def product(left: tuple[Length, ...] | None, right: tuple[Length, ...] | None) -> tuple[Length, ...] | None:
    """The lengths of a matrix product of two vectors or matrices."""
    if left is None or right is None or not (1 <= len(left) <= 2 and 1 <= len(right) <= 2):
        return None
    return (*left[:-1], *(right[1:] if len(right) == 2 else ()))


def is_number(text: Any) -> bool:
    """Whether a term is a number in so many words."""
    return isinstance(text, str) and text.lstrip("-").isdigit()


def measured(atom: Any) -> frozenset[int]:
    """The values whose shapes or lengths an atom speaks of."""
    if isinstance(atom, tuple) and atom[0] in ("of", "len"):
        return frozenset(a for a in atom[1:] if isinstance(a, int))
    return frozenset().union(*map(measured, atom)) if isinstance(atom, (tuple, frozenset)) else frozenset()


def read(atom: Any) -> frozenset[int]:
    """The values that an atom takes for numbers, sizes or masks: what is in them counts."""
    if isinstance(atom, int):
        return frozenset({atom})
    if not isinstance(atom, (tuple, frozenset)) or (isinstance(atom, tuple) and atom[0] in ("of", "len")):
        return frozenset()
    return frozenset().union(*map(read, atom))


# broadcasting -------------------------------------------------------------------------------------------------------


def fits(atom: Any, shape: Iterable[Any]) -> bool:
    """Whether an array of this atom's shape broadcasts into the broadcast of ``shape``, for certain."""
    shape = frozenset(shape)
    if atom in shape:
        return True
    if not isinstance(atom, tuple):
        return False
    if (
        atom[0] == "kept"
        or (atom[0] == "reduced" and atom[2] == "0")
        or (atom[0] == "indexed" and atom[2:] == ("int",))
    ):
        return all(fits(inner, shape) for inner in atom[1])
    if atom[0] == "sized":
        return _lengths_fit(atom[1:], shape)
    if atom[0] == "given":  # what is the length of an axis elsewhere is a number
        if any(a[0] == "sized" and same(a[-1], atom[1]) for a in shape):
            return True
    # A new first axis changes nothing.
    return any(a[0] == "indexed" and a[2:] == ("new",) and fits(atom, a[1]) for a in shape)


def _lengths_fit(found: Sequence[Length], shape: Shape) -> bool:
    """Whether each length, from the last one, is 1 or goes into the one that some atom of the shape has there."""
    rows = [a[1:] for a in shape if a[0] == "sized"]
    for place, length in enumerate(reversed(found), start=1):
        if any(len(row) >= place and (length == "1" or _goes_into(length, row[-place], place)) for row in rows):
            continue
        if not (_is_last(length, place) and all(fits(atom, shape) for atom in length[1])):
            return False
    return True


def _is_last(length: Length, place: int) -> bool:
    return isinstance(length, tuple) and length[0] == "last" and length[2] == str(place)


def _goes_into(length: Length, other: Length, place: int) -> bool:
    """Whether an axis of one length, counted from the last, broadcasts into one of another length."""
    if same(length, other):
        return True
    if not _is_last(other, place):
        return False
    whole = other[1]
    if any(a[0] == "sized" and len(a) > place and same(a[-place], length) for a in whole):
        return True
    return _is_last(length, place) and all(fits(atom, whole) for atom in length[1])


def same(one: Length, other: Length) -> bool:
    """Whether two lengths that exist are one."""
    return bool(_bare(one) == _bare(other))


def _bare(length: Length) -> Length:
    return length[1] if isinstance(length, tuple) and length[0] == "cut" and length[2] == "0" else length


def _loose(atom: Any) -> bool:
    return atom[0] == "sized" and any(_bare(length) != length for length in atom[1:])


def joined(atoms: Iterable[Any]) -> Shape:
    """A broadcast of atoms, without those that broadcast into the others, and lengths put together."""
    shape = frozenset(atoms)
    return _joined(shape) if len(shape) > 1 else shape


@lru_cache(maxsize=20_000)
def _joined(atoms: Shape) -> Shape:
    left = set(atoms)
    # Of max(n, 0) and n the one goes that says less: where both are lengths of arrays, n is not negative.
    for atom in sorted(left, key=lambda a: (not _loose(a), d.spell(a))):
        if len(left) > 1 and fits(atom, left - {atom}):
            left.discard(atom)
    rows = sorted((a for a in left if a[0] == "sized"), key=d.spell)
    merged: list[Any] = []
    for row in rows:
        for place, other in enumerate(merged):
            both = _merged(row[1:], other[1:])
            if both is not None:
                merged[place] = ("sized", *both)
                break
        else:
            merged.append(row)
    return frozenset(left.difference(rows).union(merged))


def _merged(one: tuple[Length, ...], other: tuple[Length, ...]) -> tuple[Length, ...] | None:
    """The broadcast of two rows of lengths, if each pair is one length or has a 1."""
    if len(one) < len(other):
        one, other = other, one
    out = list(one)
    for place, length in enumerate(reversed(other), start=1):
        if out[-place] == "1":
            out[-place] = length
        elif length != "1":
            if not same(out[-place], length):
                return None
            out[-place] = _bare(length) if length != out[-place] else length
    return tuple(out)


def simplified(atom: Any) -> Any:
    """A term in which shapes were put in place of others, with lengths read off where they are written now."""
    if isinstance(atom, frozenset):
        return frozenset(map(simplified, atom))
    if not isinstance(atom, tuple):
        return atom
    out = (atom[0], *map(simplified, atom[1:]))
    if out[0] in ("axis", "last", "size") and isinstance(out[1], frozenset):
        found = sized(out[1])
        if found is not None and out[0] == "size":
            return found[0] if len(found) == 1 else out
        if found is not None and out[0] == "last" and 1 <= int(out[2]) <= len(found):
            return found[-int(out[2])]
    return out
