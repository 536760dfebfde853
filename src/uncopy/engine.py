"""check, fix and why: all that a front end calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from uncopy.config import Config
from uncopy.fixes.edit import Edit, Finding, Fix, Position, Refusal, Saves

__all__ = ["Answered", "CheckResult", "Edit", "Explanation", "Finding", "Fix", "FixResult", "Position", "Refusal",
           "RuleInfo", "Saves", "check", "fix", "rules", "why"]


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
    return ()


def check(source: bytes, path: str, config: Config) -> CheckResult:
    """Find what can be found in one source text. Never raises for bad input: that is a finding."""
    return CheckResult(path, ())


def fix(source: bytes, path: str, config: Config, *, unsafe: bool = False) -> FixResult:
    """Apply the safe fixes (with ``unsafe`` the unproved ones too) until nothing changes."""
    return FixResult(path, source, source, (), check(source, path, config), 0)


def why(source: bytes, path: str, line: int, config: Config) -> tuple[Explanation, ...]:
    """Every candidate that touches ``line`` (1-based), with each guard's answer."""
    return ()


def explanations(source: bytes, path: str, config: Config) -> Iterator[Explanation]:
    """Every candidate of a text, with each guard's answer: what the refusal statistics count."""
    return iter(())
