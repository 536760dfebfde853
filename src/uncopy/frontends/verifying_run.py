"""The commands ``verify --run`` and ``--generate``: fixes judged on calls of a user's command, or made up."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import click

from uncopy.frontends.settings import Settings
from uncopy.frontends.text import plural
from uncopy.frontends.verifying_fixes import check_output, plans, show
from uncopy.measure import has_memray
from uncopy.verify.generate import NoHypothesis, generate
from uncopy.verify.recording import CommandFailed, Recording, record
from uncopy.verify.replay import Limits, judge
from uncopy.verify.report import Verification


def verify_run(
    paths: Sequence[str],
    command: str | None,
    settings: Settings,
    *,
    timeout: float,
    memray: bool,
    as_json: bool,
    output: str | None,
    page: str | None = None,
) -> int:
    """Record calls while ``command`` runs, or without one make them up, and replay them with each fix.

    ``timeout`` is in seconds a call; ``memray`` asks for native peaks. Returns the exit code.
    """
    check_output(output)
    check_output(page)
    if memray and not has_memray():
        raise click.ClickException("--memray needs memray: pip install 'uncopy[memray]'")
    limits = Limits(timeout, native=memray)
    found = [plan for plan in plans(paths, settings) if plan.changes]
    if not found:
        click.echo("There is no fix to be judged.", err=as_json)
        return 0
    count = sum(len(plan.changes) for plan in found)
    places = {(plan.path, change.function) for plan in found for change in plan.changes}
    how = "Making calls up" if command is None else f"Recording calls: {command}"
    _say(f"{'1 fix' if count == 1 else f'{count} fixes'} in {plural(len(places), 'function')}. {how}")
    with tempfile.TemporaryDirectory(prefix="uncopy-recording-", ignore_cleanup_errors=True) as folder:
        try:
            if command is None:
                recording = generate(found, Path(folder))
            else:  # with --json, standard output is for the report alone
                recording = record(found, command, Path(folder), sys.stderr if as_json else None)
        except (CommandFailed, NoHypothesis) as problem:
            raise click.ClickException(str(problem)) from None
        _complain(recording)
        reports, weighed = judge(found, recording, limits, lambda text: _say(f"Judging {text}"))
    functions = recording.functions.values()
    about = {
        "calls": sum(function.seen for function in functions),
        "recorded": sum(len(function.kept) for function in functions),
        "functions": sum(bool(function.kept) for function in functions),
        "processes": recording.processes,
        "status": recording.status,
        "seconds": round(recording.seconds, 3),
        "recorder_seconds": round(recording.spent, 3),
    }
    files = {plan.path: plan.digest for plan in found}
    method: Literal["run", "generate"] = "generate" if command is None else "run"
    verification = Verification(method, command or "calls made up", files, tuple(reports), about, tuple(weighed))
    return show(verification, as_json, output, page)


def _say(text: str) -> None:
    click.echo(click.style(text, dim=True), err=True)


def _complain(recording: Recording) -> None:
    """Say what makes the recording less than it could be."""
    if not recording.processes:
        raise click.ClickException(
            "the command ran no Python that could record: it must be the Python that uncopy is installed for "
            f"({sys.executable}), and not be started with -I or -S"
        )
    if recording.status:
        _say(f"The command exited with status {recording.status}; what it did until then is used.")
