"""The commands ``why``, ``explain`` and ``rules``."""

from __future__ import annotations

import difflib
import json
import sys
from collections.abc import Iterator

import click
from rich import box
from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table

from uncopy import engine
from uncopy.frontends import files
from uncopy.frontends.settings import Settings
from uncopy.source.text import Text, UnreadableText, decode

_ANSWERS = {"yes": ("yes", "green"), "no": ("no", "red"), "unknown": ("not sure", "yellow")}
WIDEST = 100  # columns of a page of prose


def why(path: str, line: int, settings: Settings) -> int:
    """Show every candidate on a line (1-based) with its guards' answers. Returns the exit code: 0, 2 for an error."""
    try:
        source = files.read(path)
    except files.FileProblem as problem:
        raise click.ClickException(str(problem)) from None
    config = settings.config_for(path)
    explanations = engine.why(source, path, line, config)
    if explanations:
        text = decode(source)
        for explanation in explanations:
            for shown in _explanation(explanation, text):
                click.echo(shown)
        return 0
    errors = engine.check(source, path, config).errors
    for error in errors:
        click.echo(f"{error.path}:{error.line}:{error.column}: {error.code} {error.message}", err=True)
    if errors:
        return 2
    try:
        there = 0 < line <= len(decode(source).lines)
    except UnreadableText as unreadable:
        raise click.ClickException(f"{path}:{unreadable.line}: {unreadable}") from None
    if not there:
        raise click.ClickException(f"{path} has no line {line}")
    click.echo(f"{path}:{line}: no rule has anything to look at on this line.")
    return 0


def _explanation(explanation: engine.Explanation, text: Text) -> Iterator[str]:
    place = click.style(f"{explanation.path}:{explanation.line}:{explanation.column}:", bold=True)
    code = click.style(explanation.code, fg="red", bold=True)
    where = f" in {explanation.function}" if explanation.function else ""
    yield f"{place} {code} {explanation.name}{where}: {click.style(explanation.verdict, bold=True)}"
    yield _line(text, explanation.line)
    finding = explanation.finding
    if finding and finding.saves:
        yield f"    saves {finding.saves.text}"
    if finding and finding.fix:
        yield f"    {finding.fix.title}"
    for answer in explanation.answers:
        word, colour = _ANSWERS[answer.answer]
        yield f"  {click.style(f'{word:8}', fg=colour, bold=True)} {answer.guard}: {answer.question}"
        if answer.reason:
            yield f"           {answer.reason}"
        if answer.line is not None and answer.line != explanation.line:
            yield "         " + _line(text, answer.line)
    yield ""


def _line(text: Text, number: int) -> str:
    return click.style(f"  {number:>4} | ", fg="blue") + text.line(number).expandtabs(4)


def explain(code: str) -> int:
    """Show the page of the rule with this code or name. Returns the exit code."""
    catalogue = {info.code: info for info in engine.rules()}
    info = catalogue.get(code.upper()) or next((info for info in catalogue.values() if info.name == code), None)
    if info is None:
        known = [*catalogue, *(info.name for info in catalogue.values())]
        near = difflib.get_close_matches(code, known, 1) or difflib.get_close_matches(code.upper(), known, 1)
        hint = f"; did you mean {near[0]}?" if near else "; `uncopy rules` lists them"
        raise click.ClickException(f"no rule is called {code!r}{hint}")
    console = _console()
    console.print(Markdown(info.page), width=min(console.width, WIDEST))
    return 0


def rules(*, as_json: bool) -> int:
    """Show the catalogue. Returns the exit code."""
    catalogue = engine.rules()
    if as_json:
        keys = ("code", "name", "family", "since", "summary", "fix", "saves", "preview", "guards")
        rows = [{key: getattr(info, key) for key in keys} for info in catalogue]
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return 0
    table = Table("code", "name", "fix", "saves", "what it finds", box=box.SIMPLE_HEAD)
    for info in catalogue:
        trial = " (preview)" if info.preview else ""
        table.add_row(info.code, info.name + trial, info.fix, info.saves, info.summary)
    _console().print(table)
    return 0


def _console() -> Console:
    colour = click.get_current_context().color
    # In a pipe nothing wraps a table but the reader
    width = None if sys.stdout.isatty() else 160
    return Console(force_terminal=colour, no_color=colour is False or None, width=width, highlight=False, markup=False)
