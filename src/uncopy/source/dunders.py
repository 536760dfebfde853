"""The special methods that a module's own classes have: its operators need not be as tame as those of libraries."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from uncopy.source.trees import nodes_of

_BINARY = ("add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "divmod", "pow", "lshift", "rshift")
_LOGICAL = ("and", "xor", "or")
_PROTOCOL = ("", "_ufunc", "_function", "_wrap", "_prepare", "_finalize", "_priority", "_interface", "_struct")
_ARRAYS = frozenset(f"__array{name}__" for name in _PROTOCOL)
GROUPS: dict[str, frozenset[str]] = {
    "operators": frozenset(f"__{side}{name}__" for side in ("", "r", "i") for name in (*_BINARY, *_LOGICAL))
    | {"__neg__", "__pos__", "__abs__", "__invert__"}
    | _ARRAYS,
    "comparisons": frozenset(f"__{name}__" for name in ("lt", "le", "eq", "ne", "gt", "ge")) | _ARRAYS,
    "subscripts": frozenset({"__getitem__", "__setitem__", "__delitem__"}),
    "arrays": _ARRAYS,
}


def own_dunders(module: ast.Module) -> frozenset[str]:
    """Which of the groups classes of the module define, wherever they stand, or are given from outside."""
    names = set(_special(module))
    return frozenset(group for group, members in GROUPS.items() if members & names)


def _special(module: ast.Module) -> Iterator[str]:
    for node in nodes_of(module):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value  # for `setattr` and `type`
