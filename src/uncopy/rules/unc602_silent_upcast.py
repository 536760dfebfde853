"""UNC602."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from uncopy.facts import FunctionFacts
from uncopy.facts.dtypes import describe
from uncopy.fixes.edit import Saves
from uncopy.guards.answer import Guard
from uncopy.guards.every_use import every_use
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.meeting import meets_short, upcast
from uncopy.guards.narrow_values import dtype_seen, narrower_values, words_stored
from uncopy.guards.worth import pays
from uncopy.rules.base import Candidate, Meta
from uncopy.rules.buffers import BufferRule, buffers, spelled

_MAKERS = {"zeros", "ones", "full", "linspace", "arange", "eye", "identity", "tri"}


class SilentUpcast(BufferRule):
    """An array of float32 is computed with one that is float64 or int64 by default, and comes to float64.

    ## What it finds

    `x * np.arange(n)`, `ramp = np.linspace(0, 1, n)` and `x * ramp`, and the like with `zeros`, `ones`, `full`, `eye`,
    `identity` and `tri`, where `x` is known to be of float32 (or float16) and no dtype is asked for.

    ## Why it costs

    The result takes twice the memory of `x`, and so does all that is computed with it from then on.

    ## Example

    ```python
    x = np.asarray(x, dtype=np.float32)
    ramp = np.linspace(0, 1, len(x))      # becomes: np.linspace(0, 1, len(x), dtype=np.float32)
    return x * ramp
    ```

    ## When the fix is safe

    Never: the result is of another dtype, and is rounded to float32.

    ## When nothing is saved

    For small arrays. Nothing is said where the default array is returned, kept or used in another way: it may be of
    float64 for that.

    ## Known limits

    The dtype of `x` must be known, by an annotation or by a conversion in this function. Where the digits are wanted,
    `x.astype(np.float64)` says so.
    """

    meta = Meta("UNC602", "silent-upcast", "dtype", "0.1", "1/2 of the result", fix="unsafe")
    guards: tuple[Guard, ...] = (
        knowable_frame,
        narrower_values,
        meets_short,
        dtype_seen("numbers of fewer digits"),
        pays,
    )

    def gate(self, node: ast.AST) -> bool:
        """A call of something named as the functions that make arrays of a default dtype are."""
        return spelled(node, _MAKERS)

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Arrays of a long default dtype that something short is computed with."""
        for buffer in buffers(facts, _MAKERS):
            value = buffer.step.id
            dtypes = facts.fact(value).array_dtypes
            if "dtype" in buffer.given or not dtypes or not dtypes <= {"f8", "i8"}:
                continue
            uses = every_use(facts, value)
            met = [(upcast(facts, step, uses.family), step) for _, step in uses.strangers]
            short = {dtype for dtype, _ in met if dtype is not None}
            words = words_stored(facts, uses)
            if not short or words is None or any(w.removeprefix("s:") in ("f2", "f4") for w in words):
                continue  # what gets short floats is another rule's
            dtype = max(short)
            kind = " or ".join(sorted(describe(c) for c in dtypes))
            yield self.asking(
                facts,
                buffer,
                uses,
                dtype,
                describe(dtype),
                f"{describe(dtype)} is computed with an array that is {kind} by default, and comes to float64",
                Saves("0.5 of the array, and of what is computed with it", 1),
            )
