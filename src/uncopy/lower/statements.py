"""Statements to blocks: branches, loops, exceptions, and everything that leaves a block early."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import libcst as cst

from uncopy.lower.builder import TooLong
from uncopy.lower.cleaning import only_cleans
from uncopy.lower.expressions import BINARY, Expressions, Resolve
from uncopy.lower.ir import Body, CallShape, Line
from uncopy.lower.managers import LOUD, QUIET
from uncopy.source.scopes import Scope, reads_frames

Exit = Literal["return", "break", "continue", "raise"]


@dataclass(slots=True)
class _Frame:
    """An enclosing loop (``next`` and ``after`` are its targets) or a ``finally`` (``entry`` is its first block).

    A ``finally`` that only cleans up has a first block of its own for every kind of early exit.
    """

    kind: Literal["loop", "finally"]
    next: int = -1
    after: int = -1
    entry: int = -1
    exits: dict[Exit, int] = field(default_factory=dict)
    cleaning: bool = False


class Statements(Expressions):
    """Lowers the statements of one body. `lower_body` is the way in."""

    def __init__(self, body: Body, scope: Scope, resolve: Resolve) -> None:
        super().__init__(body, scope, resolve)
        self.frames: list[_Frame] = []
        self._functions = iter(scope.functions)

    def suite(self, suite: cst.BaseSuite | Sequence[cst.CSTNode]) -> None:
        """Lower a body: indented lines, or small statements after a colon."""
        if isinstance(suite, cst.SimpleStatementSuite):
            self._simple(suite)
            return
        lines = suite.body if isinstance(suite, cst.IndentedBlock) else suite
        assert not isinstance(lines, cst.BaseSuite)
        for line in lines:
            if isinstance(line, cst.SimpleStatementLine):
                self._simple(line)
            else:
                self.node = line
                method = getattr(self, "_" + type(line).__name__, None)
                if method is None:
                    self.body.unknowns.setdefault(f"{type(line).__name__} is not modelled", line)
                    self.step("unknown", (), f"{type(line).__name__} is not modelled", line)
                else:
                    method(line)

    def _simple(self, holder: cst.SimpleStatementLine | cst.SimpleStatementSuite) -> None:
        for index, statement in enumerate(holder.body):
            self.body.lines[statement] = Line(holder, index, len(holder.body))
            self.node = statement
            method = getattr(self, "_" + type(statement).__name__, None)
            if method is None:
                self.body.unknowns.setdefault(f"{type(statement).__name__} is not modelled", statement)
            else:
                method(statement)

    # simple statements --------------------------------------------------------------------------------------------

    def _Expr(self, node: cst.Expr) -> None:
        self.value(node.value)

    def _Assign(self, node: cst.Assign) -> None:
        value = self.value(node.value)
        for target in node.targets:
            self.assign(target.target, value, node)

    def _AnnAssign(self, node: cst.AnnAssign) -> None:
        if node.value is not None:
            self.assign(node.target, self.value(node.value), node)
            local = self.local(node.target.value) if isinstance(node.target, cst.Name) else None
            if local is not None and local not in self.scope.written_inside:
                self.refine(local, self.step("declared", (), None, node.annotation), "done")
        annotation = node.annotation.annotation
        if self._speaks_of_locals(annotation) and (self.body.is_module or not isinstance(node.target, cst.Name)):
            self.step("escape", (self.value(annotation),), "an annotation", node)

    def _AugAssign(self, node: cst.AugAssign) -> None:
        op, target = BINARY[type(node.operator)], node.target
        if isinstance(target, cst.Name):
            old = self.load(target.value, target)
            self.body.values[target] = old
            new = self.step("aug", (old, self.value(node.value)), op, node)
            self.bind(target.value, new, node)
        elif isinstance(target, cst.Attribute):
            base = self.value(target.value)
            old = self.step("attr", (base,), target.attr.value, node)
            new = self.step("aug", (old, self.value(node.value)), op, node)
            self.step("store_attr", (base, new), target.attr.value, node)
        elif isinstance(target, cst.Subscript):
            base = self.value(target.value)
            index = self.index_of(target)
            old = self.step("index", (base, index), None, node)
            new = self.step("aug", (old, self.value(node.value)), op, node)
            self.subscripted(target, self.step("store_index", (base, index, new), None, node))
        else:
            self.step("escape", (self.value(node.value),), "an unknown target", node)

    def _Del(self, node: cst.Del) -> None:
        self._delete(node.target, node)

    def _delete(self, target: cst.BaseExpression, node: cst.Del) -> None:
        if isinstance(target, cst.Name):
            name = self.local(target.value)
            if name is not None:
                self.write(name, self.step("undef", (), name, node))
                self.split()
        elif isinstance(target, cst.Attribute):
            self.step("del_attr", (self.value(target.value),), target.attr.value, node)
        elif isinstance(target, cst.Subscript):
            self.step("del_index", (self.value(target.value), self.index_of(target)), None, node)
        elif isinstance(target, (cst.Tuple, cst.List)):
            for element in target.elements:
                self._delete(element.value, node)

    def _Pass(self, node: cst.Pass) -> None:
        pass

    def _Global(self, node: cst.Global) -> None:
        pass  # the scope knows

    def _Nonlocal(self, node: cst.Nonlocal) -> None:
        pass  # the scope knows

    def _TypeAlias(self, node: cst.TypeAlias) -> None:
        self.bind(node.name.value, self.step("unknown", (), "a type alias", node), node)

    def _Import(self, node: cst.Import) -> None:
        for alias in node.names:
            dotted = _dotted(alias.name)
            if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
                self.bind(alias.asname.name.value, self.step("import", (), dotted, node), node)
            else:
                top = dotted.split(".")[0]
                self.bind(top, self.step("import", (), top, node), node)

    def _ImportFrom(self, node: cst.ImportFrom) -> None:
        if isinstance(node.names, cst.ImportStar):
            return  # the scope knows
        module = _dotted(node.module) if node.module is not None and not node.relative else None
        for alias in node.names:
            name = _dotted(alias.name)
            bound = alias.asname.name.value if alias.asname and isinstance(alias.asname.name, cst.Name) else name
            value = (
                self.step("import", (), f"{module}.{name}", node)
                if module
                else self.step("unknown", (), "a relative import", node)
            )
            self.bind(bound, value, node)

    def _Assert(self, node: cst.Assert) -> None:
        self.step("test", (self.value(node.test),), None, node)
        fails, holds = self.block(), self.block()
        self.jump(fails)
        self.jump(holds)
        self.enter(fails)
        if node.msg is not None:
            self.step("raise", (self.value(node.msg),), None, node)
        self._leave("raise")
        self.enter(holds)
        self.assume(node.test, True)

    def _Return(self, node: cst.Return) -> None:
        value = self.value(node.value) if node.value is not None else self.step("const", (), None, node)
        self.step("return", (value,), None, node)
        self._leave("return")

    def _Raise(self, node: cst.Raise) -> None:
        values = []
        if node.exc is not None:
            values.append(self.value(node.exc))
        if node.cause is not None:
            values.append(self.value(node.cause.item))
        self.step("raise", tuple(values), None, node)
        self._leave("raise")

    def _Break(self, node: cst.Break) -> None:
        self._leave("break")

    def _Continue(self, node: cst.Continue) -> None:
        self._leave("continue")

    def _leave(self, kind: Exit) -> None:
        """Go where an early exit goes: out of the function, to a loop's edge, or into the nearest ``finally`` first."""
        self._route(kind, len(self.frames))
        self.dead_end()

    def _route(self, kind: Exit, depth: int) -> None:
        if kind == "raise":
            if self.handlers:
                self.jump(self.handlers[-1])
            return
        for frame in reversed(self.frames[:depth]):
            if frame.kind == "finally":
                if kind not in frame.exits:
                    frame.exits[kind] = self.block() if frame.cleaning else frame.entry
                self.jump(frame.exits[kind])
                return
            if kind in ("break", "continue"):
                self.jump(frame.after if kind == "break" else frame.next)
                return

    # branches and loops -------------------------------------------------------------------------------------------

    def _If(self, node: cst.If) -> None:
        after = self.block()
        rest: cst.If | cst.Else | None = node
        while isinstance(rest, cst.If):  # an elif chain is a deep tree
            self.node = rest
            self.step("test", (self.value(rest.test),), None, rest)
            yes, no = self.block(), self.block()
            self.jump(yes)
            self.jump(no)
            self.enter(yes)
            self.assume(rest.test, True)
            self.suite(rest.body)
            self.jump(after)
            self.enter(no)
            self.assume(rest.test, False)
            rest = rest.orelse
        if rest is not None:
            self.suite(rest.body)
        self.jump(after)
        self.enter(after)

    def _While(self, node: cst.While) -> None:
        after, header = self.block(), self.block()
        self.jump(header)
        self.enter(header, seal=False)
        first = header
        self.step("test", (self.value(node.test),), None, node)
        inside, otherwise = self.block(), self.block()
        self.jump(inside)
        if not (isinstance(node.test, cst.Name) and node.test.value == "True"):
            self.jump(otherwise)
        self._loop_body(node, header, first, inside, otherwise, after)

    def _For(self, node: cst.For) -> None:
        if node.asynchronous is not None:
            self.body.unknowns.setdefault("suspends", node)
        iterator = self.step("iter", (self.value(node.iter),), None, node)
        self.tells(node.iter, iterator)
        after, header = self.block(), self.block()
        self.jump(header)
        self.enter(header, seal=False)
        item = self.step("next", (iterator,), None, node)  # the iterator is asked once more at the end
        inside, otherwise = self.block(), self.block()
        self.jump(inside)
        self.jump(otherwise)
        self.enter(inside)
        self.assign(node.target, item, node)
        inside = self.here
        self._loop_body(node, header, header, inside, otherwise, after)

    def _loop_body(
        self, node: cst.For | cst.While, header: int, first: int, inside: int, otherwise: int, after: int
    ) -> None:
        self.enter(inside)
        if isinstance(node, cst.While):
            self.assume(node.test, True)
        self.frames.append(_Frame("loop", next=header, after=after))
        self.suite(node.body)
        self.frames.pop()
        self.jump(header)
        self.seal(header)
        self.loop(header, first, node)
        self.enter(otherwise)
        if isinstance(node, cst.While):
            self.assume(node.test, False)
        if node.orelse is not None:
            self.suite(node.orelse.body)
        self.jump(after)
        self.enter(after)

    def _With(self, node: cst.With) -> None:
        if node.asynchronous is not None:
            self.body.unknowns.setdefault("suspends", node)
        names = [self._manager(item.item) for item in node.items]
        if node.asynchronous is None and None not in names:
            self._tame_with(node, names)
            return
        managers: list[str] = []
        # A context manager may swallow an exception, of a later item too, so what follows may see the names as any
        # point of the body left them.
        after = self.block()
        for item, name in zip(node.items, names, strict=True):
            hidden, entered = self._enter_manager(item, name)
            if not managers:
                self.handlers.append(after)
            managers.append(hidden)
            self._continue_in_new_block()
            if item.asname is not None:
                self.assign(item.asname.name, entered, node)
        self._continue_in_new_block()
        self.suite(node.body)
        self.handlers.pop()
        self.jump(after)
        self.enter(after)
        self._exit_managers(managers, names, node)

    def _tame_with(self, node: cst.With, names: list[str | None]) -> None:
        """A ``with`` that swallows nothing; what its managers run when they are left, they run after an exception too.

        Later managers may be left before earlier ones were entered, so only the last one's block is a region.
        """
        loud = any(name in LOUD for name in names)
        managers = []
        for item, name in zip(node.items, names, strict=True):
            hidden, entered = self._enter_manager(item, name)
            managers.append(hidden)
            if item.asname is not None:
                self.assign(item.asname.name, entered, node)
        if not loud:
            self.suite(node.body)
            self._exit_managers(managers, names, node)
            return
        raised, after = self.block(), self.block()
        self.handlers.append(raised)
        self._continue_in_new_block()
        self.suite(node.body)
        self.handlers.pop()
        self.jump(after)
        self.enter(raised)
        self._exit_managers(managers, names, node)
        self._route("raise", len(self.frames))
        self.enter(after)
        self._exit_managers(managers, names, node)

    def _manager(self, node: cst.BaseExpression) -> str | None:
        """The dotted name of a context manager that never swallows, if the expression makes one."""
        dotted = self.dotted(node.func) if isinstance(node, cst.Call) else None
        return dotted if dotted in QUIET or dotted in LOUD else None

    def _enter_manager(self, item: cst.WithItem, name: str | None) -> tuple[str, int]:
        """Enter a context manager: the hidden name that keeps it, and what entering gives."""
        manager = self.value(item.item)
        entered = self.step("enter", (manager,), name if name in QUIET else None, item)
        hidden = self.fresh_name()
        self._set_hidden(hidden, manager)
        return hidden, entered

    def _exit_managers(self, managers: list[str], names: list[str | None], node: cst.With) -> None:
        for hidden, name in reversed(list(zip(managers, names, strict=True))):
            self.step("exit", (self.read(hidden),), name if name in QUIET else None, node)

    def _Match(self, node: cst.Match) -> None:
        subject = self.value(node.subject)
        after = self.block()
        for case in node.cases:
            self._pattern(case.pattern, subject)
            if case.guard is not None:
                self.step("test", (self.value(case.guard),), None, case)
            else:
                self.step("test", (subject,), None, case)
            yes, no = self.block(), self.block()
            self.jump(yes)
            self.jump(no)
            self.enter(yes)
            if case.guard is not None:
                self.assume(case.guard, True)
            self.suite(case.body)
            self.jump(after)
            self.enter(no)
        self.jump(after)
        self.enter(after)

    def _pattern(self, node: cst.CSTNode, subject: int) -> None:
        """Names that a pattern binds; a failed pattern may have bound some, so they are joined with what they were."""
        name = (
            getattr(node, "name", None)
            if isinstance(node, (cst.MatchAs, cst.MatchStar))
            else (getattr(node, "rest", None) if isinstance(node, cst.MatchMapping) else None)
        )
        if isinstance(name, cst.Name):
            matched = self.step("match", (subject,), name.value, node)
            skip, taken = self.block(), self.block()
            self.jump(skip)
            self.jump(taken)
            self.enter(taken)
            self.bind(name.value, matched, node)
            self.jump(skip)
            self.enter(skip)
        if isinstance(node, cst.MatchClass) and (node.patterns or node.kwds):  # attributes are asked for
            self.step("match", (subject,), "", node)
        for child in node.children:
            if isinstance(child, cst.BaseExpression):
                self.value(child)
            else:
                self._pattern(child, subject)

    # exceptions ---------------------------------------------------------------------------------------------------

    def _Try(self, node: cst.Try | cst.TryStar) -> None:
        frame: _Frame | None = None
        if node.finalbody is not None:
            frame = _Frame("finally", entry=self.block(), cleaning=only_cleans(node.finalbody.body))
            self.frames.append(frame)
            self.handlers.append(frame.entry)
        after = self.block()
        if node.handlers:
            dispatch = self.block()
            self.handlers.append(dispatch)
            self._continue_in_new_block()
            self.suite(node.body)
            self.handlers.pop()
            # From here on an exception goes outwards again, so go on in a block that says so.
            self._continue_in_new_block()
            if node.orelse is not None:
                self.suite(node.orelse.body)
            self.jump(after)
            self.enter(dispatch)
            self._handlers(node, after)
        else:
            self._continue_in_new_block()
            self.suite(node.body)
            if node.orelse is not None:
                self.suite(node.orelse.body)
            self.jump(after)
        if frame is None:
            self.enter(after)
            return
        self.handlers.pop()
        self.frames.pop()
        assert node.finalbody is not None
        if not frame.cleaning:
            self.enter(after)
            self.jump(frame.entry)
        ways: dict[int, list[Exit]] = {frame.entry: ["raise"]}
        for kind, entry in sorted(frame.exits.items()):
            ways.setdefault(entry, []).append(kind)
        for entry, kinds in ways.items():
            self.enter(entry)
            # The region's own blocks reach this one by exceptions, and it must not belong to the region itself.
            self._continue_in_new_block()
            self.suite(node.finalbody.body)
            for kind in sorted(kinds):
                self._route(kind, len(self.frames))
        if frame.cleaning:  # those who came by an exception or an early exit have gone their way
            self.enter(after)
            self._continue_in_new_block()
            self.suite(node.finalbody.body)
            self._forget(node.finalbody)
        following = self.block()
        self.jump(following)
        self.enter(following)

    def _forget(self, node: cst.CSTNode) -> None:
        """Let no expression below stand for one value: it was lowered twice."""
        self.body.values.pop(node, None)
        for child in node.children:
            self._forget(child)

    _TryStar = _Try

    def _handlers(self, node: cst.Try | cst.TryStar, after: int) -> None:
        caught_all = False
        for handler in node.handlers:
            if handler.type is not None:
                self.value(handler.type)
            caught_all = handler.type is None
            taken, missed = self.block(), self.block()
            self.jump(taken)
            self.jump(missed)
            self.enter(taken)
            name = handler.name.name.value if handler.name and isinstance(handler.name.name, cst.Name) else None
            if name is not None:
                # The exception holds the frames it passed, not their arrays by any path that a program reads.
                self.bind(name, self.step("unknown", (), "an exception", handler), handler)
            self.suite(handler.body)
            if name is not None and (local := self.local(name)) is not None:
                self.write(local, self.step("undef", (), local, handler))
                self.split()
            self.jump(after)
            self.enter(missed)
        if not caught_all:
            self._route("raise", len(self.frames))

    # definitions --------------------------------------------------------------------------------------------------

    def _FunctionDef(self, node: cst.FunctionDef) -> None:
        values = [self.value(d.decorator) for d in node.decorators]
        params = node.params
        for param in (*params.posonly_params, *params.params, *params.kwonly_params):
            if param.default is not None:
                values.append(self.value(param.default))
        values += [self.value(a) for a in _annotations(node) if self._speaks_of_locals(a)]
        self._inner_function(node)
        closure = self.step("closure", tuple(values), "function", node)
        if node.decorators:
            closure = self.step("unknown", (), "a decorated function", node)
        self.bind(node.name.value, closure, node)

    def _speaks_of_locals(self, node: cst.CSTNode) -> bool:
        """Whether an annotation names something of this body, or binds a name: most speak of types only."""
        if isinstance(node, cst.NamedExpr) or (isinstance(node, cst.Name) and self.local(node.value) is not None):
            return True
        return any(self._speaks_of_locals(child) for child in node.children)

    def _inner_function(self, node: cst.FunctionDef) -> None:
        self.body.inner.append(lower_body(node, next(self._functions), self.seen_inside, within=self.body.name))

    def _ClassDef(self, node: cst.ClassDef) -> None:
        values = [self.value(d.decorator) for d in node.decorators]
        values += [self.value(a.value) for a in (*node.bases, *node.keywords)]
        for inner in _functions_of_class(node):
            self._inner_function(inner)
        made = self.step("unknown", (), "a class", node)
        shape = CallShape(len(values), (), 0)
        self.bind(node.name.value, self.step("call", (made, *values), shape, node), node)


