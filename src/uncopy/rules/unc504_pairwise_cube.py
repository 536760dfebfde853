"""UNC504."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.fixes.edit import Saves
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.cube import large_cube
from uncopy.lower.ir import Step
from uncopy.rules.base import Candidate, Meta, Rule

_REDUCTIONS = {"sum": "sum", "mean": "mean", "max": "max", "amax": "max", "norm": "norm", "einsum": "einsum"}
_POWERS = {"numpy.square", "numpy.abs", "numpy.absolute", "builtins.abs", "numpy.fabs"}
_SQUARED = re.compile(r"(\w)(\w)(\w),\1\2\3->\1\2")
_FIRST = {":+", ":+:"}  # how rows are put against all others: `+` is a new axis
_SECOND = {"+", "+:", "+::"}
_METRICS = {
    ("sum", "square"): ', "sqeuclidean"',
    ("mean", "square"): ', "sqeuclidean"',
    ("einsum", ""): ', "sqeuclidean"',
    ("norm", ""): "",
    ("sum", "abs"): ', "cityblock"',
    ("mean", "abs"): ', "cityblock"',
    ("max", "abs"): ', "chebyshev"',
}


@dataclass(frozen=True, slots=True)
class _Cube:
    """Differences of all pairs of rows: the step that makes them, the two sets of rows, and what becomes of them."""

    differences: Step
    rows: tuple[int, int]
    nodes: tuple[cst.BaseExpression, cst.BaseExpression]
    metric: str
    mean: bool


class PairwiseCube(Rule):
    """All differences of all pairs of points are held at once, although only their distances are wanted.

    ## What it finds

    `((a[:, None, :] - b[None, :, :]) ** 2).sum(-1)`, `np.linalg.norm(a[:, None] - b, axis=-1)`,
    `np.abs(a[:, None] - b[None]).sum(axis=2)`, `np.einsum("ijk,ijk->ij", diff, diff)`, also where the differences have
    a name that is used for nothing else.

    ## Why it costs

    Of n and m points with d coordinates there are n·m distances, but n·m·d differences: the intermediate array is d
    times as large as the result.

    ## Example

    ```python
    gaps = np.linalg.norm(a[:, None] - b, axis=-1)      # n * m * d numbers for n * m distances
    gaps = scipy.spatial.distance.cdist(a, b)           # the distances alone
    ```

    ## When the fix is safe

    There is no fix: `cdist` belongs to SciPy, takes real matrices only, and may round otherwise. Without SciPy, a loop
    over the rows of `a` (or over blocks of them) holds the differences of one row at a time, and gives the same digits.

    ## When nothing is saved

    Where the differences are used for something else, too: as directions, say. For few points.

    ## Known limits

    Only sums of squares or magnitudes along the last axis, their means, maxima and `norm` are looked at.
    """

    meta = Meta("UNC504", "pairwise-cube", "broadcasting", "0.1", "d arrays of the size of the result", fix="advice")
    guards: tuple[Guard, ...] = (large_cube,)

    def gate(self, node: ast.AST) -> bool:
        """A subscript with a new axis; the reductions are looked for later."""
        if not isinstance(node, ast.Subscript):
            return False
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else []
        return len(parts) > 1 and isinstance(parts[0], ast.Slice) and _new(parts[1])

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Reductions of differences of all pairs of rows."""
        for step in facts.body.steps:
            cube = _cube(facts, step)
            if cube is None or not isinstance(step.node, cst.Call):
                continue
            first, second = (cst.Module([]).code_for_node(n.with_changes(lpar=[], rpar=[])) for n in cube.nodes)
            made = f"scipy.spatial.distance.cdist({first}, {second}{cube.metric})"
            made = f"`{made}` / {first}.shape[1]" if cube.mean else f"`{made}`"
            whose = f"`{first}`" if first == second else f"`{first}` and `{second}`"
            yield Candidate(
                cube.differences.node or step.node,
                step,
                f"the differences of all pairs of rows of {whose} are held at once, one number a coordinate, although"
                f" only one distance a pair is wanted: {made} holds nothing else; or take a block of rows of `{first}`"
                " at a time",
                Saves("as many arrays of the size of the result as there are coordinates", 1.0),
                "",
                cube.rows[0],
                cube.rows,
                more={"cube": cube.differences.id},
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """Nothing: whether SciPy is there is not known."""


def _new(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return node.value is None
    return (isinstance(node, ast.Attribute) and node.attr == "newaxis") or (
        isinstance(node, ast.Name) and node.id == "newaxis"
    )


def _cube(facts: FunctionFacts, step: Step) -> _Cube | None:
    """What a call reduces, if it is the differences of all pairs of rows, along their coordinates."""
    reduced = _reduced(facts, step)
    if reduced is None:
        return None
    made, name, axis = reduced
    power = ""
    if name not in ("norm", "einsum"):
        inner = _powered(facts, made)
        if inner is None or len(facts.uses(made.id)) != 1:
            return None
        user, (made, power) = made, inner
    else:
        user = step
    if made.op != "bin" or made.data != "-" or any(u.id != user.id for u in facts.uses(made.id)):
        return None
    metric = _METRICS.get((name, power))
    rows = _pairs(facts, made, sure=axis == 2 or name in ("norm", "einsum") or power == "square")
    if metric is None or rows is None:
        return None
    values, nodes = rows
    return _Cube(made, values, nodes, metric, name == "mean")


def _reduced(facts: FunctionFacts, step: Step) -> tuple[Step, str, int] | None:
    """What a call reduces along the last axis, by which function, and how the axis is written."""
    if step.op != "call" or step.data.starred or not isinstance(step.node, cst.Call):
        return None
    callee = facts.model.resolve(facts.fact(step.args[0]).callee or "")
    name = _REDUCTIONS.get(callee.rpartition(".")[2], "")
    steps, function = facts.body.steps, step.node.func
    if name == "einsum" and callee == "numpy.einsum" and len(step.args) == 4:
        text = facts.fact(step.args[1]).const
        same = step.args[2] == step.args[3] and not step.data.keywords
        if not same or not isinstance(text, str) or not _SQUARED.fullmatch(text.replace(" ", "")):
            return None
        return steps[step.args[2]], name, 2
    shape = step.data
    given = list(step.args[1 : 1 + shape.positional])
    keywords = dict(zip(shape.keywords, step.args[1 + shape.positional :], strict=True))
    if callee in (".sum", ".mean", ".max", "ndarray.sum", "ndarray.mean", "ndarray.max"):
        receiver = facts.step_of(function.value) if isinstance(function, cst.Attribute) else None
        if receiver is None:
            return None
        given.insert(0, receiver.id)
    elif callee not in ("numpy.sum", "numpy.mean", "numpy.max", "numpy.amax", "numpy.linalg.norm"):
        return None
    if name == "norm" and len(given) > 1 and facts.fact(given.pop(1)).const not in (None, 2):
        return None
    if len(given) == 2 and "axis" not in keywords:
        keywords["axis"] = given.pop()
    ord_ = keywords.pop("ord", None)
    if len(given) != 1 or set(keywords) != {"axis"} or (ord_ is not None and facts.fact(ord_).const not in (None, 2)):
        return None
    axis = facts.fact(keywords["axis"]).const
    return (steps[given[0]], name, axis) if type(axis) is int and axis in (-1, 2) else None


def _powered(facts: FunctionFacts, step: Step) -> tuple[Step, str] | None:
    """What is squared or whose magnitudes are taken, and which of the two."""
    steps = facts.body.steps
    if step.op == "bin" and step.data == "**" and facts.fact(step.args[1]).const == 2:
        return steps[step.args[0]], "square"
    if step.op == "bin" and step.data == "*" and step.args[0] == step.args[1]:
        return steps[step.args[0]], "square"
    if step.op == "call" and not step.data.starred:
        callee = facts.model.resolve(facts.fact(step.args[0]).callee or "")
        if callee in _POWERS and len(step.args) == 2 and not step.data.keywords:
            return steps[step.args[1]], "square" if callee == "numpy.square" else "abs"
    return None


def _pairs(
    facts: FunctionFacts, step: Step, *, sure: bool
) -> tuple[tuple[int, int], tuple[cst.BaseExpression, cst.BaseExpression]] | None:
    """The two sets of rows that a difference puts against each other. ``sure`` says that something tells of rows."""
    if not isinstance(step.node, cst.BinaryOperation):
        return None
    sides = [
        _side(facts, value, node) for value, node in zip(step.args, (step.node.left, step.node.right), strict=True)
    ]
    for one, other in (sides, sides[::-1]):
        if one[0] not in _FIRST or not (other[0] in _SECOND or other[0] == ""):
            continue
        if other[0] == "" and not _rows(facts, other[1], one[1]):
            continue
        if not sure and not any(len(s[0]) > 2 for s in sides) and facts.fact(one[1]).ndim[0] < 2:
            continue
        return (one[1], other[1]), (one[2], other[2])
    return None


def _side(facts: FunctionFacts, value: int, node: cst.BaseExpression) -> tuple[str, int, cst.BaseExpression]:
    """How an operand is subscripted (``:`` a whole axis, ``+`` a new one, ``?`` else), its rows and their node."""
    step = facts.body.steps[value]
    if step.op != "index" or not isinstance(step.node, cst.Subscript):
        return "", value, node
    words = ""
    for part in step.node.slice:
        if isinstance(part.slice, cst.Slice):
            whole = part.slice.lower is None and part.slice.upper is None and part.slice.step is None
            words += ":" if whole else "?"
        elif isinstance(part.slice, cst.Index):
            found = facts.body.values.get(part.slice.value)
            words += "+" if found is not None and facts.fact(found).only(d.NONE) else "?"
    return (words, step.args[0], step.node.value) if "+" in words and "?" not in words else ("", value, node)


def _rows(facts: FunctionFacts, value: int, other: int) -> bool:
    """Whether an operand without new axes may be a set of rows: what is fetched from a table may be one for each."""
    fact = facts.fact(value)
    if value == other or (fact.only(d.ARRAY) and fact.ndim == (2, 2)):
        return True
    maker = facts.body.steps[value].op
    return fact.may(d.ARRAY) and fact.ndim[0] <= 2 <= fact.ndim[1] and maker in ("param", "attr", "declared", "call")
