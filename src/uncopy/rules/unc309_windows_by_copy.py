"""UNC309."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.fixes.edit import Saves
from uncopy.fixes.rewriting import CannotRewrite, Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.never_written import source_still
from uncopy.guards.windows import covers, windows_alike, windows_fit
from uncopy.guards.worth import may_pay
from uncopy.rules.base import Candidate, Meta, Rule
from uncopy.rules.comprehensions import Listed, listed
from uncopy.rules.in_place import numpy_name

_TOGETHER = frozenset({"numpy.array", "numpy.asarray", "numpy.stack", "numpy.vstack"})


class WindowsByCopy(Rule):
    """All windows of an array are copied into a table, which a view of the array would show.

    ## What it finds

    `np.array([x[i:i + w] for i in range(len(x) - w + 1)])`, with `np.asarray`, `np.stack` or `np.vstack` as well, and
    with a number as the step of the range.

    ## Why it costs

    Each element is copied as many times as there are windows that hold it: the table is `w` times as large as `x`, and
    the list holds an array for each window. `sliding_window_view` shows the same table and copies nothing.

    ## Example

    ```python
    windows = np.array([x[i:i + w] for i in range(len(x) - w + 1)])
    # becomes: windows = np.lib.stride_tricks.sliding_window_view(x, w)
    highest = windows.max(axis=1)
    ```

    ## When the fix is safe

    `x` is exactly a NumPy array of one dimension, of real numbers, and known to be as long as a window: by its shape in
    numbers, or by a test before (`if w > len(x): raise ...`). It is not written while the windows are read. The windows
    are neither written nor kept; they are stored, asked for their shape, reduced (`any`, `all`, `argmax`, `argmin`,
    `max` and `min`, and `sum` and `mean` of each window), or added, multiplied or compared with a row or a number. The
    largest and smallest of floats are those of each window, and `x` is contiguous: 0.0 and -0.0 are equal, and which of
    them is found depends on the order.

    ## When nothing is saved

    For small arrays.

    ## Known limits

    The table of `np.stack` and `np.vstack` is not proved to be an array. A width that is a parameter may be `True`,
    which `sliding_window_view` does not take. Windows of arrays of more dimensions, and `as_strided`, which copies
    nothing, are not looked at.
    """

    meta = Meta("UNC309", "windows-by-copy", "indexing", "0.1", "as many arrays as a window is wide")
    # What `windows_alike` lets pass neither writes the windows, nor keeps them, nor asks whose memory they are.
    guards: tuple[Guard, ...] = (knowable_frame, windows_fit, source_still, windows_alike, may_pay)

    def gate(self, node: ast.AST) -> bool:
        """A call that is given a comprehension of slices."""
        return (
            isinstance(node, ast.Call)
            and bool(node.args)
            and isinstance(node.args[0], ast.ListComp)
            and isinstance(node.args[0].elt, ast.Subscript)
            and isinstance(node.args[0].elt.slice, ast.Slice)
        )

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Tables of all windows of a name."""
        for found in listed(facts, _TOGETHER):
            shape = found.step.data
            if shape.positional != 1 or shape.keywords:
                continue
            windows = _windows(facts, found)
            if windows is None:
                continue
            target, width, count, node, hop = windows
            name = node.value
            assert isinstance(name, cst.Name)
            yield Candidate(
                found.call,
                found.step,
                f"every window of `{name.value}` is copied, so that the table has each element many times",
                Saves(f"a table of all windows of `{name.value}`, and a list of them", 1.0),
                "use sliding_window_view",
                target,
                effect="share",
                more={
                    "name": name.value,
                    "width": width,
                    "count": count,
                    "width_node": _width_node(node),
                    "reader": facts.body.steps[found.element],
                    "hop": hop,
                    "numpy": numpy_name(facts, found.step),
                },
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``np.lib.stride_tricks.sliding_window_view(x, w)``."""
        more = candidate.more
        if more["numpy"] is None:
            raise CannotRewrite("the module has no name for NumPy here")
        hop = f"[::{more['hop']}]" if more["hop"] != 1 else ""
        view = f"{more['numpy']}.lib.stride_tricks.sliding_window_view"
        rewriting.replace(candidate.node, f"{view}({more['name']}, {rewriting.text(more['width_node'])}){hop}")


def _windows(facts: FunctionFacts, found: Listed) -> tuple[int, int, int, cst.Subscript, int] | None:
    """Of what windows are taken, how wide, up to where, in which subscript and how far apart, if all are taken."""
    clause, node = found.comprehension.for_in, found.comprehension.elt
    if clause.ifs or clause.inner_for_in is not None or not isinstance(clause.target, cst.Name):
        return None
    if not isinstance(node, cst.Subscript) or not isinstance(node.value, cst.Name) or len(node.slice) != 1:
        return None
    width_node = _width_node(node)
    target, width = facts.body.values.get(node.value), facts.body.values.get(width_node) if width_node else None
    part = node.slice[0].slice
    if target is None or width is None or not isinstance(part, cst.Slice) or not isinstance(part.lower, cst.Name):
        return None
    steps = facts.body.steps
    loop = facts.body.innermost_loop(steps[found.element].block)
    if loop is None or steps[target].block in loop or (steps[width].op != "const" and steps[width].block in loop):
        return None
    if part.lower.value != clause.target.value or node.value.value == clause.target.value:
        return None
    if isinstance(width_node, cst.Name) and width_node.value == clause.target.value:
        return None
    ranged = facts.step_of(clause.iter)
    if ranged is None or facts.fact(ranged.id).callee != "range" or ranged.op != "call" or ranged.data.keywords:
        return None
    given = list(ranged.args[1:])
    hop = facts.fact(given.pop()).const if len(given) == 3 else 1
    if len(given) == 2 and facts.fact(given.pop(0)).const != 0:
        return None
    if type(hop) is not int or hop < 1 or len(given) != 1 or not facts.fact(target).may(d.ARRAY):
        return None
    return (target, width, given[0], node, hop) if covers(facts, target, width, given[0]) else None


def _width_node(node: cst.Subscript) -> cst.BaseExpression | None:
    """The name or number ``w`` in ``x[i:i + w]`` or ``x[i:w + i]``."""
    part = node.slice[0].slice
    if not isinstance(part, cst.Slice) or part.step is not None or not isinstance(part.lower, cst.Name):
        return None
    upper = part.upper
    if not isinstance(upper, cst.BinaryOperation) or not isinstance(upper.operator, cst.Add):
        return None
    for one, other in ((upper.left, upper.right), (upper.right, upper.left)):
        counted = isinstance(one, cst.Name) and one.value == part.lower.value
        if counted and isinstance(other, (cst.Name, cst.Integer)):
            return other
    return None
