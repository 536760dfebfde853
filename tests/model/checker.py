"""Compare what a row says about a call with what NumPy does. Every disagreement is one line of text."""

from __future__ import annotations

import ast
import itertools
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tests.model.reading import NUMPY2, Call, arrays, evaluate
from uncopy.model import Model, Row, Term


@dataclass
class Seen:
    """What was seen of a row over all calls: a word that never showed its other side is not proved."""

    calls: int = 0
    wrote: bool = False
    sides: set[str] = field(default_factory=set)


def content(value: Any) -> Any:
    """What of an argument can be written: bytes of arrays, the state of generators."""
    if isinstance(value, (np.random.Generator,)):
        return str(value.bit_generator.state), value.bit_generator.seed_seq.n_children_spawned
    if isinstance(value, np.random.RandomState):
        kind, key, *rest = value.get_state()
        return kind, np.asarray(key).tobytes(), *rest
    return [(a.tobytes(), a.shape, a.strides, a.flags.writeable) for a in arrays(value)]


def shared(r: Any, value: Any) -> str:
    """``same``, ``view`` or ``fresh``: how a result relates to an argument."""
    if any(r is v for v in ([value, *value] if isinstance(value, (list, tuple)) else [value])):
        return "same"
    if any(np.shares_memory(x, y) for x in arrays(r) for y in arrays(value)):
        return "view"
    return "fresh"


def returns(term: Term, r: Any, args: Mapping[str, Any], sides: set[str]) -> Iterator[str]:
    """Disagreements about whose memory the result is."""
    if term.head == "unknown":
        return
    if term.head in ("tuple", "list"):
        if not isinstance(r, (list, tuple) if term.head == "list" else tuple):
            yield f"returns {type(r).__name__}, not {term.head}"
            return
        terms = term.args * len(r) if term.many else term.args
        if len(terms) != len(r):
            yield f"returns {len(r)} items, not {len(terms)}"
            return
        for t, item in zip(terms, r, strict=True):
            assert isinstance(t, Term)
            yield from returns(t, item, args, sides)
        fresh = [a for t, item in zip(terms, r, strict=True) if t == Term("fresh") for a in arrays(item)]
        if any(np.shares_memory(a, b) for a, b in itertools.combinations(fresh, 2)):
            yield "fresh items share memory with one another"
        return
    how = {p: shared(r, v) for p, v in args.items()}
    mutable = bool(list(arrays(r)))
    if term.head == "fresh" and any(h != "fresh" for h in how.values()) and mutable:
        yield f"result is {how}, not fresh"
    elif term.head == "same" and how[str(term.args[0])] != "same":
        yield f"result is {how}, not {term}"
    elif term.head == "view":
        p = args[str(term.args[0])]
        ours = list(arrays(p))
        if (
            ours
            and ours[0].size
            and not (isinstance(r, np.ndarray) and r.size == 0)
            and not isinstance(r, np.generic)
            and how[str(term.args[0])] != "view"
        ):
            yield f"result is {how}, not {term}"
    elif term.head == "maybe":
        for p, h in how.items():
            if h != "fresh" and p not in term.args and mutable:
                yield f"result is {h} of {p}, not {term}"
        ours = [args[str(p)] for p in term.args if str(p) in args]
        if not any(x.size == 0 for v in ours for x in arrays(v)):
            here = {h for p, h in how.items() if p in term.args} - {"fresh"} or {"fresh"}
            sides |= here
    elif term.head == "scalar" and list(arrays(r)):
        yield f"result is a {type(r).__name__}, not a scalar"
    elif term.head == "none" and r is not None:
        yield f"result is a {type(r).__name__}, not None"


def code(dtype: Any) -> str:
    """The model's code of a dtype."""
    if dtype.char in "gG":
        return {"g": "f16", "G": "c32"}[str(dtype.char)]
    return str(dtype.kind) if dtype.kind in "OSUmM" and dtype.kind not in "mM" else dtype.kind + str(dtype.itemsize)


def operand(value: Any) -> str:
    """A ufunc operand in the model's words."""
    if type(value) in (bool, int, float, complex):
        return type(value).__name__ + ("" if type(value) is bool else f":{value}")
    dtype = np.asarray(value).dtype
    name = {"m": "m8", "M": "M8"}.get(dtype.kind, code(dtype))
    return name if (isinstance(value, np.ndarray) and value.ndim) or isinstance(value, list) else f"s:{name}"


def parts(value: Any) -> list[Any]:
    """An argument as dtypes: of a list or tuple that holds arrays those of its items, nested ones too."""
    if isinstance(value, (list, tuple)) and list(arrays(value)):
        return [x for v in value for x in parts(v)]
    return [np.asarray(value).dtype]


INEXACT = {"b": "f8", "i": "f8", "u": "f8"}


