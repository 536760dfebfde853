"""What the engine does with rules that fail, comments that silence, several fixes at once, and places in the text."""

from __future__ import annotations

import ast
import dataclasses

import pytest

from uncopy import analysis, engine
from uncopy.config import Config
from uncopy.rules.base import Rule
from uncopy.rules.unc201_rebinding_operator import RebindingOperator

CONFIG = Config(select=("UNC201",))
HEAD = "import numpy as np\n\n\n"
TWO = HEAD + (
    "def f(n: int):\n    x = np.zeros((n, 2))\n    x = x + 1.0\n    return x\n\n\n"
    "class C:\n    def g(self, n: int):\n        y = np.ones((n, 2))\n        y = y * 2.0\n        return y\n"
)


def function(*lines: str) -> bytes:
    return (HEAD + "def f(n: int):\n    x = np.zeros((n, 2))\n" + "".join(f"    {line}\n" for line in lines)
            + "    return x\n").encode()  # fmt: skip


def test_findings_say_all_that_a_front_end_shows():
    first, second = engine.check(TWO.encode(), "two.py", CONFIG).findings
    assert (first.code, first.path, first.line, first.column) == ("UNC201", "two.py", 6, 5)
    assert (first.end_line, first.end_column) == (6, 16)
    assert first.saves is not None
    assert first.saves.arrays == 1.0
    assert first.refusals == ()
    assert first.fix is not None
    assert [dataclasses.astuple(edit) for edit in first.fix.edits] == [((6, 5), (6, 16), "x += 1.0")]
    assert (second.line, second.column, second.end_column) == (13, 9, 20)


# errors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (KeyError("lost"), "UNC000", "KeyError"),
        (AssertionError(), "UNC000", "AssertionError"),
        (RecursionError("deep"), "UNC001", "nested too deeply"),
        (MemoryError(), "UNC000", "MemoryError"),
    ],
)
@pytest.mark.parametrize("method", ["candidates", "rewrite"])
def test_one_function_that_fails_is_one_finding(monkeypatch, error, code, told, method):
    real = getattr(RebindingOperator, method)

    def failing(self, subject, *rest):
        body = subject.body if method == "candidates" else rest[0].body
        if body.name == "f":
            raise error
        return real(self, subject, *rest)

    monkeypatch.setattr(RebindingOperator, method, failing)
    failed, found = engine.check(TWO.encode(), "two.py", CONFIG).findings
    assert (failed.code, failed.line) == (code, 4)
    assert "f" in failed.message
    assert told in failed.message
    assert (found.code, found.line) == ("UNC201", 13)
    result = engine.fix(TWO.encode(), "two.py", CONFIG)
    assert result.source == TWO.encode()
    assert result.applied == ()
    assert [finding.code for finding in result.remaining.findings] == [code, "UNC201"]


@pytest.mark.parametrize("content", ["x +=", "x += (", "x += 1.0\n  y", "return x +"])
def test_a_fix_that_breaks_the_text_is_not_made(monkeypatch, content):
    def rewrite(self, candidate, rewriting):
        rewriting.replace(candidate.node, content)

    monkeypatch.setattr(RebindingOperator, "rewrite", rewrite)
    result = engine.fix(TWO.encode(), "two.py", CONFIG)
    assert result.source == TWO.encode()
    assert "UNC000" in [finding.code for finding in result.remaining.findings]


def test_fixes_without_an_end_are_given_up(monkeypatch):
    def rewrite(self, candidate, rewriting):
        rewriting.replace(candidate.node, "x = x + 1.0")

    monkeypatch.setattr(RebindingOperator, "rewrite", rewrite)
    source = function("x = x + 1.0")
    result = engine.fix(source, "a.py", CONFIG)
    assert result.source == source
    assert any("do not come to an end" in finding.message for finding in result.remaining.errors)


def test_many_fixes_on_the_same_memory_come_to_an_end():
    lines = ["t += x.flatten().max()"] * (engine.ROUNDS + 3)
    source = HEAD + "def f(n: int):\n    x = np.zeros((n, n))\n    t = 0\n" + "".join(f"    {x}\n" for x in lines)
    result = engine.fix((source + "    return t\n").encode(), "a.py", Config(select=("UNC105",)))
    assert result.remaining.findings == ()
    assert b"flatten" not in result.source


def test_a_gate_that_fails_is_a_finding(monkeypatch):
    def gate(self, node):
        raise RecursionError("too deep")

    monkeypatch.setattr(RebindingOperator, "gate", gate)
    (error,) = engine.check(TWO.encode(), "two.py", CONFIG).findings
    assert error.code == "UNC001"


