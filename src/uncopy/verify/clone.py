"""Clones that keep what ``copy.deepcopy`` loses: which arrays share memory, at which offsets, in which layout."""

from __future__ import annotations

import contextlib
import copy
import enum
import mmap
import re
import types
import weakref
from array import array
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt

T = TypeVar("T")
Array = npt.NDArray[Any]

LARGEST_MAP = 1 << 28  # bytes of a memory map that are cloned whole, and with it whatever else looks into it
IMMUTABLE = (bool, int, float, complex, str, bytes, range, type(None), type(Ellipsis), type(NotImplemented))
NEW_OBJECT = object().__reduce_ex__(4)[0]  # copyreg.__newobj__: made by __new__, state filled in afterwards
BY_REFERENCE = (type, types.ModuleType, types.CodeType, np.ufunc, np.generic, np.dtype, enum.Enum, re.Pattern, property)


class NotClonable(Exception):
    """An object that cannot be copied faithfully: the message says which and why."""


def clone(value: T) -> T:
    """A copy of ``value`` that shares no mutable state with it and is built alike inside.

    Identity, cycles, memory shared among arrays, offsets, strides, byte order, read-only flags and subclasses are kept.
    Modules, classes and functions without closures are kept by reference. Raises :class:`NotClonable`.
    """
    return cast(T, Cloner()(value))


