"""Texts that are nested deeply: sums of thousands of terms, long chains of `elif`, of attributes, of calls."""

from __future__ import annotations

import ast
import sys
import threading
from collections.abc import Callable
from typing import TypeVar

_STACK = 256 * 2**20  # bytes of address space, of which only what is used is ever taken
_FRAMES = 100_000
_LONG = 500  # terms; `a and b and ...` is flat in Python's own tree, and as deep as it is long in LibCST's

_DEEPEST = 2_000  # nodes inside each other; LibCST's parser takes time by the square of it
_LONGEST = 20_000

Result = TypeVar("Result")


def needs_depth(source: bytes, module: ast.Module) -> bool:
    """Whether LibCST's parser may run out of an ordinary stack, which it does without an exception."""
    if source.count(b"and") + source.count(b"or") < _LONG:
        return False
    return any(isinstance(node, ast.BoolOp) and len(node.values) > _LONG for node in ast.walk(module))


def too_deep(node: ast.AST) -> bool:
    """Whether a text is nested so deeply that parsing it again would take too long."""
    todo = [(node, 0)]
    while todo:
        inner, depth = todo.pop()
        if depth > _DEEPEST or (isinstance(inner, ast.BoolOp) and len(inner.values) > _LONGEST):
            return True
        todo.extend((child, depth + 1) for child in ast.iter_child_nodes(inner))
    return False


def in_deep_stack(call: Callable[[], Result]) -> Result:
    """What ``call`` returns or raises, run in a thread whose stack is deep enough for a hundred thousand frames."""
    results: list[Result] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(call())
        except BaseException as error:
            errors.append(error)

    frames, stack = sys.getrecursionlimit(), threading.stack_size(_STACK)
    sys.setrecursionlimit(max(frames, _FRAMES))
    try:
        thread = threading.Thread(target=run, name="uncopy", daemon=True)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(stack)
        sys.setrecursionlimit(frames)
    if errors:
        raise errors[0]
    return results[0]
