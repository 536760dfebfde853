"""UNC106."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from uncopy.facts import FunctionFacts
from uncopy.facts.telling import called
from uncopy.guards.answer import Guard
from uncopy.guards.copy_layout import copy_layout, same_type
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.never_written import base_lives, not_told_apart, result_not_kept, result_still, source_still
from uncopy.guards.worth import pays
from uncopy.rules.base import Candidate, Meta
from uncopy.rules.copies import CopyRule, copied, of_temporary, spelled_as_copy, straight_to
from uncopy.rules.transposed import factor_copied


class CopyBeforeCopyingCall(CopyRule):
    """A copy is handed to a function that only reads it, or makes a copy itself.

    ## What it finds

    `np.sort(x.copy())`, `np.linalg.inv(A.copy())`, `np.cumsum(np.array(x))`, `x.copy().astype(T)`, `fit(x.copy())`
    where `fit` is a function of the module that only reads.

    ## Why it costs

    The copy lives while the function runs, beside the array that it was made of and beside the result.

    ## Example

    ```python
    ranked = np.sort(scores.copy())     # becomes: np.sort(scores)
    ```

    ## When the fix is safe

    As for other copies (UNC102): it is exactly a NumPy array with the memory order that the copy would have, or the
    function gives the same for any order. The function neither writes nor keeps nor returns what it is given.

    ## When nothing is saved

    For small arrays.

    ## Known limits

    What a function of another module does is not known, unless the configuration says so. Products of a copied
    transpose are another rule's (UNC903).
    """

    meta = Meta("UNC106", "copy-before-copying-call", "copies", "0.1", "1 array")
    guards: tuple[Guard, ...] = (
        knowable_frame,
        same_type,
        copy_layout,
        source_still,
        result_still,
        result_not_kept,
        not_told_apart,
        base_lives,
        pays,
    )

    def gate(self, node: ast.AST) -> bool:
        """A call of something that is given, or is a method of, a call of something named copy, array or deepcopy."""
        if not isinstance(node, ast.Call):
            return False
        given = [*node.args, *(k.value for k in node.keywords)]
        if isinstance(node.func, ast.Attribute):
            given.append(node.func.value)
        return any(spelled_as_copy(value) for value in given)

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Copies that go straight to a call."""
        for step in facts.body.steps:
            found = copied(facts, step)
            if found is None or of_temporary(facts, found[0], step):
                continue
            if found[2] == "copy.deepcopy" and "O" in facts.seen(found[0], step).dtypes:
                continue  # it copies the objects, too
            if factor_copied(facts, step) is not None:
                continue  # that is another rule's
            call = straight_to(facts, step)
            callee = facts.fact(call.args[0]).callee if call is not None else None
            if call is not None and callee and (callee.startswith(".") or facts.model.row(callee) is not None):
                message = f"{called(call)} is given a copy although it only reads, or copies by itself"
                yield self.dropping(step, found, message, "the array")
