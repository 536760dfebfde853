"""Which names a function binds, which its inner functions share with it, and what else makes its frame hard to know.

Read off Python's own tree, which the gate has parsed anyway. A scope stands for a module, function, lambda, class or
generator expression; comprehensions are part of the scope around them, as they run there and then.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from uncopy.source.trees import last_word

FRAME_READERS = {"locals", "globals", "vars", "exec", "eval", "dir", "compile", "__import__"}
_FRAMES = ("_getframe", "currentframe")
_EVALUATE = ("evaluate", "re_evaluate", "eval", "query", "sql", "execute", "dmatrix", "dmatrices")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp)


@dataclass(slots=True)
class Scope:
    """Names of one scope.

    ``bound`` are assigned here, ``used`` loaded here or in an inner scope without being bound there, ``shared`` are
    bound here and used in an inner scope, ``written_inside`` are rebound by an inner scope through ``nonlocal``.
    ``functions`` are the scopes of the ``def`` statements inside, in the order of the text, class bodies included.
    ``stackers`` are names of which ``stack`` is called here or in an inner scope: `inspect.stack` reads the names of
    functions, and of `numpy.stack` it cannot be told by what it is given. ``mentioned`` are builtins that read names,
    where they are named here or in an inner scope and not called, with the first line: they are called elsewhere.
    """

    node: ast.AST
    bound: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    global_names: set[str] = field(default_factory=set)
    nonlocal_names: set[str] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)
    written_inside: set[str] = field(default_factory=set)
    unknowns: dict[str, int] = field(default_factory=dict)
    stackers: dict[str, int] = field(default_factory=dict)
    mentioned: dict[str, int] = field(default_factory=dict)
    functions: list[Scope] = field(default_factory=list)

    @property
    def free(self) -> set[str]:
        """Names that this scope takes from the scopes around it."""
        return (self.used - self.bound) | self.nonlocal_names


def scope_of(node: ast.Module | ast.FunctionDef | ast.AsyncFunctionDef) -> Scope:
    """The scope of a module or function, with those of its inner functions."""
    scope = Scope(node)
    if isinstance(node, ast.Module):
        _statements(node.body, scope)
    else:
        _arguments(node.args, scope)
        _type_parameters(node, scope)
        _statements(node.body, scope)
    _close(scope)
    return scope


def reads_frames(scope: Scope, resolve: Callable[[str], str | None]) -> bool:
    """Whether a ``stack`` that is called in a scope, of a name that ``resolve`` tells, may be `inspect.stack`."""
    local = set() if isinstance(scope.node, ast.Module) else scope.bound
    return any(name in local or resolve(name) != "numpy" for name in scope.stackers)


def _arguments(args: ast.arguments, scope: Scope) -> None:
    for arg in (*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg):
        if arg is not None:
            scope.bound.add(arg.arg)


def _type_parameters(node: ast.AST, scope: Scope) -> None:
    """Names in brackets after a definition's own: what they mean in it is no module's name, and not known here."""
    for parameter in getattr(node, "type_params", ()):
        if parameter.name not in scope.bound:
            scope.bound.add(parameter.name)
            scope.written_inside.add(parameter.name)


def _statements(body: list[ast.stmt], scope: Scope) -> None:
    for statement in body:
        _visit(statement, scope)


def _inner(scope: Scope, inner: Scope) -> None:
    """Take what an inner scope needs from this one."""
    _close(inner)
    scope.used |= inner.free
    scope.shared |= inner.free
    scope.written_inside |= inner.nonlocal_names
    _frames_of(scope, inner, inner.bound)


def _frames_of(scope: Scope, inner: Scope, hidden: set[str]) -> None:
    """Take the frame readers of an inner scope for this one's; ``hidden`` are its names that are none of this one."""
    for name, line in inner.mentioned.items():
        if name not in hidden or isinstance(inner.node, ast.ClassDef):  # methods do not see the names of their class
            scope.mentioned[name] = min(line, scope.mentioned.get(name, line))
    for name, line in inner.stackers.items():
        if name in hidden:
            inner.unknowns.setdefault("frame-reader", line)
        else:
            scope.stackers.setdefault(name, line)
    if "frame-reader" in inner.unknowns:
        scope.unknowns.setdefault("frame-reader", inner.unknowns["frame-reader"])


def _close(scope: Scope) -> None:
    scope.bound -= scope.global_names | scope.nonlocal_names
    scope.shared &= scope.bound
    scope.written_inside &= scope.bound


