"""UNC211."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.fixes.edit import Saves
from uncopy.fixes.rewriting import CannotRewrite, Rewriting
from uncopy.guards.answer import Answer, Guard, guard, no, yes
from uncopy.guards.countable import countable
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.mask import same_extent
from uncopy.guards.worth import literal_size
from uncopy.lower.ir import Step
from uncopy.rules.base import Candidate, Meta, Rule, contains
from uncopy.rules.deciding import only_decides
from uncopy.rules.in_place import builtin, numpy_name
from uncopy.rules.masks import asks_columns, places, spelled, tells_mask

_SMALL = 1000


@guard("pays", "Is there memory to save?", cost=True)
def _pays(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """No for small arrays."""
    fact = facts.seen(candidate.more["mask"], candidate.step)
    size = literal_size(fact)
    if size is not None and size < _SMALL:
        return no(f"it has {size} elements only", facts.body.steps[candidate.more["mask"]].node)
    return yes()


class CountingByIndex(Rule):
    """What is true in an array is counted by way of an array of all places, or of all elements, that are meant.

    ## What it finds

    `len(np.where(m)[0])`, `np.where(m)[0].size`, `np.nonzero(m)[0].shape[0]`, `len(np.flatnonzero(m))`,
    `np.argwhere(m).shape[0]`, and `len(x[m])`, `x[m].size`, `x[m].shape[0]` where `m` is a mask.

    ## Why it costs

    The places take 8 bytes each, in one array for each dimension, and the elements are copied. `np.count_nonzero` makes
    no array at all.

    ## Example

    ```python
    bad = len(np.where(np.isnan(x))[0])      # becomes: bad = int(np.count_nonzero(np.isnan(x)))
    ```

    ## When the fix is safe

    `m` is exactly a NumPy array of numbers or bools, of one dimension or more; where elements are counted it is of
    bools and has the shape of `x`. The count stays an `int`: NumPy 2.4 and later give a number of their own, so `int`
    is written around the call, but for a comparison that only decides on a branch.

    ## When nothing is saved

    For small arrays. `np.sum(m)` is not looked at: it makes no array.

    ## Known limits

    Places and parts that have a name are not followed.
    """

    meta = Meta("UNC211", "counting-by-index", "temporaries", "0.1", "the arrays of indices, or the part")
    guards: tuple[Guard, ...] = (knowable_frame, countable, same_extent, _pays)

    def gate(self, node: ast.AST) -> bool:
        """A `len` of, or a `size` or `shape` of, places or a part."""
        inner: ast.AST | None = None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len" and node.args:
            inner = node.args[0]
        elif isinstance(node, ast.Attribute) and node.attr in ("size", "shape"):
            inner = node.value
        return inner is not None and (spelled(inner) or isinstance(inner, ast.Subscript))

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Lengths and sizes of places that a mask tells, and of parts that are taken by a mask."""
        for step in facts.body.steps:
            counted = _counted(facts, step)
            if counted is None:
                continue
            node, what, whole = counted
            found = places(facts, what)
            if found is not None:
                if found.form == "all" or (found.form == "rows" and whole) or not _tells_array(facts, found.value):
                    continue
                yield self._candidate(facts, step, node, found.value, found.mask, found.value, "places")
                continue
            part = facts.step_of(what)
            if not isinstance(what, cst.Subscript) or part is None or part.op != "index" or len(what.slice) != 1:
                continue
            index = what.slice[0].slice
            if not isinstance(index, cst.Index) or index.star is not None or contains(index.value, cst.NamedExpr):
                continue
            mask = part.args[1]
            if facts.body.values.get(index.value) != mask or asks_columns(facts, mask):
                continue
            if tells_mask(facts, mask) and facts.fact(mask).may(d.ARRAY):
                yield self._candidate(facts, step, node, mask, index.value, part.args[0], "elements")

    @staticmethod
    def _candidate(
        facts: FunctionFacts,
        step: Step,
        node: cst.BaseExpression,
        mask: int,
        mask_node: cst.BaseExpression,
        target: int,
        form: str,
    ) -> Candidate:
        saves = "1 array of indices for each dimension" if form == "places" else "1 array of what is counted"
        return Candidate(
            node,
            step,
            "the places where something is true are found only to be counted"
            if form == "places"
            else "elements are copied only to be counted",
            Saves(saves, 1.0),
            "use count_nonzero",
            target,
            (mask,),
            "numpy.count_nonzero",
            more={"mask": mask, "node": mask_node, "alone": form == "places", "bare": only_decides(facts, step)}
            | {"numpy": numpy_name(facts, step), "int": builtin(facts, "int")},
        )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``int(np.count_nonzero(m))``, without ``int`` where nobody can tell."""
        more = candidate.more
        if more["numpy"] is None:
            raise CannotRewrite("the module has no name for NumPy here")
        count = f"{more['numpy']}.count_nonzero({rewriting.right_hand(more['node'])})"
        if not more["bare"]:
            if not more["int"]:
                raise CannotRewrite("`int` means something else here")
            count = f"int({count})"
        rewriting.replace(candidate.node, count)


def _counted(facts: FunctionFacts, step: Step) -> tuple[cst.BaseExpression, cst.BaseExpression, bool] | None:
    """What is counted: the whole expression, what it counts, and whether it counts all elements, not the first axis."""
    node = step.node
    if step.op == "call" and isinstance(node, cst.Call) and facts.fact(step.args[0]).callee == "builtins.len":
        if len(node.args) == 1 and node.args[0].keyword is None and not node.args[0].star:
            return node, node.args[0].value, False
    if step.op == "attr" and step.data == "size" and isinstance(node, cst.Attribute):
        return node, node.value, True
    if step.op == "index" and isinstance(node, cst.Subscript) and facts.fact(step.args[1]).const == 0:
        shape = facts.step_of(node.value)
        if shape is not None and shape.op == "attr" and shape.data == "shape" and isinstance(node.value, cst.Attribute):
            return node, node.value.value, False
    return None


def _tells_array(facts: FunctionFacts, value: int) -> bool:
    """Whether a value may be an array; lists are counted in another way."""
    fact = facts.fact(value)
    return fact.may(d.ARRAY) and (fact.kinds == d.ANYTHING or not fact.may(d.LIST | d.TUPLE))
