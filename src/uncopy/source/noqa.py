"""Comments that silence findings: ``# noqa`` as flake8 reads it, and ``# uncopy: off`` … ``# uncopy: on`` blocks."""

from __future__ import annotations

import io
import re
import tokenize
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

# flake8's own pattern: what follows `noqa` and is not a list of codes makes it a bare one, which silences everything.
_NOQA = re.compile(r"# noqa(?::[\s]?(?P<codes>([A-Z]+[0-9]+(?:[,\s]+)?)+))?", re.IGNORECASE)
_NOQA_FILE = re.compile(r"# flake8[:=]\s*noqa(?::\s?(?P<codes>([A-Z]+[0-9]+(?:[,\s]+)?)+))?\s*$", re.IGNORECASE)
_SWITCH = re.compile(r"#\s*uncopy:\s*(?P<state>off|on)\b", re.IGNORECASE)
_MENTION = re.compile(r"noqa|uncopy:", re.IGNORECASE)

Suppressed = Callable[[int, int, str], bool]


def suppressed(source_lines: Sequence[str], *, noqa: bool = True) -> Suppressed:
    """Read the comments of a text; the result says of ``(first line, last line, code)`` whether it is silenced.

    Lines are 1-based. As in flake8, ``# noqa`` counts on the finding's first line, which is taken together with its
    backslash continuations and multi-line strings. An off block counts if it holds any line from first to last, and
    lasts to the end of the file if nothing turns it on again. ``# flake8: noqa`` alone on a line counts everywhere.
    Only comments count, not strings that look like them; past a place that cannot be tokenized nothing is silenced.
    With ``noqa`` False only the blocks count.
    """
    if not any(_MENTION.search(line) for line in source_lines):
        return lambda _first, _last, _code: False
    on_line: dict[int, tuple[str, ...]] = {}
    switched: list[int] = []
    off_after: list[bool] = []
    everywhere: tuple[str, ...] = ()
    for first, line, comment, alone in _comments(source_lines):
        if noqa and alone and (match := _NOQA_FILE.match(comment)):
            everywhere += _prefixes(match["codes"])
        elif noqa and (match := _NOQA.search(comment)):
            on_line.update(dict.fromkeys(range(first, line + 1), _prefixes(match["codes"])))
        if match := _SWITCH.search(comment):
            switched.append(line)
            off_after.append(match["state"].lower() == "off")

    def answer(first: int, last: int, code: str) -> bool:
        if code.startswith(everywhere + on_line.get(first, ())):
            return True
        started = max(bisect_right(switched, first) - 1, 0)
        return any(off_after[started : bisect_right(switched, last)])

    return answer


def _prefixes(codes: str | None) -> tuple[str, ...]:
    """The prefixes of codes that a comment lists; the empty prefix, which is every code's, if it lists none."""
    return tuple(code.upper() for code in re.split(r"[,\s]+", codes) if code) if codes else ("",)


def _comments(lines: Sequence[str]) -> Iterator[tuple[int, int, str, bool]]:
    """Each comment: the first line that flake8 joins with its own, its line, its text, whether it stands alone."""
    text = "".join(line.rstrip("\r\n") + "\n" for line in lines)
    first = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type in (tokenize.NEWLINE, tokenize.NL):
                first = 0
            elif token.type != tokenize.DEDENT:
                alone = not first
                first = first or token.start[0]
                if token.type == tokenize.COMMENT:
                    yield first, token.start[0], token.string, alone
    except (tokenize.TokenError, SyntaxError):
        return
