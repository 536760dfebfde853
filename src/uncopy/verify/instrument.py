"""A module's text with calls put in that report what runs: line numbers, names and signatures stay as they are.

What is put in has names that nobody uses: ``__uncopy_enter__``, ``__uncopy_reach__`` and ``__uncopy_site__`` are looked
up among the builtins, ``__uncopy_raw__`` in the module while it is loaded.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection, Mapping

ENTER, REACH, SITE, RAW = "__uncopy_enter__", "__uncopy_reach__", "__uncopy_site__", "__uncopy_raw__"


def recording(
    text: bytes, functions: Mapping[str, int], places: Mapping[int, int], sites: Mapping[int, int]
) -> ast.Module:
    """Report each entry into some functions (by qualified name, with a number of each) with the arguments as given,
    each time that a statement at one of ``places`` is begun, and each rebinding of a name that reads the old value, at
    ``sites`` (1-based lines, with a number of each).
    """
    tree = ast.parse(text)
    for statements in _blocks(tree):
        _mark(statements, places)
    for name, node in named_functions(tree).items():
        if name in functions:
            call = _entry(functions[name], node.args)
            place = 1 if ast.get_docstring(node, clean=False) is not None else 0
            before = node.body[min(place, len(node.body) - 1)]
            node.body.insert(place, ast.fix_missing_locations(ast.copy_location(ast.Expr(call), before)))
    if sites:
        tree = _Sites(sites).visit(tree)
    return tree


def registering(text: bytes, functions: Collection[str]) -> ast.Module:
    """Hand some functions, by qualified name, to ``__uncopy_raw__`` before any decorator gets them."""
    tree = ast.parse(text)
    for name, node in named_functions(tree).items():
        if name in functions:
            node.decorator_list.append(ast.copy_location(ast.Name(RAW, ast.Load()), node))
    return tree


def named_functions(tree: ast.Module) -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef]:
    """The functions that can be looked up by name: not inside other functions, and defined once."""
    found: list[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]] = []

    def walk(node: ast.AST, prefix: str) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
                found.append((prefix + child.name, child))
            elif isinstance(child, ast.ClassDef):
                walk(child, f"{prefix}{child.name}.")
            else:
                walk(child, prefix)

    walk(tree, "")
    counts = Counter(name for name, _ in found)
    return {name: node for name, node in found if counts[name] == 1}


def _blocks(tree: ast.Module) -> list[list[ast.stmt]]:
    """The lists of statements inside functions."""
    found: list[list[ast.stmt]] = []
    functions = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    inside = {id(part): part for function in functions for statement in function.body for part in ast.walk(statement)}
    for node in [*functions, *inside.values()]:
        for name in ("body", "orelse", "finalbody"):
            statements = getattr(node, name, None)
            if isinstance(statements, list) and not any(statements is known for known in found):
                found.append(statements)
    return found


def _mark(statements: list[ast.stmt], places: Mapping[int, int]) -> None:
    """Put a report before each statement that begins at one of the places. A docstring stays the first one."""
    marked: list[ast.stmt] = []
    for statement in statements:
        number = places.get(statement.lineno)
        if number is not None:
            call = ast.Call(ast.Name(REACH, ast.Load()), [ast.Constant(number)], [])
            marked.append(ast.fix_missing_locations(ast.copy_location(ast.Expr(call), statement)))
        marked.append(statement)
    statements[:] = marked


def _entry(number: int, args: ast.arguments) -> ast.Call:
    """``__uncopy_enter__(number, (a, b, *args), {"c": c, **kwargs})``."""

    def load(name: str) -> ast.expr:
        return ast.Name(name, ast.Load())

    positional: list[ast.expr] = [load(a.arg) for a in (*args.posonlyargs, *args.args)]
    if args.vararg:
        positional.append(ast.Starred(load(args.vararg.arg), ast.Load()))
    keys: list[ast.expr | None] = [ast.Constant(a.arg) for a in args.kwonlyargs]
    values = [load(a.arg) for a in args.kwonlyargs]
    if args.kwarg:
        keys.append(None)
        values.append(load(args.kwarg.arg))
    arguments = [ast.Constant(number), ast.Tuple(positional, ast.Load()), ast.Dict(keys, values)]
    return ast.Call(load(ENTER), arguments, [])


class _Sites(ast.NodeTransformer):
    """``x = f(x)`` becomes ``x = __uncopy_site__(number, f(x), x)``: the old value is read when the new one is there,
    so that nothing holds it a moment longer than before.
    """

    def __init__(self, sites: Mapping[int, int]) -> None:
        self._sites = sites

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        number = self._sites.get(node.lineno)
        target = node.targets[0]
        if number is not None and len(node.targets) == 1 and isinstance(target, ast.Name):
            inside = list(ast.walk(node.value))
            reads = any(isinstance(n, ast.Name) and n.id == target.id for n in inside)
            if reads and not any(isinstance(n, (ast.NamedExpr, ast.Await, ast.Yield, ast.YieldFrom)) for n in inside):
                arguments = [ast.Constant(number), node.value, ast.Name(target.id, ast.Load())]
                call = ast.Call(ast.Name(SITE, ast.Load()), arguments, [])
                node.value = ast.fix_missing_locations(ast.copy_location(call, node.value))
        return node