def dtype_of(term: Term, args: Mapping[str, Any], model: Model) -> Any:
    """The dtype that a term means for these arguments; None where it says nothing."""

    def get(p: Any) -> Any:
        value = args[p]
        return np.asarray(value).dtype if not isinstance(value, (list, tuple)) else np.result_type(*parts(value))

    head = term.head
    if head in (
        "unknown",
        "int",
        "float",
        "bool",
        "str",
        "bytes",
        "list",
        "tuple",
        "none",
        "iterator",
        "complex",
        "set",
    ):
        return None
    if head == "numeric":
        given = [x for p in term.args if args.get(str(p)) is not None for x in parts(args[str(p)])]
        return "numeric" if all(x.kind in "biufc" for x in given) else None
    if not term.args:
        return np.dtype({"f16": "g", "c32": "G"}.get(head, head))
    first = term.args[0]
    if head == "of":
        return get(first) if first in args else None
    if head == "promote":
        return np.result_type(*(x for p in term.args if p in args for x in parts(args[str(p)]))).newbyteorder("=")
    if head == "ufunc":
        name = str(first)
        values = [args[str(p)] for p in term.args[1:] if args.get(str(p)) is not None]
        found = model.ufunc(name, tuple(operand(v) for v in values), "2" if NUMPY2 else "1")
        if found is None:
            return "raises"
        return None if found == "?" or found in ("m8", "M8") else np.dtype({"f16": "g", "c32": "G"}.get(found, found))
    if head == "param":
        if args.get(str(first)) is not None:
            return np.dtype(args[str(first)])
        return dtype_of(term.args[1], args, model) if len(term.args) > 1 and isinstance(term.args[1], Term) else None
    dtype = get(first) if head == "real" else np.result_type(*(get(p) for p in term.args)).newbyteorder("=")
    if head in ("inexact", "norm", "solve"):
        dtype = np.dtype(INEXACT.get(dtype.kind, dtype))
    if head == "sum" and dtype.kind in "biu" and dtype.itemsize < 8:
        dtype = np.dtype("u8" if dtype.kind == "u" else "i8")
    if head in ("real", "norm") and dtype.kind == "c":
        dtype = np.dtype({"F": "f4", "D": "f8", "G": "g"}[dtype.char]).newbyteorder(dtype.byteorder)
    if head == "fft":
        dtype = np.dtype({"f": "c8", "F": "c8", "g": "G", "G": "G"}.get(dtype.char, "c16") if NUMPY2 else "c16")
        if get(first).char == "e":
            return None
    return dtype


def shape_of(term: Term, args: Mapping[str, Any], row: Row) -> Any:
    """The shape that a term means; None where it says nothing."""

    def given(name: str) -> Any:
        default = next((p.default for p in row.params or () if p.name == name), None)
        return args[name] if name in args else ast.literal_eval(default) if default else None

    head = term.head
    if head in ("1d", "2d"):
        return int(head[0])
    if head == "()":
        return ()
    if head == "unknown":
        return None
    first = str(term.args[0])
    if head == "value":
        value = args.get(first, ())
        return (value,) if isinstance(value, int) else tuple(value) if value is not None else ()
    if head == "broadcast":
        values = [v for p in term.args if p in args and args[str(p)] is not None
                  for v in (args[str(p)] if isinstance(args[str(p)], list) and row_variadic(row, str(p)) else [args[str(p)]])]  # fmt: skip
        try:
            return np.broadcast_shapes(*(np.shape(v) for v in values))
        except ValueError:
            return "no broadcast"
    shape = np.shape(args[first])
    if row.zero_d.head == "never":
        shape = shape or (1,)
    if head == "of":
        return shape
    if head == "reversed":
        return shape[::-1]
    axis = given(str(term.args[1])) if len(term.args) > 1 else None
    keep = given(str(term.args[2])) if len(term.args) > 2 else False
    axes = tuple(range(len(shape))) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    gone = {a % len(shape) for a in axes} if shape else set()
    return tuple(1 if i in gone else s for i, s in enumerate(shape) if keep or i not in gone)


def row_variadic(row: Row, name: str) -> bool:
    """Whether a parameter takes any number of arguments."""
    return any(p.name == name and p.kind == "variadic" for p in row.params or ())


def layout(term: Term, r: Any, args: Mapping[str, Any]) -> Iterator[str]:
    """Disagreements about strides."""
    if term.head == "unknown" or not isinstance(r, np.ndarray):
        return
    seen = f"strides {r.strides} of shape {r.shape}"
    if term.head == "C" and not r.flags.c_contiguous:
        yield f"{seen} are not C"
    if term.head == "F" and not r.flags.f_contiguous:
        yield f"{seen} are not F"
    if term.head not in ("K", "of"):
        return
    ours = [np.asarray(args[str(p)]) for p in term.args if p in args and args[str(p)] is not None]
    if term.head == "of":
        if r.strides != ours[0].strides:
            yield f"{seen} are not {ours[0].strides}"
        return
    try:
        broadcast = np.broadcast_shapes(*(x.shape for x in ours))
    except ValueError:
        yield f"{seen} are of operands that do not broadcast"
        return
    if r.ndim and r.shape == broadcast:
        with np.nditer([*ours, None], ["zerosize_ok", "refs_ok"], [["readonly"]] * len(ours) + [["writeonly", "allocate"]],
                       op_dtypes=[None] * len(ours) + [r.dtype]) as it:  # fmt: skip
            want = it.operands[-1].strides
        if r.size and [s for s, n in zip(r.strides, r.shape, strict=True) if n > 1] != [
            s for s, n in zip(want, r.shape, strict=True) if n > 1
        ]:
            yield f"{seen} are not {want}"
    elif (
        r.size
        and ours[0].size
        and (
            (ours[0].flags.c_contiguous and not r.flags.c_contiguous)
            or (ours[0].flags.f_contiguous and not r.flags.f_contiguous)
        )
    ):
        yield f"{seen} do not follow {ours[0].strides}"


