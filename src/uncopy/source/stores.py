"""Which attributes a module stores into: by names that it spells, and by names that only running it shows."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from uncopy.source.trees import last_word, nodes_of

_BUILTIN = ("setattr", "delattr")
_METHODS = ("__setattr__", "__delattr__")
_DESCRIPTORS = ("__set__", "__delete__")
_SETTERS = frozenset((*_BUILTIN, *_METHODS, *_DESCRIPTORS))
_MODULES = frozenset({"modules", "import_module", "__import__", "getmodule", "__main__"})  # how a module gets at itself
_PLAIN = frozenset({"classmethod", "property", "cached_property", "abstractmethod", "override", "final", "setter"})
_READS = frozenset({"get", "keys", "items", "values", "copy"})
_READERS = frozenset({"dict", "len", "list", "print", "repr", "set", "sorted", "str", "tuple"})
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def stored_attributes(tree: ast.AST) -> tuple[Counter[str], bool]:
    """How often something stores into an attribute or deletes it, and whether others may be, by names not spelled."""
    stored: Counter[str] = Counter()
    by_name = False
    called: set[ast.AST] = set()  # a call is walked before what it calls
    for node in nodes_of(tree) if isinstance(tree, ast.Module) else ast.walk(tree):
        if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
            stored[node.attr] += 1
        elif isinstance(node, ast.Attribute) and node.attr in ("resize", "__kwdefaults__"):
            stored[node.attr] += 1  # called, or written into
        elif isinstance(node, ast.Call):
            called.add(node.func)
            word = last_word(node.func)
            told = _told(node, word)
            if told is None:
                by_name |= word == "vars" or word in _SETTERS
            else:
                stored.update(name for name in told for _ in range(2))
        by_name |= (isinstance(node, ast.Attribute) and node.attr == "__dict__") or _hands_on(node, called)
    return stored, by_name


def _hands_on(node: ast.AST, called: set[ast.AST]) -> bool:
    """Whether a setter is named where it is not called: what is made of it may store into any attribute."""
    if isinstance(node, (ast.Name, ast.Attribute)):
        return last_word(node) in _SETTERS and node not in called
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and node.value.rpartition(".")[2] in (*_SETTERS, "__dict__")
    return isinstance(node, ast.alias) and node.name in _SETTERS


def _told(call: ast.Call, word: str) -> list[str] | None:
    """The attributes that a call of a setter spells; None where it may mean others, or is none."""
    if word not in (*_BUILTIN, *_METHODS) or any(isinstance(a, ast.Starred) for a in call.args):
        return None
    texts = [a.value if isinstance(a, ast.Constant) and isinstance(a.value, str) else None for a in call.args]
    if word in _METHODS:  # ``object.__setattr__(self, name, value)``, ``super().__setattr__(name, value)``
        place = len(texts) - (2 if word == "__setattr__" else 1)
        text = texts[place] if place in (0, 1) else None
        return None if text is None else [text]
    # A fixture of the name takes ``("module.name", value)`` as well.
    named = [text.rpartition(".")[2] for text in texts[:2] if text is not None]
    return named or None


@dataclass(frozen=True, slots=True)
class ModuleStores:
    """What may be stored into the module itself, as an object: under which names, and whether under any."""

    names: frozenset[str]
    by_name: bool


def module_stores(module: ast.Module) -> ModuleStores:
    """Read it off the tree of a whole module.

    A method's own object is not the module, nor is what a call has made, unless the module asks for modules by name.
    What is stored under a name that is not spelled may then be any name of the module, where the object may be it.
    """
    nodes = nodes_of(module)
    called: set[ast.AST] = {node.func for node in nodes if isinstance(node, ast.Call)}
    other = set() if any(_asks_for_modules(node, called) for node in nodes) else _no_modules(nodes)
    read = _only_read(nodes)
    names: set[str] = set()
    by_name = False
    for node in nodes:
        if _hands_on(node, called):
            by_name = True
        elif isinstance(node, ast.Attribute) and node.value not in other:
            if not isinstance(node.ctx, ast.Load):
                names.add(node.attr)
            by_name |= node.attr == "__dict__" and node not in read
        elif isinstance(node, ast.Call):
            word = last_word(node.func)
            into = _into(node, word)
            if into is None or into in other:
                continue
            told = _told(node, word)
            names.update(told or ())
            by_name |= told is None and not (word == "vars" and node in read)
    return ModuleStores(frozenset(names), by_name)


def _into(call: ast.Call, word: str) -> ast.AST | None:
    """The object into which a call of a setter stores, or of which `vars` gives the names; None for other calls."""
    if word in _METHODS and isinstance(call.func, ast.Attribute):
        if len(call.args) == (2 if word == "__setattr__" else 1):
            return call.func.value
        return call.args[0] if call.args else call.func
    if word in _SETTERS:
        return call.args[0] if call.args else call.func
    return call.args[0] if word == "vars" and call.args else None


def _asks_for_modules(node: ast.AST, called: set[ast.AST]) -> bool:
    if isinstance(node, (ast.Name, ast.Attribute)):
        word = last_word(node)
        return word in _MODULES and not (word == "modules" and node in called)  # the parts of a network
    if isinstance(node, ast.Constant):
        return node.value in ("modules", "import_module", "__import__", "getmodule")
    return isinstance(node, ast.alias) and node.name in _MODULES


def _no_modules(nodes: Sequence[ast.AST]) -> set[ast.AST]:
    """Expressions for what is no module: a method's own object, what a call makes, names that only have such values."""
    own = {name for node in nodes if isinstance(node, ast.ClassDef) for name in _own_objects(node)}
    made = _made(nodes)
    return {n for n in nodes if n in own or _makes(n) or (isinstance(n, ast.Name) and n.id in made)}


