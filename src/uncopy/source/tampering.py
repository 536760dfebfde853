"""What a module does to NumPy itself, and to functions beside calling them: patches, decorators, compilers."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from uncopy.source.scopes import bindings
from uncopy.source.trees import last_word, nodes_of

Resolve = Callable[[str], "str | None"]

HARMLESS = frozenset(
    {
        "builtins.staticmethod",
        "builtins.classmethod",
        "builtins.property",
        "abc.abstractmethod",
        "typing.override",
        "typing.final",
        "typing.overload",
        "typing_extensions.override",
        "typing_extensions.final",
        "functools.wraps",
        "functools.cached_property",
        "contextlib.contextmanager",
    }
)
HARMLESS_ON_CLASSES = frozenset(
    {
        "dataclasses.dataclass",
        "functools.total_ordering",
        "typing.final",
        "typing.runtime_checkable",
        "typing_extensions.final",
        "typing_extensions.runtime_checkable",
        "enum.unique",
    }
)
_COMPILING = frozenset({"jax.jit", "torch.compile", "torch.jit.script", "tensorflow.function"})
# They take a function's source or bytecode, and run it in a way of their own.
COMPILERS = frozenset(
    {"numba", "jax", "autograd", "torch", "tensorflow", "pythran", "cython", "cupy", "pytensor", "aesara", "theano"}
)


def dotted(node: ast.AST, resolve: Resolve) -> str | None:
    """The dotted origin of a name or attribute, of what is called if it is a call; None if it is not known."""
    if isinstance(node, ast.Call):
        return dotted(node.func, resolve)
    if isinstance(node, ast.Attribute):
        base = dotted(node.value, resolve)
        return f"{base}.{node.attr}" if base else None
    return resolve(node.id) if isinstance(node, ast.Name) else None


def foreign_decorator(node: ast.AST, resolve: Resolve) -> int | None:
    """Which decorator of a function may run it in another way than plain Python does, by origin and not by name."""
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return None
    for index, decorator in enumerate(node.decorator_list):
        accessor = (
            isinstance(decorator, ast.Attribute)
            and decorator.attr in ("setter", "getter", "deleter")
            and isinstance(decorator.value, ast.Name)
            and decorator.value.id == node.name
        )
        if not accessor and dotted(decorator, resolve) not in HARMLESS:
            return index
    return None


def compiles(node: ast.AST, decorator: int, resolve: Resolve) -> bool:
    """Whether a decorator, by its place, hands the function to a compiler, which makes temporaries in its own way."""
    name = dotted(node.decorator_list[decorator], resolve) if isinstance(node, ast.FunctionDef) else None
    return name is not None and (name in _COMPILING or name.split(".")[0] == "numba")


def foreign_class(node: ast.ClassDef, resolve: Resolve) -> bool:
    """Whether a decorator of a class may change its methods: numba's ``jitclass`` compiles them."""
    return any(dotted(decorator, resolve) not in HARMLESS_ON_CLASSES for decorator in node.decorator_list)


def _by_own_decorators(
    owner: ast.ClassDef, functions: list[ast.FunctionDef | ast.AsyncFunctionDef]
) -> Iterator[ast.AST]:
    """Functions with a decorator of a name that the class binds: it is not what the name means in the module."""
    if any(isinstance(d, ast.Name) for function in functions for d in function.decorator_list):
        bound = {name for name, _, _ in bindings(ast.Module(owner.body, []))}
        for function in functions:
            if any(isinstance(d, ast.Name) and d.id in bound for d in function.decorator_list):
                yield function


@dataclass(frozen=True, slots=True)
class Tampering:
    """What a module does to NumPy and to its functions.

    ``patched`` is the line where NumPy or a builtin is changed (``np.sum = f``, ``setattr(np, ...)``).
    ``compiled`` maps functions that are handed to a compiler (``fast = njit(f)``), by name, to the line. ``methods``
    are the functions in classes with a decorator, of the class or bound in it, that may change them.
    """

    patched: int | None
    compiled: dict[str, int]
    methods: frozenset[ast.AST]

    def reasons(self, function: ast.AST) -> Iterator[str]:
        """Why a function may not do what its text says, decorators of its own aside."""
        if self.patched is not None:
            yield f"NumPy or a builtin is changed by this module itself, at line {self.patched}"
        line = self.compiled.get(getattr(function, "name", ""))
        if line is not None:
            yield f"the function is handed to a compiler at line {line}, which may not take every form of a call"
        if function in self.methods:
            yield "a decorator that is not known, of the class or bound in it, may change its methods"


