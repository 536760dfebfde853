"""UNC606."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from uncopy.facts import FunctionFacts
from uncopy.facts.dtypes import describe, native
from uncopy.fixes.edit import Saves
from uncopy.guards.answer import Guard
from uncopy.guards.every_use import every_use
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.narrow_values import dtype_seen, narrower_values, not_summed_up, words_stored
from uncopy.guards.worth import pays
from uncopy.rules.base import Candidate, Meta
from uncopy.rules.buffers import BufferRule, buffers, spelled

_MAKERS = {"zeros", "ones", "empty"}
_BYTES = {"f2": 2, "f4": 4}


class DefaultDtypeBuffer(BufferRule):
    """An array is made without a dtype, so of float64, and then gets nothing but shorter floats.

    ## What it finds

    `out = np.empty(n)`, `np.zeros(shape)` or `np.ones(shape)` of which all that is stored there, by `out[i] = ...` or
    `out.fill(...)`, is float32 (or float16), and numbers in the text that are the same in it.

    ## Why it costs

    Half of the array (three quarters for float16) is zeros behind the digits that were stored.

    ## Example

    ```python
    frames = np.asarray(frames, dtype=np.float32)
    peaks = np.zeros(len(frames))              # becomes: np.zeros(len(frames), dtype=np.float32)
    for i, frame in enumerate(frames):
        peaks[i] = frame.max()
    ```

    ## When the fix is safe

    Never: what is computed with the array later is then computed in float32, and who gets it sees another dtype. The
    numbers in it are the same.

    ## When nothing is saved

    For small arrays. Nothing is said where the array is added to (`out += x`) or summed up: that is what the digits
    are for.

    ## Known limits

    The dtype of what is stored must be known, by an annotation or by a conversion in this function. An array that a
    function may write which cannot be seen is left alone.
    """

    meta = Meta("UNC606", "default-dtype-buffer", "dtype", "0.1", "1/2 of an array", fix="unsafe")
    guards: tuple[Guard, ...] = (
        knowable_frame,
        narrower_values,
        not_summed_up,
        dtype_seen("numbers of fewer digits"),
        pays,
    )

    def gate(self, node: ast.AST) -> bool:
        """A call of something named zeros, ones or empty."""
        return spelled(node, _MAKERS)

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Arrays of the default dtype that get shorter floats."""
        for buffer in buffers(facts, _MAKERS):
            if "dtype" in buffer.given:
                continue
            uses = every_use(facts, buffer.step.id)
            words = words_stored(facts, uses) or frozenset()
            plain = {native(w.removeprefix("s:")) for w in words}
            dtype = "f4" if "f4" in plain else "f2" if "f2" in plain else None
            if dtype is None:
                continue
            share = 1 - _BYTES[dtype] / 8
            message = f"an array of float64 is made by default, and gets nothing but {describe(dtype)}"
            saves = Saves(f"{share:g} of the array", share)
            yield self.asking(facts, buffer, uses, dtype, describe(dtype), message, saves)
