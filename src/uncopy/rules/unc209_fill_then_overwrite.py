"""UNC209."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.facts.subscripts import subscript
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.accumulating import ACCUMULATING, ROUNDING
from uncopy.guards.answer import Guard
from uncopy.guards.each import each
from uncopy.guards.failure_unseen import failure_unseen
from uncopy.guards.filling import fills, no_cast, not_read_meanwhile
from uncopy.guards.kinds import is_ndarray
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.order_kept import is_steady_part, order_kept
from uncopy.guards.same_bits import same_bits
from uncopy.guards.worth import pays
from uncopy.rules import temporaries
from uncopy.rules.base import Candidate, Meta, Rule, alike, has_slice, one, stores
from uncopy.rules.in_place import Elementwise, tells_array
from uncopy.rules.wholes import whole


class FillThenOverwrite(Rule):
    """A result is made in memory of its own and then copied into an array that stands ready for it.

    ## What it finds

    `y[:] = a * b`, `y[...] = np.sqrt(a)`, `y[1:-1] = a * b + c`, `y[i] = np.sqrt(a)`: an array, a slice or a row of it
    is overwritten by the result of operators or ufuncs. So are `C[:] = A @ B`, `s[:] = x.sum(axis=0)` and
    `s[1:] = np.cumsum(x)` and `noise[:] = rng.standard_normal(n)`: products of matrices, sums, means, extremes, running
    sums and random numbers.

    ## Why it costs

    The result is one array more, as large as the one that it is copied into, and it is copied. The operation can write
    into the array at once.

    ## Example

    ```python
    y = np.zeros(a.shape)
    y[:] = a * b + c      # becomes: np.multiply(a, b, out=y)
                          #          y += c
    z[1:] = a[1:] - a[:-1]  # becomes: np.subtract(a[1:], a[:-1], out=z[1:])
    ```

    ## When the fix is safe

    It is exactly a NumPy array, made in this function, and every result has its dtype: an assignment casts what it is
    given. The results broadcast into it; products, sums and the like have its very shape, and all
    arrays are C-contiguous. If an operation raises, nobody sees that it was written.

    ## When nothing is saved

    Where the array is small. Where an operand is a view of the same array, which NumPy copies first, or an unnamed
    temporary that NumPy reuses.

    ## Known limits

    Whole arrays, slices and rows, of which the index is made of numbers and names of local variables. Functions other
    than sums, products and the like round in another way where elements have gaps between them: for them the array must
    be C-contiguous. There is no finding where nothing tells that what is assigned is an array: it is mostly a number.
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
        """An assignment to a part of a name of an operator or call."""
        if not (isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Subscript)):
            return False
        return isinstance(node.targets[0].value, ast.Name) and isinstance(
            node.value, (ast.BinOp, ast.UnaryOp, ast.Call)
        )

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Assignments ``y[...] = ...`` of elementwise operations."""
        elementwise = ((*fill, False) for fill in temporaries.fills(facts))
        for statement, target, first, links, as_whole in (*elementwise, *_wholes(facts)):
            value = facts.body.values.get(target.value)
            results = (first.step.id, *(link.found.step.id for link in links))
            if value is None or not tells_array(facts, value) or not all(facts.fact(r).may(d.ARRAY) for r in results):
                continue
            operations = {first.operation, *(link.found.operation for link in links)}
            if value in first.values or (operations & (ROUNDING | ACCUMULATING) and not as_whole):
                continue  # another rule's, or what is no ufunc
            if not tells_array(facts, first.step.id):
                continue  # mostly a number
            all_of_it = temporaries.is_whole(target)
            part = None if all_of_it else _part(facts, statement, target)
            if not all_of_it and (part is None or _reads_part(first, links, target)):
                continue
            assert isinstance(target.value, cst.Name)
            name = target.value.value
            yield Candidate(
                statement,
                first.step,
                f"the result is made in memory of its own and then copied into `{name}`",
                one(1, f"`{name}`" if all_of_it else f"the part of `{name}`"),
                f"write into {name} at once",
                value,
                first.values,
                first.operation,
                more={
                    "facts": facts,
                    "name": name,
                    "target": target,
                    "first": first,
                    "links": links,
                    "steps": tuple(link.candidate(facts, None) for link in links),
                    "results": results,
                    "base": value,
                    "whole": as_whole,
                    **({} if part is None else {"part": part}),
                },
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``np.multiply(a, b, out=y)``, and each further operation into ``y``."""
        more = candidate.more
        facts = more["facts"]
        name = rewriting.text(more["target"]) if "part" in more else more["name"]
        lines = [more["first"].into(rewriting, facts, name, {})]
        lines += [link.found.written(rewriting, facts, link.place, name) for link in more["links"]]
        rewriting.replace(candidate.node, rewriting.separator(candidate.node).join(lines))


def _wholes(
    facts: FunctionFacts,
) -> Iterator[tuple[cst.Assign, cst.Subscript, Elementwise, tuple[temporaries.Link, ...], bool]]:
    """Assignments of products of matrices, and of what is computed along an axis."""
    for statement, target, _ in stores(facts):
        found = whole(facts, statement.value)
        if found is not None:
            yield statement, target, found, (), True


def _part(facts: FunctionFacts, statement: cst.Assign, target: cst.Subscript) -> d.Fact | None:
    """What stands at a part of an array, as a view; None for numbers, masks and lists of places, and in doubt."""
    stored = next((s for s in facts.body.steps if s.node is statement and s.op == "store_index"), None)
    if stored is None or not is_steady_part(facts, target):
        return None
    if not facts.fact(stored.args[0]).only(d.ARRAYS):
        return None
    part, anew, viewed = subscript(facts.values, stored)
    mostly_number = part.may(d.SCALAR) and facts.fact(stored.args[0]).ndim[1] == d.MANY and not has_slice(target)
    return None if anew or not viewed or not part.may(d.ARRAY) or mostly_number else part


def _reads_part(first: Elementwise, links: tuple[temporaries.Link, ...], target: cst.Subscript) -> bool:
    """Whether the part itself is an operand: that is the affair of what writes into it as it stands."""
    return any(alike(o, target) for found in (first, *(link.found for link in links)) for o in found.operands)
