"""UNC307."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.fixes.edit import Saves
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.answer import Answer, Guard, guard, no, yes
from uncopy.guards.worth import may_pay
from uncopy.lower.ir import Loop, Step
from uncopy.rules.base import Candidate, Meta, Rule
from uncopy.rules.elementwise import AllAtOnce
from uncopy.rules.in_place import numpy_name

_LONG = 100  # characters of advice


@guard("interpreted", "Is it Python that runs the loop?", cost=True)
def _interpreted(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """No under a decorator that may compile the loop: it is as good as any there."""
    if "decorator" in facts.unknowns:
        return no("a decorator may compile the loop", facts.unknowns["decorator"])
    return yes()


class ElementLoop(Rule):
    """A loop computes an array one element at a time.

    ## What it finds

    `for i in range(len(a)): out[i] = np.sqrt(a[i]) * 2`, also with `+=` and the like, `a[places[i]]`, functions of
    `math`, and `... if ... else ...`, where this is all that the loop does.

    ## Why it costs

    Each element that is read becomes an object of 32 bytes, each operator makes another one, and each of them is looked
    up, made and forgotten by itself. For 200,000 elements the loop below takes 200 times as long as
    the line beside it.

    ## Example

    ```python
    for i in range(len(a)):
        out[i] = math.sqrt(a[i]) * 2      # better, without the loop: out[:] = np.sqrt(a) * 2
    ```

    ## When the fix is safe

    There is no fix: what is computed for all elements at once needs an array for each step, warns where `math` raises,
    and may be of another dtype on the way.

    ## When nothing is saved

    Where a decorator compiles the loop, and for few elements.

    ## Known limits

    Loops that do more than one thing, that count otherwise than from 0 by ones, or that use the index for anything else
    than to pick elements, are not looked at. Off by default: it saves time rather than memory.
    """

    meta = Meta("UNC307", "element-loop", "indexing", "0.1", "time, and n objects", fix="advice")
    guards: tuple[Guard, ...] = (_interpreted, may_pay)

    def gate(self, node: ast.AST) -> bool:
        """A loop over a range of which the body is one assignment to an item."""
        if not isinstance(node, ast.For) or len(node.body) != 1 or not isinstance(node.target, ast.Name):
            return False
        (line,) = node.body
        if isinstance(line, ast.Assign):
            return len(line.targets) == 1 and isinstance(line.targets[0], ast.Subscript)
        return isinstance(line, ast.AugAssign) and isinstance(line.target, ast.Subscript)

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Loops over all that `range` counts, with one assignment of an element that is made of elements."""
        numpy = None
        for loop in facts.body.loops:
            found = _alone(loop)
            if found is None:
                continue
            index, count, line = found
            target, operator = _target(line)
            step = next((s for s in facts.body.steps if s.op == "store_index" and s.node is line), None)
            if target is None or step is None or not _counted(facts, loop):
                continue
            numpy = numpy or numpy_name(facts, step)
            if numpy is None or not isinstance(line, (cst.Assign, cst.AugAssign)):
                continue
            at_once = AllAtOnce(facts, loop, index, count, target.value, numpy)
            value = at_once.of(line.value)
            if value is None or not at_once.arrays or not _is_target(facts, step, loop):
                continue
            part = ":" if at_once.whole(target) else f":{at_once.shown}"
            advice = f"{target.value}[{part}] {operator} {value}"
            if "\n" in advice or len(advice) > _LONG:
                continue
            yield Candidate(
                line,
                step,
                f"the loop computes `{target.value}` one element at a time: `{advice}` computes all at once",
                Saves("time, and some objects for each element", 0.0),
                "",
                step.args[0],
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """Nothing: what is computed at once may warn, raise and round otherwise on the way."""


def _alone(loop: Loop) -> tuple[str, cst.BaseExpression, cst.BaseSmallStatement] | None:
    """The name that a loop counts by, what it counts to, and its only statement."""
    node = loop.node
    if not isinstance(node, cst.For) or node.orelse is not None or node.asynchronous is not None:
        return None
    body, counted = node.body.body, node.iter
    if not isinstance(node.target, cst.Name) or not isinstance(counted, cst.Call) or len(counted.args) != 1:
        return None
    line = body[0] if len(body) == 1 else None
    if isinstance(line, cst.SimpleStatementLine):
        line = line.body[0] if len(line.body) == 1 else None
    if not isinstance(line, (cst.Assign, cst.AugAssign)) or counted.args[0].star or counted.args[0].keyword:
        return None
    return node.target.value, counted.args[0].value, line


def _counted(facts: FunctionFacts, loop: Loop) -> bool:
    assert isinstance(loop.node, cst.For)
    return facts.of(loop.node.iter).callee == "range"


def _target(line: cst.BaseSmallStatement) -> tuple[cst.Name | None, str]:
    """The name of which an element is assigned to by the loop's index, and the operator."""
    operator = "="
    if isinstance(line, cst.Assign):
        node = line.targets[0].target if len(line.targets) == 1 else None
    elif isinstance(line, cst.AugAssign):
        node, operator = line.target, cst.Module([]).code_for_node(line.operator).strip()
    else:
        node = None
    if not isinstance(node, cst.Subscript) or not isinstance(node.value, cst.Name):
        return None, operator
    return node.value, operator


def _is_target(facts: FunctionFacts, step: Step, loop: Loop) -> bool:
    """Whether what is assigned to is an array, of one dimension as far as can be told, at the place that is counted."""
    assert isinstance(loop.node, cst.For)
    fact, place = facts.fact(step.args[0]), facts.body.steps[step.args[1]]
    counted = facts.body.values.get(loop.node.target)
    same = place.op == "next" and place.block in loop and (counted is None or counted == place.id)
    return same and fact.may(d.ARRAY) and fact.only(d.ARRAYS) and fact.ndim[0] == 1
