"""check, fix and why: all that a front end calls."""

from __future__ import annotations

import ast
import inspect
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

from uncopy.analysis import Analysed, Judged, analyse, internal_error
from uncopy.catalogue import all_rules, page
from uncopy.config import Config
from uncopy.fixes.apply import apply_edits, overlap
from uncopy.fixes.edit import Edit, Finding, Fix, Position, Refusal, Saves
from uncopy.source.depth import in_deep_stack
from uncopy.source.noqa import suppressed

ROUNDS = 10  # of these more than there were fixes to make mean that two rules undo each other

__all__ = [
    "Answered",
    "CheckResult",
    "Edit",
    "Explanation",
    "Finding",
    "Fix",
    "FixResult",
    "Position",
    "Refusal",
    "RuleInfo",
    "Saves",
    "check",
    "fix",
    "rules",
    "why",
]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Findings of one source text, in order of position. ``errors`` holds UNC000 and UNC001 among them."""

    path: str
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that say that something went wrong in reading or analysing."""
        return tuple(f for f in self.findings if f.code in ("UNC000", "UNC001"))


@dataclass(frozen=True, slots=True)
class FixResult:
    """``source`` is the text after the fixes: equal to the original where nothing was applied or an error arose.

    ``applied`` are the findings whose fixes were applied, positions in the text of their round; ``remaining`` is
    the check of the final text.
    """

    path: str
    original: bytes
    source: bytes
    applied: tuple[Finding, ...]
    remaining: CheckResult
    rounds: int


@dataclass(frozen=True, slots=True)
class Answered:
    """One guard's answer about one candidate, with the line (1-based) that decided, where there is one."""

    guard: str
    question: str
    answer: Literal["yes", "no", "unknown"]
    reason: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A candidate of a rule with every guard's answer, whether or not it became a finding."""

    code: str
    name: str
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    function: str
    verdict: Literal["safe fix", "unsafe fix", "finding without fix", "no finding"]
    answers: tuple[Answered, ...]
    finding: Finding | None


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """A row of the catalogue. ``page`` is the rule's page as Markdown."""

    code: str
    name: str
    family: str
    since: str
    summary: str
    fix: Literal["safe", "unsafe", "advice"]
    saves: str
    preview: bool
    guards: tuple[str, ...]
    page: str


def rules() -> tuple[RuleInfo, ...]:
    """The catalogue, in order of code."""
    out = []
    for rule in all_rules():
        meta = rule.meta
        text = page(rule)
        summary = (inspect.getdoc(rule) or "").split("\n\n")[0].replace("\n", " ")
        out.append(
            RuleInfo(
                meta.code,
                meta.name,
                meta.family,
                meta.since,
                summary,
                meta.fix,
                meta.saves,
                meta.preview,
                tuple(g.name for g in rule.guards),
                text,
            )
        )
    return tuple(out)


def check(source: bytes, path: str, config: Config) -> CheckResult:
    """Find what can be found in one source text. Never raises for bad input: that is a finding."""
    analysed = analyse(source, path, config)
    findings = [j.finding for j in _wanted(analysed, config) if j.finding is not None]
    findings += analysed.errors
    findings.sort(key=lambda f: (f.line, f.column, f.code))
    return CheckResult(path, tuple(findings))


def _wanted(analysed: Analysed, config: Config) -> list[Judged]:
    """Candidates that became findings and are not suppressed in the text."""
    if analysed.text is None or not analysed.judged:
        return []
    hidden = suppressed(analysed.text.lines, noqa=config.noqa)
    return [
        j
        for j in analysed.judged
        if j.finding is not None and not hidden(j.finding.line, j.finding.end_line, j.finding.code)
    ]


def fix(source: bytes, path: str, config: Config, *, unsafe: bool = False) -> FixResult:
    """Apply the safe fixes (with ``unsafe`` the unproved ones too) until nothing changes.

    Every round analyses the text anew. If anything goes wrong (a file that cannot be read, an internal error, a result
    that does not compile) the text stays as it was, and the error is among ``remaining``.
    """
    current, rounds, limit = source, 0, ROUNDS
    applied: list[Finding] = []
    while True:
        analysed = analyse(current, path, config)
        errors = [*analysed.errors]
        chosen = _choose(_wanted(analysed, config), unsafe) if analysed.text is not None and not errors else []
        if not rounds:  # those that touch the same memory are made one a round
            limit += len(analysed.judged)
        if chosen and rounds == limit:
            errors.append(internal_error(path, "the file", 1, RuntimeError("the fixes do not come to an end")))
        if errors:
            found = tuple(
                sorted(
                    [*check(source, path, config).findings, *(errors if rounds else ())],
                    key=lambda f: (f.line, f.column, f.code),
                )
            )
            return FixResult(path, source, source, (), CheckResult(path, found), 0)
        if not chosen:
            return FixResult(path, source, current, tuple(applied), check(current, path, config), rounds)
        assert analysed.text is not None
        try:
            text = apply_edits(analysed.text.text, [e for f in chosen for e in (f.fix.edits if f.fix else ())])
            changed = analysed.text.encode(text)
            try:
                _still_compiles(current, changed, path)
            except RecursionError:
                in_deep_stack(partial(_still_compiles, current, changed, path))
        except (ValueError, SyntaxError, RecursionError) as error:
            failure = internal_error(path, "the fixes of this file", chosen[0].line, error)
            found = (failure, *check(source, path, config).findings)
            return FixResult(path, source, source, (), CheckResult(path, found), 0)
        current = changed
        applied += chosen
        rounds += 1


def _still_compiles(before: bytes, after: bytes, path: str) -> None:
    """Raise SyntaxError if the fixed text does not parse, or does not compile although the original did."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ast.parse(after)
        try:
            compile(before, path, "exec", dont_inherit=True)
        except (SyntaxError, ValueError):
            return  # a notebook's top-level await and the like: parsing is all that can be asked
        compile(after, path, "exec", dont_inherit=True)


def _choose(judged: list[Judged], unsafe: bool) -> list[Finding]:
    """Fixes that can be made together: no common text, and no sharing of memory that another one reuses or shares."""
    chosen: list[Judged] = []
    for candidate in sorted(judged, key=lambda j: (j.rule.last, not j.rule.first)):
        finding = candidate.finding
        if finding is None or finding.fix is None or (finding.fix.applicability == "unsafe" and not unsafe):
            continue
        clash = any(
            overlap(finding.fix.edits, other.finding.fix.edits)
            or ("share" in (candidate.effect, other.effect) and candidate.memory & other.memory)
            for other in chosen
            if other.finding is not None and other.finding.fix is not None
        )
        if not clash:
            chosen.append(candidate)
    early = [c for c in chosen if not c.rule.last]
    return [c.finding for c in early or chosen if c.finding is not None]


def why(source: bytes, path: str, line: int, config: Config) -> tuple[Explanation, ...]:
    """Every candidate that touches ``line`` (1-based), with each guard's answer."""
    return tuple(e for e in explanations(source, path, config) if e.line <= line <= e.end_line)


def explanations(source: bytes, path: str, config: Config) -> Iterator[Explanation]:
    """Every candidate of a text, with each guard's answer: what the refusal statistics count."""
    for j in analyse(source, path, config).judged:
        answers = tuple(Answered(g.name, g.question, a.answer, a.reason, line) for g, a, line in j.answers)
        (line, column), (end_line, end_column) = j.span
        yield Explanation(
            j.rule.meta.code,
            j.rule.meta.name,
            path,
            line,
            column,
            end_line,
            end_column,
            j.function,
            j.verdict,
            answers,
            j.finding,
        )
