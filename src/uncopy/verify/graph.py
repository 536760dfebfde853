"""A walk over everything that can be reached from an object, in an order that two equal objects share."""

from __future__ import annotations

import enum
import hashlib
import mmap
import re
import struct
import types
import weakref
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, cast

import numpy as np

from uncopy.verify.clone import NEW_OBJECT, Array, state_of

# Attributes that a library fills in when it likes, and that say nothing of their own.
CACHES = {
    "scipy": ("_has_sorted_indices", "_has_canonical_format"),
    "pandas": ("_cache", "_item_cache"),
}


class NotComparable(Exception):
    """An object of which nothing can be observed: the message names it and where it stands."""


@dataclass(frozen=True)
class Node:
    """One thing on the walk.

    ``path`` says how it is reached. ``head`` holds all of it that is not an array's elements or another node: two
    nodes whose heads differ are different. A thing met again is the node of kind ``"again"``: identity is structure.
    """

    path: str
    kind: Literal["atom", "array", "object", "again", "opaque"]
    value: object
    head: tuple[object, ...]


def name_of(kind: type) -> str:
    """A class by its qualified name: two versions of one module define different classes of the same name."""
    return f"{kind.__module__}.{kind.__qualname__}"


def walk(roots: dict[str, object]) -> list[Node]:
    """All nodes that can be reached from ``roots``, each path beginning with a key of it."""
    walker = _Walker()
    for name, value in roots.items():
        walker.visit(name, value)
    return walker.nodes


def snapshot(roots: dict[str, object]) -> tuple[tuple[object, ...], ...]:
    """All that can be observed of what is reached from ``roots`` as it is now; of an opaque thing, which it is."""
    return tuple(
        (node.path, node.kind, node.head, id(node.value) if node.kind == "opaque" else _elements(node.value))
        for node in walk(roots)
    )


def _elements(value: object) -> bytes:
    return canonical_bytes(value) if isinstance(value, np.ndarray) else b""


class _Walker:
    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._seen: dict[int, str] = {}
        self._kept: list[object] = []  # so that no id is given away twice
        self._tuples: set[int] = set()  # those being visited, for a tuple can hold itself through a list

    def visit(self, path: str, value: object) -> None:
        atom = _atom(value)
        if atom is not None:
            self.nodes.append(Node(path, "atom", value, (name_of(type(value)), atom)))
            return
        if type(value) is tuple:
            self.nodes.append(Node(path, "object", value, ("builtins.tuple", len(value))))
            if id(value) not in self._tuples:
                self._tuples.add(id(value))
                for index, item in enumerate(value):
                    self.visit(f"{path}[{index}]", item)
                self._tuples.discard(id(value))
            return
        if id(value) in self._seen:
            self.nodes.append(Node(path, "again", value, (self._seen[id(value)],)))
            return
        self._seen[id(value)] = path
        self._kept.append(value)
        if isinstance(value, np.ndarray):
            self._array(path, value)
        else:
            self._object(path, value)

    def _array(self, path: str, value: Array) -> None:
        self.nodes.append(Node(path, "array", value, (name_of(type(value)), *array_head(value))))
        for name, part in sorted(getattr(value, "__dict__", {}).items()):
            self.visit(f"{path}.{name}", part)
        plain = value.view(np.ndarray)
        if value.dtype.hasobject and value.dtype.names is not None:
            for name in value.dtype.names:
                self.visit(f"{path}[{name!r}]", plain[name])
        elif value.dtype.hasobject:
            for place in np.ndindex(plain.shape):
                self.visit(f"{path}[{', '.join(map(str, place))}]", plain[place])

    def _object(self, path: str, value: object) -> None:
        mark = len(self.nodes)
        try:
            head, parts = _parts(value)
        except Exception:  # user code (__reduce__, properties) may raise anything; `compare` never calls opaque equal
            self.nodes[mark:] = [Node(path, "opaque", value, (name_of(type(value)),))]
            return
        self.nodes.append(Node(path, "object", value, (name_of(type(value)), *head)))
        for suffix, part in parts:
            self._kept.append(part)
            self.visit(path + suffix, part)


def array_head(value: Array) -> tuple[object, ...]:
    """What can be observed of an array besides its elements: dtype, shape, writability and memory order."""
    strides = tuple(s for s, n in zip(value.strides, value.shape, strict=True) if n > 1) if value.size else ()
    return _dtype(value.dtype), value.shape, value.flags.writeable, strides


def _dtype(dtype: np.dtype[Any]) -> tuple[object, ...]:
    # Records differ from structures in type alone, and aligned structures from others in what is printed of them
    fields = repr(dtype) if dtype.names is not None else None
    return dtype, dtype.num, name_of(dtype.type), repr(dtype.metadata), fields


def _atom(value: object) -> object:
    """Of something without parts and without identity: a value that tells it from others (NaN is one value)."""
    kind = type(value)
    if kind in (int, bool, str, bytes):
        return (value,)
    if isinstance(value, range):
        return value.start, value.stop, value.step
    if kind is float:
        return _float(cast(float, value))
    if kind is complex:
        number = cast(complex, value)
        return _float(number.real), _float(number.imag)
    if value is None or value is Ellipsis or value is NotImplemented:
        return (repr(value),)
    if isinstance(value, np.generic) and not isinstance(value, np.void):
        array_of_it = np.asarray(value)
        item = value.item() if array_of_it.dtype == object else canonical_bytes(array_of_it)
        return _dtype(array_of_it.dtype), item
    if isinstance(value, np.dtype):
        return _dtype(value)
    if isinstance(value, enum.Enum):
        return (value.name,)
    if isinstance(value, (type, types.BuiltinFunctionType, np.ufunc, types.FunctionType)):
        owner = getattr(value, "__self__", None)
        if owner is not None and not isinstance(owner, types.ModuleType):
            return None
        qualified = getattr(value, "__qualname__", None) or value.__name__
        return None if "<locals>" in qualified and isinstance(value, types.FunctionType) else (qualified,)
    if isinstance(value, (types.ModuleType, types.CodeType)):
        return (getattr(value, "__name__", None) or cast(types.CodeType, value).co_name,)
    return value if isinstance(value, re.Pattern) else None


