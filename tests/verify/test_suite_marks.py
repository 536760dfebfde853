"""Marks: put before every kind of statement, they change neither what the code does nor where its lines are."""

from __future__ import annotations

import ast
import sys
import types

import pytest

from uncopy.fixes.edit import Edit, Finding, Fix, Position
from uncopy.verify.plan import plan_of
from uncopy.verify.reaching import MODULE, marked

TEXT = '''\
"""é"""
from __future__ import annotations


def f(items, *, é=(1, 2)):
    """Says."""
    if é: out = [é]; n = 0
    elif items:
        out = []
    for é, *rest in *items, (3, 4):
        n += len(rest)
    while m := n % 2:
        n += m
    with open(__file__) as file, \\
            open(__file__) as other:
        n += (file.closed
              + other.closed)
    match n:
        case 0:
            n = 5
    try:
        return out, n
    finally:
        items = None
'''


def positions():
    tree = ast.parse(TEXT)
    return sorted({(n.lineno, n.col_offset) for n in ast.walk(tree) if isinstance(n, ast.stmt) and n.lineno > 6})


def plan_with(places):
    findings = []
    lines = TEXT.splitlines()
    for line, offset in places:
        place = Position(line, 1 + len(lines[line - 1].encode()[:offset].decode()))
        fix = Fix("unsafe", "use it", (Edit(place, place, ""),))
        findings.append(Finding("UNC201", "n", "m", "m.py", *place, line, place.column + 1, None, fix))
    return plan_of("m.py", TEXT.encode(), findings)


@pytest.fixture
def reached(monkeypatch):
    seen = []
    monkeypatch.setitem(sys.modules, MODULE, types.SimpleNamespace(mark=seen.append))
    return seen


def run(text, tmp_path):
    names = {"__file__": str(tmp_path / "m.py")}
    (tmp_path / "m.py").write_bytes(text)
    exec(compile(text, "m.py", "exec", dont_inherit=True), names)  # noqa: S102
    return names["f"]


def test_marked_everywhere_code_does_the_same(tmp_path, reached):
    plan = plan_with(positions())
    result = marked(plan, 7)
    assert result.text != plan.text
    function = run(result.text, tmp_path)
    assert function.__doc__ == "Says."
    assert function([(1, 5)]) == run(TEXT.encode(), tmp_path)([(1, 5)]) == ([(1, 2)], 2)
    assert result.text.decode().splitlines()[: len(TEXT.splitlines())] != TEXT.splitlines()
    assert len(result.text.splitlines()) == len(TEXT.splitlines()) + 2


@pytest.mark.parametrize(
    ("place", "executed"),
    [((7, 4), True), ((7, 11), True), ((7, 22), True), ((8, 9), False), ((9, 8), False), ((10, 4), True),
     ((12, 4), True), ((13, 8), False), ((14, 4), True), ((16, 8), True), ((20, 12), False), ((22, 8), True)],
)  # fmt: skip
def test_a_mark_is_passed_when_its_statement_is_executed(tmp_path, reached, place, executed):
    result = marked(plan_with([place]), 7)
    (points,) = result.points.values()
    assert points
    function = run(result.text, tmp_path)
    assert reached == [7]  # the file was imported
    function([(1, 5)])
    assert (points <= set(reached)) is executed
