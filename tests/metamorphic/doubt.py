"""Changes after which a fix must not be safe any more, or may not become safe: aliases, wrappers, other modules."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.metamorphic.programs import Told, functions

# What comes before a statement that rebinds ``x``, behind it, and at the end of the function. ``strange`` is a
# parameter of which nothing is known.
OLD_VALUE_SEEN = {
    "read later": ("old = x", "old.sum()", ""),
    "read at the end": ("old = x", "", "print(old)"),
    "returned": ("old = x", "if strange:\n    return old", ""),
    "a view read later": ("old = x[:]", "old.sum()", ""),
    "a view of a view": ("old = x.T[0:]", "", "print(old)"),
    "flat": ("old = x.reshape(-1)", "", "print(old)"),
    "maybe the same": ("old = np.asarray(x)", "", "print(old)"),
    "in a list": ("old = [x]", "print(old)", ""),
    "in a list by a method": ("old = []\nold.append(x)", "print(old)", ""),
    "in a dict": ("old = {'x': x}", "", "print(old)"),
    "in a tuple that is taken apart": ("old = (x, 1)", "first, _ = old\nprint(first)", ""),
    "in an attribute": ("strange.x = x", "", ""),
    "in a container that is given": ("strange['x'] = x", "", ""),
    "in a global": ("global old\nold = x", "", ""),
    "given to a call": ("strange(x)", "", ""),
    "given by keyword": ("strange(value=x)", "", ""),
    "given by a star": ("strange(*[x])", "", ""),
    "held by a method": ("strange.append(x)", "", ""),
    "a bound method": ("old = x.sum", "old()", ""),
    "a default": ("def old(value=x):\n    return value", "print(old())", ""),
    "closed over": ("def old():\n    return x", "", ""),
    "closed over by a lambda": ("old = lambda: x", "print(old())", ""),
    "closed over by a generator": ("old = (x for _ in range(2))", "print(list(old))", ""),
    "yielded": ("yield x", "", ""),
    "raised and caught": (
        "try:\n    raise ValueError(x)\nexcept ValueError as error:\n    old = error",
        "",
        "print(old)",
    ),
    "iterated over": ("old = iter(x)", "print(next(old))", ""),
    "zipped": ("old = zip(x, x)", "print(list(old))", ""),
    "one of two": ("old = x if strange else None", "print(old)", ""),
    "walrus": ("if (old := x) is None:\n    pass", "print(old)", ""),
    "swapped": ("old, other = x, 1", "print(old)", ""),
    "starred": ("old, *others = x, x", "print(others)", ""),
    "with": ("with strange(x):\n    pass", "", ""),
    "by text": ("old = x\nexec('pass')", "", ""),
}
# ``y = x.copy()`` or the like; here the two are told apart.
COPY_SEEN = {
    "both returned": ("", "return x, y"),
    "copy written": ("", "y[...] = 0\nprint(x)"),
    "source written": ("", "x[...] = 0\nprint(y)"),
    "source written in place": ("", "x += 1\nprint(y)"),
    "source written by out=": ("", "np.add(x, 1, out=x)\nprint(y)"),
    "source written through a view": ("view = x[:1]", "view[...] = 0\nprint(y)"),
    "source held outside": ("strange.x = x", "strange.work()\nprint(y)"),
    "source held by a generator": ("strange.x = x", "for _ in strange:\n    print(y)"),
    "both held": ("", "strange.x = x\nstrange.y = y"),
    "identity": ("", "print(x is y)"),
}


def seen(text: str, finding: Told, x: str, y: str, before: str, behind: str, end: str = "") -> str:
    """The text with lines put around a finding's statement and at the end of its function."""
    lines = text.splitlines()
    around = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef)]
    function = [f for f in around if f.lineno <= finding.line <= (f.end_lineno or 0)][-1]  # the innermost

    def placed(snippet: str, line: str) -> list[str]:
        indent = line[: len(line) - len(line.lstrip())]
        return [indent + re.sub(r"\bx\b", x, re.sub(r"\by\b", y, s)) for s in snippet.splitlines()]

    at = finding.line - 1
    last = function.end_lineno or 0
    body = lines[function.body[0].lineno - 1]
    tail = lines[last - 1]
    out = lines[:at] + placed(before, lines[at]) + [lines[at]] + placed(behind, lines[at]) + lines[at + 1 : last - 1]
    # What is at the end comes before a last `return`.
    if at == last - 1:
        out += placed(end, body)
    elif tail.lstrip().startswith("return"):
        out += [*placed(end, tail), tail]
    else:
        out += [tail, *placed(end, body)]
    out += lines[last:]
    return _with_parameter("\n".join(out), function.name)


def _with_parameter(text: str, name: str) -> str:
    tree = ast.parse(text)
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and function.name == name:
            function.args.kwonlyargs.append(ast.arg("strange"))
            function.args.kw_defaults.append(None)
            _declared_first(function)
    return ast.unparse(tree)


