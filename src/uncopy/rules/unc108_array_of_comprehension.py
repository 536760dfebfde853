"""UNC108."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from uncopy.facts import FunctionFacts
from uncopy.facts.values import dtype_named
from uncopy.fixes.edit import Saves
from uncopy.fixes.rewriting import CannotRewrite, Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.elements import float_elements, many_elements, nothing_else_happens
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.rules.base import Candidate, Meta, Rule
from uncopy.rules.comprehensions import Listed, count_of, listed, size_text, spelled, within
from uncopy.rules.in_place import builtin, numpy_name

_WIDE = 78  # columns: a line is not made longer for the length


class ArrayOfComprehension(Rule):
    """Numbers are collected in a list only to be put into an array.

    ## What it finds

    `np.array([f(i) for i in range(n)])` and `np.asarray` of such, with `dtype=float` or without, where each element is
    a number.

    ## Why it costs

    The list has 8 bytes for each element, and each float is an object of 24 bytes of its own, all of them alive at once
    beside the array. `np.fromiter` puts each number into the array as it comes.

    ## Example

    ```python
    y = np.array([math.erf(t) for t in range(n)])
    # becomes: y = np.fromiter((math.erf(t) for t in range(n)), dtype=float)
    ```

    ## When the fix is safe

    Every element is one float, or a real number of at most 64 bits where `dtype=float` is asked for, so the array is
    the same whatever the number of elements; and nothing but computing happens meanwhile.

    ## When nothing is saved

    For a few elements.

    ## Known limits

    Other dtypes are not looked at: of no elements NumPy makes an array of floats. Off by default, because such lists
    are often short.
    """

    meta = Meta("UNC108", "array-of-comprehension", "copies", "0.1", "n objects", preview=True)
    guards: tuple[Guard, ...] = (knowable_frame, float_elements, nothing_else_happens, many_elements)

    def gate(self, node: ast.AST) -> bool:
        """A call that is given a list comprehension."""
        return spelled(node)

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Calls of ``array`` and ``asarray`` with a list comprehension, and ``dtype=float`` at most."""
        for found in listed(facts, frozenset({"numpy.array", "numpy.asarray"})):
            shape = found.step.data
            asked = False
            if shape.positional != 1 or not set(shape.keywords) <= {"dtype"}:
                continue
            if shape.keywords:
                if dtype_named(facts.fact(found.step.args[2])) != "f8":
                    continue
                asked = True
            yield Candidate(
                found.call,
                found.step,
                "numbers are collected in a list only to be put into an array",
                Saves("the list and an object for each number", 4.0),
                "use fromiter",
                found.element,
                more={
                    "found": found,
                    "asked": asked,
                    "within": tuple(within(facts, found)),
                    "list": found.made.id,
                    "count": count_of(facts, found),
                    "length": size_text(facts, found),
                    "arrays": False,
                    "numpy": numpy_name(facts, found.step),
                    "float": builtin(facts, "float"),
                },
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``np.fromiter((... for ...), dtype=float)``."""
        found: Listed = candidate.more["found"]
        numpy = candidate.more["numpy"]
        if numpy is None:
            raise CannotRewrite("the module has no name for NumPy here")
        dtype = "float" if candidate.more["float"] else f"{numpy}.float64"
        inner = rewriting.text(found.comprehension)[1:-1].strip()
        content, length = f"{numpy}.fromiter(({inner}), dtype={dtype})", candidate.more["length"]
        # Without its length the array is made anew as it grows, half as large again each time.
        if length is not None and rewriting.span(found.call)[0].column + len(content) + len(length) < _WIDE:
            content = f"{content[:-1]}, count={length})"
        rewriting.replace(found.call, content)
