"""UNC101."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.guards.answer import Guard
from uncopy.guards.copy_layout import copy_layout, same_objects, same_type
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.whole_temporary import fresh_temporary
from uncopy.guards.worth import pays
from uncopy.rules.base import Candidate, Meta, has_slice
from uncopy.rules.copies import CopyRule, copied, spelled_as_copy, used_once

_MAKE = {"bin", "unary", "compare", "call", "index"}


class CopyOfTemporary(CopyRule):
    """A new array that nobody else sees is copied at once.

    ## What it finds

    `np.copy(a + b)`, `(a - b).copy()`, `np.array(a * b)`, `x[mask].copy()`, `np.zeros(n).copy()`: a copy of a result
    that has no name and is used nowhere else.

    ## Why it costs

    The result and its copy live at the same time: one array more than needed at the peak, and one pass over memory.

    ## Example

    ```python
    d = (a - b).copy()     # becomes: d = a - b
    ```

    ## When the fix is safe

    What is copied is exactly a NumPy array (`np.copy` turns a scalar into a 0-d array), made in this expression, with
    memory of its own, and it has the memory layout that the copy would have: `.copy()` gives
    C order, `np.copy` and `np.array` keep the order of what is dense.

    ## When nothing is saved

    For small arrays. `np.ascontiguousarray` of a new array in C order copies nothing, so it is not looked for.

    ## Known limits

    A copy of a slice or another view (`(a + b)[::2].copy()`) stays: it frees the rest of the array.
    """

    meta = Meta("UNC101", "copy-of-temporary", "copies", "0.1", "1 array")
    guards: tuple[Guard, ...] = (knowable_frame, fresh_temporary, same_type, copy_layout, same_objects, pays)

    def gate(self, node: ast.AST) -> bool:
        """A call of something named copy, array or deepcopy."""
        return spelled_as_copy(node)

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Copies of what an operator, a call or a subscript gives, with no name and no other use."""
        for step in facts.body.steps:
            found = copied(facts, step)
            if found is None or step.node is None:
                continue
            value, _, function = found
            made = facts.body.steps[value]
            sites = facts.values.sites[value]
            if made.op not in _MAKE or (value, 0) not in sites or not used_once(facts, value, step):
                continue
            if made.op == "index" and _is_basic(made.node):
                continue  # a view of whatever it is, of which the copy was wanted
            if function != "ndarray.copy" and facts.fact(value).may(d.LIST | d.TUPLE | d.FOREIGN):
                continue  # nothing tells that it is an array
            yield self.dropping(step, found, "a new array is copied although nobody else sees it", "the result")


def _is_basic(node: cst.CSTNode | None) -> bool:
    """Whether an index is made of slices, ``...``, None and written numbers alone, so that it copies nothing."""
    if not isinstance(node, cst.Subscript) or not has_slice(node):
        return False
    return all(
        _is_written(part.slice.value if isinstance(part.slice, cst.Index) else part.slice) for part in node.slice
    )


def _is_written(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.UnaryOperation):
        node = node.expression
    return isinstance(node, (cst.Slice, cst.Integer, cst.Ellipsis)) or (
        isinstance(node, cst.Name) and node.value == "None"
    )
