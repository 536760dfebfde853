"""Annotations: `NDArray[np.float64]`, `Optional[...]`, `X | None`, `Annotated[...]`, jaxtyping, in quotes too.

An annotation that is not understood in every part declares nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import libcst as cst

from uncopy.facts import domain as d
from uncopy.facts.domain import Fact
from uncopy.facts.dtypes import NAMES
from uncopy.facts.refine import DTYPE_CLASSES, orders

Resolve = Callable[[str], "str | None"]
Alias = Callable[[str], "cst.BaseExpression | None"]

_PLAIN = {
    "builtins.float": Fact(d.NUMBER | d.SCALAR, frozenset({"float", "int", "bool", "s:f8"})),
    "builtins.int": Fact(d.NUMBER, frozenset({"int", "bool"})),
    "builtins.bool": Fact(d.NUMBER, frozenset({"bool"})),
    "builtins.complex": Fact(d.NUMBER | d.SCALAR, frozenset({"complex", "float", "int", "bool", "s:c16", "s:f8"})),
    "builtins.str": Fact(d.STRING),
    "numpy.random.Generator": Fact(d.FOREIGN, callee="numpy.random.Generator()"),
    "numpy.random.RandomState": Fact(d.FOREIGN, callee="numpy.random.RandomState()"),
}
_TYPING = ("typing.", "typing_extensions.")
_ANY = frozenset({"typing.Any", "typing_extensions.Any", "numpy.generic"})
_JAXTYPING = {
    "Bool": "b1", "Complex64": "c8", "Complex128": "c16", "Float16": "f2", "Float32": "f4", "Float64": "f8",
    "Int8": "i1", "Int16": "i2", "Int32": "i4", "Int64": "i8",
    "UInt8": "u1", "UInt16": "u2", "UInt32": "u4", "UInt64": "u8",
}  # fmt: skip
_JAXTYPING_KINDS = {"Complex": "complexfloating", "Inexact": "inexact"}


def declared(node: cst.BaseExpression, resolve: Resolve, value: int, alias: Alias = lambda _name: None) -> Fact | None:
    """The fact that an annotation declares of a value; None if it declares nothing.

    ``alias`` gives what a name of the module stands for that was given to a type.
    """
    return placed(_declared(node, resolve, alias, 0), value)


def placed(found: Fact | None, value: int) -> Fact | None:
    """What is declared of something, as what is known of ``value``."""
    if found is None or not found.may(d.ARRAYS):
        return found
    own = frozenset({("of", value)})
    return replace(found, shape=own, layout=d.Layout(False, own))


def _declared(node: cst.BaseExpression, resolve: Resolve, alias: Alias, depth: int) -> Fact | None:
    if depth > 8:
        return None
    if isinstance(node, cst.Name) and node.value == "None":
        return Fact(d.NONE)
    if isinstance(node, (cst.SimpleString, cst.ConcatenatedString)):
        inner = _quoted(node)
        return None if inner is None else _declared(inner, resolve, alias, depth + 1)
    if isinstance(node, cst.BinaryOperation):
        if not isinstance(node.operator, cst.BitOr):
            return None
        return _either([_declared(side, resolve, alias, depth + 1) for side in (node.left, node.right)])
    named = alias(node.value) if isinstance(node, cst.Name) else None
    if named is not None:
        return _declared(named, resolve, alias, depth + 1)
    dotted = dotted_name(node, resolve) or ""
    if not isinstance(node, cst.Subscript):
        if dotted in ("numpy.ndarray", "numpy.typing.NDArray"):
            return Fact(d.ARRAYS, d.ARRAY_DTYPES)
        return _PLAIN.get(dotted)
    parts = [e.slice.value for e in node.slice if isinstance(e.slice, cst.Index) and e.slice.star is None]
    if len(parts) != len(node.slice):
        return None
    if dotted == "numpy.typing.NDArray" and len(parts) == 1:
        return _array(parts[0], resolve)
    if dotted == "numpy.ndarray" and len(parts) == 2:
        inner, dtype = parts[1], dotted_name(parts[1], resolve)
        found = Fact(d.ARRAYS, d.ARRAY_DTYPES)
        if dtype == "numpy.dtype" and isinstance(inner, cst.Subscript) and isinstance(inner.slice[0].slice, cst.Index):
            found = _array(inner.slice[0].slice.value, resolve)
        axes = _axes(parts[0], resolve)
        return found if axes is None else replace(found, kinds=d.ARRAY, ndim=(axes, axes))
    if dotted.startswith(_TYPING):
        form = dotted.partition(".")[2]
        if form == "Optional" and len(parts) == 1:
            return _either([_declared(parts[0], resolve, alias, depth + 1), Fact(d.NONE)])
        if form == "Union":
            return _either([_declared(part, resolve, alias, depth + 1) for part in parts])
        if form in ("Annotated", "Final"):
            return _declared(parts[0], resolve, alias, depth + 1)
    if dotted.startswith("jaxtyping.") and len(parts) == 2:
        return _jaxtyping(dotted.partition(".")[2], parts[0], parts[1], resolve)
    return None


def _either(facts: list[Fact | None]) -> Fact | None:
    kinds, dtypes = 0, frozenset[str]()
    for fact in facts:
        if fact is None:
            return None
        kinds |= fact.kinds
        dtypes |= fact.dtypes
    ranks = [fact.ndim for fact in facts if fact is not None and fact.may(d.ARRAY)]
    ndim = (min(low for low, _ in ranks), max(high for _, high in ranks)) if ranks else (1, d.MANY)
    types = {fact.callee for fact in facts if fact is not None and fact.kinds != d.NONE}
    return Fact(kinds, dtypes, callee=types.pop() if len(types) == 1 else None, ndim=ndim)


def _array(element: cst.BaseExpression, resolve: Resolve) -> Fact:
    """Arrays of a scalar type: of one size in either byte order, of a kind, or of any dtype where it is not known."""
    dtypes = _dtypes(element, resolve)
    return Fact(d.ARRAYS, d.ARRAY_DTYPES if dtypes is None else orders(dtypes))


def _dtypes(node: cst.BaseExpression, resolve: Resolve) -> frozenset[str] | None:
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.BitOr):
        sides = [_dtypes(side, resolve) for side in (node.left, node.right)]
        known = [s for s in sides if s is not None]
        return frozenset().union(*known) if len(known) == len(sides) else None
    dotted = dotted_name(node, resolve) or ""
    if dotted in _ANY or not dotted.startswith("numpy."):
        return None
    if dotted in DTYPE_CLASSES:
        return DTYPE_CLASSES[dotted]
    return frozenset({NAMES[dotted]}) if dotted in NAMES else None


def _axes(shape: cst.BaseExpression, resolve: Resolve) -> int | None:
    """How many dimensions ``tuple[int, int]`` tells; None for ``tuple[int, ...]``, ``Any`` and what has none."""
    if not isinstance(shape, cst.Subscript) or dotted_name(shape, resolve) not in ("builtins.tuple", "typing.Tuple"):
        return None
    parts = [e.slice.value for e in shape.slice if isinstance(e.slice, cst.Index) and e.slice.star is None]
    plain = len(parts) == len(shape.slice) and not any(isinstance(p, (cst.Ellipsis, cst.Tuple)) for p in parts)
    return len(parts) if plain else None


def _jaxtyping(name: str, array: cst.BaseExpression, axes: cst.BaseExpression, resolve: Resolve) -> Fact | None:
    """``Float64[np.ndarray, "n m"]``: axes that may be none (``...``, ``*batch``) say nothing of their number."""
    if dotted_name(array, resolve) != "numpy.ndarray" or not isinstance(axes, cst.SimpleString):
        return None
    dtypes = d.ARRAY_DTYPES
    if name in _JAXTYPING:
        dtypes = orders(frozenset({_JAXTYPING[name]}))
    elif name in _JAXTYPING_KINDS:
        dtypes = orders(DTYPE_CLASSES[f"numpy.{_JAXTYPING_KINDS[name]}"])
    text = axes.evaluated_value
    words = text.split() if isinstance(text, str) else ["..."]
    axes_named = [word for word in words if word != "..." and "*" not in word]
    many = len(axes_named) < len(words)
    ndim = (max(len(axes_named), 1), d.MANY if many else max(len(words), 1))
    return Fact((d.ARRAY if words else 0) | (0 if axes_named else d.ARRAY0), dtypes, ndim=ndim)


def _quoted(node: cst.SimpleString | cst.ConcatenatedString) -> cst.BaseExpression | None:
    text = node.evaluated_value
    if not isinstance(text, str):
        return None
    try:
        return cst.parse_expression(text.strip())
    except (cst.ParserSyntaxError, ValueError):
        return None


def dotted_name(node: cst.BaseExpression, resolve: Resolve) -> str | None:
    """The dotted origin of a type, its parameters left out."""
    if isinstance(node, cst.Subscript):
        return dotted_name(node.value, resolve)
    if isinstance(node, cst.Attribute):
        base = dotted_name(node.value, resolve)
        return f"{base}.{node.attr.value}" if base else None
    return resolve(node.value) if isinstance(node, cst.Name) else None