def _makes(node: ast.AST | None) -> bool:
    """Whether an expression is a call that makes a thing, and does not only reach for one."""
    return isinstance(node, ast.Call) and last_word(node.func) not in ("", "getattr")


def _own_objects(owner: ast.ClassDef) -> Iterator[ast.AST]:
    """The names in a class's methods that mean the object, or the class, of which they are methods."""
    todo: list[ast.AST] = list(owner.body)
    while todo:
        node = todo.pop()
        if isinstance(node, _FUNCTIONS):
            first = (*node.args.posonlyargs, *node.args.args)[:1]
            if first and all(last_word(d) in _PLAIN for d in node.decorator_list):
                yield from _uses(node, first[0])
        elif not isinstance(node, (ast.ClassDef, ast.Lambda)):
            todo += ast.iter_child_nodes(node)


def _uses(function: ast.AST, parameter: ast.arg) -> list[ast.AST]:
    """Where a parameter is read; nowhere, as far as it counts, if its name is bound again in the function."""
    found: list[ast.AST] = []
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and node.id == parameter.arg:
            if not isinstance(node.ctx, ast.Load):
                return []
            found.append(node)
        elif node is not parameter and parameter.arg in _names_bound(node):
            return []
    return found


def _made(nodes: Sequence[ast.AST]) -> set[str]:
    """Names that are bound, wherever they are, to what calls give and to classes."""
    targets: dict[ast.AST, str] = {}
    for node in nodes:
        if isinstance(node, ast.Assign) and _makes(node.value):
            for target in node.targets:
                parts = target.elts if isinstance(target, ast.Tuple) else [target]
                targets |= {part: part.id for part in parts if isinstance(part, ast.Name)}
        elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)) and _makes(node.value):
            if isinstance(node.target, ast.Name):
                targets[node.target] = node.target.id
        elif isinstance(node, ast.ClassDef):
            targets[node] = node.name
    otherwise: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load) and node not in targets:
            otherwise.add(node.id)
        elif not isinstance(node, ast.ClassDef):
            otherwise |= _names_bound(node)
    return set(targets.values()) - otherwise


def _names_bound(node: ast.AST) -> set[str]:
    """Names that a node binds by itself, where it is no name."""
    if isinstance(node, ast.arg):
        return {node.arg}
    if isinstance(node, ast.alias):
        return {(node.asname or node.name).split(".")[0]}
    if isinstance(node, ast.MatchMapping) and node.rest:
        return {node.rest}
    name = getattr(node, "name", None)  # definitions, exceptions, patterns, type parameters
    return {name} if isinstance(name, str) else set()


def _only_read(nodes: Sequence[ast.AST]) -> set[ast.AST]:
    """Expressions for a dict that is read there and then, and neither written into nor kept."""
    taken = {name for node in nodes for name in _names_bound(node)}
    taken |= {node.id for node in nodes if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    readers = frozenset() if "*" in taken else _READERS - taken
    read: set[ast.AST] = set()
    for node in nodes:
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            read.add(node.value)
        elif isinstance(node, ast.Attribute) and node.attr in _READS:
            read.add(node.value)
        elif isinstance(node, ast.Compare):
            read.update(node.comparators)
        elif isinstance(node, (ast.For, ast.comprehension)):
            read.add(node.iter)
        elif isinstance(node, ast.keyword) and node.arg is None:
            read.add(node.value)
        elif isinstance(node, ast.Dict):
            read.update(value for key, value in zip(node.keys, node.values, strict=True) if key is None)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in readers:
            read.update(node.args)
    return read
