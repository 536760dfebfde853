"""Which arrays of an outcome share memory: by their addresses, and by writing into results and looking again."""

from __future__ import annotations

import contextlib
import mmap
from array import array
from typing import Any, cast

import numpy as np
from numpy.exceptions import TooHardError

from uncopy.verify.clone import Array, address, extent
from uncopy.verify.graph import Node, canonical_bytes, walk

WORK = 20_000  # candidate solutions that the exact test of overlap may try before sharing is taken for granted
PROBED_BYTES = 64 << 20  # beyond so many bytes to look at again, addresses alone decide


def overlaps(nodes: list[Node]) -> dict[tuple[str, str], int]:
    """Pairs of paths of arrays that share memory, with the distance in bytes between their first elements."""
    arrays: list[tuple[int, int, str, Array]] = []
    for node in nodes:
        memory = _memory(node)
        if memory is not None and memory.nbytes:
            arrays.append((*extent(memory), node.path, memory))
    arrays.sort(key=lambda item: (item[0], item[2]))
    shared = {}
    for i, (_, high, path, value) in enumerate(arrays):
        for low, _, other_path, other in arrays[i + 1 :]:
            if low >= high:
                break
            if _overlap(value, other):
                one, two = sorted([(path, value), (other_path, other)], key=lambda item: item[0])
                shared[one[0], two[0]] = address(two[1]) - address(one[1])
    return shared


def _memory(node: Node) -> Array | None:
    """The memory of an array, or of another thing that looks into memory."""
    if isinstance(node.value, np.ndarray):
        return node.value if node.kind == "array" else None
    if node.kind == "object" and isinstance(node.value, (bytearray, memoryview, array, mmap.mmap, np.void)):
        with contextlib.suppress(ValueError, BufferError):  # empty, or with gaps, or of objects
            return np.frombuffer(cast(Any, node.value), np.uint8)
    return None


def _overlap(one: Array, other: Array) -> bool:
    try:
        return np.shares_memory(one, other, max_work=cast(Any, WORK))
    except TooHardError:
        return True


def probe(roots: dict[str, object], nodes: list[Node]) -> dict[str, frozenset[str]]:
    """For each array of the result that can be written: the paths at which a write into it can be seen.

    Everything is put back afterwards.
    """
    targets = [
        node for node in nodes
        if isinstance(node.value, np.ndarray) and node.kind == "array" and node.path.startswith("result")
        and node.value.flags.writeable and node.value.nbytes and not node.value.dtype.hasobject
    ]  # fmt: skip
    size = sum(node.value.nbytes for node in nodes if isinstance(node.value, np.ndarray) and node.kind == "array")
    if not targets or size * len(targets) > PROBED_BYTES:
        return {}
    before = _contents(nodes)
    seen = {}
    for node in targets:
        plain: Array = np.asarray(node.value).view(np.ndarray)
        saved = plain.copy()
        plain[...] = _other_bits(saved)
        after = _contents(walk(roots))
        plain[...] = saved
        seen[node.path] = frozenset(
            path for path in before.keys() | after.keys() if before.get(path) != after.get(path)
        )
    return seen


def _other_bits(value: Array) -> Array:
    if value.dtype == bool:
        return ~value
    raw: np.ndarray[Any, Any] = np.ascontiguousarray(value).reshape(-1).view(np.uint8) ^ 0xFF
    return raw.view(value.dtype).reshape(value.shape)


def _contents(nodes: list[Node]) -> dict[str, object]:
    contents: dict[str, object] = {}
    for node in nodes:
        if isinstance(node.value, np.ndarray) and node.kind == "array":
            contents[node.path] = canonical_bytes(node.value)
        elif node.kind == "object" and isinstance(node.value, (bytearray, memoryview, np.void)):
            contents[node.path] = node.head
    return contents
