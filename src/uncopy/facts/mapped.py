"""Files that are mapped into memory: a `memmap` is no plain array, but what is made of one has its dtype."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.lower.ir import Step

if TYPE_CHECKING:
    from uncopy.facts.values import Values

_PARAMETERS = ("filename", "dtype", "mode", "offset", "shape", "order")


def mapping(values: Values, step: Step) -> dict[str, int] | None:
    """What is given to `np.memmap` by its parameters' names; None for a step that is no such call."""
    if step.op != "call" or step.data is None or step.data.starred or step.data.positional > len(_PARAMETERS):
        return None
    if values.facts[step.args[0]].callee != "numpy.memmap":
        return None
    given = dict(zip((*_PARAMETERS[: step.data.positional], *step.data.keywords), step.args[1:], strict=True))
    return given if given.keys() <= set(_PARAMETERS) else None


def mapped_dtype(values: Values, value: int) -> str | None:
    """The dtype code of a map, or of rows of one, that is made here; None for anything else."""
    from uncopy.facts.values import dtype_named

    step = values.body.steps[value]
    while step.op == "index" and values.body.steps[step.args[1]].op == "slice":
        step = values.body.steps[step.args[0]]
    given = mapping(values, step)
    if given is None:
        return None
    code = dtype_named(values.facts[given["dtype"]]) if "dtype" in given else "u1"
    return None if code == "?" else code