def items(row: Row, r: Any) -> list[Any]:
    """The results that kind, dtype, shape and layout speak of."""
    return list(r) if row.returns.head in ("tuple", "list") and isinstance(r, (tuple, list)) else [r]


def check(call: Call, row: Row, world: Mapping[str, Any], model: Model, seen: Seen) -> list[str]:
    """Every disagreement between a row and what the call does in a world. A call that raises says nothing."""
    found = evaluate(call, row, world)
    if found is None:
        return []
    given, args, run = found
    before = {p: content(v) for p, v in args.items()}
    state = np.random.get_state()[2]
    seen.wrote = False
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            r = run()
        except Exception:  # the call forms include wrong ones; `seen.calls` shows a form that never works
            return []
    seen.calls += 1
    wrong = list(returns(given.returns, r, args, seen.sides))
    for p, v in args.items():
        if content(v) != before[p]:
            seen.wrote = True
            seen.sides.add(f"writes {p}")
            if given.writes is not None and p not in given.writes:
                wrong.append(f"writes {p}")
    if not given.effects and np.random.get_state()[2] != state:
        wrong.append("changes the random state")
    writable = all(a.flags.writeable for v in args.values() for a in arrays(v))
    for x in items(given, r):
        wrong += facts(given, x, args, model, writable)
    return wrong


def facts(row: Row, x: Any, args: Mapping[str, Any], model: Model, writable: bool) -> Iterator[str]:
    """Disagreements about one result: type, dtype, shape, strides, writability."""
    array = isinstance(x, np.ndarray)
    if row.name.startswith("copy.") and not array:
        return
    name = type(x).__name__
    kind = row.kind.head
    # A Python number promotes otherwise than a NumPy scalar: a row must not call one the other.
    exact = (np.generic, *((int, float, complex) if row.zero_d.head in ("number", "unknown") else ()))
    if kind in ("ndarray", "like") and row.dtype.head != "O" and not (type(x) is np.ndarray or isinstance(x, exact)):
        yield f"is a {name}, not an ndarray"
    if kind == "dtype" and not isinstance(x, (np.dtype, type)):
        yield f"is a {name}, not a dtype"
    if kind == "python" and row.dtype.head in (
        "int",
        "float",
        "complex",
        "bool",
        "str",
        "bytes",
        "list",
        "tuple",
        "none",
    ):
        want = {"none": "NoneType"}.get(row.dtype.head, row.dtype.head)
        if name not in (want, "bytearray" if want == "bytes" else want):
            yield f"is a {name}, not a {want}"
    if row.returns.head in ("none", "unknown") or kind not in ("ndarray", "like"):
        return
    zero = row.zero_d.head
    if array and x.ndim == 0 and zero not in ("array", "same", "unknown"):
        yield f"is a 0-d array, not {zero}"
    if not array and zero not in ("scalar", "number", "same", "unknown"):
        yield f"is the scalar {x!r}, not {zero}"
    want = dtype_of(row.dtype, args, model)
    if row.dtype.head == "of" and row_variadic(row, str(row.dtype.args[0])):  # each is of its own argument's
        given = {np.asarray(v).dtype for v in args.get(str(row.dtype.args[0]), ())}
        want = next((g for g in given if g == np.asarray(x).dtype), want)
    if want == "numeric":
        want = np.asarray(x).dtype.newbyteorder("=") if np.asarray(x).dtype.kind in "biufc" else want
    if want == "raises":
        yield f"gives {np.asarray(x).dtype}, where it should raise"
    elif want == "numeric":
        yield f"dtype is {np.asarray(x).dtype}, no number"
    elif (
        want is not None
        and np.asarray(x).dtype != want
        and not (not array and np.asarray(x).dtype == want.newbyteorder("="))
    ):
        yield f"dtype is {np.asarray(x).dtype}, not {want} = {row.dtype}"
    shape = shape_of(row.shape, args, row)
    if shape is not None and (np.ndim(x) if isinstance(shape, int) else np.shape(x)) != shape:
        yield f"shape is {np.shape(x)}, not {row.shape} = {shape}"
    yield from layout(row.layout, x, args)
    if array and row.readonly is True and x.flags.writeable and x.size:
        yield "is writable"
    if array and row.readonly is False and writable and not x.flags.writeable:
        yield "is read-only"
