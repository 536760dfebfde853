"""The words in which a value is described: kinds, dtype operands, shapes, layouts, memory.

Kinds are a set of bits: what type of object the value may be. Dtypes are sets of the model's operand words (``f8`` an
array, ``>f8`` one in foreign byte order, ``s:f8`` a NumPy scalar, ``float`` a Python number). A shape is a set of atoms
whose broadcast it is, so a set inside another broadcasts into it. A layout is dense or not, with the atoms it follows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from uncopy.model import DOMAIN

ARRAY = 1  # exactly numpy.ndarray, one dimension or more
ARRAY0 = 2  # exactly numpy.ndarray, no dimensions
SCALAR = 4  # a NumPy scalar
NUMBER = 8  # a Python bool, int, float or complex
NONE = 16
STRING = 32  # str or bytes
LIST = 64
TUPLE = 128
DICT = 256
SET = 512
PLAIN = 1024  # other immutable things: slices, types, functions, modules, ranges
ARITHMETIC = 2048  # not NumPy's, and no container: what arithmetic on unknown things gives
FOREIGN = 4096  # anything else: subclasses of ndarray, Series, tensors, the user's objects
ANYTHING = 8191
NUMERIC = ARRAY | ARRAY0 | SCALAR | NUMBER
ARRAYS = ARRAY | ARRAY0
CONTAINERS = LIST | TUPLE | DICT | SET | STRING
IMMUTABLE = SCALAR | NUMBER | NONE | STRING | PLAIN
ALIEN = ARITHMETIC | FOREIGN

_NAMES = {
    ARRAY: "array",
    ARRAY0: "0-d array",
    SCALAR: "scalar",
    NUMBER: "number",
    NONE: "None",
    STRING: "str",
    LIST: "list",
    TUPLE: "tuple",
    DICT: "dict",
    SET: "set",
    PLAIN: "plain",
    ARITHMETIC: "arithmetic",
    FOREIGN: "foreign",
}

SWAPPABLE = tuple(d for d in DOMAIN if d not in ("b1", "i1", "u1", "O", "S"))
NATIVE = frozenset(DOMAIN)
ARRAY_DTYPES = NATIVE | {f">{d}" for d in SWAPPABLE}
SCALAR_DTYPES = frozenset(f"s:{d}" for d in DOMAIN if d != "O")
NUMBERS = frozenset({"bool", "int", "float", "complex"})
ANY_DTYPE = ARRAY_DTYPES | SCALAR_DTYPES | NUMBERS
INEXACT = frozenset({"f2", "f4", "f8", "f16", "c8", "c16", "c32"})

Atom = tuple[Any, ...]
Rank = tuple[int, int]  # the least and the most dimensions
Site = tuple[int, int]
OUTSIDE: Site = (-1, 0)  # all memory that exists before the call, or that something unseen keeps

MISSING: Any = object()
MANY = 64  # no array has more dimensions


@dataclass(frozen=True, slots=True)
class Layout:
    """Dense or not, and the atoms it follows: ``{"C"}`` is C order, ``{"F"}`` the reverse, no atoms a scalar's.

    What is not dense has gaps between its elements; its axes may be in C order all the same.
    ``("K", atoms)`` is the order that NumPy chooses for a new result of operands that follow those atoms, or are in C
    order and of a shape: ``("in order", shape)``. What follows
    it in turn follows no operand: where strides leave the order open (broadcasting), NumPy decides anew each time.
    """

    dense: bool
    atoms: frozenset[Any]

    @property
    def is_c(self) -> bool:
        """Whether it is C-contiguous for certain."""
        return self.dense and self.atoms <= {"C"}

    @property
    def in_c_order(self) -> bool:
        """Whether its axes are in C order for certain, with or without gaps."""
        return self.atoms <= {"C"}

    def leads(self, other: Layout) -> bool:
        """Whether an operand of layout ``other`` leaves a new result of a full-shape operand of this one in this one.

        So it is for C order (the iterator prefers it), for an operand of the same order, and for one of the operands
        that this order was chosen for.
        """
        if not self.dense:
            return False
        chosen = next(iter(self.atoms)) if len(self.atoms) == 1 else None
        sources = chosen[1] if isinstance(chosen, tuple) and chosen[0] == "K" else frozenset()
        # Which of its operands was in C order is not remembered, so another one in C order says nothing.
        return self.is_c or other.atoms <= self.atoms or other.atoms <= sources - {"C"}


C_ORDER = Layout(True, frozenset({"C"}))
NO_LAYOUT = Layout(True, frozenset())


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of one value.

    ``dtypes`` covers the array, scalar and number kinds only. ``origins`` are the values through which something not
    NumPy's may have come in. ``callee`` is the dotted name of a function, type or module, ``receiver`` the value a
    method is bound to. ``element`` describes the items of a container or iterator, ``items`` those of a tuple display.
    ``ndim`` bounds the dimensions that it has if it is an array of one dimension or more. ``length`` is the term (see
    `uncopy.facts.shapes`) that a number is, or ``("shape", A)`` where a tuple is the shape A. ``form`` is the shape and
    layout of a value that may be an array (of one dimension or more) where it is one: the array or None, the array or
    the number that a sum began with. ``shape`` and ``layout`` hold whatever it is.
    """

    kinds: int
    dtypes: frozenset[str] = frozenset()
    shape: frozenset[Any] = frozenset()
    layout: Layout = NO_LAYOUT
    origins: frozenset[int] = frozenset()
    const: Any = MISSING
    callee: str | None = None
    receiver: int | None = None
    element: Fact | None = None
    items: tuple[int, ...] | None = None
    readonly: bool = False
    distinct: bool = False  # the items of this tuple are fresh arrays, each of its own memory
    ndim: Rank = (1, MANY)
    length: Any = None
    parts: tuple[tuple[Fact, frozenset[Site]], ...] | None = None  # the items of a tuple that a function returned
    form: tuple[frozenset[Any], Layout] | None = None

    def only(self, kinds: int) -> bool:
        """Whether the value is of these kinds for certain."""
        return self.kinds & ~kinds == 0

    def may(self, kinds: int) -> bool:
        """Whether the value may be of one of these kinds."""
        return self.kinds & kinds != 0

    @property
    def array_dtypes(self) -> frozenset[str]:
        """The dtypes it may have where it is an array."""
        return self.dtypes & ARRAY_DTYPES

    @property
    def as_array(self) -> tuple[frozenset[Any], Layout]:
        """Its shape and layout where it is an array of one dimension or more."""
        return (self.shape, self.layout) if self.form is None else self.form

    def __str__(self) -> str:
        kinds = "anything" if self.kinds == ANYTHING else "|".join(n for b, n in _NAMES.items() if self.kinds & b)
        out = [kinds]
        if self.kinds & NUMERIC:
            out.append("any dtype" if self.dtypes == ANY_DTYPE else ",".join(sorted(self.dtypes)) or "no dtype")
        if self.kinds & ARRAY:
            out.append("shape " + (" ".join(sorted(map(spell, self.shape))) or "()"))
            if self.ndim != (1, MANY):
                least, most = self.ndim
                out.append(
                    f"{least}-d" if least == most else f"{least}-d or more" if most >= MANY else f"{least}..{most}-d"
                )
            kind = "dense " if self.layout.dense else "strided "
            out.append(kind + " ".join(sorted(map(spell, self.layout.atoms))))
        if self.form is not None:
            shape, layout = self.form
            kind = "dense " if layout.dense else "strided "
            out.append(
                f"an array of shape {' '.join(sorted(map(spell, shape)))}, "
                + kind
                + " ".join(sorted(map(spell, layout.atoms)))
            )
        if self.callee:
            out.append(self.callee)
        if self.const is not MISSING:
            out.append(repr(self.const))
        return "; ".join(out)


