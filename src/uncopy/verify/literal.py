"""Values as Python source that makes them again: with their layouts, and sharing memory as they do."""

from __future__ import annotations

import base64
import math
import types
import zlib
from typing import Any, cast

import numpy as np

from uncopy.verify.clone import NEW_OBJECT, Array, address, in_memory_order, state_of

WRITTEN_OUT = 64  # elements of an array that are written as a list
EMBEDDED = 40_000  # characters of compressed elements that are embedded
WORDS = (int, bool, str, bytes, type(None), type(Ellipsis), range)


class NotWritable(ValueError):
    """A value of which no source can be given: the message says which."""


class Writer:
    """Source lines for values of one call. Names stand for whatever has an identity."""

    def __init__(self, module: str) -> None:
        self.lines: list[str] = []
        self.imports: set[str] = set()
        self.faithful = True  # whether everything is made as it was, elements included
        self._module = module
        self._names: dict[int, str] = {}
        self._kept: list[object] = []
        self._open: set[int] = set()
        self._last: list[str] = []  # lines that come after all others

    def source(self, value: object) -> str:
        """An expression for a value; whatever must come first is in ``lines``. Raises :class:`NotWritable`."""
        if id(value) in self._names:
            return self._names[id(value)]
        if type(value) in WORDS:
            return repr(value)
        if type(value) is float:
            return _number(value)
        if type(value) is complex:
            return f"complex({_number(value.real)}, {_number(value.imag)})"
        if isinstance(value, np.dtype):
            return f"np.dtype({_dtype(value)})"
        if isinstance(value, np.generic) and not isinstance(value, np.void):
            return f"{self._array_literal(np.asarray(value))}[()]"
        if isinstance(value, (type, types.FunctionType, types.BuiltinFunctionType, np.ufunc)):
            return self._global(value)
        if isinstance(value, types.ModuleType):
            self.imports.add(value.__name__)
            return value.__name__
        if type(value) is tuple:
            return f"({''.join(f'{self.source(item)}, ' for item in value).rstrip()})"
        if isinstance(value, slice):
            return f"slice({', '.join(self.source(part) for part in (value.start, value.stop, value.step))})"
        if id(value) in self._open:
            raise NotWritable(f"a {type(value).__qualname__} that holds itself")
        self._open.add(id(value))
        try:
            return self._named(value, self._made(value))
        finally:
            self._open.discard(id(value))

    def finish(self) -> None:
        """Add what must come last: arrays are filled before they become read-only."""
        self.lines += self._last

    def _named(self, value: object, expression: str) -> str:
        name = self._names.get(id(value)) or f"v{len(self._names)}"
        if name != expression:
            self.lines.append(f"{name} = {expression}")
        self._names[id(value)] = name
        self._kept.append(value)
        return name

    def _made(self, value: object) -> str:
        if isinstance(value, np.ndarray):
            return self._array(value)
        if type(value) in (list, set, frozenset):
            inside = ", ".join(self.source(item) for item in cast("list[object]", value))
            return f"[{inside}]" if type(value) is list else f"{type(value).__name__}([{inside}])"
        if type(value) is dict:
            pairs = (f"{self.source(key)}: {self.source(item)}" for key, item in value.items())
            return f"{{{', '.join(pairs)}}}"
        if isinstance(value, types.MethodType):
            return f"{self.source(value.__self__)}.{value.__func__.__name__}"
        return self._instance(value)

    def _global(self, value: Any) -> str:
        home, name = getattr(value, "__module__", None), getattr(value, "__qualname__", value.__name__)
        if isinstance(value, np.ufunc):
            home = "numpy"
        if home is None or "<" in name:
            raise NotWritable(f"the function {name}")
        if home == self._module:
            return f"module.{name}"
        if home in ("builtins", "numpy"):
            return str(name) if home == "builtins" else f"np.{name}"
        self.imports.add(home)
        return f"{home}.{name}"

    def _instance(self, value: object) -> str:
        """By the recipe that pickle would follow; the state of ordinary objects is read straight."""
        try:
            recipe = value.__reduce_ex__(4)
            if isinstance(recipe, str):
                raise NotWritable(f"the object {recipe}")
            make, arguments, state, items, pairs = (*recipe, None, None, None)[:5]
            plain = make is NEW_OBJECT
            called = f"{self._global(arguments[0])}.__new__" if plain else self._global(make)
        except NotWritable:
            raise
        except Exception as error:
            raise NotWritable(f"a {type(value).__qualname__}: {error}") from error
        name = self._named(value, f"{called}({', '.join(self.source(argument) for argument in arguments)})")
        if plain:
            for attribute, part in state_of(value).items():
                self.lines.append(f"object.__setattr__({name}, {attribute!r}, {self.source(part)})")
        elif state is not None and hasattr(value, "__setstate__"):
            self.lines.append(f"{name}.__setstate__({self.source(state)})")
        elif state is not None:
            self.lines.append(f"vars({name}).update({self.source(state)})")
        for item in items or ():
            self.lines.append(f"{name}.append({self.source(item)})")
        for key, item in pairs or ():
            self.lines.append(f"{name}[{self.source(key)}] = {self.source(item)}")
        return name

    # Arrays

    def _array(self, value: Array) -> str:
        if isinstance(value, np.ma.MaskedArray):
            mask = "np.ma.nomask" if value.mask is np.ma.nomask else self.source(value.mask)
            return f"np.ma.MaskedArray({self.source(value.data)}, {mask}, fill_value={self._fill_value(value)})"
        owner = _owner(value)
        if owner is not value and owner.flags.owndata and owner.nbytes:
            made = self._view(value, owner)
        elif isinstance(value, np.memmap):
            self.imports.add("tempfile")
            made = f"np.memmap(tempfile.TemporaryFile(), {_dtype(value.dtype)}, 'w+', 0, {value.shape})"
            made = self._named(value, made)
            self.lines.append(f"{made}[...] = {self._array_literal(value.view(np.ndarray))}")
        elif type(value) is np.ndarray:
            made = self._array_literal(value)
        else:
            made = self._array_literal(value.view(np.ndarray))
        if type(value) not in (np.ndarray, np.memmap):
            made = self._named(value, f"{made}.view({self._global(type(value))})")
            for attribute, part in getattr(value, "__dict__", {}).items():
                self.lines.append(f"{made}.{attribute} = {self.source(part)}")
        if not value.flags.writeable:
            name = self._named(value, made)
            self._last.append(f"{name}.flags.writeable = False")
            return name
        return made

    def _fill_value(self, value: np.ma.MaskedArray[Any, Any]) -> str:
        return self.source(value.fill_value)

    def _view(self, value: Array, owner: Array) -> str:
        """By slicing where the owner has the same axes, or else by offset and strides."""
        plain = owner.view(np.ndarray)
        base = self.source(owner)
        slices = _slices(value, plain)
        if slices is not None:
            return f"{base}[{slices}]"
        if value.shape == plain.T.shape and value.strides == plain.T.strides and address(value) == address(plain):
            return f"{base}.T"
        whole = value.size == plain.size and value.flags.c_contiguous and plain.flags.c_contiguous
        if whole and value.dtype == plain.dtype:
            return f"{base}.reshape({value.shape})"
        if value.dtype.hasobject:
            raise NotWritable("a view of an array of objects that no slice makes")
        offset = address(value) - address(in_memory_order(plain))
        flat = base if plain.flags.c_contiguous else f"{base}.ravel('K')"
        return f"np.ndarray({value.shape}, {_dtype(value.dtype)}, {flat}, {offset}, {value.strides})"

    def _array_literal(self, value: Array) -> str:
        """An array that owns its memory, in the order of axes in which it lies there."""
        axes = sorted(range(value.ndim), key=lambda axis: (-abs(value.strides[axis]), axis))
        turned = value.transpose(axes)
        made = self._elements(turned)
        if axes != list(range(value.ndim)) and value.ndim > 1 and not value.flags.c_contiguous:
            made += f".transpose({tuple(int(axis) for axis in np.argsort(axes))})"
        elif axes != list(range(value.ndim)):
            made = self._elements(value)
        return made

    def _elements(self, value: Array) -> str:
        dtype = _dtype(value.dtype)
        if value.dtype.hasobject:
            return self._objects(value, dtype)
        if value.size == 0:
            return f"np.empty({value.shape}, {dtype})"
        simple = value.dtype.kind in "biufcSU" and value.dtype.itemsize <= 16 and value.dtype.char not in "gG"
        if simple and value.size > 1 and _same(np.full(value.shape, value.flat[0], value.dtype), value):
            return f"np.full({value.shape}, {_items(value.flat[0].item())}, {dtype})"
        if simple and value.size <= WRITTEN_OUT:
            return f"np.array({_items(value.tolist())}, {dtype})"
        if simple and value.ndim and value.dtype.kind in "iuf" and value.size > 2:
            counted = _counted(value)
            if counted is not None:
                return counted
        data = base64.b64encode(zlib.compress(np.ascontiguousarray(value).tobytes(), 9)).decode()
        if len(data) > EMBEDDED:
            self.faithful = False
            self.lines.append(f"# {value.dtype} {value.shape}: too large to be written out, other elements stand in")
            return _stand_in(value)
        self.imports |= {"base64", "zlib"}
        bits = f"zlib.decompress(base64.b64decode({data!r}))"
        return f"np.frombuffer(bytearray({bits}), {dtype}).reshape({value.shape})"

    def _objects(self, value: Array, dtype: str) -> str:
        name = self._named(value, f"np.zeros({value.shape}, {dtype})")
        if value.dtype.names is not None:
            for field in value.dtype.names:
                self.lines.append(f"{name}[{field!r}] = {self._elements(value[field])}")
            return name
        for place in np.ndindex(value.shape):
            self.lines.append(f"{name}[{', '.join(map(str, place)) or '()'}] = {self.source(value[place])}")
        return name


