"""Ordinary arguments of given types and sizes."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from uncopy.verify.clone import Array
from uncopy.verify.spec import Spec, parse, size_of

Arguments = tuple[tuple[Any, ...], dict[str, Any]]

PYTHON = {"f8": float, "i8": int, "b1": bool, "c16": complex}


def ordinary(args: Sequence[str], kwargs: Mapping[str, str], sizes: Mapping[str, int]) -> Arguments:
    """Arguments as one would pass them: C-ordered arrays of moderate values, the same at every call."""
    specs = specs_of(args, kwargs)
    return arguments_of({key: make(spec, sizes, number) for number, (key, spec) in enumerate(specs.items())}, len(args))


def make(spec: Spec, sizes: Mapping[str, int], seed: int) -> Any:
    """One ordinary value."""
    rng = np.random.default_rng([seed, zlib.crc32(spec.text.encode())])
    if spec.kind == "word":
        if spec.name == "none":
            return None
        value = _evaluated(spec.expression or "0", sizes)
        return np.random.default_rng(value) if spec.name == "rng" else value
    if spec.kind == "sequence":
        if spec.expression:
            return _evaluated(spec.expression, sizes)
        assert spec.item is not None
        items = [make(spec.item, sizes, seed * 1000 + i + 1) for i in range(size_of(spec.dims[0], sizes))]
        return items if spec.name == "list" else tuple(items)
    if spec.kind == "file":
        assert spec.item is not None
        return _written(spec.name, make(spec.item, sizes, seed), seed)
    if spec.expression:
        value = _evaluated(spec.expression, sizes)
        return (
            np.array(value, spec.name) if spec.kind == "array" else _scalar(np.array(value, spec.name)[()], spec.name)
        )
    top = max(2, min(sizes.values(), default=2))
    values = _values(rng, np.dtype(spec.name), spec.shape(sizes), top)
    return values if spec.kind == "array" else _scalar(values[()], spec.name)


def _written(form: str, values: Array, seed: int) -> str:
    """The name of a file of the working directory that holds an array."""
    name = f"argument{seed}.{form.partition('.')[2] or 'bin'}"
    if form == "file":
        values.tofile(name)
    elif form == "file.npy":
        np.save(name, values)
    else:
        np.savetxt(name, values)
    return name


def _scalar(value: Any, dtype: str) -> Any:
    return PYTHON[dtype](value) if dtype in PYTHON else value


def _evaluated(expression: str, sizes: Mapping[str, int]) -> Any:
    return eval(expression, {"np": np, **sizes})  # noqa: S307 - written in a project's own test files


def _values(rng: np.random.Generator, dtype: np.dtype[Any], shape: tuple[int, ...], top: int) -> Array:
    """Moderate numbers, also good as indices: integers lie below ``top``."""
    if dtype.kind == "b":
        return np.asarray(rng.random(shape) < 0.5).astype(dtype)
    if dtype.kind in "iumM":
        return np.asarray(rng.integers(0, top, shape)).astype(dtype)
    if dtype.kind == "c":
        return np.asarray(rng.standard_normal(shape) + 1j * rng.standard_normal(shape)).astype(dtype)
    numbers = np.asarray(rng.standard_normal(shape) * 3)
    return numbers.astype(str).astype(dtype) if dtype.kind in "SU" else numbers.astype(dtype)


def specs_of(args: Sequence[str], kwargs: Mapping[str, str]) -> dict[int | str, Spec]:
    """What each argument is, by position or name."""
    return {**{i: parse(text) for i, text in enumerate(args)}, **{name: parse(text) for name, text in kwargs.items()}}


def arguments_of(values: Mapping[int | str, Any], positional: int) -> Arguments:
    """Positional and keyword arguments apart."""
    return tuple(values[i] for i in range(positional)), {k: v for k, v in values.items() if isinstance(k, str)}
