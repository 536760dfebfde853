"""The schema of the NumPy model: one row says what one function does to memory, types and shapes.

A field left out means the worst case: the result may be anything, alias every argument and outside memory, every
argument may be written and kept. Rows are written in the TOML files of ``model/rows`` and, with the same words, in
a project's ``[[tool.uncopy.function]]``.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Row:
    """What a call of ``name`` with exactly-ndarray (or number) arguments does.

    name
        ``numpy.sqrt``, ``ndarray.copy`` (a method; its first parameter is ``self``), ``ndarray.T`` (an attribute),
        ``builtins.len``, ``numpy.random.Generator.normal``.
    params
        parameter names in positional order; keyword-only ones after ``*``. A call that does not bind to these
        (unknown keyword, too many arguments, star arguments) is an unknown call.
    returns
        ``fresh``           memory that nothing else reaches
        ``same(p)``         the very object given as p
        ``view(p)``         a new array object over p's memory, always
        ``maybe(p, ...)``   fresh, or the same object as / a view of p, depending on values or types
        ``scalar``          never an array: a NumPy or Python scalar or another immutable thing
        ``none``            None
        ``tuple(...)``      a fresh tuple (``list(...)`` a list) whose items are the given returns, e.g.
                            ``tuple(fresh, fresh)``; ``list(view(a))`` and ``tuple(fresh...)`` any number alike
        ``unknown``         anything
    kind
        ``ndarray``         exactly numpy.ndarray (or a scalar, see zero_d), whatever subclass comes in
        ``like(p, ...)``    an exact ndarray if all of p... are; a subclass or foreign object passes through
        ``python``          a Python object named by dtype (``int``, ``float``, ``bool``, ``str``, ``list`` ...)
        ``dtype`` / ``unknown``
    zero_d
        what the result is if all relevant inputs are 0-d (arrays of no dimensions, or scalars), or the reduction is
        over everything: ``scalar`` (numpy scalar), ``array`` (a 0-d array), ``never`` (always >= 1 dimension),
        ``same`` (a 0-d array stays one and a scalar stays one: views and identities)
    dtype
        ``of(p)``, ``promote(p, q)``, ``ufunc(NAME, p, q)`` (looked up in the generated table), ``param(dtype, f8)``
        (the dtype argument p, or the default), ``inexact(p)`` (mean: ints to f8, inexact stay), ``sum(p)`` (bool and
        small ints widen to the platform's), ``real(p)``, ``fft(p)``, or a constant such as ``f8``, ``i8``, ``b1``.
    shape
        ``of(p)``, ``broadcast(p, q)``, ``value(p)`` (p is a shape or an int), ``reduce(p, axis, keepdims)``, ``1d``,
        ``()`` or ``unknown``.
    layout
        ``C`` always C-contiguous; ``K(p, q)`` dense, following p and q as ufuncs do; ``of(p)`` p's own strides;
        ``unknown``.
    writes
        parameters whose memory the call may write.
    retains
        parameters that are still reachable from outside (other than through the result) after the call.
    out
        the name of the parameter that takes the result and is then returned, if there is one.
    inplace_ok
        for a function with ``out``: passing an input (same dtype, shape and layout) as ``out`` gives the same bits.
    reads_only
        the result, where it is a view, is a read-only array.
    when
        rows that replace fields when a keyword argument is present with a given literal value, e.g.
        ``{"copy=False": {"returns": "maybe(x)"}}``; ``"dtype=*"`` matches any value.
    since, until
        NumPy versions (inclusive, exclusive) between which the name exists and behaves so.
    order_sensitive
        reading the arguments in another memory order or stride may change the result's bits or layout
        (pairwise sums, BLAS). False only where proved by measurement.
    """

    name: str
    params: tuple[str, ...] | None = None
    returns: str = "unknown"
    kind: str = "unknown"
    zero_d: str = "unknown"
    dtype: str = "unknown"
    shape: str = "unknown"
    layout: str = "unknown"
    writes: tuple[str, ...] | None = None
    retains: tuple[str, ...] | None = None
    out: str | None = None
    inplace_ok: bool = False
    readonly: bool | None = None
    order_sensitive: bool = True
    when: dict[str, dict[str, object]] = field(default_factory=dict)
    since: str | None = None
    until: str | None = None
