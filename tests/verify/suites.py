"""Small projects with proposed fixes, for the suite engine. They need no NumPy: lists can be rebound too."""

from __future__ import annotations

import re
from pathlib import Path

from uncopy.fixes.edit import Edit, Finding, Fix, Position
from uncopy.verify.plan import FilePlan, plan_of

PATTERN = re.compile(r"(?P<indent> *)(?P<name>\w+) = (?P=name) \+ (?P<right>.+)")


def plan(path: str | Path) -> FilePlan:
    """For each ``x = x + y`` of a file the fix ``x += y``."""
    text = Path(path).read_bytes()
    findings = []
    for number, line in enumerate(text.decode().splitlines(), 1):
        match = PATTERN.fullmatch(line)
        if match:
            start, end = Position(number, match.start("name") + 1), Position(number, len(line) + 1)
            new = f"{match['name']} += {match['right']}"
            fix = Fix("unsafe", f"use {new}", (Edit(start, end, new),))
            findings.append(Finding("UNC201", "rebinding-operator", "a new list", str(path), *start, *end, None, fix))
    return plan_of(str(path), text, findings)


def proposal(path: str, *edits: tuple[int, str, str]) -> Finding:
    """A fix of the lines that are given, each with what is to be replaced in it and by what."""
    lines = Path(path).read_text().splitlines()
    made = []
    for line, old, new in edits:
        column = lines[line - 1].index(old) + 1
        made.append(Edit(Position(line, column), Position(line, column + len(old)), new))
    fix = Fix("unsafe", "change it", tuple(made))
    return Finding("UNC201", "name", "message", path, *made[0].start, *made[0].end, None, fix)


def plan_with(path: str, *findings: Finding) -> FilePlan:
    """The plan of a file with some fixes."""
    return plan_of(path, Path(path).read_bytes(), findings)


def write(**files: str) -> None:
    """Write files below the current directory; ``__`` in a name stands for ``/``."""
    for name, text in files.items():
        place = Path(*name.split("__")).with_suffix(".py")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)


def package(number: int) -> None:
    """A project with functions f0, f1, …, each with a fix and a test. Test i fails if fix i writes into its argument
    where ``watched`` has i.
    """
    write(
        pkg__mod="\n\n".join(f"def f{i}(x):\n    x = x + [{i}]\n    return x\n" for i in range(number)),
    )
    Path("pyproject.toml").write_text("[tool.pytest.ini_options]\nfilterwarnings = ['error']\n")
    Path("pkg/__init__.py").touch()


def cover(number: int, watched: tuple[int, ...] = ()) -> None:
    """A test for each function; those ``watched`` look whether the argument is still what it was."""
    body = "".join(
        f"def test_{i}():\n    a = []\n    assert mod.f{i}(a) == [{i}]\n"
        + ("    assert a == []\n" if i in watched else "")
        for i in range(number)
    )
    write(tests__test_mod=f"from pkg import mod\n\n{body}")
