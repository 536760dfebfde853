"""The functions and private methods that a module defines once: those whose calls can be seen into."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from uncopy.source.scopes import bindings

_SAME_CALL = frozenset({"override", "final"})  # decorators that leave a function as it is


@dataclass(frozen=True, slots=True)
class Own:
    """A function of the module: its node, the name of what surrounds it, and how it is bound to an object.

    ``bound`` is ``"function"`` (or a static method: nothing is put before the arguments), ``"self"`` or ``"class"``.
    """

    node: ast.FunctionDef
    within: str
    bound: str


def own_functions(module: ast.Module) -> dict[str, Own]:
    """What can be called by a name of the module: ``.f`` and, of classes, private methods ``.C._m``.

    A name that is bound twice, decorated, or stored into as an attribute anywhere is left out: it may be another
    function by the time it is called. So is a method that another class of the module has too. A public method is left
    out, since a class derived elsewhere may have its own.
    """
    counts: dict[str, int] = {}
    for name, _, _ in bindings(module):
        counts[name] = counts.get(name, 0) + 1
    stored, by_name = _stored_attributes(module)
    out: dict[str, Own] = {}
    methods: dict[str, list[str]] = {}
    for statement in module.body:
        if isinstance(statement, ast.FunctionDef) and counts[statement.name] == 1 and not statement.decorator_list:
            out[f".{statement.name}"] = Own(statement, "", "function")
    for owner in ast.walk(module):
        if not isinstance(owner, ast.ClassDef):
            continue
        inside = list(_bound_in(owner))
        plain = owner in module.body and counts[owner.name] == 1 and not owner.decorator_list
        plain = plain and not counts.keys() & {"staticmethod", "classmethod"}
        plain = plain and not owner.keywords and all(name != "__getattribute__" for name, _, _ in inside)
        for name, method, bound in inside:
            methods.setdefault(name, []).append(owner.name)
            if plain and method is not None and bound and _private(name) and name not in stored and not by_name:
                out[f".{owner.name}.{name}"] = Own(method, owner.name, bound)
    return {
        name: own for name, own in out.items() if not own.within or methods[name.rpartition(".")[2]] == [own.within]
    }


def _private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


def _bound_in(owner: ast.ClassDef) -> Iterator[tuple[str, ast.FunctionDef | None, str]]:
    """Names that a class body binds, with the function where it is one, and how that is bound."""
    for name, node, _ in bindings(ast.Module(owner.body, [])):
        function = node if isinstance(node, ast.FunctionDef) else None
        yield name, function, _bound(function) if function is not None else ""


def _bound(function: ast.FunctionDef) -> str:
    bound = "self"
    for decorator in function.decorator_list:
        word = decorator.id if isinstance(decorator, ast.Name) else None
        if word == "staticmethod":
            bound = "function"
        elif word == "classmethod":
            bound = "class"
        elif word not in _SAME_CALL:
            return ""
    return bound


def _last(function: ast.expr) -> str:
    """The last word of a called name."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _stored_attributes(module: ast.Module) -> tuple[set[str], bool]:
    """Attributes that something stores into or deletes, and whether others may be, by names that are not spelled."""
    stored: set[str] = set()
    by_name = False
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
            stored.add(node.attr)
        elif (isinstance(node, ast.Attribute) and node.attr == "__dict__") or (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "vars"
        ):
            by_name = True
        elif isinstance(node, ast.Call) and _last(node.func) in ("setattr", "delattr", "__setattr__", "__delattr__"):
            if len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
                stored.add(str(node.args[1].value))
            else:
                by_name = True
    return stored, by_name
