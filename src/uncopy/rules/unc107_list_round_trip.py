"""UNC107."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.facts.values import dtype_named
from uncopy.fixes.edit import Saves
from uncopy.fixes.rewriting import CannotRewrite, Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.same_from_list import same_from_list
from uncopy.guards.worth import pays
from uncopy.lower.ir import Step
from uncopy.rules.base import Candidate, Meta, Rule
from uncopy.rules.copies import argument_node, arguments, named

_MAKERS = {"numpy.array": "object", "numpy.asarray": "a"}


class ListRoundTrip(Rule):
    """The elements of an array are put into a list, and an array is made of the list.

    ## What it finds

    `np.array(x.tolist())`, `np.array(list(x))`, `np.asarray(x.tolist(), dtype=float)`.

    ## Why it costs

    The list holds a Python object for every element, of 32 bytes with its place in the list: as much as four arrays of
    float64.

    ## Example

    ```python
    again = np.array(values.tolist())     # becomes: np.array(values)
    ```

    ## When the fix is safe

    The array is exactly a NumPy array of one dimension and of float64, or the dtype that is asked for holds all its
    values. An empty list comes to float64 whatever it was made of, so other dtypes are not safe.

    ## When nothing is saved

    For small arrays.

    ## Known limits

    A list that is given a name may be used elsewhere, so it is not looked at.
    """

    meta = Meta("UNC107", "list-round-trip", "copies", "0.1", "a list of n objects")
    guards: tuple[Guard, ...] = (knowable_frame, same_from_list, pays)

    def gate(self, node: ast.AST) -> bool:
        """A call of something named array or asarray that is given a call."""
        if not isinstance(node, ast.Call):
            return False
        if not any(isinstance(v, ast.Call) for v in (*node.args, *(k.value for k in node.keywords))):
            return False
        function = node.func
        return getattr(function, "attr", getattr(function, "id", None)) in ("array", "asarray") or isinstance(
            function, ast.Name
        )

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Arrays made of the unnamed list of an array's elements."""
        for step in facts.body.steps:
            name = facts.fact(step.args[0]).callee if step.op == "call" else None
            given = arguments(facts, step) if name in _MAKERS else None
            if given is None or name is None or not isinstance(step.node, cst.Call):
                continue
            if not {_MAKERS[name]} <= set(given) <= {_MAKERS[name], "dtype"}:
                continue
            listed = facts.body.steps[given[_MAKERS[name]]]
            if listed.op != "call" or named(facts, listed.id) or len(facts.uses(listed.id)) != 1:
                continue
            value = _elements_of(facts, listed)
            dtype = dtype_named(facts.fact(given["dtype"])) if "dtype" in given else None
            if value is None or dtype == "?" or not facts.seen(value, step).may(d.ARRAY):
                continue
            more = {"function": step.node.func, "list": listed.node, "dtype": dtype, "node": None}
            assert isinstance(listed.node, cst.Call)  # a call is made of a call
            if isinstance(listed.node.func, cst.Attribute) and facts.fact(listed.args[0]).callee == "ndarray.tolist":
                more["source"] = listed.node.func.value
            else:
                arg = argument_node(facts, listed.node, value)
                if arg is None:
                    continue
                more["source"] = arg.value
            yield Candidate(
                step.node,
                step,
                "all elements are put into a list only to make an array of them",
                Saves("a list of as many objects as the array has elements", 4),
                "copy the array",
                value,
                operation=name,
                effect="share",
                more=more | {"shared": name == "numpy.asarray", "known": facts.resolve("array") == "numpy.array"},
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """The array in the place of the list; what makes it must be `array`, which copies."""
        rewriting.replace(candidate.more["list"], rewriting.operand(candidate.more["source"]))
        if candidate.more["shared"]:
            function = candidate.more["function"]
            if not isinstance(function, cst.Attribute) and not candidate.more["known"]:
                raise CannotRewrite("`array` has no name here")
            place = function.attr if isinstance(function, cst.Attribute) else function
            rewriting.replace(place, "array")


def _elements_of(facts: FunctionFacts, listed: Step) -> int | None:
    """The array of whose elements a call makes a list, if that is what it does."""
    function = facts.fact(listed.args[0])
    if listed.data is None or listed.data.starred or listed.data.keywords:
        return None
    if function.callee == "ndarray.tolist" and listed.data.positional == 0:
        return function.receiver
    if function.callee == "builtins.list" and listed.data.positional == 1:
        return listed.args[1]
    return None
