"""Every byte that NumPy asks for during a call, counted at NumPy's own door for allocators (NEP 49)."""

from __future__ import annotations

import ctypes
import functools
import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

SET_HANDLER, GET_HANDLER = 304, 305  # places in NumPy's C interface, the same since 1.22
CAPSULE = b"mem_handler"


@dataclass
class Requests:
    """What was asked for: bytes in all, in the largest request, and in those for zeroed memory."""

    total: int = 0
    largest: int = 0
    zeroed: int = 0

    def add(self, size: int, *, zeroed: bool = False) -> None:
        """One request more."""
        self.total += size
        self.largest = max(self.largest, size)
        self.zeroed += size if zeroed else 0


class _Allocator(ctypes.Structure):
    _fields_ = [(name, ctypes.c_void_p) for name in ("ctx", "malloc", "calloc", "realloc", "free")]


class _Handler(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char * 127), ("version", ctypes.c_uint8), ("allocator", _Allocator)]


@contextmanager
def requests() -> Iterator[Requests | None]:
    """Count what this thread asks NumPy for inside the block; None where NumPy's door is not found."""
    try:
        door = _door()
    except (AttributeError, ImportError, OSError, ValueError):
        yield None
        return
    seen = Requests()
    with door(seen):
        yield seen


@functools.cache
def _door() -> Callable[[Requests], Any]:
    """What counts into given requests. The handler is made once and kept, for arrays made by it may outlive the block.

    It forwards to the functions of NumPy's own handler, and leaves freeing to that altogether.
    """
    api = ctypes.pythonapi  # AttributeError elsewhere than on CPython
    pointer, capsule = api.PyCapsule_GetPointer, api.PyCapsule_New
    pointer.restype, pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    capsule.restype, capsule.argtypes = ctypes.py_object, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
    table = ctypes.cast(pointer(_numpy_module()._ARRAY_API, None), ctypes.POINTER(ctypes.c_void_p))
    set_handler = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.py_object)(table[SET_HANDLER] or 0)
    get_handler = ctypes.PYFUNCTYPE(ctypes.py_object)(table[GET_HANDLER] or 0)
    usual = ctypes.cast(pointer(get_handler(), CAPSULE), ctypes.POINTER(_Handler)).contents.allocator

    void, size = ctypes.c_void_p, ctypes.c_size_t
    kinds: list[Any] = [ctypes.PYFUNCTYPE(void, void, *rest) for rest in ((size,), (size, size), (void, size))]
    malloc, calloc, realloc = (
        kind(place) for kind, place in zip(kinds, (usual.malloc, usual.calloc, usual.realloc), strict=True)
    )
    into: list[Requests] = []

    def count_malloc(ctx: int, number: int) -> Any:
        into[-1].add(number)
        return malloc(ctx, number)

    def count_calloc(ctx: int, number: int, each: int) -> Any:
        into[-1].add(number * each, zeroed=True)
        return calloc(ctx, number, each)

    def count_realloc(ctx: int, old: int, number: int) -> Any:
        into[-1].add(number)
        return realloc(ctx, old, number)

    functions = [kind(count) for kind, count in zip(kinds, (count_malloc, count_calloc, count_realloc), strict=True)]
    places = [ctypes.cast(function, void).value for function in functions]
    handler = _Handler(b"uncopy", 1, _Allocator(usual.ctx, *places, usual.free))
    name = ctypes.create_string_buffer(CAPSULE)
    counting = capsule(ctypes.addressof(handler), ctypes.cast(name, ctypes.c_char_p), None)

    @contextmanager
    def count(seen: Requests, _kept: Any = (functions, handler, name)) -> Iterator[None]:
        into.append(seen)
        before = set_handler(counting)
        try:
            yield
        finally:
            set_handler(before)
            into.pop()

    api.Py_IncRef(ctypes.py_object(count))  # a call of it must not meet functions that the interpreter has torn down
    into.append(Requests())  # where requests go that come too late
    return count


def _numpy_module() -> Any:
    try:
        return importlib.import_module("numpy._core._multiarray_umath")
    except ImportError:  # NumPy 1
        return importlib.import_module("numpy.core._multiarray_umath")
