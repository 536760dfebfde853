"""The rows of the model against the NumPy at hand: whatever a row says of a call must be what the call does."""

from __future__ import annotations

import builtins
import copy
import inspect
import math
import operator
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any

import numpy as np
import numpy.lib.stride_tricks
import pytest

from tests.model.calls import calls
from tests.model.checker import Seen, check
from tests.model.probes import check_foreign, check_inplace, check_order, check_retains, same_bits
from tests.model.reading import Call, lives, read
from tests.model.scipy_calls import scipy_calls
from tests.model.worlds import LAYOUTS, SCIPY_WORLDS, WORLDS, Foreign, Sub, World, lay, scipy, ufunc_calls, world
from uncopy.model import Row, load, make_row


def reach(name: str) -> Any:
    """The object of a dotted name, None where this NumPy has none."""
    roots = {
        "scipy": scipy,
        "operator": operator,
        "numpy": np,
        "ndarray": np.ndarray,
        "builtins": builtins,
        "math": math,
        "copy": copy,
    }
    head, *rest = name.split(".")
    value: Any = roots[head]
    missing = object()
    for part in rest:
        value = getattr(value, part, missing)
        if value is missing:
            return None
    return value if value is not None else name


def here(name: str) -> bool:
    """Whether a row can be tried: NumPy's must be there, those of other modules where this Python and SciPy have them."""
    head = name.partition(".")[0]
    return head in ("numpy", "ndarray") or ((head != "scipy" or scipy is not None) and reach(name) is not None)


MODEL = load()
NAMES = tuple(n for n in MODEL.names() if lives(MODEL.row(n)) and here(n))

# What a row says and no look from outside can show.
NO_CALL = {"ndarray.tofile": "writes a file", "numpy.load": "needs a file"}
NEVER_ONE_SIDE = {
    "builtins.iter": "an iterator hides what it walks over", "builtins.reversed": "an iterator hides what it walks over",
    "builtins.enumerate": "an iterator hides what it walks over", "builtins.zip": "an iterator hides what it walks over",
    "numpy.random.RandomState": "hides its bit generator", "numpy.random.PCG64": "hides its seed sequence",
    "numpy.random.MT19937": "hides its seed sequence", "numpy.random.Philox": "hides its seed sequence",
    "numpy.random.SFC64": "hides its seed sequence", "numpy.random.PCG64DXSM": "hides its seed sequence",
    "numpy.random.SeedSequence": "hides its entropy", "scipy.sparse.dok_matrix": "hides its dict",
    "scipy.sparse.dok_array": "hides its dict", "numpy.round": "gave an int array back up to 2.2",
    "numpy.around": "gave an int array back up to 2.2", "ndarray.round": "gave an int array back up to 2.2",
}  # fmt: skip
NO_WRITE = {("builtins.next", "iterator"), ("numpy.random.default_rng", "seed")}


@lru_cache(maxsize=1)
def forms() -> tuple[tuple[Call, Row], ...]:
    """Every call form whose function is there, with its row."""
    names = world("C f8")
    found = []
    for text in calls() + ufunc_calls() + (scipy_calls() if scipy is not None else ()):
        call = read(text, names)
        row = MODEL.row(call.name)
        assert row is not None, f"{text} calls {call.name}, which has no row"
        if lives(row) and here(call.name) and reach(call.name) is not None:
            found.append((call, row))
    return tuple(found)


@cache
def survey(name: str) -> tuple[list[str], dict[str, Seen]]:
    """Try every call form in a world. Returns the disagreements, and what was seen of each row."""
    return attempt(name)


def attempt(
    name: str, only: str | None = None, row: Row | None = None, size: int = 4, seed: int = 7
) -> tuple[list[str], dict[str, Seen]]:
    """As `survey`; of one row only, and told another row for it, where these are given."""
    wrong: list[str] = []
    seen: dict[str, Seen] = {}
    values = world(name, size=size, seed=seed)
    for call, own in forms():
        target = MODEL.resolve(call.name)
        if only not in (None, target) or (target.startswith("scipy.") and name not in SCIPY_WORLDS):
            continue
        saw = seen.setdefault(target, Seen())
        wrong += [f"{call.text}: {w}" for w in check(call, row or own, values, MODEL, saw)]
        if saw.wrote:
            values = world(name, size=size, seed=seed)
    return wrong, seen


@pytest.mark.parametrize("name", WORLDS)
def test_rows_hold(name: str) -> None:
    wrong, seen = survey(name)
    assert sum(s.calls for s in seen.values()) > 150
    assert not wrong, "\n".join(wrong)


