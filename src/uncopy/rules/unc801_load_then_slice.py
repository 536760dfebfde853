"""UNC801."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.fixes.edit import Saves
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.parts import array_not_map, file_not_named_again, file_on_disk, parts_only_read
from uncopy.rules.base import Candidate, Meta, Rule
from uncopy.rules.copies import arguments
from uncopy.rules.reading import called, some_of


class LoadThenSlice(Rule):
    """An array is loaded from a file as a whole, although only parts of it are read.

    ## What it finds

    `np.load(path)` of which nothing but parts are read: slices, rows, columns.

    ## Why it costs

    The whole file is read into memory. A map, which `mmap_mode="r"` makes of it, reads what is used, when it is used.

    ## Example

    ```python
    spectra = np.load(path)                     # becomes: np.load(path, mmap_mode="r")
    return spectra[:, 40:60].mean(axis=1)
    ```

    ## When the fix is safe

    Never: a map is of another type (`np.memmap`), cannot be written, and shows what anybody writes into the file later;
    and an archive or a file of Python objects is not mapped.

    ## When nothing is saved

    For small files, and where all parts are read one after the other in the end, except that memory is not held.

    ## Known limits

    Calls that give `np.load` anything but the file are not looked at, nor arrays of which a part is written, returned
    or kept.
    """

    meta = Meta("UNC801", "load-then-slice", "files", "0.1", "the rest of the file", fix="unsafe")
    guards: tuple[Guard, ...] = (knowable_frame, file_on_disk, parts_only_read, file_not_named_again, array_not_map)

    def gate(self, node: ast.AST) -> bool:
        """A call of something named load."""
        return called(node, {"load"})

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Calls of `load` with nothing but a file, of whose result only parts are read."""
        for step in facts.body.steps:
            node = step.node
            if step.op != "call" or not isinstance(node, cst.Call):
                continue
            if facts.fact(step.args[0]).callee != "numpy.load":
                continue
            given = arguments(facts, step)
            if given is None or given.keys() != {"file"}:
                continue
            parts = some_of(facts, step)
            if parts is None:
                continue
            yield Candidate(
                node,
                step,
                "all of the file is loaded, but only parts of the array are read",
                Saves("the rest of the file", 1.0),
                "map the file",
                step.id,
                effect="share",
                more={"call": node, "file": given["file"], "parts": parts},
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``mmap_mode="r"``."""
        rewriting.add_argument(candidate.more["call"], f"mmap_mode={rewriting.quoted('r')}")
