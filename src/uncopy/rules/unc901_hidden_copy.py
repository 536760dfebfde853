"""UNC901."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.fixes.edit import Saves
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.each_pass import an_array, lives_no_longer, one_pass, only_read, same_each_pass
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.worth import pays
from uncopy.lower.ir import Loop, Step
from uncopy.rules.base import Candidate, Meta, Rule, one
from uncopy.rules.copies import arguments, named
from uncopy.rules.hoisting import bound_name, put_before, standing_in, steady
from uncopy.rules.transposed import converted_order, factor_copied, whole_of

_FLAT = {"ndarray.ravel": "self", "ndarray.flatten": "self", "numpy.ravel": "a"}
_RESHAPED = {"ndarray.reshape": "self", "numpy.reshape": "a"}
_SPELLED = {"ravel", "flatten", "reshape", "ascontiguousarray", "asfortranarray"}


class HiddenCopy(Rule):
    """A transposed array is flattened or put in order anew on each pass of a loop, and copied each time.

    ## What it finds

    `A.T.ravel()`, `A.T.reshape(-1)`, `np.ravel(A.T)`, `A.transpose().flatten()`, `np.ascontiguousarray(A.T)` as part
    of a statement that stands in a `for` or `while` loop, where `A` is not bound in the loop.

    ## Why it costs

    `ravel` and `reshape` look as if they cost nothing, and for most arrays they do. The elements of a transpose do not
    lie in the order that is asked for, so all of them are copied, each time.

    ## Example

    ```python
    for k in range(rounds):
        flat = A.T.ravel()             # becomes: this line, before the loop
        total += np.dot(flat, w[k])
    ```

    ## When the fix is safe

    `A` is exactly a NumPy array, nothing in the loop writes it, and what is made of it is only read: not written, kept,
    put into a container, or still looked at in the next pass.

    ## When nothing is saved

    For small arrays, where NumPy puts the result of an operator into the copy, and where the loop runs once. What has
    a name is alive twice while the next one is made, which is saved as well; what has none would live longer than it
    does, so that fix is never a safe one.

    ## Known limits

    Arrays that are attributes are not proved to stay the same. Comprehensions, and statements under an `if` in the
    loop, are not looked at. Outside of loops such copies are taken to be meant.
    """

    meta = Meta("UNC901", "hidden-copy", "layout", "0.1", "1 array, and one per pass")
    guards: tuple[Guard, ...] = (knowable_frame, an_array, same_each_pass, only_read, one_pass, lives_no_longer, pays)

    def gate(self, node: ast.AST) -> bool:
        """A loop in which something is called that is named as the functions that flatten or put in order."""
        return isinstance(node, (ast.For, ast.While)) and any(
            isinstance(inner, ast.Call)
            and isinstance(inner.func, (ast.Attribute, ast.Name))
            and (inner.func.attr if isinstance(inner.func, ast.Attribute) else inner.func.id) in _SPELLED
            for statement in node.body
            for inner in ast.walk(statement)
        )

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Copies of transposes that are the same on each pass of the loop around them."""
        if facts.body.is_module:
            return
        for step in facts.body.steps:
            turned = _flattened(facts, step)
            whole = None if turned is None else whole_of(facts, turned)
            loop = facts.body.innermost_loop(step.block)
            if turned is None or whole is None or loop is None or not isinstance(step.node, cst.Call):
                continue
            fact = facts.seen(turned, step)
            statement = standing_in(facts, loop, step.node)
            if statement is None or (fact.may(d.ARRAY) and (fact.ndim[1] == 1 or fact.layout.is_c)):
                continue
            source = _source(facts, whole, loop)
            if source is None or not steady(facts, step.node, loop) or factor_copied(facts, step) is not None:
                continue
            code = cst.Module([]).code_for_node
            shown, name = code(step.node.with_changes(lpar=[], rpar=[])), code(source)
            if "\n" in shown:
                continue
            if facts.assume_elision and not named(facts, step.id) and facts.uses(step.id)[0].op in ("bin", "unary"):
                continue  # NumPy puts the result into the copy
            bound = bound_name(facts, statement, step, loop)
            if bound is None:
                continue
            wish = f"{name.rpartition('.')[2]}_{'flat' if converted_order(facts, step) is None else 'ordered'}"
            yield Candidate(
                step.node,
                step,
                f"`{shown}` copies all of `{name}` on each pass of the loop, in which `{name}` stays the same",
                one(1, f"`{name}`")
                if bound
                else Saves(
                    f"making and copying an array of the size of `{name}` on each pass (work, not the peak)", 0.0
                ),
                "copy once, before the loop",
                whole,
                effect="share",
                more={
                    "loop": loop,
                    "statement": loop.node,
                    "line": statement,
                    "attribute": isinstance(source, cst.Attribute),
                    "bound": bound,
                    "wish": wish,
                },
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """The statement before the loop, or a new name for what it made."""
        put_before(candidate, rewriting)


def _flattened(facts: FunctionFacts, step: Step) -> int | None:
    """What a call flattens or puts in order."""
    found = converted_order(facts, step)
    if found is not None:
        return found[0]
    callee = facts.model.resolve(facts.fact(step.args[0]).callee or "") if step.op == "call" else ""
    if callee not in _FLAT and callee not in _RESHAPED:
        return None
    given = arguments(facts, step)
    if given is None:
        return None
    if callee in _FLAT:
        return given.get(_FLAT[callee]) if set(given) == {_FLAT[callee]} else None
    array = _RESHAPED[callee]
    values = [a for a in step.args[1:] if a != given.get(array)]
    if step.data.keywords or array not in given or len(values) != 1 or facts.fact(values[0]).const != -1:
        return None
    return given[array]


def _source(facts: FunctionFacts, value: int, loop: Loop) -> cst.BaseExpression | None:
    """How the array is written, if the loop does not bind it: a name, or attributes of one."""
    step = facts.body.steps[value]
    if step.op == "attr" and isinstance(step.node, cst.Attribute):
        return step.node if _source(facts, step.args[0], loop) is not None else None
    if step.block in loop:
        return None
    for name, values in facts.body.names.items():
        if value in values and name not in facts.body.captured:
            return cst.Name(name)
    return None
