"""What the rules on files share: what is read from a file as a whole, and which parts of it are used."""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.lower.ir import Step
from uncopy.rules.copies import named


@dataclass(frozen=True, slots=True)
class Part:
    """A subscript by which a part of what was read is used: the values of its bounds, ``None`` where one is left out.

    A single item has no ``high``. ``nodes`` are the bounds as they are written, where they are.
    """

    step: Step
    node: cst.Subscript
    low: int | None
    high: int | None
    item: bool
    nodes: tuple[cst.BaseExpression | None, cst.BaseExpression | None] = (None, None)


def called(node: ast.AST, names: Collection[str]) -> bool:
    """Whether Python's own tree shows a call of something of one of these names."""
    if not isinstance(node, ast.Call):
        return False
    func = node.func
    name = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
    return name in names


def read_by(facts: FunctionFacts, value: int) -> list[Step]:
    """The steps that read a value. A module's names are its own here: that others may import them is not counted."""
    return [use for use in facts.uses(value) if not (use.op == "return" and facts.body.is_module)]


def class_inside(facts: FunctionFacts) -> bool:
    """Whether a class of the module may read its names unseen."""
    return facts.body.is_module and any(s.op == "unknown" and s.data == "a class" for s in facts.body.steps)


def given_by_name(step: Step, names: Sequence[str]) -> dict[str, int] | None:
    """What a call is given, by the names of the parameters; None where it cannot be told."""
    shape = step.data
    if shape is None or shape.starred or shape.positional > len(names):
        return None
    return dict(zip((*names[: shape.positional], *shape.keywords), step.args[1:], strict=True))


def maps(facts: FunctionFacts, given: dict[str, int]) -> bool:
    """Whether `np.load` with these arguments maps the file, if it holds one array."""
    return "mmap_mode" in given and isinstance(facts.fact(given["mmap_mode"]).const, str)


def subscripts(facts: FunctionFacts, read: Step) -> list[Step] | None:
    """The subscripts by which alone a value is used; None if something else is done with it, or others may do so."""
    if facts.body.is_module and named(facts, read.id):
        return None
    found = facts.uses(read.id)
    for use in found:
        if use.op != "index" or use.args[0] != read.id or use.args[1] == read.id:
            return None
        if not isinstance(use.node, cst.Subscript):
            return None
    return found or None


def row_parts(facts: FunctionFacts, read: Step) -> list[Part] | None:
    """The rows by which alone a value is used: slices without a step, and single items."""
    parts = []
    for use in subscripts(facts, read) or ():
        part = _row_part(facts, use)
        if part is None:
            return None
        parts.append(part)
    return parts or None


def _row_part(facts: FunctionFacts, use: Step) -> Part | None:
    node = use.node
    if not isinstance(node, cst.Subscript) or len(node.slice) != 1:
        return None
    index, written = facts.body.steps[use.args[1]], node.slice[0].slice
    if isinstance(written, cst.Index) and written.star is None:
        return Part(use, node, index.id, None, True, (written.value, None))
    if index.op != "slice" or not isinstance(written, cst.Slice) or facts.fact(index.args[2]).const not in (None, 1):
        return None
    low, high = (
        None if bound is None else value
        for bound, value in zip((written.lower, written.upper), index.args[:2], strict=True)
    )
    return Part(use, node, low, high, False, (written.lower, written.upper))


_FORM = frozenset({"shape", "size", "ndim", "dtype", "nbytes", "itemsize"})


def form_asked(facts: FunctionFacts, use: Step) -> bool:
    """Whether a step asks for nothing but the length or form of an array."""
    if use.op == "call":
        return facts.fact(use.args[0]).callee == "builtins.len" and len(use.args) == 2
    return use.op == "attr" and use.data in _FORM


def some_of(facts: FunctionFacts, read: Step) -> list[Step] | None:
    """The subscripts by which alone the elements of a value are read, if one of them shows that it is an array.

    Its form may be asked for beside. None if something else is done with it, if all of it is read, or if it may be an
    archive or a table, which has names for its parts.
    """
    if class_inside(facts):
        return None
    parts = []
    for use in read_by(facts, read.id):
        if form_asked(facts, use):
            continue
        if use.op != "index" or use.args[0] != read.id or use.args[1] == read.id:
            return None
        if _picks(facts, use.args[1]) in (None, "all"):
            return None
        parts.append(use)
    return parts if any(_picks(facts, part.args[1]) == "some" for part in parts) else None


def _picks(facts: FunctionFacts, index: int) -> str | None:
    """Whether an index picks some of an array or all; ``"perhaps"`` where it is not known; None for a name."""
    step, fact = facts.body.steps[index], facts.fact(index)
    if isinstance(fact.const, (str, bytes)) or (fact.may(d.STRING) and not fact.may(~d.STRING)):
        return None
    if step.op == "tuple":
        picked = {_picks(facts, item) for item in step.args}
        return None if None in picked else "some" if picked & {"some", "perhaps"} else "all"
    if step.op == "slice":
        bounds = [facts.fact(a).const for a in step.args]
        return "all" if bounds[:2] == [None, None] and bounds[2] in (None, 1, -1) else "some"
    if fact.const is None or fact.const is ...:
        return "all"
    return "some" if fact.only(d.NUMBER | d.SCALAR | d.ARRAY) else "perhaps"


def spoken(words: list[str]) -> str:
    """Words as people list them: ``a, b and c``."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