class Cloner:
    """One act of cloning: everything cloned by the same cloner stays related as it was."""

    def __init__(self) -> None:
        self._clones: dict[int, object] = {}
        self._originals: list[object] = []  # kept alive, for the ids to stay theirs
        self._foreign: dict[tuple[int, int], Array] = {}  # clones of memory that no Python object we know owns

    def share(self, value: object) -> None:
        """From now on ``value`` stands for itself."""
        self._remember(value, value)

    def many(self, *values: Any) -> tuple[Any, ...]:
        """Clones of several things."""
        return tuple(self(value) for value in values)

    def __call__(self, value: object) -> object:
        """The clone of ``value``, always the same one. Raises :class:`NotClonable`."""
        kind = type(value)
        if kind in IMMUTABLE or (isinstance(value, BY_REFERENCE) and not isinstance(value, np.void)):
            return value
        if id(value) in self._clones:
            return self._clones[id(value)]
        if value is np.ma.masked:  # programs ask for it by identity
            return value
        try:
            return self._clone(value, kind)
        except NotClonable:
            raise
        except Exception as error:
            raise NotClonable(f"a {kind.__module__}.{kind.__qualname__} cannot be cloned: {error}") from error

    def _remember(self, value: object, made: object) -> None:
        self._clones[id(value)] = made
        self._originals.append(value)

    def _clone(self, value: object, kind: type) -> object:
        made: object
        if isinstance(value, np.ndarray):
            return self._array(value)
        if isinstance(value, np.void):
            made = self._record(value)
        elif kind is list:
            filled: list[object] = []
            self._remember(value, filled)
            filled.extend(self(item) for item in cast("list[object]", value))
            return filled
        elif kind is dict:
            table: dict[object, object] = {}
            self._remember(value, table)
            for key, item in cast("dict[object, object]", value).items():
                table[self(key)] = self(item)
            return table
        elif kind is tuple:
            items = tuple(self(item) for item in cast("tuple[object, ...]", value))
            if id(value) in self._clones:  # a cycle through the tuple has made it meanwhile
                return self._clones[id(value)]
            unchanged = all(new is old for new, old in zip(items, cast("tuple[object, ...]", value), strict=True))
            made = value if unchanged else items
        elif kind in (set, frozenset):
            made = kind(self(item) for item in cast("set[object]", value))
        elif isinstance(value, (bytearray, array)):
            made = value[:]
        elif isinstance(value, mmap.mmap):
            made = _copied(value)
        elif kind is weakref.ref:
            target = cast("weakref.ref[Any]", value)()
            made = value if target is None else weakref.ref(cast(Any, self(target)))
        elif isinstance(value, types.MethodType):
            made = types.MethodType(cast(Any, self(value.__func__)), self(value.__self__))
        elif isinstance(value, types.BuiltinFunctionType):
            owner = value.__self__
            of_module = owner is None or isinstance(owner, types.ModuleType)
            made = value if of_module else getattr(self(owner), value.__name__)
        elif isinstance(value, types.FunctionType):
            made = self._function(value)
        elif isinstance(value, types.CellType):
            self._remember(value, cell := types.CellType())
            with contextlib.suppress(ValueError):  # an empty cell
                cell.cell_contents = self(value.cell_contents)
            return cell
        else:
            return self._instance(value)
        self._remember(value, made)
        return made

    def _function(self, value: types.FunctionType) -> types.FunctionType:
        if value.__closure__ is None:
            return value
        cells = tuple(cast(types.CellType, self(cell)) for cell in value.__closure__)
        if id(value) in self._clones:
            return cast(types.FunctionType, self._clones[id(value)])
        made = types.FunctionType(value.__code__, value.__globals__, value.__name__, value.__defaults__, cells)
        made.__kwdefaults__, made.__qualname__ = value.__kwdefaults__, value.__qualname__
        made.__module__ = value.__module__
        made.__dict__.update(value.__dict__)
        return made

    def _instance(self, value: object) -> object:
        """Whatever pickle could describe; its state is read straight, past any ``__getstate__``."""
        recipe = value.__reduce_ex__(4)
        if isinstance(recipe, str):  # a global of some module
            self._remember(value, value)
            return value
        make, arguments, state, items, pairs = (*recipe, None, None, None)[:5]
        made = make(*(self(argument) for argument in arguments))
        self._remember(value, made)
        if make is NEW_OBJECT:
            for name, part in state_of(value).items():
                object.__setattr__(made, name, self(part))
        elif state is not None:
            _set_state(made, self(state))
        for item in items or ():
            made.append(self(item))
        for key, item in pairs or ():
            made[self(key)] = self(item)
        return cast(object, made)

    # Arrays

    def _record(self, value: np.void) -> object:
        """A structured scalar, which is a copy of an element or looks into the array that it is an element of."""
        if value.dtype.hasobject:
            raise NotClonable("a structured scalar with objects cannot be cloned")
        base: object = value.base
        if not isinstance(base, np.ndarray):
            return value.copy()
        self(base)
        buffer, start = self._buffer(base)
        place = int(value.__array_interface__["data"][0]) - start
        return np.ndarray((), copy.copy(value.dtype), buffer, place)[()]

    def _array(self, value: Array) -> Array:
        made: Array
        if value.flags.owndata or value.nbytes == 0:
            made = np.ndarray.__new__(type(value), value.shape, _dtype(value), None, 0, _owned_strides(value))
            self._finish(value, made)
            if value.nbytes:
                _fill(in_memory_order(made), in_memory_order(value), self)
        else:
            buffer, start = self._buffer(value)
            offset = address(value) - start
            made = np.ndarray.__new__(type(value), value.shape, _dtype(value), buffer, offset, value.strides)
            self._finish(value, made)
        if not value.flags.writeable:
            made.flags.writeable = False
        return made

    def _finish(self, value: Array, made: Array) -> None:
        self._remember(value, made)
        for name, part in getattr(value, "__dict__", {}).items():
            if not (isinstance(part, mmap.mmap) and len(part) > LARGEST_MAP):
                made.__dict__[name] = self(part)

    def _buffer(self, value: Array) -> tuple[Any, int]:
        """The cloned counterpart of the memory that ``value`` looks into, and the address where the original begins."""
        last: Any = value
        owner: Any = value.base
        while True:
            if isinstance(owner, np.ndarray):
                last, owner = owner, (None if owner.flags.owndata else owner.base)
            elif isinstance(owner, memoryview):
                owner = owner.obj
            elif type(owner).__name__ == "DummyArray":  # what as_strided leaves behind
                owner = owner.base
            else:
                break
        if owner is None and last.flags.owndata:
            made = cast(Array, self(last))
            return _writable_flat(made), address(in_memory_order(last))
        if isinstance(owner, bytes):
            return owner, address(np.frombuffer(owner, np.uint8))
        if isinstance(owner, (bytearray, array)) or (isinstance(owner, mmap.mmap) and len(owner) <= LARGEST_MAP):
            return self(owner), address(np.frombuffer(owner, np.uint8))
        return self._foreign_buffer(last)

    def _foreign_buffer(self, last: Array) -> tuple[Any, int]:
        """Memory owned by C code or a file: all that is known of it is the array that looks into it."""
        low, high = extent(last)
        if any((low, high) != other and low < other[1] and other[0] < high for other in self._foreign):
            raise NotClonable(f"two arrays look into one memory owned by a {type(last.base).__qualname__}")
        if last.dtype.hasobject:
            raise NotClonable(f"objects in memory owned by a {type(last.base).__qualname__} cannot be cloned")
        made = self._foreign.get((low, high))
        if made is None:
            made = np.ndarray((high - low,), np.uint8, raw_memory(low, high)).copy()
            self._foreign[low, high] = made
        return made, low


