"""Elementwise expressions that can be written with ``out=``: what the rules on ufuncs have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.fixes.rewriting import CannotRewrite, Rewriting
from uncopy.guards.accumulating import ACCUMULATING
from uncopy.lower.expressions import BINARY, UNARY
from uncopy.lower.ir import CallShape, Step
from uncopy.model import bind
from uncopy.rules.copies import arguments

# Operators as functions.
_UNARY = {"-": "negative", "~": "invert"}
BINARY_FUNCTIONS = {
    "+": "add",
    "*": "multiply",
    "&": "bitwise_and",
    "|": "bitwise_or",
    "^": "bitwise_xor",
    "-": "subtract",
    "/": "divide",
    "//": "floor_divide",
    "%": "remainder",
    "**": "power",
    "<<": "left_shift",
    ">>": "right_shift",
}
# Operand order is kept for what is not commutative bit for bit (complex multiplication is not).
COMMUTATIVE = frozenset({"+", "*", "&", "|", "^"})
_COMPLEX = frozenset({"c8", "c16", "c32"})
# No ufuncs, but they take `out=`. The parameters are those whose dtype and shape matter; the first is the array.
_OTHERS = {
    "numpy.clip": ("a", "a_min", "a_max"),
    "ndarray.clip": ("self", "min", "max"),
    "numpy.round": ("a",),
    "numpy.around": ("a",),
    "ndarray.round": ("self",),
    "numpy.cumsum": ("a",),
    "ndarray.cumsum": ("self",),
    "numpy.cumprod": ("a",),
    "ndarray.cumprod": ("self",),
}
MAKERS = ("bin", "unary", "compare", "call", "index")  # steps that make an array without a name
_REFUSED = {"out", "dtype", "where", "casting", "order", "subok", "signature"}


@dataclass(frozen=True, slots=True)
class Elementwise:
    """A call or operator with its operands: nodes and values, a method's array first.

    ``operation`` is the name by which dtypes are looked up (``numpy.exp``, ``-``, ``u-``), ``function`` how the
    operator is written as a function (empty for calls), ``arguments`` everything that a call is given, in order.
    """

    node: cst.Call | cst.UnaryOperation | cst.BinaryOperation
    step: Step
    operation: str
    operands: tuple[cst.BaseExpression, ...]
    values: tuple[int, ...]
    function: str = ""

    @property
    def is_method(self) -> bool:
        """Whether the array is what a method is called on."""
        return (
            isinstance(self.node, cst.Call)
            and bool(self.operands)
            and isinstance(self.node.func, cst.Attribute)
            and self.node.func.value is self.operands[0]
        )

    def parts(self) -> list[cst.BaseExpression]:
        """What is evaluated, in order: a method's array, then its arguments."""
        if not isinstance(self.node, cst.Call):
            return list(self.operands)
        receiver = [self.node.func.value] if self.is_method and isinstance(self.node.func, cst.Attribute) else []
        return [*receiver, *(a.value for a in self.node.args)]

    def operator(self, facts: FunctionFacts, place: int) -> str:
        """The operator whose ``op=`` writes into the operand at ``place``; empty where a function must do it."""
        if not isinstance(self.node, cst.BinaryOperation):
            return ""
        if place and self.operation not in COMMUTATIVE:
            return ""
        if place and self.operation == "*" and facts.fact(self.values[place]).dtypes & _COMPLEX:
            return ""
        return self.operation

    def others(self, place: int) -> tuple[int, ...]:
        """The operands beside the one at ``place``."""
        return self.values[:place] + self.values[place + 1 :]

    def written(
        self,
        rewriting: Rewriting,
        facts: FunctionFacts,
        place: int,
        name: str,
        named: Mapping[cst.BaseExpression, str] | None = None,
    ) -> str:
        """The statement that puts the result into ``name``, which stands for the operand at ``place``.

        What else has a name by now stands in ``named``.
        """
        target = self.operands[place]
        names = {**(named or {}), target: name}
        operator = self.operator(facts, place)
        if operator:
            other = self.operands[1 - place]
            return f"{name} {operator}= {names[other] if other in names else rewriting.right_hand(other)}"
        return self.into(rewriting, facts, name, names)

    def into(
        self, rewriting: Rewriting, facts: FunctionFacts, out: str, names: Mapping[cst.BaseExpression, str]
    ) -> str:
        """The call that puts the result into ``out``, with ``names`` for some of its operands."""

        def text(node: cst.BaseExpression) -> str:
            return names[node] if node in names else rewriting.outer_text(node)

        if not isinstance(self.node, cst.Call):
            numpy = numpy_name(facts, self.step)
            if numpy is None:
                raise CannotRewrite("the module has no name for NumPy here")
            return f"{numpy}.{self.function}({', '.join(map(text, self.operands))}, out={out})"
        func = self.node.func
        if isinstance(func, cst.Attribute) and func.value in names:
            head = f"{names[func.value]}.{func.attr.value}"
        elif isinstance(func, cst.Name) and facts.fact(self.step.args[0]).callee == "builtins.abs":
            numpy = numpy_name(facts, self.step)
            if numpy is None:
                raise CannotRewrite("the module has no name for NumPy here")
            head = f"{numpy}.abs"
        else:
            head = rewriting.outer_text(func)
        arguments = [
            f"{a.keyword.value}={text(a.value)}" if a.keyword is not None else text(a.value) for a in self.node.args
        ]
        return f"{head}({', '.join([*arguments, f'out={out}'])})"


