"""UNC605."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.facts.dtypes import describe
from uncopy.fixes.edit import Saves
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.every_use import Uses, every_use
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.narrow_values import exact_source, narrower_values
from uncopy.guards.only_asked import only_asked
from uncopy.guards.worth import may_pay
from uncopy.rules.base import Candidate, Meta, Rule
from uncopy.rules.buffers import Buffer, ask_for, in_words
from uncopy.rules.copies import argument_node, converted

_SHORT = ("f4", "f2")
_LONG = {"f8", "f16", "c8", "c16", "c32"}


class FloatRoundTrip(Rule):
    """An array is converted to float64 and then to float32, with nothing between that needs the digits.

    ## What it finds

    `x.astype(np.float64)` whose result is only reshaped, transposed, indexed, copied, compared with numbers such as 0
    and 1, and in the end converted by `.astype(np.float32)`: in one line, or by way of a name.

    ## Why it costs

    The float64 array takes twice the memory of what is made of it, and holds nothing more.

    ## Example

    ```python
    image = np.asarray(image, dtype=np.float32)
    rows = image.astype(np.float64).reshape(len(image), -1)     # becomes: image.astype(np.float32).reshape(...)
    return rows[rows[:, 0] > 0].astype(np.float32)
    ```

    ## When the fix is safe

    Where the array is known to be of float32, or of numbers that it holds exactly, such as uint8 or float16; and every
    use of the float64 array, of its views and copies, is one of those. Of other numbers, int64 for one, the last digit
    may come out otherwise: they are rounded once and not twice.

    ## When nothing is saved

    For small arrays.

    ## Known limits

    Arithmetic between the conversions is taken to need the digits. What remains, a conversion to the dtype that the
    array has by then, is another rule's (UNC104).
    """

    meta = Meta("UNC605", "float-round-trip", "dtype", "0.1", "1/2 of an array of float64")
    guards: tuple[Guard, ...] = (knowable_frame, narrower_values, only_asked, exact_source, may_pay)

    def gate(self, node: ast.AST) -> bool:
        """A method named astype."""
        return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "astype"

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Conversions to float64 whose result is converted to something shorter."""
        for step in facts.body.steps:
            found = converted(facts, step)
            if found is None or found[2] != "f8" or facts.body.is_module or not isinstance(step.node, cst.Call):
                continue
            uses = every_use(facts, step.id)
            dtype = _shorter(uses)
            known = facts.fact(found[0]).array_dtypes
            if dtype is None or not (facts.fact(found[0]).may(d.ALIEN) or known - _LONG):
                continue
            named = next((a for a in step.args[1:]), None)
            place = argument_node(facts, step.node, named) if named is not None else None
            if place is None:
                continue
            yield Candidate(
                step.node,
                step,
                f"an array is converted to float64 and then to {describe(dtype)}, and nothing between needs the digits",
                Saves("0.5 of the array of float64", 0.5),
                f"convert it to {describe(dtype)} at once",
                step.id,
                operation="ndarray.astype",
                effect="share",
                more={
                    "uses": uses,
                    "dtype": dtype,
                    "source": found[0],
                    "buffer": Buffer(step, step.node, "ndarray.astype", {}, place),
                    "text": in_words(facts, step, describe(dtype)),
                },
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """The shorter dtype in the first conversion."""
        ask_for(candidate.more["buffer"], candidate.more["text"], rewriting)


def _shorter(uses: Uses) -> str | None:
    """The longest of the short floats that it is converted to."""
    asked = {use.dtype for use in uses.read if use.asks == "convert"}
    return next((c for c in _SHORT if c in asked), None)
