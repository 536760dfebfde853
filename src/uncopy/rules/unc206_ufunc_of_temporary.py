"""UNC206."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.accumulating import keeps_form, same_dtype
from uncopy.guards.answer import Guard
from uncopy.guards.each import each
from uncopy.guards.form import same_layout, same_shape
from uncopy.guards.kinds import is_ndarray, same_family, same_magnitude
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.name_unseen import name_unseen
from uncopy.guards.order_kept import order_kept
from uncopy.guards.sole_owner import sole_owner
from uncopy.guards.temporary import lowers_peak
from uncopy.guards.worth import pays
from uncopy.rules import magnitudes, temporaries
from uncopy.rules.base import Candidate, Meta, Rule


class UfuncOfTemporary(Rule):
    """A function is given an unnamed array that dies with the call, and makes another one beside it.

    ## What it finds

    `y = np.sqrt(a * b)`, `y = np.exp(-x)`, `y = np.maximum(a - b, 0)`, `y = (a + b).clip(0, 1)`, nested calls such as
    `y = np.exp(np.cos(x))`, and the same after `return` or within operators, as in `y = 0.5 * np.exp(-x) + 1`. And
    `np.abs(a - b)` wherever it stands: `if np.abs(a - b).max() < tol:`.

    ## Why it costs

    NumPy reuses unnamed temporaries in chains of operators, but never in calls: the temporary and the result live at
    the same time. With a name for the temporary, the function can write into it. Python's own `abs` counts as an
    operator.

    ## Example

    ```python
    y = np.sqrt(a * b)      # becomes: y = a * b
                            #          np.sqrt(y, out=y)
    worst = np.abs(a - b).max()     # becomes: worst = abs(a - b).max()
    ```

    ## When the fix is safe

    The temporary is new memory, exactly a NumPy array of one dimension or more, and the result has its dtype, shape and
    memory layout under every supported NumPy. Everything is evaluated in the old order, and nobody can read the name
    while it stands for the temporary: no handler of an exception, no inner function, no other argument of the call.
    For `abs` it need only be a NumPy array, or a scalar of real floats. From Python 3.14 on, where NumPy reuses no
    temporaries, it is not offered.

    ## When nothing is saved

    Where making the temporary takes two arrays at once by itself, as in `np.sqrt(a * a + b * b)`. `abs(a - b)` and
    `-(a + b)` are operators, and NumPy reuses their temporary by itself.

    ## Known limits

    But for `abs`, only a whole right-hand side or returned value is rewritten, not a part of one that needs more arrays
    elsewhere.
    There is no finding where nothing tells that an operand is an array: unknown arguments of such functions are mostly
    numbers.
    """

    meta = Meta("UNC206", "ufunc-of-temporary", "in-place", "0.1", "1 array")
    guards: tuple[Guard, ...] = (
        knowable_frame,
        each(sole_owner),
        each(is_ndarray, "out="),
        each(same_family),
        each(same_dtype),
        each(same_shape),
        each(same_layout),
        each(keeps_form),
        each(order_kept),
        each(name_unseen),
        same_magnitude,
        pays,
        lowers_peak,
    )

    def gate(self, node: ast.AST) -> bool:
        """A call, in what is assigned to a name or returned, of which an operand is made in place."""
        return magnitudes.looks_like_magnitude(node) or any(
            isinstance(inner, ast.Call) and any(map(temporaries.is_made, temporaries.operands(inner)))
            for inner in temporaries.nested(temporaries.spoken(node))
        )

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Assignments ``y = f(temporary, ...)`` and returns of the same, within operators that NumPy works in place."""
        yield from magnitudes.magnitudes(facts)
        for split in temporaries.splits(facts):
            if isinstance(split.links[0].found.node, cst.Call):
                yield split.candidate(
                    facts,
                    "the call makes an array beside the unnamed one that it is given",
                    "name the temporary and write into it with out=",
                )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``y = temporary`` and ``f(y, ..., out=y)``, and for a return ``return y``; or ``abs(temporary)``."""
        if "magnitude" in candidate.more:
            magnitudes.rewrite(candidate, rewriting)
        else:
            temporaries.rewrite(candidate, rewriting)
