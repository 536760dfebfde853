"""Lists that are filled in this function: all that they ever hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.lower.ir import CallShape, Step

if TYPE_CHECKING:
    from uncopy.facts.values import Values

_READING = frozenset({"index", "iter", "return"})


def collected(values: Values, value: int) -> tuple[int, ...] | None:
    """What a list display, or a list by comprehension, ever holds; None where something unseen may put more into it.

    It grows by ``append`` alone, and else is only read, by functions of NumPy, or returned.
    """
    body = values.body
    value = _made(values, value)
    made = body.steps[value]
    if made.op != "list" or made.data:
        return None
    held, meant, todo = list(made.args), {value}, [value]
    while todo:
        alias = todo.pop()
        if any(alias in bound for name, bound in body.names.items() if name in body.captured):
            return None
        for step in body.steps:
            if alias not in step.args:
                continue
            if step.op == "append" and step.args[0] == alias:
                held.append(step.args[1])
            elif step.op == "attr" and step.data == "append":
                given = [_appended(use, step.id) for use in body.steps if step.id in use.args]
                if None in given:
                    return None
                held += [v for v in given if v is not None]
            elif step.op == "phi":
                todo += {step.id} - meant
                meant.add(step.id)
            elif step.op == "bind":
                if body.is_module:
                    return None
            elif step.op == "tuple":  # `xs, ys = [], []`
                uses = [use for use in body.steps if step.id in use.args]
                if not all(use.op == "unpack" and _made(values, use.id) != use.id for use in uses):
                    return None
                todo += [use.id for use in uses if _made(values, use.id) == value and use.id not in meant]
                meant.update(todo)
            elif not (_only_reads(values, step, alias) or (step.op in _READING and step.args[0] == alias)):
                return None
    met = {v for number in meant if body.steps[number].op == "phi" for v in body.steps[number].args} - meant
    if any(body.steps[v].op != "undef" for v in met) or meant.intersection(held):
        return None  # it may be another list
    return tuple(held)


def _made(values: Values, value: int) -> int:
    """The item of a tuple display that a name of several is given at once; else the value itself."""
    step = values.body.steps[value]
    if step.op != "unpack":
        return value
    source, (index, total, starred) = values.body.steps[step.args[0]], step.data
    plain = source.op == "tuple" and not source.data and not starred and len(source.args) == total
    return source.args[index] if plain else value


def _appended(use: Step, method: int) -> int | None:
    """What a call of ``append`` puts into the list; None for any other use of the method."""
    shape: CallShape | None = use.data if use.op == "call" else None
    plain = shape is not None and not shape.starred and not shape.keywords and len(use.args) == 2
    return use.args[1] if plain and use.args[0] == method and use.args[1] != method else None


def _only_reads(values: Values, step: Step, value: int) -> bool:
    """Whether a step is the call of a function of NumPy's that neither writes nor keeps what it is given, or `len`."""
    if step.op != "call" or step.args[0] == value:
        return False
    callee = values.facts[step.args[0]].callee or ""
    row = values.model.row(callee)
    return callee == "builtins.len" or (
        row is not None
        and callee.startswith("numpy.")
        and row.writes == row.retains == ()
        and row.kind.head != "unknown"
    )
