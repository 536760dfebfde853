"""UNC704."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.fixes.rewriting import CannotRewrite, Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.freeing import deleted_once, frees, lowers_peak, only_memory, order
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.rules.base import Candidate, Meta, Rule, one

_MADE = (ast.Call, ast.BinOp, ast.UnaryOp)
_MAKERS = ("bin", "unary", "call", "compare", "index")


class DeadArrayKept(Rule):
    """An array that is read no more is kept by its name while the function makes others as large.

    ## What it finds

    A local name of an array made in the function, after the statement that reads it for the last time, where arrays of
    the same shape are made later on and most of them are alive at once then. In a loop that may be the next pass, which
    makes its own array while the name still holds that of the last one.

    ## Why it costs

    A name holds its array until the function returns or the name is bound to something else, read or not.

    ## Example

    ```python
    spectrum = np.fft.fft(signal)
    power = np.abs(spectrum)
    del spectrum                      # this line is added
    return np.log(power + np.sqrt(power))
    ```

    ## When the fix is safe

    The name is a local one that no inner function and nothing like `locals()` sees, it is bound when the line is
    reached, and on no way from there, those of exceptions included, is it read or deleted again. The array is exactly a
    NumPy array of plain numbers, so its end cannot be noticed.

    ## When nothing is saved

    Where something else holds the array, where it is small, and where as many arrays are alive at once earlier.

    ## Known limits

    Arrays are counted, not bytes: the count has to come out lower whether those of other shapes are taken to be small,
    as large, or larger. Where it takes two names that end earlier to lower it, none is found. Whoever debugs the
    function misses the name. Off by default, because such arrays are often small.
    """

    meta = Meta("UNC704", "dead-array-kept", "kept", "0.1", "1 array", preview=True)
    last = True
    guards: tuple[Guard, ...] = (knowable_frame, deleted_once, only_memory, frees, lowers_peak)

    def gate(self, node: ast.AST) -> bool:
        """A function that makes something in a loop, or after the last line that reads something it made."""
        if isinstance(node, (ast.For, ast.While)):
            return any(isinstance(s, ast.Assign) and isinstance(s.value, _MADE) for s in node.body)
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return False
        made: dict[str, int] = {}
        read: dict[str, int] = {}
        last = 0
        for inner in ast.walk(node):
            if isinstance(inner, ast.Assign) and isinstance(inner.value, _MADE):
                made |= {t.id: inner.lineno for t in inner.targets if isinstance(t, ast.Name)}
                last = max(last, inner.lineno)
            elif isinstance(inner, ast.Return) and isinstance(inner.value, _MADE):
                last = max(last, inner.lineno)
            elif isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load):
                read[inner.id] = max(read.get(inner.id, 0), inner.lineno)
        return any(made[name] < read.get(name, last) < last for name in made)

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Names of new arrays after the statement that reads them for the last time."""
        body = facts.body
        if body.is_module:
            return
        places = order(facts)
        later = [p for n, p in places.items() if body.steps[n].op in _MAKERS and facts.fact(n).may(d.ARRAY)]
        for statement in body.lines:
            if isinstance(statement, (cst.Return, cst.Raise, cst.Break, cst.Continue)):
                continue
            here = [s for s in _steps(facts, statement) if s in places]
            if not here or not later:
                continue
            last = body.steps[here[-1]]
            again = body.innermost_loop(last.block) is not None  # what comes before comes after as well
            if not (again or later[-1] > places[here[-1]]) or any(body.steps[n].block != last.block for n in here):
                continue
            for name, value in _dying(facts, here, places):
                if facts.liveness.is_live_after(value, last):
                    continue
                yield Candidate(
                    statement,
                    last,
                    f"`{name}` is read here for the last time, and kept while other arrays as large are made",
                    one(1, f"`{name}`"),
                    f"add del {name}",
                    value,
                    effect="share",  # what takes its memory leaves nothing to free, or lives until a loop's next pass
                    more={"name": name, "last": last.id, "statement": statement},
                )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``del x`` on a line of its own."""
        name = candidate.more["name"]
        if name in rewriting.body.captured or name not in rewriting.body.names:
            raise CannotRewrite("the name is seen by other functions")
        rewriting.add_after(candidate.more["statement"], f"del {name}")


def _steps(facts: FunctionFacts, statement: cst.CSTNode) -> list[int]:
    """The steps that a statement is lowered to, in order."""
    nodes: set[cst.CSTNode] = set()
    todo: list[cst.CSTNode] = [statement]
    while todo:
        node = todo.pop()
        nodes.add(node)
        todo.extend(node.children)
    return [step.id for step in facts.body.steps if step.node in nodes and step.op not in ("phi", "refine")]


def _dying(facts: FunctionFacts, here: list[int], places: dict[int, int]) -> Iterator[tuple[str, int]]:
    """Names that hold a new array when a statement reads it, and after it too."""
    body = facts.body
    bound_here = {body.steps[n].data for n in here if body.steps[n].op in ("bind", "undef")}
    read = {a for n in here if body.steps[n].op != "bind" for a in body.steps[n].args}
    for name, values in body.names.items():
        if name in body.captured or name in bound_here or name in body.params:
            continue
        for value in sorted(values & read):
            makes = body.steps[value].op in _MAKERS and value not in here
            names = [n for n, bound in body.names.items() if value in bound]
            binds = [s for s in body.steps if s.op == "bind" and s.args == (value,)]
            if makes and names == [name] and len(binds) == 1 and facts.fact(value).may(d.ARRAY):
                if places.get(binds[0].id, len(places)) < places[here[0]]:
                    yield name, value
