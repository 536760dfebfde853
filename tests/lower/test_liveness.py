"""Liveness against what really happens: generated programs are run, and every read is noted.

Each assignment in a program makes an object of its own. While the program runs, we note after which assignments an
object is read again. Whatever was read after a step must be live after it in the facts; every choice of branches is
tried, by a decision tape that the program takes its conditions and exceptions from.
"""

from __future__ import annotations

import ast
import itertools
import os
import textwrap

import libcst as cst
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uncopy.facts.liveness import Liveness
from uncopy.lower import lower_body
from uncopy.source.scopes import scope_of

NAMES = ("a", "b", "c")
STEPS = 60  # a run is cut off after so many
CHOICES = 7  # decisions that are tried in every combination; further ones are all no
PROGRAMS = int(os.environ.get("UNCOPY_FUZZ", "200"))


class Cut(BaseException):
    """The run is long enough."""


class Failure(Exception):
    """What the generated programs raise and catch."""


class Token:
    """A value, made by the assignment in a line of the program."""

    def __init__(self, line):
        self.line = line


class Tape:
    """Decides what the program asks, and notes what it reads."""

    def __init__(self, choices):
        self.choices = iter(choices)
        self.steps = 0
        self.made: list[Token] = []
        self.markers: list[tuple[int, set[int]]] = []  # (line of a marker, tokens made before and read after it)
        self.read: list[tuple[int, int]] = []  # (marker's line, token's line)
        self.passed: list[int] = []

    def choose(self, *_):
        self.steps += 1
        if self.steps > STEPS:
            raise Cut
        return next(self.choices, False)

    def make(self, line):
        self.choose_nothing()
        token = Token(line)
        token.after = []
        self.made.append(token)
        return token

    def choose_nothing(self):
        self.steps += 1
        if self.steps > STEPS:
            raise Cut

    def mark(self, line):
        """Every token that exists has lived through this line."""
        for token in self.made:
            token.after.append(line)

    def use(self, token):
        self.choose_nothing()
        if isinstance(token, Token):
            self.read.extend((line, token.line) for line in set(token.after))

    def maybe_raise(self):
        if self.choose():
            raise Failure


@st.composite
def blocks(draw, depth=2):
    """Source lines of a block, not indented; ``@`` stands for the number of the line."""
    lines: list[str] = []
    for _ in range(draw(st.integers(1, 4))):
        lines += compound(draw, depth) if depth and draw(st.booleans()) else simple(draw)
    return lines


def simple(draw):
    x, y = draw(st.sampled_from(NAMES)), draw(st.sampled_from(NAMES))
    kinds = [f"{x} = tape.make(@)", f"tape.use({x})", f"{x} = {y}", "tape.maybe_raise()"]
    return ["tape.mark(@)", draw(st.sampled_from(kinds))]


def compound(draw, depth):
    def inner():
        leaving = draw(st.sampled_from(["", "", "", "break", "continue", "return", "raise Failure"]))
        lines = [*draw(blocks(depth - 1)), *([leaving] if leaving else [])]
        return ["    " + line for line in lines]

    kind = draw(st.sampled_from(["if", "else", "while", "for", "except", "finally", "all", "with"]))
    if kind == "if":
        return ["if tape.choose():", *inner()]
    if kind == "else":
        return ["if tape.choose():", *inner(), "else:", *inner()]
    if kind == "while":
        return ["while tape.choose():", *inner()]
    if kind == "for":
        return ["for _ in (1, 2):", *inner(), "else:", *inner()]
    if kind == "with":
        return ["with suppress(Failure):", *inner()]
    lines = ["try:", *inner()]
    if kind in ("except", "all"):
        lines += ["except Failure:", *inner()]
    if kind == "all":
        lines += ["else:", *inner()]
    if kind in ("finally", "all"):
        lines += ["finally:", *inner()]
    return lines


def program(lines):
    """The function's source: every name is bound first, and every line has its number."""
    head = ["def f(tape, suppress, Failure):", *(f"    {name} = tape.make(@)" for name in NAMES)]
    text = [*head, *("    " + line for line in lines), "    tape.use(a)"]
    return "\n".join(line.replace("@", str(number)) for number, line in enumerate(text, 1)) + "\n"


def observed(source):
    """All pairs (line of a marker, line of an assignment) such that a value of the one is read after the other."""
    import contextlib

    namespace: dict[str, object] = {}
    exec(source, namespace)  # noqa: S102
    pairs = set()
    for choices in itertools.product((False, True), repeat=CHOICES):
        tape = Tape(choices)
        with contextlib.suppress(Cut, Failure):
            namespace["f"](tape, contextlib.suppress, Failure)
        pairs |= set(tape.read)
    return pairs


def live(source):
    """The same pairs as liveness claims them: values may go through phis."""
    node = ast.parse(source).body[0]
    tree = cst.parse_module(source).body[0]
    body = lower_body(tree, scope_of(node), lambda name: False)
    liveness = Liveness(body)
    makers = {}
    markers = []
    for step in body.steps:
        if step.op == "call" and body.steps[step.args[0]].op == "attr":
            method = body.steps[step.args[0]].data
            if method == "make":
                makers[step.id] = body.steps[step.args[1]].data
            elif method == "mark":
                markers.append((step, body.steps[step.args[1]].data))
    origins = {step.id: {step.id} for step in body.steps}
    changed = True
    while changed:
        changed = False
        for step in body.steps:
            if step.op == "phi":
                more = set().union(*(origins[a] for a in step.args)) | origins[step.id]
                if more != origins[step.id]:
                    origins[step.id] = more
                    changed = True
    pairs = set()
    for step, line in markers:
        after = liveness.after(step)
        for value, sources in origins.items():
            if after >> value & 1:
                pairs |= {(line, makers[source]) for source in sources if source in makers}
    return pairs


def valid(source):
    try:
        compile(source, "program", "exec")
    except SyntaxError:
        return False
    return True


@settings(max_examples=PROGRAMS, deadline=None, derandomize="UNCOPY_FUZZ" not in os.environ)
@given(blocks().map(program).filter(valid))
def test_what_is_read_later_is_live(source):
    missed = observed(source) - live(source)
    assert not missed, f"read after the marker, but not live there: {sorted(missed)}\n{source}"


@pytest.mark.parametrize(
    ("lines", "dead"),
    [
        ("tape.mark(@)\na = tape.make(@)", {2, 3, 4}),
        ("if tape.choose():\n    tape.mark(@)\n    a = b\nelse:\n    tape.use(c)", {2, 4}),
        ("while tape.choose():\n    tape.mark(@)\n    a = tape.make(@)", {2, 3, 4}),
        ("try:\n    tape.mark(@)\n    a = b\nfinally:\n    b = c", {4}),
    ],
)
def test_what_is_never_read_is_dead(lines, dead):
    """The claims are not merely that all is live."""
    claimed = {made for _, made in live(program(textwrap.dedent(lines).splitlines()))}
    assert not claimed & dead