def _declared_first(function: ast.FunctionDef) -> None:
    """A `global` statement stands at the start."""
    for node in ast.walk(function):
        for part in ("body", "orelse"):
            body = getattr(node, part, None)
            if isinstance(body, list):
                found = [s for s in body if isinstance(s, ast.Global)]
                body[:] = [s for s in body if not isinstance(s, ast.Global)]
                function.body[:0] = found


WRAPPERS = {
    "if True": "if True:\n    ...",
    "if flag": "if strange:\n    ...",
    "else": "if strange:\n    pass\nelse:\n    ...",
    "one pass": "for _ in range(1):\n    ...",
    "one pass of while": "while True:\n    ...\n    break",
    "some passes": "while strange():\n    ...",
    "finally": "try:\n    ...\nfinally:\n    pass",
    "in finally": "try:\n    pass\nfinally:\n    ...",
    "caught": "try:\n    ...\nexcept ValueError:\n    pass",
    "errstate": "with np.errstate(all='ignore'):\n    ...",
    "unknown manager": "with strange:\n    ...",
}
LOOPS = {"one pass", "one pass of while", "some passes"}


def wrapped(text: str, wrapper: str) -> Iterator[tuple[str, str]]:
    """Every single statement of a function, and the rest of the block from it on, in a wrapper."""
    count = len(list(_places(ast.parse(text))))
    for place in range(count):
        for whole in (False, True):
            tree = ast.parse(text)
            function, body, index = list(_places(tree))[place]
            stop = len(body) if whole else index + 1
            if whole and index + 1 == len(body):
                continue
            inside = body[index:stop]
            if "passes" in wrapper or "pass" in wrapper:
                if any(_leaves_loop(s) for s in inside):
                    continue
            made = ast.parse(WRAPPERS[wrapper]).body[0]
            _fill(made, inside)
            body[index:stop] = [made]
            function.args.kwonlyargs.append(ast.arg("strange"))
            function.args.kw_defaults.append(None)
            yield f"{ast.unparse(inside[0])!r}{' and the rest' if whole else ''}", ast.unparse(tree)


def _places(tree: ast.Module) -> Iterator[tuple[ast.FunctionDef, list[ast.stmt], int]]:
    for function in functions(tree):
        for node in ast.walk(function):
            for part in ("body", "orelse", "finalbody"):
                body = getattr(node, part, None)
                if isinstance(body, list) and body and isinstance(body[0], ast.stmt):
                    for index in range(len(body)):
                        if not isinstance(body[index], (ast.Import, ast.ImportFrom)):
                            yield function, body, index


def _leaves_loop(node: ast.stmt) -> bool:
    """Whether a `break` or `continue` in it belongs to a loop outside of it."""
    if isinstance(node, (ast.Break, ast.Continue)):
        return True
    if isinstance(node, (ast.For, ast.While)):
        return any(_leaves_loop(s) for s in node.orelse)
    if isinstance(node, ast.FunctionDef):
        return False
    return any(_leaves_loop(s) for s in ast.iter_child_nodes(node) if isinstance(s, (ast.stmt, ast.ExceptHandler)))


def _fill(made: ast.stmt, inside: list[ast.stmt]) -> None:
    for node in ast.walk(made):
        for part in ("body", "orelse", "finalbody"):
            body = getattr(node, part, None)
            if isinstance(body, list):
                for index, statement in enumerate(body):
                    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                        body[index : index + 1] = inside
                        return


# Instead of `import numpy as np`, and behind everything.
OTHER_MODULES = {
    "jax": "import jax.numpy as np",
    "cupy": "import cupy as np",
    "re-exported": "from mylib import np",
    "re-exported by another name": "from mylib.backend import numpy as np",
    "named alike": "import numpy_like as np",
    "relative": "from . import numpy as np",
    "maybe another": "try:\n    import cupy as np\nexcept ImportError:\n    import numpy as np",
    "star": "import numpy as np\nfrom mylib import *",
    "rebound later": "import numpy as np\n...\nnp = something",
    "rebound by a function": "import numpy as np\n...\ndef use(engine):\n    global np\n    np = engine",
    "rebound in a loop": "import numpy as np\n...\nfor np in ():\n    pass",
    "deleted": "import numpy as np\n...\ndel np",
    "defined": "...\nclass np:\n    pass",
}


def in_another_module(text: str, head: str) -> str:
    """NumPy's import replaced, and other imports from NumPy taken from elsewhere."""
    front, _, behind = head.partition("...")
    text = re.sub(r"\bfrom numpy\b", "from mylib", text)
    return text.replace("import numpy as np", front.strip()) + "\n" + behind.strip() + "\n"


def as_parameter(text: str) -> str:
    """NumPy handed to every function, under its usual name."""
    tree = ast.parse(re.sub(r"\bfrom numpy\b", "from mylib", text))
    for function in functions(tree):
        function.args.kwonlyargs.append(ast.arg("np"))
        function.args.kw_defaults.append(None)
    return ast.unparse(tree)


def as_local(text: str) -> str:
    """Every function has a local of NumPy's usual name."""
    tree = ast.parse(re.sub(r"\bfrom numpy\b", "from mylib", text))
    for function in functions(tree):
        function.body.insert(0, ast.parse("np = backend()").body[0])
    return ast.unparse(tree)
