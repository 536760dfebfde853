"""The command ``verify`` by fix: which fixes are to be judged, and the report on each of them."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from uncopy.frontends import files
from uncopy.frontends.run import Task, default_jobs, examine_files
from uncopy.frontends.settings import ERROR_CODES, Settings
from uncopy.frontends.text import plural
from uncopy.frontends.verifying import EXIT_CODES, size
from uncopy.verify.plan import FilePlan, plan_of
from uncopy.verify.report import FixReport, Verification

LONG = 20  # characters of a folder that are not worth repeating
NAMED = 5  # tests that are named for a fix that breaks them; the report has all


def plans(paths: Sequence[str], settings: Settings) -> list[FilePlan]:
    """The files in and below ``paths`` that have fixes, safe or not, with all of those.

    A path that is not there ends the command; a file that cannot be read or parsed is named and left out.
    """
    found = files.find_files(paths, settings.excludes)
    if found.problems:
        raise click.ClickException("; ".join(found.problems))
    tasks: list[Task] = [(path, settings.config_for(path), "plan") for path in found.files]
    made = []
    for outcome in examine_files(tasks, default_jobs(), lambda _count: None):
        problems = [f"{f.path}:{f.line}: {f.message}" for f in outcome.findings if f.code in ERROR_CODES]
        for problem in [outcome.problem] if outcome.problem is not None else problems:
            click.echo(f"{click.style('left out:', fg='yellow', bold=True)} {problem}", err=True)
        if outcome.source is not None and not outcome.failed:
            made.append(plan_of(outcome.path, outcome.source, outcome.findings))
    return made


def by_suite(
    paths: Sequence[str], command: str, settings: Settings, *, as_json: bool, output: str | None, page: str | None
) -> int:
    """Judge every fix in and below ``paths`` by the tests that a command runs. Returns the exit code."""
    from uncopy.verify import suite

    check_output(output)
    check_output(page)
    found = plans(paths, settings)
    if not found:
        return show(Verification("suite", command, {}, ()), as_json, output, page)
    try:
        with _progress() as progress, _terminated_as_interrupted():
            verification = suite.verify_suite(found, command, progress=progress)
    except suite.SuiteError as error:
        raise click.ClickException(str(error)) from None
    except suite.Interrupted as interrupted:
        kept = f"{plural(interrupted.runs, 'run')} of the tests {'is' if interrupted.runs == 1 else 'are'} kept"
        told = (
            f"{kept}, and the same command goes on from there" if interrupted.runs else "no run of the tests was done"
        )
        click.echo(f"Interrupted: {told}.", err=True)
        return 130
    return show(verification, as_json, output, page)


@contextlib.contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    """Let SIGTERM do what Ctrl-C does: the tests, which have a session of their own, must not be left running."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextlib.contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """What to tell of the progress to: a bar, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda _label, _done, _total: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("tests"))
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("", total=None)

        def tell(label: str, done: int, total: int) -> None:
            progress.update(bar, description=label, completed=done, total=total or None)

        yield tell


def check_output(output: str | None) -> None:
    """End the command if its report could not be written: to be asked before the long work, not after it."""
    if output is None:
        return
    place = Path(output)
    if place.is_dir():
        raise click.ClickException(f"{output}: is a directory")
    if not os.access(place if place.exists() else place.parent, os.W_OK):
        raise click.ClickException(f"{output}: cannot be written")


