"""Values kept as bytes: what comes back is built as what went in."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from uncopy.verify.clone import NotClonable
from uncopy.verify.compare import nodes_difference
from uncopy.verify.graph import walk
from uncopy.verify.store import TooLarge, dump, load


class Meter:
    """Holds an array and a part of it."""

    def __init__(self) -> None:
        self.values = np.arange(6.0)
        self.last = self.values[-2:]


class Tagged(np.ndarray[Any, Any]):
    """A subclass with an attribute."""

    unit: list[int]


def tagged() -> Any:
    made = np.arange(4.0).view(Tagged)
    made.unit = [1, 2]
    return made


def frozen() -> Any:
    made = np.arange(3.0)
    made.flags.writeable = False
    return made


def objects() -> Any:
    made = np.empty(3, object)
    made[:] = [[1], None, made]
    return made


def structured() -> Any:
    made = np.zeros(4, [("a", "i4"), ("b", "f8")])
    return made, made["b"], made[1:3]


def together() -> Any:
    base = np.arange(24.0).reshape(4, 6)
    return base, base[1:, ::2], base.T, [base[::-1]], {"base": base}


def cycle() -> Any:
    made: list[Any] = [np.arange(3)]
    made += [made, made[0][1:]]
    return made


def buffers() -> Any:
    raw = bytearray(64)
    numbers = array("d", [1.0, 2.0])
    return raw, np.frombuffer(raw, "f8"), np.frombuffer(raw, "u1")[8:16], numbers, np.frombuffer(numbers, "f8")


VALUES: dict[str, Callable[[], Any]] = {
    "orders": lambda: (np.asfortranarray(np.ones((3, 4))), np.arange(24).reshape(2, 3, 4).transpose(1, 0, 2).copy("K")),
    "views of what is not there": lambda: (np.arange(20)[3:9:2], np.broadcast_to(np.arange(3.0), (4, 3))),
    "memory shared": together,
    "cycle": cycle,
    "buffers": buffers,
    "read-only": lambda: (frozen(), np.frombuffer(bytes(16), "i4")),
    "subclasses": lambda: (tagged(), np.ma.masked_less(np.arange(4.0), 2)),
    "structured": structured,
    "objects": objects,
    "small": lambda: (np.array(5.0), np.empty((0, 3)), np.float32(2), np.arange(3, dtype=">i4"), 1j, "x", None),
    "instances": lambda: (Meter(), np.random.default_rng(3), np.random.RandomState(3)),
    "strides": lambda: np.lib.stride_tricks.as_strided(np.arange(10.0), (4, 3), (8, 16)),
    "unaligned": lambda: np.zeros(9, "u1")[1:].view("f8"),
}


@pytest.mark.parametrize("name", VALUES)
def test_it_comes_back_as_it_was(name: str) -> None:
    value = VALUES[name]()
    again = load(dump(value, 1 << 20))
    assert nodes_difference(walk({"value": value}), walk({"value": again})) is None


def test_shared_memory_is_shared_again_and_not_with_the_original() -> None:
    value = together()
    base, part, turned, (upside,), table = load(dump(value, 1 << 20))
    base[3, 0] = 99
    assert part[2, 0] == turned[0, 3] == upside[0, 0] == 99
    assert table["base"] is base
    assert value[0][3, 0] == 18


def test_it_is_kept_as_it_is_now() -> None:
    value = np.zeros(3)
    data = dump(value, 1 << 20)
    value[:] = 7
    assert load(data).tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    "value", [threading.Lock(), (i for i in range(3)), memoryview(b"abc")], ids=["lock", "generator", "memoryview"]
)
def test_what_cannot_be_kept_is_named(value: object) -> None:
    with pytest.raises(NotClonable, match="cannot be kept for later"):
        dump([value], 1 << 20)


def test_what_is_too_large_is_not_kept() -> None:
    with pytest.raises(TooLarge):
        dump(np.zeros(1000), 1000)