def _visit(node: ast.AST, scope: Scope) -> None:  # one case a node type
    if isinstance(node, ast.Name):
        if isinstance(node.ctx, ast.Load):
            scope.used.add(node.id)
            if node.id in FRAME_READERS:
                scope.mentioned[node.id] = min(node.lineno, scope.mentioned.get(node.id, node.lineno))
        else:
            scope.bound.add(node.id)
        return
    if isinstance(node, _FUNCTIONS):
        scope.bound.add(node.name)
        for outside in _around(node):
            _visit(outside, scope)
        inner = Scope(node)
        _arguments(node.args, inner)
        _type_parameters(node, inner)
        _statements(node.body, inner)
        scope.functions.append(inner)
        _inner(scope, inner)
        return
    if isinstance(node, ast.Lambda):
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                _visit(default, scope)
        inner = Scope(node)
        _arguments(node.args, inner)
        _visit(node.body, inner)
        _inner(scope, inner)
        return
    if isinstance(node, ast.ClassDef):
        scope.bound.add(node.name)
        for outside in _around(node):
            _visit(outside, scope)
        inner = Scope(node)
        _statements(node.body, inner)
        scope.functions.extend(inner.functions)
        for function in inner.functions:
            _type_parameters(node, function)
        # Methods do not see the names of the class body, so a name bound there may still be taken from outside.
        taken = inner.used | inner.nonlocal_names
        scope.used |= taken
        scope.shared |= taken
        scope.written_inside |= inner.nonlocal_names | inner.written_inside
        _frames_of(scope, inner, inner.bound)
        return
    if isinstance(node, ast.GeneratorExp):
        _visit(node.generators[0].iter, scope)
        inner = Scope(node)
        for index, generator in enumerate(node.generators):
            _visit(generator.target, inner)
            if index:
                _visit(generator.iter, inner)
            for condition in generator.ifs:
                _visit(condition, inner)
        _visit(node.elt, inner)
        for walrus in (w for w in ast.walk(node) if isinstance(w, ast.NamedExpr)):
            inner.nonlocal_names.add(walrus.target.id)
            scope.bound.add(walrus.target.id)
        _inner(scope, inner)
        return
    if isinstance(node, _COMPREHENSIONS):
        _comprehension(node, scope)
        return
    if isinstance(node, ast.Global):
        scope.global_names.update(node.names)
    elif isinstance(node, ast.Nonlocal):
        scope.nonlocal_names.update(node.names)
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        for alias in node.names:
            if alias.name == "*":
                scope.unknowns.setdefault("star-import", node.lineno)
            else:
                scope.bound.add((alias.asname or alias.name).split(".")[0])
    elif isinstance(node, ast.ExceptHandler) and node.name:
        scope.bound.add(node.name)
    elif isinstance(node, (ast.MatchAs, ast.MatchStar)) and node.name:
        scope.bound.add(node.name)
    elif isinstance(node, ast.MatchMapping) and node.rest:
        scope.bound.add(node.rest)
    elif isinstance(node, (ast.Yield, ast.YieldFrom, ast.Await, ast.AsyncFor, ast.AsyncWith)):
        scope.unknowns.setdefault("suspends", node.lineno)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FRAME_READERS:
        scope.unknowns.setdefault("frame-reader", node.lineno)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _FRAMES:
        scope.unknowns.setdefault("frame-reader", node.lineno)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _may_be_inspects(node):
        if isinstance(node.func.value, ast.Name):
            scope.stackers.setdefault(node.func.value.id, node.lineno)
        else:
            scope.unknowns.setdefault("frame-reader", node.lineno)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _FRAMES:
        scope.unknowns.setdefault("frame-reader", node.lineno)
    elif isinstance(node, ast.Call) and _evaluates(node):
        scope.unknowns.setdefault("frame-reader", node.lineno)
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Name) and node.slice.id == "__name__":
        scope.unknowns.setdefault("frame-reader", node.lineno)  # sys.modules[__name__]
    for child in ast.iter_child_nodes(node):
        if isinstance(node, ast.Call) and isinstance(child, ast.Name) and child is node.func:
            scope.used.add(child.id)
        elif not _is_converter(child, node):
            _visit(child, scope)


def _is_converter(child: ast.AST, node: ast.AST) -> bool:
    """``parser.add_argument("--size", type=eval)``: a parser calls it, with the parser's own names in reach."""
    name = node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""
    return name == "add_argument" and isinstance(child, ast.keyword) and child.arg == "type" and _is_eval(child.value)


