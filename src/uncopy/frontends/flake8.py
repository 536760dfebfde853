"""The flake8 plugin: the same findings, one line each."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from uncopy import __version__

if TYPE_CHECKING:
    from uncopy.fixes.edit import Finding


class Plugin:
    """Made by flake8 for each file. Settings are those of ``[tool.uncopy]``; ``# noqa`` is left to flake8.

    flake8 itself reports files that cannot be parsed, and does not come here with them. Settings that cannot be
    followed raise `uncopy.frontends.settings.SettingsError`, which flake8 shows.
    """

    name = "uncopy"
    version = __version__

    # The parameter `tree` makes flake8 come once a file; it is not used, since it has lost the layout
    def __init__(self, tree: ast.AST, filename: str, lines: list[str]) -> None:  # noqa: ARG002
        self.filename = filename
        self.lines = lines

    def run(self) -> Iterator[tuple[int, int, str, type[Any]]]:
        """Yield (1-based line, 0-based column, text, type), as flake8 wants them."""
        if not any("numpy" in line for line in self.lines):
            return  # before anything is imported: most files end here
        from uncopy import engine
        from uncopy.frontends import settings

        here = settings.load(self.filename)
        if here.excludes(self.filename):
            return
        config = replace(here.config_for(self.filename), noqa=False)
        for finding in engine.check(_encode(self.lines), self.filename, config).findings:
            yield finding.line, finding.column - 1, _sentence(finding), type(self)


def _encode(lines: list[str]) -> bytes:
    """The lines as bytes in the encoding they declare: an editor's text may differ from the file on the disk."""
    text = "".join(lines)
    as_utf8 = text.encode("utf-8", "surrogatepass")
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(as_utf8).readline)
        return text.encode(encoding)
    except (SyntaxError, UnicodeEncodeError):
        return as_utf8


def _sentence(finding: Finding) -> str:
    notes = [f"saves {finding.saves.text}"] if finding.saves else []
    if finding.fix:
        notes.append(f"{'safe' if finding.fix.applicability == 'safe' else 'unproved'} fix available")
    return f"{finding.code} {finding.message}" + (f" ({'; '.join(notes)})" if notes else "")
