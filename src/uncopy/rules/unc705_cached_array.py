"""UNC705."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.fixes.edit import Saves
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.many_kept import many_kept
from uncopy.guards.worth import literal_size, may_pay
from uncopy.rules.base import Candidate, Meta, Rule
from uncopy.rules.keeping import Put, array_of, params_of, put, puts_outside

_CACHES = {"functools.cache": None, "functools.lru_cache": 128}
_ITEM = {"b1": 1, "i1": 1, "u1": 1, "i2": 2, "u2": 2, "f2": 2, "i4": 4, "u4": 4, "f4": 4, "c8": 8, "c16": 16, "f8": 8}


class CachedArray(Rule):
    """Arrays are kept for the whole run of the program, one for each different call, and none is ever let go.

    ## What it finds

    `functools.cache` and `functools.lru_cache` on a function of a module or class that returns arrays, with
    `maxsize=None` or more than 64 results (it is 128 where nothing else is said). And `cache[key] = array` or
    `results.append(array)` in a function, where the dict or list begins empty in the module, in its class or as a
    default, and nothing in the module ever takes something out of it.

    ## Why it costs

    What is kept lives until the program ends. A cache of numbers may grow to any length unnoticed; one of arrays is the
    sum of all arrays that were ever asked for. A cache on a method also keeps every object that it was called on, with
    all that the object holds.

    ## Example

    ```python
    @functools.lru_cache(maxsize=None)   # 1,000 lengths: 1,000 arrays; maxsize=8 keeps the last 8 of them
    def window(length):
        return np.hanning(length)
    ```

    ## When the fix is safe

    There is no fix: how many are wanted again nobody can tell from the text. Say a number (`maxsize=8`), empty the
    cache when a piece of work is done (`window.cache_clear()`, `cache.clear()`), keep what is smaller than the array,
    or, for one result per object, use `functools.cached_property`, which ends with its object.

    ## When nothing is saved

    Where there are few different calls: functions without parameters, or with flags only, are not found, and neither
    are keys that are written out. For small arrays.

    ## Known limits

    What other modules take out of a cache is not seen. Only results that are known to be arrays count, or tuples of
    such; a cache that is put around a function by hand (`window = cache(window)`) is not found.
    """

    meta = Meta("UNC705", "cached-array", "kept", "0.1", "all that is kept", fix="advice")
    guards: tuple[Guard, ...] = (many_kept, may_pay)

    def gate(self, node: ast.AST) -> bool:
        """A function with a cache around it, or one that puts something into what is not its own, or a default."""
        if not isinstance(node, ast.FunctionDef):
            return False
        cached = any(_last(decorator) in ("cache", "lru_cache") for decorator in node.decorator_list)
        return cached or puts_outside(node)

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Functions with a cache that return arrays, and arrays that are put into what only grows."""
        body = facts.body
        name = body.name.removeprefix("<module>.")
        if not isinstance(body.node, cst.FunctionDef) or ("." in name and name not in facts.growing().functions):
            return
        cached = _cached(facts, body.node)
        if cached is not None:
            yield cached
        told: set[str] = set()
        for step in body.steps:
            found = put(facts, step, body.node)
            if found is not None and found.holder not in told:
                told.add(found.holder)
                yield _growing(found, body.node)

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """Nothing: how many arrays are wanted again is not known."""


def _last(node: ast.expr) -> str:
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _cached(facts: FunctionFacts, node: cst.FunctionDef) -> Candidate | None:
    """The candidate for a function whose results a decorator keeps."""
    returned = [(s, array_of(facts, s, s.args[0])) for s in facts.body.steps if s.op == "return"]
    step, array = next(((s, a) for s, a in returned if a is not None), (None, None))
    for decorator in node.decorators:
        made = decorator.decorator
        function = made.func if isinstance(made, cst.Call) else made
        origin = _origin(facts, function)
        if origin not in _CACHES or step is None or array is None:
            continue
        most = _most(made, _CACHES[origin])
        if most == -1:
            return None
        params = params_of(node)
        first = params[0].name.value if params else ""
        return Candidate(
            node.name,
            step,
            _told(facts, node.name.value, cst.Module([]).code_for_node(function), most, array, params),
            Saves("the arrays that are not asked for again", 0.0),
            "",
            array,
            more={"most": most, "arguments": None if first == "self" else params[first == "cls" :]},
        )
    return None


def _told(facts: FunctionFacts, name: str, cache: str, most: int | None, array: int, params: list[cst.Param]) -> str:
    if most is None:
        kept = f"every array that `{name}` returns, one for each different call,"
    else:
        size = _bytes(facts, array)
        in_all = "" if size is None else f", {most * size:,} bytes in all,"
        kept = f"the last {most} arrays that `{name}` returns{in_all}"
    number = "say by `lru_cache(maxsize=...)` how many are asked for again"
    if not params or params[0].name.value != "self":
        return f"`{cache}` keeps {kept} as long as the program runs: {number}, or empty it by `{name}.cache_clear()`"
    where = "by `functools.cached_property`" if len(params) == 1 else "in a dict of its own"
    return (
        f"`{cache}` keeps {kept.rstrip(',')} and all objects that it was called on, as long as the program runs: keep"
        f" what it returns on the object, {where}, which ends with it, or {number}"
    )


def _growing(found: Put, node: cst.FunctionDef) -> Candidate:
    """The candidate for an array that is put into what only grows."""
    name = node.name.value
    if found.keyed:
        how, instead = f"keeps an array for each new key in `{name}`", "`functools.lru_cache(maxsize=...)`"
    else:
        how, instead = f"grows by an array with each call of `{name}`", "`collections.deque(maxlen=...)`"
    clear = "" if found.default else f", or call `{found.holder}.clear()` when they are wanted no more"
    return Candidate(
        found.step.node or node,
        found.step,
        f"`{found.holder}` {how}, and nothing here ever takes one out: keep the last few only, as {instead}"
        f" does{clear}",
        Saves("the arrays that are not asked for again", 0.0),
        "",
        found.array,
        more={"most": None, "arguments": found.arguments},
    )


def _origin(facts: FunctionFacts, node: cst.BaseExpression) -> str:
    if isinstance(node, cst.Attribute):
        return f"{_origin(facts, node.value)}.{node.attr.value}"
    return (facts.resolve(node.value) or "") if isinstance(node, cst.Name) else ""


def _most(made: cst.BaseExpression, usual: int | None) -> int | None:
    """How many results a cache keeps at most; None for all of them, -1 where that is not written out."""
    if not isinstance(made, cst.Call):
        return usual
    given = [a.value for a in made.args if a.keyword is None or a.keyword.value == "maxsize"]
    if not given:
        return usual
    if isinstance(given[0], cst.Integer):
        return given[0].evaluated_value
    return None if isinstance(given[0], cst.Name) and given[0].value == "None" else -1


def _bytes(facts: FunctionFacts, value: int) -> int | None:
    """The bytes of an array whose shape is written in numbers."""
    fact = facts.fact(value)
    size, items = literal_size(fact), {_ITEM.get(dtype) for dtype in fact.array_dtypes}
    item = items.pop() if len(items) == 1 else None
    return None if size is None or item is None else size * item
