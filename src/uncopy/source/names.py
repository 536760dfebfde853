"""What the names of a module stand for: NumPy and its functions, builtins, the module's own functions, or unknown."""

from __future__ import annotations

import ast
import builtins
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from uncopy.source.dunders import own_dunders
from uncopy.source.own import Own, own_functions
from uncopy.source.readers import Readers, readers_of
from uncopy.source.scopes import bindings
from uncopy.source.stores import ModuleStores, module_stores
from uncopy.source.trees import last_word, nodes_of

_BUILTINS = frozenset(dir(builtins))
LITERAL = "="  # before the text of a literal, where an origin is one
_LONGEST = 200
_SOURCES = frozenset(f"numpy.random.{name}" for name in ("default_rng", "RandomState"))
_WRITERS = frozenset({"globals", "locals", "vars", "exec"})  # what may bind names that are not spelled
_NAMESPACES = frozenset({"__globals__", "f_globals", "f_locals", "__builtins__", "get_referents", "get_objects"})
_MODULES = ("get", "import_module", "__import__")  # what gives a module by its name
_LIKE_ARRAYS = frozenset(
    "astropy cupy cvxpy dask jax keras mxnet numpy.ma pandas pint polars pyarrow scipy.sparse sparse sympy "
    "tensorflow torch unyt xarray".split()
)
_MENTIONS = re.compile(rb"\bnumpy\b")


def mentions_numpy(source: bytes) -> bool:
    """Whether the word ``numpy`` stands in the text: a module that does not spell it cannot import it by name."""
    return _MENTIONS.search(source) is not None


@dataclass(frozen=True, slots=True)
class Names:
    """The resolved names of one module.

    ``origins`` maps a name to the dotted thing it was imported as; a name bound in any other way beside is not in it.
    ``bound`` are all names the module binds, and ``star`` is whether others may be bound without being spelled.
    ``own`` are the module's own functions whose calls can be seen into; the origin of one is its name after a dot.
    ``always`` maps names that a statement of the module itself imports, under no condition, to its line. ``frames`` is
    the line where the names of any function may be read, if one does. ``dunders`` tells which groups of special methods
    its own classes have.
    """

    origins: dict[str, str]
    bound: frozenset[str]
    star: bool
    own: dict[str, Own]
    always: dict[str, int]
    frames: int | None = None
    dunders: frozenset[str] = frozenset()

    def resolve(self, name: str) -> str | None:
        """The dotted origin of a global name, ``builtins.len`` for a builtin, or None for what is not known.

        What the module itself gives a name once is its origin too: ``=1e-08`` for a literal, ``numpy.float32``, and
        ``numpy.random.Generator()`` for a source of random numbers.
        """
        if name in self.origins:
            return self.origins[name]
        if name not in self.bound and name in _BUILTINS and not self.star:
            return f"builtins.{name}"
        return None

    @property
    def foreign_arrays(self) -> bool:
        """Whether the module imports a library of which objects are used as arrays are, and are none."""
        return any(
            origin == library or origin.startswith(f"{library}.")
            for origin in self.origins.values()
            for library in _LIKE_ARRAYS
        )


def names_of(module: ast.Module) -> Names:
    """Resolve the import statements of a module; a name that is bound in two ways is unknown.

    A star import may rebind every name bound before it, and ``exec`` or a write into ``globals()`` every name.
    """
    meanings: dict[str, set[str | None]] = {}
    readers = readers_of(module)
    by_text = _binds_by_text(module) or bool(readers.names & _WRITERS)
    star = by_text
    overwritten: set[str] = set()
    for name, node, _ in bindings(module):
        if name == "*":
            star = True
            overwritten |= set(meanings)
            continue
        meanings.setdefault(name, set()).add(_origin(name, node))
    origins = {}
    for name, found in meanings.items():
        if len(found) == 1 and (origin := next(iter(found))) is not None and name not in overwritten:
            origins[name] = origin
    stores = module_stores(module)
    secret = by_text or _given_in_secret(module, readers)
    own = {} if secret else own_functions(module, stores)
    own = {name: one for name, one in own.items() if (one.within or name[1:]) not in overwritten}
    origins.update((name[1:], name) for name, one in own.items() if not one.within)
    if not secret:
        origins.update(_given_once(module, origins, overwritten, stores))
    always = {
        (alias.asname or alias.name.split(".")[0]): node.lineno
        for node in module.body
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    }
    known = {} if by_text else origins
    return Names(known, frozenset(meanings), star, own, always, readers.frames, own_dunders(module))


