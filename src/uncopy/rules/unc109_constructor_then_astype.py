"""UNC109."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.facts.dtypes import describe
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.exact_in_dtype import exact_in_dtype
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.worth import pays
from uncopy.rules.base import Candidate, Meta, Rule, one
from uncopy.rules.copies import argument_node, arguments, converted, used_once

_NAMES = {"zeros", "ones", "full", "eye", "identity", "tri", "arange", "array", "zeros_like", "ones_like", "full_like"}
_FEW = 500
_CONSTRUCTORS = {f"numpy.{name}" for name in _NAMES}


def _may_be_array(facts: FunctionFacts, value: int) -> bool:
    """Whether it is no number, and no list that is written out here: those are small."""
    return facts.body.steps[value].op not in ("list", "tuple") and facts.fact(value).may(d.ARRAY | d.FOREIGN | d.LIST)


def _counts_few(facts: FunctionFacts, given: dict[str, int]) -> bool:
    bounds = [facts.fact(given[name]).const for name in ("start", "stop") if name in given]
    return all(isinstance(b, int) and abs(b) < _FEW for b in bounds)


class ConstructorThenAstype(Rule):
    """An array is made in one dtype and converted to another one at once.

    ## What it finds

    `np.zeros(n).astype(np.float32)`, `np.arange(n).astype(float)`, `np.ones_like(a).astype(bool)`,
    `np.array(a).astype(T)`, `np.full(shape, 7).astype(T)`, and the same of `eye`, `identity` and `tri`.

    ## Why it costs

    Two arrays are made where one would do. `np.zeros` alone need not even touch its memory.

    ## Example

    ```python
    weights = np.ones((n, m)).astype(np.float32)     # becomes: np.ones((n, m), dtype=np.float32)
    ```

    ## When the fix is safe

    Zeros and ones are the same in every dtype. What `arange` counts in whole numbers is, too, where the dtype holds
    them. Numbers that are written in the text must fit, and what `np.array` copies must be exactly a NumPy array.

    ## When nothing is saved

    For small arrays. `np.linspace(..., dtype=T)` computes in float64 and converts, too, so it is not looked for.

    ## Known limits

    Random numbers come out otherwise where they are drawn in another dtype, so they are left alone.
    """

    meta = Meta("UNC109", "constructor-then-astype", "copies", "0.1", "1 array")
    guards: tuple[Guard, ...] = (knowable_frame, exact_in_dtype, pays)

    def gate(self, node: ast.AST) -> bool:
        """A method named astype of what a call gives."""
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "astype"):
            return False
        made = node.func.value
        if not isinstance(made, ast.Call):
            return False
        name = made.func.attr if isinstance(made.func, ast.Attribute) else getattr(made.func, "id", None)
        return isinstance(made.func, ast.Name) or name in _NAMES

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Conversions of what a constructor has made, with no name and no other use."""
        for step in facts.body.steps:
            found = converted(facts, step)
            if found is None:
                continue
            value, node, dtype = found
            made = facts.body.steps[value]
            given = arguments(facts, made)
            name = facts.fact(made.args[0]).callee if made.op == "call" else None
            if given is None or name not in _CONSTRUCTORS or not isinstance(node, cst.Call) or made.node is not node:
                continue
            if name == "numpy.array" and not (
                set(given) <= {"object", "dtype"} and _may_be_array(facts, given["object"])
            ):
                continue
            if name == "numpy.arange" and _counts_few(facts, given):
                continue
            if facts.fact(value).array_dtypes == {dtype} or not used_once(facts, value, step):
                continue
            old = argument_node(facts, node, given["dtype"]) if "dtype" in given else None
            yield Candidate(
                step.node or node,
                step,
                f"an array is made in another dtype than {describe(dtype)} and converted at once",
                one(1, "what is made first"),
                f"make it {describe(dtype)}",
                value,
                operation=name or "",
                effect="share",
                more={"call": step.node, "made": node, "dtype": dtype, "given": given, "old": old},
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``dtype=`` in the constructor's call."""
        call, made, old = (candidate.more[k] for k in ("call", "made", "old"))
        text = rewriting.text(next(a.value for a in call.args if a.keyword is None or a.keyword.value == "dtype"))
        if old is not None:
            rewriting.replace(old.value, text)
        else:
            rewriting.insert_after(made.args[-1].value, f", dtype={text}")
        rewriting.cut_after(made, call)
