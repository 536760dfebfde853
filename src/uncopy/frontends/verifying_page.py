"""The report of ``verify`` as a page."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from pathlib import Path

import click

from uncopy.frontends.text import plural
from uncopy.frontends.verifying import size
from uncopy.measure.page import Row, Section, page
from uncopy.verify.job import Report
from uncopy.verify.report import FixReport, FunctionReport, Verification, Weighed, weight_of


def write(verification: Verification, summary: list[str], path: str) -> None:
    """Write the page to a file. Ends the command if that cannot be done."""
    sections = [_section(function, verification) for function in verification.functions]
    _write(f"uncopy verify: {verification.command}", [line.replace("`", "") for line in summary], sections, path)


def write_calls(report: Report, summary: str, texts: tuple[bytes, bytes], paths: tuple[str, str], path: str) -> None:
    """The same of two versions judged call by call: a section a function, before them the whole difference."""
    old, new = (text.decode("utf-8", "replace").splitlines(keepends=True) for text in texts)
    sections = [Section("what changes", paths[0], (), "".join(difflib.unified_diff(old, new, *paths)))]
    for name in dict.fromkeys(call.function for call in report.calls):
        calls = [call for call in report.calls if call.function == name]
        rows = tuple(Row(call.label, call.verdict, call.difference or "") for call in calls)
        heavy = max(calls, key=lambda call: call.peak_before or -1)
        weights = _weights(weight_of(heavy)) if heavy.peak_before is not None else []
        notes = (f"measured on the call: {heavy.label}", *heavy.notes) if weights else ()
        sections.append(Section(name, "", rows, "", tuple(weights), notes, heavy.curve_before, heavy.curve_after))
    _write(f"uncopy verify: {' against '.join(dict.fromkeys(paths))}", [summary], sections, path)


def _write(title: str, summary: list[str], sections: list[Section], path: str) -> None:
    text = page(title, summary, sections)
    try:
        Path(path).write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror}") from None


def _section(function: FunctionReport, verification: Verification) -> Section:
    fixes = [
        fix for fix in verification.fixes if (fix.change.path, fix.change.function) == (function.path, function.name)
    ]
    weighed = function.weighed
    return Section(
        function.name,
        function.path,
        tuple(map(_row, fixes)),
        function.diff,
        tuple(_weights(weighed)) if weighed else (),
        weighed.notes if weighed else (),
        function.curve_before,
        function.curve_after,
    )


def _row(fix: FixReport) -> Row:
    about = f"{fix.change.code}, line {fix.change.line}: {fix.change.title}"
    said = [fix.why] if fix.why else []
    if fix.calls:
        kinds = f" of {plural(fix.shapes, 'kind')}" if fix.shapes else ""
        said.append(f"{plural(fix.calls, 'call')}{kinds} replayed")
    if fix.tests:
        said.append(f"reached by {plural(fix.tests, 'test')}")
    if fix.breaks:
        said.append(f"breaks {', '.join(fix.breaks[:5])}{' and others' if len(fix.breaks) > 5 else ''}")
    if fix.evidence:
        said.append(str(fix.evidence))
    odd = fix.counterexample
    if odd:
        said.append(f"{odd.label}: {odd.difference}")
    return Row(about, fix.verdict, "; ".join(said), (odd.snippet or "") if odd else "")


def _weights(weighed: Weighed) -> list[tuple[str, str, str]]:
    rows: list[tuple[str, int | None, int | None]] = [
        ("peak over the arguments", weighed.peak_before, weighed.peak_after),
        ("peak, C code included", weighed.native_before, weighed.native_after),
        ("allocated in all", weighed.allocated_before, weighed.allocated_after),
        ("still held on return", weighed.retained_before, weighed.retained_after),
    ]
    write: Callable[[int | None], str] = size
    found = [(what, write(old), write(new)) for what, old, new in rows if old is not None or new is not None]
    if weighed.time_ratio is not None:
        found.append(("time", "1", f"{weighed.time_ratio:.2f}"))
    return found
