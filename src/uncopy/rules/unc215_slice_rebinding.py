"""UNC215."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.accumulating import same_dtype
from uncopy.guards.answer import Guard
from uncopy.guards.failure_unseen import failure_unseen
from uncopy.guards.kinds import is_ndarray, operands_fit
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.order_kept import is_steady_part
from uncopy.guards.same_bits import same_bits
from uncopy.guards.worth import pays
from uncopy.rules.base import Candidate, Meta, Rule, alike, has_slice, one, stores
from uncopy.rules.in_place import asks, elementwise, left_is_reused, tells_array
from uncopy.rules.temporaries import operands


class SliceRebinding(Rule):
    """A slice is made anew and then copied into the place where it stood.

    ## What it finds

    `x[s] = x[s] * e`, `x[s] = e - x[s]`, `x[s] = np.exp(x[s])`, `x[s] = np.clip(x[s], 0, 1)`, where `s` is a slice or
    the number of a row.

    ## Why it costs

    The result is an array of its own, as large as the slice, that dies when it has been copied. `x[s]` is a view of the
    array, so the operation can write into it.

    ## Example

    ```python
    x = np.ones((n, 8))
    x[1:] = x[1:] * 2            # becomes: x[1:] *= 2
    x[:5] = np.exp(x[:5])        # becomes: np.exp(x[:5], out=x[:5])
    ```

    ## When the fix is safe

    It is exactly a NumPy array, made in this function, and the result has the dtype and shape of the slice: an
    assignment casts what it is given, an operation in place does not. If the operation raises, nobody sees that the
    slice was written. Functions other than sums, products and the like round in another way where elements have gaps
    between them: for them the slice must be one of rows.

    ## When nothing is saved

    Where another operand is a view of the same array, NumPy copies it first. Where the other operand is an unnamed
    temporary that NumPy reuses.

    ## Known limits

    Masks and arrays as indices make a copy that NumPy reuses by itself. What the index is made of must be numbers and
    names of local variables. There is no finding where nothing tells that it is an array.
    """

    meta = Meta("UNC215", "slice-rebinding", "in-place", "0.1", "1 slice")
    guards: tuple[Guard, ...] = (
        knowable_frame,
        is_ndarray,
        operands_fit,
        same_dtype,
        same_bits,
        failure_unseen,
        pays,
    )

    def gate(self, node: ast.AST) -> bool:
        """An assignment to a part of a name of an operator or call that has a part of the name for an operand."""
        if not (isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Subscript)):
            return False
        base = node.targets[0].value
        return isinstance(base, ast.Name) and any(
            isinstance(o, ast.Subscript) and isinstance(o.value, ast.Name) and o.value.id == base.id
            for o in operands(node.value)
        )

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Assignments ``x[s] = x[s] op e`` and ``x[s] = f(x[s], ...)``."""
        for statement, target, name in stores(facts):
            if not is_steady_part(facts, target):
                continue
            found = elementwise(facts, statement.value)
            place = next((i for i, o in enumerate(found.operands) if alike(o, target)), None) if found else None
            if found is None or place is None:
                continue
            value, base = found.values[place], facts.body.steps[found.values[place]].args[0]
            if facts.body.values.get(target.value) != base or (value, 0) in facts.values.sites[value]:
                continue  # a copy, which NumPy reuses by itself
            if facts.fact(value).may(d.SCALAR) and facts.fact(base).ndim[1] == d.MANY and not has_slice(target):
                continue  # of an array that is hardly known, mostly a number
            if not tells_array(facts, value) or asks(facts, found.step, value):
                continue
            if place and left_is_reused(facts, found):
                continue
            yield Candidate(
                statement,
                found.step,
                f"the slice of `{name}` is made anew and then copied into its place",
                one(1, "the slice"),
                f"write into the slice of {name}",
                value,
                found.others(place),
                found.operation,
                place,
                more={"found": found, "facts": facts, "base": base, "target": target},
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``x[s] op= e`` or ``f(x[s], ..., out=x[s])``."""
        more = candidate.more
        place = rewriting.text(more["target"])
        rewriting.replace(candidate.node, more["found"].written(rewriting, more["facts"], candidate.place, place))
