"""Inputs from a few letters, and the awkward ones made of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from uncopy.verify.compare import nodes_difference
from uncopy.verify.graph import walk
from uncopy.verify.hostile import hostile
from uncopy.verify.inputs import make, ordinary
from uncopy.verify.spec import BadSpec, parse

SIZES = {"n": 7, "m": 5}


def made(text: str) -> Any:
    return make(parse(text), SIZES, 0)


@pytest.mark.parametrize(
    ("text", "dtype", "shape"),
    [
        ("f8[n,m]", "f8", (7, 5)), ("f4[n]", "f4", (7,)), ("b1[n]", "b1", (7,)), ("c16[2,m]", "c16", (2, 5)),
        (">f8[n]", ">f8", (7,)), ("i8[n+1, 2*m]", "i8", (8, 10)), ("u1[n//2]", "u1", (3,)), ("f8[]", "f8", ()),
        ("U5[n]", "U5", (7,)), ("M8[s][n]", "M8[s]", (7,)), ("f8[n]=np.linspace(0, 1, n)", "f8", (7,)),
    ],
)  # fmt: skip
def test_arrays(text: str, dtype: str, shape: tuple[int, ...]) -> None:
    value = made(text)
    assert (type(value), value.dtype, value.shape) == (np.ndarray, np.dtype(dtype), shape)
    assert parse(text).nbytes(SIZES) == value.nbytes
    assert value.flags.c_contiguous
    assert value.flags.writeable


def test_integers_can_index_the_smallest_size() -> None:
    assert set(made("i8[1000]").tolist()) == {0, 1, 2, 3, 4}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("int=3", 3),
        ("str='x'", "x"),
        ("float=0.5", 0.5),
        ("bool=True", True),
        ("none", None),
        ("any=[n, {'a': m}]", [7, {"a": 5}]),
    ],
)
def test_values(text: str, value: object) -> None:
    assert made(text) == value
    assert type(made(text)) is type(value)


@pytest.mark.parametrize(
    ("text", "kind"), [("f8", float), ("i8", int), ("b1", bool), ("c16", complex), ("f4", np.float32)]
)
def test_scalars(text: str, kind: type) -> None:
    assert type(made(text)) is kind


def test_lists() -> None:
    assert [a.shape for a in made("list[f8[n]]")] == [(7,)] * 3
    assert [a.shape for a in made("tuple[f8[n,2],m]")] == [(7, 2)] * 5
    assert isinstance(made("tuple[f8[n]]"), tuple)
    assert not np.array_equal(*made("list[f8[n],2]"))
    assert isinstance(made("rng=3"), np.random.Generator)


@pytest.mark.parametrize(("text", "read"), [("file[f4[n]]", np.fromfile), ("file.npy[f4[n,2]]", np.load)])
def test_files(text: str, read: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    name = made(text)
    assert type(name) is str
    values = made(text.partition("[")[2][:-1])
    assert read(name, **({"dtype": "f4"} if read is np.fromfile else {})).tobytes() == values.tobytes()
    assert np.loadtxt(made("file.txt[f8[n,3]]=np.eye(n, 3)")).tolist() == np.eye(7, 3).tolist()
    labels = {label: args for label, args, _ in hostile([text], {}, SIZES)}
    assert labels["no such file, argument 0"] == ("nowhere",)
    assert {"empty", "length 1", "a byte too few, argument 0"} <= labels.keys()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "file",
        "file[int=3]",
        "file.csv[f8[n]]",
        "f9[n]",
        "f8[n",
        "array",
        "int",
        "list[x]",
        "list[",
        "f8[k]",
        "f8[n**2]",
        "f8[n m]",
    ],
)
def test_nonsense_is_named(text: str) -> None:
    with pytest.raises(BadSpec):
        made(text)


ARGS, KWARGS = ["f8[n,m]", "f8[n,m]", "f8[m]", "f8", "list[f8[n]]"], {"out": "f8[n,m]", "axis": "int=0"}


def variants() -> dict[str, tuple[tuple[Any, ...], dict[str, Any]]]:
    return {label: (args, kwargs) for label, args, kwargs in hostile(ARGS, KWARGS, SIZES)}


def test_the_same_comes_at_every_call() -> None:
    one, two = ({"": variants(), "ordinary": ordinary(ARGS, KWARGS, SIZES)} for _ in range(2))
    assert nodes_difference(walk(one), walk(two)) is None
    labels = [label for label, _, _ in hostile(ARGS, KWARGS, SIZES)]
    assert len(labels) == len(set(labels))


def test_no_variant_is_the_ordinary_call() -> None:
    plain = walk({"": ordinary(ARGS, KWARGS, SIZES)})
    same = [label for label, call in variants().items() if nodes_difference(plain, walk({"": call})) is None]
    # these two may differ in nothing but the array's base and its address
    assert {label.partition(",")[0] for label in same} <= {"inside a larger array", "unaligned"}


def test_memory_is_shared() -> None:
    made = variants()
    assert made["the same array as 0 and 1"][0][0] is made["the same array as 0 and 1"][0][1]
    assert made["the same array as 0 and out"][0][0] is made["the same array as 0 and out"][1]["out"]
    one, two = made["overlapping views as 0 and 1"][0][:2]
    assert one.shape == two.shape == (7, 5)
    assert np.shares_memory(one, two)
    whole, row = made["2 is a row of 0"][0][0], made["2 is a row of 0"][0][2]
    assert np.shares_memory(whole, row)


@pytest.mark.parametrize(
    ("label", "holds"),
    [
        ("read-only, argument 0", lambda a: not a.flags.writeable),
        ("strided, argument 0", lambda a: a.strides[-1] == 16),
        ("reversed, argument 0", lambda a: a.strides[-1] == -8),
        ("Fortran order, argument 0", lambda a: a.flags.f_contiguous and not a.flags.c_contiguous),
        ("unaligned, argument 0", lambda a: not a.flags.aligned),
        ("empty", lambda a: a.size == 0),
        ("length 1", lambda a: a.shape == (1, 1)),
        ("no element, argument 0", lambda a: a.shape == (0, 5)),
        ("0-d array, argument 0", lambda a: type(a) is np.ndarray and a.ndim == 0),
        ("NumPy scalar, argument 0", lambda a: type(a) is np.float64),
        ("Python scalar, argument 0", lambda a: type(a) is float),
        ("nested list, argument 0", lambda a: type(a) is list),
        ("special values, argument 0", lambda a: np.isnan(a).any() and np.isinf(a).any()),
        ("negative zeros, argument 0", lambda a: np.signbit(a).all() and not a.any()),
        ("i8, argument 0", lambda a: a.dtype == "i8"),
        ("f4, argument 0", lambda a: a.dtype == "f4"),
        ("c16, argument 0", lambda a: a.dtype == "c16"),
        ("objects, argument 0", lambda a: a.dtype == "O"),
        ("other byte order, argument 0", lambda a: a.dtype == np.dtype("f8").newbyteorder()),
        ("masked array, argument 0", lambda a: isinstance(a, np.ma.MaskedArray) and a.mask.any()),
        ("matrix, argument 0", lambda a: isinstance(a, np.matrix)),
        ("subclass, argument 0", lambda a: type(a) is not np.ndarray and isinstance(a, np.ndarray)),
        ("one dimension more, argument 0", lambda a: a.shape == (2, 7, 5)),
        ("one row more, all arrays", lambda a: a.shape == (8, 5)),
    ],
)
def test_variants_are_what_they_are_called(label: str, holds: Any) -> None:
    assert holds(variants()[label][0][0])


def test_lists_and_numbers_have_variants_too() -> None:
    made = variants()
    assert made["no items, argument 4"][0][4] == []
    assert (
        made["the same item throughout, argument 4"][0][4][0] is made["the same item throughout, argument 4"][0][4][1]
    )
    assert made["0-d array, argument 3"][0][3].shape == ()
    assert made["complex, argument 3"][0][3] == 1 + 2j
    assert all(a.dtype == "f4" for a in made["f4, all arrays"][0][4])
