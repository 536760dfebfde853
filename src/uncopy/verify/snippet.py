"""A difference as a program that anybody can run: the arguments, the call of both versions, and what each shows."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path

from uncopy.verify.literal import NotWritable, Writer

__all__ = ["NotWritable", "snippet"]

PROGRAM = """\
# {title}
import contextlib
import copy
import importlib
import importlib.util
import sys
import types
import warnings
from collections.abc import Iterator

{imports}
sys.dont_write_bytecode = True  # of a rewrite that was made in the same second the old code would be taken
BEFORE = {old!r}
AFTER = {new!r}


def arguments(module):
{arguments}


def load(path, root):
    sys.path.insert(0, root)
    package = {name!r}.rpartition(".")[0]
    if package:
        importlib.import_module(package)
    spec = importlib.util.spec_from_file_location({name!r}, path)
    module = sys.modules[{name!r}] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def drain(result, seen):
    def whole():
        seen.returned = yield from result

    for item in whole():
        seen.items.append(item)
        seen.as_they_came.append(copy.deepcopy(item)){between}


def told(value, depth=4):
    if isinstance(value, np.ndarray):
        access = "writable" if value.flags.writeable else "read-only"
        head = f"{{type(value).__name__}} {{value.dtype}} {{value.shape}} strides {{value.strides}} {{access}}"
        return f"{{head}} {{np.array2string(value, threshold=200, floatmode='unique')}}"
    kind = type(value).__name__
    if depth and isinstance(value, (list, tuple)):
        return f"{{kind}} ({{', '.join(told(item, depth - 1) for item in value)}})"
    if depth and isinstance(value, dict):
        return f"{{kind}} {{ {{key: told(item, depth - 1) for key, item in value.items()}} }}"
    if depth and hasattr(value, "__dict__") and not callable(value):
        return f"{{kind}} {{told(vars(value), depth - 1)}}"
    return f"{{kind}} {{value!r}}" if depth else kind


def shared(one, other):
    one, other = np.asarray(one), np.asarray(other)
    apart = other.__array_interface__["data"][0] - one.__array_interface__["data"][0]
    return f"share memory, {{apart}} bytes apart" if np.shares_memory(one, other) else "do not share memory"


def written(one, other):
    before = other.tobytes()
    one[...] = (np.ascontiguousarray(one).view(np.uint8) ^ 255).view(one.dtype)
    return "a write is seen" if other.tobytes() != before else "a write is not seen"


