"""Clones are built like the originals, share nothing with them, and share among themselves what the originals do."""

from __future__ import annotations

import ctypes
import enum
import itertools
import sys
import threading
import weakref
from array import array
from collections import OrderedDict, defaultdict, deque
from typing import Any

import numpy as np
import pytest

from uncopy.verify.clone import NotClonable, clone, extent
from uncopy.verify.compare import nodes_difference
from uncopy.verify.graph import walk


class Plain:
    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)


class Slotted:
    __slots__ = ("x", "y")

    def __getstate__(self) -> tuple[None, dict[str, int]]:
        return None, {"y": 1}  # what pickle would see


class Sub(np.ndarray):
    pass


class Kinds(enum.Enum):
    ONE = 1


def layouts() -> dict[str, Any]:
    base = np.arange(24.0).reshape(4, 6)
    buffer = bytearray(range(64))
    objects = np.empty(4, object)
    objects[:] = [[1], {"a": 1}, None, np.arange(3)]
    structured = np.zeros(4, [("a", "i1"), ("b", "f8", 2)])
    frozen = np.arange(5)
    seen = frozen[1:]
    frozen.flags.writeable = False
    sub = base.view(Sub)
    sub.note = [1, 2]
    masked = np.ma.array(np.arange(4.0), mask=[0, 1, 0, 0], fill_value=7)
    cycle: list[Any] = [base]
    cycle.append(cycle)
    slotted = Slotted()
    slotted.x = base[0]
    unaligned = np.zeros(17, np.uint8)[1:].view("f8")
    with_objects = np.zeros(2, [("n", "i4"), ("o", object)])
    with_objects["o"] = [[1], [2]]
    rng = np.random.default_rng(3)
    fortran = np.asfortranarray(base)
    return {
        "base and views": (base, base[1:, ::2], base[::-1, ::-1], base.T, base[2, 3:4], base.reshape(-1)),
        "views whose base is not among them": (base[1:3], base[2:4]),
        "Fortran order": (fortran, fortran.T, fortran[1]),
        "another order of axes": (np.zeros((2, 3, 4)).transpose(1, 2, 0).copy("K"),),
        "one object twice": [base, base, {"again": base}],
        "empty": (np.empty((0, 3)), base[:0], np.empty((3, 0))[1:]),
        "0-d": (np.array(5.0), base[0, 0, ...]),
        "byte orders": (np.arange(3, dtype=">i4"), np.arange(3, dtype="<c16"), np.arange(4).astype(">M8[s]")),
        "read-only with a writable view": (frozen, seen),
        "broadcast": (np.broadcast_to(base[0], (3, 6)), np.broadcast_to(1.5, (2, 2))),
        "strides by hand": (np.lib.stride_tricks.as_strided(base, (3, 2), (8, 48)), base),
        "one bytearray": (np.frombuffer(buffer, "f8"), np.frombuffer(buffer, "u1")[8:16], buffer),
        "bytes": (np.frombuffer(bytes(16), "i4"),),
        "array module": (np.frombuffer(array("d", [1.0, 2.0]), "f8"),),
        "unaligned": (unaligned,),
        "strings": (np.array(["a", "bcd"]), np.array([b"xy"])),
        "objects and a view of them": (objects, objects[::2], objects[0], objects[::-1]),
        "objects with themselves": _itself(),
        "structured and a field": (structured, structured["b"], structured[1:]),
        "structured with objects": (with_objects,),
        "subclass": (sub, base),
        "matrix": (base.view(np.matrix), base.view(np.matrix)[0]),
        "masked": (masked, masked[1:], masked.mask),
        "memory-mapped shape": (np.float32(2), np.array([1, 2], "f2")),
        "generator": (rng, rng.bit_generator, np.random.RandomState(2)),
        "cycle": cycle,
        "instances": (Plain(x=base, y=base[0]), slotted, Kinds.ONE, Plain),
        "containers": (OrderedDict(a=base), defaultdict(list, k=[base[0]]), deque([base]), {1, 2}, frozenset("ab")),
        "closures": _closures(),
        "bound methods": (slotted.x.sum, Plain(x=1).__init__, [].append),
        "long double": (np.arange(3, dtype="g"), np.arange(3, dtype="G")),
    }


def _itself() -> tuple[Any, ...]:
    made = np.empty(2, object)
    made[0] = made
    return (made,)


def _closures() -> tuple[Any, ...]:
    shared = np.zeros(3)

    def one() -> Any:
        return shared

    def two() -> Any:
        return shared

    return one, two, shared


def arrays(value: Any) -> list[np.ndarray[Any, Any]]:
    return [node.value for node in walk({"": value}) if isinstance(node.value, np.ndarray) and node.kind == "array"]


