"""What a function may be called with, guessed from its text: annotations, numpydoc, defaults, uses in the body.

A guess that is wrong makes calls that fail; it never makes a fix look better than it is.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
MOST_WORDS = 3  # of those that a parameter is compared with, so many are tried

_DTYPES = {"float64": "f8", "float32": "f4", "float": "f8", "int64": "i8", "int": "i8", "bool": "b1", "bool_": "b1",
           "uint8": "u1", "complex128": "c16", "complex": "c16"}  # fmt: skip
_ARRAY = re.compile(r"\bnd-?array\b|\bNDArray\b|\barray[- _]?like\b|\bArrayLike\b|\barrays?\b", re.IGNORECASE)
_RANK = re.compile(r"\(([^()]*,[^()]*)\)|\b([123])-?d(?:imensional)?\b", re.IGNORECASE)
_NUMBER = (("float", "f8"), ("int", "i8=3"), ("bool", "bool=True"), ("complex", "c16"))
_ARRAY_ATTRIBUTES = frozenset(
    "shape ndim dtype size T flat real imag sum mean std var min max astype copy reshape ravel flatten dot any all "
    "transpose clip cumsum nonzero argmax argmin".split()
)


@dataclass
class _Parameter:
    """What was found out: ``words`` are specs that fit in any case, ``rank`` and ``dtype`` those of an array."""

    name: str
    words: list[str] = field(default_factory=list)
    array: bool = False
    rank: int | None = None
    dtype: str | None = None
    optional: bool = False

    def specs(self, rank: int, *, number: bool) -> str:
        """One spec, where nothing better is known an array of so many dimensions, or a number."""
        if self.words:
            return self.words[0]
        if not self.array and number:
            return "f8"
        dims = "n,m,k".split(",")[: self.rank if self.rank is not None else rank]
        return f"{self.dtype or 'f8'}[{','.join(dims)}]" if dims else self.dtype or "f8"


def guesses(node: FunctionNode) -> list[dict[int | str, str]]:
    """Specs of the arguments by position or name, a few alternatives, likelier ones first; none for a method."""
    args = node.args
    names = [a.arg for a in (*args.posonlyargs, *args.args)]
    found = {a.arg: _Parameter(a.arg) for a in (*args.posonlyargs, *args.args, *args.kwonlyargs)}
    _read_defaults(args, found)
    _read_docstring(node, found)
    for argument in (*args.posonlyargs, *args.args, *args.kwonlyargs):
        if argument.annotation is not None:
            _read_type(ast.unparse(argument.annotation), found[argument.arg])
    _read_body(node, found)
    positional = {name: i for i, name in enumerate(names)}
    out: list[dict[int | str, str]] = []
    for rank, number in ((1, False), (2, False), (1, True), (2, True), (0, False)):
        specs = {p.name: p.specs(rank, number=number and i > 0) for i, p in enumerate(found.values())}
        made: dict[int | str, str] = {positional.get(name, name): spec for name, spec in specs.items()}
        if made not in out:
            out.append(made)
    for parameter in found.values():
        for word in [*parameter.words[1 : MOST_WORDS + 1], *(["none"] if parameter.optional else [])]:
            out.append({**out[0], positional.get(parameter.name, parameter.name): word})
    return out


def _read_defaults(args: ast.arguments, found: dict[str, _Parameter]) -> None:
    positional = [*args.posonlyargs, *args.args]
    pairs = chain(
        zip(reversed(positional), reversed(args.defaults), strict=False),
        zip(args.kwonlyargs, args.kw_defaults, strict=True),
    )
    for argument, default in pairs:
        parameter = found[argument.arg]
        if isinstance(default, ast.Constant):
            if default.value is None:
                parameter.optional = True
                parameter.words.append("none")
            elif isinstance(default.value, (bool, int, float, str)):
                kind = type(default.value).__name__
                parameter.words.append(f"{kind}={default.value!r}")
        elif default is not None and _literal(default):
            parameter.words.append(f"any={ast.unparse(default)}")


def _literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except ValueError:
        return False
    return True


def _read_docstring(node: FunctionNode, found: dict[str, _Parameter]) -> None:
    text = inspect.cleandoc(ast.get_docstring(node) or "")
    section = re.search(r"^(?:Other )?Parameters\n-+\n(.*?)(?=^\w[\w ]*\n-+\n|\Z)", text, re.MULTILINE | re.DOTALL)
    for line in section[1].splitlines() if section else ():
        match = re.match(r"(\*{0,2}\w[\w, *]*?) ?: ?(.+)", line)
        for name in match[1].split(",") if match else ():
            if match and name.strip() in found:
                _read_type(match[2], found[name.strip()])


def _read_type(text: str, parameter: _Parameter) -> None:
    """A type as an annotation or numpydoc has it."""
    if "None" in text or "optional" in text:
        parameter.optional = True
    choices = re.match(r"\{(.+?)\}", text)
    if choices and _choices(choices[1]):
        parameter.words += [w for w in _choices(choices[1]) if w not in parameter.words]
    elif _ARRAY.search(text):
        parameter.array = True
        parameter.words = [w for w in parameter.words if w == "none"]
        rank = _RANK.search(text)
        if rank:
            parameter.rank = int(rank[2]) if rank[2] else len([p for p in rank[1].split(",") if p.strip()])
        dtype = re.search(
            r"\b(?:np\.|numpy\.)?(float64|float32|float|int64|int|bool_?|uint8|complex128|complex)\b", text
        )
        if dtype:
            parameter.dtype = _DTYPES[dtype[1]]
    elif not parameter.words or parameter.words == ["none"]:
        for word, spec in _NUMBER:
            if re.search(rf"\b{word}\b", text):
                parameter.words.append(spec)
                return


def _choices(text: str) -> list[str]:
    try:
        values = ast.literal_eval(f"[{text}]")
    except (ValueError, SyntaxError):
        return []
    return [f"{type(v).__name__}={v!r}" for v in values if isinstance(v, (bool, int, float, str))]


def _read_body(node: FunctionNode, found: dict[str, _Parameter]) -> None:
    for part in chain.from_iterable(ast.walk(statement) for statement in node.body):
        for name, what, rank in _uses(part):
            parameter = found.get(name)
            if parameter is None:
                continue
            if what == "array":
                parameter.array = True
                parameter.rank = max(rank, parameter.rank or 0) if rank else parameter.rank
            elif what.startswith("str=") and what not in parameter.words and not parameter.array:
                parameter.words.append(what)
            elif not parameter.words and not parameter.array:
                parameter.words.append(what)


def _uses(part: ast.AST) -> Iterator[tuple[str, str, int]]:
    """Names with what a use says of them: ``array`` with the number of dimensions (0: not known), or a spec."""
    if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.attr in _ARRAY_ATTRIBUTES:
        yield part.value.id, "array", 0
    elif isinstance(part, ast.Subscript) and isinstance(part.value, ast.Name):
        index = part.slice
        if isinstance(index, ast.Tuple):
            axes = [i for i in index.elts if not (isinstance(i, ast.Constant) and i.value in (None, ...))]
            axes = [i for i in axes if "newaxis" not in ast.dump(i)]
            yield part.value.id, "array", len(axes)
        elif not isinstance(index, ast.Constant) or isinstance(index.value, int):
            yield part.value.id, "array", 0
    elif isinstance(part, ast.Subscript) and isinstance(part.value, ast.Attribute) and part.value.attr == "shape":
        if isinstance(part.value.value, ast.Name) and isinstance(part.slice, ast.Constant):
            axis = part.slice.value
            yield part.value.value.id, "array", axis + 1 if isinstance(axis, int) and axis >= 0 else 0
    elif isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Tuple):
        value = part.value
        if isinstance(value, ast.Attribute) and value.attr == "shape" and isinstance(value.value, ast.Name):
            yield value.value.id, "array", len(part.targets[0].elts)
    elif isinstance(part, ast.Call):
        yield from _passed(part)
    elif isinstance(part, ast.Compare) and isinstance(part.left, ast.Name):
        for other in part.comparators:
            for item in other.elts if isinstance(other, (ast.Tuple, ast.List, ast.Set)) else [other]:
                if isinstance(item, ast.Constant) and isinstance(item.value, str):
                    yield part.left.id, f"str={item.value!r}", 0
    elif isinstance(part, ast.If) and isinstance(part.test, ast.Name):
        yield part.test.id, "bool=True", 0


def _passed(call: ast.Call) -> Iterator[tuple[str, str, int]]:
    if not call.args or not isinstance(call.args[0], ast.Name):
        return
    name, function = call.args[0].id, call.func
    word = (
        function.id if isinstance(function, ast.Name) else function.attr if isinstance(function, ast.Attribute) else ""
    )
    if word in ("range", "zeros", "ones", "empty", "eye", "arange"):
        yield name, "int=3", 0
    elif isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        if function.value.id in ("np", "numpy"):
            yield name, "array", 0
    elif word == "len":
        yield name, "array", 0
