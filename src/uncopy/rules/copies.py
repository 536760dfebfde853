"""What the rules on copies share: which call is a copy of what, and how an expression takes a call's place."""

from __future__ import annotations

import ast

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts.domain import ARRAY_DTYPES
from uncopy.facts.values import dtype_named
from uncopy.fixes.rewriting import Rewriting
from uncopy.lower.ir import Body, CallShape, Step
from uncopy.model import bind
from uncopy.rules.base import Candidate, Rule, one

_SPELLED = {"copy", "array", "deepcopy"}
_FUNCTIONS = {
    "numpy.copy": {"a", "order"},
    "numpy.array": {"object", "copy"},
    "copy.copy": {"x"},
    "copy.deepcopy": {"x"},
}
_ATOMS = (cst.Name, cst.Call, cst.Subscript, cst.Attribute, cst.List, cst.Tuple, cst.ListComp)


def spelled_as_copy(node: ast.AST) -> bool:
    """Whether Python's own tree shows a call of something named as the functions that copy are."""
    if not isinstance(node, ast.Call):
        return False
    function = node.func
    return (isinstance(function, ast.Attribute) and function.attr in _SPELLED) or (
        isinstance(function, ast.Name) and function.id in _SPELLED
    )


def copied(facts: FunctionFacts, step: Step) -> tuple[int, cst.BaseExpression, str] | None:
    """What a call copies, if that is all it does: its value, its node, and the name of the function.

    A method counts only where its object is known to be NumPy's.
    """
    node, shape = step.node, step.data
    if step.op != "call" or not isinstance(node, cst.Call) or not isinstance(shape, CallShape) or shape.starred:
        return None
    name = (
        node.func.attr.value
        if isinstance(node.func, cst.Attribute)
        else (node.func.value if isinstance(node.func, cst.Name) else "")
    )
    function = facts.fact(step.args[0])
    if name not in _SPELLED or function.callee is None:
        return None
    if function.callee == "ndarray.copy":
        if (
            isinstance(node.func, cst.Attribute)
            and function.receiver is not None
            and set(shape.keywords) <= {"order"}
            and facts.step_of(node.func.value) is facts.body.steps[function.receiver]
        ):
            return function.receiver, node.func.value, function.callee
        return None
    allowed = _FUNCTIONS.get(function.callee)
    if allowed is None or not set(shape.keywords) <= allowed or shape.positional > 1:
        return None
    if "copy" in shape.keywords:
        flag = step.args[1 + shape.positional + shape.keywords.index("copy")]
        if facts.fact(flag).const is not True:
            return None
    for arg in node.args:
        if arg.keyword is None or arg.keyword.value in ("a", "object", "x"):
            value = facts.body.values.get(arg.value)
            return None if value is None else (value, arg.value, function.callee)
    return None


def converted(facts: FunctionFacts, step: Step) -> tuple[int, cst.BaseExpression, str] | None:
    """What `astype` converts, if nothing but the dtype is asked for: its value, its node, and the dtype's code."""
    node, shape = step.node, step.data
    if step.op != "call" or not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute):
        return None
    function = facts.fact(step.args[0])
    if function.callee != "ndarray.astype" or function.receiver is None or shape.starred:
        return None
    if facts.step_of(node.func.value) is not facts.body.steps[function.receiver] or shape.positional > 1:
        return None
    given = dict(zip(shape.keywords, step.args[1 + shape.positional :], strict=True))
    if shape.positional:
        given["dtype"] = step.args[1]
    if not {"dtype"} <= set(given) <= {"dtype", "copy"} or (
        "copy" in given and facts.fact(given["copy"]).const is not True
    ):
        return None
    dtype = dtype_named(facts.fact(given["dtype"]))
    return None if dtype is None or dtype not in ARRAY_DTYPES else (function.receiver, node.func.value, dtype)


def arguments(facts: FunctionFacts, step: Step) -> dict[str, int] | None:
    """The values that a call gives to the parameters of the model's row; None for a call that does not bind."""
    if step.op != "call" or step.data is None or step.data.starred:
        return None
    function, shape = facts.fact(step.args[0]), step.data
    row = facts.model.row(function.callee) if function.callee is not None else None
    if row is None or row.attribute:
        return None
    given = step.args[1:]
    positional = (*(() if function.receiver is None else (function.receiver,)), *given[: shape.positional])
    keywords = dict(zip(shape.keywords, given[shape.positional :], strict=True))
    bound = bind(row, len(positional), shape.keywords)
    if bound is None:
        return None
    return {
        name: positional[place] if isinstance(place, int) else keywords[place]
        for name, place in bound.items()
        if not isinstance(place, tuple)
    }


