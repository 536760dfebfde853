"""Functions that read names by text, and frames: where a module has them under another spelling than their own."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from uncopy.source.scopes import FRAME_READERS, bindings, scope_of
from uncopy.source.trees import last_word, nodes_of

_HANDED_ON = FRAME_READERS - {"compile", "__import__"}  # these need another of them, or a name of a module, to read
_FRAMES = frozenset({"f_locals", "tb_frame", "gi_frame", "cr_frame", "ag_frame"})
_ASK_FRAMES = ("_getframe", "currentframe")
_TELL_LOCALS = frozenset({"getargvalues", "getgeneratorlocals", "getcoroutinelocals", "getasyncgenlocals"})
_BUILTINS = ("builtins", "__builtin__")
_SURE = (ast.FunctionDef, ast.ClassDef, ast.Assign, ast.Import, ast.ImportFrom)
_ASK_IF_THERE = ("hasattr", "isinstance")


@dataclass(frozen=True, slots=True)
class Readers:
    """``names`` are the builtins that are called by another name, or may be.

    ``frames`` is the line where the names of any function of the module may be read, if one does.
    """

    names: frozenset[str]
    frames: int | None


def readers_of(module: ast.Module) -> Readers:
    """Read it off the tree of a whole module.

    A direct call, `locals()` or `eval(text)`, is not in it: it reads the names of the function that it stands in, as
    ``currentframe().f_locals`` does. Where such a function is handed on, or a frame is, any function may be read.
    """
    nodes = nodes_of(module)
    lines = _mentioned(module, nodes)
    for name, line in _of_builtins(nodes):
        lines.setdefault(name, line)
    frames = [*lines.values(), *_frame_lines(nodes)]
    return Readers(frozenset(lines), min(frames, default=None))


def _mentioned(module: ast.Module, nodes: Sequence[ast.AST]) -> dict[str, int]:
    """Builtins that are named and not called, with the line; not where the name surely is another thing's by then."""
    called = {node.func for node in nodes if isinstance(node, ast.Call)}
    if not any(isinstance(node, ast.Name) and node.id in _HANDED_ON and node not in called for node in nodes):
        return {}
    found = {name: line for name, line in scope_of(module).mentioned.items() if name in _HANDED_ON}
    sure: dict[str, int] = {}
    for statement in module.body:
        if isinstance(statement, _SURE):
            for name, _, _ in bindings(ast.Module([statement], [])):
                sure.setdefault(name, statement.end_lineno or statement.lineno)
    bound = {name for name, _, _ in bindings(module)}
    removed = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Del)}
    return {
        name: line
        for name, line in found.items()
        if not (name in sure and sure[name] < line and name not in removed)
        and not (name == "dir" and name in bound)  # it reads names only, and the name is a common one
    }


def _of_builtins(nodes: Sequence[ast.AST]) -> Iterator[tuple[str, int]]:
    """Builtins that are reached through their module, with the line."""
    modules = {"__builtins__"}
    for node in nodes:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            modules |= {a.asname or a.name for a in node.names if a.name in _BUILTINS}
        if isinstance(node, ast.ImportFrom) and (node.module or "").rpartition(".")[2] in _BUILTINS:
            for alias in node.names:
                if alias.name in _HANDED_ON:
                    yield alias.name, node.lineno
    harmless: set[ast.AST] = set()  # a node is walked after what it stands in
    for node in nodes:
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute) and node.func.attr == "vars" and node.args:
                harmless.add(node.func)
            elif isinstance(node.func, ast.Name) and node.func.id in _ASK_IF_THERE:
                harmless.update(node.args)
            named = [*node.args, *(k.value for k in node.keywords)]
        elif isinstance(node, ast.Subscript):
            if isinstance(node.slice, ast.Constant) and node.slice.value not in FRAME_READERS:
                harmless.add(node.value)
            named = [node.slice]
        elif isinstance(node, ast.Compare):
            harmless.update(node.comparators)
            continue
        elif isinstance(node, ast.Attribute):
            if node.attr in (*_BUILTINS, "__builtins__"):
                yield from ((name, node.lineno) for name in _HANDED_ON)
            if _is_builtins(node.value, modules):
                harmless.add(node.value)
                if node.attr in FRAME_READERS and node not in harmless:
                    yield node.attr, node.lineno
            continue
        elif isinstance(node, ast.Name):
            if _is_builtins(node, modules) and isinstance(node.ctx, ast.Load) and node not in harmless:
                yield from ((name, node.lineno) for name in _HANDED_ON)
            continue
        else:
            continue
        for text in named:
            if isinstance(text, ast.Constant) and text.value in _BUILTINS:
                yield from ((name, node.lineno) for name in _HANDED_ON)


def _is_builtins(node: ast.AST, modules: set[str]) -> bool:
    return isinstance(node, ast.Name) and node.id in modules


def _frame_lines(nodes: Sequence[ast.AST]) -> Iterator[int]:
    """Lines that name what tells the names of a frame, but for the frame of the function itself."""
    called = {node.func for node in nodes if isinstance(node, ast.Call)}
    for node in nodes:
        if isinstance(node, (ast.Name, ast.Attribute)):
            word = node.id if isinstance(node, ast.Name) else node.attr
            own = word == "f_locals" and isinstance(node, ast.Attribute) and _own_frame(node.value)
            if (word in _FRAMES or word in _TELL_LOCALS) and not own:
                yield node.lineno
            elif word in _ASK_FRAMES and node not in called:
                yield node.lineno
        elif isinstance(node, ast.Constant):
            if isinstance(node.value, str) and node.value.rpartition(".")[2] in _FRAMES:
                yield node.lineno
        elif isinstance(node, ast.ImportFrom):
            if any(a.name in _TELL_LOCALS or (a.name in _ASK_FRAMES and a.asname) for a in node.names):
                yield node.lineno
        elif isinstance(node, ast.keyword) and node.arg == "capture_locals":
            yield node.lineno


def _own_frame(node: ast.AST) -> bool:
    """Whether an expression is a direct call for the frame that it stands in."""
    if not isinstance(node, ast.Call) or node.args or node.keywords:
        return False
    name = last_word(node.func)
    return name in _ASK_FRAMES
