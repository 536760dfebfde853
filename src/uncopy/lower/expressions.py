"""Expressions to steps, in Python's order of evaluation."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

import libcst as cst

from uncopy.lower.builder import Builder
from uncopy.lower.conditions import told
from uncopy.lower.ir import Body, CallShape, Step
from uncopy.source.scopes import Scope

BINARY: dict[type, str] = {
    cst.Add: "+",
    cst.Subtract: "-",
    cst.Multiply: "*",
    cst.Divide: "/",
    cst.FloorDivide: "//",
    cst.Modulo: "%",
    cst.Power: "**",
    cst.MatrixMultiply: "@",
    cst.LeftShift: "<<",
    cst.RightShift: ">>",
    cst.BitAnd: "&",
    cst.BitOr: "|",
    cst.BitXor: "^",
    cst.AddAssign: "+",
    cst.SubtractAssign: "-",
    cst.MultiplyAssign: "*",
    cst.DivideAssign: "/",
    cst.FloorDivideAssign: "//",
    cst.ModuloAssign: "%",
    cst.PowerAssign: "**",
    cst.MatrixMultiplyAssign: "@",
    cst.LeftShiftAssign: "<<",
    cst.RightShiftAssign: ">>",
    cst.BitAndAssign: "&",
    cst.BitOrAssign: "|",
    cst.BitXorAssign: "^",
}
UNARY: dict[type, str] = {cst.Minus: "-", cst.Plus: "+", cst.BitInvert: "~", cst.Not: "not"}
COMPARISON: dict[type, str] = {
    cst.Equal: "==",
    cst.NotEqual: "!=",
    cst.LessThan: "<",
    cst.LessThanEqual: "<=",
    cst.GreaterThan: ">",
    cst.GreaterThanEqual: ">=",
    cst.Is: "is",
    cst.IsNot: "is not",
    cst.In: "in",
    cst.NotIn: "not in",
}
# A generator given straight to one of these is consumed before the call returns, so it is lowered as a loop here.
CONSUMERS = frozenset(f"builtins.{name}" for name in "sum any all min max list tuple set sorted dict frozenset".split())

# Attributes that tell something of their object where they are found: arrays and NumPy's scalars have them, and of
# Python's own things few.
SHARED_ATTRIBUTES = frozenset({"conjugate", "copy", "imag", "partition", "real", "sort"})
TELLING_ATTRIBUTES = SHARED_ATTRIBUTES | frozenset(
    "T all any argmax argmin argsort astype clip cumsum diagonal dot dtype fill flat flatten max mean min ndim nonzero"
    " prod ravel repeat reshape shape size squeeze std sum swapaxes take tolist transpose var view".split()
)
# Calls that tell something of their first argument: it can be counted, or has an axis of that number.
COUNTING_CALLS = frozenset(f"builtins.{name}" for name in "len enumerate list sorted sum zip".split())
SECOND_IS_AXIS = frozenset(
    f"numpy.{name}"
    for name in "all any argmax argmin max mean median min nanmax nanmean nanmin nansum prod std sum var".split()
)
AXIS_CALLS = SECOND_IS_AXIS | frozenset(
    f"numpy.{name}"
    for name in "amax amin argsort average count_nonzero cumprod cumsum diff linalg.norm nanargmax"
    " nanargmin nanmedian nanpercentile nanprod nanquantile nanstd nanvar percentile ptp quantile sort".split()
)
AXIS_METHODS = frozenset("all any argmax argmin argsort cumsum max mean min prod std sum var".split())
LEAST_DIMENSIONS = {
    "numpy.fill_diagonal": 2,
    "numpy.diagonal": 2,
    "numpy.trace": 2,
    **{f"numpy.linalg.{name}": 2 for name in "cholesky det eig eigh eigvals eigvalsh inv pinv qr slogdet svd".split()},
    **{f"numpy.fft.{name}": 1 for name in "fft ifft irfft rfft".split()},
    "numpy.diff": 1,
    "numpy.sort": 1,
    "numpy.polyfit": 1,
}
TELLING_CALLS = COUNTING_CALLS | AXIS_CALLS | frozenset(LEAST_DIMENSIONS)

Resolve = Callable[[str], str | None]


Operation = TypeVar("Operation", cst.BinaryOperation, cst.BooleanOperation)


class Expressions(Builder):
    """Lowers expressions of one body; `Statements` builds on it."""

    def __init__(self, body: Body, scope: Scope, resolve: Resolve) -> None:
        super().__init__(body)
        self.scope = scope
        self.resolve = resolve
        self.renames: list[dict[str, str]] = []
        self._made = 0
        self._links: dict[cst.CSTNode, int] = {}  # the comparisons of chains
        self._bound_within: dict[str, cst.CSTNode | None] = {}  # names that a statement binds while it is evaluated

    # names --------------------------------------------------------------------------------------------------------

    def local(self, name: str) -> str | None:
        """The local that ``name`` means here (comprehension targets have names of their own), or None."""
        for names in reversed(self.renames):
            if name in names:
                return names[name]
        return name if name in self.scope.bound else None

    def dotted(self, node: cst.BaseExpression) -> str | None:
        """What a dotted name stands for that is not local (``numpy.errstate``, ``builtins.open``), or None."""
        if isinstance(node, cst.Attribute):
            base = self.dotted(node.value)
            return None if base is None else f"{base}.{node.attr.value}"
        if not isinstance(node, cst.Name) or self.local(node.value) is not None:
            return None
        if node.value in self.scope.global_names or node.value in self.scope.nonlocal_names:
            return None
        return self.resolve(node.value)

    def seen_inside(self, name: str) -> str | None:
        """What a name stands for in a function defined here: names bound here hide those of the module."""
        hidden = name in self.scope.bound and not self.body.is_module
        return None if hidden else self.resolve(name)

    def load(self, name: str, node: cst.CSTNode) -> int:
        """The value of a name."""
        local = self.local(name)
        if local is not None:
            if local in self.scope.written_inside:
                return self.step("unknown", (), f"{name} is rebound by an inner function", node)
            return self.read(local)
        if name in self.scope.global_names or name in self.scope.nonlocal_names:
            return self.step("unknown", (), f"{name} is declared global or nonlocal", node)
        return self.step("global", (), name, node)

    def bind(self, name: str, value: int, node: cst.CSTNode) -> None:
        """Let a name mean a value; names that others can see let the value escape."""
        local = self.local(name)
        if local is None:
            self.step("store_global", (value,), name, node)
            return
        if local in self.body.captured:
            self.step("escape", (value,), name, node)
        self.step("bind", (value,), local, node)
        self.body.names.setdefault(local, set()).add(value)
        self.write(local, value)
        self.split()

    # what is known of names -----------------------------------------------------------------------------------------

    def assume(self, condition: cst.BaseExpression, truth: bool) -> None:
        """Here ``condition``, which was lowered just before, came out as ``truth``."""
        for name, test, how, bare in told(condition, truth):
            local = self.local(name.value)
            rebound = self._bound_within.get(name.value) is self.node
            if local is None or local in self.scope.written_inside:
                continue
            step = self._links[test] if isinstance(test, cst.ComparisonTarget) else self.body.values[test]
            if not rebound and not bare:
                self.refine(local, step, how)
            measured = self._measured(local)
            if measured is not None:
                self.refine(measured, step, how)

    def _measured(self, local: str) -> str | None:
        """The name of the array that the value of a name is an attribute of, if it still means that array."""
        step = self._meant(local)
        if step.op != "attr" or step.data not in ("ndim", "shape", "dtype"):
            return None
        if not isinstance(step.node, cst.Attribute) or not isinstance(step.node.value, cst.Name):
            return None
        name = self.local(step.node.value.value)
        if name is None or name in self.scope.written_inside:
            return None
        base = self.body.steps[step.args[0]]
        while base.op == "refine":
            base = self.body.steps[base.args[0]]
        return name if self._meant(name) is base else None

    def _meant(self, local: str) -> Step:
        """The step that made what a name means, whatever was told of it since."""
        step = self.body.steps[self.read(local)]
        while step.op == "refine":
            step = self.body.steps[step.args[0]]
        return step

    def tells(self, node: cst.BaseExpression, step: int) -> None:
        """If ``node`` is a name: what ``step`` did with its object tells of which types it is, as it did not raise."""
        local = self._still(node)
        if local is None:
            return
        mark = self._mark(step)
        known = self.read(local)
        while (before := self.body.steps[known]).op == "refine":
            if before.data == "done" and self._mark(before.args[1]) == mark:
                return
            known = before.args[0]
        self.refine(local, step, "done")

    def _mark(self, number: int) -> tuple[object, ...]:
        """What two steps have in common that tell the same of their object."""
        steps = self.body.steps
        step = steps[number]
        if step.op == "attr":
            return (step.op, step.data if step.data in SHARED_ATTRIBUTES else "")
        if step.op in ("index", "store_index"):
            index = steps[step.args[1]]
            parts = index.args if index.op == "tuple" else (index.id,)
            return (step.op, steps[step.args[0]].op, index.op, *((steps[p].op, steps[p].op == "const") for p in parts))
        if step.op == "call":
            consts = (steps[a].data for a in step.args[1:] if steps[a].op == "const")
            return (step.op, steps[step.args[0]].data, step.data, *consts)
        return (step.op, step.data)

    def _still(self, node: cst.BaseExpression) -> str | None:
        """The local that an expression reads, if it still means the object that was read."""
        local = self.local(node.value) if isinstance(node, cst.Name) else None
        if local is None or local in self.scope.written_inside:
            return None
        return local if self._object(self.read(local)) == self._object(self.body.values[node]) else None

    def _object(self, value: int) -> int:
        steps = self.body.steps
        while steps[value].op == "refine":
            value = steps[value].args[0]
        return value

    def _again(self, node: cst.BaseExpression, value: int) -> int:
        """The value of an operand that was read before the others: they may have told more of it meanwhile."""
        local = self._still(node)
        return value if local is None else self.read(local)

    def fresh_name(self) -> str:
        """A name that no program can spell."""
        self._made += 1
        return f"@{self._made}"

    def _set_hidden(self, name: str, value: int) -> None:
        self.write(name, value)

    # expressions --------------------------------------------------------------------------------------------------

    def value(self, node: cst.BaseExpression) -> int:
        """Lower an expression and remember which value its node has."""
        method = getattr(self, "_" + type(node).__name__, None)
        result: int = method(node) if method is not None else self._not_modelled(node)
        self.body.values[node] = result
        return result

    def _not_modelled(self, node: cst.BaseExpression) -> int:
        for child in node.children:
            if isinstance(child, cst.BaseExpression):
                self.value(child)
        return self.step("unknown", (), f"{type(node).__name__} is not modelled", node)

    def _Name(self, node: cst.Name) -> int:
        if node.value in ("True", "False", "None"):
            return self.step("const", (), {"True": True, "False": False, "None": None}[node.value], node)
        return self.load(node.value, node)

    def _literal(self, node: cst.Integer | cst.Float | cst.Imaginary) -> int:
        return self.step("const", (), ast.literal_eval(node.value), node)

    _Integer = _Float = _Imaginary = _literal

    def _SimpleString(self, node: cst.SimpleString) -> int:
        try:
            value: object = ast.literal_eval(node.value)
        except (ValueError, SyntaxError):
            return self.step("unknown", (), "a string that cannot be read", node)
        return self.step("const", (), value, node)

    def _ConcatenatedString(self, node: cst.ConcatenatedString) -> int:
        return self.step("format", (self.value(node.left), self.value(node.right)), None, node)

    def _FormattedString(self, node: cst.FormattedString) -> int:
        values: list[int] = []
        self._format_parts(node.parts, values)
        return self.step("format", tuple(values), None, node)

    def _TemplatedString(self, node: cst.BaseExpression) -> int:
        values: list[int] = []
        self._format_parts(getattr(node, "parts", ()), values)
        return self.step("list", tuple(values), 1, node)

    def _format_parts(self, parts: Sequence[cst.CSTNode], values: list[int]) -> None:
        for part in parts:
            expression = getattr(part, "expression", None)
            if isinstance(expression, cst.BaseExpression):
                values.append(self.value(expression))
            specification = getattr(part, "format_spec", None)
            if specification:
                self._format_parts(specification, values)

    def _Ellipsis(self, node: cst.Ellipsis) -> int:
        return self.step("const", (), ..., node)

    def _Attribute(self, node: cst.Attribute) -> int:
        step = self.step("attr", (self.value(node.value),), node.attr.value, node)
        if node.attr.value in TELLING_ATTRIBUTES:
            self.tells(node.value, step)
        return step

    def _BinaryOperation(self, node: cst.BinaryOperation) -> int:
        spine = _spine(node, cst.BinaryOperation)
        result = self.value(spine[0].left)
        for operation in spine:
            right = self.value(operation.right)
            result = self._again(operation.left, result)
            result = self.step("bin", (result, right), BINARY[type(operation.operator)], operation)
            self.body.values[operation] = result
            if isinstance(operation.operator, cst.MatrixMultiply):
                self.tells(operation.left, result)
                self.tells(operation.right, result)
        return result

    def _UnaryOperation(self, node: cst.UnaryOperation) -> int:
        return self.step("unary", (self.value(node.expression),), UNARY[type(node.operator)], node)

    def _BooleanOperation(self, node: cst.BooleanOperation) -> int:
        spine = _spine(node, cst.BooleanOperation)
        result = self.value(spine[0].left)
        for operation in spine:
            result = self._either(result, partial(self._after_left, operation), operation)
            self.body.values[operation] = result
        return result

    def _after_left(self, node: cst.BooleanOperation) -> int:
        self.assume(node.left, isinstance(node.operator, cst.And))
        return self.value(node.right)

    def _either(self, left: int, right: Callable[[], int], node: cst.CSTNode) -> int:
        """``left`` if its truth decides, else what ``right`` lowers to."""
        name = self.fresh_name()
        self.step("test", (left,), None, node)
        self._set_hidden(name, left)
        more, after = self.block(), self.block()
        self.jump(more)
        self.jump(after)
        self.enter(more)
        self._set_hidden(name, right())
        self.jump(after)
        self.enter(after)
        return self.read(name)

    def _Comparison(self, node: cst.Comparison) -> int:
        left = self.value(node.left)
        return self._compare(left, list(node.comparisons), node)

    def _compare(self, left: int, rest: list[cst.ComparisonTarget], node: cst.CSTNode) -> int:
        right = self.value(rest[0].comparator)
        result = self.step("compare", (left, right), COMPARISON[type(rest[0].operator)], node)
        self._links[rest[0]] = result
        if len(rest) == 1:
            return result
        return self._either(result, lambda: self._compare(right, rest[1:], node), node)

    def _IfExp(self, node: cst.IfExp) -> int:
        name = self.fresh_name()
        self.step("test", (self.value(node.test),), None, node)
        yes, no, after = self.block(), self.block(), self.block()
        self.jump(yes)
        self.jump(no)
        for block, branch in ((yes, node.body), (no, node.orelse)):
            self.enter(block)
            self.assume(node.test, block == yes)
            self._set_hidden(name, self.value(branch))
            self.jump(after)
        self.enter(after)
        return self.read(name)

    def _NamedExpr(self, node: cst.NamedExpr) -> int:
        value = self.value(node.value)
        if isinstance(node.target, cst.Name):
            self._bound_within[node.target.value] = self.node
            # The target belongs to the function, even from inside a comprehension.
            renames, self.renames = self.renames, []
            self.bind(node.target.value, value, node)
            self.renames = renames
        return value

    # displays -----------------------------------------------------------------------------------------------------

    def _elements(self, op: str, elements: Sequence[cst.BaseElement], node: cst.CSTNode) -> int:
        values = [self.value(e.value) for e in elements]
        starred = sum(isinstance(e, cst.StarredElement) for e in elements)
        return self.step(op, tuple(values), starred, node)

    def _Tuple(self, node: cst.Tuple) -> int:
        return self._elements("tuple", node.elements, node)

    def _List(self, node: cst.List) -> int:
        return self._elements("list", node.elements, node)

    def _Set(self, node: cst.Set) -> int:
        return self._elements("set", node.elements, node)

    def _Dict(self, node: cst.Dict) -> int:
        values: list[int] = []
        starred = 0
        for element in node.elements:
            if isinstance(element, cst.DictElement):
                values.append(self.value(element.key))
            else:
                starred += 1
            values.append(self.value(element.value))
        return self.step("dict", tuple(values), starred, node)

    # subscripts and calls -----------------------------------------------------------------------------------------

    def _Subscript(self, node: cst.Subscript) -> int:
        base = self.value(node.value)
        step = self.step("index", (base, self.index_of(node)), None, node)
        self.subscripted(node, step)
        return step

    def subscripted(self, node: cst.Subscript, step: int) -> None:
        """A subscript was read or stored."""
        self.tells(node.value, step)
        if isinstance(node.value, cst.Attribute) and node.value.attr.value == "shape":
            self.tells(node.value.value, step)

    def index_of(self, node: cst.Subscript) -> int:
        """The value between the brackets."""
        parts = [self._index_part(e.slice, node) for e in node.slice]
        starred = sum(isinstance(e.slice, cst.Index) and e.slice.star == "*" for e in node.slice)
        tuple_like = len(parts) > 1 or starred or not isinstance(node.slice[0].comma, cst.MaybeSentinel)
        return self.step("tuple", tuple(parts), starred, node) if tuple_like else parts[0]

    def _index_part(self, part: cst.BaseSlice, node: cst.Subscript) -> int:
        if isinstance(part, cst.Index):
            return self.value(part.value)
        assert isinstance(part, cst.Slice)
        bounds = [
            self.step("const", (), None, node) if b is None else self.value(b)
            for b in (part.lower, part.upper, part.step)
        ]
        return self.step("slice", tuple(bounds), None, part)

    def _Call(self, node: cst.Call) -> int:
        function = self.value(node.func)
        dotted = self.dotted(node.func) or ""
        consumer = dotted in CONSUMERS
        positional: list[int] = []
        keywords: list[tuple[str, int]] = []
        starred: list[int] = []
        for index, arg in enumerate(node.args):
            if consumer and index == 0 and isinstance(arg.value, cst.GeneratorExp):
                value = self._comprehension(arg.value, "list", arg.value.elt)
                self.body.values[arg.value] = value
            else:
                value = self.value(arg.value)
            if arg.star:
                starred.append(value)
            elif arg.keyword is not None:
                keywords.append((arg.keyword.value, value))
            else:
                positional.append(value)
        shape = CallShape(len(positional), tuple(k for k, _ in keywords), len(starred))
        args = [*positional, *(v for _, v in keywords), *starred]
        nodes = {self.body.values[arg.value]: arg.value for arg in node.args}
        args = [self._again(nodes[v], v) if isinstance(nodes[v], cst.Name) else v for v in args]
        step = self.step("call", (function, *args), shape, node)
        if node.args and not node.args[0].star and node.args[0].keyword is None and dotted in TELLING_CALLS:
            self.tells(node.args[0].value, step)
        elif node.args and isinstance(node.func, cst.Attribute) and node.func.attr.value in AXIS_METHODS:
            self.tells(node.func.value, step)
        return step

    def _Await(self, node: cst.Await) -> int:
        return self.step("await", (self.value(node.expression),), None, node)

    def _Yield(self, node: cst.Yield) -> int:
        if node.value is None:
            return self.step("yield", (), None, node)
        inner = node.value.item if isinstance(node.value, cst.From) else node.value
        return self.step("yield", (self.value(inner),), None, node)

    # functions and comprehensions ---------------------------------------------------------------------------------

    def _Lambda(self, node: cst.Lambda) -> int:
        params = (*node.params.posonly_params, *node.params.params, *node.params.kwonly_params)
        defaults = [self.value(param.default) for param in params if param.default is not None]
        return self.step("closure", tuple(defaults), None, node)

    def _GeneratorExp(self, node: cst.GeneratorExp) -> int:
        first = self.value(node.for_in.iter)
        return self.step("closure", (self.step("iter", (first,), None, node),), "generator", node)

    def _ListComp(self, node: cst.ListComp) -> int:
        return self._comprehension(node, "list", node.elt)

    def _SetComp(self, node: cst.SetComp) -> int:
        return self._comprehension(node, "set", node.elt)

    def _DictComp(self, node: cst.DictComp) -> int:
        return self._comprehension(node, "dict", node.key, node.value)

    def _comprehension(
        self,
        node: cst.ListComp | cst.SetComp | cst.DictComp | cst.GeneratorExp,
        kind: str,
        *elements: cst.BaseExpression,
    ) -> int:
        result = self.step(kind, (), 0, node)
        self._comprehension_loop(node.for_in, result, elements, node, outermost=True)
        return result

    def _comprehension_loop(
        self,
        clause: cst.CompFor,
        result: int,
        elements: tuple[cst.BaseExpression, ...],
        node: cst.CSTNode,
        *,
        outermost: bool,
    ) -> None:
        iterator = self.step("iter", (self.value(clause.iter),), None, clause)
        self._made += 1
        suffix = f"@{self._made}"
        self.renames.append({name: name + suffix for name in target_names(clause.target)})
        after, header = self.block(), self.block()
        self.jump(header)
        self.enter(header, seal=False)
        item = self.step("next", (iterator,), None, clause)  # the iterator is asked once more at the end
        inside = self.block()
        self.jump(inside)
        self.jump(after)
        self.enter(inside)
        self.assign(clause.target, item, clause)
        for condition in clause.ifs:
            self.step("test", (self.value(condition.test),), None, condition)
            self.jump(header)
            self._continue_in_new_block()
            self.assume(condition.test, True)
        if clause.inner_for_in is not None:
            self._comprehension_loop(clause.inner_for_in, result, elements, node, outermost=False)
        else:
            for element in elements:
                self.step("append", (result, self.value(element)), None, node)
        self.jump(header)
        self.seal(header)
        self.loop(header, header, clause)
        self.renames.pop()
        self.enter(after)

    def _continue_in_new_block(self) -> None:
        following = self.block()
        self.jump(following)
        self.enter(following)

    # targets ------------------------------------------------------------------------------------------------------

    def assign(self, target: cst.BaseExpression, value: int, node: cst.CSTNode) -> None:
        """Store a value into a name, attribute, subscript, or take it apart."""
        if isinstance(target, cst.Name):
            self.body.values[target] = value
            self.bind(target.value, value, node)
        elif isinstance(target, cst.Attribute):
            self.step("store_attr", (self.value(target.value), value), target.attr.value, node)
        elif isinstance(target, cst.Subscript):
            base = self.value(target.value)
            step = self.step("store_index", (base, self.index_of(target), value), None, node)
            self.subscripted(target, step)
        elif isinstance(target, (cst.Tuple, cst.List)):
            total = len(target.elements)
            plain = not any(isinstance(e, cst.StarredElement) for e in target.elements)
            for index, element in enumerate(target.elements):
                starred = isinstance(element, cst.StarredElement)
                part = self.step("unpack", (value,), (index, total, starred), node)
                if index == 0 and plain:
                    self._unpacked(value, part)
                self.assign(element.value, part, node)
        else:
            self.step("escape", (value,), "an unknown target", node)

    def _unpacked(self, value: int, step: int) -> None:
        """A value was taken apart; if it is the shape of what a name stands for, that has as many dimensions."""
        shape = self.body.steps[value]
        node = shape.node
        if shape.op == "attr" and shape.data == "shape" and isinstance(node, cst.Attribute):
            self.tells(node.value, step)


def _spine(node: cst.BaseExpression, kind: type[Operation]) -> list[Operation]:
    """A chain of operations, innermost first: a long sum is a deep tree to the left, walked down without recursion."""
    chain: list[Operation] = []
    while isinstance(node, kind):
        chain.append(node)
        node = node.left
    return chain[::-1]


def target_names(target: cst.BaseExpression) -> set[str]:
    """The names that an assignment target binds."""
    if isinstance(target, cst.Name):
        return {target.value}
    if isinstance(target, (cst.Tuple, cst.List)):
        return set().union(*(target_names(e.value) for e in target.elements)) if target.elements else set()
    return set()
