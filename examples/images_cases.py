"""Calls of ``images.py`` by which two versions of it are compared (``cases``) and weighed (``large``)."""

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np

Call = tuple[str, Any, tuple[Any, ...]]


def cases(module: ModuleType) -> Iterator[Call]:
    """Small calls, awkward ones among them: (label, function, arguments)."""
    rng = np.random.default_rng(1)
    images = rng.integers(0, 256, (3, 4, 5), dtype=np.uint8)
    table = rng.normal(size=(6, 3))
    yield "three images", module.normalise, (images,)
    yield "every second pixel", module.normalise, (images[:, ::2, ::-1],)
    yield "a table", module.scale_features, (table,)
    yield "by columns", module.scale_features, (np.asfortranarray(table),)
    yield "a constant column", module.scale_features, (np.ones((4, 2)),)
    yield "a table", module.softmax, (table,)
    yield "with NaN", module.softmax, (np.array([[1.0, np.nan], [-0.0, np.inf]]),)
    yield "a plate", module.diffuse, (7, 3)
    yield "three steps", module.cooling, (2, 3)
    yield "symmetric", module.power_iteration, (table.T @ table,)


def large(module: ModuleType) -> Iterator[Call]:
    """The same functions on arrays of some megabytes."""
    rng = np.random.default_rng(2)
    yield "64 images", module.normalise, (rng.integers(0, 256, (64, 128, 128), dtype=np.uint8),)
    yield "a million numbers", module.scale_features, (rng.normal(size=(10_000, 100)),)
    yield "a million numbers", module.softmax, (rng.normal(size=(10_000, 100)),)
    yield "a plate of 1000 × 1000", module.diffuse, (1000, 5)
    yield "20 steps", module.cooling, (200, 20)
