"""UNC216."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.fixes.rewriting import CannotRewrite, Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.real_floats import real_floats
from uncopy.guards.worth import pays
from uncopy.lower.ir import CallShape, Step
from uncopy.rules.base import Candidate, Meta, Rule, one
from uncopy.rules.in_place import builtin
from uncopy.source.trees import last_word

_MAXIMA = {"numpy.max", "numpy.amax"}
_MAGNITUDES = {"numpy.absolute", "numpy.abs", "numpy.fabs", "builtins.abs"}
_SPELLED = {"abs", "absolute", "fabs"}


class ExtremeOfMagnitude(Rule):
    """An array of magnitudes is made of which only the largest is wanted.

    ## What it finds

    `np.max(np.abs(x))`, `np.abs(x).max()`, `abs(x).max()`, where `x` has a name.

    ## Why it costs

    The magnitudes are an array as large as `x`. The largest of them belongs to the largest or to the smallest element.

    ## Example

    ```python
    return np.max(np.abs(x))      # becomes: return abs(max(x.max(), -x.min()))
    ```

    ## When the fix is safe

    `x` is an array or scalar of NumPy's own, of real floats. The result is the same bit for bit, for NaN and infinities
    too; the `abs` around it is for zeros with a sign.

    ## When nothing is saved

    For small arrays. Where `x` is an expression it would have to be evaluated twice.

    ## Known limits

    A maximum along an axis is not looked at. Off by default, because such arrays are often small.
    """

    meta = Meta("UNC216", "extreme-of-magnitude", "temporaries", "0.1", "1 array", preview=True)
    guards: tuple[Guard, ...] = (knowable_frame, real_floats, pays)

    def gate(self, node: ast.AST) -> bool:
        """A maximum of a call of something named abs, absolute or fabs."""
        if not isinstance(node, ast.Call):
            return False
        inner: ast.AST | None = None
        if isinstance(node.func, ast.Attribute) and node.func.attr == "max" and not node.args:
            inner = node.func.value
        elif len(node.args) == 1:
            inner = node.args[0]
        if not isinstance(inner, ast.Call) or len(inner.args) != 1:
            return False
        return isinstance(inner.args[0], ast.Name) and last_word(inner.func) in _SPELLED

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Maxima, over all axes, of the magnitudes of what has a name."""
        for step in facts.body.steps:
            inner = _argument(facts, step)
            magnitudes = None if inner is None else facts.step_of(inner)
            if not isinstance(inner, cst.Call) or magnitudes is None or magnitudes.op != "call":
                continue
            shape: CallShape = magnitudes.data
            if facts.model.resolve(facts.fact(magnitudes.args[0]).callee or "") not in _MAGNITUDES:
                continue
            if len(inner.args) != 1 or shape.starred or shape.keywords or not isinstance(inner.args[0].value, cst.Name):
                continue
            name, value = inner.args[0].value, magnitudes.args[1]
            if not facts.fact(value).may(d.ARRAY) or not isinstance(step.node, cst.Call):
                continue
            yield Candidate(
                step.node,
                step,
                f"an array of the magnitudes of `{name.value}` is made, of which only the largest is wanted",
                one(1, f"`{name.value}`"),
                "take the largest and the smallest element",
                value,
                operation="numpy.absolute",
                more={"name": name.value, "builtins": builtin(facts, "abs") and builtin(facts, "max")},
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``abs(max(x.max(), -x.min()))``."""
        if not candidate.more["builtins"]:
            raise CannotRewrite("`abs` or `max` means something else here")
        name = candidate.more["name"]
        rewriting.replace(candidate.node, f"abs(max({name}.max(), -{name}.min()))")


def _argument(facts: FunctionFacts, step: Step) -> cst.BaseExpression | None:
    """What a call takes the maximum of, over all axes."""
    node, shape = step.node, step.data
    if step.op != "call" or not isinstance(node, cst.Call) or shape.starred or shape.keywords:
        return None
    callee = facts.model.resolve(facts.fact(step.args[0]).callee or "")
    if callee in _MAXIMA and len(node.args) == 1:
        return node.args[0].value
    method = isinstance(node.func, cst.Attribute) and not node.args and callee == "ndarray.max"
    return node.func.value if method and isinstance(node.func, cst.Attribute) else None
