"""Bytes to text and back: encoding, byte-order mark, newlines, lines as Python counts them."""

from __future__ import annotations

import codecs
import io
import re
import tokenize
from dataclasses import dataclass

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


class UnreadableText(ValueError):
    """The bytes are not text in the encoding that they declare; ``line`` is 1-based."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Text:
    r"""A source text with what is needed to write it back byte for byte.

    ``lines`` keep their line ends; only ``\n``, ``\r`` and ``\r\n`` end a line, as for Python's own parser (a form
    feed or a Unicode line separator does not).
    """

    text: str
    encoding: str
    bom: bool
    lines: tuple[str, ...]

    def encode(self, text: str) -> bytes:
        """The bytes of a changed text, in the encoding of this one."""
        return (codecs.BOM_UTF8 if self.bom else b"") + text.encode(self.encoding)

    def line(self, number: int) -> str:
        """Line ``number`` (1-based) without its end, or an empty string past the end."""
        return self.lines[number - 1].rstrip("\r\n") if 0 < number <= len(self.lines) else ""


def split_lines(text: str) -> tuple[str, ...]:
    """The lines of ``text`` with their ends, split where Python's parser splits."""
    return tuple(_LINE.findall(text))


def decode(source: bytes) -> Text:
    """Read source bytes as Python does: byte-order mark, PEP 263 cookie, else UTF-8.

    Raises `UnreadableText` for bytes that do not fit.
    """
    bom = source.startswith(codecs.BOM_UTF8)
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
    except SyntaxError as error:
        raise UnreadableText(str(error), 1) from None
    body = source[3:] if bom else source
    encoding = "utf-8" if bom else encoding
    try:
        text = body.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        start = getattr(error, "start", 0)
        raise UnreadableText(f"not readable as {encoding}: {error}", body.count(b"\n", 0, start) + 1) from None
    return Text(text, encoding, bom, split_lines(text))