def tampering_of(module: ast.Module, resolve: Resolve) -> Tampering:
    """Read it off the tree of a whole module."""
    nodes = nodes_of(module)
    names = _names_of(nodes, frozenset({"numpy", "builtins"})) | {"__builtins__"}
    compilers = _names_of(nodes, COMPILERS)
    patched: int | None = None
    compiled: dict[str, int] = {}
    methods: set[ast.AST] = set()
    for node in nodes:
        kind = type(node)
        if kind is ast.Call:
            assert isinstance(node, ast.Call)
            changes = _call_patches(node, names)
            if _compiles(node.func, compilers):
                for given in _given(node):
                    compiled.setdefault(given, node.lineno)
        elif kind is ast.Attribute:
            assert isinstance(node, ast.Attribute)
            changes = (type(node.ctx) is not ast.Load or node.attr == "__dict__") and _root(node) in names
        elif kind is ast.Subscript:
            assert isinstance(node, ast.Subscript)
            changes = (
                type(node.ctx) is not ast.Load and last_word(node.value) == "modules" and _key_of_numpy(node.slice)
            )
        else:
            changes = False
            if isinstance(node, ast.ClassDef):
                functions = [n for n in ast.walk(node) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]
                methods.update(functions if foreign_class(node, resolve) else _by_own_decorators(node, functions))
        if changes and patched is None:
            patched = getattr(node, "lineno", 1)
    return Tampering(patched, compiled, frozenset(methods))


def _call_patches(node: ast.Call, names: set[str]) -> bool:
    """``setattr(np, ...)``, ``vars(np)``, ``monkeypatch.setattr("numpy.sum", ...)``, ``patch.object(np, ...)``."""
    function = last_word(node.func)
    if not node.args or function not in ("setattr", "delattr", "vars", "object", "multiple", "patch"):
        return False
    first = node.args[0]
    return _is_module(first, names) or (isinstance(first, ast.Constant) and _is_numpy(first.value))


def _key_of_numpy(key: ast.AST) -> bool:
    """Whether ``sys.modules[key]`` may be NumPy's place."""
    return not (isinstance(key, ast.Constant) and not _is_numpy(key.value))


def _is_module(node: ast.AST, names: set[str]) -> bool:
    """Whether an expression is NumPy or something reached through it, as written."""
    return isinstance(node, (ast.Name, ast.Attribute)) and _root(node) in names


def _is_numpy(value: object) -> bool:
    return isinstance(value, str) and value.split(".")[0] in ("numpy", "builtins")


def _names_of(nodes: Sequence[ast.AST], roots: frozenset[str]) -> set[str]:
    """Names that an import anywhere binds to something of these packages."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {a.asname or a.name.split(".")[0] for a in node.names if a.name.split(".")[0] in roots}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            if node.module.split(".")[0] in roots:
                found |= {a.asname or a.name for a in node.names}
    return found


def _compiles(function: ast.AST, compilers: set[str]) -> bool:
    """Whether what is called is a compiler, or made of one: ``njit``, ``njit(cache=True)``, ``partial(jit)``."""
    if isinstance(function, ast.Call):
        return any(_compiles(part, compilers) for part in (function.func, *function.args))
    if isinstance(function, ast.Attribute):
        return "jit" in function.attr.lower() or _root(function) in compilers
    return isinstance(function, ast.Name) and (function.id in compilers or "jit" in function.id.lower())


def _given(node: ast.Call) -> Iterator[str]:
    for argument in (*node.args, *(k.value for k in node.keywords)):
        if isinstance(argument, ast.Name):
            yield argument.id
        elif isinstance(argument, ast.Attribute):
            yield argument.attr


def _root(node: ast.AST) -> str | None:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None
