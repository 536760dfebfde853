"""Take a call form apart as the engine would, and run it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import CodeType
from typing import Any

import numpy as np

from uncopy.model import Row, bind

NUMPY2 = np.lib.NumpyVersion(np.__version__) >= "2.0.0"


VERSION = tuple(int(x) for x in np.__version__.split(".")[:2])


def lives(row: Row) -> bool:
    """Whether the row speaks of the NumPy at hand."""
    since, until = (tuple(int(x) for x in v.split(".")) if v else None for v in (row.since, row.until))
    return (since is None or since <= VERSION) and (until is None or until > VERSION)


@dataclass
class Call:
    """A call form: the row's name, and for each parameter the expression given."""

    text: str
    name: str
    function: ast.expr
    arguments: list[tuple[str | None, ast.expr]]
    attribute: bool = False

    @cached_property
    def codes(self) -> list[CodeType]:
        """The arguments, compiled once: a form is run in many worlds."""
        return [compile(ast.Expression(a), "call", "eval") for _, a in self.arguments]

    @cached_property
    def literals(self) -> list[str]:
        """The arguments' texts, ``*`` for what is no literal."""
        return [literal(a) for _, a in self.arguments]

    @cached_property
    def called(self) -> CodeType:
        """The function, or an attribute's owner."""
        function = self.function.value if self.attribute and isinstance(self.function, ast.Attribute) else self.function
        return compile(ast.Expression(function), "call", "eval")


def read(text: str, world: Mapping[str, Any]) -> Call:
    """Take an expression apart as the engine would: which function, which arguments."""
    node = ast.parse(text, mode="eval").body
    call = node if isinstance(node, ast.Call) else None
    function = call.func if call else node
    arguments: list[tuple[str | None, ast.expr]] = []
    name = ast.unparse(function)
    head, _, last = name.rpartition(".")
    owner = {"G": "numpy.random.Generator", "R": "numpy.random.RandomState"}.get(head)
    if head.split(".")[0] == "np":
        name = "numpy" + name[2:]
    elif owner or (head in world and isinstance(world[head], np.ndarray)):
        name = f"{owner or 'ndarray'}.{last}"
        assert isinstance(function, ast.Attribute)
        arguments.append((None, function.value))
    elif head.split(".")[0] in world:
        pass
    elif not head:
        name = f"builtins.{name}"
    if call:
        arguments += [(None, a) for a in call.args] + [(k.arg, k.value) for k in call.keywords]
    return Call(text, name, function, arguments, attribute=call is None)


def literal(node: ast.expr) -> str:
    """The source text of a literal, ``*`` for anything else."""
    try:
        ast.literal_eval(node)
    except ValueError:
        return "*"
    return ast.unparse(node)


def evaluate(call: Call, row: Row, world: Mapping[str, Any]) -> tuple[Row, dict[str, Any], Any] | None:
    """Run a call. Returns the row for it, its arguments by parameter, a function that calls, or None: no binding."""
    try:
        values = [eval(code, {}, world) for code in call.codes]
    except (IndexError, TypeError):  # such an argument cannot be had in this world
        return None
    if call.attribute:
        params = [p.name for p in row.params or ()]
        arguments = dict(zip(params, values, strict=True))
        last = call.name.rpartition(".")[2]
        owner = values[0] if values else eval(call.called, {}, world)
        return row.given({}), arguments, lambda: getattr(owner, last)
    positional = sum(k is None for k, _ in call.arguments)
    bound = bind(row, positional, [k for k, _ in call.arguments if k])
    if bound is None:
        return None
    places = {k: i for i, (k, _) in enumerate(call.arguments) if k}
    keywords = {k: values[i] for k, i in places.items()}
    arguments, texts = {}, {}
    for param, where in bound.items():
        if isinstance(where, tuple):
            arguments[param] = [values[i] for i in where]
            texts[param] = "()" if not where else "*"
        else:
            place = places[where] if isinstance(where, str) else where
            arguments[param] = values[place]
            texts[param] = call.literals[place]
    if call.name.split(".")[0] == "ndarray" or ".Generator." in call.name or ".RandomState." in call.name:
        method = getattr(values[0], call.name.rpartition(".")[2])
        given = row.given(texts)
        return given, arguments, lambda **more: method(*values[1:positional], **keywords, **more)
    function = eval(call.called, {}, world)
    return row.given(texts), arguments, lambda **more: function(*values[:positional], **keywords, **more)


def arrays(value: Any) -> Iterator[np.ndarray[Any, Any]]:
    """All arrays in an argument or a result."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, (list, tuple)):
        for v in value:
            yield from arrays(v)
    elif isinstance(value, dict):
        yield from arrays(list(value.values()))
    elif isinstance(value, slice):
        yield from arrays([value.start, value.stop, value.step])
    elif hasattr(value, "nnz"):  # SciPy's sparse arrays: what they keep their elements and indices in
        yield from arrays([getattr(value, n, None) for n in ("data", "indices", "indptr", "row", "col", "offsets")])
    elif isinstance(value, memoryview):
        yield np.asarray(value)
    elif isinstance(value, np.flatiter):
        yield value.base
