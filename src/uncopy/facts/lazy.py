"""Which generator expressions run nobody's code but what is seen when something goes through them."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

_QUIET = frozenset(f"builtins.{name}" for name in "abs bool float int isinstance len range round str".split())
# What may go through something else, or do more than compute
_RUNNING = (cst.Await, cst.Yield, cst.NamedExpr, cst.BaseComp, cst.StarredElement, cst.Lambda, cst.In, cst.NotIn)


def is_quiet(node: cst.GeneratorExp, resolve: Callable[[str], str | None]) -> bool:
    """Whether it gives each item of one source a name, and calls nothing but some functions of Python's own.

    ``resolve`` tells what a name means there, None for one that the function binds.
    """
    if node.for_in.inner_for_in is not None or not isinstance(node.for_in.target, cst.Name):
        return False  # to take an item apart goes through it
    taken = node.for_in.target.value
    quiet = _Quiet(lambda name: None if name == taken else resolve(name))
    return all(map(quiet.within, (node.elt, *node.for_in.ifs)))


class _Quiet:
    def __init__(self, resolve: Callable[[str], str | None]) -> None:
        self.resolve = resolve

    def within(self, node: cst.CSTNode) -> bool:
        if isinstance(node, _RUNNING):
            return False
        if isinstance(node, cst.Call):
            named = isinstance(node.func, cst.Name) and self.resolve(node.func.value) in _QUIET
            if not named or any(a.star or a.keyword is not None for a in node.args):
                return False
        return all(map(self.within, node.children))
