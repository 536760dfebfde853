"""``fix --verified``: the equivalent fixes of a report, made in those files that are still what was judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from uncopy.fixes.edit import Finding, Fix
from uncopy.frontends import files
from uncopy.frontends.run import Outcome
from uncopy.frontends.settings import Settings
from uncopy.verify.plan import Change, FilePlan
from uncopy.verify.report import BadReport, apply_verified, verified_plans


def outcomes(report: str, paths: Sequence[str], settings: Settings) -> Iterator[Outcome]:
    """What the report makes of each of its files, or of those in and below ``paths`` where there are any."""
    try:
        found = verified_plans(Path(report))
    except BadReport as problem:
        raise click.ClickException(str(problem)) from None
    except OSError as error:
        raise click.ClickException(f"{report}: {(error.strerror or str(error)).lower()}") from None
    for path in paths:
        if not Path(path).exists():
            yield Outcome(path, problem=f"{path}: no such file or directory")
    wanted = [Path(path).resolve() for path in paths]
    for path, (digest, changes) in found.items():
        place = Path(path).resolve()
        if not changes or settings.excludes(path):
            continue
        if not wanted or any(place.is_relative_to(folder) for folder in wanted):
            yield _outcome(path, digest, changes)


def _outcome(path: str, digest: str, changes: tuple[Change, ...]) -> Outcome:
    if not Path(path).exists():
        return Outcome(
            path, problem=f"{path}: not found from here: `uncopy verify` ran in another folder, or it is gone"
        )
    try:
        source = files.read(path)
    except files.FileProblem as problem:
        return Outcome(path, problem=str(problem))
    plan = FilePlan(path, source, changes)
    try:
        fixed = apply_verified(plan, digest)
    except (ValueError, SyntaxError, IndexError) as error:
        return Outcome(path, problem=f"{path}: the fixes of the report cannot be made: {error}")
    if fixed is None:
        return Outcome(path, problem=f"{path}: changed since it was verified; left as it is now")
    return Outcome(path, applied=tuple(map(_finding, plan.together())), source=source, fixed=fixed)


def _finding(change: Change) -> Finding:
    fix = Fix("unsafe" if change.applicability == "unsafe" else "safe", change.title, change.edits)
    where = (change.path, change.line, change.column, change.end_line, change.column)
    return Finding(change.code, change.code, change.title, *where, fix=fix)