@pytest.mark.parametrize("name", layouts())
def test_a_clone_is_built_like_the_original(name: str) -> None:
    value = layouts()[name]
    made = clone(value)
    assert nodes_difference(walk({"": value}), walk({"": made})) is None
    for old, new in zip(arrays(value), arrays(made), strict=True):
        assert (old.dtype, old.flags.aligned, old.flags.writeable) == (
            new.dtype,
            new.flags.aligned,
            new.flags.writeable,
        )
        assert old.size == 0 or old.strides == new.strides
        read_only_bytes = isinstance(old.base, bytes)
        assert not np.shares_memory(old, new) or read_only_bytes


@pytest.mark.parametrize("name", layouts())
def test_clones_share_memory_as_the_originals_do(name: str) -> None:
    value = layouts()[name]
    originals, clones = arrays(value), arrays(clone(value))
    for (old, new), (old2, new2) in itertools.combinations(zip(originals, clones, strict=True), 2):
        assert np.shares_memory(old, old2) == np.shares_memory(new, new2)
        if old.size and old2.size and np.shares_memory(old, old2):
            assert extent(old)[0] - extent(old2)[0] == extent(new)[0] - extent(new2)[0]


def test_a_write_into_a_cloned_base_is_seen_through_its_cloned_views_only() -> None:
    base = np.arange(6.0)
    value = {"base": base, "view": base[::-2], "objects": [base[1:]]}
    made = clone(value)
    made["base"][1] = 99
    assert made["view"][-1] == 99
    assert made["objects"][0][0] == 99
    assert base[1] == 1


def test_owners_own_and_views_have_their_base() -> None:
    base = np.arange(6.0)
    made, view = clone((base, base[1:]))
    assert made.flags.owndata
    assert view.base is made


def test_closures_and_bound_methods_follow_their_clones() -> None:
    one, two, shared = clone(_closures())
    assert one() is two() is shared
    log: list[int] = []
    made, append = clone((log, log.append))
    append(1)
    assert (made, log) == ([1], [])


def test_memory_of_a_file_is_cloned_into_memory(tmp_path: Any) -> None:
    np.arange(5.0).tofile(tmp_path / "data")
    mapped = np.memmap(tmp_path / "data", "f8", mode="r+")
    made = clone(mapped)
    made[0] = 99
    assert isinstance(made, np.memmap)
    assert mapped[0] == 0


@pytest.mark.parametrize(
    "value",
    [threading.Lock(), (i for i in range(3)), sys.__stdout__, np.zeros(2, [("a", "O")])[0]],
    ids=["lock", "generator", "file", "record with objects"],
)
def test_what_cannot_be_cloned_says_so(value: Any) -> None:
    with pytest.raises(NotClonable, match="cannot be cloned"):
        clone([value])


def test_unrelated_views_of_one_foreign_memory_are_refused() -> None:
    memory = (ctypes.c_double * 100)()
    one, two = np.frombuffer(memory, "f8")[:10], np.frombuffer(memory, "f8")[5:20]
    assert clone([one, one[1:]])[1].size == 9
    with pytest.raises(NotClonable, match="two arrays look into one memory"):
        clone([np.frombuffer(memory, "f8", 10), np.frombuffer(memory, "f8", 10, offset=8)])
    assert two.size == 15


def test_memory_maps_are_cloned_with_all_that_look_into_them(tmp_path: Any) -> None:
    mapped = np.memmap(tmp_path / "data", "f8", "w+", shape=(4, 2))
    made, row, memory = clone([mapped, mapped[1], mapped._mmap])
    row[0] = 99
    assert (made[1, 0], mapped[1, 0]) == (99, 0)
    assert memory[16:24] == row[:1].tobytes()
    assert made._mmap is memory
    assert type(made[1:]) is np.memmap
    made.flush()
    assert not any((tmp_path / "data").read_bytes())


def test_weak_references_are_to_the_clone() -> None:
    base = np.arange(3.0)
    made, reference, other = clone([base, weakref.ref(base), weakref.ref(np.ones(2))])
    assert reference() is made
    assert other() is None


def test_records_look_into_the_clone_of_their_array() -> None:
    base = np.zeros(3, [("a", "f8"), ("b", "i4")])
    view, record, other = clone([base[1:], base[1], base[2].copy()])
    record["a"] = 5
    other["a"] = 7
    assert view["a"].tolist() == [5, 0]
    assert type(record) is np.void
    assert not base["a"].any()


def test_the_masked_constant_is_one() -> None:
    assert clone([np.ma.masked])[0] is np.ma.masked


def test_names_of_fields_belong_to_the_clone() -> None:
    value = np.zeros(2, [("a", "f8"), ("b", "i4")])
    clone(value).dtype.names = ("c", "d")
    assert value.dtype.names == ("a", "b")
