"""Guards on sums of products that are taken without making the product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts import shapes
from uncopy.facts.dtypes import describe, likelihood, native
from uncopy.guards.answer import Answer, guard, no, unknown, yes

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate


@guard("same-rounding", "Are the products added in the same order, so that the last digit is the same?")
def same_rounding(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """``sum`` adds pairwise, BLAS and einsum in orders of their own: this is never proved."""
    return unknown("the products are added in another order, so the last digits may differ", candidate.node)


@guard("float-factors", "Are both factors of floats?")
def float_factors(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """``sum`` counts bools and widens small integers, a product of vectors does neither; ``vdot`` conjugates."""
    for value in candidate.operands:
        fact = facts.seen(value, candidate.step)
        codes = [native(word.removeprefix("s:")) for word in sorted(fact.array_dtypes, key=likelihood)]
        others = [code for code in codes if code[0] != "f" and (code[0] != "c" or candidate.more["conjugates"])]
        if others:
            answer = no if others == codes else unknown
            node = facts.body.steps[value].node
            return answer(f"a factor {'is' if others == codes else 'may be'} of {describe(others[0])}", node)
    return yes("they are")


@guard("factors-fit", "Have the factors the shapes that the sum of their products takes for granted?")
def factors_fit(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Factors of the same shape, or two matrices: what broadcasts would be summed otherwise, or not at all."""
    first, second = (facts.seen(value, candidate.step) for value in candidate.operands)
    node = candidate.node
    if candidate.more["matrix"]:
        for fact, value in zip((first, second), candidate.operands, strict=True):
            if fact.may(d.ARRAY) and not fact.ndim[0] <= 2 <= fact.ndim[1]:
                return no("a factor has not two dimensions", facts.body.steps[value].node)
            if fact.ndim != (2, 2):
                return unknown("a factor may have other than two dimensions", facts.body.steps[value].node)
        return yes("they are matrices")
    if candidate.operands[0] == candidate.operands[1]:
        return yes("it is multiplied by itself")
    one, other = shapes.lengths(first), shapes.lengths(second)
    if one is not None and other is not None:
        if len(one) != len(other):
            return no("one factor is broadcast to the other one's shape", node)
        if all(map(shapes.same, one, other)):
            return yes("both have the same shape")
    if first.shape == second.shape and first.only(d.ARRAY) and second.only(d.ARRAY):
        return yes("both have the same shape")
    if first.ndim[1] < second.ndim[0] or second.ndim[1] < first.ndim[0]:
        return no("one factor is broadcast to the other one's shape", node)
    for fact in (first, second):
        if not fact.may(d.ARRAYS):
            return no("one factor is a number", node)
    return unknown("the factors may have different shapes", node)


@guard("nothing-infinite", "Are all elements of the other matrix finite?")
def nothing_infinite(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Zero times infinity is NaN in a product of matrices: this is never proved."""
    return unknown("zeros beside the diagonal make NaN of infinities and NaN, and are left out", candidate.node)


@guard("diagonal-fits", "Has the diagonal one dimension, and the other factor two?")
def diagonal_fits(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """``diag`` of a matrix is its diagonal; a vector times the rows would be a table."""
    diagonal, matrix = (facts.seen(v, candidate.step) for v in (candidate.target, *candidate.operands))
    for fact, value, wanted in ((diagonal, candidate.target, 1), (matrix, candidate.operands[0], 2)):
        what, node = "the diagonal" if wanted == 1 else "the other factor", facts.body.steps[value].node
        if fact.may(d.ARRAY) and not fact.ndim[0] <= wanted <= fact.ndim[1]:
            return no(f"{what} has not {wanted} dimension{'s' if wanted > 1 else ''}", node)
        if fact.ndim != (wanted, wanted) or not fact.only(d.ARRAY):
            return unknown(f"{what} may have other than {wanted} dimension{'s' if wanted > 1 else ''}", node)
    return yes("they are a vector and a matrix")
