"""Values as bytes, and back, in another process: with what ``pickle`` alone loses.

Arrays that share memory still do, at the same offsets and strides; byte order, memory order, read-only flags and
subclasses are kept. What a pickle cannot hold, and memory that C code owns in pieces, is refused by name.
"""

from __future__ import annotations

import io
import pickle
import types
from array import array
from typing import Any, cast

import numpy as np

from uncopy.verify.clone import Array, NotClonable, address, extent, in_memory_order, raw_memory

try:  # it also holds lambdas and classes defined in functions
    from cloudpickle import CloudPickler as _Pickler
except ImportError:
    _Pickler = pickle.Pickler


class TooLarge(Exception):
    """More bytes than were allowed."""


def dump(value: object, limit: int) -> bytes:
    """``value`` as bytes, as it is now. Raises :class:`NotClonable` and, beyond ``limit`` bytes, :class:`TooLarge`."""
    file = _Bounded(limit)
    try:
        _Store(file).dump(value)
    except (TooLarge, NotClonable):
        raise
    except Exception as error:  # what user classes raise when they are taken apart
        raise NotClonable(f"it cannot be kept for later: {type(error).__name__}: {error}") from error
    return file.getvalue()


def load(data: bytes) -> Any:
    """The value again. Only for bytes that this process or a child of it has written."""
    return pickle.loads(data)


class _Bounded(io.BytesIO):
    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def write(self, data: Any, /) -> int:
        if self.tell() + memoryview(data).nbytes > self._limit:
            raise TooLarge
        return super().write(data)


class _Store(_Pickler):  # type: ignore[misc, unused-ignore]  # of type Any where cloudpickle is not installed
    """A pickler that takes arrays apart itself."""

    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file, protocol=5)
        self._foreign: dict[tuple[int, int], Array] = {}  # copies of memory that no Python object we know owns

    def reducer_override(self, value: Any) -> Any:
        """How to take ``value`` apart."""
        if isinstance(value, np.ndarray):
            return self._array(value)
        if isinstance(value, (types.GeneratorType, types.CoroutineType, types.FrameType, io.IOBase)):
            raise NotClonable(f"a {type(value).__name__} cannot be kept for later")
        if isinstance(value, memoryview):
            raise NotClonable("a memoryview cannot be kept for later")
        inherited = getattr(super(), "reducer_override", None)
        return inherited(value) if inherited is not None else NotImplemented

    def _array(self, value: Array) -> tuple[Any, ...]:
        state = {name: part for name, part in getattr(value, "__dict__", {}).items() if name != "_mmap"}
        kind, writeable = type(value), bool(value.flags.writeable)
        made: tuple[Any, ...]
        items: list[Any] = []
        if value.flags.owndata or value.nbytes == 0:
            strides = value.strides if value.nbytes else None
            content = _content(value) if value.nbytes else b""
            if isinstance(content, list):  # filled in later, for what it holds may hold it
                items, content = content, b""
            made = (_owner, (kind, value.shape, value.dtype, strides, content))
        else:
            memory, start = self._memory(value)
            made = (_view, (kind, memory, value.dtype, value.shape, address(value) - start, value.strides))
        return (*made, (state, writeable, items), None, None, _finish)

    def _memory(self, value: Array) -> tuple[Any, int]:
        """What ``value`` looks into, and the address where that begins."""
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
            return last, address(in_memory_order(last))
        if isinstance(owner, (bytes, bytearray, array)):
            return owner, address(np.frombuffer(owner, np.uint8))
        low, high = extent(last)
        if any((low, high) != other and low < other[1] and other[0] < high for other in self._foreign):
            raise NotClonable(f"two arrays look into one memory owned by a {type(last.base).__qualname__}")
        if last.dtype.hasobject:
            raise NotClonable(f"objects in memory owned by a {type(last.base).__qualname__} cannot be kept for later")
        if (low, high) not in self._foreign:
            self._foreign[low, high] = np.ndarray((high - low,), np.uint8, raw_memory(low, high)).copy()
        return self._foreign[low, high], low


def _content(value: Array) -> Any:
    flat = in_memory_order(value)
    if not flat.dtype.hasobject:
        return flat.tobytes()
    if flat.dtype.names:
        raise NotClonable("a structured array that holds objects cannot be kept for later")
    return list(flat)


def _owner(kind: type[Array], shape: Any, dtype: Any, strides: Any, content: Any) -> Array:
    made = cast(Array, np.ndarray.__new__(kind, shape, dtype, None, 0, strides))
    if content:
        in_memory_order(made).view(np.uint8)[...] = np.frombuffer(content, np.uint8)
    return made


def _view(kind: type[Array], memory: Any, dtype: Any, shape: Any, offset: int, strides: Any) -> Array:
    if isinstance(memory, np.ndarray):
        writeable = memory.flags.writeable
        memory.flags.writeable = True
        flat = in_memory_order(memory)
        memory.flags.writeable = writeable
        memory = flat if flat.dtype.hasobject else flat.view(np.uint8)
    return cast(Array, np.ndarray.__new__(kind, shape, dtype, memory, offset, strides))


def _finish(made: Array, rest: tuple[dict[str, Any], bool, list[Any]]) -> None:
    state, writeable, items = rest
    if items:
        flat = in_memory_order(made)
        for index, item in enumerate(items):
            flat[index] = item
    if state:
        made.__dict__.update(state)
    if not writeable:
        made.flags.writeable = False