def _owner(value: Array) -> Array:
    while True:
        base = value.base
        if type(base).__name__ == "DummyArray":  # what as_strided leaves behind
            base = cast(Any, base).base
        if not isinstance(base, np.ndarray):
            return value
        value = base


def _dtype(dtype: np.dtype[Any]) -> str:
    if dtype.names is None:
        return repr(dtype.str)
    return repr(dtype.descr) if np.dtype(dtype.descr) == dtype else repr(dtype).removeprefix("dtype(")[:-1]


def _number(value: float) -> str:
    if math.isnan(value):
        return "np.nan"
    if math.isinf(value):
        return "np.inf" if value > 0 else "-np.inf"
    return repr(value)


def _items(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_items(item) for item in value)}]"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, complex):
        return f"complex({_number(value.real)}, {_number(value.imag)})"
    return repr(value)


def _same(one: Array, other: Array) -> bool:
    return one.tobytes() == np.ascontiguousarray(other).tobytes()


def _counted(value: Array) -> str | None:
    """``np.arange``, where the elements are those of one."""
    start, step = value.flat[0].item(), value.flat[1].item() - value.flat[0].item()
    if not (math.isfinite(start) and math.isfinite(step) and step):
        return None
    stop = start + step * value.size
    try:
        made: Array = cast(Any, np.arange)(start, stop, step, value.dtype)
    except (ValueError, OverflowError, TypeError):
        return None
    if made.size != value.size or not _same(made, value):
        return None
    shape = f".reshape({value.shape})" if value.ndim > 1 else ""
    return f"np.arange({start!r}, {stop!r}, {step!r}, {value.dtype.str!r}){shape}"