def state_of(value: object) -> dict[str, object]:
    """The attributes that an instance holds itself, in ``__dict__`` and in slots."""
    state: dict[str, object] = dict(getattr(value, "__dict__", None) or {})
    for kind in type(value).__mro__:
        slots = kind.__dict__.get("__slots__", ())
        for slot in (slots,) if isinstance(slots, str) else tuple(slots):
            name = f"_{kind.__name__.lstrip('_')}{slot}" if slot.startswith("__") and not slot.endswith("__") else slot
            if name not in ("__dict__", "__weakref__") and hasattr(value, name):
                state[name] = getattr(value, name)
    return state


def _set_state(made: Any, state: Any) -> None:
    if hasattr(made, "__setstate__"):
        made.__setstate__(state)
        return
    attributes, slots = state if isinstance(state, tuple) and len(state) == 2 else (state, None)
    for part in (attributes, slots):
        for name, value in (part or {}).items():
            object.__setattr__(made, name, value)


def address(value: Array) -> int:
    """The address of the first element."""
    return int(value.__array_interface__["data"][0])


def extent(value: Array) -> tuple[int, int]:
    """First address and one past the last of the memory that an array spans; empty arrays span none."""
    start = address(value)
    if value.nbytes == 0:
        return start, start
    reach = [(size - 1) * stride for size, stride in zip(value.shape, value.strides, strict=True)]
    return start + sum(r for r in reach if r < 0), start + sum(r for r in reach if r > 0) + value.itemsize


def in_memory_order(value: Array) -> Array:
    """An owner's elements as a flat view in the order in which they lie in memory."""
    plain = value.view(np.ndarray) if type(value) is not np.ndarray else value
    order = sorted(range(plain.ndim), key=lambda axis: (-plain.strides[axis], plain.shape[axis] == 1, axis))
    turned: Array = plain.transpose(order)
    if not turned.flags.c_contiguous:
        raise NotClonable("an array that owns memory with gaps cannot be cloned")
    return turned.reshape(-1)


def _copied(value: mmap.mmap) -> mmap.mmap:
    """A map of no file, with the same bytes and the same position."""
    made = mmap.mmap(-1, len(value))
    made[:] = value[:]
    made.seek(value.tell())
    return made


def _dtype(value: Array) -> np.dtype[Any]:
    """The dtype, and a copy of it where its names can be changed in place."""
    return copy.copy(value.dtype) if value.dtype.names is not None else value.dtype


def _owned_strides(value: Array) -> tuple[int, ...] | None:
    return value.strides if value.nbytes else None


def _writable_flat(made: Array) -> Array:
    """A view through which writable views can be made, although the owner may be read-only itself."""
    writeable = made.flags.writeable
    made.flags.writeable = True
    flat = in_memory_order(made)
    made.flags.writeable = writeable
    return flat if flat.dtype.hasobject else flat.view(np.uint8)


def _fill(target: Array, source: Array, cloner: Cloner) -> None:
    if not source.dtype.hasobject:
        target.view(np.uint8)[...] = source.view(np.uint8)
    elif source.dtype.names:
        for name in source.dtype.names:
            part, made = source[name], target[name]
            if part.dtype.hasobject:
                _fill(made, part, cloner)
            else:
                made[...] = part
    else:
        for place in np.ndindex(source.shape):
            target[place] = cloner(source[place])


def raw_memory(low: int, high: int) -> Any:
    """The bytes between two addresses, as a buffer."""
    import ctypes

    return (ctypes.c_ubyte * (high - low)).from_address(low)
