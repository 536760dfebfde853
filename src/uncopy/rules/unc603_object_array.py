"""UNC603."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from uncopy.facts import FunctionFacts
from uncopy.fixes.edit import Saves
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.every_use import every_use
from uncopy.guards.plain_objects import only_numbers, plain
from uncopy.guards.worth import pays
from uncopy.lower.ir import Step
from uncopy.rules.base import Candidate, Meta, Rule
from uncopy.rules.buffers import buffers, named_as, spelled
from uncopy.rules.comprehensions import listed
from uncopy.rules.copies import arguments

_MAKERS = {"empty", "zeros", "ones", "full", "empty_like", "zeros_like", "ones_like", "full_like"}
_LISTED = frozenset({"numpy.array", "numpy.asarray"})
_SPELLED = {"array", "asarray"}
_ORDER = ("bool", "np.int64", "float", "complex")


class ObjectArray(Rule):
    """An array of objects is made, and gets nothing but numbers.

    ## What it finds

    `np.empty(n, dtype=object)`, `np.zeros(n, dtype=object)` and the like, where all that is stored are numbers of
    Python or NumPy; and `np.array([... for ...], dtype=object)` of numbers.

    ## Why it costs

    The array holds pointers. Every number is an object of its own, of 24 bytes or more, and arithmetic calls a method
    of each.

    ## Example

    ```python
    best = np.empty(n, dtype=object)      # better: np.empty(n)
    for i in range(n):
        best[i] = float(scores[i].max())
    ```

    ## When the fix is safe

    There is no fix: what is taken out of the array are NumPy's numbers then, and empty places hold no None.

    ## When nothing is saved

    For small arrays. Nothing is said where something is stored that is not known to be a number, where a whole number
    may be larger than 64 bits hold, and where an element is asked whether it is None.

    ## Known limits

    What becomes of the array later is not looked at: a table may be of objects because its other columns are.
    """

    meta = Meta("UNC603", "object-array", "dtype", "0.1", "24 bytes an element", fix="advice")
    guards: tuple[Guard, ...] = (only_numbers, pays)

    def gate(self, node: ast.AST) -> bool:
        """A call of something named as the functions that make arrays are."""
        return spelled(node, _MAKERS | _SPELLED)

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Arrays of objects into which something is stored that may be a number."""
        for buffer in buffers(facts, _MAKERS):
            stored = [value for _, value in every_use(facts, buffer.step.id).stored]
            if "fill_value" in buffer.given:
                stored.append(buffer.given["fill_value"])
            yield from self._candidate(facts, buffer.step, stored)
        for found in listed(facts, _LISTED):
            given = arguments(facts, found.step)
            if given is not None and "dtype" in given and named_as(found.call, _SPELLED):
                yield from self._candidate(facts, found.step, [found.element])

    def _candidate(self, facts: FunctionFacts, step: Step, stored: list[int]) -> Iterator[Candidate]:
        told = {plain(facts.fact(value)) for value in stored} - {None}
        if facts.fact(step.id).array_dtypes != {"O"} or not told or step.node is None:
            return
        dtype = max((t for t in told if t is not None), key=_ORDER.index)
        names = [name for name, values in facts.body.names.items() if step.id in values]
        what = f"`{names[0]}`" if names else "this"
        yield Candidate(
            step.node,
            step,
            f"{what} is an array of objects, of which each takes memory of its own, and gets nothing but numbers: make"
            f" it with `dtype={dtype}`",
            Saves("24 bytes an element", 3.0),
            "",
            step.id,
            more={"stored": stored, "uses": every_use(facts, step.id)},
        )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """Nothing: what is taken out of it would be of another type."""