def elementwise(facts: FunctionFacts, node: cst.BaseExpression) -> Elementwise | None:
    """The expression as an elementwise operation that has an ``out=`` form, or None."""
    step = facts.step_of(node)
    if step is None:
        return None
    found: Elementwise | None = None
    if isinstance(node, cst.UnaryOperation) and step.op == "unary":
        operator = UNARY[type(node.operator)]
        if operator in _UNARY:
            found = Elementwise(
                node, step, {"-": "u-"}.get(operator, operator), (node.expression,), step.args, _UNARY[operator]
            )
    elif isinstance(node, cst.BinaryOperation) and step.op == "bin":
        operator = BINARY[type(node.operator)]
        if operator in BINARY_FUNCTIONS:
            found = Elementwise(node, step, operator, (node.left, node.right), step.args, BINARY_FUNCTIONS[operator])
    elif isinstance(node, cst.Call) and step.op == "call":
        found = _call(facts, node, step)
    if found is None or any(not _numeric(facts.fact(v)) for v in found.values):
        return None
    return found


def _numeric(fact: d.Fact) -> bool:
    """Whether NumPy takes it for numbers, or nothing is known of it (then other guards answer)."""
    return fact.may(d.ALIEN) or not fact.may(~(d.NUMERIC | d.LIST | d.TUPLE))


def _call(facts: FunctionFacts, node: cst.Call, step: Step) -> Elementwise | None:
    function = facts.fact(step.args[0])
    shape: CallShape = step.data
    callee = facts.model.resolve(function.callee or "")
    if shape.starred or set(shape.keywords) & _REFUSED:
        return None
    positional = [a.value for a in node.args if a.keyword is None]
    if facts.model.is_ufunc(callee):
        nin, nout = facts.model.arity(callee)
        if shape.keywords or nout != 1 or len(positional) != nin:
            return None
        return Elementwise(node, step, callee, tuple(positional), step.args[1:])
    if callee == "builtins.abs" and len(node.args) == 1 and not shape.keywords:
        return Elementwise(node, step, "numpy.absolute", tuple(positional), step.args[1:])
    row = facts.model.row(callee)
    if callee not in _OTHERS or row is None:
        return None
    if function.receiver is not None:
        if not isinstance(node.func, cst.Attribute):
            return None  # a method that was given a name
        positional.insert(0, node.func.value)
    bound = bind(row, len(positional), shape.keywords)
    if bound is None or row.out in bound or "dtype" in bound:
        return None
    keywords = {a.keyword.value: a.value for a in node.args if a.keyword is not None}
    operands: list[cst.BaseExpression] = []
    for param in _OTHERS[callee]:
        where = bound.get(param)
        if isinstance(where, tuple) or where is None:
            continue
        operand = positional[where] if isinstance(where, int) else keywords[where]
        if not operands or facts.of(operand).const is not None:  # a bound of None is none
            operands.append(operand)
    values = tuple(facts.body.values[o] for o in operands)
    return Elementwise(node, step, callee.replace("ndarray.", "numpy."), tuple(operands), values)


