"""UNC102."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.guards.answer import Guard
from uncopy.guards.copy_layout import copy_layout, same_objects, same_type
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.never_written import not_told_apart, result_not_kept, result_still, source_still
from uncopy.guards.worth import pays
from uncopy.rules.base import Candidate, Meta
from uncopy.rules.copies import CopyRule, copied, spelled_as_copy, used_once


class CopyNeverWritten(CopyRule):
    """A copy is made although neither it nor its source is written while both are in use.

    ## What it finds

    `b = a.copy()`, `b = np.copy(a)`, `self.b = copy.deepcopy(a)`, `return a.copy()`, of an array that has a name.

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

    For small arrays.

    ## Known limits

    A parameter's memory order is seldom known, and a copy in C order may differ from it. Copies that are passed to
    another call at once are other rules'. `a = a.copy()` is not looked at.
    """

    meta = Meta("UNC102", "copy-never-written", "copies", "0.1", "1 array")
    guards: tuple[Guard, ...] = (
        knowable_frame,
        same_type,
        copy_layout,
        same_objects,
        source_still,
        result_still,
        result_not_kept,
        not_told_apart,
        pays,
    )

    def gate(self, node: ast.AST) -> bool:
        """A statement that assigns or returns a call of something named copy or deepcopy."""
        return (
            isinstance(node, (ast.Assign, ast.AnnAssign, ast.Return))
            and node.value is not None
            and spelled_as_copy(node.value)
        )

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Copies that are assigned or returned."""
        for statement in facts.body.lines:
            if not isinstance(statement, (cst.Assign, cst.AnnAssign, cst.Return)) or statement.value is None:
                continue
            step = facts.step_of(statement.value)
            if step is None or step.node is not statement.value:
                continue
            found = copied(facts, step)
            if found is None or found[2] == "numpy.array":
                continue
            value, node, _ = found
            targets = (
                [t.target for t in statement.targets]
                if isinstance(statement, cst.Assign)
                else ([statement.target] if isinstance(statement, cst.AnnAssign) else [])
            )
            if not all(isinstance(t, (cst.Name, cst.Attribute, cst.Subscript)) for t in targets):
                continue
            if isinstance(node, cst.Name) and any(isinstance(t, cst.Name) and t.value == node.value for t in targets):
                continue
            if used_once(facts, value, step):
                continue  # a temporary is another rule's
            message = "a copy is made although neither it nor its source is written while both are in use"
            yield self.dropping(step, found, message, "the array")
