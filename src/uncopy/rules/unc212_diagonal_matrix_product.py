"""UNC212."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.fixes.edit import Saves
from uncopy.fixes.rewriting import CannotRewrite, Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.contracting import diagonal_fits, nothing_infinite
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.worth import may_pay
from uncopy.lower.ir import Step
from uncopy.rules.base import Candidate, Meta, Rule
from uncopy.rules.copies import arguments, named, needs_no_parentheses
from uncopy.rules.products import MATRIX

_ATOMS = (cst.Name, cst.Call, cst.Subscript, cst.Attribute)


class DiagonalMatrixProduct(Rule):
    """A matrix is made of a diagonal only to multiply another matrix by it.

    ## What it finds

    `np.diag(d) @ A`, `A @ np.diag(d)`, `np.dot(np.diag(d), A)`, `A.dot(np.diag(d))`, where the matrix of the diagonal
    has no name.

    ## Why it costs

    The matrix has n² elements of which n are not zero, and the product takes n³ multiplications of which n² matter. It
    is the rows or columns of `A`, each times one number.

    ## Example

    ```python
    H = A.T @ np.diag(w) @ A      # becomes: H = (A.T * w) @ A
    B = np.diag(w) @ A            # becomes: B = w[:, None] * A
    ```

    ## When the fix is safe

    Never: where `A` holds infinities or NaN, zero times these is NaN in the matrix product, and is left out here. The
    fix is right apart from that where the diagonal has one dimension and `A` two.

    ## When nothing is saved

    For small matrices.

    ## Known limits

    Where it is not known that the diagonal has one dimension there is no fix: `np.diag` of a matrix is its diagonal.
    Off by default, because such matrices are often small.
    """

    meta = Meta("UNC212", "diagonal-matrix-product", "temporaries", "0.1", "1 array of n²", fix="unsafe", preview=True)
    guards: tuple[Guard, ...] = (knowable_frame, diagonal_fits, nothing_infinite, may_pay)

    def gate(self, node: ast.AST) -> bool:
        """A call of something named diag."""
        func = node.func if isinstance(node, ast.Call) else None
        return (isinstance(func, ast.Name) and func.id == "diag") or (
            isinstance(func, ast.Attribute) and func.attr == "diag"
        )

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Products of two matrices of which one is made of a diagonal here."""
        for step in facts.body.steps:
            factors = _factors(facts, step)
            if factors is None or not isinstance(step.node, cst.BaseExpression):
                continue
            for place, (node, value) in enumerate(factors):
                diagonal = _diagonal(facts, node, value)
                if diagonal is None:
                    continue
                other, matrix = factors[1 - place]
                if not facts.fact(matrix).may(d.ARRAYS) or not facts.fact(diagonal[1]).may(d.ARRAYS):
                    continue
                yield Candidate(
                    step.node,
                    step,
                    "a whole matrix is made of a diagonal, only to multiply rows or columns by its elements",
                    Saves("1 array of n² elements, and most of the multiplications", 1.0),
                    "multiply by the diagonal itself",
                    diagonal[1],
                    (matrix,),
                    "@",
                    place,
                    more={
                        "diagonal": diagonal[0],
                        "other": other,
                        "known": _known(facts, diagonal[1], step),
                        "matrix": _known(facts, matrix, step),
                    },
                )
                break

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``d[:, None] * A`` or ``A * d``."""
        more = candidate.more
        if not more["known"]:
            raise CannotRewrite("the diagonal is not known to have one dimension")
        diagonal, other = _operand(more["diagonal"], rewriting), _operand(more["other"], rewriting)
        if candidate.place:
            content = f"{other} * {diagonal}"
        elif more["matrix"]:
            content = f"{diagonal}[:, None] * {other}"
        else:
            raise CannotRewrite("the other factor is not known to have two dimensions")
        bare = isinstance(candidate.node, cst.BaseExpression) and needs_no_parentheses(candidate.node, rewriting.body)
        rewriting.replace(candidate.node, content if bare else f"({content})")


def _known(facts: FunctionFacts, value: int, step: Step) -> bool:
    """Whether it is exactly known how many dimensions an array has."""
    fact = facts.seen(value, step)
    return fact.only(d.ARRAY) and fact.ndim[0] == fact.ndim[1]


def _operand(node: cst.BaseExpression, rewriting: Rewriting) -> str:
    text = rewriting.outer_text(node)
    return text if node.lpar or (isinstance(node, _ATOMS) and "\n" not in text) else f"({text})"


def _factors(facts: FunctionFacts, step: Step) -> list[tuple[cst.BaseExpression, int]] | None:
    """The two factors of a matrix product, nodes and values."""
    node = step.node
    if step.op == "bin" and step.data == "@" and isinstance(node, cst.BinaryOperation):
        return [(node.left, step.args[0]), (node.right, step.args[1])]
    if step.op != "call" or not isinstance(node, cst.Call) or step.data.starred or step.data.keywords:
        return None
    function = facts.fact(step.args[0])
    given = [(a.value, v) for a, v in zip(node.args, step.args[1:], strict=True)]
    if function.callee == "ndarray.dot" and isinstance(node.func, cst.Attribute) and function.receiver is not None:
        given.insert(0, (node.func.value, function.receiver))
    return given if facts.model.resolve(function.callee or "") in MATRIX and len(given) == 2 else None


def _diagonal(facts: FunctionFacts, node: cst.BaseExpression, value: int) -> tuple[cst.BaseExpression, int] | None:
    """What a call of ``diag`` is given, if that is all, and the matrix has no name and no other use."""
    step = facts.body.steps[value]
    if step.op != "call" or not isinstance(node, cst.Call) or facts.fact(step.args[0]).callee != "numpy.diag":
        return None
    given = arguments(facts, step)
    if given is None or set(given) != {"v"} or len(node.args) != 1 or named(facts, value):
        return None
    return node.args[0].value, given["v"]
