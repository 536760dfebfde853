"""UNC203."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.form import same_layout
from uncopy.guards.kinds import is_ndarray, writable
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.name_unseen import reader
from uncopy.guards.sole_owner import sole_owner
from uncopy.guards.worth import pays
from uncopy.rules.base import Candidate, Meta, Rule, contains, one
from uncopy.rules.in_place import tells_array

_METHODS = {"numpy.sort": "sort", "numpy.partition": "partition"}
_NAN_TO_NUM = "numpy.nan_to_num"
_FUNCTIONS = {"sort", "partition", "nan_to_num"}


class RebindingSort(Rule):
    """A sorted copy is made although the array as it was is not needed any more.

    ## What it finds

    `x = np.sort(x)`, `x = np.partition(x, k)`, `x = np.nan_to_num(x)`, and `x = np.sort(x)[::-1]`: a name that is
    bound to a sorted or cleaned copy of itself.

    ## Why it costs

    The old array and the copy live at the same time until the name is rebound. The methods `sort` and `partition` work
    in the array itself, and so does `nan_to_num` with `copy=False`.

    ## Example

    ```python
    x = np.random.default_rng().normal(size=n)
    x = np.sort(x)      # becomes: x.sort()
    ```

    ## When the fix is safe

    The array was made in the function and nobody else can see it, before or after: no caller, no other name or view
    that is read later, no container, closure or call that kept it. It is exactly a NumPy array of one dimension or
    more, without gaps in memory.

    ## When nothing is saved

    Where the array is small.

    ## Known limits

    `axis` has to be a number: `axis=None` makes one dimension of all. A call that says `copy=` is left alone. There is
    no finding where nothing tells that it is an array.
    """

    meta = Meta("UNC203", "rebinding-sort", "in-place", "0.1", "1 array")
    guards: tuple[Guard, ...] = (knowable_frame, sole_owner, is_ndarray, same_layout, writable, pays)

    def gate(self, node: ast.AST) -> bool:
        """An assignment to a name of a call, or of a part of what it gives, that has the name for an argument."""
        if not (isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)):
            return False
        name, call = node.targets[0].id, node.value
        if isinstance(call, ast.Subscript):
            call = call.value
        return isinstance(call, ast.Call) and any(
            isinstance(a, ast.Name) and a.id == name for a in (*call.args, *(k.value for k in call.keywords))
        )

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Assignments ``x = np.sort(x, ...)`` and ``x = np.sort(x, ...)[...]``."""
        for statement in facts.body.lines:
            if not (isinstance(statement, cst.Assign) and len(statement.targets) == 1):
                continue
            target, call = statement.targets[0].target, statement.value
            if isinstance(call, cst.Subscript):
                if any(reader(part, getattr(target, "value", "")) is not None for part in call.slice):
                    continue
                call = call.value
            if not (isinstance(target, cst.Name) and isinstance(call, cst.Call)) or contains(call, cst.NamedExpr):
                continue
            step = facts.step_of(call)
            callee = facts.model.resolve(facts.fact(step.args[0]).callee or "") if step is not None else ""
            if step is None or step.op != "call" or callee not in (*_METHODS, _NAN_TO_NUM) or step.data.starred:
                continue
            array = _array(call, "x" if callee == _NAN_TO_NUM else "a")
            if not (isinstance(array, cst.Name) and array.value == target.value) or not _plain(facts, callee, call):
                continue
            value = facts.body.values[array]
            if not tells_array(facts, value):
                continue
            name = target.value
            yield Candidate(
                statement,
                step,
                f"`{name}` is bound to a copy of itself although its old array is not needed any more",
                one(1, f"`{name}`"),
                f"let {name} be changed in place",
                value,
                operation=callee,
                more={"call": call, "array": array, "name": name},
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``x.sort(...)``, and what part of it is taken."""
        call, name, array = candidate.more["call"], candidate.more["name"], candidate.more["array"]
        rest = [
            f"{a.keyword.value}={rewriting.outer_text(a.value)}" if a.keyword else rewriting.outer_text(a.value)
            for a in call.args
            if a.value is not array
        ]
        if candidate.operation == _NAN_TO_NUM:
            line = f"{rewriting.outer_text(call.func)}({', '.join([name, 'copy=False', *rest])})"
        else:
            line = f"{name}.{_METHODS[candidate.operation]}({', '.join(rest)})"
        if isinstance(candidate.node, cst.Assign) and candidate.node.value is call:
            rewriting.replace(candidate.node, line)
        else:
            start, end = rewriting.span(call)
            rewriting.insert_before(candidate.node, line + rewriting.separator(candidate.node))
            rewriting.replace_span(start, end, name)


def _array(call: cst.Call, keyword: str) -> cst.BaseExpression | None:
    """The array that is sorted: the first argument, or the one of this name."""
    for place, argument in enumerate(call.args):
        if argument.keyword.value == keyword if argument.keyword is not None else place == 0:
            return argument.value
    return None


def _plain(facts: FunctionFacts, callee: str, call: cst.Call) -> bool:
    """Whether it is sorted along an axis that is a number; of `nan_to_num`, whether it says nothing of a copy."""
    keywords = {a.keyword.value: a.value for a in call.args if a.keyword is not None}
    positional = [a.value for a in call.args if a.keyword is None]
    if callee == _NAN_TO_NUM:
        return "copy" not in keywords and len(positional) <= 1
    place = 1 if callee == "numpy.sort" else 2
    axis = keywords.get("axis", positional[place] if len(positional) > place else None)
    return ("a" not in keywords or not positional) and (axis is None or facts.of(axis).only(d.NUMBER))
