"""Recorded calls once more with arguments that show what the recorded ones may hide.

A rewrite that writes into the caller's array is not seen where it happens to write what was there already, and one that
rounds otherwise is not seen on zeros.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping

import numpy as np

from uncopy.verify.clone import Array
from uncopy.verify.graph import NotComparable, walk


def unchanged(arguments: object) -> None:
    """As they were recorded."""


def read_only(arguments: object) -> None:
    """No array may be written: the original did not need to, if it still ends well."""
    for array in _arrays(arguments):
        array.flags.writeable = False


def other_values(arguments: object) -> None:
    """Floating-point arrays hold uneven numbers near those that they held; nothing else is touched."""
    rng = np.random.default_rng(0)
    for array in _arrays(arguments):
        plain = array.view(np.ndarray)
        if plain.dtype.kind not in "fc" or not plain.flags.writeable or (plain.base is not None and not plain.size):
            continue
        with np.errstate(all="ignore"):
            noise = rng.uniform(-0.25, 0.25, plain.shape)
            plain[...] = plain * (1 + noise) + noise


VARIANTS: Mapping[str, Callable[[object], None]] = {
    "": unchanged,
    ", its arrays read-only": read_only,
    ", its numbers changed": other_values,
}


def _arrays(arguments: object) -> Iterator[Array]:
    """Every array that can be reached, each once."""
    with contextlib.suppress(NotComparable):
        for node in walk({"arguments": arguments}):
            if node.kind == "array" and isinstance(node.value, np.ndarray):
                yield node.value
