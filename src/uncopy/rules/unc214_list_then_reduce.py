"""UNC214."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from uncopy.facts import FunctionFacts
from uncopy.fixes.edit import Saves
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.elements import adds_alike, many_elements, nothing_else_happens
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.rules.base import Candidate, Meta, Rule
from uncopy.rules.comprehensions import Listed, count_of, listed, spelled, within

_REDUCTIONS = frozenset({"builtins.sum"})


class ListThenReduce(Rule):
    """Arrays are collected in a list only to be added up.

    ## What it finds

    `sum([f(k) for k in ...])` of arrays.

    ## Why it costs

    All arrays of the list are alive at once. Without its brackets the comprehension hands them over one by one, and
    each is added as it comes.

    ## Example

    ```python
    total = sum([np.outer(w * x, x) for w in weights])
    # becomes: total = sum(np.outer(w * x, x) for w in weights)
    ```

    ## When the fix is safe

    Every element is an array of whole numbers of one shape that is made anew each time, so that adding them does
    nothing else; and nothing but computing happens meanwhile. Floats may warn of an overflow when they are added: that
    would come before an error in a later element.

    ## When nothing is saved

    Where the elements are numbers.

    ## Known limits

    `any` and `all` are not looked at: without the list they stop early. `max` and `min` are not either, because they
    take numbers, nor is `np.sum`, which adds in another order.
    """

    meta = Meta("UNC214", "list-then-reduce", "temporaries", "0.1", "n − 1 arrays")
    guards: tuple[Guard, ...] = (knowable_frame, adds_alike, nothing_else_happens, many_elements)

    def gate(self, node: ast.AST) -> bool:
        """A call that is given a list comprehension."""
        return spelled(node)

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Calls of `sum`, `max` and `min` with nothing but a list comprehension."""
        for found in listed(facts, _REDUCTIONS):
            if len(found.call.args) != 1:
                continue
            yield Candidate(
                found.call,
                found.step,
                "all arrays are collected in a list, although `sum` takes one by one",
                Saves("all arrays of the list but one", 1.0),
                "drop the brackets",
                found.element,
                operation=found.callee,
                more={
                    "found": found,
                    "within": tuple(within(facts, found)),
                    "list": found.made.id,
                    "count": count_of(facts, found),
                    "arrays": True,
                },
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """The comprehension without its brackets."""
        found: Listed = candidate.more["found"]
        rewriting.replace(found.comprehension, rewriting.text(found.comprehension)[1:-1].strip())
