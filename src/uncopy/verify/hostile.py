"""Arguments of given types and sizes made awkward in every way we know."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from uncopy.verify.clone import Array
from uncopy.verify.inputs import arguments_of, make, specs_of
from uncopy.verify.spec import Spec

Labelled = tuple[str, tuple[Any, ...], dict[str, Any]]

ALONE = 3  # so many array arguments are made awkward one by one, more only all together


class Subclass(np.ndarray[Any, Any]):
    """A subclass of ndarray that adds nothing."""


def hostile(args: Sequence[str], kwargs: Mapping[str, str], sizes: Mapping[str, int]) -> Iterator[Labelled]:
    """Labelled arguments: other sizes, shared memory, and every array replaced by something odd.

    Arrays are replaced one at a time and all at once. The same labels and values come at every call.
    """
    specs = specs_of(args, kwargs)

    def values(other: Mapping[str, int] = sizes) -> dict[int | str, Any]:
        return {key: make(spec, other, number) for number, (key, spec) in enumerate(specs.items())}

    def labelled(label: str, made: dict[int | str, Any]) -> Labelled:
        return (label, *arguments_of(made, len(args)))

    for label, size in (("empty", 0), ("length 1", 1), ("length 2", 2)):
        yield labelled(label, values(dict.fromkeys(sizes, size)))
    yield from (labelled(label, made) for label, made in _shared(specs, values))
    arrays = [key for key, spec in specs.items() if _holds_arrays(spec)]
    groups = [[key] for key in arrays[:ALONE]]
    if len(arrays) > 1:
        groups.append(arrays)
    for name, change in CHANGES.items():
        for group in groups:
            made, changed = values(), False
            for key in group:
                new = _changed(made[key], change)
                changed = changed or new is not made[key]
                made[key] = new
            if changed:
                where = "all arrays" if len(group) > 1 else f"argument {group[0]}"
                yield labelled(f"{name}, {where}", made)
    for key, spec in specs.items():
        for name, new in _other_scalars(spec):
            yield labelled(f"{name}, argument {key}", values() | {key: new})
        if spec.kind == "file":
            made = values()
            with open(made[key], "r+b") as file:
                file.truncate(max(0, Path(made[key]).stat().st_size - 1))
            yield labelled(f"a byte too few, argument {key}", made)
            yield labelled(f"no such file, argument {key}", values() | {key: "nowhere"})
        if spec.kind == "sequence":
            for name, remake in SEQUENCES.items():
                made = values()
                yield labelled(f"{name}, argument {key}", made | {key: remake(made[key])})


def _holds_arrays(spec: Spec) -> bool:
    if spec.kind == "file":
        return False  # what is passed is its name
    return spec.kind == "array" or (spec.item is not None and _holds_arrays(spec.item))


def _shared(
    specs: Mapping[int | str, Spec],
    values: Callable[[], dict[int | str, Any]],
) -> Iterator[tuple[str, dict[int | str, Any]]]:
    """The same memory twice, wherever two arguments have the same number of dimensions."""
    arrays = [key for key, spec in specs.items() if spec.kind == "array"]
    for one, two in itertools.islice(itertools.combinations(arrays, 2), 6):
        same = specs[one].dims == specs[two].dims
        if same and specs[one].name == specs[two].name:
            made = values()
            yield f"the same array as {one} and {two}", made | {two: made[one]}
            made = values()
            yield f"two views of all of one array as {one} and {two}", made | {two: made[one][...]}
            made = values()
            yield f"an array and its reverse as {one} and {two}", made | {two: made[one][::-1]}
            if specs[one].dims:
                made = values()
                base = np.concatenate([made[one], made[one][:1]])
                yield f"overlapping views as {one} and {two}", made | {one: base[:-1], two: base[1:]}
                made = values()
                base = np.concatenate([made[one], made[one][:1]])
                yield f"overlapping views as {two} and {one}", made | {two: base[:-1], one: base[1:]}
        elif specs[one].dims and specs[two].dims and specs[one].name == specs[two].name:
            for whole, part in ((one, two), (two, one)):  # a row of a matrix and the matrix, say
                made = values()
                if made[whole].ndim > made[part].ndim and made[whole][0].shape == made[part].shape:
                    yield f"{part} is a row of {whole}", made | {part: made[whole][0]}
    if len(arrays) > 2 and len({(specs[key].name, specs[key].dims) for key in arrays}) == 1:
        made = values()
        yield "the same array everywhere", made | dict.fromkeys(arrays, made[arrays[0]])


def _changed(value: Any, change: Callable[[Array], Any]) -> Any:
    """An array changed, or every array of a sequence; the very same object where the change does not apply."""
    if isinstance(value, np.ndarray):
        return change(value)
    new = [_changed(item, change) for item in value]
    return value if all(a is b for a, b in zip(new, value, strict=True)) else type(value)(new)


# Each takes an ordinary array and gives an odd one, or the array itself where it has no such form.


def _read_only(a: Array) -> Array:
    a = a.copy()
    a.flags.writeable = False
    return a


def _strided(a: Array) -> Array:
    if a.ndim == 0:
        return a
    made: Array = np.repeat(a, 2, axis=-1)[..., ::2]
    return made


def _reversed(a: Array) -> Array:
    return a[(slice(None, None, -1),) * a.ndim] if a.ndim else a


def _fortran(a: Array) -> Array:
    return np.asfortranarray(a) if a.ndim > 1 else a


def _inside(a: Array) -> Array:
    made: Array = np.pad(a, 1)[(slice(1, -1),) * a.ndim] if a.ndim else a
    return made


def _unaligned(a: Array) -> Array:
    raw = np.zeros(a.nbytes + 1, np.uint8)[1:]
    made: Array = np.ndarray(a.shape, a.dtype, raw)
    made[...] = a
    return made


def _broadcast(a: Array) -> Array:
    made: Array = np.broadcast_to(a[:1], a.shape) if a.ndim and a.size else a
    return made


def _special(a: Array) -> Array:
    """NaN, infinities, zeros of both signs and the extremes, in turn."""
    if a.dtype.kind in "fc":
        info = np.finfo(a.dtype)
        items = [np.nan, -0.0, np.inf, 0.0, -np.inf, 1.5, info.max, info.tiny, -1.0]
    elif a.dtype.kind in "iu":
        limits = np.iinfo(a.dtype)
        items = [limits.max, limits.min, 0, 1, limits.max - 1]
    else:
        return a
    return np.resize(np.array(items, a.dtype), a.shape)


def _negative_zero(a: Array) -> Array:
    return np.full_like(a, -0.0) if a.dtype.kind in "fc" else a


def _ones(a: Array) -> Array:
    return np.ones_like(a) if a.dtype.kind in "biufc" else a


def _of(dtype: str) -> Callable[[Array], Array]:
    def change(a: Array) -> Array:
        if a.dtype.kind not in "biufc" or a.dtype == np.dtype(dtype):
            return a
        plain = a.real if a.dtype.kind == "c" and np.dtype(dtype).kind != "c" else a
        whole = np.abs(plain) if np.dtype(dtype).kind == "u" else plain
        return np.asarray(whole).astype(dtype)

    return change


def _swapped(a: Array) -> Array:
    return a.astype(a.dtype.newbyteorder()) if a.dtype.itemsize > 1 and a.dtype.kind in "iufcmM" else a


def _masked(a: Array) -> Any:
    return np.ma.masked_array(a, mask=np.resize(np.array([False, True, False]), a.shape))


def _matrix(a: Array) -> Any:
    return a.view(np.matrix) if a.ndim == 2 else a


def _first(a: Array) -> Any:
    return a.flat[0] if a.size else a


CHANGES: dict[str, Callable[[Array], Any]] = {
    "read-only": _read_only,
    "strided": _strided,
    "reversed": _reversed,
    "Fortran order": _fortran,
    "inside a larger array": _inside,
    "unaligned": _unaligned,
    "broadcast": _broadcast,
    "special values": _special,
    "negative zeros": _negative_zero,
    "ones": _ones,
    "i8": _of("i8"),
    "u1": _of("u1"),
    "b1": _of("b1"),
    "f2": _of("f2"),
    "f4": _of("f4"),
    "f8": _of("f8"),
    "longdouble": _of("g"),
    "c16": _of("c16"),
    "objects": lambda a: a.astype(object),
    "other byte order": _swapped,
    "0-d array": lambda a: np.array(_first(a)) if a.ndim else a,
    "NumPy scalar": _first,
    "Python scalar": lambda a: a.ravel()[:1].tolist()[0] if a.size else a,
    "nested list": lambda a: a.tolist(),
    "masked array": _masked,
    "matrix": _matrix,
    "subclass": lambda a: a.view(Subclass),
    "one element": lambda a: a[(slice(0, 1),) * a.ndim] if a.ndim else a,
    "no element": lambda a: a[:0] if a.ndim else a,
    "one row more": lambda a: np.concatenate([a, a[:1]]) if a.ndim else a,
    "one dimension more": lambda a: np.stack([a, a]),
    "rows of one": lambda a: a[..., :1] if a.ndim > 1 else a,
    "None": lambda _: None,
}

SEQUENCES: dict[str, Callable[[Any], Any]] = {
    "no items": lambda items: items[:0],
    "one item": lambda items: items[:1],
    "the same item throughout": lambda items: type(items)(items[:1] * len(items)),
    "a tuple or list instead": lambda items: tuple(items) if isinstance(items, list) else list(items),
    "an array of all": np.array,
    "first item of integers": lambda items: (
        type(items)([np.trunc(items[0]).astype("i8"), *items[1:]]) if items else items
    ),
    "first item of f4": lambda items: (
        type(items)([np.asarray(items[0]).astype("f4")[()], *items[1:]]) if items else items
    ),
}


def _other_scalars(spec: Spec) -> Iterator[tuple[str, Any]]:
    """In place of a number: other numbers, and arrays."""
    if spec.kind != "scalar" or np.dtype(spec.name).kind not in "iufc":
        return
    number = make(spec, {}, 0)
    yield "NumPy scalar", np.dtype(spec.name).type(number)
    yield "0-d array", np.array(number, spec.name)
    yield "array of one", np.array([number], spec.name)
    yield "column of two", np.array([[number], [number]], spec.name)
    yield "zero", type(number)(0)
    yield "minus one", -type(number)(1)
    if np.dtype(spec.name).kind in "fc":
        yield "NaN", float("nan")
        yield "infinity", float("inf")
        yield "negative zero", -0.0
        yield "int", 2
        yield "f4 scalar", np.float32(1.5)
    else:
        yield "float", 1.5
    yield "complex", 1 + 2j
    yield "bool", True
