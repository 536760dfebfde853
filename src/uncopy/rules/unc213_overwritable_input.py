"""UNC213."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.answer import Answer, Guard, guard, no
from uncopy.guards.kinds import writable
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.numpys_own import numpys_own
from uncopy.guards.order_of_parts import order_of_parts
from uncopy.guards.sole_owner import sole_owner
from uncopy.guards.worth import pays
from uncopy.lower.ir import Step
from uncopy.rules.base import Candidate, Meta, Rule, one
from uncopy.rules.copies import arguments, named
from uncopy.source.trees import last_word

_WORDS = {"median", "percentile", "quantile"}
_SPELLED = _WORDS | {f"nan{word}" for word in _WORDS}
_FUNCTIONS = {f"numpy.{name}" for name in _SPELLED}
_TELL_MASKS = {"isnan", "isfinite", "isinf", "logical_and", "logical_or", "logical_not", "invert"}


@guard("pays", "Is there memory to save?", cost=True)
def _pays(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """No for small arrays too, and where an array with gaps or in Fortran order is made flat first, which copies it."""
    fact = facts.seen(candidate.target, candidate.step)
    gaps = not fact.layout.dense and fact.layout.atoms <= {"C", "F"}
    turned = fact.layout.atoms == {"F"} and fact.ndim[0] > 1
    if candidate.more["flat"] and (gaps or turned):
        return no("it is not in one piece in C order, and is copied to be made flat", _node(facts, candidate))
    return pays.ask(facts, candidate)


def _node(facts: FunctionFacts, candidate: Candidate) -> cst.CSTNode | None:
    return facts.body.steps[candidate.target].node


class OverwritableInput(Rule):
    """A median or percentile is taken of an array that dies then, and is copied to be sorted.

    ## What it finds

    `np.median(x)`, `np.percentile(x, q)`, `np.quantile(x, q)` and their `nan` variants, where `x` is not read again, or
    has no name: `np.median(np.abs(x - m))`, `np.percentile(image[mask], 95)`.

    ## Why it costs

    All of these sort in part, and copy the array first because it must stay as it is. With `overwrite_input=True` they
    sort the array itself.

    ## Example

    ```python
    r = np.abs(x - np.median(x))
    return np.median(r)             # becomes: np.median(r, overwrite_input=True)
    ```

    ## When the fix is safe

    The array was made in the function, nobody else can see its memory, and it is not read again. It is an array or a
    number of NumPy's own, and writable. Percentiles along an axis want it in C order, which their result then has as
    well. The result is the same bit for bit.

    ## When nothing is saved

    For small arrays, and where an array with gaps or in Fortran order is made flat first. Where making the array takes
    more memory than two of it, the peak stays; a copy less is made all the same.

    ## Known limits

    `nanmedian` and the like are not looked at where they are given an axis: they copy a row at a time. Functions of
    SciPy with `overwrite_a=` copy all arrays that are not in Fortran order in any case.
    """

    meta = Meta("UNC213", "overwritable-input", "in-place", "0.1", "1 array")
    guards: tuple[Guard, ...] = (knowable_frame, sole_owner, numpys_own, writable, order_of_parts, _pays)

    def gate(self, node: ast.AST) -> bool:
        """A call of something named median, percentile or quantile that says nothing of its input."""
        if not isinstance(node, ast.Call) or any(k.arg == "overwrite_input" for k in node.keywords):
            return False
        name = last_word(node.func)
        return name in _SPELLED

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Calls on memory that was made in this function, of which no other argument is a part."""
        for step in facts.body.steps:
            if step.op != "call" or not isinstance(step.node, cst.Call):
                continue
            callee = facts.model.resolve(facts.fact(step.args[0]).callee or "")
            given = arguments(facts, step) if callee in _FUNCTIONS else None
            if given is None or "a" not in given or {"out", "overwrite_input"} & given.keys():
                continue
            value = given["a"]
            axis = facts.fact(given["axis"]) if "axis" in given else None
            flat = axis is None or axis.const is None
            if callee.startswith("numpy.nan") and not flat and facts.fact(value).ndim != (1, 1):
                continue
            others = facts.values.reach(*(v for name, v in given.items() if name != "a"))
            if others & facts.values.sites[value] or not (_made_here(facts, value) or _made_now(facts, value)):
                continue
            what = "the array"
            if named(facts, value):
                argument = next(a.value for a in step.node.args if facts.body.values.get(a.value) == value)
                what = f"`{argument.value}`" if isinstance(argument, cst.Name) else what
            yield Candidate(
                step.node,
                step,
                f"`{callee.partition('.')[2]}` copies {what}, which is not needed any more, to sort the copy",
                one(1, what),
                "use overwrite_input=True",
                value,
                operation=callee,
                more={"call": step.node, "flat": flat},
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``overwrite_input=True`` after the other arguments."""
        rewriting.add_argument(candidate.more["call"], "overwrite_input=True")


def _made_here(facts: FunctionFacts, value: int) -> bool:
    """Whether its memory was made in this function, and it is not a list or the like that is made an array first."""
    fact = facts.fact(value)
    return fact.may(d.ARRAY) and not fact.may(d.CONTAINERS) and not facts.ownership.outside(value)


def _made_now(facts: FunctionFacts, value: int) -> bool:
    """Whether it has no name, and is computed from what may be an array, or is the part of it under a mask."""
    step = facts.body.steps[value]
    if named(facts, value) or not facts.fact(value).may(d.ARRAY):
        return False
    if step.op == "index":
        return _tells_mask(facts, facts.body.steps[step.args[1]], 0)
    return step.op == "call" and facts.model.is_ufunc(facts.fact(step.args[0]).callee or "")


def _tells_mask(facts: FunctionFacts, step: Step, depth: int) -> bool:
    if step.op == "compare":
        return step.data in ("<", "<=", ">", ">=", "==", "!=")
    if step.op == "call":
        callee = facts.fact(step.args[0]).callee or ""
        return callee.startswith("numpy.") and callee.removeprefix("numpy.") in _TELL_MASKS
    if step.op in ("unary", "bin") and step.data in ("~", "&", "|") and depth < 8:
        return any(_tells_mask(facts, facts.body.steps[a], depth + 1) for a in step.args)
    return False