def _float(value: float) -> bytes:
    return b"nan" if value != value else struct.pack("<d", value)


def canonical_bytes(value: Array) -> bytes:
    """The elements' bits in C order, with one NaN and without padding. Objects have none."""
    if value.dtype.names is not None:
        return b"".join(canonical_bytes(value[name]) for name in value.dtype.names)
    if value.dtype.hasobject:
        return b""
    plain = np.array(value.view(np.ndarray) if isinstance(value, np.ndarray) else value, order="C", copy=True)
    if plain.dtype.kind in "fc":
        plain = plain.astype(plain.dtype.newbyteorder("="), copy=False).reshape(-1)
        if plain.dtype.kind == "c":
            plain = plain.view(plain.real.dtype)
        plain[np.isnan(plain)] = np.nan
        if plain.dtype.itemsize > 8 and np.finfo(plain.dtype).nmant == 63:  # ten bytes of number, the rest is padding
            plain = plain.view(np.uint8).reshape(-1, plain.dtype.itemsize)[:, :10]
    return plain.tobytes()


def _parts(value: object) -> tuple[tuple[object, ...], Iterator[tuple[str, object]]]:
    """What a thing is besides its parts, and the parts, each with what follows the path to reach it."""
    if type(value) is list:
        return (len(value),), ((f"[{i}]", item) for i, item in enumerate(value))
    if type(value) is dict:
        keys = list(value)
        odd = [(f".keys[{i}]", key) for i, key in enumerate(keys) if _atom(key) is None]
        items = [(f"[{key!r}]" if _atom(key) else f"[keys[{i}]]", value[key]) for i, key in enumerate(keys)]
        return tuple((name_of(type(key)), _atom(key)) for key in keys), iter([*odd, *items])
    if isinstance(value, (set, frozenset)) and type(value) in (set, frozenset):
        return (len(value),), ((f"{{{i}}}", item) for i, item in enumerate(sorted(value, key=_rank)))
    if isinstance(value, np.void):
        return (_dtype(value.dtype), canonical_bytes(np.array(value))), iter(())
    if isinstance(value, memoryview):
        return (bytes(value), value.format, value.shape, value.readonly), iter(())
    if isinstance(value, (bytearray, array)):
        return (bytes(value), getattr(value, "typecode", "")), iter(())
    if isinstance(value, mmap.mmap):
        return (len(value), hashlib.blake2b(value).digest()), iter(())
    if isinstance(value, weakref.ref):
        return (), iter([("()", value())])
    if isinstance(value, slice):
        return (), iter([(".start", value.start), (".stop", value.stop), (".step", value.step)])
    if isinstance(value, types.MethodType):
        return (value.__func__.__qualname__,), iter([(".__self__", value.__self__)])
    if isinstance(value, types.BuiltinFunctionType):
        return (value.__name__,), iter([(".__self__", value.__self__)])
    if isinstance(value, types.FunctionType):
        names = value.__code__.co_freevars
        cells = [(f".{name}", cell) for name, cell in zip(names, value.__closure__ or (), strict=True)]
        return (value.__qualname__,), iter([(".__defaults__", value.__defaults__), *cells])
    if isinstance(value, types.CellType):
        try:
            return (), iter([("", value.cell_contents)])
        except ValueError:
            return ("empty",), iter(())
    return _instance_parts(value)


def _rank(item: object) -> tuple[str, str]:
    """Where a member of a set stands among the others: by all that it is, for an address says nothing."""
    atom = _atom(item)
    if atom is None:
        atom = [(node.path, node.head, _elements(node.value)) for node in walk({"": item})]
    return name_of(type(item)), repr(atom)


def _instance_parts(value: object) -> tuple[tuple[object, ...], Iterator[tuple[str, object]]]:
    recipe = value.__reduce_ex__(4)
    if isinstance(recipe, str):
        return (recipe,), iter(())
    make, arguments, state, items, pairs = (*recipe, None, None, None)[:5]
    parts: list[tuple[str, object]] = []
    if make is NEW_OBJECT:
        arguments = arguments[1:]
        parts += [(f".{name}", part) for name, part in sorted(state_of(value).items()) if not _cache(value, name)]
    elif state is not None:
        parts.append((".state", state))
    fields = getattr(value, "_fields", ()) if isinstance(value, tuple) else ()  # those of a named tuple
    names = fields if len(fields) == len(arguments) else [f"made_from[{i}]" for i in range(len(arguments))]
    parts = [(f".{name}", part) for name, part in zip(names, arguments, strict=True)] + parts
    parts += [(f"[{i}]", part) for i, part in enumerate(items or ())]
    parts += [(f"[{key!r}]", part) for key, part in pairs or ()]
    return (getattr(make, "__qualname__", name_of(type(make))),), iter(parts)


def _cache(value: object, name: str) -> bool:
    """Whether an attribute only remembers what the other attributes say."""
    library = type(value).__module__.partition(".")[0]
    return name in CACHES.get(library, ())
