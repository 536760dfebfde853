"""What a person reads: findings with their source line, what was fixed, and the summary."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

import click

from uncopy.fixes.edit import Finding
from uncopy.frontends.run import Outcome
from uncopy.frontends.settings import ERROR_CODES

WIDEST = 160  # characters of a source line that are shown; generated files have lines of thousands


def plural(number: int, word: str) -> str:
    """``1 file``, ``2 files``."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def findings(outcome: Outcome, *, full: bool = False) -> Iterator[str]:
    """The lines that show the findings of one file. ``full`` adds every refusal and the edits."""
    for finding in outcome.findings:
        yield _head(finding)
        yield from _excerpt(finding, outcome.lines.get(finding.line, ""))
        if finding.code not in ERROR_CODES:
            yield from _help(finding, full=full)
        if full and finding.fix:
            yield from _edits(finding)
        yield ""


def _head(finding: Finding) -> str:
    place = click.style(f"{finding.path}:{finding.line}:{finding.column}:", bold=True)
    return f"{place} {click.style(finding.code, fg='red', bold=True)} {finding.message}"


def _excerpt(finding: Finding, line: str) -> Iterator[str]:
    if not line.strip():
        return
    begin = finding.column - 1
    end = finding.end_column - 1 if finding.end_line == finding.line else len(line.rstrip())
    start = max(0, begin - WIDEST // 2) if len(line) > WIDEST else 0
    before, marked = line[start:begin].expandtabs(4), line[begin : max(end, begin + 1)]
    shown = line[start : start + WIDEST].expandtabs(4)
    carets = "^" * max(1, min(_width(marked), _width(shown) - _width(before)))
    more = " …" if finding.end_line > finding.line else ""
    saves = f" saves {finding.saves.text}" if finding.saves else ""
    number = str(finding.line)
    yield click.style(f"  {number} | ", fg="blue") + shown + more
    yield (
        click.style(f"  {' ' * len(number)} | ", fg="blue")
        + " " * _width(before)
        + click.style(carets + saves, fg="yellow")
    )


def _width(text: str) -> int:
    """Columns of a terminal that ``text`` takes: wide characters two, combining ones none."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def _help(finding: Finding, *, full: bool) -> Iterator[str]:
    label = "    " + click.style("help:", fg="cyan", bold=True) + " "
    refusals = [_refusal(finding, at) for at in range(len(finding.refusals))]
    if finding.fix and finding.fix.applicability == "safe":
        yield f"{label}{finding.fix.title}"
        return
    said = refusals if full else refusals[:1]
    if finding.fix:
        yield f"{label}{finding.fix.title}, unproved (--unsafe-fixes)" + (f": {said[0]}" if said else "")
    else:
        yield f"{label}no fix" + (f": {said[0]}" if said else "")
    for more in said[1:]:
        yield f"          {more}"
    if len(refusals) > len(said):
        yield f"          and {plural(len(refusals) - len(said), 'more reason')}: uncopy why {_place(finding)}"


def _refusal(finding: Finding, at: int) -> str:
    refusal = finding.refusals[at]
    elsewhere = f" (line {refusal.line})" if refusal.line not in (None, finding.line) else ""
    doubt = "says no" if refusal.answer == "no" else "is not sure"
    return f"{refusal.guard} {doubt}: {refusal.reason}{elsewhere}"


def _place(finding: Finding) -> str:
    return f"{finding.path}:{finding.line}"


def _edits(finding: Finding) -> Iterator[str]:
    assert finding.fix is not None
    for edit in finding.fix.edits:
        span = f"{edit.start.line}:{edit.start.column}-{edit.end.line}:{edit.end.column}"
        for at, line in enumerate(edit.content.splitlines() or [""]):
            yield click.style(f"    {span if not at else ' ' * len(span)} > ", fg="blue") + line


def applied(outcome: Outcome) -> Iterator[str]:
    """The lines that say what was fixed in one file; line numbers are those at the time of each fix."""
    if not outcome.applied:
        return
    yield f"{click.style(outcome.path, bold=True)}: {len(outcome.applied)} fixed"
    for finding in outcome.applied:
        title = finding.fix.title if finding.fix else finding.message
        yield f"  {finding.line:>5}: {click.style(finding.code, fg='green')} {title}"


def check_summary(outcomes: Sequence[Outcome]) -> str:
    """One sentence: how much was found, and what `fix` would do about it."""
    places = [finding for outcome in outcomes for finding in outcome.findings if finding.code not in ERROR_CODES]
    examined = sum(outcome.problem is None for outcome in outcomes)
    if not places:
        return f"Nothing found in {plural(examined, 'file')}." + _failures(outcomes)
    touched = len({finding.path for finding in places})
    safe = sum(1 for finding in places if finding.fix and finding.fix.applicability == "safe")
    unsafe = sum(1 for finding in places if finding.fix and finding.fix.applicability == "unsafe")
    offers = [f"`uncopy fix` rewrites {safe}"] if safe else []
    offers += [f"{unsafe} {'more ' if safe else ''}unproved, for `uncopy fix --unsafe-fixes`"] if unsafe else []
    return (
        f"Found {plural(len(places), 'place')} in {touched} of {plural(examined, 'file')}"
        + (f"; {', '.join(offers)}." if offers else ".")
        + _failures(outcomes)
    )


def fix_summary(outcomes: Sequence[Outcome], *, written: bool, verified: str | None = None) -> str:
    """One sentence: what was (or with ``written`` False would be) fixed, and what remains, which fixes that come from
    the report ``verified`` do not tell.
    """
    fixed = sum(len(outcome.applied) for outcome in outcomes)
    touched = sum(outcome.fixed is not None for outcome in outcomes)
    remaining = sum(finding.code not in ERROR_CODES for outcome in outcomes for finding in outcome.findings)
    did = "Fixed" if written else "Would fix"
    what = f"{did} {plural(fixed, 'place')} in {plural(touched, 'file')}" if fixed else "Nothing to fix"
    rest = f", as {verified} found equivalent" if verified and fixed else "" if verified else None
    return what + (f"; {plural(remaining, 'place')} left" if rest is None else rest) + "." + _failures(outcomes)


def _failures(outcomes: Sequence[Outcome]) -> str:
    failed = sum(outcome.failed for outcome in outcomes)
    return f" Errors in {plural(failed, 'file')}." if failed else ""


def statistics(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Counts per rule, the most frequent first: all, with a safe fix, with an unproved one, without."""
    counts: Counter[tuple[str, str]] = Counter()
    kinds: Counter[tuple[str, str]] = Counter()
    for finding in (finding for outcome in outcomes for finding in (*outcome.applied, *outcome.findings)):
        counts[finding.code, finding.name] += 1
        kinds[finding.code, finding.fix.applicability if finding.fix else "none"] += 1
    if counts:
        yield "  found   safe unsafe no fix  rule"
    for (code, name), number in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        safe, unsafe, none = (kinds[code, kind] for kind in ("safe", "unsafe", "none"))
        yield f"{number:7} {safe:6} {unsafe:6} {none:6}  {code} {name}"
