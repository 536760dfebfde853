"""UNC604."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from uncopy.facts import FunctionFacts
from uncopy.facts.dtypes import describe
from uncopy.fixes.edit import Saves
from uncopy.guards.answer import Guard
from uncopy.guards.as_bools import zero_or_one
from uncopy.guards.every_use import Uses
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.narrow_values import held, narrower_values
from uncopy.guards.only_asked import only_asked
from uncopy.guards.worth import pays
from uncopy.rules.base import Candidate, Meta
from uncopy.rules.buffers import FILLED, BufferRule, filled, spelled
from uncopy.rules.copies import named

_BYTES = {"i1": 1, "i2": 2, "i4": 4, "i8": 8, "u2": 2, "u4": 4, "u8": 8, "f8": 8, "f16": 16}
_SHORTER = ("i1", "i2", "i4")


class LongerThanNeeded(BufferRule):
    """An array holds small numbers only, and is made of long ones although nothing asks for more than their values.

    ## What it finds

    `state = np.zeros(n, dtype=int)`, `label = np.full(n, -1)` and the like, where all that is stored are small whole
    numbers that stand in the text, and all that reads them compares them (`state == 2`), tests them, takes an element
    for an index (`table[label[i]]`), or stores them elsewhere. And arrays of `np.longdouble` that get nothing but
    float64 and are only compared, converted back or stored elsewhere.

    ## Why it costs

    An int64 takes eight bytes for what one byte holds.

    ## Example

    ```python
    state = np.zeros(n, dtype=int)        # becomes: state = np.zeros(n, dtype=np.int8)
    state[x > high] = 2
    state[x < low] = -1
    return x[state == 2]
    ```

    ## When the fix is safe

    Every use of the array, of its views, copies and elements is known, and goes by the values alone. So it is not
    returned, kept, printed or computed with: sums of short integers wrap around.

    ## When nothing is saved

    For small arrays. Where the whole array is an index (`table[label]`), NumPy makes int64 of it on the way. Arrays of
    0 and 1 that may be bools are another rule's (UNC601).

    ## Known limits

    Arrays that are declared with a type (`state: NDArray[np.int64] = ...`) are left alone, and so are those that
    `np.empty` makes, complex arrays that hold real numbers, and numbers that come from elsewhere than the text.
    """

    meta = Meta("UNC604", "longer-than-needed", "dtype", "0.1", "1/2 to 7/8 of an array", preview=True)
    guards: tuple[Guard, ...] = (knowable_frame, narrower_values, only_asked, pays)

    def gate(self, node: ast.AST) -> bool:
        """A call of something named zeros, ones, full, or one of their forms with `_like`."""
        return spelled(node, FILLED)

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Arrays of long numbers that get short ones from the text, and whose values something asks for."""
        for buffer, uses, dtypes in filled(facts, _BYTES):
            dtype = "f8" if dtypes == {"f16"} else _shortest(facts, uses)
            share = 1 - _BYTES[dtype] / min(_BYTES[c] for c in dtypes) if dtype is not None else 0
            if dtype is None or share <= 0 or not named(facts, buffer.step.id):
                continue
            if not any(use.asks != "form" for use in uses.read):
                continue
            message = (
                f"an array holds numbers that fit into {describe(dtype)}, and nothing asks for more than their values"
            )
            saves = Saves(f"{share:g} of the array", share)
            found = self.asking(facts, buffer, uses, dtype, describe(dtype), message, saves)
            if not _as_bools(facts, found):
                yield found


def _shortest(facts: FunctionFacts, uses: Uses) -> str | None:
    """The shortest dtype that holds the whole numbers that are stored, as far as they stand in the text."""
    words = {w for step, value in uses.stored for w in facts.seen(value, step).dtypes if w.startswith("int:")}
    known = {w for w in words if w != "int:word"}
    return next((t for t in _SHORTER if all(held(t, w) for w in known)), None) if known else None


def _as_bools(facts: FunctionFacts, candidate: Candidate) -> bool:
    """Whether it may be bools, which another rule says."""
    asked = replace(candidate, more={**candidate.more, "dtype": "b1"})
    return all(guard.ask(facts, asked).answer == "yes" for guard in (zero_or_one, only_asked))
