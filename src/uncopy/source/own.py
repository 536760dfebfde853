"""What a module defines once, so that it can be seen into: functions, private methods, private attributes."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from uncopy.source.scopes import bindings
from uncopy.source.stores import ModuleStores, stored_attributes
from uncopy.source.trees import nodes_of

_FORM = Counter(shape=1, dtype=1, strides=1, resize=1)  # setting them changes an array that others hold
_INNER = Counter(__code__=1, __defaults__=1, __kwdefaults__=1, __class__=1, __bases__=1)  # what a function or class is
_SAME_CALL = frozenset({"override", "final"})  # decorators that leave a function as it is, of these modules
_TYPING = ("typing", "typing_extensions")


@dataclass(frozen=True, slots=True)
class Own:
    """A function of the module: its node, the name of what surrounds it, and how it is bound to an object.

    ``bound`` is ``"function"`` (or a static method: nothing is put before the arguments), ``"self"`` or ``"class"``; of
    an attribute, whose node is the ``__init__`` that stores it, ``"attribute"``. ``once`` is whether the module runs
    ``__init__`` for an object only when it is made.
    """

    node: ast.FunctionDef
    within: str
    bound: str
    once: bool = False


def own_functions(module: ast.Module, stores: ModuleStores) -> dict[str, Own]:
    """What can be named in the module: functions ``.f`` and, of classes, private methods and attributes ``.C._m``.

    A name that is bound twice, decorated, or stored into as an attribute anywhere is left out: it may be another
    function by the time it is called. For functions of the module only ``stores`` count, which may be into the module.
    A method that another class of the module has too is left out as well, and a public one is, since a class derived
    elsewhere may have its own.
    """
    counts = Counter(name for name, _, _ in bindings(module))
    stored, by_name = stored_attributes(module)
    out: dict[str, Own] = {}
    if stored & _INNER:
        return out
    for statement in module.body if not stores.by_name else ():
        if isinstance(statement, ast.FunctionDef) and counts[statement.name] == 1 and not statement.decorator_list:
            if statement.name not in stores.names:
                out[f".{statement.name}"] = Own(statement, "", "function")
    if by_name:
        return out
    classes = {node: list(_bound_in(node)) for node in nodes_of(module) if isinstance(node, ast.ClassDef)}
    once = not _makes_anew(module)
    in_classes = Counter(name for inside in classes.values() for name, _ in inside)
    known = _known_decorators(module, in_classes, stored)
    for owner, inside in classes.items():
        if owner not in module.body or counts[owner.name] > 1 or owner.decorator_list or owner.keywords:
            continue
        if any(name == "__getattribute__" for name, _ in inside):
            continue
        for name, method in inside:
            full = _mangled(owner, name)
            if full != name and (in_classes[full] or stored[full]):
                continue
            bound = _bound(method, known) if method is not None else ""
            if method is not None and bound and _private(name) and in_classes[name] == 1 and not stored[name]:
                out[f".{owner.name}.{name}"] = Own(method, owner.name, bound)
        # A class that it is derived from, or that has its form changed, may store another thing under the name.
        if owner.bases or stored & _FORM:
            continue
        for name, method in inside:
            if name == "__init__" and method is not None and _bound(method, known) == "self":
                for attribute in stored_attributes(method)[0]:
                    full = _mangled(owner, attribute)
                    if full != attribute and (in_classes[full] or stored[full]):
                        continue
                    if _private(attribute) and stored[attribute] == 1 and not in_classes[attribute]:
                        out[f".{owner.name}.{attribute}"] = Own(method, owner.name, "attribute", once)
    return out


def _makes_anew(module: ast.Module) -> bool:
    """Whether an ``__init__`` may run for an object that was made before: where one is named, but to ask ``super()``.

    ``super().__init__`` counts as well outside of an ``__init__``, and so does the name as a text.
    """
    todo: list[tuple[ast.AST, str]] = [(module, "")]
    while todo:
        node, within = todo.pop()
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if node.value.rpartition(".")[2] == "__init__":
                return True
        if isinstance(node, ast.Attribute) and node.attr == "__init__":
            asked = node.value.func if isinstance(node.value, ast.Call) else None
            if within != "__init__" or not isinstance(asked, ast.Name) or asked.id != "super":
                return True
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            within = "lambda" if within or isinstance(node, ast.Lambda) else node.name
        elif isinstance(node, ast.ClassDef):
            within = ""
        todo += ((child, within) for child in ast.iter_child_nodes(node))
    return False


def _private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


def _mangled(owner: ast.ClassDef, name: str) -> str:
    """What Python makes of a name in a class: others can say ``_C__m`` for its ``__m``."""
    short = owner.name.lstrip("_")
    return f"_{short}{name}" if name.startswith("__") and not name.endswith("__") and short else name


def _bound_in(owner: ast.ClassDef) -> Iterator[tuple[str, ast.FunctionDef | None]]:
    """Names that a class body binds, with the function where it is one."""
    for name, node, _ in bindings(ast.Module(owner.body, [])):
        yield name, node if isinstance(node, ast.FunctionDef) else None


def _known_decorators(module: ast.Module, in_classes: Counter[str], stored: Counter[str]) -> dict[str, str]:
    """How a decorator by a bare name binds a method, where the name is sure to mean what it says.

    That of a builtin is bound nowhere in the module, the others only by imports from where they are of.
    """
    meanings: dict[str, set[str]] = {}
    for name, node, _ in bindings(module):
        meanings.setdefault(name, set()).add(_imported(name, node))
    known = {}
    if "*" not in meanings:
        builtin = {"staticmethod": "function", "classmethod": "class"}
        known = {name: bound for name, bound in builtin.items() if name not in meanings and not in_classes[name]}
        for name, origins in meanings.items():
            if origins <= _SAME_CALL and not in_classes[name] and not any(stored[origin] for origin in origins):
                known[name] = "self"
    return known


def _imported(name: str, node: ast.AST) -> str:
    """What an import from a module of types binds a name to; nothing for another binding."""
    if isinstance(node, ast.ImportFrom) and node.module in _TYPING and not node.level:
        return next(alias.name for alias in node.names if (alias.asname or alias.name) == name)
    return ""


def _bound(function: ast.FunctionDef, known: dict[str, str]) -> str:
    bound = "self"
    for decorator in function.decorator_list:
        how = known.get(decorator.id) if isinstance(decorator, ast.Name) else None
        if how is None:
            return ""
        bound = bound if how == "self" else how
    return bound
