"""UNC403."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.fixes.rewriting import CannotRewrite, Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.each_pass import forgotten, one_pass, whole_array
from uncopy.guards.freeing import fewer_in_loop
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.worth import pays
from uncopy.lower.ir import Loop
from uncopy.rules.base import Candidate, Meta, Rule, one
from uncopy.rules.copies import copied, spelled_as_copy
from uncopy.rules.hoisting import bound_name, standing_in
from uncopy.rules.in_place import numpy_name

_COPIES = {"ndarray.copy": ', order="C"', "numpy.copy": ""}


class SnapshotCopyInLoop(Rule):
    """An array is copied on each pass of a loop, to know what it was before the pass changed it.

    ## What it finds

    `before = u.copy()` and `before = np.copy(u)` in the body of a `for` or `while` loop in which `u` is written in
    place and bound to nothing else.

    ## Why it costs

    The name still holds the copy of the last pass while the next one is made: two copies are alive at once, and each
    pass asks for memory anew.

    ## Example

    ```python
    while change > tolerance:
        before = u.copy()      # becomes: before = np.empty_like(u, order="C") before the loop,
        relax(u, before)       # and here np.copyto(before, u)
        change = abs(u - before).max()
    ```

    ## When the fix is safe

    `u` is exactly a NumPy array and the same one on each pass; the copy has a name that is bound nowhere else and not
    read before it is bound or after the loop, and nothing keeps it.

    ## When nothing is saved

    For small arrays. Where more arrays are alive at another place, in the loop or outside of it: making the copy anew
    costs time then, not the peak.

    ## Known limits

    Where `u` is bound to a new array on each pass, two names that change places would do; that is not looked at.
    """

    meta = Meta("UNC403", "snapshot-copy-in-loop", "loops", "0.1", "1 array, and one per pass")
    guards: tuple[Guard, ...] = (knowable_frame, whole_array, forgotten, one_pass, pays, fewer_in_loop)

    def gate(self, node: ast.AST) -> bool:
        """A loop with an assignment of a copy."""
        return isinstance(node, (ast.For, ast.While)) and any(
            isinstance(statement, ast.Assign) and spelled_as_copy(statement.value) for statement in node.body
        )

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Copies in the body of a loop, under a name, of an array that the loop does not bind."""
        if facts.body.is_module:
            return
        for step in facts.body.steps:
            loop = facts.body.innermost_loop(step.block)
            found = copied(facts, step)
            if loop is None or found is None or found[2] not in _COPIES or not isinstance(step.node, cst.Call):
                continue
            value, source, function = found
            statement = standing_in(facts, loop, step.node)
            alone = len(step.args) == (2 if function == "numpy.copy" else 1)
            if statement is None or not isinstance(source, cst.Name) or not alone:
                continue
            name = bound_name(facts, statement, step, loop)
            if not name or not _stays(facts, source.value, value, loop) or not facts.fact(value).may(d.ARRAYS):
                continue
            yield Candidate(
                step.node,
                step,
                f"`{source.value}` is copied anew on each pass of the loop, beside the copy of the pass before",
                one(1, f"`{source.value}`"),
                "copy into one array that is made before the loop",
                value,
                more={
                    "loop": loop,
                    "statement": loop.node,
                    "line": statement,
                    "name": name,
                    "source": source.value,
                    "order": _COPIES[function],
                    "numpy": numpy_name(facts, step),
                },
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``name = np.empty_like(x)`` before the loop, and ``np.copyto(name, x)``."""
        more = candidate.more
        numpy, name, source = more["numpy"], more["name"], more["source"]
        if numpy is None:
            raise CannotRewrite("the module has no name for NumPy here")
        order = more["order"].replace('"C"', rewriting.quoted("C"))
        before, within = f"{name} = {numpy}.empty_like({source}{order})", f"{numpy}.copyto({name}, {source})"
        rewriting.hoist(more["line"], more["statement"], before, within)


def _stays(facts: FunctionFacts, name: str, value: int, loop: Loop) -> bool:
    """Whether a name stands for one object from before the loop on: in the loop it is changed in place at most."""
    steps = facts.body.steps
    if name in facts.body.captured:
        return False
    for step in steps:
        if step.block in loop and step.op in ("bind", "undef") and step.data == name and step.node is not None:
            changed = step.op == "bind" and steps[step.args[0]].op == "aug"
            if not changed or not facts.fact(step.args[0]).only(d.ARRAYS):
                return False
    made = steps[value]
    if made.op == "phi" and made.block in loop:
        return all(steps[a].op != "undef" and (steps[a].block not in loop or steps[a].op == "aug") for a in made.args)
    return made.block not in loop
