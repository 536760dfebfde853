"""UNC706."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from uncopy.facts import FunctionFacts
from uncopy.fixes.edit import Saves
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.holding import holds_arrays
from uncopy.lower.ir import Step
from uncopy.rules.base import Candidate, Meta, Rule
from uncopy.rules.cycles import caught, holds, local, of_object

_SHOWN = 2  # names of arrays


class ReferenceCycleOfArrays(Rule):
    """Arrays wait for the garbage collector, because what holds them is held by it in turn.

    ## What it finds

    In a method, `self.f = lambda ...: ... self ...`, an inner function that reads `self` and is stored on it,
    `self.f = self.method` and `self.f = partial(self.method, ...)`. And exceptions that outlive their handler:
    `self.error = e`, `errors.append(e)`, `last = e`.

    ## Why it costs

    Python frees an array as soon as nothing holds it any more. An object that is held by what it holds never gets there
    by itself: it stays, with all of its arrays, until the garbage collector comes round, which counts objects and not
    bytes, so gigabytes may wait. An exception holds its traceback, and that the local names of every function on the
    way: all their arrays live as long as the exception, and in a cycle if one of them holds it.

    ## Example

    ```python
    self.apply = lambda v: self.matrix @ v     # better a method: def apply(self, v): return self.matrix @ v

    except LinAlgError as error:
        self.error = error                     # better error.with_traceback(None), or str(error)
    ```

    ## When the fix is safe

    There is no fix: a method looks different from outside (`vars(obj)`, pickling), and so does an exception without its
    traceback. Where the function needs a few arrays only, name them before (`matrix = self.matrix`) and read these
    names in it; a `weakref.proxy(self)` does it, too. A cycle that is broken by hand (`self.apply = None` when the
    object is done with) is none.

    ## When nothing is saved

    Where the object lives as long as the program, and where it holds no arrays.

    ## Known limits

    Only arrays that this method makes or is known to be given, or that the class is given by functions of NumPy, tell
    that an object holds arrays. Functions that are handed to others who keep them are not followed.
    """

    meta = Meta("UNC706", "reference-cycle-of-arrays", "kept", "0.1", "all that is kept", fix="advice")
    guards: tuple[Guard, ...] = (holds_arrays,)

    def gate(self, node: ast.AST) -> bool:
        """A function or method that is stored in an attribute, or a handler that hands its exception on."""
        match node:
            case ast.Assign(targets=[ast.Attribute(value=ast.Name(id=name))], value=value):
                return _may_hold(value, name)
            case ast.FunctionDef(body=body):
                inner = {n.name for n in ast.walk(node) if isinstance(n, ast.FunctionDef) and n is not node}
                return bool(inner) and any(
                    isinstance(n, ast.Assign) and isinstance(n.value, ast.Name) and n.value.id in inner
                    for statement in body
                    for n in ast.walk(statement)
                )
            case ast.ExceptHandler(name=str(name), body=body):
                return any(_hands_on(n, name) for statement in body for n in ast.walk(statement))
        return False

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Functions that hold the object they are stored on, and exceptions that outlive their handler."""
        if facts.body.is_module:
            return
        for step in facts.body.steps:
            found = _of_function(facts, step) if step.op == "store_attr" else None
            found = found or _of_exception(facts, step)
            if found is not None:
                yield found

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """Nothing: a method, or an exception without its traceback, is another thing to who looks."""


def _may_hold(value: ast.expr, name: str) -> bool:
    match value:
        case ast.Lambda():
            return True
        case ast.Attribute(value=ast.Name(id=base)):
            return base == name
        case ast.Call(func=ast.Name(id="partial") | ast.Attribute(attr="partial")):
            return True
    return False


def _hands_on(node: ast.AST, name: str) -> bool:
    match node:
        case ast.Assign(value=ast.Name(id=given)):
            return given == name
        case ast.Call(func=ast.Attribute(attr="append" | "add"), args=[ast.Name(id=given)]):
            return given == name
    return False


def _of_function(facts: FunctionFacts, step: Step) -> Candidate | None:
    """The candidate for a function that is stored on the object that it holds."""
    this, value = step.args
    if facts.body.steps[this].op != "param" or step.node is None:
        return None
    kind = holds(facts, value, this)
    if kind is None:
        return None
    name, arrays = facts.body.steps[this].data, of_object(facts, this)
    stored = f"{name}.{step.data}"
    before = "read names that are bound to what it needs before"
    cure = {
        "lambda": f"make `{step.data}` a method, or let the lambda {before}",
        "function": f"make `{step.data}` a method, or let the function {before}",
        "method": f"call the method where `{stored}` is called, or store its name",
        "partial": f"make `{step.data}` a method that fills in the arguments",
    }[kind]
    what = {"lambda": "a lambda", "function": "a function", "method": "a bound method", "partial": "a partial"}[kind]
    return _candidate(
        step,
        f"`{stored}` is {what} that holds `{name}`: the object{_with(arrays)} waits for the garbage collector when"
        f" nothing else holds it any more; {cure}",
        arrays,
    )


def _of_exception(facts: FunctionFacts, step: Step) -> Candidate | None:
    """The candidate for an exception that is kept, and its traceback with it."""
    found = caught(facts, step)
    if found is None or step.node is None:
        return None
    name, holder, in_frame = found
    arrays = local(facts)
    if in_frame:
        end, more = "until the garbage collector comes round", f", or `del {holder}` in a `finally`"
    else:
        end, more = f"as long as it is in `{holder}`", f", or `str({name})`"
    return _candidate(
        step,
        f"the traceback of `{name}` holds the local arrays of every function that it came through{_such(arrays)},"
        f" {end}: keep `{name}.with_traceback(None)`{more}",
        arrays,
    )


def _candidate(step: Step, message: str, arrays: tuple[str, ...]) -> Candidate:
    saves = Saves("the arrays that would wait", 0.0)
    assert step.node is not None  # both have looked
    return Candidate(step.node, step, message, saves, "", step.id, more={"arrays": arrays})


def _with(arrays: tuple[str, ...]) -> str:
    return f" with its arrays ({_few(arrays)})" if arrays else ""


def _such(arrays: tuple[str, ...]) -> str:
    return f" ({_few(arrays)})" if arrays else ""


def _few(arrays: tuple[str, ...]) -> str:
    return ", ".join(f"`{a}`" for a in arrays[:_SHOWN]) + (" ..." if len(arrays) > _SHOWN else "")
