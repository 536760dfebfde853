"""Edits of one fix, made from nodes of a slice against the original text."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Collection, Iterator

import libcst as cst

from uncopy.fixes.edit import Edit, Position
from uncopy.lower.ir import Body, Line
from uncopy.source.positions import Positions


class CannotRewrite(Exception):
    """The rewrite would lose something, such as a comment; the message says what."""


class Rewriting:
    """Collects the edits of one fix. Texts of nodes are taken from the file, so spelling and layout stay."""

    def __init__(self, positions: Positions, body: Body, taken: frozenset[str]) -> None:
        self._positions = positions
        self.body = body
        self.taken = taken  # every name the file uses: new names avoid them
        self.edits: list[Edit] = []

    def text(self, node: cst.CSTNode) -> str:
        """The source of a node, its own parentheses left out."""
        start, end = self._positions.span(node)
        return self._positions.text(start, end)

    def outer_text(self, node: cst.CSTNode) -> str:
        """The source of a node, its own parentheses included."""
        start, end = self._positions.outer(node)
        return self._positions.text(start, end)

    def operand(self, node: cst.BaseExpression) -> str:
        """The source of a node fit to stand after ``=`` or as an argument on a line of its own: in parentheses if it
        is spread over lines and was held by parentheses that go away.
        """
        text = self.outer_text(node)
        if (
            ("\n" in text or "\r" in text)
            and not node.lpar
            and not isinstance(node, (cst.Call, cst.List, cst.Dict, cst.Set, cst.Subscript))
        ):
            return f"({text})"
        return text

    def right_hand(self, node: cst.BaseExpression) -> str:
        """The source of a node as all that stands after ``=``: without its own parentheses where one line is enough."""
        text = self.text(node)
        needed = isinstance(node, (cst.NamedExpr, cst.GeneratorExp, cst.Tuple))
        return self.operand(node) if needed or "\n" in text or "\r" in text else text

    def replace(self, node: cst.CSTNode, content: str) -> None:
        """Put ``content`` in a node's place (with its own parentheses).

        Raises `CannotRewrite` if a comment stands in what is lost.
        """
        start, end = self._positions.outer(node)
        self.replace_span(start, end, content)

    def replace_span(self, start: Position, end: Position, content: str) -> None:
        """Put ``content`` between two positions; comments there must be in it too."""
        if comments(self._positions.text(start, end)) != comments(content):
            raise CannotRewrite("a comment inside the statement would be lost")
        self.edits.append(Edit(start, end, content))

    def cut_after(self, node: cst.CSTNode, whole: cst.CSTNode) -> None:
        """Drop what follows a node in an expression that begins with it."""
        self.replace_span(self._positions.outer(node)[1], self._positions.span(whole)[1], "")

    def add_argument(self, call: cst.Call, text: str) -> None:
        """Put a keyword argument after the others of a call."""
        if call.args:
            self.insert_after(call.args[-1].value, f", {text}")
            return
        line, column = self._positions.span(call)[1]
        end = Position(line, column - 1)
        self.edits.append(Edit(end, end, text))

    def insert_before(self, node: cst.CSTNode, content: str) -> None:
        """Put text before a node."""
        start, _ = self._positions.outer(node)
        self.edits.append(Edit(start, start, content))

    def insert_after(self, node: cst.CSTNode, content: str) -> None:
        """Put text after a node."""
        _, end = self._positions.outer(node)
        self.edits.append(Edit(end, end, content))

    def add_after(self, statement: cst.CSTNode, content: str) -> None:
        """Put a simple statement behind another one: on a line of its own, where that one has, so a comment stays."""
        if not self.line(statement).alone:
            self.insert_after(statement, f"; {content}")
            return
        start, end = self._positions.outer(statement)
        place = Position(end.line + 1, 1)
        self.edits.append(Edit(place, place, self._positions.indentation(start.line) + content + self.newline))

    def move_before(self, statement: cst.CSTNode, other: cst.CSTNode) -> None:
        """Put a simple statement, with its line and comment if it has one to itself, before a compound one around it.

        Raises `CannotRewrite` if the statement is spread over several lines.
        """
        start, end = self._positions.outer(statement)
        if start.line != end.line:
            raise CannotRewrite("the statement is spread over several lines")
        line = self.line(statement)
        if line.alone:
            start, end = Position(start.line, 1), Position(start.line + 1, 1)
        text = self._positions.text(start, end).strip()
        beside = line.holder.body
        if not line.alone and line.index + 1 < line.count:
            end = self._positions.outer(beside[line.index + 1])[0]
        elif not line.alone:
            start = self._positions.outer(beside[line.index - 1])[1]
        self.insert_before(other, f"{text}{self.newline}{self.indentation(other)}")
        self.edits.append(Edit(start, end, ""))

    def hoist(self, statement: cst.CSTNode, loop: cst.CSTNode, before: str, within: str) -> None:
        """Put ``before`` on a line before a compound statement, and ``within`` in the place of a simple one in it.

        Raises `CannotRewrite` if the simple statement is spread over several lines.
        """
        start, end = self._positions.outer(statement)
        if start.line != end.line:
            raise CannotRewrite("the statement is spread over several lines")
        self.insert_before(loop, f"{before}{self.newline}{self.indentation(loop)}")
        self.edits.append(Edit(start, end, within))

    def changes(self, node: cst.CSTNode) -> bool:
        """Whether an edit changes the text of a node."""
        start, end = self._positions.outer(node)
        text = self._positions.text(start, end)
        return any(e.start <= end and start <= e.end and text not in e.content for e in self.edits)

    def line(self, statement: cst.CSTNode) -> Line:
        """Where a simple statement stands."""
        return self.body.lines[statement]

    def separator(self, statement: cst.CSTNode) -> str:
        """What goes between two statements put in this one's place: a new line and its indentation, or a semicolon."""
        if not self.line(statement).alone:
            return "; "
        start, _ = self._positions.outer(statement)
        return self._positions.newline + self._positions.indentation(start.line)

    def indentation(self, node: cst.CSTNode) -> str:
        """The white space before a node's line."""
        start, _ = self._positions.outer(node)
        return self._positions.indentation(start.line)

    @property
    def newline(self) -> str:
        """The file's line end."""
        return self._positions.newline

    def quoted(self, text: str) -> str:
        """A string as the file writes its own."""
        return f"{self._positions.quote}{text}{self._positions.quote}"

    def span(self, node: cst.CSTNode) -> tuple[Position, Position]:
        """First and past-the-end position of a node, its own parentheses included."""
        return self._positions.outer(node)

    def new_name(self, wish: str, beside: Collection[str] = ()) -> str:
        """A name like ``wish`` that the file does not use yet, and is none of those ``beside``."""
        name = wish if wish.isidentifier() else "result"
        number = 2
        candidate = name
        while candidate in self.taken or candidate in beside:
            candidate = f"{name}{number}"
            number += 1
        return candidate


def comments(text: str) -> list[str]:
    """The comments in a piece of source."""
    if "#" not in text:
        return []
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(f"({text}\n)").readline))
        return [t.string for t in tokens if t.type == tokenize.COMMENT]
    except (tokenize.TokenError, SyntaxError, IndentationError):
        return re.findall(r"#.*", text)


def shown(string: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The expressions in a string whose text is shown beside the value: those with ``=``, all of a template string."""
    template = type(string).__name__ == "TemplatedString"
    if not (template or isinstance(string, cst.FormattedString)):
        return
    todo = list(getattr(string, "parts", ()))
    while todo:
        part = todo.pop()
        expression = getattr(part, "expression", None)
        if expression is not None and (template or getattr(part, "equal", None) is not None):
            yield expression
        todo += getattr(part, "format_spec", None) or ()
