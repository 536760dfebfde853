"""UNC302."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.fixes.edit import Saves
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.answer import Answer, Guard, guard, no, yes
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.mask import asks_parts, is_mask, mask_apart, one_axis, plain_value, same_extent
from uncopy.guards.worth import literal_size
from uncopy.lower.ir import Step
from uncopy.rules.base import Candidate, Meta, Rule
from uncopy.rules.masks import places, spelled, tells_mask

_SMALL = 1000
_OF_EACH = ("bin", "call", "compare", "unary")


@guard("pays", "Is there memory to save?", cost=True)
def _pays(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """No for small arrays, and for a mask of one of several axes, of which NumPy finds the places by itself."""
    fact, mask = facts.seen(candidate.target, candidate.step), candidate.more["mask"]
    size = literal_size(fact)
    if size is not None and size < _SMALL:
        return no(f"it has {size} elements only", facts.body.steps[candidate.target].node)
    if facts.seen(mask, candidate.step).ndim[1] < fact.ndim[0] or asks_parts(facts, candidate.target, mask):
        return no("the mask is for one of several axes: NumPy finds the places itself", facts.body.steps[mask].node)
    stored = candidate.more["stored"]
    if stored is not None and facts.seen(stored, candidate.step).may(~(d.NUMBER | d.SCALAR)):
        if not _asked_of(facts, mask, candidate.target) and not _picked(facts, stored, mask):
            node = facts.body.steps[stored].node
            return no("what is stored may be a row for each place: the mask may be for one of several axes", node)
    return yes()


def _asked_of(facts: FunctionFacts, mask: int, target: int, depth: int = 8) -> bool:
    """Whether a mask is asked of the array itself, and so has its shape: ``x > 0``, ``np.isnan(x) | (x < 0)``."""
    if mask == target:
        return True
    step = facts.body.steps[mask]
    return depth > 0 and step.op in _OF_EACH and any(_asked_of(facts, a, target, depth - 1) for a in step.args)


def _picked(facts: FunctionFacts, stored: int, mask: int, depth: int = 8) -> bool:
    """Whether what is stored was picked by the same mask, or by places: ``y[np.where(m)] * 2``."""
    step = facts.body.steps[stored]
    if step.op == "index" and isinstance(step.node, cst.Subscript) and len(step.node.slice) == 1:
        index = step.node.slice[0].slice
        return isinstance(index, cst.Index) and (step.args[1] == mask or places(facts, index.value) is not None)
    return depth > 0 and step.op in _OF_EACH and any(_picked(facts, a, mask, depth - 1) for a in step.args)


class WhereAsIndex(Rule):
    """An array is indexed by the places where a mask is true, although the mask itself would do.

    ## What it finds

    `a[np.where(m)]`, `a[np.nonzero(m)]`, `a[m.nonzero()]`; of one dimension also `a[np.where(m)[0]]` and
    `a[np.flatnonzero(m)]`. All of these are read, assigned to or changed in place: `a[np.where(m)] += 1`.

    ## Why it costs

    The places are an array of 8 bytes for each that is true, and one such array for each dimension. A mask has 1 byte
    an element, and it is there already.

    ## Example

    ```python
    y = x[np.where(x > 0)]      # becomes: y = x[x > 0]
    ```

    ## When the fix is safe

    `a` is exactly a NumPy array, and `m` one of bools, of one dimension or more and of the shape of `a`. What is stored
    is a number.

    ## When nothing is saved

    For small arrays. Where a mask is for one of several axes, NumPy finds the places by itself in any case.

    ## Known limits

    Places that have a name (`i = np.where(m)`) are followed where they are used once. Used more often, they may take
    less memory than the mask.
    """

    meta = Meta("UNC302", "where-as-index", "indexing", "0.1", "the arrays of indices")
    guards: tuple[Guard, ...] = (knowable_frame, is_mask, same_extent, one_axis, plain_value, mask_apart, _pays)

    def gate(self, node: ast.AST) -> bool:
        """A subscript by a call of something named where, nonzero or flatnonzero, or a name for what that gives."""
        if isinstance(node, ast.Assign):
            return len(node.targets) == 1 and isinstance(node.targets[0], ast.Name) and spelled(node.value)
        return isinstance(node, ast.Subscript) and spelled(node.slice)

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Subscripts that are read, assigned to or changed in place."""
        for step in facts.body.steps:
            if step.op == "store_index":
                for target in _targets(step.node):
                    if facts.body.values.get(target.value) == step.args[0]:
                        stored = None if isinstance(step.node, cst.AugAssign) else step.args[2]
                        yield from self._found(facts, step, target, stored)
            elif step.op == "index" and isinstance(step.node, cst.Subscript):
                yield from self._found(facts, step, step.node, None)

    def _found(self, facts: FunctionFacts, step: Step, node: cst.Subscript, stored: int | None) -> Iterator[Candidate]:
        index = node.slice[0].slice if len(node.slice) == 1 else None
        if not isinstance(index, cst.Index) or index.star is not None:
            return
        if facts.body.values.get(index.value) != step.args[1]:
            return
        told = _named(facts, step, index.value) if isinstance(index.value, cst.Name) else index.value
        found = None if told is None else places(facts, told)
        if found is None or found.form == "rows" or not tells_mask(facts, found.value):
            return
        if not facts.fact(step.args[0]).may(d.ARRAY):
            return
        named = told is not index.value
        yield Candidate(
            told if named and told is not None else node,
            step,
            "the places where a mask is true are found first, although the mask can be the index",
            Saves("1 array of indices for each dimension", 1.0),
            "use the mask as the index",
            step.args[0],
            (found.value,),
            "index",
            more={
                "mask": found.value,
                "node": found.mask,
                "index": told if named else index,
                "form": found.form,
                "stored": stored,
                "early": facts.body.steps[step.args[1]] if named else None,
            },
        )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``a[m]``."""
        rewriting.replace(candidate.more["index"], rewriting.right_hand(candidate.more["node"]))


def _named(facts: FunctionFacts, step: Step, name: cst.Name) -> cst.BaseExpression | None:
    """What a name for places stands for, where the name is for this step alone, in the same pass of every loop.

    And where no other array is made meanwhile: a mask that lives longer than its places did may take more memory.
    """
    value, body = step.args[1], facts.body
    if body.is_module or name.value in body.captured or [u.id for u in facts.uses(value)] != [step.id]:
        return None
    made = body.steps[value]
    if [made.block in loop for loop in body.loops] != [step.block in loop for loop in body.loops]:
        return None
    between = [s for s in body.steps if made.id < s.id < step.id and s.id not in step.args]
    if any(facts.fact(s.id).may(d.ARRAY) and (s.id, 0) in facts.values.sites[s.id] for s in between):
        return None
    for statement in body.lines:
        if isinstance(statement, cst.Assign) and len(statement.targets) == 1 and statement.value is made.node:
            return statement.value if isinstance(statement.targets[0].target, cst.Name) else None
    return None


def _targets(node: cst.CSTNode | None) -> list[cst.Subscript]:
    """The subscripts that a statement assigns to."""
    targets: list[cst.BaseExpression] = []
    if isinstance(node, cst.Assign):
        targets = [t.target for t in node.targets]
    elif isinstance(node, (cst.AugAssign, cst.AnnAssign)):
        targets = [node.target]
    return [t for t in targets if isinstance(t, cst.Subscript)]
