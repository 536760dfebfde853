"""UNC102."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.guards.answer import Guard, or_none
from uncopy.guards.copy_layout import copy_layout, same_objects, same_type
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.never_written import base_lives, not_told_apart, result_not_kept, result_still, source_still
from uncopy.guards.worth import pays
from uncopy.rules.base import Candidate, Meta
from uncopy.rules.copies import CopyRule, copied, named, of_temporary, spelled_as_copy, straight_to


class CopyNeverWritten(CopyRule):
    """A copy is made although neither it nor its source is written while both are in use.

    ## What it finds

    `b = a.copy()`, `b = np.copy(a)`, `self.b = copy.deepcopy(a)`, `return a.copy()`, `b = a[1:].copy()`, `a.copy() - 1`

    ## Why it costs

    The copy holds the same numbers a second time for as long as it lives.

    ## Example

    ```python
    a = np.sqrt(x)
    before = a.copy()      # becomes: before = a
    return before - a.mean()
    ```

    ## When the fix is safe

    The source is exactly a NumPy array with the memory layout that the copy would have. While the copy is still read,
    nothing writes the source. While the source is still read, or others can reach it, nothing writes, keeps or returns
    the copy: so a caller's array is only shared for reading. A source that is not read again hands its memory over.
    Nothing looks at which memory the copy has (`is`, `.base`, `np.shares_memory`), and no matrix product takes both.

    ## When nothing is saved

    For small arrays, and of a part of an array that is not used longer than the copy: all of it would be kept for the
    part.

    ## Known limits

    A parameter's memory order is seldom known, and a copy in C order may differ from it. Copies that are passed to
    another call at once are another rule's (UNC106). `a = a.copy()` is not looked at. There is no finding where
    what cannot be seen into may write or keep the copy or its source: most such copies are wanted.
    """

    meta = Meta("UNC102", "copy-never-written", "copies", "0.1", "1 array")
    guards: tuple[Guard, ...] = (
        knowable_frame,
        same_type,
        copy_layout,
        same_objects,
        or_none(source_still),
        or_none(result_still),
        or_none(result_not_kept),
        not_told_apart,
        base_lives,
        pays,
    )

    def gate(self, node: ast.AST) -> bool:
        """A call of something named copy or deepcopy."""
        return spelled_as_copy(node)

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Copies that are assigned, returned, computed with or subscripted."""
        own: dict[cst.CSTNode, list[cst.CSTNode]] = {}  # what is assigned, and to what
        for statement in facts.body.lines:
            if isinstance(statement, (cst.Assign, cst.AnnAssign)) and statement.value is not None:
                targets: Sequence[cst.AssignTarget | cst.AnnAssign]
                targets = statement.targets if isinstance(statement, cst.Assign) else [statement]
                own[statement.value] = [t.target for t in targets]
        for step in facts.body.steps:
            found = copied(facts, step)
            if found is None or step.node is None or not facts.uses(step.id):
                continue
            value, node, function = found
            names = {t.value for t in own.get(step.node, []) if isinstance(t, cst.Name)}
            if isinstance(node, cst.Name) and node.value in names:
                continue
            if function == "numpy.array" or of_temporary(facts, value, step) or straight_to(facts, step) is not None:
                continue  # those are other rules'
            if facts.assume_elision and not named(facts, step.id) and facts.uses(step.id)[0].op in ("bin", "unary"):
                continue  # NumPy puts the result into the copy
            message = "a copy is made although neither it nor its source is written while both are in use"
            yield self.dropping(step, found, message, "the array")