def test_every_row_is_tried_and_shows_all_it_says() -> None:
    seen: dict[str, Seen] = {n: Seen() for n in NAMES}
    for w in WORLDS:
        for name, saw in survey(w)[1].items():
            seen[name].calls += saw.calls
            seen[name].sides |= saw.sides
    missing = []
    for name in NAMES:
        row = MODEL.row(name)
        assert row is not None
        sides = seen[name].sides & {"fresh", "same", "view"}
        if not seen[name].calls and name not in NO_CALL:
            missing.append(f"{name}: no call form ran")
        elif row.returns.head == "maybe" and len(sides) < 2 and name not in NEVER_ONE_SIDE:
            missing.append(f"{name}: says {row.returns}, seen only {sides}")
        for p in row.writes or ():
            if f"writes {p}" not in seen[name].sides and (name, p) not in NO_WRITE and name not in NO_CALL:
                missing.append(f"{name}: never wrote {p}")
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("kind", [Sub, Foreign])
def test_exact_arrays_come_out_whatever_subclass_goes_in(kind: type[Any]) -> None:
    wrong = [f"{c.text}: {w}" for c, row in forms() for w in check_foreign(c, row, world("C f8", kind))]
    assert not wrong, "\n".join(wrong)


def test_arguments_are_not_kept() -> None:
    wrong = [
        f"{c.text}: {w}" for c, row in forms() if not row.effects for w in check_retains(c, row, lambda: world("C f8"))
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("dtype", ["f8", "f4", "f2", "c16", "i8", "i1", "b1"])
def test_in_place_is_harmless_where_said(dtype: str) -> None:
    wrong = []
    for call, row in forms():
        if row.inplace_ok:
            for order in ("C", "F"):
                wrong += [
                    f"{call.text}: {w}"
                    for w in check_inplace(call, row, lambda o=order: world(f"{o} {dtype}", size=33))
                ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("dtype", ["f8", "f4", "f2", "c16", "i8", "i1"])
def test_memory_order_does_not_matter_where_said(dtype: str) -> None:
    kept: dict[str, dict[str, Any]] = {}

    def make(layout: str) -> dict[str, Any]:
        return kept.setdefault(layout, world(f"{layout} {dtype}", size=33))

    wrong = []
    for call, row in forms():
        if not row.order_sensitive:
            wrong += [f"{call.text}: {w}" for w in check_order(call, row, make, ("C", "F", "strided", "reversed"))]
            if row.writes:
                kept.clear()
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", NAMES)
def test_the_name_is_there_and_takes_these_parameters(name: str) -> None:
    row = MODEL.row(name)
    assert row is not None
    function = reach(name)
    assert function is not None, f"NumPy {np.__version__} has no {name}"
    assert row.params is not None
    if row.attribute or isinstance(function, np.ufunc):
        return
    try:
        real = list(inspect.signature(function).parameters.values())
    except (ValueError, TypeError):
        return
    if real and real[0].name == "self" and row.params[0].name != "self":
        real = real[1:]
    assert not list(unlike(row, real))


def unlike(row: Row, real: list[inspect.Parameter]) -> Iterator[str]:
    """Where a row's parameters are not those of the signature: a call must bind to the row as it does in Python.

    NumPy's compiled functions take by name what their signatures call positional only, so that counts as both.
    """
    takes_any = {p.kind for p in real} & {inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD}
    by_position = [p for p in real if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    by_name = {p.name: p for p in real}
    for i, p in enumerate(row.params or ()):
        if p.name == "self" or takes_any or (row.name, p.name) in OTHERWISE:
            continue
        if p.kind in ("positional", "either"):
            if i >= len(by_position):
                yield f"{p.name} is no positional parameter"
            elif p.kind == "either" and by_position[i].name != p.name:
                yield f"{p.name} is called {by_position[i].name}"
        if p.kind in ("either", "keyword") and p.name not in by_name:
            yield f"{p.name} cannot be given by name"
        if p.name in by_name and p.default is not None and p.kind != "variadic":
            default = by_name[p.name].default
            simple = isinstance(default, (int, float, str, tuple, type(None)))
            if simple and "<no value>" not in str(default) and p.default not in (repr(default), str(default)):
                yield f"{p.name} has the default {default!r}, not {p.default}"


OTHERWISE = {
    ("numpy.reshape", "shape"): "newshape before 2.1, and both names for a while",
    ("numpy.arange", "start"): "a lone first argument is the stop, which is no matter for a row",
    ("numpy.arange", "step"): "1 in newer signatures",
    ("numpy.arange", "dtype"): "given by position too, whatever newer signatures say",
    ("numpy.linalg.lstsq", "rcond"): "the string warn before 2.0",
    ("numpy.zeros", "dtype"): "float in older signatures", ("numpy.empty", "dtype"): "float in older signatures",
    ("numpy.frombuffer", "dtype"): "float in older signatures",
    ("numpy.fromfile", "dtype"): "float in older signatures",
    ("numpy.loadtxt", "encoding"): "the string bytes before 2.0",
    ("numpy.genfromtxt", "encoding"): "the string bytes before 2.0",
    ("numpy.fromstring", "dtype"): "None since 2.5, which means float",
    ("scipy.signal.sawtooth", "width"): "1.0 in newer signatures",
}  # fmt: skip


FLIPS = {
    "numpy.zeros_like": {"layout": "C"},
    "numpy.ones": {"dtype": "f4"},
    "numpy.ravel": {"returns": "view(a)"},
    "ndarray.flatten": {"returns": "view(self)"},
    "ndarray.astype": {"dtype": "of(self)"},
    "ndarray.copy": {"layout": "K(self)"},
    "numpy.asarray": {"returns": "fresh"},
    "numpy.array": {"returns": "same(object)"},
    "numpy.transpose": {"shape": "of(a)"},
    "numpy.broadcast_to": {"readonly": False},
    "numpy.tile": {"dtype": "f8"},
    "numpy.sum": {"dtype": "of(a)"},
    "numpy.mean": {"zero_d": "array"},
    "numpy.std": {"shape": "of(a)"},
    "numpy.where": {"zero_d": "scalar"},
    "numpy.copyto": {"writes": []},
    "ndarray.sort": {"writes": []},
    "numpy.random.Generator.shuffle": {"writes": ["x"]},
    "numpy.random.normal": {"effects": False},
    "numpy.allclose": {"dtype": "int"},
    "numpy.absolute": {"dtype": "of(x)"},
    "ndarray.conj": {"returns": "fresh"},
    "numpy.squeeze": {"returns": "view(a)"},
    "numpy.histogram": {"returns": "tuple(fresh, fresh)"},
    "numpy.result_type": {"kind": "ndarray"},
    "numpy.argmax": {"zero_d": "never"},
    "ndarray.T": {"layout": "C"},
}


@pytest.mark.parametrize("name", FLIPS)
def test_a_row_told_wrong_is_found_out(name: str) -> None:
    row = MODEL.row(name)
    assert row is not None
    flipped = flip(row, FLIPS[name])
    assert any(attempt(w, name, flipped)[0] for w in WORLDS), f"nobody noticed {FLIPS[name]}"


def flip(row: Row, lie: dict[str, Any]) -> Row:
    """The row with some fields changed for others."""
    params = ", ".join(p.name for p in row.params or ())
    told = make_row({"name": row.name, "params": params, **lie})
    return replace(row, **{k: getattr(told, k) for k in lie})


def test_other_lies_are_found_out() -> None:
    by_text = {c.text: (c, row) for c, row in forms()}
    call, row = by_text["np.sum(A, axis=0)"]
    layouts = ("C", "F", "strided", "reversed")
    values = np.random.default_rng(1).random((600, 70), "f4")

    def make(layout: str) -> dict[str, Any]:
        return {"np": np, "A": lay(values.copy(), layout)}

    assert not check_order(call, row, make, layouts)
    assert check_order(call, replace(row, order_sensitive=False), make, layouts)
    call, row = by_text["np.sort(A)"]
    told = replace(row, kind=make_row({"name": "x", "kind": "ndarray"}).kind)
    assert not check_foreign(call, row, world("C f8", Sub))
    assert check_foreign(call, told, world("C f8", Sub))
    held: list[Any] = []

    def names() -> World:
        made = world("C f8")
        made["keep"] = held.append
        return made

    keeper = make_row({"name": "builtins.keep", "params": "x, /", "retains": []})
    call = read("keep(A)", names())
    assert check_retains(call, keeper, names) == ["keeps x"]


def test_bits_are_compared_strictly() -> None:
    assert same_bits(np.array([1.0, np.nan]), np.array([1.0, -np.nan]))
    assert not same_bits(np.array([0.0]), np.array([-0.0]))
    assert not same_bits(np.array([1.0]), np.array([np.nextafter(1.0, 2.0)]))
    assert not same_bits(np.array([1.0]), np.array([1.0], "f4"))


def test_layouts_are_what_they_are_called() -> None:
    shapes = {name: world(f"{name} f8")["A"] for name in LAYOUTS}
    assert shapes["F"].flags.f_contiguous and not shapes["F"].flags.c_contiguous
    assert not shapes["strided"].flags.forc and shapes["reversed"].strides[0] < 0
    assert shapes["scalar"].shape == () and shapes["empty"].size == 0 and not shapes["readonly"].flags.writeable
