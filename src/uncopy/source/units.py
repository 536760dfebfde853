"""The gate: which functions of a file hold the shape of some rule, and LibCST trees of just their lines."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import libcst as cst

from uncopy.source.scopes import Scope, scope_of
from uncopy.source.text import Text

Function = ast.FunctionDef | ast.AsyncFunctionDef
Gate = Callable[[ast.AST], bool]


@dataclass(frozen=True, slots=True)
class Unit:
    """An outermost function, or the module with all that is in it, that may hold a candidate."""

    name: str  # qualified name of what surrounds it
    node: Function | ast.Module

    @property
    def label(self) -> str:
        """The qualified name."""
        if isinstance(self.node, ast.Module):
            return "<module>"
        return f"{self.name}.{self.node.name}" if self.name else self.node.name

    @property
    def first_line(self) -> int:
        """The first line, decorators included."""
        if isinstance(self.node, ast.Module):
            return 1
        return min([self.node.lineno, *(d.lineno for d in self.node.decorator_list)])


def units(module: ast.Module, gate: Gate) -> list[Unit]:
    """Units that hold some rule's shape. Where a statement of the module itself does, the module is the only one."""
    found: list[Unit] = []
    at_top = False
    for name, node in _outermost(module):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            if any(gate(n) for n in ast.walk(node)):
                found.append(Unit(name, node))
        elif not at_top and gate(node):
            at_top = True
    return [Unit("", module)] if at_top else found


def _outermost(module: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Outermost functions with the qualified name around them, and every node outside of functions."""
    stack: list[tuple[str, ast.AST]] = [("", n) for n in reversed(module.body)]
    while stack:
        name, node = stack.pop()
        yield name, node
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        if isinstance(node, ast.ClassDef):
            name = f"{name}.{node.name}" if name else node.name
        stack.extend((name, child) for child in reversed(list(ast.iter_child_nodes(node))))


@dataclass(frozen=True, slots=True)
class Slice:
    """The LibCST tree of a unit: the parsed text, the function in it (or the module), the lines put before it."""

    module: cst.Module
    node: cst.FunctionDef | cst.Module
    scope: Scope
    first_line: int
    shift: int


def parse_unit(unit: Unit, text: Text) -> Slice:
    """Parse the lines of one unit. Raises what LibCST raises."""
    scope = scope_of(unit.node)
    if isinstance(unit.node, ast.Module):
        module = cst.parse_module(text.text)
        return Slice(module, module, scope, 1, 0)
    first, last = unit.first_line, unit.node.end_lineno or unit.node.lineno
    lines = text.lines[first - 1 : last]
    indented = lines[0][:1] in (" ", "\t", "\f")
    module = cst.parse_module(("if 1:\n" if indented else "") + "".join(lines))
    node: cst.CSTNode = module.body[0]
    if indented:
        assert isinstance(node, cst.If)
        assert isinstance(node.body, cst.IndentedBlock)
        node = node.body.body[0]
    assert isinstance(node, cst.FunctionDef)
    return Slice(module, node, scope, first, int(indented))
