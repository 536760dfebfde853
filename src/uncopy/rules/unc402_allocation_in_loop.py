"""UNC402."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.facts.values import dtype_named
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.each_pass import forgotten, one_pass, shape_stays
from uncopy.guards.freeing import fewer_in_loop
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.worth import pays
from uncopy.lower.ir import Step
from uncopy.rules.base import Candidate, Meta, Rule, one
from uncopy.rules.copies import arguments
from uncopy.rules.hoisting import bound_name, standing_in, steady

_LARGE = 1e300  # what is larger, or no number, has no text of its own
_FILLED = {"numpy.zeros": "0", "numpy.ones": "1", "numpy.full": None}


class AllocationInLoop(Rule):
    """An array of the same shape is made anew on each pass of a loop and forgotten at its end.

    ## What it finds

    `buffer = np.zeros(shape)`, `np.ones(shape)` and `np.full(shape, number)` in the body of a `for` or `while` loop,
    where the shape is the same on each pass.

    ## Why it costs

    The name still holds the array of the last pass while the next one is made, so two of them are alive at once; and
    each pass asks for memory anew.

    ## Example

    ```python
    for frame in frames:
        seen = np.zeros(image.shape)     # becomes: this line before the loop, and here seen.fill(0)
        np.add.at(seen, frame, 1)
        total += seen
    ```

    ## When the fix is safe

    The name is bound nowhere else and not read before it is bound or after the loop, nothing keeps the array, and its
    lengths are those of other arrays or written in numbers, so that making it cannot fail where the loop never runs.

    ## When nothing is saved

    For small arrays. Where more arrays are alive at another place, in the loop or outside of it: making this one anew
    costs time then, not the peak.

    ## Known limits

    `np.empty` is not looked at: whoever reads what was not written would find the last pass. Arrays that are made under
    an `if` in the loop are not either. Off by default, because such arrays are often small.
    """

    meta = Meta("UNC402", "allocation-in-loop", "loops", "0.1", "1 array, and one per pass")
    guards: tuple[Guard, ...] = (knowable_frame, shape_stays, forgotten, one_pass, pays, fewer_in_loop)

    def gate(self, node: ast.AST) -> bool:
        """A loop with an assignment of a call of something named zeros, ones or full."""
        return isinstance(node, (ast.For, ast.While)) and any(
            isinstance(statement, ast.Assign)
            and isinstance(statement.value, ast.Call)
            and isinstance(statement.value.func, (ast.Attribute, ast.Name))
            and (
                statement.value.func.attr
                if isinstance(statement.value.func, ast.Attribute)
                else statement.value.func.id
            )
            in ("zeros", "ones", "full")
            for statement in node.body
        )

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Arrays that are made in the body of a loop, filled with one number, and have a name."""
        if facts.body.is_module:
            return
        for step in facts.body.steps:
            callee = facts.fact(step.args[0]).callee if step.op == "call" else None
            loop = facts.body.innermost_loop(step.block)
            if callee not in _FILLED or loop is None or not isinstance(step.node, cst.Call):
                continue
            statement = standing_in(facts, loop, step.node)
            given = arguments(facts, step)
            if statement is None or given is None or not set(given) <= {"shape", "fill_value", "dtype"}:
                continue
            name = bound_name(facts, statement, step, loop)
            number = _FILLED[callee] or _number(facts, given.get("fill_value"))
            if not name or number is None or ("dtype" in given and not _is_plain(facts, given["dtype"])):
                continue
            if callee == "numpy.full" and "dtype" in given and not _fits(facts, given["fill_value"]):
                continue
            yield Candidate(
                step.node,
                step,
                f"`{name}` is made anew on each pass of the loop, beside that of the pass before",
                one(1, f"`{name}`"),
                "make it once, before the loop, and fill it on each pass",
                step.id,
                more={
                    "loop": loop,
                    "statement": loop.node,
                    "line": statement,
                    "name": name,
                    "number": number,
                    "bound": name,
                    "attribute": False,
                    "steady": steady(facts, step.node, loop),
                    "lengths": _lengths(facts, given["shape"]),
                },
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """The statement before the loop, and ``name.fill(0)`` in its place."""
        more = candidate.more
        before = rewriting.text(more["line"])
        rewriting.hoist(more["line"], more["statement"], before, f"{more['name']}.fill({more['number']})")


def _number(facts: FunctionFacts, value: int | None) -> str | None:
    """The text of a number that is written out."""
    const = None if value is None else facts.fact(value).const
    return repr(const) if isinstance(const, (int, float)) and abs(const) < _LARGE else None


def _fits(facts: FunctionFacts, value: int) -> bool:
    """Whether every dtype holds the number: one that does not raises or warns, even if the loop never runs."""
    const = facts.fact(value).const
    return isinstance(const, (int, float)) and 0 <= const <= 1


def _is_plain(facts: FunctionFacts, value: int) -> bool:
    dtype = dtype_named(facts.fact(value))
    return dtype is not None and dtype in d.ARRAY_DTYPES and dtype not in ("O", "S", "U", "M8", "m8")


def _lengths(facts: FunctionFacts, shape: int) -> tuple[int, ...]:
    """The values of the lengths: of a tuple display its items."""
    step: Step = facts.body.steps[shape]
    return step.args if step.op == "tuple" and not step.data else (shape,)
