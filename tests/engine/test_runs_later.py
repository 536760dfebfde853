"""Code that runs later than it is written: generators, `map`, `key=`, operators of the module's own classes."""

from __future__ import annotations

import pytest

from uncopy import engine
from uncopy.config import Config

HEAD = """import numpy as np


def halved(u):
    while u.sum() > 1:
        u *= 0.5
        yield float(u.sum())


def f(n: int, m: np.ndarray, unknown):
    u = np.ones(n)

    def visit(k):
        u[:] = u * k
        return k

    run = {run}
    start = u.copy()
    {then}
    return start.sum(), u.sum()
"""
RUNS = ("halved(u)", "map(u.fill, [2.0])", "(u.fill(k) for k in range(2))", "filter(visit, [1, 2])", "unknown(u)")
CONSUMERS = (
    *(f"t = {name}(run)" for name in "list tuple set frozenset sorted sum any all max min dict next".split()),
    "t = [*run]",
    "t = {*run}",
    "t = (1, *run)",
    "a, b = run",
    "a, *b = run",
    "t = [1]; t[:] = run",
    "t = [1]; t += run",
    "t = 3 in run",
    "t = 3 not in run",
    "t = list(enumerate(run))",
    "t = dict(zip(run, run))",
    "t = sum(k for k in run)",
    "t = any(k > 1 for k in zip(run, run))",
    "for k, r in enumerate(run): print(k)",
    "t = '-'.join(run)",
    "t = max(*run)",
)
CALLING = ("t = max(range(1, 4), key=visit)", "t = sorted([2, 1], key=visit)", "t = min(3, 4, key=lambda k: visit(k))")
QUIET = (
    "t = list(range(n))",
    "t = sum(k for k in range(n))",
    "t = sum(1 for name in ['a', 'bcd'] if len(name) > 2)",
    "t = max(n, 3)",
    "t = sorted([3, 1])",
    "h, w = m.shape",
    "t = tuple(m.shape)",
    "t = max(m.shape)",
    "t = 3 in [1, 2]",
    "t = [*m.shape]",
)


def safe(source: str) -> list[str]:
    found = engine.check(source.encode(), "m.py", Config(preview=True)).findings
    return [f.code for f in found if f.fix is not None and f.fix.applicability == "safe"]


@pytest.mark.parametrize("then", CONSUMERS)
@pytest.mark.parametrize("run", RUNS)
def test_a_copy_is_kept_where_something_is_gone_through_that_may_write(run: str, then: str) -> None:
    assert safe(HEAD.format(run=run, then=then)) == []


@pytest.mark.parametrize("then", CALLING)
def test_a_copy_is_kept_where_a_function_is_called_for_each(then: str) -> None:
    assert safe(HEAD.format(run="0", then=then)) == []


@pytest.mark.parametrize("then", QUIET)
def test_what_runs_nobodys_code_keeps_no_copy(then: str) -> None:
    assert safe(HEAD.format(run="0", then=then)) == ["UNC102"]


LATE = """import numpy as np


def halved(u):
    while u.sum() > 1:
        u *= 0.5
        yield float(u.sum())


def f(n: int, given):
    u = np.ones(n)
    runs = [halved(u)]
    start = u.copy()
    {then}
    return start.sum()
"""


@pytest.mark.parametrize(
    ("then", "found"),
    [
        ("t = sum(max(r) for r in runs)", []),
        ("t = sum(p for p, q in runs)", []),
        ("t = sum(3 in r for r in runs)", []),
        ("t = sum(given(k) for k in [1, 2])", []),
        ("len = given; t = sum(len(k) for k in [1, 2])", []),
        ("t = sum(len(k) for len in [given] for k in 'ab')", []),
        ("t = sum(len(k) for k in ['a', 'b'])", ["UNC102"]),
    ],
)
def test_a_generator_expression_runs_what_it_calls(then: str, found: list[str]) -> None:
    assert safe(LATE.format(then=then)) == found


OWN = """import numpy as np


class Own:
    def {method}(self, *others):
        pass


def f(n: int, log):
    u = np.ones(n)
    {then}
    u = u * 2.0
    return log, u
"""


@pytest.mark.parametrize(
    ("method", "then"),
    [
        ("__or__", "log | u"),
        ("__radd__", "u + log"),
        ("__iadd__", "log += u"),
        ("__lshift__", "log << u"),
        ("__lt__", "log < u"),
        ("__eq__", "u == log"),
        ("__getitem__", "log[u]"),
        ("__setitem__", "log[0] = u"),
        ("__delitem__", "del log[u]"),
        ("__neg__", "log = -log; log + u"),
        ("__array_ufunc__", "np.add(log, u)"),
        ("__array_function__", "np.concatenate([log, u])"),
        ("__matmul__", "log @ u"),
        ("__array__", "u = np.array(log, dtype=float, ndmin=1)"),
        ("__array_interface__", "u = np.array(log, dtype=float, ndmin=1)"),
        ("__array_ufunc__", "u = np.array(log, dtype=float, ndmin=1)"),
    ],
)
def test_operators_of_the_modules_own_classes_may_keep_what_they_are_given(method: str, then: str) -> None:
    assert safe(OWN.format(method=method, then=then)) == []


@pytest.mark.parametrize("method", ["__init__", "__len__", "__repr__", "__call__"])
def test_other_methods_take_nothing_from_operators(method: str) -> None:
    assert safe(OWN.format(method=method, then="u *= 3.0")) == ["UNC201"]
    assert safe(OWN.format(method=method, then="t = log + np.ones(n)")) == ["UNC201"]


REFUSING = """import numpy as np


class Own({base}):
    def __imul__(self, other):
        raise TypeError("immutable")


def f(n: int, unknown):
    w = {made}
    w = w * 2
    return w
"""


@pytest.mark.parametrize(
    ("base", "made"),
    [
        ("object", "unknown + 1"),
        ("object", "np.ones(n) + unknown"),
        ("object", "-unknown"),
        ("np.ndarray", "np.ones(n).view(Own) - 1"),
        ("np.ndarray", "np.exp(unknown)"),
    ],
)
def test_what_an_own_class_gives_may_refuse_to_be_changed(base: str, made: str) -> None:
    assert safe(REFUSING.format(base=base, made=made)) == []
    assert safe(REFUSING.format(base=base, made="np.ones(n)")) == ["UNC201"]