def spell(atom: Any) -> str:
    """An atom as short text."""
    if isinstance(atom, tuple):
        return str(atom[0]) + "(" + ",".join(spell(a) if not isinstance(a, int) else f"%{a}" for a in atom[1:]) + ")"
    if isinstance(atom, frozenset):
        return "{" + ",".join(sorted(map(spell, atom))) + "}"
    return str(atom)


def mentioned(atom: Any) -> frozenset[int]:
    """The values that an atom speaks of."""
    if isinstance(atom, (tuple, frozenset)):
        return frozenset().union(*(mentioned(a) for a in atom))
    return frozenset({atom}) if isinstance(atom, int) else frozenset()


def item(element: Fact, value: int) -> Fact:
    """The item of a container as ``value``: one whose items are not alike tells no shape that two of them share."""
    if not any(isinstance(atom, tuple) and atom[0] == "item" for atom in element.shape):
        return element
    own = frozenset({("of", value)})
    return replace(element, shape=own, layout=element.layout if element.layout.is_c else Layout(False, own), form=None)


def anything(value: int) -> Fact:
    """Nothing is known of ``value``."""
    return Fact(
        ANYTHING, ANY_DTYPE, frozenset({("of", value)}), Layout(False, frozenset({("of", value)})), frozenset({value})
    )


