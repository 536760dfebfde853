"""Positions of the nodes of a parsed slice, in the file: by generating its code once and counting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import libcst as cst
from libcst._nodes.internal import CodegenState

from uncopy.fixes.edit import Position

_OPENING = re.compile(r"""(?<=[\[({=,: ])(["'])(?!\1\1)""")


class _Recorder(CodegenState):
    """Generates code and notes where each node begins and ends, with and without its own parentheses."""

    def __init__(self, module: cst.Module) -> None:
        super().__init__(default_indent=module.default_indent, default_newline=module.default_newline)
        self.line = 1
        self.column = 1
        self.outer: dict[cst.CSTNode, tuple[Position, Position]] = {}
        self.inner: dict[cst.CSTNode, tuple[Position, Position]] = {}
        self._starts: list[Position] = []

    def add_indent_tokens(self) -> None:
        for token in self.indent_tokens:
            self.add_token(token)

    def add_token(self, value: str) -> None:
        super().add_token(value)
        if "\n" in value or "\r" in value:
            text = value.replace("\r\n", "\n").replace("\r", "\n")
            self.line += text.count("\n")
            self.column = len(text) - text.rfind("\n")
        else:
            self.column += len(value)

    def before_codegen(self, node: cst.CSTNode) -> None:  # noqa: ARG002
        self._starts.append(Position(self.line, self.column))

    def after_codegen(self, node: cst.CSTNode) -> None:
        self.outer[node] = (self._starts.pop(), Position(self.line, self.column))

    @contextmanager
    def record_syntactic_position(
        self, node: cst.CSTNode, *, start_node: cst.CSTNode | None = None, end_node: cst.CSTNode | None = None
    ) -> Iterator[None]:
        start = Position(self.line, self.column)
        yield
        end = Position(self.line, self.column)
        if start_node is not None and start_node in self.outer:
            start = self.outer[start_node][0]
        if end_node is not None and end_node in self.outer:
            end = self.outer[end_node][1]
        self.inner[node] = (start, end)


class Positions:
    """Where nodes of a slice stand in the file.

    ``first_line`` is the slice's first line there, ``shift`` how many lines were put before it to make it parse.
    """

    def __init__(self, module: cst.Module, lines: tuple[str, ...], first_line: int, shift: int) -> None:
        state = _Recorder(module)
        module._codegen(state)
        self._outer = state.outer
        self._inner = state.inner
        self._lines = lines
        self._offset = first_line - 1 - shift
        first = lines[0] if lines else "\n"
        self.newline = "\r\n" if first.endswith("\r\n") else "\r" if first.endswith("\r") else "\n"

    def _in_file(self, span: tuple[Position, Position]) -> tuple[Position, Position]:
        start, end = span
        return Position(start.line + self._offset, start.column), Position(end.line + self._offset, end.column)

    def outer(self, node: cst.CSTNode) -> tuple[Position, Position]:
        """First and past-the-end position, a node's own parentheses included; of a statement, without its line end."""
        if isinstance(node, (cst.BaseSmallStatement, cst.BaseCompoundStatement, cst.SimpleStatementLine)):
            return self.span(node)
        return self._in_file(self._outer[node])

    def span(self, node: cst.CSTNode) -> tuple[Position, Position]:
        """First and past-the-end position as Python's own tree would tell."""
        found = self._inner.get(node)
        return self._in_file(found if found is not None else self._outer[node])

    def text(self, start: Position, end: Position) -> str:
        """The text between two positions of the file."""
        if start.line == end.line:
            return self._lines[start.line - 1][start.column - 1 : end.column - 1]
        parts = [
            self._lines[start.line - 1][start.column - 1 :],
            *self._lines[start.line : end.line - 1],
            self._lines[end.line - 1][: end.column - 1],
        ]
        return "".join(parts)

    @property
    def quote(self) -> str:
        """The quotation mark that the file prefers: the one that begins most of its strings on one line."""
        marks = [mark for line in self._lines for mark in _OPENING.findall(line)]
        return "'" if marks.count("'") > marks.count('"') else '"'

    def indentation(self, line: int) -> str:
        """The white space that a line begins with."""
        text = self._lines[line - 1]
        return text[: len(text) - len(text.lstrip(" \t\f"))]