def tells_array(facts: FunctionFacts, value: int) -> bool:
    """Whether a value is an array, or computed from one. Where nothing tells so, it is mostly a number."""
    seen: set[int] = set()
    todo = [value]
    while todo:
        number = todo.pop()
        if number in seen:
            continue
        seen.add(number)
        fact = facts.fact(number)
        if fact.may(d.ARRAY) and fact.only(d.ARRAYS):
            return True
        step = facts.body.steps[number]
        if not fact.may(d.ARRAY) or number in facts.values.opaque:
            continue
        if step.op in MAKERS:
            todo.extend(_shaping(facts, step))
        elif step.op == "aug":  # `x += q` is an array still, unless q has operators of its own
            todo.append(step.args[0])
        elif step.op == "phi" and fact.only(d.ARRAYS | d.ARITHMETIC):
            todo.extend(step.args)
    return False


def _shaping(facts: FunctionFacts, step: Step) -> tuple[int, ...]:
    """The values of which a step's result has the shape: a determinant of arrays is no array, and a sine is."""
    if step.op != "call":
        return step.args
    row = facts.model.row(facts.fact(step.args[0]).callee or "")
    given = arguments(facts, step)
    if row is None or given is None or row.shape.head not in ("of", "broadcast"):
        return ()
    return tuple(given[name] for name in row.shape.args if name in given)


def asks(facts: FunctionFacts, step: Step, value: int) -> bool:
    """Whether a step answers a yes-or-no question about numbers: bools never fit into the array that is asked about."""
    bools = {"b1"}
    return facts.fact(step.id).array_dtypes == bools and facts.fact(value).array_dtypes != bools


def numpy_name(facts: FunctionFacts, step: Step) -> str | None:
    """A name that means NumPy itself at a step: the module's, or one imported at the start of this very body."""
    body = facts.body
    for name in facts.numpy_names:
        if name not in body.names and name not in body.params and facts.resolve(name) == "numpy":
            return name
    deleted = {s.data for s in body.steps if s.op == "undef"}
    for name, values in body.names.items():
        imports = [body.steps[v] for v in values]
        if (
            name not in deleted
            and all(s.op == "import" and s.data == "numpy" for s in imports)
            and any(s.block == 0 and s.id < step.id for s in imports)
        ):
            return name
    return None


def builtin(facts: FunctionFacts, name: str) -> bool:
    """Whether a name means Python's own function in this body."""
    taken = name in facts.body.names or name in facts.body.params
    return not taken and facts.resolve(name) == f"builtins.{name}"


def has_axis(facts: FunctionFacts, found: Elementwise) -> bool:
    """Whether a running sum is given an axis that is a number."""
    if found.operation not in ACCUMULATING:
        return False
    arguments = found.step.args[1:]
    first = 0 if found.is_method else 1
    return len(arguments) > first and facts.fact(arguments[first]).only(d.NUMBER)


def left_is_reused(facts: FunctionFacts, found: Elementwise) -> bool:
    """Whether NumPy puts the result into an unnamed temporary on the left by itself."""
    if not isinstance(found.node, cst.BinaryOperation) or not facts.assume_elision:
        return False
    left = facts.body.steps[found.values[0]]
    named = any(left.id in bound for bound in facts.body.names.values())
    return left.op in ("bin", "unary", "call") and facts.fact(left.id).may(d.ARRAY) and not named
