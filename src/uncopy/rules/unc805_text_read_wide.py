"""UNC805."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts.values import dtype_named
from uncopy.fixes.edit import Saves
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.files import other_columns
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.lower.ir import Step
from uncopy.rules.base import Candidate, Meta, Rule
from uncopy.rules.columns import MOST_COLUMNS, counted_anew, picked, width
from uncopy.rules.reading import called, class_inside, given_by_name, read_by, spoken

_LOADTXT = "fname dtype comments delimiter converters skiprows usecols unpack ndmin encoding max_rows"
_GENFROMTXT = (
    "fname dtype comments delimiter skip_header skip_footer converters missing_values filling_values usecols names"
    " excludelist deletechars replace_space autostrip case_sensitive defaultfmt unpack usemask loose invalid_raise"
    " max_rows encoding"
)
_PARAMETERS = {"numpy.loadtxt": _LOADTXT.split(), "numpy.genfromtxt": _GENFROMTXT.split()}
# What says the same of every column, or nothing of columns.
_PLAIN = frozenset(
    "fname dtype comments delimiter skiprows unpack encoding max_rows quotechar skip_header skip_footer"
    " autostrip".split()
)


_SPELLED = 3  # columns in a row that are written one by one


class TextReadWide(Rule):
    """A table is read from text with all its columns, although some of them are never used.

    ## What it finds

    `np.loadtxt(path)[:, 2]`; an array from `np.loadtxt` or `np.genfromtxt` of which only some columns are read, where
    others lie between or before them; and `x, _, z = np.loadtxt(path, unpack=True)` with names that are never read.

    ## Why it costs

    Every number of the text is converted and kept, in an array that lives as long as any column of it.

    ## Example

    ```python
    flux = np.loadtxt(path)[:, 2]      # becomes: np.loadtxt(path, usecols=2)
    ```

    ## When the fix is safe

    Never: text in a column that is not read is no error any more, nor is a row that is too long; and of a file with
    one row or one column the dimensions are others.

    ## When nothing is saved

    For small tables.

    ## Known limits

    That a file has more columns than the last that is used cannot be seen: of the first two columns nothing is said,
    though there may be others. Columns that are counted from the last are not looked at, nor calls with `converters=`,
    `names=` or `ndmin=`.
    """

    meta = Meta("UNC805", "text-read-wide", "files", "0.1", "the other columns", fix="unsafe")
    guards: tuple[Guard, ...] = (knowable_frame, other_columns)

    def gate(self, node: ast.AST) -> bool:
        """A call of something that reads text."""
        return called(node, {"loadtxt", "genfromtxt"})

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Calls that read all columns, where some of them are known to be there for nothing."""
        if class_inside(facts):
            return
        for step in facts.body.steps:
            names = _PARAMETERS.get(facts.fact(step.args[0]).callee or "") if step.op == "call" else None
            given = given_by_name(step, names) if names is not None else None
            if given is None or not isinstance(step.node, cst.Call) or not given.keys() <= _PLAIN:
                continue
            unpacked = facts.fact(given["unpack"]).const if "unpack" in given else False
            found = _dropped(facts, step, given, unpacked=unpacked) or (
                _some(facts, step) if unpacked is False else None
            )
            if found is None:
                continue
            yield Candidate(
                step.node,
                step,
                f"all columns of the text are read, but {found.what}",
                Saves("the other columns", 1.0),
                "read those columns alone",
                step.id,
                effect="share",
                more={"call": step.node, "found": found, "counts": _counts(facts)},
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``usecols=``, with columns counted anew or names left out."""
        found: _Columns = candidate.more["found"]
        used = found.used
        span = range(used[0], used[-1] + 1)
        columns = span if candidate.more["counts"] and len(used) == len(span) > _SPELLED else used
        rewriting.add_argument(candidate.more["call"], f"usecols={used[0] if len(used) == 1 else columns}")
        if found.targets is not None:
            kept = [e.value for e in found.targets.elements]
            rewriting.replace(found.targets, ", ".join(rewriting.text(kept[i]) for i in used))
        for part in found.parts:
            rows, column = part.slice
            full = isinstance(rows.slice, cst.Slice) and rows.slice.lower is rows.slice.upper is rows.slice.step is None
            if full and width(column.slice) == len(used):
                rewriting.cut_after(part.value, part)
            elif len(used) > 1:
                rewriting.replace(column.slice, counted_anew(column.slice, used))
            else:
                rewriting.replace_span(rewriting.span(rows.slice)[1], rewriting.span(column.slice)[1], "")


def _counts(facts: FunctionFacts) -> bool:
    """Whether `range` is Python's own here."""
    return "range" not in facts.body.names and facts.resolve("range") == "builtins.range"


class _Columns(NamedTuple):
    """The columns that are used, and what is to be written anew: subscripts, or the names that they are unpacked to."""

    used: tuple[int, ...]
    what: str
    parts: tuple[cst.Subscript, ...] = ()
    targets: cst.Tuple | None = None


def _dropped(facts: FunctionFacts, step: Step, given: dict[str, int], *, unpacked: object) -> _Columns | None:
    """The columns of ``x, _, z = loadtxt(path, unpack=True)``, or of its ``.T``, whose names are read."""
    value, uses = step.node, read_by(facts, step.id)
    if unpacked is False and len(uses) == 1 and uses[0].op == "attr" and uses[0].data == "T":
        value, uses = uses[0].node, read_by(facts, uses[0].id)
    elif unpacked is not True:
        return None
    if "dtype" in given and dtype_named(facts.fact(given["dtype"])) in (None, "?"):
        return None  # a table of records is unpacked to a list
    statement = next((s for s in facts.body.lines if isinstance(s, cst.Assign) and s.value is value), None)
    if statement is None or len(statement.targets) != 1 or not all(u.op == "unpack" for u in uses):
        return None
    target = statement.targets[0].target
    if not isinstance(target, cst.Tuple) or not all(isinstance(e.value, cst.Name) for e in target.elements):
        return None
    names = [cst.ensure_type(e.value, cst.Name).value for e in target.elements]
    read = {u.data[0] for u in uses if read_by(facts, u.id)}
    if facts.body.is_module:  # which others may import them from
        read |= {i for i, name in enumerate(names) if not name.startswith("_")}
    if any(u.data[2] for u in uses) or not 0 < len(read) < len(names):
        return None
    others = list(dict.fromkeys(f"`{name}`" for i, name in enumerate(names) if i not in read))
    verb = "is" if len(others) == 1 else "are"
    return _Columns(tuple(sorted(read)), f"{spoken(others)} {verb} never used", targets=target)


def _some(facts: FunctionFacts, step: Step) -> _Columns | None:
    """The columns that subscripts pick, where all that is read of the array are such, and others must be there."""
    parts, numbers = [], []
    for use in read_by(facts, step.id):
        if use.op == "call" and facts.fact(use.args[0]).callee == "builtins.len":
            continue
        columns = picked(facts, use, step)
        if columns is None or not isinstance(use.node, cst.Subscript):
            return None
        parts.append(use.node)
        numbers.append(columns)
    used = tuple(sorted({c for columns in numbers for c in columns}))
    if not used or len(used) > MOST_COLUMNS or len(used) > used[-1] > 0:
        return None  # there may be no others
    if len(used) == 1 and any(isinstance(p.slice[1].slice, cst.Slice) for p in parts):
        return None
    words = [str(c) for c in used]
    what = f"only column {words[0]} is used" if len(used) == 1 else f"only columns {spoken(words)} are used"
    return _Columns(used, what, tuple(parts))
