"""Traps of real code, each rebuilt as a small function: no safe fix there, and a reason that a reader understands.

A marked line of `sources/` ends in comments such as ::

    p = p / p.sum()  # trap UNC201 sole-owner: caller's `p` @ def normalised

which says that the rule has a candidate there, that this guard refuses it for a reason in these words, and that the
answer points to a line in which the text after ``@`` stands. ``no-candidate`` in place of a guard says that the rule
does not look there, ``no-rule`` that the rule does not exist yet; then the mark is to be made a real one when it comes.
``fine`` marks what is safe although it looks like its neighbours, ``later`` what is safe and not proved yet, ``either``
pairs of fixes of which each one takes away what the other one needs.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from uncopy import engine
from uncopy.config import Config

CONFIG = Config(preview=True)
SOURCES = sorted((Path(__file__).parent / "sources").glob("*.py"))
RULES = {rule.code: rule for rule in engine.rules()}
_MARK = re.compile(r"# (trap|fine|later|either) (UNC.*)$")

each_source = pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)


class Mark(NamedTuple):
    """One mark: its line, its kind, the rule, who refuses, the words of the reason, and the text that it points to."""

    line: int
    kind: str
    rule: str
    guard: str
    words: str
    place: str


def marks(path: Path) -> list[Mark]:
    """The marks of a file."""
    found = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        match = _MARK.search(line)
        for part in match[2].split("; ") if match else ():
            rule, _, rest = part.partition(" ")
            guard, _, words = rest.partition(": ")
            words, _, place = words.partition(" @ ")
            found.append(Mark(number, match[1], rule, guard, words.strip(), place.strip()))
    return found


def code(line: str) -> str:
    """A line without its mark."""
    return line.partition("  # ")[0]


@each_source
def test_a_fix_is_safe_only_where_it_is_fine(path):
    result = engine.check(path.read_bytes(), path.name, CONFIG)
    assert result.errors == ()
    safe = {(f.line, f.code) for f in result.findings if f.fix is not None and f.fix.applicability == "safe"}
    assert safe == {(m.line, m.rule) for m in marks(path) if m.kind in ("fine", "either")}


@each_source
def test_the_guard_refuses_and_says_why(path):
    lines = path.read_text().splitlines()
    candidates = list(engine.explanations(path.read_bytes(), path.name, CONFIG))
    wrong = []
    for mark in marks(path):
        here = [c for c in candidates if c.code == mark.rule and c.line <= mark.line <= c.end_line]
        if mark.guard == "no-candidate":
            if here or mark.rule not in RULES:
                wrong.append((mark, "is looked at, or there is no such rule"))
            continue
        if mark.kind != "trap" or mark.guard == "no-rule":
            continue
        answers = [a for c in here for a in c.answers if a.guard == mark.guard]
        if not mark.words or len(here) != 1 or len(answers) != 1:
            wrong.append((mark, "no words are asked for, no candidate, or no such guard"))
            continue
        (answer,) = answers
        shown = code(lines[answer.line - 1]) if answer.line is not None else ""
        if answer.answer == "yes" or mark.words not in answer.reason or mark.place not in shown:
            wrong.append((mark, answer))
    assert wrong == []


@each_source
def test_what_is_not_done_yet_is_marked_so(path):
    """When the rule comes, or the proof, this fails or the one above: then the mark has to say what the guards say."""
    for mark in marks(path):
        if mark.guard == "no-rule":
            assert mark.rule not in RULES, mark
        elif mark.kind == "later":
            assert mark.rule in RULES, mark


def test_of_two_fixes_that_need_what_the_other_takes_one_is_made():
    path = Path(__file__).parent / "sources" / "copy_and_rebinding.py"
    before = path.read_text().splitlines()
    after = engine.fix(path.read_bytes(), path.name, CONFIG).source.decode().splitlines()
    pairs = [m for m in marks(path) if m.kind == "either"]
    assert len(pairs) == 4
    for one, other in zip(pairs[::2], pairs[1::2], strict=True):
        assert {one.rule, other.rule} == {"UNC102", "UNC201"}
        changed = [before[m.line - 1] != after[m.line - 1] for m in (one, other)]
        assert sum(changed) == 1


def test_no_mark_is_misspelled_and_none_is_lost():
    total = 0
    for path in SOURCES:
        marked = {m.line for m in marks(path)}
        for number, line in enumerate(path.read_text().splitlines(), 1):
            assert number in marked or not re.search(r"#\s*(trap|fine|later|either)\b", line), (path.name, line)
        total += len(marked)
    assert total >= 150
