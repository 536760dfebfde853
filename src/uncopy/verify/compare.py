"""The first difference between two outcomes, in words."""

from __future__ import annotations

import itertools
import types
from typing import Any

import numpy as np

from uncopy.verify.clone import Array
from uncopy.verify.graph import Node, NotComparable, canonical_bytes, name_of, walk
from uncopy.verify.observe import Outcome

STATE = ("globals", "state of")  # what the paths of a module's state begin with
LONGEST = 200  # characters of a value that a difference quotes


def difference(before: Outcome, after: Outcome) -> str | None:
    """Where ``after`` can be told from ``before``, or None.

    Raises :class:`NotComparable` where something cannot be looked at.
    """
    if before.raised != after.raised:
        return f"exception: {_raised(before)} before, {_raised(after)} after"
    found = _names_difference(before, after) or nodes_difference(*_comparable(before, after))
    if found is not None:
        return found
    if before.warnings != after.warnings:
        return f"warnings: {_listed(before.warnings)} before, {_listed(after.warnings)} after"
    for name, one, other in zip(("stdout", "stderr"), before.output, after.output, strict=True):
        if one != other:
            return f"{name}: {_short(one)} before, {_short(other)} after"
    if before.random != after.random:
        return "the global random state differs afterwards"
    for name, was, now in before.surroundings.differences(after.surroundings):
        told = [_clipped(value) if isinstance(value, str) else _short(value) for value in (was, now)]
        return f"{name}: {told[0]} before, {told[1]} after"
    found = _alias_difference(before, after)
    if found is None and before.meddled is not None and after.meddled is not None:
        found = difference(before.meddled, after.meddled)
        return found and f"{found} (while the arguments change between items)"
    return found


def _names_difference(before: Outcome, after: Outcome) -> str | None:
    """Roots that only one side has. That is no difference where the module itself has the name only on one side."""
    for path in sorted(before.roots.keys() ^ after.roots.keys()):
        if (path in before.declared) == (path in after.declared):
            return f"{path}: only {'before' if path in before.roots else 'after'}"
        for node in before.nodes if path in before.roots else after.nodes:
            if node.path.startswith(path) and node.kind == "again" and not str(node.head[0]).startswith(STATE):
                return f"{node.path}: a global of one side only, the same object as {node.head[0]}"
    return None


def _comparable(before: Outcome, after: Outcome) -> tuple[list[Node], list[Node]]:
    """The walks over what both sides have."""
    common = [name for name in before.roots if name in after.roots]
    if len(common) == len(before.roots) == len(after.roots):
        return before.nodes, after.nodes
    return walk({name: before.roots[name] for name in common}), walk({name: after.roots[name] for name in common})


def nodes_difference(before: list[Node], after: list[Node]) -> str | None:
    """The first place where two walks differ: type, dtype, shape, value, layout, writability or identity."""
    for one, other in itertools.zip_longest(before, after):
        if one is None or other is None or one.path != other.path:
            return _only(one, other, {node.path for node in after})
        found = _node_difference(one, other)
        if found is not None:
            return f"{one.path}{found}"
    return None


def _only(one: Node | None, other: Node | None, paths_after: set[str]) -> str:
    if one is not None and one.path not in paths_after:
        return f"{one.path}: only before"
    node = other or one
    return f"{node.path if node else ''}: only after"


def _node_difference(one: Node, other: Node) -> str | None:
    if "again" in (one.kind, other.kind) and one.kind != other.kind:
        words = [
            f"the same object as {n.head[0]}" if n.kind == "again" else "an object of its own" for n in (one, other)
        ]
        return f": {words[0]} before, {words[1]} after"
    if one.kind != other.kind:
        return f": {_described(one)} before, {_described(other)} after"
    if one.kind == "opaque" and one.head == other.head:
        if one.value is other.value or one.path.startswith(STATE):  # locks and the like that a module keeps
            return None
        raise NotComparable(f"{one.path}: nothing can be observed of a {name_of(type(one.value))}")
    if one.kind == "array" and isinstance(one.value, np.ndarray) and isinstance(other.value, np.ndarray):
        return _array_difference(one, other, one.value, other.value)
    if _other_code(one.value, other.value) and one.path.startswith("result"):
        raise NotComparable(f"{one.path}: the code of the two functions differs, and neither has been called")
    if one.head != other.head:
        if one.head[0] != other.head[0]:
            return f": {_described(one)} before, {_described(other)} after"
        return f": {_short(one.value)} before, {_short(other.value)} after"
    return None


