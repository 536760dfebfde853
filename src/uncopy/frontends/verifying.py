"""The command ``verify``: the judge's report as a table or as JSON."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from uncopy import engine, verify
from uncopy.fixes.edit import Finding
from uncopy.frontends import files
from uncopy.frontends.formats import as_json as finding_json
from uncopy.frontends.settings import Settings
from uncopy.frontends.text import plural

EXIT_CODES = {"equivalent": 0, "different": 1}  # any other verdict is an error: 2


@dataclass(frozen=True)
class Wanted:
    """How the report is to be given: on standard output as JSON or for people, and to files as JSON and as a page."""

    as_json: bool = False
    output: str | None = None
    page: str | None = None


_NOTHING = 0.001  # of a peak


def verify_modules(old: str, new: str, cases: str, wanted: Wanted) -> int:
    """Judge two files. Returns the exit code: 0 equivalent, 1 different, 2 an error."""
    texts = _read(old), _read(new)
    _read(cases)
    report = verify.verify_sources(Path(old), Path(new), Path(cases), curves=wanted.page is not None)
    return _give(report, wanted, texts, (old, new))


def verify_fixes(path: str, cases: str, settings: Settings, wanted: Wanted, *, unsafe: bool) -> int:
    """Judge a file against what ``fix`` makes of it. Returns the exit code."""
    source = _read(path)
    _read(cases)
    fixed = engine.fix(source, path, settings.config_for(path), unsafe=unsafe)
    if fixed.remaining.errors:
        said = "; ".join(f"{error.path}:{error.line}: {error.message}" for error in fixed.remaining.errors)
        raise click.ClickException(said)
    if fixed.source == source:
        if wanted.as_json:
            nothing: dict[str, Any] = {"verdict": "equivalent", "calls": [], "error": None, "fixes": []}
            click.echo(json.dumps(nothing, indent=2))
        else:
            kind = "" if unsafe else " safe"
            click.echo(f"{path}: there is no{kind} fix to apply, so there is nothing to compare.")
        return 0
    curves = wanted.page is not None
    report = verify.verify_texts(source, fixed.source, Path(cases), path=Path(path), curves=curves)
    return _give(report, wanted, (source, fixed.source), (path, path), fixed.applied)


def _give(
    report: verify.Report,
    wanted: Wanted,
    texts: tuple[bytes, bytes],
    paths: tuple[str, str],
    applied: Sequence[Finding] = (),
) -> int:
    """Give the report in all the ways that are wanted. Returns the exit code."""
    data = report.to_json([finding_json(finding) for finding in applied])
    if wanted.output is not None:
        try:
            Path(wanted.output).write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        except OSError as error:
            raise click.ClickException(f"{wanted.output}: {error.strerror}") from None
    if wanted.page is not None:
        from uncopy.frontends import verifying_page

        verifying_page.write_calls(report, _summary(data), texts, paths, wanted.page)
    return _show(data, as_json=wanted.as_json)


def _read(path: str) -> bytes:
    try:
        return files.read(path)
    except files.FileProblem as problem:
        raise click.ClickException(str(problem)) from None


def _show(report: Mapping[str, Any], *, as_json: bool) -> int:
    code = EXIT_CODES.get(report["verdict"], 2)
    if as_json:
        click.echo(json.dumps(report, indent=2, ensure_ascii=False))
        return code
    calls = report["calls"]
    table = Table("call", "verdict", box=box.SIMPLE_HEAD)
    for heading in ("peak before", "peak after", "after/before", "time"):
        table.add_column(heading, justify="right")
    for call in calls:
        before, after = call["peak_before"], call["peak_after"]
        style = {"equivalent": "green", "different": "bold red"}.get(call["verdict"], "yellow")
        table.add_row(
            Text(f"{call['function']} ({call['label']})"),
            Text(call["verdict"], style),
            size(before),
            size(after),
            f"{after / before:.2f}" if before and after is not None else "",
            f"× {call['time_ratio']:.2f}" if call["time_ratio"] is not None else "",
        )
    colour = click.get_current_context().color
    width = None if sys.stdout.isatty() else 160
    console = Console(force_terminal=colour, no_color=colour is False or None, width=width, highlight=False)
    if calls:
        console.print(table)
    for call in calls:
        if call["difference"]:
            click.echo(f"{click.style(call['function'], bold=True)} ({call['label']}): {call['difference']}\n")
    click.echo(_summary(report))
    return code


def size(size: int | None) -> str:
    """A number of bytes for people and exactly: ``7.6 MiB (8000000)``."""
    if size is None:
        return ""
    amount, unit = float(size), "B"
    for larger in ("KiB", "MiB", "GiB", "TiB"):
        if amount < 1024:
            break
        amount, unit = amount / 1024, larger
    return f"{amount:.1f} {unit} ({size})" if unit != "B" else f"{size} B"


def _summary(report: Mapping[str, Any]) -> str:
    calls = report["calls"]
    verdicts = Counter(call["verdict"] for call in calls)
    counted = ", ".join(f"{number} {verdict}" for verdict, number in verdicts.most_common())
    weighed = [call for call in calls if call["peak_before"] is not None and call["peak_after"] is not None]
    # A few bytes in a thousand times as many, of a name more or less, are neither.
    less = sum(call["peak_after"] < call["peak_before"] * (1 - _NOTHING) for call in weighed)
    more = sum(call["peak_after"] > call["peak_before"] * (1 + _NOTHING) for call in weighed)
    higher = f", higher in {more}" if more else ""
    memory = f" Peak memory is lower in {less} of {len(weighed)} measured{higher}." if weighed else ""
    said = f" {report['error']}" if report["error"] else ""
    return f"{plural(len(calls), 'call')}: {counted or 'none'}.{memory} Verdict: {report['verdict']}.{said}"