# text that is shown -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("string", "kept"),
    [
        ('f"{np.sort(x.copy())=}"', True), ('f"{np.sort(x.copy())}"', False),
        ('f"{x!r:{np.sort(x.copy()).size=}}"', True), ('"of " f"{(lambda y: np.sort(y.copy()))(x)=}"', True),
        ('f"{n=} {np.sort(x.copy())}"', False),
    ],
)  # fmt: skip
def test_what_shows_its_own_text_keeps_it(string, kept):
    source = f"import numpy as np\n\n\ndef f(n: int):\n    x = np.arange(n)\n    return {string}\n".encode()
    fixed = engine.fix(source, "a.py", dataclasses.replace(CONFIG, select=("UNC106",))).source
    assert (b"copy" in fixed) is kept


# silence -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("comment", "silent"),
    [
        ("# noqa", True), ("# noqa: UNC201", True), ("# NOQA:UNC201,E501", True), ("# noqa: UNC", True),
        ("# noqa: UNC202", False), ("# noqa : UNC201", True), ("# uncopy: off", True), ("# uncopy: on", False),
    ],
)  # fmt: skip
def test_comments_silence(comment, silent):
    source = function(f"x = x + 1.0  {comment}")
    assert (engine.check(source, "a.py", CONFIG).findings == ()) is silent
    assert (engine.fix(source, "a.py", CONFIG).source == source) is silent


def test_flake8_reads_its_own_comments():
    source = function("x = x + 1.0  # noqa", "# uncopy: off", "x = x * 2.0", "# uncopy: on", "x = x - 3.0")
    assert [f.line for f in engine.check(source, "a.py", CONFIG).findings] == [10]
    assert [f.line for f in engine.check(source, "a.py", dataclasses.replace(CONFIG, noqa=False)).findings] == [6, 10]


def test_errors_are_never_silent():
    assert engine.check(b"# flake8: noqa\nimport numpy\nx = (  # noqa\n", "a.py", CONFIG).errors


# several fixes -----------------------------------------------------------------------------------------------------


def test_fixes_of_one_function_come_together():
    result = engine.fix(function("x = x + 1.0", "x = x * 2.0; x = x - 3.0", "if n: x = 4.0 * x"), "a.py", CONFIG)
    assert result.source == function("x += 1.0", "x *= 2.0; x -= 3.0", "if n: x *= 4.0")
    assert len(result.applied) == 4
    assert result.rounds == 1


@pytest.mark.parametrize(
    "lines", [("u = u + 1.0", "u = u * v"), ("u = u / 2.0", "u = u - v"), ("u = 1.0 - u", "u = v - u")]
)
def test_nothing_is_written_into_what_becomes_thin(lines):
    head = "u, v = np.meshgrid(np.arange(n) + 1.0, np.arange(n) + 2.0"
    tail = "".join(f"    {line}\n" for line in (*lines, "return u"))
    result = engine.fix(f"{HEAD}def f(n: int):\n    {head})\n{tail}".encode(), "a.py", Config())
    assert result.source.decode() == f"{HEAD}def f(n: int):\n    {head}, sparse=True)\n{tail}"


class Twin(Rule):
    """Another rule that wants the same text."""

    meta = dataclasses.replace(RebindingOperator.meta, code="UNC298", name="twin")
    guards = RebindingOperator.guards

    def gate(self, node):
        return isinstance(node, ast.Assign)

    def candidates(self, facts):
        return RebindingOperator().candidates(facts)

    def rewrite(self, candidate, rewriting):
        rewriting.replace(candidate.node, "x = (x.__iadd__(1.0))")


def test_fixes_that_overlap_are_made_one_at_a_time(monkeypatch):
    monkeypatch.setattr(analysis, "all_rules", lambda: (RebindingOperator(), Twin()))
    config = Config(select=("UNC201", "UNC298"))
    source = function("x = x + 1.0")
    assert [f.code for f in engine.check(source, "a.py", config).findings] == ["UNC201", "UNC298"]
    result = engine.fix(source, "a.py", config)
    assert result.source == function("x += 1.0")
    assert [f.code for f in result.applied] == ["UNC201"]


def test_what_takes_the_memory_of_an_array_leaves_nothing_to_delete():
    source = b"""import numpy as np


def waves(n: int):
    x = np.linspace(0.0, 1.0, n)
    u = np.sin(x)
    v = np.ones(n) - u
    return u * v
"""
    fixed = engine.fix(source, "waves.py", Config(preview=True)).source
    assert b"u = np.sin(x, out=x)" in fixed
    assert b"del" not in fixed


