"""Small functions, each a control structure with an action in every one of its slots.

A skeleton is text in which ``@`` stands for one line. The same texts are run, to see what really happens, and lowered,
to see what the analysis claims. Every line holds one statement, so that a line's number names what is done there.
"""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

HEAD = """\
def f(np, flag, items, tick, keep, manager, Failure, p, out):
    box = []
    a = np.ones(3)
    b = np.ones(3)
"""

SKELETONS = {
    "if": "@\nif flag():\n    @\nelse:\n    @\n@",
    "for": "for _ in items():\n    @\n    @\nelse:\n    @\n@",
    "while": "while flag():\n    @\n    @\nelse:\n    @\n@",
    "forever": "while True:\n    tick()\n    @\n    @\n    @\n@",
    "except": "try:\n    @\n    @\nexcept Failure:\n    @\n@",
    # A handler of anything at all is a form of its own for the control flow.
    "bare": "try:\n    @\n    @\nexcept:\n    @\n@",
    "finally": "try:\n    @\n    @\nfinally:\n    @\n@",
    "else": "try:\n    @\nexcept Failure:\n    @\nelse:\n    @\n@",
    "all": "try:\n    @\nexcept Failure:\n    @\nelse:\n    @\nfinally:\n    @\n@",
    "with": "with manager():\n    @\n    @\n@",
}
# The inner one of two has no line of its own behind it: the outer one goes on there.
INNER = {
    "if": "if flag():\n    @\nelse:\n    @",
    "for": "for _ in items():\n    @\n    @",
    "while": "while flag():\n    @\nelse:\n    @",
    "except": "try:\n    @\nexcept Failure:\n    @",
    "finally": "try:\n    @\nfinally:\n    @",
    "with": "with manager():\n    @\n    @",
}
OUTER = {
    "if": "if flag():\n    @@\n@",
    "for": "for _ in items():\n    @\n    @@\n@",
    "while": "while flag():\n    @@\n    @\n@",
    "forever": "while True:\n    tick()\n    @@\n@",
    "try": "try:\n    @@\nexcept Failure:\n    @\n@",
    "handler": "try:\n    @\nexcept Failure:\n    @@\n@",
    "tried": "try:\n    @@\nfinally:\n    @\n@",
    "finally": "try:\n    @\nfinally:\n    @@\n@",
    "with": "with manager():\n    @@\n    @\n@",
}

JUMPS = ("return a", "return b", "break", "continue", "raise Failure")
LAST = ("pass", "a.sum()", "b.sum()", "return a", "return b", "box[0].sum()")
FEW = ("pass", "a = np.ones(3)", "b = a", "b.sum()", "a = a + 1", "return b", "break", "continue", "raise Failure")
MAIN = (*FEW, "b = a[1:]", "a[0] = 0", "a.sum()", "return a", "keep(a)", "b = a.copy()")
ALL = (
    *MAIN,
    "b[0] = 0",
    "a += 1",
    "del a",
    "a = p",
    "box.append(a)",
    "box[0].sum()",
    "out += [a]",
    "b = a if flag() else b",
)


@dataclass(frozen=True)
class Program:
    """A program's text, and the line in which its function's own statements begin."""

    text: str

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @cached_property
    def simple(self) -> list[int]:
        """The numbers of the lines that are a simple statement."""
        return [number for number, line in enumerate(self.lines, 1) if not line.endswith(":")]


def filled(skeleton: str, actions: tuple[str, ...]) -> Program:
    """The program with these actions in the slots."""
    given = iter(actions)
    body = "".join(next(given) if character == "@" else character for character in skeleton)
    return Program(HEAD + "".join(f"    {line}\n" for line in body.splitlines()))


class Slot(NamedTuple):
    """A slot: whether it stands in a loop, right behind another one, and at the very end."""

    loop: bool
    follows: bool
    last: bool

    def choices(self, actions: tuple[str, ...]) -> list[str]:
        """What can stand here: nothing leaves a loop where there is none, and what comes last is a use."""
        return [
            action
            for action in actions
            if (self.loop or action not in ("break", "continue")) and (not self.last or action in LAST)
        ]


def slots(skeleton: str) -> list[Slot]:
    """The slots in the order of the text."""
    found, loops = [], list[int]()
    lines = skeleton.splitlines()
    for place, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        loops = [depth for depth in loops if depth < indent]  # the `else` of a loop is not in it
        if line.lstrip().startswith(("for", "while")):
            loops.append(indent)
        elif line.endswith("@"):
            found.append(Slot(bool(loops), place > 0 and lines[place - 1] == line, place == len(lines) - 1))
    return found


def nested(outer: str, inner: str) -> str:
    """The inner skeleton in the place of the outer one's ``@@``."""
    out = []
    for line in outer.splitlines():
        indent = line[: len(line) - len(line.lstrip())]
        out += [indent + inside for inside in inner.splitlines()] if line.endswith("@@") else [line]
    return "\n".join(out)


def family(skeleton: str, actions: tuple[str, ...], step: int = 1) -> Iterator[Program]:
    """All programs of a skeleton, or every ``step``-th. Behind a jump only nothing follows."""
    places = slots(skeleton)
    chosen = itertools.product(*(place.choices(actions) for place in places))
    alive = (
        actions
        for actions in chosen
        if not any(
            p.follows and b != "pass" and a in JUMPS for p, a, b in zip(places[1:], actions, actions[1:], strict=False)
        )
    )
    return (filled(skeleton, actions) for actions in itertools.islice(alive, 0, None, step))


def compiled(program: Program) -> object:
    """The code of the program; that ``finally`` leaves early is no mistake here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        return compile(program.text.replace("box = []", "box = Box()"), "program", "exec")