def _other_code(one: object, other: object) -> bool:
    if not (isinstance(one, types.FunctionType) and isinstance(other, types.FunctionType)):
        return False
    return "<locals>" in one.__qualname__ and _code(one.__code__) != _code(other.__code__)


def _code(code: types.CodeType) -> tuple[object, ...]:
    """What a code object does, wherever it stands."""
    constants = tuple(_code(c) if isinstance(c, types.CodeType) else (type(c), repr(c)) for c in code.co_consts)
    names = code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars
    return code.co_code, constants, names, code.co_argcount, code.co_kwonlyargcount, code.co_flags


def _array_difference(one: Node, other: Node, first: Array, second: Array) -> str | None:
    words = ("type", "dtype", "shape", "writable", "strides")
    # values say more than layout, so they come before it
    for index in (0, 1, 2):
        if one.head[index] != other.head[index]:
            texts = [node.head[index] for node in (one, other)]
            if words[index] == "dtype":
                texts = [_dtype_text(value.dtype) for value in (first, second)]
            return f": {words[index]} {texts[0]} before, {texts[1]} after"
    if canonical_bytes(first) != canonical_bytes(second):
        return _element_difference(first, second)
    for index in (3, 4):
        if one.head[index] != other.head[index]:
            return f": {words[index]} {one.head[index]} before, {other.head[index]} after"
    return None


def _dtype_text(dtype: np.dtype[Any]) -> str:
    return f"{dtype.str if dtype.names is None else dtype} ({dtype.char})"


def _element_difference(first: Array, second: Array) -> str:
    one, other = first.view(np.ndarray), second.view(np.ndarray)
    for place in np.ndindex(one.shape):
        at = (*place, np.newaxis)  # an array of one element, not a scalar
        if canonical_bytes(one[at]) != canonical_bytes(other[at]):
            where = f"[{', '.join(map(str, place))}]" if place else ""
            return f"{where}: {_short(one[place])} before, {_short(other[place])} after"
    raise AssertionError("arrays differ as a whole but in no element")


def _alias_difference(before: Outcome, after: Outcome) -> str | None:
    for pair in sorted(before.overlaps.keys() | after.overlaps.keys()):
        one, other = before.overlaps.get(pair), after.overlaps.get(pair)
        if one != other:
            both = one is not None and other is not None
            words = [f"{value} bytes apart" if both else "no" if value is None else "yes" for value in (one, other)]
            return f"{pair[0]} and {pair[1]} share memory: {words[0]} before, {words[1]} after"
    for path in sorted(before.probe.keys() & after.probe.keys()):
        if before.probe[path] != after.probe[path]:
            odd = sorted(before.probe[path] ^ after.probe[path])[0]
            when = "before" if odd in before.probe[path] else "after"
            return f"a write into {path} changes {odd} only {when}"
    return None


def _raised(outcome: Outcome) -> str:
    return f"{outcome.raised}: {_clipped(outcome.message)}" if outcome.raised else "none"


def _described(node: Node) -> str:
    if node.kind == "again":
        return f"the same object as {node.head[0]}"
    return f"{name_of(type(node.value))} {_short(node.value)}"


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names) if names else "none"


def _short(value: object) -> str:
    try:
        return _clipped(repr(value))
    except Exception as error:  # a foreign __repr__ may do anything
        return f"<{type(value).__qualname__} whose repr raises {type(error).__name__}>"


def _clipped(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."
