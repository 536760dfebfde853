"""Which fixes a command reaches: the original text with a mark at every statement that a fix would change.

A mark is put on the line of its statement, so that line numbers stay as they are.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from uncopy.fixes.apply import apply_edits
from uncopy.fixes.edit import Edit, Position
from uncopy.source.text import decode
from uncopy.verify.plan import Change, FilePlan

MODULE = "_uncopy_reached"

# What a mark calls. The file it writes to is in its text, for children that are given no environment.
RECORDER = """\
import json, os

_seen = set()


def mark(point):
    test = os.environ.get("PYTEST_CURRENT_TEST", "")
    if (point, test) in _seen:
        return
    _seen.add((point, test))
    try:
        handle = os.open({rows!r}, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, (json.dumps([point, test]) + "\\n").encode())
        finally:
            os.close(handle)
    except OSError:
        pass
"""


@dataclass(frozen=True)
class Marked:
    """A file's text with marks. A change is reached when all points of it are; ``end`` is that the file was imported.

    A change without points cannot be observed.
    """

    text: bytes
    points: dict[str, frozenset[int]]
    end: int


def marked(plan: FilePlan, first: int) -> Marked:
    """The text of ``plan`` with marks, numbered from ``first``."""
    text = decode(plan.text)
    statements = _Statements(ast.parse(text.text), text.lines)
    numbers: dict[ast.AST, int] = {}
    points: dict[str, frozenset[int]] = {}
    for change in plan.changes:
        nodes = statements.touched_by(change)
        points[change.id] = frozenset(numbers.setdefault(node, first + 1 + len(numbers)) for node in nodes)
    edits = [edit for node, number in numbers.items() for edit in statements.mark(node, number)]
    made = text.encode(apply_edits(text.text, edits) + f"\n{_call(first)}\n")
    try:
        compile(made, plan.path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return Marked(plan.text, {change.id: frozenset() for change in plan.changes}, first)
    return Marked(made, points, first)


def _call(number: int) -> str:
    return f'__import__("{MODULE}").mark({number})'


class _Statements:
    """The statements of a text, by position in characters."""

    def __init__(self, tree: ast.Module, lines: tuple[str, ...]) -> None:
        self.lines = lines
        self.all = [(*self._span(node), node) for node in ast.walk(tree) if isinstance(node, ast.stmt)]

    def _span(self, node: ast.stmt | ast.expr) -> tuple[Position, Position]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._position(node.lineno, node.col_offset), self._position(node.end_lineno, node.end_col_offset)

    def _position(self, line: int, offset: int) -> Position:
        return Position(line, 1 + len(self.lines[line - 1].encode()[:offset].decode()))

    def touched_by(self, change: Change) -> list[ast.AST]:
        """Where marks go for a change: for the place that is named and for each place that is edited."""
        found: dict[ast.AST, None] = {}
        for place in (Position(change.line, change.column), *(edit.start for edit in change.edits)):
            around = [(start, node) for start, end, node in self.all if start <= place < end]
            if around:
                anchor = _anchor(max(around, key=lambda item: item[0])[1])
                if anchor is not None:
                    found[anchor] = None
        return list(found)

    def mark(self, node: ast.AST, number: int) -> Iterator[Edit]:
        assert isinstance(node, (ast.stmt, ast.expr))
        start, end = self._span(node)
        if isinstance(node, ast.stmt):
            yield Edit(start, start, f"{_call(number)}; ")
        else:  # the header of a compound statement, before which nothing can stand on its line; a mark returns None
            yield Edit(start, start, f"({_call(number)} or (")
            yield Edit(end, end, "))")


def _anchor(node: ast.stmt) -> ast.stmt | ast.expr | None:
    """The statement itself where it is simple, else the expression that it begins with."""
    if isinstance(node, (ast.If, ast.While)):
        return node.test
    if isinstance(node, (ast.For, ast.AsyncFor)):
        return node.iter
    if isinstance(node, (ast.With, ast.AsyncWith)):
        return node.items[0].context_expr
    if isinstance(node, ast.Match):
        return node.subject
    body = getattr(node, "body", None)
    if body is None:
        return node
    documented = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
    rest = body[1:] if documented else body
    return _anchor(rest[0]) if rest else None
