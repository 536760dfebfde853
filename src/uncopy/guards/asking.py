"""What functions and methods of NumPy ask of an array, where its numbers matter to them and not its dtype."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.lower.ir import Step

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts

_KEEPING = {"copy", "ravel", "reshape", "flatten", "transpose", "squeeze", "swapaxes"}
_ASKING = {"any", "all", "nonzero", "count_nonzero", "flatnonzero", "argwhere", "where"}
_ALONG = {"argmax": "extreme", "argmin": "extreme", "max": "part", "min": "part", "sum": "sum", "mean": "mean"}
_ALONG |= dict.fromkeys(_ASKING, "ask")
_OF_ARRAYS = {"any", "all", "nonzero", "argmax", "argmin", "max", "min", "sum", "mean"}
_OPERANDS = {"logical_and": 2, "logical_or": 2, "logical_xor": 2, "logical_not": 1}  # one more takes the result
_AXES = {"axis", "keepdims"}
_PYTHON = {
    "builtins.bool": "ask",
    "builtins.any": "ask",
    "builtins.all": "ask",
    "builtins.int": "number",
    "builtins.float": "number",
    "builtins.len": "form",
}


def of_method(facts: FunctionFacts, call: Step, name: str) -> str | None:
    """What a method of the array asks; None where that is not known.

    ``part`` gives something of the same dtype, ``store`` stores its argument, ``convert`` gives another dtype.
    """
    shape, given = call.data, call.args[1:]
    if shape is None or shape.starred:
        return None
    if name in _KEEPING and not shape.keywords:
        return "part"
    if name == "fill" and len(given) == 1:
        return "store"
    if name == "astype" and len(given) == 1 and set(shape.keywords) <= {"dtype"}:
        return "convert"
    return _along(facts, call, name, shape.positional, given) if name in _OF_ARRAYS else None


def of_function(facts: FunctionFacts, step: Step, places: list[int]) -> str | None:
    """What a function that is given the array asks; None where that is not known. ``places`` are its arguments'."""
    shape, callee = step.data, facts.fact(step.args[0]).callee or ""
    if shape is None or shape.starred or step.id in facts.values.opaque:
        return None
    others = tuple(a for n, a in enumerate(step.args) if n and n not in places)
    kind, _, name = callee.rpartition(".")
    if callee in _PYTHON and places == [1] and not others:
        return _PYTHON[callee]
    if kind != "numpy":
        return None
    if name in _OPERANDS and not shape.keywords and shape.positional == _OPERANDS[name]:
        return "logical"
    if places != [1] or shape.positional < 1:
        return None
    if name in ("shape", "size", "ndim", "copy") and not others:
        return "part" if name == "copy" else "form"
    if name == "where" and len(others) == 2 and not shape.keywords:  # what is not NumPy's would see what chooses
        return "ask" if all(facts.fact(o).only(d.NUMERIC) for o in others) else None
    return _along(facts, step, name, shape.positional - 1, others)


def _along(facts: FunctionFacts, call: Step, name: str, positional: int, others: tuple[int, ...]) -> str | None:
    """What is asked along an axis, or of all, with nothing else said."""
    axes = d.NUMBER | d.SCALAR | d.NONE | d.TUPLE
    if positional > 1 or not set(call.data.keywords) <= _AXES:
        return None
    return _ALONG.get(name) if all(facts.fact(o).only(axes) for o in others) else None