def _stand_in(value: Array) -> str:
    drawn = f"np.random.default_rng(0).random({value.shape})"
    return drawn if value.dtype == "f8" else f"{drawn}.astype({_dtype(value.dtype)})"


def _slices(value: Array, owner: Array) -> str | None:
    """The subscript that makes a view of an array with as many axes and the same dtype."""
    if value.dtype != owner.dtype or value.ndim != owner.ndim or not value.size or not all(owner.strides):
        return None
    rest, starts = address(value) - address(owner), {}
    for axis in sorted(range(owner.ndim), key=lambda axis: -abs(owner.strides[axis])):
        starts[axis], rest = divmod(rest, owner.strides[axis])
    parts, test = [], []
    for axis in range(owner.ndim):
        step, odd = divmod(value.strides[axis], owner.strides[axis])
        if odd or not step:
            return None
        start, stop = starts[axis], starts[axis] + step * value.shape[axis]
        test.append(slice(start, None if stop < 0 else stop, step))
        whole = (start, stop, step) == (0, owner.shape[axis], 1)
        middle = "" if stop < 0 else str(stop)
        parts.append(":" if whole else f"{start}:{middle}" + (f":{step}" if step != 1 else ""))
    if rest or any(start < 0 for start in starts.values()):
        return None
    found = owner[tuple(test)]
    same = (address(found), found.shape, found.strides) == (address(value), value.shape, value.strides)
    return ", ".join(parts) if same else None