def _annotations(node: cst.FunctionDef) -> list[cst.BaseExpression]:
    """What a definition evaluates to annotate its parameters and its result."""
    params = node.params
    stars = [p for p in (params.star_arg, params.star_kwarg) if isinstance(p, cst.Param)]
    found = [p.annotation for p in (*params.posonly_params, *params.params, *params.kwonly_params, *stars)]
    return [a.annotation for a in (*found, node.returns) if a is not None]


def _functions_of_class(node: cst.CSTNode) -> list[cst.FunctionDef]:
    """Functions defined in a class body, nested classes and branches included, in the order of the text."""
    found: list[cst.FunctionDef] = []
    for child in node.children:
        if isinstance(child, cst.FunctionDef):
            found.append(child)
        elif not isinstance(child, (cst.BaseExpression, cst.Decorator)):
            found.extend(_functions_of_class(child))
    return found


def _dotted(node: cst.CSTNode | None) -> str:
    if isinstance(node, cst.Attribute):
        return f"{_dotted(node.value)}.{node.attr.value}"
    return node.value if isinstance(node, cst.Name) else ""


HARMLESS_DECORATORS = frozenset(
    {
        "staticmethod",
        "classmethod",
        "property",
        "abstractmethod",
        "abc.abstractmethod",
        "override",
        "typing.override",
        "final",
        "typing.final",
        "overload",
        "typing.overload",
        "functools.wraps",
        "wraps",
        "cached_property",
        "functools.cached_property",
        "contextmanager",
        "contextlib.contextmanager",
    }
)


