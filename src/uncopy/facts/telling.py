"""What steps do to memory, in plain words: the reasons that a guard gives."""

from __future__ import annotations

import libcst as cst

from uncopy.lower.ir import Body, Step


def spelled(node: cst.CSTNode | None) -> str | None:
    """A name, attribute or subscript as it is written, subscripts shortened; None for anything else."""
    if isinstance(node, cst.Name):
        return node.value
    if isinstance(node, cst.Attribute):
        base = spelled(node.value)
        return f"{base}.{node.attr.value}" if base else f"(...).{node.attr.value}"
    if isinstance(node, cst.Subscript):
        base = spelled(node.value)
        return f"{base}[...]" if base else None
    if isinstance(node, cst.Call):
        base = spelled(node.func)
        return f"{base}(...)" if base else None
    return None


def called(step: Step) -> str:
    """The function of a call as it is written."""
    name = spelled(step.node.func) if isinstance(step.node, cst.Call) else None
    return f"`{name}`" if name else "a call"


def keeping(step: Step) -> str:
    """What a step does by which others may come to hold an array that it is given."""
    match step.op:
        case "call":
            return f"{called(step)} may keep it"
        case "store_attr":
            return f"attribute `{step.data}` holds it"
        case "store_index":
            return "an item that is stored holds it"
        case "store_global":
            return f"the global `{step.data}` holds it"
        case "return":
            return "it is returned"
        case "raise":
            return "the exception may hold it"
        case "yield":
            return "it is given away by `yield`"
        case "await":
            return "what is awaited may keep it"
        case "escape":
            return f"a function inside sees it as `{step.data}`"
        case "closure":
            return "a generator holds it" if step.data == "generator" else "a function that is defined here holds it"
        case "enter" | "exit":
            return "the context manager may keep it"
        case "iter":
            return "what walks over it may keep it"
        case "bind":
            return f"the module's name `{step.data}` is seen by others"
    return "it may be kept by what happens here"


def names_of(body: Body, value: int) -> list[str]:
    """The names that a value has, as they are written."""
    found = [name for name, values in body.names.items() if value in values]
    step = body.steps[value]
    if step.op == "phi" and isinstance(step.data, str):
        found.append(step.data)
    return sorted({name.partition("@")[0] for name in found} - {""})
