"""UNC802."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts.values import dtype_named
from uncopy.fixes.edit import Saves
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.files import bounds_in_numbers, named_file, of_some_size, part_by_itself
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.lower.ir import Step
from uncopy.rules.base import Candidate, Meta, Rule
from uncopy.rules.copies import arguments, named
from uncopy.rules.reading import Part, called, row_parts

_PLATFORMS = frozenset({"builtins.int", "numpy.intp", "numpy.longdouble", "numpy.clongdouble"})


class FromfileThenSlice(Rule):
    """A file of numbers is read as a whole, although only its beginning or another part is used.

    ## What it finds

    `np.fromfile(path, dtype)[:n]`, `np.fromfile(path, dtype)[a:b]`, `np.fromfile(path, dtype)[0]`; and an array from
    `np.fromfile` that has a name, where all that is read of it is such parts, with bounds in numbers.

    ## Why it costs

    The whole file is read into memory, and the part is a view that keeps all of it there. `count=` and `offset=` read
    the part alone.

    ## Example

    ```python
    head = np.fromfile(path, np.float32)[16:80]
    # becomes: head = np.fromfile(path, np.float32, count=64, offset=16 * 4)
    ```

    ## When the fix is safe

    The file is given by its name, since the position in an open file is told afterwards. Both bounds are numbers in the
    text, of 0 or more, so that a file that is too short gives the same short part. Nothing looks at whether the part
    owns its memory, nor is it returned or kept where it would be a view no more. The dtype is one of plain numbers:
    `offset=` counts bytes, and items of no bytes are an error only where all of the file is read.

    ## When nothing is saved

    Where the part is nearly all of the file.

    ## Known limits

    Text (`sep=`), steps, and calls that give `count=` or `offset=` already are not looked at. `int` has different sizes
    on different platforms, so no `offset=` is written for it. The file is taken to be an ordinary one.
    """

    meta = Meta("UNC802", "fromfile-then-slice", "files", "0.1", "the rest of the file")
    guards: tuple[Guard, ...] = (knowable_frame, named_file, bounds_in_numbers, of_some_size, part_by_itself)

    def gate(self, node: ast.AST) -> bool:
        """A call of something named fromfile."""
        return called(node, {"fromfile"})

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Calls of `fromfile` for all of a binary file, of whose result only parts are read."""
        for step in facts.body.steps:
            if step.op != "call" or facts.fact(step.args[0]).callee != "numpy.fromfile":
                continue
            given = arguments(facts, step)
            if given is None or "file" not in given or not given.keys() <= {"file", "dtype"}:
                continue
            parts = row_parts(facts, step)
            if parts is None or not isinstance(step.node, cst.Call):
                continue
            span = _of_several(facts, parts) if named(facts, step.id) else _of_one(facts, step, parts)
            if span is None:
                continue
            size = _size(facts, given)
            if span.low.number != 0 and size is None:
                continue
            yield Candidate(
                step.node,
                step,
                f"all of the file is read, but only {span.what} used",
                Saves("the rest of the file", 1.0),
                "read that part alone",
                step.id,
                effect="share",
                more={
                    "call": step.node,
                    "file": given["file"],
                    "span": span,
                    "low": span.low.number,
                    "high": span.high.number if span.high is not None else None,
                    "stays": span.part is None or span.part.item,
                    "unit": size,
                    "sized": size is not None or _differs(facts, given),
                },
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``count=`` and ``offset=``; the subscript goes where it was all that is done with the array."""
        call, unit = candidate.more["call"], candidate.more["unit"]
        span: _Span = candidate.more["span"]
        low, high, part = span.low, span.high, span.part
        added = []
        if part is not None and part.item:
            added.append("count=1")
        elif high is not None and low.number == 0:
            added.append(f"count={high.text}")
        elif high is not None and low.plain and high.plain:
            added.append(f"count={int(high.text) - int(low.text)}")
        elif high is not None:
            added.append(f"count={high.text} - {low.text}")
        if low.number != 0:
            added.append(f"offset={low.text}" + (f" * {unit}" if unit != 1 else ""))
        rewriting.add_argument(call, ", ".join(added))
        if part is None:
            return
        if not part.item:
            rewriting.cut_after(call, part.node)
        elif low.number != 0 and part.nodes[0] is not None:
            rewriting.replace(part.nodes[0], "0")


class _Bound(NamedTuple):
    """A bound: its number, where it is one, and how it is written."""

    number: int | None
    text: str

    @property
    def plain(self) -> bool:
        """Whether it is written as a number."""
        return self.text.isdigit()


_FIRST = _Bound(0, "0")


class _Span(NamedTuple):
    """Which items are read. ``part`` is the subscript that may go; without one all stay as they are."""

    low: _Bound
    high: _Bound | None
    what: str
    part: Part | None = None


def _of_one(facts: FunctionFacts, step: Step, parts: list[Part]) -> _Span | None:
    """The span of the one part that is taken of an array without a name."""
    part, *others = parts
    if others or part.node.value is not step.node:
        return None
    low = _FIRST if part.low is None else _bound(facts, part.low, part.nodes[0])
    if low is None or (part.item and low.number is None):
        return None  # an item that is not known may as well be the last
    if part.item:
        assert low.number is not None
        return _Span(low, _Bound(low.number + 1, str(low.number + 1)), "one number of it is", part)
    high = None if part.high is None else _bound(facts, part.high, part.nodes[1])
    if (high is None) != (part.high is None) or (high is None and low.number == 0):
        return None
    if high is not None and None not in (low.number, high.number) and not _grows(low, high):
        return None
    what = f"`{low.text if part.nodes[0] is not None else ''}:{high.text if high is not None else ''}` of it is"
    return _Span(low, high, what, part)


def _of_several(facts: FunctionFacts, parts: list[Part]) -> _Span | None:
    """The span from the beginning that holds all parts of an array that has a name."""
    end = 0
    for part in parts:
        low = 0 if part.low is None else facts.fact(part.low).const
        high = low + 1 if part.item and type(low) is int else None if part.high is None else facts.fact(part.high).const
        if type(low) is not int or type(high) is not int or low < 0 or high < 0:
            return None
        end = max(end, high)
    numbers = "number is" if end == 1 else f"{end} numbers are"
    return _Span(_FIRST, _Bound(end, str(end)), f"the first {numbers}") if end else None


def _grows(low: _Bound, high: _Bound) -> bool:
    return low.number is not None and high.number is not None and low.number < high.number


def _bound(facts: FunctionFacts, value: int, node: cst.BaseExpression | None) -> _Bound | None:
    """A bound that is a number in the text, or has a name; None for a negative number and any other expression."""
    number = facts.fact(value).const
    if isinstance(node, cst.Integer) and type(number) is int:
        return _Bound(number, str(number))
    if isinstance(node, cst.Name) and (type(number) is not int or number >= 0):
        return _Bound(number if type(number) is int else None, node.value)
    return None


def _size(facts: FunctionFacts, given: dict[str, int]) -> int | None:
    """The bytes of one number, where the dtype is known and of one size on all platforms."""
    if "dtype" not in given:
        return 8
    if _differs(facts, given):
        return None
    dtype = dtype_named(facts.fact(given["dtype"]))
    if dtype is None:
        return 8
    digits = dtype.lstrip(">")[1:]
    return int(digits) if digits.isdigit() else None


def _differs(facts: FunctionFacts, given: dict[str, int]) -> bool:
    """Whether the size of one number is another one on other platforms."""
    fact = facts.fact(given["dtype"]) if "dtype" in given else None
    return fact is not None and (fact.callee in _PLATFORMS or fact.const in ("int", "f16", "c32"))