def _given_once(
    module: ast.Module, origins: dict[str, str], overwritten: set[str], stores: ModuleStores
) -> dict[str, str]:
    """Names that one assignment of the module gives a number, a text, a thing of another module or a random state."""
    counts = Counter(name for name, _, _ in bindings(module))
    out: dict[str, str] = {}
    if stores.by_name:
        return out
    changed = overwritten | stores.names
    for statement in module.body:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target, value = statement.targets[0], statement.value
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            target, value = statement.target, statement.value
        else:
            continue
        if isinstance(target, ast.Name) and counts[target.id] == 1 and target.id not in changed:
            origin = _of_value(value, origins)
            if origin is not None and target.id not in _BUILTINS:  # what is called before that line sees the builtin
                out[target.id] = origin
    return out


def _given_in_secret(module: ast.Module, readers: Readers) -> bool:
    """Whether something may give the module's names other values: by text, or through the module as an object."""
    if readers.names:
        return True
    for node in nodes_of(module):
        if isinstance(node, ast.Name) and node.id in ("eval", "exec"):
            return True
        if isinstance(node, ast.Attribute) and node.attr in _NAMESPACES:
            return True
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if node.value.rpartition(".")[2] in _NAMESPACES:
                return True
        if isinstance(node, ast.Call) and any(isinstance(a, ast.Name) and a.id == "__name__" for a in node.args):
            function = node.func
            if last_word(function) in _MODULES:
                return True
    return False


def _of_value(value: ast.expr, origins: dict[str, str]) -> str | None:
    if isinstance(value, (ast.Attribute, ast.Call)):
        function, words = value.func if isinstance(value, ast.Call) else value, []
        while isinstance(function, ast.Attribute):
            words.append(function.attr)
            function = function.value
        first = origins.get(function.id) if isinstance(function, ast.Name) else None
        if first is None or first.startswith((".", LITERAL)):
            return None
        origin = ".".join([first, *reversed(words)])
        if isinstance(value, ast.Attribute):
            return origin
        made = "Generator" if origin.endswith("default_rng") else "RandomState"
        return f"numpy.random.{made}()" if origin in _SOURCES else None
    text = ast.unparse(value)
    try:
        literal = ast.literal_eval(value) if len(text) < _LONGEST else None
    except (ValueError, SyntaxError, TypeError, MemoryError):
        return None
    plain = isinstance(literal, (bool, int, float, complex, str))
    lengths = isinstance(literal, tuple) and all(type(n) is int and 0 <= n < 2**31 for n in literal)
    return f"{LITERAL}{text}" if plain or lengths else None


def _binds_by_text(module: ast.Module) -> bool:
    """Whether names of the module may be bound without being spelled.

    ``exec(...)``, ``globals()[...] = ...``, the same by ``locals``, ``vars`` or a frame outside of functions, and by
    ``sys.modules[__name__]``. The globals of a function or a frame are the module's.
    """
    read: set[ast.AST] = set()
    for node in nodes_of(module):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            read.add(node.value)
        elif isinstance(node, ast.Attribute) and node.attr in ("get", "keys", "items", "copy"):
            read.add(node.value)
        elif isinstance(node, ast.Attribute) and node.attr in ("__globals__", "f_globals") and node not in read:
            return True
        elif isinstance(node, ast.Compare):
            read.update(node.comparators)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            name = node.func.id
            if (name == "globals" and node not in read) or (name == "exec" and len(node.args) == 1):
                return True
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Name) and node.slice.id == "__name__":
            return True
    return any(_is_namespace(node) and node not in read for node in _outside_functions(module))


def _is_namespace(node: ast.AST) -> bool:
    """Whether an expression is the names that stand around it, as `locals()` gives them."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in ("locals", "vars") and not node.args
    return isinstance(node, ast.Attribute) and node.attr == "f_locals"


def _outside_functions(module: ast.Module) -> Iterator[ast.AST]:
    stack: list[ast.AST] = [module]
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            stack.extend(ast.iter_child_nodes(node))


def _origin(name: str, node: ast.AST) -> str | None:
    if isinstance(node, ast.Import):
        for alias in node.names:
            if alias.asname == name:
                return alias.name
            if alias.asname is None and alias.name.split(".")[0] == name:
                return name
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        for alias in node.names:
            if (alias.asname or alias.name) == name:
                return f"{node.module}.{alias.name}"
    return None