def test_copy_and_rebinding_do_not_fall_together():
    """Either the copy goes or the rebinding becomes in-place, never both (`PyEMD`)."""
    source = (HEAD + "def f(n: int):\n    x = np.zeros((n, 2))\n    old = x.copy()\n    x = x + 1.0\n"
              "    return old.sum(), x\n").encode()  # fmt: skip
    fixed = engine.fix(source, "a.py", Config(preview=True)).source.decode()
    assert not (".copy()" not in fixed and "x += 1.0" in fixed)
    assert fixed != source.decode()


# places ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "fixed"),
    [
        (["x = (x + 1.0)"], ["x += 1.0"]),
        (["x = ((x) + (1.0))"], ["x += 1.0"]),
        (["x = (x", "     + 1.0)"], ["x += 1.0"]),
        (["x = x + (1.0", "         + n)"], ["x += (1.0", "         + n)"]),
        (["x = (x + 1.0", "     * n)"], ["x += (1.0", "     * n)"]),
        (["'é\U0001f40d'; x = x + 1.0; 'ü'"], ["'é\U0001f40d'; x += 1.0; 'ü'"]),
        (["if n:", "\tx = x + 1.0"], ["if n:", "\tx += 1.0"]),
        (["if n: x = x + 1.0  # why"], ["if n: x += 1.0  # why"]),
        (["x\t=\tx\t+\t1.0"], ["x += 1.0"]),
        (["x = x \\", "    + 1.0"], ["x += 1.0"]),
        (["x = x + 1.0;"], ["x += 1.0;"]),
        (["'''", "text'''; x = x + 1.0"], ["'''", "text'''; x += 1.0"]),
        (["for _ in range(2): x = x + (lambda: 1.0)() if False else x"], None),
        (["x = x + 1.0 if n else x"], None),
        (["x = (x  # why", "     + 1.0)"], None),
        (["x: object = x + 1.0"], None),
        (["x = y = x + 1.0", "del y"], None),
        (["x, = x + 1.0,"], None),
    ],
)
def test_the_text_around_is_kept(lines, fixed):
    source = function(*lines)
    assert engine.fix(source, "a.py", CONFIG).source.decode() == function(*(lines if fixed is None else fixed)).decode()


def test_a_comment_inside_keeps_the_fix_away():
    (explanation,) = engine.why(function("x = (x  # why", "     + 1.0)"), "a.py", 6, CONFIG)
    assert explanation.verdict == "finding without fix"
    assert [a.guard for a in explanation.answers if a.answer != "yes"] == ["text-kept"]


def test_decorators_and_nesting_keep_their_places():
    inner = (
        "    def g():\n        if 1:\n            x = np.ones((n, 2))\n            x = x + 1.0\n            return x\n"
    )
    source = (HEAD + "@staticmethod\n@property\ndef f(n: int):\n" + inner + "    return g\n").encode()
    (finding,) = engine.check(source, "a.py", CONFIG).findings
    assert (finding.line, finding.column) == (10, 13)


# guards ------------------------------------------------------------------------------------------------------------


def test_a_forced_guard_says_yes_and_no_other():
    source = function("x = x.astype(np.float32)", "x = x * np.ones((n, 2))", "y = x", "x = x + 1.0", "x = x + y.sum()")
    (why,) = engine.why(source, "a.py", 9, CONFIG)
    assert why.verdict == "no finding"
    assert [a.guard for a in why.answers if a.answer == "no"] == ["sole-owner"]
    (forced,) = engine.why(source, "a.py", 9, dataclasses.replace(CONFIG, force=frozenset({"sole-owner"})))
    assert [(a.guard, a.reason) for a in forced.answers if a.guard == "sole-owner"] == [("sole-owner", "forced")]
    assert forced.verdict == "safe fix"
    assert [a for a in forced.answers if a.guard != "sole-owner"] == [a for a in why.answers if a.guard != "sole-owner"]


def test_unproved_fixes_are_made_on_demand():
    source = (HEAD + "def f(shape):\n    x = np.zeros(shape)\n    x = x + 1.0\n    return x\n").encode()
    (finding,) = engine.check(source, "a.py", CONFIG).findings
    assert finding.fix is not None
    assert finding.fix.applicability == "unsafe"
    assert [(r.guard, r.answer, r.line) for r in finding.refusals] == [("not-zero-d", "unknown", 5)]
    assert engine.fix(source, "a.py", CONFIG).source == source
    assert b"x += 1.0" in engine.fix(source, "a.py", CONFIG, unsafe=True).source


def test_selection():
    assert engine.check(TWO.encode(), "a.py", Config(ignore=("UNC2",))).findings == ()
    assert len(engine.check(TWO.encode(), "a.py", Config(select=("UNC2",), ignore=("UNC201",))).findings) == 0
    assert len(engine.check(TWO.encode(), "a.py", Config(select=("UNC201",), ignore=("UNC2",))).findings) == 2
