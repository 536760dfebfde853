"""UNC301."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any, ClassVar

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.facts.dtypes import NAMES
from uncopy.fixes.edit import Saves
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.answer import Answer, Guard, guard, no, yes
from uncopy.guards.in_bounds import Bound, in_bounds
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.never_written import not_told_apart, result_still, source_still
from uncopy.guards.outliving import not_outlived
from uncopy.guards.view_for_copy import copy_not_kept, same_order
from uncopy.guards.worth import literal_size
from uncopy.lower.ir import Step
from uncopy.rules.base import Candidate, Meta, Rule, contains, one
from uncopy.source.trees import last_word

_SMALL = 1000
_TAKE = ("numpy.take", "ndarray.take")


@guard("pays", "Is there memory to save?", cost=True)
def pays(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """No where nothing tells that it is an array, and where what is taken is small."""
    fact = facts.fact(candidate.target)
    node = facts.body.steps[candidate.target].node
    if fact.kinds == d.ANYTHING or not fact.may(d.ARRAY):
        return no("nothing here tells that it is an array", node)
    size = literal_size(fact)
    if size is not None and size < _SMALL:
        return no(f"it has {size} elements only", node)
    few = isinstance(candidate.more["high"], int) and candidate.more["high"] < _SMALL
    if few and candidate.more["dimensions"] < 2:
        return no("what is taken may be a few elements only", node)
    return yes()


# What is asked where a slice is to take the place of a copy that indexing makes.
AS_SLICE: tuple[Guard, ...] = (
    in_bounds,
    result_still,
    source_still,
    copy_not_kept,
    not_told_apart,
    same_order,
    pays,
)


class RangeAsIndex(Rule):
    """An array is indexed by a range of whole numbers, which copies what a slice would show.

    ## What it finds

    `a[np.arange(i, j)]`, `a[np.arange(n)]`, `a[list(range(n))]`, `a[range(n)]`, `a[[0, 1, 2]]`, `np.take(a, ...)` of
    these; and `a[:, [0, 1, 2]]`, where all other parts of the index are full slices.

    ## Why it costs

    Indexing by a list or an array of numbers makes a new array and copies every element into it. A slice is a view. The
    array of indices is saved as well.

    ## Example

    ```python
    a[np.arange(1, len(a))].sum()      # becomes: a[1:len(a)].sum()
    ```

    ## When the fix is safe

    `a` is exactly a NumPy array; the range runs by ones, and lies within the array for certain (`len(a)`, `a.shape[0]`,
    a shape written in numbers), so that nothing is cut short; what is taken is only read, in this function, and `a` is
    not written meanwhile; and the slice has the memory order of the copy, or nothing depends on it.

    ## When nothing is saved

    Where a few elements are taken; and where a small part of an array is used longer than the array, of which a view
    would keep all in memory.

    ## Known limits

    A range that was given a name is not followed. Steps other than one are UNC308's.
    """

    meta = Meta("UNC301", "range-as-index", "indexing", "0.1", "1 array and its indices")
    guards: tuple[Guard, ...] = (knowable_frame, *AS_SLICE, not_outlived)
    message: ClassVar[str] = "a range of indices makes a copy where a slice would be a view"

    def gate(self, node: ast.AST) -> bool:
        """A subscript that holds a call of a range or a list of numbers, or a `take`."""
        if isinstance(node, ast.Subscript):
            parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            return any(_ast_range(part) for part in parts)
        return (
            isinstance(node, ast.Call)
            and last_word(node.func) == "take"
            and any(_ast_range(a) for a in (*node.args, *(k.value for k in node.keywords)))
        )

    @staticmethod
    def wanted(step: int) -> bool:
        """Whether a range with this step is this rule's."""
        return step == 1

    @staticmethod
    def span(facts: FunctionFacts, node: cst.BaseExpression) -> dict[str, Any] | None:
        """The bounds of the range that an index is."""
        return _span(facts, node)

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Subscripts that are read, and calls of `take`, with a range in the text of the index."""
        updated = {s.target for s in facts.body.lines if isinstance(s, cst.AugAssign)}
        for step in facts.body.steps:
            if step.op == "index" and isinstance(step.node, cst.Subscript) and step.node not in updated:
                yield from self._subscript(facts, step, step.node)
            elif step.op == "call" and isinstance(step.node, cst.Call) and facts.fact(step.args[0]).callee in _TAKE:
                yield from self._take(facts, step, step.node)

    def _subscript(self, facts: FunctionFacts, step: Step, node: cst.Subscript) -> Iterator[Candidate]:
        found: tuple[int, cst.Index] | None = None
        for place, element in enumerate(node.slice):
            part = element.slice
            if isinstance(part, cst.Slice):
                if part.lower is not None or part.upper is not None or part.step is not None:
                    return
            elif found is not None or not isinstance(part, cst.Index) or part.star is not None:
                return
            else:
                found = (place, part)
        if found is None:
            return
        place, index = found
        span = self.span(facts, index.value)
        if span is not None and self.wanted(span["step"]):
            dimensions = max(len(node.slice), _dimensions(facts, step.args[0]))
            yield self._candidate(
                facts, step, node, step.args[0], place, span, {"index": index, "dimensions": dimensions}
            )

    def _take(self, facts: FunctionFacts, step: Step, node: cst.Call) -> Iterator[Candidate]:
        function = facts.fact(step.args[0])
        method = function.callee == "ndarray.take"
        if step.data.starred or len(node.args) != len(step.args) - 1:
            return
        given: dict[str, tuple[int, cst.BaseExpression]] = {}
        names = ["indices", "axis"] if method else ["a", "indices", "axis"]
        for place, (arg, value) in enumerate(zip(node.args, step.args[1:], strict=True)):
            name = arg.keyword.value if arg.keyword is not None else names[place] if place < len(names) else "other"
            given[name] = value, arg.value
        if method:
            if not isinstance(node.func, cst.Attribute) or function.receiver is None:
                return
            given["a"] = function.receiver, node.func.value
        if not {"a", "indices"} <= given.keys() or not given.keys() <= {"a", "indices", "axis"}:
            return
        array, source = given["a"]
        if next(iter(given)) != "a" and not method:
            return  # the array is then evaluated after the indices
        axis = facts.fact(given["axis"][0]).const if "axis" in given else None
        if axis is None and _dimensions(facts, array, exact=True) == 1:
            axis = 0
        span = self.span(facts, given["indices"][1])
        if (
            type(axis) is not int
            or not 0 <= axis < 8
            or span is None
            or not self.wanted(span["step"])
            or contains(source, cst.NamedExpr)
        ):
            return
        yield self._candidate(
            facts,
            step,
            node,
            array,
            axis,
            span,
            {"source": source, "dimensions": max(axis + 1, _dimensions(facts, array))},
        )

    def _candidate(
        self,
        facts: FunctionFacts,
        step: Step,
        node: cst.BaseExpression,
        array: int,
        axis: int,
        span: dict[str, Any],
        more: dict[str, Any],
    ) -> Candidate:
        return Candidate(
            node,
            step,
            self.message,
            Saves("1 array of what is taken, and its indices", 1.0) if span["indexed"] else one(1, "what is taken"),
            "use a slice",
            array,
            (step.id,),
            "index",
            axis,
            "share",
            {**span, **more},
        )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``a[low:high]``."""
        more = candidate.more
        low, high = (
            t if isinstance(t, str) else rewriting.outer_text(t) for t in (more["low_text"], more["high_text"])
        )
        content = f"{'' if low == '0' else low}:{high}" + (f":{more['step']}" if more["step"] != 1 else "")
        if "index" in more:
            rewriting.replace(more["index"], content)
            return
        source = rewriting.outer_text(more["source"])
        primary = isinstance(more["source"], (cst.Name, cst.Attribute, cst.Call, cst.Subscript))
        if not more["source"].lpar and not primary:
            source = f"({source})"
        rewriting.replace(candidate.node, f"{source}[{':, ' * candidate.place}{content}]")


