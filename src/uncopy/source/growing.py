"""What lives as long as the program: functions that stand in no other one, and containers that only ever grow.

Read off Python's own tree of a whole module.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from uncopy.source.scopes import bindings

_CONTAINERS = {"dict": "dict", "defaultdict": "dict", "OrderedDict": "dict", "list": "list", "set": "set"}
_LEAVES = frozenset(  # methods that take nothing out
    "append add setdefault update get keys values items extend insert copy index count".split()
)


@dataclass(frozen=True, slots=True)
class Growing:
    """By qualified names: ``functions`` of the module and of its classes, and the kind of each of the ``containers``
    that begins empty and from which nothing in the module ever takes anything out.
    """

    functions: frozenset[str] = frozenset()
    containers: dict[str, str] = field(default_factory=dict)


def growing(module: ast.Module) -> Growing:
    """Read them. A container that is looked at in any other way than by its items may be emptied out of sight."""
    counts = Counter(name for name, _, _ in bindings(module))
    kinds = {name: kind for name, kind in _empty(module.body) if counts[name] == 1}
    functions: set[str] = set()
    for name, node in _inside(module.body, ""):
        if isinstance(node, ast.ClassDef):
            bound = Counter(n for n, _, _ in bindings(ast.Module(node.body, [])))
            kinds |= {f"{name}.{n}": kind for n, kind in _empty(node.body) if bound[n] == 1}
        else:
            functions.add(name)
    doubted = _doubted(module, {name.rpartition(".")[2] for name in kinds}) if kinds else set()
    return Growing(frozenset(functions), {n: kind for n, kind in kinds.items() if n.rpartition(".")[2] not in doubted})


def _inside(body: list[ast.stmt], within: str) -> Iterator[tuple[str, ast.ClassDef | ast.FunctionDef]]:
    for statement in body:
        if isinstance(statement, (ast.ClassDef, ast.FunctionDef)):
            name = f"{within}.{statement.name}" if within else statement.name
            yield name, statement
        if isinstance(statement, ast.ClassDef):
            yield from _inside(statement.body, name)
        elif isinstance(statement, (ast.If, ast.Try, ast.With)):
            yield from _inside([s for s in ast.iter_child_nodes(statement) if isinstance(s, ast.stmt)], within)


def _empty(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    """Names that statements bind to an empty container, with its kind."""
    for statement in body:
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ):
                kind = _kind(value)
                if kind is not None:
                    yield name, kind


def _kind(value: ast.expr) -> str | None:
    match value:
        case ast.Dict(keys=[]):
            return "dict"
        case ast.List(elts=[]):
            return "list"
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args, keywords=[]):
            return _CONTAINERS.get(name) if not args or name == "defaultdict" else None
    return None


def _doubted(module: ast.Module, names: set[str]) -> set[str]:
    """Names of which something may be taken out: which are deleted from, handed on, counted or bound again."""
    fine: set[ast.AST] = set()
    uses: list[tuple[str, ast.AST]] = []
    for node in ast.walk(module):
        match node:
            case ast.Subscript(value=inner, ctx=ast.Load() | ast.Store()) | ast.For(iter=inner):
                fine.add(inner)
            case ast.Call(func=ast.Attribute(value=inner, attr=method)) if method in _LEAVES:
                fine.add(inner)
            case ast.Compare(comparators=inners):
                fine.update(inners)
            case ast.Name(id=name, ctx=context) if name in names and not isinstance(context, ast.Store):
                uses.append((name, node))
            case ast.Attribute(attr=name) if name in names:
                uses.append((name, node))
    return {name for name, node in uses if node not in fine}
