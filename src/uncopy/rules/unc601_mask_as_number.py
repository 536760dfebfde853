"""UNC601."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from uncopy.facts import FunctionFacts
from uncopy.fixes.edit import Saves
from uncopy.guards.answer import Guard
from uncopy.guards.as_bools import zero_or_one
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.only_asked import only_asked
from uncopy.guards.worth import pays
from uncopy.rules.base import Candidate, Meta
from uncopy.rules.buffers import FILLED, BufferRule, filled, spelled
from uncopy.rules.copies import named

_BYTES = {"f2": 2, "f4": 4, "f8": 8, "i2": 2, "i4": 4, "i8": 8, "u2": 2, "u4": 4, "u8": 8}
_ANSWERED = {"ask", "compare", "logical"}


class MaskAsNumber(BufferRule):
    """An array of numbers holds nothing but 0 and 1, and is only asked which of them.

    ## What it finds

    `seen = np.zeros(n)`, `keep = np.ones(len(x), dtype=int)` and the like, where only 0, 1 and bools are stored, and
    all that reads it asks what is set: `seen[i] == 1`,
    `if seen[i]`, `x[keep == 1]`, `np.where(keep > 0)`, `keep.any()`.

    ## Why it costs

    A number of float64 or int64 takes eight bytes, a bool takes one.

    ## Example

    ```python
    seen = np.zeros(n)                # becomes: seen = np.zeros(n, dtype=bool)
    for i in order:
        if seen[i] == 0:
            seen[i] = 1
    ```

    ## When the fix is safe

    Every use of the array, of its views, copies and elements is known, and comes out the same with bools. So it is not
    returned, kept, printed or computed with, and no function is given it but those that only ask what is not 0.
    `x[keep]` with numbers takes elements by their places, not by a mask, so it is none of these uses.

    ## When nothing is saved

    For small arrays, and where a number takes one byte as well.

    ## Known limits

    Arrays that are declared with a type (`seen: NDArray[np.int64] = ...`) are left alone, and so are those that are
    made in other ways than `zeros`, `ones`, `full` and their forms with `_like`.
    """

    meta = Meta("UNC601", "mask-as-number", "dtype", "0.1", "up to 7/8 of an array", preview=True)
    guards: tuple[Guard, ...] = (knowable_frame, zero_or_one, only_asked, pays)

    def gate(self, node: ast.AST) -> bool:
        """A call of something named zeros, ones, full, or one of their forms with `_like`."""
        return spelled(node, FILLED)

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Arrays of numbers that begin with 0 or 1, and that something asks what is set in."""
        for buffer, uses, dtypes in filled(facts, _BYTES):
            if "fill_value" in buffer.given and facts.fact(buffer.given["fill_value"]).const not in (0, 1):
                continue
            if not named(facts, buffer.step.id) or not any(u.asks in _ANSWERED or u.dtype == "b1" for u in uses.read):
                continue
            share = 1 - 1 / min(_BYTES[c] for c in dtypes)
            message = "an array of numbers holds nothing but 0 and 1, and is only asked which of them"
            yield self.asking(facts, buffer, uses, "b1", "bool", message, Saves(f"{share:g} of the array", share))