def _is_eval(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "eval"


def _evaluates(node: ast.Call) -> bool:
    """``numexpr.evaluate("a + b")``, ``pd.eval("a + b")``, ``df.query("x > @a")``, ``ols("y ~ a", df)``.

    They read names of whoever calls them.
    """
    function = node.func
    name = last_word(function)
    base = function.value if isinstance(function, ast.Attribute) else None
    if name in ("sql", "execute", "re_evaluate"):  # a database may look for arrays by the names in a query
        return True
    if name in _EVALUATE and isinstance(base, ast.Name) and base.id in ("ne", "numexpr", "duckdb"):
        return True
    given = [*node.args[:1], *(k.value for k in node.keywords if k.arg in ("ex", "expr", "formula"))]
    if name not in _EVALUATE:
        return any(isinstance(g, ast.Constant) and " ~ " in str(g.value) for g in given)
    texts = [str(n.value) for g in given for n in ast.walk(g) if isinstance(n, ast.Constant) and type(n.value) is str]
    return any("@" in text for text in texts) if name == "query" else bool(texts)


def _may_be_inspects(node: ast.Call) -> bool:
    """Whether a call may be one of `inspect.stack`, which takes one number: `np.stack` is given arrays, and an axis."""
    if not isinstance(node.func, ast.Attribute) or node.func.attr != "stack":
        return False
    starred = any(isinstance(a, ast.Starred) for a in node.args) or any(k.arg is None for k in node.keywords)
    named = {k.arg for k in node.keywords if k.arg is not None}
    if not starred and (len(node.args) + len(named) > 1 or named - {"context"}):
        return False
    displays = (ast.List, ast.Tuple, *_COMPREHENSIONS)
    return not (len(node.args) == 1 and isinstance(node.args[0], displays))


def _comprehension(node: ast.ListComp | ast.SetComp | ast.DictComp, scope: Scope) -> None:
    """Targets of a comprehension are its own; everything else is of the scope around."""
    inner = Scope(node)
    for generator in node.generators:
        _visit(generator.target, inner)
    targets = set(inner.bound)
    for generator in node.generators:
        _visit(generator.iter, inner)
        for condition in generator.ifs:
            _visit(condition, inner)
    for part in (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,):
        _visit(part, inner)
    scope.used |= inner.used - targets
    scope.bound |= inner.bound - targets
    # A lambda or generator in here shares names with the scope around, through its targets with this one only.
    scope.shared |= inner.shared - targets
    scope.written_inside |= inner.written_inside - targets
    _frames_of(scope, inner, targets)
    for name, line in inner.unknowns.items():
        scope.unknowns.setdefault(name, line)
    scope.functions.extend(inner.functions)


def _around(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Iterator[ast.expr]:
    """What a definition evaluates in the scope that it stands in: decorators, defaults, annotations, bases."""
    yield from node.decorator_list
    if isinstance(node, ast.ClassDef):
        yield from (*node.bases, *(k.value for k in node.keywords))
        return
    args = node.args
    yield from (d for d in (*args.defaults, *args.kw_defaults) if d is not None)
    given = [a.annotation for a in (*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg) if a]
    yield from (a for a in (*given, node.returns) if a is not None)


def bindings(module: ast.Module) -> Iterator[tuple[str, ast.AST, bool]]:
    """Every binding of a module-level name: (name, node, at the top level of the module or under if, try, with).

    Bindings made by functions through ``global`` are told as well.
    """
    stack: list[ast.AST] = list(reversed(module.body))
    while stack:
        node = stack.pop()
        if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            yield node.name, node, True
            for declared in ast.walk(node):
                if isinstance(declared, ast.Global):
                    for name in declared.names:
                        yield name, declared, False
            stack.extend(_around(node))
            continue
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                yield (alias.asname or alias.name.split(".")[0]), node, True
            continue
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id, node, True
        elif isinstance(node, ast.ExceptHandler) and node.name:
            yield node.name, node, True
        elif isinstance(node, (ast.MatchAs, ast.MatchStar)) and node.name:
            yield node.name, node, True
        elif isinstance(node, ast.MatchMapping) and node.rest:
            yield node.rest, node, True
        elif isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda)):
            for walrus in ast.walk(node):
                if isinstance(walrus, ast.NamedExpr):
                    yield walrus.target.id, walrus, True
            continue
        stack.extend(ast.iter_child_nodes(node))
