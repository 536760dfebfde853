"""Arguments in a few letters: ``f8[n,m]`` is an array, ``f8`` a number, ``list[f8[n]]`` a list of arrays, ``int=3`` 3.

A type may be followed by ``=`` and a Python expression that makes the value; ``np`` and the sizes can be used in it:
``f8[n]=np.linspace(0, 1, n)``, ``any={'axis': 0}``, ``rng=7`` (a random generator with that seed).

``file[f4[n]]`` is the name of a file in the working directory that holds these numbers as they lie in memory,
``file.npy[f4[n]]`` of one that `np.save` has written, ``file.txt[f8[n,3]]`` of one by `np.savetxt`.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

_DTYPE = re.compile(r"[<>]?(b1|[iu][1248]|f(2|4|8|16)|c(8|16|32)|[SU]\d+|[mM]8(\[\w+\])?|O)")
_OPERATORS: dict[type, Callable[[int, int], int]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.FloorDiv: operator.floordiv,
}  # fmt: skip
WORDS = ("int", "float", "complex", "bool", "str", "none", "any", "rng")
SEQUENCES = ("list", "tuple")
FILES = ("file", "file.npy", "file.txt")
ITEMS = "3"  # how many items a list has of which no number is given


class BadSpec(ValueError):
    """An argument's description that cannot be read: the message quotes it."""


@dataclass(frozen=True)
class Spec:
    """What an argument is. ``dims`` are made of sizes; ``item`` is what a sequence or file holds, ``dims`` how many."""

    text: str
    kind: Literal["array", "scalar", "sequence", "word", "file"]
    name: str
    dims: tuple[str, ...] = ()
    item: Spec | None = None
    expression: str | None = None

    def shape(self, sizes: Mapping[str, int]) -> tuple[int, ...]:
        """The dimensions for given sizes."""
        return tuple(size_of(dim, sizes) for dim in self.dims)

    def nbytes(self, sizes: Mapping[str, int]) -> int:
        """The bytes of an array's elements."""
        if self.kind not in ("array", "scalar"):
            raise BadSpec(f"{self.text!r} is not an array")
        digits = re.sub(r"\[.*", "", self.name).lstrip("<>")[1:]
        size = int(digits or 8) * (4 if self.name.lstrip("<>")[0] == "U" else 1)
        return size * math.prod(self.shape(sizes))


def parse(text: str) -> Spec:
    """Read one argument's description. Raises :class:`BadSpec`."""
    kind, _, expression = (part.strip() for part in text.partition("="))
    value = expression or None
    if kind in WORDS:
        if value is None and kind not in ("none", "rng"):
            raise BadSpec(f"{text!r}: {kind} needs a value, as in {kind}=...")
        return Spec(text, "word", kind, expression=value)
    if _DTYPE.fullmatch(kind):
        return Spec(text, "scalar", kind, expression=value)
    name, bracket, inside = kind.partition("[")
    if not bracket or not inside.endswith("]"):
        words = ", ".join(WORDS)
        raise BadSpec(f"{text!r} is neither a dtype, nor dtype[dims], list[...] or file[...], nor one of {words}")
    inside = inside[:-1]
    if name in FILES:
        held = parse(inside if value is None else f"{inside}={value}")
        if held.kind != "array":
            raise BadSpec(f"{text!r}: a file holds an array, as in file[f8[n]]")
        return Spec(text, "file", name, item=held)
    if name in SEQUENCES:
        item, comma, count = inside.rpartition(",")
        if not comma or "]" in count:
            item, count = inside, ITEMS
        return Spec(text, "sequence", name, (count.strip(),), parse(item), value)
    if name.lstrip("<>")[:1] in ("m", "M"):  # datetime64[unit][dims]
        unit, _, inside = inside.partition("][")
        name = f"{name}[{unit}]"
    if not _DTYPE.fullmatch(name):
        raise BadSpec(f"{text!r}: {name!r} is not a dtype such as f8, i4, b1 or c16")
    dims = tuple(dim.strip() for dim in inside.split(",") if dim.strip())
    return Spec(text, "array", name, dims, expression=value)


def size_of(dim: str, sizes: Mapping[str, int]) -> int:
    """A dimension such as ``n``, ``3`` or ``2*n+1``."""

    def value(node: ast.expr) -> int:
        if isinstance(node, ast.Constant) and isinstance(node.value, int):
            return node.value
        if isinstance(node, ast.Name) and node.id in sizes:
            return sizes[node.id]
        if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
            return _OPERATORS[type(node.op)](value(node.left), value(node.right))
        raise BadSpec(
            f"the dimension {dim!r} is not made of numbers and the sizes {', '.join(sizes) or '(none given)'}"
        )

    try:
        return max(0, value(ast.parse(dim, mode="eval").body))
    except SyntaxError as error:
        raise BadSpec(f"the dimension {dim!r} is no expression") from error
