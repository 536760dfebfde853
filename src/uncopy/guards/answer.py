"""What a guard says: yes, no or unknown, why, and the line that decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import libcst as cst

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with its reason; ``node`` is the place that decided, if there is one."""

    answer: Literal["yes", "no", "unknown"]
    reason: str = ""
    node: cst.CSTNode | None = None


def yes(reason: str = "", node: cst.CSTNode | None = None) -> Answer:
    """It holds."""
    return Answer("yes", reason, node)


def no(reason: str, node: cst.CSTNode | None = None) -> Answer:
    """It does not hold."""
    return Answer("no", reason, node)


def unknown(reason: str, node: cst.CSTNode | None = None) -> Answer:
    """It cannot be proved."""
    return Answer("unknown", reason, node)


@dataclass(frozen=True, slots=True)
class Guard:
    """A named question about a candidate. ``cost`` marks one that is about worth, not about safety."""

    name: str
    question: str
    ask: Callable[[FunctionFacts, Candidate], Answer]
    cost: bool = False


def guard(name: str, question: str, *, cost: bool = False) -> Callable[[Callable[..., Answer]], Guard]:
    """Make a guard of a function ``(facts, candidate) -> Answer``."""
    return lambda ask: Guard(name, question, ask, cost)


def or_none(asked: Guard) -> Guard:
    """The same question, where to find no answer is a no: what is asked about is mostly meant to be as it is."""

    def ask(facts: FunctionFacts, candidate: Candidate) -> Answer:
        answer = asked.ask(facts, candidate)
        return no(answer.reason, answer.node) if answer.answer == "unknown" else answer

    return Guard(asked.name, asked.question, ask, asked.cost)
