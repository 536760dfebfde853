"""UNC306."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.answer import Answer, Guard, guard, no, unknown, yes
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.rules.base import Candidate, Meta, Rule, contains, one
from uncopy.rules.copies import argument_node, arguments
from uncopy.rules.unc301_range_as_index import AS_SLICE

_ORDER = ("arr", "obj", "axis")


@guard("one-dimension", "Is the array of one dimension, where no axis is named?")
def one_dimension(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Without an axis `np.delete` takes an element out of the flattened array, a slice takes a row."""
    low, high = facts.seen(candidate.target, candidate.step).ndim
    if candidate.more["axis_given"] or (low, high) == (1, 1):
        return yes("rows and elements are the same here, or the axis is named")
    if low > 1:
        return no("the array has more dimensions, and is flattened first", candidate.node)
    return unknown("the array is not known to have one dimension, and is flattened if not", candidate.node)


class DeleteAtAnEnd(Rule):
    """The first or the last element is deleted by a copy of all others, which a slice would show.

    ## What it finds

    `np.delete(a, 0)`, `np.delete(a, -1)`, and these with `axis=`.

    ## Why it costs

    `np.delete` never changes an array: it makes a new one and copies all that remains. A slice is a view.

    ## Example

    ```python
    np.delete(a, 0).sum()      # becomes: a[1:].sum()
    ```

    ## When the fix is safe

    `a` is exactly a NumPy array, of one dimension or with the axis named, and not empty for certain: of an empty one
    nothing can be deleted, which is an error. What remains is only read, in this function, while `a` is not written;
    and the slice has the memory order of the copy, or nothing depends on it.

    ## When nothing is saved

    For small arrays, and where what remains outlives an array that would otherwise die: a view keeps all of it.

    ## Known limits

    Slices and lists of places are not looked at, nor axes counted from the last. That an array is not empty is seen
    only where its shape is written in numbers.
    """

    meta = Meta("UNC306", "delete-at-an-end", "indexing", "0.1", "1 array")
    guards: tuple[Guard, ...] = (knowable_frame, one_dimension, *AS_SLICE)

    def gate(self, node: ast.AST) -> bool:
        """A call of something named delete, with two arguments or more."""
        if not isinstance(node, ast.Call) or len(node.args) + len(node.keywords) < 2:
            return False
        func = node.func
        name = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
        return name == "delete"

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Calls of `delete`, in the order of its parameters, with a place that is 0 or -1."""
        for step in facts.body.steps:
            node = step.node
            if step.op != "call" or not isinstance(node, cst.Call):
                continue
            if facts.fact(step.args[0]).callee != "numpy.delete" or not facts.uses(step.id):
                continue
            given = arguments(facts, step)
            if given is None or not {"arr", "obj"} <= given.keys() <= set(_ORDER) or next(iter(node.args)).keyword:
                continue
            source = argument_node(facts, node, given["arr"])
            place = facts.fact(given["obj"]).const
            axis = facts.fact(given["axis"]).const if "axis" in given else None
            if source is None or source is not node.args[0] or type(place) is not int or place not in (0, -1):
                continue
            if axis is not None and (type(axis) is not int or not 0 <= axis < 8):
                continue
            if "axis" in given and axis is None:
                continue
            if any(contains(a.value, cst.NamedExpr) for a in node.args):
                continue
            yield Candidate(
                node,
                step,
                f"deleting the {'first' if place == 0 else 'last'} copies all that remains, which a slice would show",
                one(1, "what remains"),
                "use a slice",
                given["arr"],
                (step.id,),
                "index",
                axis or 0,
                "share",
                {
                    "low": 0,
                    "high": 1,
                    "any_number": False,
                    "dimensions": 2,  # what remains is all but one, however short the range
                    "axis_given": axis is not None,
                    "source": source.value,
                    "content": "1:" if place == 0 else ":-1",
                },
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``a[1:]``."""
        node = candidate.more["source"]
        source = rewriting.outer_text(node)
        if not node.lpar and not isinstance(node, (cst.Name, cst.Attribute, cst.Call, cst.Subscript)):
            source = f"({source})"
        rewriting.replace(candidate.node, f"{source}[{':, ' * candidate.place}{candidate.more['content']}]")
