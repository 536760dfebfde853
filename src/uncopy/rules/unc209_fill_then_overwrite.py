"""UNC209."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.accumulating import ACCUMULATING, ROUNDING
from uncopy.guards.answer import Guard
from uncopy.guards.each import each
from uncopy.guards.failure_unseen import failure_unseen
from uncopy.guards.filling import fills, no_cast, not_read_meanwhile
from uncopy.guards.kinds import is_ndarray
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.order_kept import order_kept
from uncopy.guards.same_bits import same_bits
from uncopy.guards.worth import pays
from uncopy.rules import temporaries
from uncopy.rules.base import Candidate, Meta, Rule, one
from uncopy.rules.in_place import tells_array


class FillThenOverwrite(Rule):
    """A result is made in memory of its own and then copied into an array that stands ready for it.

    ## What it finds

    `y[:] = a * b`, `y[...] = np.sqrt(a)`, `y[:] = a * b + c`: all elements of an array are overwritten by the result of
    operators or ufuncs.

    ## Why it costs

    The result is one array more, as large as the one that it is copied into, and it is copied. The operation can write
    into the array at once.

    ## Example

    ```python
    y = np.zeros(a.shape)
    y[:] = a * b + c      # becomes: np.multiply(a, b, out=y)
                          #          y += c
    ```

    ## When the fix is safe

    It is exactly a NumPy array, made in this function, and every result has its dtype: an assignment casts what it is
    given. The results broadcast into it. If an operation raises, nobody sees that it was written.

    ## When nothing is saved

    Where the array is small.

    ## Known limits

    Only whole arrays, `y[:]` and `y[...]`. Functions other than sums, products and the like round in another way where
    elements have gaps between them: for them the array must be C-contiguous.
    """

    meta = Meta("UNC209", "fill-then-overwrite", "in-place", "0.1", "1 array")
    guards: tuple[Guard, ...] = (
        knowable_frame,
        is_ndarray,
        no_cast,
        fills,
        each(order_kept),
        not_read_meanwhile,
        same_bits,
        failure_unseen,
        pays,
    )

    def gate(self, node: ast.AST) -> bool:
        """An assignment to ``y[:]`` or ``y[...]`` of an operator or call."""
        if not (isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Subscript)):
            return False
        part = node.targets[0].slice
        whole = isinstance(part, ast.Slice) and part.lower is part.upper is part.step is None
        return (whole or (isinstance(part, ast.Constant) and part.value is ...)) and isinstance(
            node.value, (ast.BinOp, ast.UnaryOp, ast.Call)
        )

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Assignments ``y[:] = ...`` of elementwise operations."""
        for statement, target, first, links in temporaries.fills(facts):
            value = facts.body.values.get(target)
            results = (first.step.id, *(link.found.step.id for link in links))
            if value is None or not tells_array(facts, value) or not all(facts.fact(r).may(d.ARRAY) for r in results):
                continue
            operations = {first.operation, *(link.found.operation for link in links)}
            if value in first.values or operations & (ROUNDING | ACCUMULATING):
                continue  # another rule's, or what is no ufunc
            yield Candidate(
                statement,
                first.step,
                f"the result is made in memory of its own and then copied into `{target.value}`",
                one(1, f"`{target.value}`"),
                f"write into {target.value} at once",
                value,
                first.values,
                first.operation,
                more={
                    "facts": facts,
                    "name": target.value,
                    "first": first,
                    "links": links,
                    "steps": tuple(link.candidate(facts, None) for link in links),
                    "results": results,
                    "base": value,
                },
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``np.multiply(a, b, out=y)``, and each further operation into ``y``."""
        more = candidate.more
        facts, name = more["facts"], more["name"]
        lines = [more["first"].into(rewriting, facts, name, {})]
        lines += [link.found.written(rewriting, facts, link.place, name) for link in more["links"]]
        rewriting.replace(candidate.node, rewriting.separator(candidate.node).join(lines))