for word, path, root in (("before", BEFORE, {old_root!r}), ("after", AFTER, {new_root!r})):
    print(f"== {{word}}: {{path}}")
    module = load(path, root)
    owner, args, kwargs = arguments(module)
    result = None
    np.random.seed(0)
    with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stderr(sys.stdout):
        warnings.simplefilter("always")
        try:
            result = {call}(*args, **kwargs)
            if isinstance(result, Iterator):
                lazy = result
                result = types.SimpleNamespace(kind=type(lazy).__name__, items=[], as_they_came=[], returned=None)
                drain(lazy, result)
        except BaseException as error:
            print(f"raised {{type(error).__name__}}: {{error}}")
    for warning in caught:
        print(f"warned {{warning.category.__name__}}: {{warning.message}}")
{shown}
"""
MEDDLED = " (while the arguments change between items)"
REVERSE = """
        if len(seen.items) == 1:
            for value in args:
                if isinstance(value, np.ndarray):
                    value[...] = value.reshape(-1)[::-1].reshape(value.shape).copy()"""

# What the judge says, and the expression that shows it; the parts in brackets are paths to be shown.
PATHS = (
    (re.compile(r"(.+?) and (.+?) share memory: "), "shared({}, {})"),
    (re.compile(r"a write into (.+?) changes (.+?) only "), "written({}, {})"),
    (re.compile(r"(.+?): .*the same object as (.+?)(?: before| after)"), "{} is {}"),
    (re.compile(r"(.+?): "), "told({})"),
)
PLACES = (  # parts of a module's state
    (r"^globals\[", "vars(module)["),
    (r"^self\b", "owner"),
    (r"^state of ([\w.]+)\['(\w+)='\]", r"inspect.signature(module.\1).parameters['\2'].default"),
    (r"^state of ([\w.]+)\['\.(\w+)'\]", r"module.\1.\2"),
    (r"^state of ([\w.]+)\['(\w+)'\]", r"getattr(module.\1, '\2')"),
    (r"^function\.(\w+)", r"inspect.getclosurevars({call}).nonlocals['\1']"),
)
SETTINGS = {
    "numpy.geterr()": "np.geterr()",
    "numpy.get_printoptions()": "np.get_printoptions()",
    "os.environ": "sorted(os.environ.items())",
    "os.getcwd()": "os.getcwd()",
    "the global random state": "(np.random.random(), random.random())",
    "file ": "[(file.name, file.read_bytes()) for file in pathlib.Path().iterdir() if file.is_file()]",
}
STARTS = re.compile(r"(result\b|args\b|kwargs\b|owner\b|vars\(module\)|module\.|getattr|inspect)")


def snippet(
    function: str,
    args: Sequence[object],
    kwargs: Mapping[str, object],
    *,
    old: Path,
    new: Path,
    module: str,
    difference: str,
    root: Path | None = None,
    new_root: Path | None = None,
    owner: object = None,
) -> str:
    """A program that calls ``module.function`` of two files on these arguments and prints what differs.

    ``owner`` is the object of which the function is a method. The roots are the folders to import siblings from, by
    default those of the files. ``difference`` is the judge's text. Elements of arrays too large to embed are replaced
    by others, and the program says so. Raises :class:`NotWritable`.
    """
    writer = Writer(module)
    made = ", ".join(writer.source(value) for value in (owner, tuple(args), dict(kwargs)))
    writer.finish()
    title = f"{module}.{function}: {' '.join(difference.split())}"
    if not writer.faithful:
        title += "\n# Some arguments stand for larger ones with other elements, on which the two may agree."
    call = f"{'owner' if owner is not None else 'module'}.{function}"
    shown = "\n".join(_shown(difference, call))
    used = [name for name in ("inspect", "os", "pathlib", "random") if re.search(rf"\b{name}\.", shown)]
    imports = [f"import {name}" for name in sorted(writer.imports - {"numpy", module} | set(used))]
    return PROGRAM.format(
        title=title,
        imports="\n".join([*imports, "import numpy as np\n"]),
        old=str(old),
        new=str(new),
        old_root=str(root or old.parent),
        new_root=str(new_root or root or new.parent),
        name=module,
        arguments=textwrap.indent("\n".join([*writer.lines, f"return {made}"]), "    "),
        between=REVERSE if difference.endswith(MEDDLED) else "",
        call=call,
        shown=textwrap.indent(shown, "    "),
    )


def _shown(difference: str, call: str) -> list[str]:
    """Statements that print what the judge names, and everything else."""
    named = next((text for start, text in SETTINGS.items() if difference.startswith(start)), None)
    if named is None:
        for pattern, form in PATHS:
            match = pattern.match(difference)
            if match is not None:
                paths = [_expression(path, call) for path in match.groups()]
                named = None if None in paths or paths == ["result"] else form.format(*paths)
                break
    lines = [f"print({name!r}, told({name}), sep=': ')" for name in ("result", "args", "kwargs")]
    if named is not None:  # what one version alone has raises in the other
        lines += ["with contextlib.suppress(Exception):", f"    print({named!r}, {named}, sep=': ')"]
    return lines


def _expression(path: str, call: str) -> str | None:
    """A path of the judge as an expression of the program, where it is one."""
    for pattern, replacement in PLACES:
        path = re.sub(pattern, replacement.replace("{call}", call), path)
    try:
        ast.parse(path, mode="eval")
    except SyntaxError:
        return None
    return path if STARTS.match(path) else None
