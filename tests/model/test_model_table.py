"""The generated table of result dtypes against the NumPy at hand, and the words in which it is asked."""

from __future__ import annotations

import itertools
import json
import operator
import time
import warnings
from importlib import resources
from typing import Any

import numpy as np
import pytest

from uncopy.model import DOMAIN, OPERATORS, load

MODEL = load()
RULES = "2" if np.lib.NumpyVersion(np.__version__) >= "2.0.0" else "1"
NAMES = {"f16": "g", "c32": "G", "m8": "m8[s]", "M8": "M8[s]", "S": "S1", "U": "U1"}
UFUNCS = tuple(
    n for n in MODEL.names() if MODEL.is_ufunc(n) and isinstance(getattr(np, n.removeprefix("numpy."), None), np.ufunc)
)
WEAK: dict[str, type[Any]] = {"bool": bool, "int": int, "float": float, "complex": complex}


def dtype(code: str) -> np.dtype[Any]:
    """NumPy's dtype of a code."""
    return np.dtype(NAMES.get(code, code))


def same(code: str | None, found: np.dtype[Any]) -> bool:
    """Whether a code names a dtype, units and lengths aside."""
    return code is not None and (
        dtype(code) == found or (code in ("m8", "M8", "S", "U") and dtype(code).kind == found.kind)
    )


@pytest.mark.parametrize("name", UFUNCS)
def test_arrays_give_what_numpy_resolves(name: str) -> None:
    """NumPy itself says which loop it would run; its answer for arrays is the same under both rules."""
    ufunc: np.ufunc = getattr(np, name.removeprefix("numpy."))
    nin, nout = MODEL.arity(name)
    assert (ufunc.nin, ufunc.nout) == (nin, nout)
    known = 0
    for operands in itertools.product(DOMAIN, repeat=nin):
        try:
            want = ufunc.resolve_dtypes((*map(dtype, operands), *[None] * nout))[nin:]
        except TypeError:
            want = None
        for output in range(nout):
            got = MODEL.ufunc(name, operands, RULES, output)
            if got == "?":
                continue
            known += 1
            assert (got is None) if want is None else same(got, want[output]), (operands, got, want)
    assert known >= nout * 12, "nearly all is left open"


def samples(operand: str) -> list[Any]:
    """Values of an operand."""
    if operand in WEAK:
        return {"bool": [True], "int": [1, 2, 3], "float": [1.0, 2.0, 2.5], "complex": [1j]}[operand]
    if operand.startswith("s:"):
        return [a for v in (1, 2) for a in (np.full((), v, dtype(operand[2:]))[()], np.full((), v, dtype(operand[2:])))]
    head, _, value = operand.partition(":")
    if value:
        return [WEAK[head](value)]
    return [np.ones(1, dtype(operand))]


NUMERIC = tuple(d for d in DOMAIN if d[0] in "biufc")
SCALARS = tuple(f"s:{d}" for d in NUMERIC)
PARTNERS = (*WEAK, "int:0", "int:2", "int:100", "float:0.5", "float:2.0", "complex:1j", *SCALARS)
OPERATIONS = [n for n in OPERATORS.values() if n != "operator.matmul"]
ELEMENTWISE = (
    "numpy.add",
    "numpy.multiply",
    "numpy.maximum",
    "numpy.hypot",
    "numpy.floor_divide",
    "numpy.power",
    "numpy.logaddexp",
)


@pytest.mark.parametrize("name", [*OPERATIONS, *ELEMENTWISE])
def test_numbers_and_scalars_beside_arrays(name: str) -> None:
    """What is not left open holds for every value tried, on either side."""
    call = getattr(operator if name.startswith("operator") else np, name.rpartition(".")[2])
    known = 0
    pairs = [(d,) for d in NUMERIC] if MODEL.arity(name)[0] == 1 else [
        p for d in (*NUMERIC, *SCALARS) for other in PARTNERS for p in ((d, other), (other, d))]  # fmt: skip
    for operands in pairs:
        got = MODEL.ufunc(name, operands, RULES)
        if got == "?":
            continue
        for args in itertools.product(*map(samples, operands)):
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                try:
                    result = call(*args).dtype
                except TypeError:
                    result = None
                except (ValueError, OverflowError):
                    continue
            known += 1
            assert got is None if result is None else same(got, result), (operands, args, got, result)
    assert known >= len(NUMERIC)


def test_values_decide_before_numpy_2_and_never_since() -> None:
    assert MODEL.ufunc("numpy.add", ("f4", "float"), "1") == "?"
    assert MODEL.ufunc("numpy.add", ("f4", "float:0.5"), "1") == "f4"
    assert MODEL.ufunc("numpy.add", ("f4", "float:1e300"), "1") == "?"
    assert MODEL.ufunc("numpy.add", ("f4", "s:f8"), "1") == "?"
    assert MODEL.ufunc("numpy.add", ("f8", "int"), "1") == "?", "above 64 bits it becomes an object"
    assert MODEL.ufunc("numpy.add", ("f8", "int:word"), "1") == "f8"
    assert MODEL.ufunc("numpy.add", ("f4", "float"), "2") == "f4"
    assert MODEL.ufunc("numpy.add", ("f4", "s:f8"), "2") == "f8"
    assert MODEL.ufunc("numpy.add", ("u1", "int:300"), "2") == "?", "it raises OverflowError"
    assert MODEL.ufunc("numpy.add", ("i1", "int:-1"), "2") == "i1"


