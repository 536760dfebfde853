"""Other spellings of the same program: nothing that is found may change.

Every function takes a sample's text and yields texts, each with a label.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from itertools import pairwise

from tests.metamorphic.programs import functions

Texts = Iterator[tuple[str, str]]


def renamed(text: str) -> Texts:
    """Every local of a function under another name, in an order that turns theirs round."""
    tree = ast.parse(text)
    for function in functions(tree):
        called_by_name = {k.arg for n in ast.walk(function) if isinstance(n, ast.Call) for k in n.keywords}
        bound = {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
        bound |= {n.arg for n in ast.walk(function) if isinstance(n, ast.arg)}
        bound |= {n.name for n in ast.walk(function) if isinstance(n, ast.FunctionDef) and n is not function}
        names = sorted(bound - called_by_name - {"self"})
        new = {name: f"v{len(names) - place}" for place, name in enumerate(names)}
        for node in ast.walk(function):
            if isinstance(node, ast.Name):
                node.id = new.get(node.id, node.id)
            elif isinstance(node, ast.arg):
                node.arg = new.get(node.arg, node.arg)
            elif isinstance(node, ast.FunctionDef) and node is not function:
                node.name = new.get(node.name, node.name)
    yield "all locals", ast.unparse(tree)


def parenthesised(text: str) -> Texts:
    """Parentheses around every expression: one after another, and all at once."""
    lines = text.splitlines()
    spans = sorted({_span(node) for node in _expressions(ast.parse(text))})
    for span in spans:
        yield f"{span}", "\n".join(_inserted(lines, [(span[:2], "("), (span[2:], ")")]))
    # The inner ones of what begins or ends at the same place come last and first.
    opening = [(span[:2], "(", -span[2] * 1000 - span[3]) for span in spans]
    closing = [(span[2:], ")", span[0] * 1000 + span[1]) for span in spans]
    places = sorted([*opening, *closing], key=lambda p: (p[0], p[1] == "(", p[2] if p[1] == "(" else -p[2]))
    yield "all", "\n".join(_inserted(lines, [(place, mark) for place, mark, _ in places]))


def _span(node: ast.expr) -> tuple[int, int, int, int]:
    return node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0


def _inserted(lines: list[str], marks: list[tuple[tuple[int, ...], str]]) -> list[str]:
    """The lines with marks put in, from the last to the first; columns are of ASCII text."""
    out = list(lines)
    for (line, column), mark in reversed(marks):
        out[line - 1] = out[line - 1][:column] + mark + out[line - 1][column:]
    return out


def _expressions(tree: ast.Module) -> Iterator[ast.expr]:
    """Every expression that is read and may stand in parentheses, below the heads of functions."""
    todo: list[ast.AST] = [s for function in functions(tree) for s in function.body]
    while todo:
        node = todo.pop()
        children = list(ast.iter_child_nodes(node))
        if isinstance(node, ast.JoinedStr):
            continue  # its positions are not those of text before Python 3.12
        if isinstance(node, ast.FunctionDef):
            children = list(node.body)
        elif isinstance(node, ast.AnnAssign):
            children = [node.value] if node.value is not None else []
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple):
            children = [node.value, *node.slice.elts]
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        todo.extend([] if docstring else children)
        if isinstance(node, ast.expr) and not isinstance(node, (ast.Slice, ast.Starred, ast.GeneratorExp)):
            if isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
                yield node


def commented(text: str) -> Texts:
    """A comment behind every statement, and one before each after an empty line."""
    lines = text.splitlines()
    ends = {t.start for t in tokenize.generate_tokens(io.StringIO(text + "\n").readline) if t.type == tokenize.NEWLINE}
    for line, column in ends:
        lines[line - 1] = lines[line - 1][:column] + "  # a note" + lines[line - 1][column:]
    yield "behind", "\n".join(lines)
    starts = {n.lineno for n in ast.walk(ast.parse(text)) if isinstance(n, ast.stmt)}
    spread = [f"\n# a note\n{line}" if number in starts else line for number, line in enumerate(text.splitlines(), 1)]
    yield "before", "\n".join(spread)


def on_one_line(text: str) -> Texts:
    """Statements that follow each other, on a line, as far as they are no compound ones."""
    lines: list[str] = []
    for line in text.splitlines():
        indent = line[: len(line) - len(line.lstrip())]
        simple = line.strip() and not line.endswith(":") and not line.lstrip().startswith(("@", '"', "import", "from"))
        last = lines[-1] if lines else ""
        joined = last[: len(last) - len(last.lstrip())] == indent and last.startswith(indent) and last.endswith(";")
        lines[-1:] = [f"{last} {line.strip()};"] if simple and joined else [last, line + ";" if simple else line]
    yield "all", "\n".join(line.rstrip(";") for line in lines[1:])


ALIASES = ("xp", "numpy", "N")


def aliased(text: str) -> Texts:
    """NumPy under another name, everywhere."""
    for alias in ALIASES:
        new = "import numpy" if alias == "numpy" else f"import numpy as {alias}"
        yield alias, re.sub(r"\bnp\b", alias, text.replace("import numpy as np", new))


def reordered(text: str) -> Texts:
    """Two statements that follow each other and have nothing to do with each other, the other way round."""
    count = len(list(_pairs(ast.parse(text))))
    for place in range(count):
        tree = ast.parse(text)
        body, index = list(_pairs(tree))[place]
        body[index : index + 2] = body[index : index + 2][::-1]
        yield ast.unparse(body[index]), ast.unparse(tree)


def _pairs(tree: ast.Module) -> Iterator[tuple[list[ast.stmt], int]]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.ClassDef, ast.Module)):
            continue
        for part in ("body", "orelse", "finalbody"):
            body = getattr(node, part, None)
            if not isinstance(body, list):
                continue
            for index, (first, second) in enumerate(pairwise(body)):
                names = [_assigned(first), _assigned(second)]
                if None not in names and not _common(first, second):
                    yield body, index


def _assigned(node: ast.stmt) -> str | None:
    """The name that a statement assigns, if it does nothing else and calls nothing but NumPy."""
    if not (isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)):
        return None
    calls = [n.func for n in ast.walk(node) if isinstance(n, ast.Call)]
    return node.targets[0].id if all(ast.unparse(f).startswith("np.") for f in calls) else None


def _common(first: ast.stmt, second: ast.stmt) -> bool:
    """Whether one assigns what the other one names."""
    names = [{n.id for n in ast.walk(s) if isinstance(n, ast.Name)} for s in (first, second)]
    return _assigned(first) in names[1] or _assigned(second) in names[0]


FUNCTIONS = {
    ast.Add: "add",
    ast.Sub: "subtract",
    ast.Mult: "multiply",
    ast.Div: "divide",
    ast.BitAnd: "bitwise_and",
    ast.LShift: "left_shift",
    ast.FloorDiv: "floor_divide",
}


def rebound(tree: ast.Module) -> Iterator[ast.Assign]:
    """Assignments ``x = x op e`` whose operator has a function of its own that does the same."""
    for function in functions(tree):
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp) and type(node.value.op) in FUNCTIONS:
                sides = {ast.unparse(node.value.left), ast.unparse(node.value.right)}
                if ast.unparse(node.targets[0]) in sides:
                    yield node


def as_function(text: str) -> Iterator[tuple[int, str]]:
    """One ``x = x op e`` after another written as ``x = np.f(x, e)``, with its line."""
    for place in range(len(list(rebound(ast.parse(text))))):
        tree = ast.parse(text)
        node = list(rebound(tree))[place]
        operation = node.value
        assert isinstance(operation, ast.BinOp)
        function = ast.Attribute(ast.Name("np", ast.Load()), FUNCTIONS[type(operation.op)], ast.Load())
        node.value = ast.Call(function, [operation.left, operation.right], [])
        yield node.lineno, ast.unparse(ast.fix_missing_locations(tree))


def with_named_operand(text: str) -> Iterator[tuple[int, str]]:
    """One ``x = x op e`` after another written as ``e_ = e`` and ``x = x op e_``, with the line that it has then."""
    for place in range(len(list(rebound(ast.parse(text))))):
        tree = ast.parse(text)
        node = list(rebound(tree))[place]
        operation = node.value
        assert isinstance(operation, ast.BinOp)
        side = "right" if ast.unparse(operation.left) == ast.unparse(node.targets[0]) else "left"
        named = ast.Assign([ast.Name("e_", ast.Store())], getattr(operation, side))
        setattr(operation, side, ast.Name("e_", ast.Load()))
        for parent in ast.walk(tree):
            for part in ("body", "orelse", "finalbody"):
                body = getattr(parent, part, None)
                if isinstance(body, list) and node in body:
                    body.insert(body.index(node), named)
                    break
        yield node.lineno + 1, ast.unparse(ast.fix_missing_locations(tree))