def join(value: int, facts: list[Fact], loop_values: frozenset[int] | None = None) -> Fact:
    """What holds of a value that is one of several; atoms of values made anew each pass mean nothing across passes."""
    first = facts[0]
    kinds, dtypes, origins, readonly = 0, frozenset[str](), frozenset[int](), False
    for fact in facts:
        kinds |= fact.kinds
        dtypes |= fact.dtypes
        origins |= fact.origins
        readonly = readonly or fact.readonly
    same_shape = all(f.shape == first.shape for f in facts)
    same_layout = all(f.layout.atoms == first.layout.atoms for f in facts)
    stale = loop_values or frozenset()
    if not same_shape or mentioned(first.shape) & stale:
        shape = frozenset({("of", value)})
    else:
        shape = first.shape
    dense = all(f.layout.dense for f in facts)
    own_layout = Layout(dense, frozenset({("of", value)}))
    kept = same_layout and not mentioned(first.layout.atoms) & stale
    layout = Layout(dense, first.layout.atoms) if kept else own_layout
    if all(f == first for f in facts) and not stale:
        return first
    const = (
        first.const
        if all(f.const is first.const or (type(f.const) is type(first.const) and f.const == first.const) for f in facts)
        else MISSING
    )
    callee = first.callee if all(f.callee == first.callee and f.receiver is None for f in facts) else None
    element = first.element if all(f.element == first.element for f in facts) else None
    ranks = [f.ndim for f in facts if f.may(ARRAY)]
    ndim = (min(low for low, _ in ranks), max(high for _, high in ranks)) if ranks else (1, MANY)
    length = first.length if all(f.length == first.length for f in facts) else None
    if mentioned(length) & stale:
        length = None
    form = _array_form([f for f in facts if f.may(ARRAY)], value, stale)
    return Fact(
        kinds,
        dtypes,
        shape,
        layout,
        origins,
        const,
        callee,
        None,
        element,
        None,
        readonly,
        ndim=ndim,
        length=length,
        form=form if kinds & ~ARRAY and form != (shape, layout) else None,
    )


def _array_form(facts: list[Fact], value: int, stale: frozenset[int]) -> tuple[frozenset[Any], Layout] | None:
    """The shape and layout of ``value`` where it is one of those among several facts that may be arrays."""
    if not facts:
        return None
    own = frozenset({("of", value)})
    shape, layout = facts[0].as_array
    layouts = [f.as_array[1] for f in facts]
    dense = all(x.dense for x in layouts)
    if any(f.as_array[0] != shape for f in facts) or mentioned(shape) & stale:
        shape = own
    kept = all(x.atoms == layout.atoms for x in layouts) and not mentioned(layout.atoms) & stale
    return shape, Layout(dense, layout.atoms if kept else own)
