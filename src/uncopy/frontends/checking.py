"""The commands ``check`` and ``fix``."""

from __future__ import annotations

import contextlib
import difflib
import io
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from uncopy.frontends import files, text
from uncopy.frontends.run import WORTH_A_POOL, Outcome, Wanted, default_jobs, examine_files, examine_one
from uncopy.frontends.settings import ERROR_CODES, Settings


@dataclass(frozen=True, slots=True)
class Request:
    """What ``check`` and ``fix`` have in common; ``jobs`` None means as many as there are processors."""

    paths: tuple[str, ...]
    stdin_filename: str | None
    settings: Settings
    jobs: int | None
    statistics: bool
    quiet: bool

    @property
    def from_stdin(self) -> bool:
        """Whether the text comes from standard input."""
        return self.paths == ("-",)


def check(request: Request, *, output_format: str, output_file: str | None, exit_zero: bool) -> int:
    """Show the findings. Returns the exit code: 0, 1 for findings, 2 for an error."""
    for_people = output_format in ("text", "full")
    if request.statistics and not for_people:
        raise click.UsageError(f"--statistics goes with the format text, not {output_format}")
    outcomes = list(_outcomes(request, "check"))
    if request.statistics:
        report = "".join(f"{line}\n" for line in text.statistics(outcomes))
    elif for_people:
        lines = (line for outcome in outcomes for line in text.findings(outcome, full=output_format == "full"))
        report = "".join(f"{line}\n" for line in lines)
    else:
        from uncopy.frontends.formats import FORMATS

        report = FORMATS[output_format]([finding for outcome in outcomes for finding in outcome.findings])
    failed = _complain(outcomes)
    if output_file:
        try:
            Path(output_file).write_text(click.unstyle(report), encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            raise click.ClickException(f"{output_file}: {error.strerror}") from None
    else:
        click.echo(report, nl=False)
    if not request.quiet and (for_people or output_file):
        click.echo(text.check_summary(outcomes))
    if failed:
        return 2
    found = any(finding.code not in ERROR_CODES for outcome in outcomes for finding in outcome.findings)
    return 1 if found and not exit_zero else 0


def fix(
    request: Request, *, diff: bool, unsafe_fixes: bool, exit_non_zero_on_fix: bool, verified: str | None = None
) -> int:
    """Fix files in place, or with ``diff`` show how; with ``verified`` as that report has it. Returns the exit code."""
    writes = not (diff or request.from_stdin)
    if verified is not None:
        from uncopy.frontends.verified import outcomes as verified_outcomes

        proposed = verified_outcomes(verified, request.paths, request.settings)
    else:
        proposed = _outcomes(request, "unsafe fix" if unsafe_fixes else "fix")
    outcomes = []
    try:
        for outcome in proposed:
            outcomes.append(_write(outcome) if writes and outcome.fixed is not None else outcome)
    except KeyboardInterrupt:
        done = sum(outcome.fixed is not None for outcome in outcomes) if writes else 0
        click.echo(f"Interrupted: {text.plural(done, 'file')} fixed, the others are as they were.", err=True)
        return 130
    # Where standard output carries the diff or the fixed text, the words go beside it
    aside = not writes
    if diff:
        for outcome in outcomes:
            _show_diff(outcome)
    elif request.from_stdin:
        _pass_through(outcomes)
    if request.statistics:
        lines = [*text.statistics(outcomes)]
    else:
        lines = [line for outcome in outcomes for line in text.applied(outcome)] if writes else []
        if lines:
            lines.append("")
        lines += [line for outcome in outcomes for line in text.findings(outcome)] if writes else []
        lines += [] if writes else [line for o in outcomes if o.failed for line in text.findings(o)]
    for line in lines:
        click.echo(line, err=aside)
    failed = _complain(outcomes)
    if not request.quiet:
        click.echo(text.fix_summary(outcomes, written=not diff, verified=verified), err=aside)
    changed = any(outcome.fixed is not None for outcome in outcomes)
    return 2 if failed else 1 if changed and (diff or exit_non_zero_on_fix) else 0


def _outcomes(request: Request, wanted: Wanted) -> Iterator[Outcome]:
    settings = request.settings
    if request.from_stdin:
        source = sys.stdin.buffer.read()
        path = request.stdin_filename or "-"
        if settings.excludes(path):
            yield Outcome(path, source=source)
            return
        yield replace(examine_one((path, settings.config_for(path), wanted), source), source=source)
        return
    found = files.find_files(request.paths, settings.excludes)
    for problem in found.problems:
        yield Outcome("", problem=problem)
    tasks = [(path, settings.config_for(path), wanted) for path in found.files]
    shown = len(tasks) >= WORTH_A_POOL and not request.quiet and sys.stderr.isatty()
    with _progress(len(tasks)) if shown else contextlib.nullcontext(lambda _count: None) as done:
        yield from examine_files(tasks, request.jobs or default_jobs(), done)


@contextlib.contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    # Refreshed by hand: a refreshing thread does not go with forked workers
    columns = (TextColumn("Checking"), BarColumn(), MofNCompleteColumn(), TextColumn("files"))
    with Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as progress:
        bar = progress.add_task("", total=total)

        def done(count: int) -> None:
            progress.update(bar, advance=count, refresh=True)

        done(0)
        yield done


def _write(outcome: Outcome) -> Outcome:
    assert outcome.source is not None
    assert outcome.fixed is not None
    try:
        files.replace(outcome.path, outcome.source, outcome.fixed)
    except files.FileProblem as problem:
        return Outcome(outcome.path, problem=str(problem))
    return outcome


def _pass_through(outcomes: Sequence[Outcome]) -> None:
    """Write the text that came from standard input, fixed or, if anything was wrong, as it came."""
    for outcome in outcomes:
        source = outcome.source if outcome.fixed is None else outcome.fixed
        if source is not None:
            sys.stdout.buffer.write(source)
            sys.stdout.buffer.flush()


def _show_diff(outcome: Outcome) -> None:
    """Write a unified diff, byte for byte unless it is coloured."""
    if outcome.source is None or outcome.fixed is None:
        return
    before, after = (io.BytesIO(side).readlines() for side in (outcome.source, outcome.fixed))
    name = outcome.path.encode(errors="surrogateescape")
    for line in difflib.diff_bytes(difflib.unified_diff, before, after, name, name):
        whole = line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n"
        colour = {b"+": "green", b"-": "red", b"@": "cyan"}.get(line[:1])
        if colour and _coloured():
            click.echo(click.style(whole.decode(errors="replace").rstrip("\n"), fg=colour))
        else:
            click.echo(whole, nl=False)


def _coloured() -> bool:
    chosen = click.get_current_context().color
    return sys.stdout.isatty() if chosen is None else chosen


def _complain(outcomes: Sequence[Outcome]) -> bool:
    """Say on standard error what could not be read or written. Returns whether anything failed."""
    for outcome in outcomes:
        if outcome.problem is not None:
            click.echo(f"{click.style('error:', fg='red', bold=True)} {outcome.problem}", err=True)
    return any(outcome.failed for outcome in outcomes)
