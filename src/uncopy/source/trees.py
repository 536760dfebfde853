"""Python's own syntax trees."""

from __future__ import annotations

import ast
from functools import lru_cache


@lru_cache(maxsize=2)
def nodes_of(module: ast.Module) -> tuple[ast.AST, ...]:
    """All nodes of a module, each before what stands in it; several questions about one module share them."""
    return tuple(ast.walk(module))


def last_word(node: ast.AST) -> str:
    """The last word of a dotted name; nothing for any other expression."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