def show(verification: Verification, as_json: bool, output: str | None, page: str | None = None) -> int:
    """Write the report, to the file ``output`` too, and to ``page`` as HTML. Returns the exit code."""
    report = json.dumps(verification.to_json(), indent=2, ensure_ascii=False)
    if output is not None:
        try:
            Path(output).write_text(report + "\n", encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            raise click.ClickException(f"{output}: {error.strerror}") from None
    if page is not None:
        from uncopy.frontends import verifying_page

        verifying_page.write(verification, [*_summary(verification, output)], page)
    if as_json:
        click.echo(report)
    else:
        if verification.fixes:
            common = _common(verification.fixes)
            if common:
                click.echo(f"In {common}")
            _console().print(_table(verification.fixes, len(common)))
        for line in (*_together(verification), *_differences(verification.fixes)):
            click.echo(line)
        for line in _summary(verification, output):
            click.echo(line)
    return EXIT_CODES.get(verification.verdict, 2)


def _console() -> Console:
    colour = click.get_current_context().color
    width = None if sys.stdout.isatty() else 160
    return Console(force_terminal=colour, no_color=colour is False or None, width=width, highlight=False)


def _common(fixes: Sequence[FixReport]) -> str:
    """The folder that all files lie in, where that is a long one, with the separator."""
    folders = {os.path.dirname(fix.change.path) for fix in fixes}
    common = os.path.commonpath(folders) if len({os.path.isabs(folder) for folder in folders}) == 1 else ""
    return common + os.sep if len(common) > LONG else ""


def _table(fixes: Sequence[FixReport], left_out: int) -> Table:
    """A row a fix; a column that would be empty is left out, and so many characters before each path."""
    rows = [_row(fix, left_out) for fix in fixes]
    headings = ("fix", "verdict", "tested by", "peak before", "peak after", "seen while it ran", "because")
    table = Table(box=box.SIMPLE_HEAD)
    used = [at for at in range(len(headings)) if any(row[at].plain for row in rows)]
    for at in used:
        kept = headings[at] in ("verdict", "tested by")
        right = headings[at].startswith("peak")
        table.add_column(headings[at], justify="right" if right else "left", no_wrap=kept, overflow="fold")
    for row in rows:
        table.add_row(*(row[at] for at in used))
    return table


def _row(fix: FixReport, left_out: int) -> tuple[Text, ...]:
    style = {"equivalent": "green", "different": "bold red", "error": "bold red"}.get(fix.verdict, "yellow")
    tested = [plural(fix.calls, "call") + (f" of {plural(fix.shapes, 'kind')}" if fix.shapes else "")] * bool(fix.calls)
    tested += [plural(fix.tests, "test")] * bool(fix.tests)
    weighed = fix.weighed
    return (
        Text(fix.change.place[left_out:]),
        Text(fix.verdict, style),
        Text(", ".join(tested)),
        Text(size(weighed.peak_before) if weighed else ""),
        Text(size(weighed.peak_after) if weighed else ""),
        Text(str(fix.evidence) if fix.evidence else ""),
        Text(fix.why or ""),
    )


def _together(verification: Verification) -> Iterator[str]:
    """What the equivalent fixes of a function save together, where it has several."""
    told = False
    for function in verification.functions:
        weighed = function.weighed
        if weighed is not None and len(function.fixes) > 1:
            told = True
            peaks = f"{size(weighed.peak_before)} to {size(weighed.peak_after)}"
            name = click.style(function.name, bold=True)
            yield f"{name} with {len(function.fixes)} equivalent fixes together: peak from {peaks}"
    if told:
        yield ""


def _differences(fixes: Sequence[FixReport]) -> Iterator[str]:
    for fix in fixes:
        shown = fix.counterexample
        if shown is None and not fix.breaks:
            continue
        head = f"{click.style(fix.change.place, bold=True)} {fix.change.title}"
        if fix.breaks:
            yield f"{head}: breaks {plural(len(fix.breaks), 'test')}"
        else:
            yield f"{head}: differs"
        if shown is not None:
            yield f"  {shown.label}: {shown.difference}"
        others = [test for test in fix.breaks if shown is None or test != shown.label]
        for test in others[: NAMED - 1]:
            yield f"  {test}"
        if len(others) > NAMED - 1:
            yield f"  and {plural(len(others) - NAMED + 1, 'more test')}"
        if shown is not None and shown.snippet:
            yield ""
            yield from (f"    {line}" for line in shown.snippet.rstrip().splitlines())
        yield ""


def _summary(verification: Verification, output: str | None) -> Iterator[str]:
    """What was found in one line, and in another what can be done about it."""
    if not verification.fixes:
        yield "There is no fix to test."
        return
    verdicts = Counter(fix.verdict for fix in verification.fixes)
    counted = ", ".join(f"{number} {verdict}" for verdict, number in verdicts.most_common())
    how = _how(verification)
    nothing = verification.verdict == "error" and not verdicts["error"]
    verdict = verification.verdict + (", since nothing could be judged" if nothing else "")
    yield f"{_fixes(len(verification.fixes))}: {counted}.{how} Verdict: {verdict}."
    if verdicts["equivalent"]:
        report = output or "REPORT.json"
        first = "" if output else f"run this again with --output {report}, then "
        yield f"To apply what is equivalent: {first}`uncopy fix --verified {report}`."


def _fixes(number: int) -> str:
    return "1 fix" if number == 1 else f"{number} fixes"


def _how(verification: Verification) -> str:
    about: dict[str, Any] = dict(verification.about)
    if verification.method != "suite":
        seen, kept, where = about["calls"], about["recorded"], plural(about["functions"], "function")
        if verification.method == "generate":
            return f" {plural(kept, 'call')} of {where} were made up."
        if not seen:
            return " None of their functions was called."
        return f" Of {plural(seen, 'call')} of {where}, {kept} unlike each other were replayed."
    flaky = len(about.get("flaky", ()))
    unsteady = f", {flaky} of them unsteady and left out" if flaky else ""
    runs, seconds = plural(about["runs"], "run"), about["seconds"]
    return f" {runs} of {plural(about['tests'], 'test')}{unsteady}, in {seconds:.0f} s."
