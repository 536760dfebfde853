"""Guards asked of every step of what is written as several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.guards.answer import Answer, Guard, yes

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate


def each(guard: Guard, form: str | None = None) -> Guard:
    """The same question about each of ``more["steps"]``, or only about those of one form (``"op="``, ``"out="``)."""

    def ask(facts: FunctionFacts, candidate: Candidate) -> Answer:
        answers = [guard.ask(facts, s) for s in candidate.more["steps"] if form in (None, s.more["form"])]
        for worst in ("no", "unknown"):
            for answer in answers:
                if answer.answer == worst:
                    return answer
        return answers[0] if len(answers) == 1 else yes("so it is for every step" if answers else "no step asks for it")

    return Guard(guard.name, guard.question, ask, guard.cost)
