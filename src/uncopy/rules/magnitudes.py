"""Where NumPy's function for magnitudes is given an unnamed array: Python's own `abs` lets NumPy reuse its memory."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.temporary import owned
from uncopy.lower.ir import CallShape, Step
from uncopy.rules.base import Candidate, one
from uncopy.rules.in_place import MAKERS, builtin, tells_array
from uncopy.source.trees import last_word

_SPELLED = {"abs", "absolute"}


def looks_like_magnitude(node: ast.AST) -> bool:
    """Whether Python's own tree shows the call, of something that has no name."""
    if not isinstance(node, ast.Call) or len(node.args) != 1 or node.keywords:
        return False
    name = last_word(node.func)
    return name in _SPELLED and isinstance(node.args[0], (ast.BinOp, ast.UnaryOp, ast.Call, ast.Subscript))


def takes_magnitude(facts: FunctionFacts, step: Step) -> bool:
    """Whether a call is ``np.abs`` of an unnamed array whose memory NumPy would reuse for ``abs``."""
    node, shape = step.node, step.data
    if step.op != "call" or not isinstance(node, cst.Call) or not isinstance(shape, CallShape):
        return False
    if len(step.args) != 2 or shape.keywords or shape.starred or not facts.assume_elision:
        return False
    if facts.model.resolve(facts.fact(step.args[0]).callee or "") != "numpy.absolute" or not builtin(facts, "abs"):
        return False
    value = step.args[1]
    made, fact = facts.body.steps[value], facts.fact(value)
    if made.op not in MAKERS or any(value in bound for bound in facts.body.names.values()):
        return False
    real = fact.may(d.ARRAY) and any(code.lstrip(">")[0] != "c" for code in fact.array_dtypes)
    return real and owned(facts, value) and tells_array(facts, value)


def magnitudes(facts: FunctionFacts) -> Iterator[Candidate]:
    """All such calls, wherever they stand."""
    for step in facts.body.steps:
        if takes_magnitude(facts, step) and isinstance(step.node, cst.Call):
            yield Candidate(
                step.node,
                step,
                "the call makes an array beside the unnamed one that it is given",
                one(1, "the temporary"),
                "use Python's abs, for which NumPy reuses the unnamed array",
                step.args[1],
                operation="numpy.absolute",
                more={"steps": (), "magnitude": step.node},
            )


def rewrite(candidate: Candidate, rewriting: Rewriting) -> None:
    """``abs(...)``."""
    rewriting.replace(candidate.more["magnitude"].func, "abs")
