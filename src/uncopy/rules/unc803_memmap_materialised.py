"""UNC803."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts.mapped import mapped_dtype, mapping
from uncopy.facts.telling import spelled
from uncopy.facts.values import dtype_named
from uncopy.fixes.rewriting import CannotRewrite, Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.mapping import file_still, large_map, only_looked_at, plain_map, used_here
from uncopy.guards.never_written import not_told_apart, source_still
from uncopy.lower.ir import Step
from uncopy.rules.base import Candidate, Meta, Rule, one
from uncopy.rules.copies import argument_node, arguments
from uncopy.rules.reading import called, maps


class MemmapMaterialised(Rule):
    """A file is mapped into memory, and then copied there as a whole, although the copy is only read.

    ## What it finds

    `np.array(mm)` and `np.array(mm[a:b])`, where `mm` is `np.memmap(...)` or `np.load(path,
    mmap_mode="r")` of the same function.

    ## Why it costs

    A map reads what is used of a file, when it is used, and the system takes the memory back when it is short. A copy
    reads all of it at once, into memory that is held.

    ## Example

    ```python
    frames = np.memmap(path, dtype=np.float32, mode="r", shape=(n, 512))
    data = np.array(frames)      # becomes: np.asarray(frames)
    return data.mean(axis=0)
    ```

    ## When the fix is safe

    The array is only read, in this function: neither written, nor returned or kept. From then on nothing happens but
    computing, so that nobody writes the file or removes it. The map is in C order and begins at a multiple of 16 bytes.
    `np.asarray` gives a plain array, as `np.array` does.

    ## When nothing is saved

    For small files. An array that is read many times from a slow disk may be worth its copy. One that is returned, kept
    or given to functions that cannot be seen is taken to be meant apart from its file: of that nothing is said.

    ## Known limits

    That no other program writes the file meanwhile is taken for granted. `mm.copy()`, which stays a `memmap`, and
    `np.copy(mm)` are not looked at. What `np.load` gives may be an archive, so there the fix is not safe.
    """

    meta = Meta("UNC803", "memmap-materialised", "files", "0.1", "1 array")
    guards: tuple[Guard, ...] = (
        knowable_frame,
        plain_map,
        file_still,
        source_still,
        only_looked_at,
        used_here,
        not_told_apart,
        large_map,
    )

    def gate(self, node: ast.AST) -> bool:
        """A call of something that maps a file."""
        if called(node, {"load"}):
            return (
                any(k.arg == "mmap_mode" for k in getattr(node, "keywords", ())) or len(getattr(node, "args", ())) > 1
            )
        return called(node, {"memmap"})

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Calls of `array` of a map, or of rows of one, that was made here."""
        for step in facts.body.steps:
            node = step.node
            if step.op != "call" or not isinstance(node, cst.Call) or not facts.uses(step.id):
                continue
            given = arguments(facts, step) if facts.fact(step.args[0]).callee == "numpy.array" else None
            if given is None or not {"object"} <= given.keys() <= {"object", "dtype"}:
                continue
            copied = argument_node(facts, node, given["object"])
            found = _mapped(facts, given["object"])
            if found is None or copied is None:
                continue
            made, what = found
            if "dtype" in given and _converts(facts, given["dtype"], given["object"]):
                continue
            text = f"`{name}`" if (name := spelled(copied.value)) else "the map"
            yield Candidate(
                node,
                step,
                f"the file is copied into memory, although {text} shows what is in it already",
                one(1, "what is mapped"),
                "use asarray",
                given["object"],
                operation="numpy.array",
                effect="share",
                more={
                    "map": made,
                    "given": what,
                    "call": node,
                    "names": facts.numpy_names,
                    "known": facts.resolve("asarray") == "numpy.asarray",
                },
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``asarray`` for ``array``."""
        function = candidate.more["call"].func
        if isinstance(function, cst.Attribute):
            rewriting.replace(function.attr, "asarray")
        elif candidate.more["known"]:
            rewriting.replace(function, "asarray")
        elif candidate.more["names"]:
            rewriting.replace(function, f"{candidate.more['names'][0]}.asarray")
        else:
            raise CannotRewrite("`asarray` has no name here")


def _mapped(facts: FunctionFacts, value: int) -> tuple[Step, dict[str, int]] | None:
    """The step that maps the file of which this is all, or some rows, and what it is given."""
    step = facts.body.steps[value]
    if step.op == "index":
        rows = facts.body.steps[step.args[1]]
        if rows.op != "slice" or facts.fact(rows.args[2]).const not in (None, 1):
            return None
        step = facts.body.steps[step.args[0]]
    given = mapping(facts.values, step)
    if given is not None:
        return step, given
    if step.op != "call" or facts.fact(step.args[0]).callee != "numpy.load":
        return None
    loaded = arguments(facts, step)
    return (step, {}) if loaded is not None and maps(facts, loaded) else None


def _converts(facts: FunctionFacts, dtype: int, value: int) -> bool:
    """Whether the numbers are converted anyway."""
    wanted, stored = dtype_named(facts.fact(dtype)), mapped_dtype(facts.values, value)
    return None not in (wanted, stored) and wanted != "?" and wanted != stored