def _decorator_name(node: cst.BaseExpression) -> str:
    return _dotted(node.func if isinstance(node, cst.Call) else node)


def lower_body(node: cst.FunctionDef | cst.Module, scope: Scope, resolve: Resolve, within: str = "") -> Body:
    """Lower a function or the statements of a module. What is too long for it has no steps, and a named unknown.

    ``scope`` is its scope as `uncopy.source.scopes` reads it, ``resolve`` gives the dotted origin of a name that is not
    local (``builtins.len``, ``numpy``), or None. ``within`` is the qualified name of what surrounds it.
    """
    try:
        return _lowered(node, scope, resolve, within)
    except TooLong:
        name = "<module>" if isinstance(node, cst.Module) else node.name.value
        return Body(f"{within}.{name}" if within else name, node, unknowns={"too-long": node})


def _lowered(node: cst.FunctionDef | cst.Module, scope: Scope, resolve: Resolve, within: str) -> Body:
    name = "<module>" if isinstance(node, cst.Module) else node.name.value
    body = Body(f"{within}.{name}" if within else name, node, captured=frozenset(scope.shared))
    for reason in scope.unknowns:
        body.unknowns.setdefault(reason, None)
    if reads_frames(scope, resolve):
        body.unknowns.setdefault("frame-reader", None)
    lowering = Statements(body, scope, resolve)
    if isinstance(node, cst.Module):
        lowering.suite(node.body)
        lowering.step("return", tuple(lowering.read(n) for n in sorted(scope.bound)), None, node)
    else:
        for decorator in node.decorators:
            dotted = _decorator_name(decorator.decorator)
            if dotted not in HARMLESS_DECORATORS and not dotted.endswith((".setter", ".getter", ".deleter")):
                body.unknowns.setdefault("decorator", decorator)
        params = node.params
        stars = [p for p in (params.star_arg, params.star_kwarg) if isinstance(p, cst.Param)]
        for param in (*params.posonly_params, *params.params, *params.kwonly_params, *stars):
            body.params[param.name.value] = value = lowering.step("param", (), param.name.value, param)
            lowering.bind(param.name.value, value, param)
        lowering.suite(node.body)
        lowering.step("return", (lowering.step("const", (), None, node),), "end", node)
    return lowering.finish()
