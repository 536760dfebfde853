"""UNC210."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.fixes.edit import Saves
from uncopy.fixes.rewriting import CannotRewrite, Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.contracting import factors_fit, float_factors, same_rounding
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.worth import may_pay
from uncopy.rules import products
from uncopy.rules.base import Candidate, Meta, Rule, one
from uncopy.rules.in_place import numpy_name
from uncopy.rules.products import Product

_LONG = 40  # characters of a product that are still shown
_EINSUM = {"trace": "ij,ji->", "diagonal": "ij,ji->i"}
_ALONG = {0: "i...,i...->...", 1: "ij...,ij...->i...", -1: "...i,...i->..."}
_KNOWN = {0: "ij,ij->j", 1: "ij,ij->i", -1: "ij,ij->i", -2: "ij,ij->j"}  # of two matrices


class ReductionOfTemporary(Rule):
    """A product is made as a whole array of which only sums are wanted.

    ## What it finds

    `np.sum(x * y)`, `(x * y).sum(axis=1)`, `np.sum(x ** 2)`, `np.sum(np.square(x))`, where the factors have names; and
    `np.trace(A @ B)`, `np.diag(A @ B)`, `A.dot(B).trace()` of any factors.

    ## Why it costs

    The product is an array as large as its factors, and that of two matrices may be larger than both of them, although
    most of it is never looked at. A product of vectors, or `np.einsum`, adds the products as they come.

    ## Example

    ```python
    energy = np.sum(field ** 2)        # becomes: energy = np.vdot(field, field)
    weight = np.trace(A @ B)           # becomes: weight = np.einsum("ij,ji->", A, B)
    ```

    ## When the fix is safe

    Never: `sum` adds the products in another order than BLAS and `einsum` do, so the last digits may differ. The fix is
    right apart from that where the factors are arrays of floats of the same shape, or two matrices.

    ## When nothing is saved

    For small arrays, where NumPy puts the product into a factor that has no name, and for the sum over all axes of
    transposes and arrays in Fortran order, which `vdot` would copy.

    ## Known limits

    `keepdims=True` and sums over several axes are not looked at. Means are not either: `np.sum(x * y) / x.size` is. Off
    by default, because such arrays are often small.
    """

    meta = Meta(
        "UNC210", "reduction-of-temporary", "temporaries", "0.1", "1 array, or n² of them", fix="unsafe", preview=True
    )
    guards: tuple[Guard, ...] = (knowable_frame, float_factors, factors_fit, same_rounding, may_pay)

    def gate(self, node: ast.AST) -> bool:
        """A sum, trace or diagonal of a product."""
        return products.spelled(node)

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Sums, traces and diagonals of products of which something tells that they are arrays."""
        for product in products.products(facts):
            made = facts.step_of(product.inner)
            if made is None or not facts.fact(made.id).may(d.ARRAY) or _is_list(facts, product):
                continue
            if not product.matrix and product.axis is None and any(_turned(facts, v) for v in product.values):
                continue
            matrix = product.matrix
            yield Candidate(
                product.call,
                product.step,
                f"{_written(product)} is made as a whole array, although only {_wanted(product)} is wanted",
                Saves("1 array of the size of the product, and the work of most of it", 1.0)
                if matrix
                else one(1, "the product"),
                "use einsum" if matrix or product.axis is not None else "use vdot",
                product.values[0] if _tells(facts, product.values[0]) else product.values[1],
                product.values,
                more={
                    "product": product,
                    "matrix": matrix,
                    "conjugates": not matrix and product.axis is None,
                    "numpy": numpy_name(facts, product.step),
                    "ranks": tuple(facts.seen(v, product.step).ndim for v in product.values),
                },
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``np.vdot(x, y)`` or ``np.einsum("ij,ji->", A, B)``."""
        product: Product = candidate.more["product"]
        numpy = candidate.more["numpy"]
        if numpy is None:
            raise CannotRewrite("the module has no name for NumPy here")
        factors = ", ".join(map(rewriting.operand, product.factors))
        if product.matrix:
            subscripts = _EINSUM[product.reduction]
        elif product.axis is None:
            rewriting.replace(product.call, f"{numpy}.vdot({factors})")
            return
        else:
            table = _KNOWN if candidate.more["ranks"] == ((2, 2), (2, 2)) else _ALONG
            if product.axis not in table:
                raise CannotRewrite("einsum would need to know how many dimensions the factors have")
            subscripts = table[product.axis]
        rewriting.replace(product.call, f"{numpy}.einsum({rewriting.quoted(subscripts)}, {factors})")


def _written(product: Product) -> str:
    """The product as it is written, where that is short."""
    text = cst.Module([]).code_for_node(product.inner.with_changes(lpar=[], rpar=[]))
    return f"`{text}`" if len(text) <= _LONG and "\n" not in text else "the product"


def _wanted(product: Product) -> str:
    if product.reduction == "sum":
        return "its sum" if product.axis is None else f"its sum along axis {product.axis}"
    return {"trace": "the sum of its diagonal", "diagonal": "its diagonal"}[product.reduction]


def _tells(facts: FunctionFacts, value: int) -> bool:
    return facts.fact(value).kinds != d.ANYTHING


def _turned(facts: FunctionFacts, value: int) -> bool:
    """Whether an array is known to be a transpose, or to lie in Fortran order: `vdot` copies what is not in C order."""
    step, fact = facts.body.steps[value], facts.fact(value)
    if fact.ndim[1] == 1 or fact.layout.is_c:
        return False
    return (step.op == "attr" and step.data == "T") or "F" in fact.layout.atoms


def _is_list(facts: FunctionFacts, product: Product) -> bool:
    """Whether a factor is no array for certain."""
    return any(not facts.fact(v).may(d.ARRAYS) for v in product.values)
