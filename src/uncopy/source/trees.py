"""Python's own syntax trees."""

from __future__ import annotations

import ast
from functools import lru_cache


@lru_cache(maxsize=2)
def nodes_of(module: ast.Module) -> tuple[ast.AST, ...]:
    """All nodes of a module, each before what stands in it; several questions about one module share them."""
    return tuple(ast.walk(module))
