"""What is to be judged: the fixes that an analysis proposes for some files, each by itself and all that go together.

Nothing here asks whether a fix is right, or why it was proposed.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from uncopy.fixes.apply import apply_edits, overlap
from uncopy.fixes.edit import Edit, Finding
from uncopy.source.text import decode


@dataclass(frozen=True)
class Change:
    """A proposed fix. ``function`` is the qualified name of the function it lies in, ``<module>`` outside of all.

    ``id`` is the same whenever the same fix is proposed for the same text. Lines are 1-based, ends inclusive.
    """

    id: str
    code: str
    title: str
    applicability: str
    path: str
    line: int
    end_line: int
    column: int
    function: str
    edits: tuple[Edit, ...]

    @property
    def place(self) -> str:
        """``path:line: code``, as people name it."""
        return f"{self.path}:{self.line}: {self.code}"


@dataclass(frozen=True)
class Function:
    """A function of a file: where it lies (1-based lines, decorators not counted), and whether a call can reach it
    from outside: one that is defined inside another function cannot be looked up by name.
    """

    name: str
    line: int
    end_line: int
    nested: bool


@dataclass(frozen=True)
class FilePlan:
    """One file with the fixes proposed for it. ``path`` is as the user named it."""

    path: str
    text: bytes
    changes: tuple[Change, ...]

    @property
    def place(self) -> Path:
        """Where the file lies."""
        return Path(self.path).resolve()

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the text, in hexadecimal."""
        return hashlib.sha256(self.text).hexdigest()

    @cached_property
    def functions(self) -> dict[str, Function]:
        """Every function by its qualified name; of several of one name the last, which is the one that stays."""
        return {function.name: function for function in _functions(ast.parse(self.text))}

    def together(self, wanted: Collection[str] | None = None) -> tuple[Change, ...]:
        """Those of the ``wanted`` changes (by id; by default all) that can be made in one step, earlier ones first."""
        chosen: list[Change] = []
        for change in self.changes:
            if wanted is not None and change.id not in wanted:
                continue
            if not any(overlap(change.edits, other.edits) for other in chosen):
                chosen.append(change)
        return tuple(chosen)

    def changed(self, changes: Sequence[Change]) -> bytes:
        """The text with some changes made, which must not overlap. Raises SyntaxError if it does not compile then."""
        text = decode(self.text)
        made = text.encode(apply_edits(text.text, [edit for change in changes for edit in change.edits]))
        compile(made, self.path, "exec", dont_inherit=True)
        return made


def plan_of(path: str, text: bytes, findings: Sequence[Finding]) -> FilePlan:
    """The fixes among some findings as changes to be judged."""
    functions = sorted(_functions(ast.parse(text)), key=lambda function: function.end_line - function.line)
    changes = []
    for finding in findings:
        if finding.fix is None:
            continue
        around = (f.name for f in functions if f.line <= finding.line <= f.end_line)
        fix = finding.fix
        changes.append(
            Change(
                f"{path}:{finding.line}:{finding.column}:{finding.code}",
                finding.code,
                fix.title,
                fix.applicability,
                path,
                finding.line,
                finding.end_line,
                finding.column,
                next(around, "<module>"),
                fix.edits,
            )
        )
    return FilePlan(path, text, tuple(changes))


def _functions(tree: ast.Module) -> list[Function]:
    found: list[Function] = []

    def walk(node: ast.AST, prefix: str, nested: bool) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
                name = prefix + child.name
                found.append(Function(name, child.lineno, child.end_lineno or child.lineno, nested))
                walk(child, f"{name}.<locals>.", True)
            elif isinstance(child, ast.ClassDef):
                walk(child, f"{prefix}{child.name}.", nested)
            else:
                walk(child, prefix, nested)

    walk(tree, "", False)
    return found
