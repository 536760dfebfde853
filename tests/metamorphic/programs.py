"""The functions that are transformed, each with the head of its module, and what the engine says of a text."""

from __future__ import annotations

import ast
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from uncopy import engine
from uncopy.config import Config

ROOT = Path(__file__).parents[2]
SOURCES = sorted([*ROOT.glob("fixtures/UNC*/*/before.py"), *(Path(__file__).parent / "sources").glob("*.py")])
CONFIG = Config(preview=True)


@dataclass(frozen=True)
class Sample:
    """A function (or a class) with the imports and constants of its module."""

    name: str
    text: str

    @property
    def tree(self) -> ast.Module:
        """A fresh tree of it, to be changed."""
        return ast.parse(self.text)


def functions(tree: ast.Module) -> list[ast.FunctionDef]:
    """The outermost functions, methods included."""
    inside = [n for c in tree.body if isinstance(c, ast.ClassDef) for n in c.body if isinstance(n, ast.FunctionDef)]
    return [n for n in tree.body if isinstance(n, ast.FunctionDef)] + inside


def samples() -> list[Sample]:
    """All of them, as `ast` writes them: without comments, so that a line is a statement."""
    found = []
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        defined = [n for n in tree.body if isinstance(n, (ast.FunctionDef, ast.ClassDef))]
        head = [n for n in tree.body if isinstance(n, (ast.Import, ast.ImportFrom)) or _is_constant(n)]
        for node in defined:
            name = f"{path.parents[1].name}-{path.parent.name}" if path.name == "before.py" else path.stem
            text = ast.unparse(ast.Module([*head, node], []))
            if told(text):
                found.append(Sample(f"{name}-{node.name}", text))
    return found


def _is_constant(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)


@dataclass(frozen=True)
class Told:
    """A finding: its code, the statement's text without what is around it, and whether its fix is safe."""

    code: str
    text: str
    safe: bool
    line: int


@lru_cache(maxsize=1000)
def _check(text: str) -> tuple[Told, ...]:
    result = engine.check(text.encode(), "module.py", CONFIG)
    assert result.errors == (), f"{result.errors}\n{text}"
    lines = text.splitlines()
    return tuple(
        Told(f.code, lines[f.line - 1].strip(), f.fix is not None and f.fix.applicability == "safe", f.line)
        for f in result.findings
    )


def told(text: str) -> list[Told]:
    """The findings of a text."""
    return list(_check(text))


def forget() -> None:
    """Let the next question be answered anew: the analysis was changed."""
    _check.cache_clear()


def codes(text: str) -> list[tuple[str, bool]]:
    """The findings of a text without their places, in order."""
    return [(found.code, found.safe) for found in told(text)]


def safe(text: str) -> Counter[tuple[str, str]]:
    """The safe fixes of a text, by code and statement."""
    return Counter((found.code, re.sub(r"^elif\b", "if", found.text)) for found in told(text) if found.safe)