def test_squares_of_scalars_are_left_open_before_numpy_2() -> None:
    """There ``np.array(2, "f4") ** 2`` is float32, and ``np.float32(2) ** 2`` float64."""
    for exponent in ("s:i8", "int", "int:2", "int:word"):
        for base in ("s:i1", "s:i4", "s:f4", "s:f2"):
            assert MODEL.ufunc("operator.pow", (base, exponent), "1") == "?"
    assert MODEL.ufunc("operator.pow", ("s:f4", "float:2.0"), "1") == "?"
    assert MODEL.ufunc("operator.pow", ("s:i4", "float:2.0"), "1") == "f8"
    assert MODEL.ufunc("operator.pow", ("f4", "int:2"), "1") == "f4"
    assert MODEL.ufunc("operator.pow", ("s:f4", "int:2"), "2") == "f4"


def test_squares_by_a_scalar_are_left_open_since() -> None:
    """Up to 2.2, ``a ** np.int64(2)`` has the dtype of the array ``a``, and ``a ** np.int64(3)`` the common one."""
    assert MODEL.ufunc("operator.pow", ("i4", "s:i8"), "2") == "?"
    assert MODEL.ufunc("operator.pow", ("i1", "s:f4"), "2") == "?"
    assert MODEL.ufunc("operator.pow", ("i4", "s:f8"), "2") == "f8"
    assert MODEL.ufunc("operator.pow", ("f8", "s:i8"), "2") == "f8"
    assert MODEL.ufunc("operator.pow", ("i4", "i8"), "2") == "i8"


def test_a_complex_number_before_a_float64_is_left_open() -> None:
    """``numpy.float64`` is a float, and what Python's complex gives is no NumPy scalar."""
    assert MODEL.ufunc("operator.add", ("complex:1j", "s:f8"), "2") == "?"
    assert MODEL.ufunc("operator.add", ("s:f8", "complex:1j"), "2") == "c16"
    assert MODEL.ufunc("operator.add", ("complex:1j", "s:f4"), "2") == "c8"


def test_what_differs_between_versions_is_left_open() -> None:
    assert MODEL.ufunc("numpy.floor", ("i8",), "2") == "?"
    assert MODEL.ufunc("numpy.floor", ("f4",), "2") == "f4"


def test_raising_and_unknown_are_told_apart() -> None:
    assert MODEL.ufunc("numpy.subtract", ("b1", "b1"), "2") is None
    assert MODEL.ufunc("numpy.bitwise_and", ("f8", "i8"), "1") is None
    assert MODEL.ufunc("numpy.nosuch", ("f8",), "2") == "?"
    assert MODEL.ufunc("numpy.add", ("f8",), "2") == "?"
    assert MODEL.ufunc("numpy.add", ("f8", "V8"), "2") == "?"


def test_several_outputs_and_other_names() -> None:
    assert MODEL.ufunc("numpy.frexp", ("f4",), "2", output=0) == "f4"
    assert MODEL.ufunc("numpy.frexp", ("f4",), "2", output=1) == "i4"
    assert MODEL.ufunc("numpy.abs", ("c16",), "2") == "f8"
    assert MODEL.ufunc("numpy.true_divide", ("i4", "i4"), "1") == "f8"
    assert MODEL.is_ufunc("numpy.abs") and not MODEL.is_ufunc("numpy.clip") and not MODEL.is_ufunc("operator.add")


def test_clip_promotes_all_its_bounds() -> None:
    assert MODEL.ufunc("numpy.clip", ("f4", "int:0", "int:1"), "1") == "f4"
    assert MODEL.ufunc("numpy.clip", ("f4", "f8"), "2") == "f8"
    assert MODEL.ufunc("numpy.clip", ("i8", "float:0.5", "int:1"), "2") == "f8"
    assert MODEL.ufunc("numpy.clip", ("f4",), "2") == "f4"


def test_reading_is_fast() -> None:
    """The linter starts with it. The limit is loose: this machine may be busy."""
    times = []
    for _ in range(5):
        load.cache_clear()
        start = time.perf_counter()
        load().row("numpy.add")
        times.append(time.perf_counter() - start)
    assert min(times) < 0.03


def test_the_table_says_from_which_versions_it_was_measured() -> None:
    data = json.loads(resources.files("uncopy.model").joinpath("ufuncs.json").read_text("utf-8"))
    assert data["numpy"][0].startswith("1.26") and any(v.startswith("2.") for v in data["numpy"])
