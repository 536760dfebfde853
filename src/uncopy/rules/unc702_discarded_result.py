"""UNC702."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.probing import no_probe
from uncopy.lower.ir import Step
from uncopy.rules.base import Candidate, Meta, Rule, one
from uncopy.rules.copies import arguments

_MAKERS = frozenset(
    "append delete insert sort concatenate hstack vstack stack column_stack clip reshape astype flatten ravel transpose"
    " swapaxes squeeze round around unique nan_to_num flip fliplr flipud roll rot90 resize pad repeat tile cumsum"
    " cumprod diff copy conj conjugate real_if_close tril triu where expand_dims".split()
)
_LONG = 40  # characters of an argument that are still shown


class DiscardedResult(Rule):
    """A function that makes a new array is called as a statement: nothing comes of it.

    ## What it finds

    `np.append(x, v)`, `np.delete(x, i)`, `np.sort(x)`, `np.clip(x, 0, 1)`, `np.sqrt(x)`, `x.astype(np.float32)`,
    `x.reshape(-1)` and the like as a line of their own, in a function.

    ## Why it costs

    A whole array is made and thrown away at once. Mostly it is a mistake: the line was meant to change `x`.

    ## Example

    ```python
    np.delete(x, bad)          # does nothing: write x = np.delete(x, bad)
    np.sort(x)                 # does nothing: write x.sort()
    ```

    ## When the fix is safe

    There is no fix: either the line was meant to change something, or it can go. The message says what would do what
    the line seems to say. Calls that are given `out`, also by position, and `copy=False` of `nan_to_num`, do something
    and are not found.

    ## When nothing is saved

    In `try` and `with` statements, where the call may be there for its exception; and at the top level, where a
    notebook shows the result.

    ## Known limits

    Methods are found on what is known to be an array only.
    """

    meta = Meta("UNC702", "discarded-result", "kept", "0.1", "1 array", fix="advice")
    guards: tuple[Guard, ...] = (no_probe,)

    def gate(self, node: ast.AST) -> bool:
        """A statement that is nothing but a call."""
        return isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Calls as statements that make an array and do nothing else."""
        if facts.body.is_module:
            return  # a notebook shows what a line comes to
        for statement in facts.body.lines:
            if not isinstance(statement, cst.Expr) or not isinstance(statement.value, cst.Call):
                continue
            step = facts.step_of(statement.value)
            name = None if step is None else _maker(facts, step)
            if step is None or name is None:
                continue
            what, advice = _advice(statement.value, name)
            yield Candidate(
                statement,
                step,
                f"`{what}` makes a new array, and nothing takes it: {advice}",
                one(1, "the result"),
                "",
                step.id,
                operation=name,
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """Nothing: what was meant is not known."""


def _maker(facts: FunctionFacts, step: Step) -> str | None:
    """The name of the function, if it makes an array and does nothing else."""
    values, model = facts.values, facts.model
    if step.op != "call" or step.data is None or step.data.starred or facts.uses(step.id):
        return None
    if values.writes.get(step.id) or values.keeps.get(step.id) or step.id in values.opaque:
        return None
    callee = model.resolve(facts.fact(step.args[0]).callee or "")
    owner, _, name = callee.rpartition(".")
    if owner not in ("numpy", "ndarray") or not facts.fact(step.id).may(d.ARRAYS):
        return None
    if model.is_ufunc(callee):
        given = step.data.positional
        return callee if given == model.arity(callee)[0] and "out" not in step.data.keywords else None
    bound, row = arguments(facts, step), model.row(callee)
    if name not in _MAKERS or bound is None or row is None or row.out in bound:
        return None
    return callee


def _advice(call: cst.Call, callee: str) -> tuple[str, str]:
    """The call as it is written, and what would do what it seems to say."""
    name = callee.rpartition(".")[2]
    method = callee.startswith("ndarray.")
    code = cst.Module([]).code_for_node
    func = code(call.func)
    given = call.func.value if method and isinstance(call.func, cst.Attribute) else None
    if given is None and call.args and call.args[0].keyword is None:
        given = call.args[0].value
    text = code(given) if isinstance(given, (cst.Name, cst.Attribute, cst.Subscript)) else None
    if text is None or len(text) > _LONG or "\n" in text:
        return func, "give the result a name, or drop the line"
    if name == "sort":
        return func, f"`{text}.sort()` would sort it, or `{text} = {func}(...)`"
    return func, f"`{text}` stays as it was; `{text} = {func}(...)` would change it"
