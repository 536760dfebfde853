"""What lives longer than a call: functions that stand in no other, containers that only ever grow, arrays of objects.

Read off Python's own tree of a whole module.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from uncopy.source.scopes import bindings
from uncopy.source.trees import nodes_of

_CONTAINERS = {"dict": "dict", "defaultdict": "dict", "OrderedDict": "dict", "list": "list", "set": "set"}
_LEAVES = frozenset(  # methods that take nothing out
    "append add setdefault update get keys values items extend insert copy index count".split()
)


_MAKERS = frozenset(
    "zeros ones empty full array asarray ascontiguousarray linspace arange identity eye zeros_like ones_like empty_like"
    " full_like concatenate vstack hstack column_stack meshgrid".split()
)


@dataclass(frozen=True, slots=True)
class Growing:
    """By qualified names: the ``functions`` of the module and of its classes, with whether they have no decorator; the
    kind of each of the ``containers`` that begins empty and from which nothing in the module ever takes anything out;
    and the attributes of each class to which its methods give ``arrays`` of NumPy's.
    """

    functions: dict[str, bool] = field(default_factory=dict)
    containers: dict[str, str] = field(default_factory=dict)
    arrays: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def class_of(self, name: str) -> str:
        """The class that a function stands in, by what its body is called; empty where that cannot be told."""
        bare = name.removeprefix("<module>.")
        if "." in bare:
            return bare.rpartition(".")[0] if bare in self.functions else ""
        found = {f.rpartition(".")[0] for f in self.functions if f == bare or f.endswith(f".{bare}")}
        return found.pop() if len(found) == 1 else ""


def growing(module: ast.Module) -> Growing:
    """Read them. A container that is looked at in any other way than by its items may be emptied out of sight."""
    counts = Counter(name for name, _, _ in bindings(module))
    kinds = {name: kind for name, kind in _empty(module.body) if counts[name] == 1}
    functions: dict[str, bool] = {}
    arrays: dict[str, tuple[str, ...]] = {}
    numpy = {
        a.asname or a.name for n in nodes_of(module) if isinstance(n, ast.Import) for a in n.names if a.name == "numpy"
    }
    for name, node in _inside(module.body, ""):
        if isinstance(node, ast.ClassDef):
            bound = Counter(n for n, _, _ in bindings(ast.Module(node.body, [])))
            kinds |= {f"{name}.{n}": kind for n, kind in _empty(node.body) if bound[n] == 1}
            arrays[name] = tuple(dict.fromkeys(_arrays(node, numpy)))
        else:
            functions[name] = not node.decorator_list and functions.get(name, True)
    doubted = _doubted(module, {name.rpartition(".")[2] for name in kinds}) if kinds else set()
    left = {n: kind for n, kind in kinds.items() if n.rpartition(".")[2] not in doubted}
    return Growing(functions, left, arrays)


def _arrays(node: ast.ClassDef, numpy: set[str]) -> Iterator[str]:
    """Attributes that are given what a function of NumPy's makes."""
    for statement in ast.walk(node):
        match statement:
            case ast.Assign(
                targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)],
                value=ast.Call(func=ast.Attribute(value=ast.Name(id=module), attr=function)),
            ) if module in numpy and function in _MAKERS:
                yield name


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
    for node in nodes_of(module):
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