def argument_node(facts: FunctionFacts, call: cst.Call, value: int) -> cst.Arg | None:
    """The argument of a call that gives a value."""
    return next((a for a in call.args if facts.body.values.get(a.value) == value), None)


def straight_to(facts: FunctionFacts, step: Step) -> Step | None:
    """The call that is the only use of what a step makes, as its argument or by a method; None if there is another."""
    uses = facts.uses(step.id)
    if len(uses) != 1 or named(facts, step.id):
        return None
    (use,) = uses
    if use.op == "attr":
        calls = facts.uses(use.id)
        return calls[0] if len(calls) == 1 and calls[0].op == "call" and calls[0].args[0] == use.id else None
    return use if use.op == "call" and use.args[0] != step.id else None


def of_temporary(facts: FunctionFacts, value: int, step: Step) -> bool:
    """Whether what a step copies is new memory that has no name and no other use."""
    return (value, 0) in facts.values.sites[value] and used_once(facts, value, step)


class CopyRule(Rule):
    """A rule that drops a copy: what it has in common with the other ones."""

    @staticmethod
    def dropping(step: Step, found: tuple[int, cst.BaseExpression, str], message: str, size_of: str) -> Candidate:
        """The candidate for a call of which `copied` has told what it copies."""
        value, source, function = found
        assert isinstance(step.node, cst.Call)  # `copied` has looked
        more = {"call": step.node, "source": source}
        return Candidate(
            step.node,
            step,
            message,
            one(1, size_of),
            "drop the copy",
            value,
            operation=function,
            effect="share",
            more=more,
        )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """What was copied, in the place of the copy."""
        put_in_place(candidate.more["call"], candidate.more["source"], rewriting)


def put_in_place(call: cst.BaseExpression, source: cst.BaseExpression, rewriting: Rewriting) -> None:
    """Write ``source`` where the call stands, in parentheses where it may need them."""
    inner, outer = rewriting.text(source), rewriting.outer_text(source)
    spread = "\n" in inner or "\r" in inner
    if not spread and not call.lpar and _stands_alone(call, rewriting.body):
        content = inner
    elif not spread and not call.lpar and not source.lpar and _is_item(call, rewriting.body):
        content = inner
    elif source.lpar or (isinstance(source, _ATOMS) and not spread and not call.lpar):
        content = outer
    else:
        content = f"({outer})"
    rewriting.replace(call, content)


def needs_no_parentheses(node: cst.BaseExpression, body: Body) -> bool:
    """Whether an operator can take the node's place as it is: no other operator stands around it."""
    return not node.lpar and (_stands_alone(node, body) or _is_item(node, body))


def _stands_alone(call: cst.BaseExpression, body: Body) -> bool:
    """Whether the call is all that a statement assigns or returns, or an argument of another call."""
    for statement in body.lines:
        if isinstance(statement, cst.Return) and statement.value is call:
            space = statement.whitespace_after_return
            return not isinstance(space, cst.SimpleWhitespace) or space.value != ""
        if isinstance(statement, (cst.Assign, cst.AnnAssign, cst.AugAssign)) and statement.value is call:
            return True
    return any(
        isinstance(s.node, cst.Call) and any(a.value is call for a in s.node.args) for s in body.steps if s.op == "call"
    )


def _is_item(call: cst.BaseExpression, body: Body) -> bool:
    """Whether the call is an item of a tuple, list or set, or what a comprehension collects."""
    for step in body.steps:
        node = step.node
        if isinstance(node, (cst.Tuple, cst.List, cst.Set)) and any(e.value is call for e in node.elements):
            return True
        if isinstance(node, (cst.ListComp, cst.SetComp)) and node.elt is call:
            return True
    return False


def named(facts: FunctionFacts, value: int) -> bool:
    """Whether a name stands for the value somewhere."""
    return any(value in bound for bound in facts.body.names.values())


def used_once(facts: FunctionFacts, value: int, step: Step) -> bool:
    """Whether the value is read by this call alone, as an argument or through the method that is called."""
    method = step.args[0]
    for use in facts.uses(value):
        if use.id != step.id and not (
            use.id == method and use.op == "attr" and [u.id for u in facts.uses(method)] == [step.id]
        ):
            return False
    return not named(facts, value)
