"""The schema of the NumPy model: one row says what one function does to memory, types and shapes.

A field left out means the worst case: the result may be anything, alias every argument and outside memory, every
argument may be written and kept. Rows are written in the TOML files of ``model/rows`` and, with the same words, in
a project's ``[[tool.uncopy.function]]``.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from uncopy.model.terms import UNKNOWN, Param, Term, parse_params, parse_term, split


@dataclass(frozen=True, slots=True)
class Row:
    """What a call of ``name`` with exactly-ndarray, scalar, number, or list or tuple of such arguments does.

    Fields of words are `Term`s, parsed once: ``row.returns.head == "maybe"``, ``row.returns.args == ("x",)``.
    A row holds for every call that binds to ``params``, whatever the values, once `given` was applied to it.
    Where a parameter takes a list or tuple of arrays, "p" in a term means each of its items (and ``writes`` and
    ``retains`` mean all that is reachable from it). For dtype object only the array's own buffer is meant: its
    elements are shared by copies, and arithmetic on them runs user code.

    name
        ``numpy.sqrt``, ``ndarray.copy`` (a method; its first parameter is ``self``), ``ndarray.T`` (an attribute),
        ``builtins.len``, ``numpy.random.Generator.normal``. Constructors carry the name of the class.
    params
        parameters as in a ``def``, with defaults: ``a, /, axis=None, *, out=None``, ``*arrays``. Parameters that are
        left out here (``subok``, ``like``) make a call unknown, as does everything that does not bind.
    attribute
        the row is a read of an attribute, or of a module's constant (then without params), not a call.
    returns
        ``fresh``           memory that nothing else reaches, or an immutable scalar
        ``same(p)``         the very object given as p
        ``view(p)``         a new array object (or iterator, memoryview) over p's memory, always (if p is an array)
        ``maybe(p, ...)``   fresh, or the same object as / a view of one of them, depending on values or types
        ``scalar``          never an array: a NumPy or Python scalar or another immutable thing
        ``none``            None
        ``tuple(...)``      a fresh tuple (``list(...)`` a list) whose items are the given returns, e.g.
                            ``tuple(fresh, fresh)``; ``list(view(a)...)`` any number alike;
                            a ``list`` is a tuple in some versions
        ``unknown``         anything
        A scalar argument is immutable: ``maybe(x)`` of a scalar is just a scalar or a fresh 0-d array.
    kind
        ``ndarray``         exactly numpy.ndarray (or a scalar, see zero_d), whatever subclass comes in
        ``like(p, ...)``    as ``ndarray`` if all of p... are exact ndarrays, scalars, or (nested) lists and tuples of
                            these; a subclass or a foreign object may pass through or take over
        ``python``          a Python object whose type is named by dtype (``int``, ``float``, ``bool``, ``str``,
                            ``list``, ``tuple``, ``none`` ...), or a NumPy scalar if dtype is a code
        ``dtype`` / ``unknown``
        For a tuple or list result (but of copy.copy and copy.deepcopy, which give what they are given) the kind, dtype,
        shape and layout are those of each of its items.
    zero_d
        what the result is if all relevant inputs are 0-d (arrays of no dimensions, or scalars), or the reduction is
        over everything: ``scalar`` (a NumPy scalar; for dtype object the element), ``number`` (a Python number, in some
        versions or for some inputs a NumPy scalar: ``rng.normal()``), ``array`` (a 0-d array),
        ``never`` (always >= 1 dimension), ``same`` (a 0-d array stays one; a scalar gives a scalar or a 0-d array)
    dtype
        ``of(p)`` p's, byte order included; ``promote(p, q)`` native, as numpy.result_type of
        the arguments made arrays (so a Python number is no longer weak); ``ufunc(numpy.add, p, q)``
        (looked up in the generated table, Python numbers being weak and absent or None operands left out; the name is a
        `Term`), ``param(p, f8)`` (the dtype argument p, or the code where it is absent or
        None), ``param(p, of(q))`` likewise, ``inexact(p)`` (mean: ints and bool to f8, inexact stay), ``sum(p)`` (bool
        and small ints widen to the platform's i8/u8, others stay), ``real(p)`` (complex to its float, others stay, byte
        order too),
        ``norm(p)`` (std: as inexact, complex to its
        float), ``fft(p)`` (complex; c16 before NumPy 2.0, precision kept since), ``solve(p)`` (linalg: f4, c8, c16
        stay, real others f8), ``numeric(p, ...)`` (some native bool, int, float or complex where p... are such, without
        p always: it holds none of the arguments' objects), a code such as ``f8``, ``i8`` (``i8`` also for the
        platform's default int), ``b1``, or ``unknown``.
    shape
        ``of(p)``, ``broadcast(p, q)``, ``value(p)`` (p is a shape or an int), ``reduce(p, axis, keepdims)`` (absent
        parameters by their defaults), ``reversed(p)``, ``1d``, ``2d``, ``()`` or ``unknown``. Where zero_d is
        ``never``, a 0-d p counts as of shape (1,).
    layout
        ``C`` always C-contiguous; ``F`` likewise; ``K(p, q)`` dense, following p and q as ufuncs do
        (a reduction: C where p is C, F where p is F); ``of(p)`` p's own
        strides; ``unknown``.
    writes
        parameters whose memory the call may write. ``self`` of a generator means its state.
    retains
        parameters that are still reachable from outside (other than through the result) after the call.
    effects
        the call reads or changes things beside its arguments: files, a random state, the terminal, or runs code that
        it is given. Warnings and NumPy's error state do not count.
    out
        the name of the parameter that takes the result and is then returned, if there is one.
    inplace_ok
        for a function with ``out``: passing an input (same dtype, shape and layout) as ``out`` gives the same bits.
    readonly
        whether the result is a read-only array where the arguments are writable; None where it depends.
    when
        rows that replace fields when a parameter is given (by position or keyword) with a literal value, e.g.
        ``{"copy=False": {"returns": "maybe(x)"}}``; ``"dtype=*"`` is any other value; an empty table means that
        nothing changes. Without ``*``, a value that is not listed loses the fields which the listed ones replace.
    since, until
        NumPy versions (inclusive, exclusive) between which the name exists and behaves so.
    order_sensitive
        reading the same elements through another memory order or stride may change bits of the result (pairwise
        sums, BLAS, SIMD loops). The result's own order is told by ``layout``. False only where measured.
    """

    name: str
    params: tuple[Param, ...] | None = None
    attribute: bool = False
    returns: Term = UNKNOWN
    kind: Term = UNKNOWN
    zero_d: Term = UNKNOWN
    dtype: Term = UNKNOWN
    shape: Term = UNKNOWN
    layout: Term = UNKNOWN
    writes: tuple[str, ...] | None = None
    retains: tuple[str, ...] | None = None
    effects: bool = True
    out: str | None = None
    inplace_ok: bool = False
    readonly: bool | None = None
    order_sensitive: bool = True
    when: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    since: str | None = None
    until: str | None = None

    def given(self, arguments: Mapping[str, str]) -> Row:
        """The row for one call: ``arguments`` maps each bound parameter to its literal's source text, or to ``"*"``.

        Applies ``when``, and where ``out`` is given and not None, makes the result that object. A caller that cannot
        prove ``out`` to be an array must read ``same(out)`` as ``maybe(out)``: a variable may hold None or a tuple.
        """
        changes: dict[str, Any] = {}
        for param, value in arguments.items():
            cases = {k.partition("=")[2]: v for k, v in self.when.items() if k.partition("=")[0] == param}
            if not cases:
                continue
            default = next((p.default for p in self.params or () if p.name == param), None)
            if value in cases:
                new: Mapping[str, Any] = cases[value]
            elif value == default:
                new = {}
            elif "*" in cases:
                new = cases["*"]
            else:
                new = {name: WORST[name] for case in cases.values() for name in case}
            for name, changed in new.items():
                clash = name in changes and changes[name] != changed
                changes[name] = WORST[name] if clash else changed
        if self.out in arguments and self.out is not None and arguments[self.out] != "None":
            out = (self.out,)
            changes |= {
                "returns": Term("same", out), "kind": Term("like", out), "zero_d": Term("same"),
                "dtype": Term("of", out), "shape": Term("of", out), "layout": Term("of", out), "readonly": None,
            }  # fmt: skip
            changes["writes"] = None if self.writes is None else (*self.writes, self.out)
        return replace(self, **changes) if changes else self


WORST: Mapping[str, Any] = {f.name: f.default for f in fields(Row) if f.name not in ("name", "when")}

_WORDS: dict[str, dict[str, tuple[int, int]]] = {
    "returns": {"fresh": (0, 0), "same": (1, 1), "view": (1, 1), "maybe": (1, 9), "scalar": (0, 0), "none": (0, 0),
                "tuple": (1, 9), "list": (1, 9)},
    "kind": {"ndarray": (0, 0), "like": (1, 9), "python": (0, 0), "dtype": (0, 0)},
    "zero_d": {"scalar": (0, 0), "number": (0, 0), "array": (0, 0), "never": (0, 0), "same": (0, 0)},
    "dtype": {"of": (1, 1), "promote": (1, 9), "ufunc": (2, 9), "param": (1, 2), "inexact": (1, 9), "sum": (1, 1),
              "real": (1, 1), "norm": (1, 9), "numeric": (0, 9), "fft": (1, 1), "solve": (1, 9)},
    "shape": {"of": (1, 1), "broadcast": (1, 9), "value": (1, 1), "reduce": (1, 3), "reversed": (1, 1), "1d": (0, 0),
              "2d": (0, 0), "()": (0, 0)},
    "layout": {"C": (0, 0), "F": (0, 0), "K": (1, 9), "of": (1, 1)},
}  # fmt: skip
DTYPES = frozenset("b1 i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8 f16 c8 c16 c32 O m8 M8 S U".split())
PYTHON_TYPES = frozenset("int float complex bool str bytes list tuple dict set slice type none iterator".split())
_NESTED = frozenset({"tuple", "list"})
_FLAGS = ("attribute", "inplace_ok", "readonly", "order_sensitive", "effects")


def parse_fields(table: Mapping[str, Any]) -> dict[str, Any]:
    """Turn the written fields of a row (or of a ``when`` case) into those of `Row`.

    Raises ValueError, naming the field.

    Values may all be strings, as in a project's configuration: ``writes = "x, y"``, ``inplace_ok = "true"``.
    """
    out: dict[str, Any] = {}
    for key, value in table.items():
        try:
            out[key] = _parse_field(key, value)
        except (ValueError, TypeError, AttributeError) as e:
            raise ValueError(f"{key}: {e}") from None
    return out


def _parse_field(key: str, value: Any) -> Any:
    if key in _WORDS:
        return _word(key, value)
    if key == "params":
        return parse_params(value)
    if key in ("writes", "retains"):
        return tuple(split(value)) if isinstance(value, str) else tuple(value)
    if key in _FLAGS:
        if key == "readonly" and value == "unknown":
            return None
        if value not in (True, False, "true", "false"):
            raise ValueError(f"{value!r} is neither true nor false")
        return value in (True, "true")
    if key == "when":
        return {case: parse_fields(changed) for case, changed in value.items()}
    if key in ("name", "out", "since", "until"):
        if not isinstance(value, str):
            raise ValueError(f"{value!r} is not a text")
        return value
    near = difflib.get_close_matches(key, [f.name for f in fields(Row)], 1)
    raise ValueError(f"no such field{f', did you mean {near[0]}?' if near else ''}")


def _word(key: str, text: str) -> Term:
    term = parse_term(text, _NESTED if key == "returns" else frozenset())
    args = term.args
    if key == "dtype" and term.head == "ufunc":
        term = Term(term.head, (Term(str(args[0])), *args[1:]))
    if key == "dtype" and term.head == "param" and len(args) == 2:
        term = Term(term.head, (args[0], _word(key, str(args[1]))))
    _check(key, term)
    return term


def _check(key: str, term: Term) -> None:
    words = _WORDS[key]
    if term.head == "unknown" and not term.args:
        return
    if key == "dtype" and not term.args and term.head in DTYPES | PYTHON_TYPES:
        return
    if term.head not in words:
        near = difflib.get_close_matches(term.head, words, 1)
        raise ValueError(f"unknown word {term.head!r}{f', did you mean {near[0]}?' if near else ''}")
    low, high = words[term.head]
    if not low <= len(term.args) <= high:
        raise ValueError(f"{term} has {len(term.args)} arguments")
    if term.many and term.head not in _NESTED:
        raise ValueError(f"... in {term}")
    for arg in term.args if term.head in _NESTED else ():
        if isinstance(arg, Term):
            _check(key, arg)


def make_row(table: Mapping[str, Any]) -> Row:
    """Make a row of its written fields. Raises ValueError, naming row and field, for what the schema does not know."""
    name = table.get("name")
    if not isinstance(name, str) or not name:
        raise ValueError("a row has no name")
    try:
        row = Row(**parse_fields(table))
        _check_names(row)
    except ValueError as e:
        raise ValueError(f"{name}: {e}") from None
    return row


def _check_names(row: Row) -> None:
    names = {p.name for p in row.params or ()}
    for fields_ in ({k: getattr(row, k) for k in WORST}, *row.when.values()):
        for key, value in fields_.items():
            used: tuple[str, ...] = ()
            if isinstance(value, Term):
                used = value.params
            elif key in ("writes", "retains"):
                used = value or ()
            elif key == "out" and value:
                used = (value,)
            for name in used:
                if name not in names:
                    raise ValueError(f"{key}: {name!r} is not a parameter")
    for case in row.when:
        if case.partition("=")[0] not in names or "=" not in case:
            raise ValueError(f"when: {case!r} does not name a parameter and a value")
