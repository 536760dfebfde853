"""Does BLAS take a transposed array as it is?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from uncopy.facts import domain as d
from uncopy.facts.dtypes import describe, likelihood
from uncopy.guards.answer import Answer, guard, no, unknown, yes

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate

_TAKEN = frozenset({"f4", "f8", "c8", "c16"})


@guard("blas-takes-it", "Does BLAS multiply the transposed array as it is?", cost=True)
def blas_takes_it(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """BLAS is told which way a matrix of floats runs. Parts with gaps in their rows `dot` copies first; `matmul`
    multiplies them as they are, but with every other element left out it does so slowly.
    """
    whole = candidate.more["whole"]
    fact, step = facts.seen(whole, candidate.step), facts.body.steps[whole]
    if fact.may(d.ARRAY) and not fact.ndim[0] <= 2 <= fact.ndim[1]:
        return no("it has not two dimensions", step.node)
    parts = [p.slice for p in step.node.slice] if isinstance(step.node, cst.Subscript) else []
    slices = [p for p in parts if isinstance(p, cst.Slice)]
    if slices and not fact.layout.dense and (candidate.operation == "dot" or any(p.step for p in slices)):
        return no("it is a part with gaps between its elements, which would be copied anyway", step.node)
    doubts = []
    for value in candidate.operands:
        factor, node = facts.seen(value, candidate.step), facts.body.steps[value].node
        codes = [word.removeprefix("s:") for word in sorted(factor.dtypes, key=likelihood) if word not in d.NUMBERS]
        codes = [code for code in codes if not code.startswith(">")] or codes  # which is seldom
        others = [code for code in codes if code not in _TAKEN]
        if others and others == codes:
            return no(f"a factor is of {describe(others[0])}", node)
        if others:
            doubts.append(unknown(f"a factor may be of {describe(others[0])}", node))
    if fact.ndim != (2, 2):
        doubts.append(unknown("it may have other than two dimensions", step.node))
    return doubts[0] if doubts else yes("it is a matrix of floats")