def _span(facts: FunctionFacts, node: cst.BaseExpression) -> dict[str, Any] | None:
    """The bounds of a range that is written here, as values and as text; None for anything else."""
    value = facts.body.values.get(node)
    if value is None:
        return None
    step = facts.body.steps[value]
    if isinstance(node, cst.List) and step.op == "list":
        items = [facts.fact(a).const for a in step.args]
        if (
            len(items) < 2
            or step.data
            or any(type(i) is not int for i in items)
            or items[0] < 0
            or items[1] <= items[0]
            or items != list(range(items[0], items[-1] + 1, items[1] - items[0]))
        ):
            return None
        low, high = items[0], items[-1] + 1
        return {
            "step": items[1] - items[0],
            "low": low,
            "high": high,
            "low_text": str(low),
            "high_text": str(high),
            "any_number": False,
            "indexed": False,
        }
    if not isinstance(node, cst.Call) or step.op != "call" or step.data is None or step.data.starred:
        return None
    callee = facts.fact(step.args[0]).callee
    if callee == "builtins.list" and len(step.args) == 2 and step.data.positional == 1:
        inner = node.args[0].value
        if not isinstance(inner, cst.Call) or facts.fact(step.args[1]).callee != "range":
            return None
        return _span(facts, inner)
    if callee not in ("builtins.range", "numpy.arange") or contains(node, cst.NamedExpr):
        return None
    given = list(zip(node.args, step.args[1:], strict=True))
    for arg, held in [g for g in given if g[0].keyword is not None]:
        if arg.keyword is None or arg.keyword.value != "dtype" or NAMES.get(facts.fact(held).callee or "") != "i8":
            return None
        given.remove((arg, held))
    by = facts.fact(given[2][1]).const if len(given) == 3 else 1
    if len(given) == 3 and type(by) is int and by > 0:
        given.pop()
    if len(given) not in (1, 2):
        return None
    first = (given[0][0].value, Bound(given[0][1])) if len(given) == 2 else ("0", 0)
    return {
        "step": by,
        "low": first[1],
        "high": Bound(given[-1][1]),
        "low_text": first[0],
        "high_text": given[-1][0].value,
        "any_number": callee == "numpy.arange",
        "indexed": True,
    }


def _dimensions(facts: FunctionFacts, value: int, *, exact: bool = False) -> int:
    """How many dimensions an array is known to have, at least; with ``exact`` 0 if that is not exactly known."""
    shape = facts.fact(value).shape
    if len(shape) == 1:
        (atom,) = shape
        if isinstance(atom, tuple) and atom[0] == "sized":
            return len(atom) - 1
    return 0 if exact else 1


def _ast_range(node: ast.AST) -> bool:
    if isinstance(node, ast.List):
        return len(node.elts) > 1 and all(isinstance(e, ast.Constant) for e in node.elts)
    return isinstance(node, ast.Call) and last_word(node.func) in ("arange", "range", "list")
