"""What a module declares beside its functions: names of types, types of attributes, docstrings of classes."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from uncopy.source.scopes import bindings


@dataclass(frozen=True, slots=True)
class Declarations:
    """Annotations as they are written, by name.

    ``aliases`` are names that the module binds once, to what may be a type. ``attributes`` are, by the qualified name
    of a class, the annotations of its attributes, each with whether the attribute may begin as None. ``documents`` are
    the docstrings of classes.
    """

    aliases: dict[str, ast.expr] = field(default_factory=dict)
    attributes: dict[str, dict[str, tuple[ast.expr, bool]]] = field(default_factory=dict)
    documents: dict[str, str] = field(default_factory=dict)


def declarations_of(module: ast.Module) -> Declarations:
    """Read them."""
    counts = Counter(name for name, _, _ in bindings(module))
    found = Declarations()
    if not counts["*"]:
        for name, value in _aliases(module.body):
            if counts[name] == 1:
                found.aliases[name] = value
    for name, node in _classes(module.body, ""):
        if counts[name.partition(".")[0]] > 1 or name in found.attributes:
            found.attributes[name] = {}  # which of them is meant?
            found.documents.pop(name, None)
            continue
        inside = Counter(n for n, _, _ in bindings(ast.Module(node.body, [])))
        found.attributes[name] = {attribute: told for attribute, told in _attributes(node) if inside[attribute] <= 1}
        text = ast.get_docstring(node)
        if text:
            found.documents[name] = text
    return found


def _aliases(body: list[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    for statement in body:
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ):
                if isinstance(value, (ast.Subscript, ast.BinOp, ast.Attribute, ast.Name)):
                    yield name, value
            case ast.If(test=ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING"), body=inner):
                yield from _aliases(inner)


def _classes(body: list[ast.stmt], within: str) -> Iterator[tuple[str, ast.ClassDef]]:
    for statement in body:
        if isinstance(statement, ast.ClassDef):
            name = f"{within}.{statement.name}" if within else statement.name
            yield name, statement
            yield from _classes(statement.body, name)


def _attributes(node: ast.ClassDef) -> Iterator[tuple[str, tuple[ast.expr, bool]]]:
    for statement in node.body:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=value):
                empty = value is not None and any(
                    isinstance(n, ast.Constant) and n.value is None for n in ast.walk(value)
                )
                yield name, (annotation, empty)
