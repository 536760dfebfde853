"""UNC804."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts.values import dtype_named
from uncopy.fixes.edit import Saves
from uncopy.fixes.rewriting import CannotRewrite, Rewriting
from uncopy.guards.answer import Guard
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.parts import array_not_map, file_not_named_again, file_on_disk
from uncopy.lower.ir import Step
from uncopy.rules.base import Candidate, Meta, Rule
from uncopy.rules.copies import arguments
from uncopy.rules.reading import called, class_inside, form_asked, read_by, spoken

# What goes over the numbers once and makes no array of their size. `std` makes one, `median` a copy.
_REDUCTIONS = frozenset("sum mean max min amax amin prod any all argmax argmin count_nonzero".split())


class WholeFileReduction(Rule):
    """An array is loaded from a file as a whole, only to be summed up or reduced in another way.

    ## What it finds

    `np.load(path).mean(axis=0)`, `np.fromfile(path, dtype).max()`, with `reshape` between them or a name; sums, means,
    extremes, products, `any` and `all`.

    ## Why it costs

    The whole file is in memory at once, although the reduction reads every number once. A map of the file is read
    piece by piece, and the system takes the memory back as it goes.

    ## Example

    ```python
    mean = np.load(path).mean(axis=0)      # becomes: np.load(path, mmap_mode="r").mean(axis=0)
    ```

    ## When the fix is safe

    Never: an archive or a file of Python objects cannot be mapped, nor an empty one; a file whose length is no multiple
    of its numbers' size is an error where `np.fromfile` leaves out the rest.

    ## When nothing is saved

    For small files. A map is no faster than reading.

    ## Known limits

    `std` and `var` make an array of the differences, and `median` a copy, so they are not looked at. Text cannot be
    mapped.
    """

    meta = Meta("UNC804", "whole-file-reduction", "files", "0.1", "1 array", fix="unsafe")
    guards: tuple[Guard, ...] = (knowable_frame, file_on_disk, file_not_named_again, array_not_map)

    def gate(self, node: ast.AST) -> bool:
        """A call of something that reads a file of numbers."""
        return called(node, {"load", "fromfile"})

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Calls of `load` and `fromfile` for all of a file, whose result is only reduced."""
        for step in facts.body.steps:
            node = step.node
            name = facts.fact(step.args[0]).callee if step.op == "call" else None
            if name not in ("numpy.load", "numpy.fromfile") or not isinstance(node, cst.Call):
                continue
            given = arguments(facts, step)
            if given is None or "file" not in given or node.args[0].keyword is not None:
                continue
            if given.keys() != ({"file"} if name == "numpy.load" else {"file", "dtype"}):
                continue
            if name == "numpy.fromfile" and dtype_named(facts.fact(given["dtype"])) in (None, "?", "O"):
                continue
            how = sorted(_reductions(facts, step) or ())
            if not how:
                continue
            yield Candidate(
                node,
                step,
                f"all of the file is in memory at once, although {spoken(how)} would read it piece by piece from a map",
                Saves("1 array of the size of the file", 1.0),
                "map the file",
                step.id,
                operation=name,
                effect="share",
                more={
                    "call": node,
                    "file": given["file"],
                    "names": facts.numpy_names,
                    "known": facts.resolve("memmap") == "numpy.memmap",
                },
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``mmap_mode="r"`` for ``load``, ``memmap(..., mode="r")`` for ``fromfile``."""
        call = candidate.more["call"]
        if candidate.operation == "numpy.load":
            rewriting.add_argument(call, f"mmap_mode={rewriting.quoted('r')}")
            return
        if isinstance(call.func, cst.Attribute):
            rewriting.replace(call.func.attr, "memmap")
        elif candidate.more["known"]:
            rewriting.replace(call.func, "memmap")
        elif candidate.more["names"]:
            rewriting.replace(call.func, f"{candidate.more['names'][0]}.memmap")
        else:
            raise CannotRewrite("`memmap` has no name here")
        rewriting.add_argument(call, f"mode={rewriting.quoted('r')}")


def _reductions(facts: FunctionFacts, read: Step) -> set[str] | None:
    """The reductions by which alone a value, or what `reshape` makes of it, is used; None if something else is done."""
    if class_inside(facts):
        return None
    found: set[str] = set()
    for use in read_by(facts, read.id):
        if form_asked(facts, use):
            continue
        calls = facts.uses(use.id) if use.op == "attr" else [use]
        name = str(use.data) if use.op == "attr" else _function(facts, use)
        if not calls or not all(_only_reads(call, use if use.op == "attr" else read) for call in calls):
            return None
        if name == "reshape":
            inner = [_reductions(facts, call) for call in calls]
            if any(i is None for i in inner):
                return None
            found = found.union(*(i for i in inner if i is not None))
        elif name in _REDUCTIONS:
            found.add(f"`{name}`")
        else:
            return None
    return found


def _function(facts: FunctionFacts, use: Step) -> str | None:
    module, _, name = (facts.fact(use.args[0]).callee or "").rpartition(".") if use.op == "call" else ("", "", "")
    return name if module == "numpy" else None


def _only_reads(call: Step, use: Step) -> bool:
    """Whether a step calls a method, or a function with the array in the first place and nowhere else."""
    if call.op != "call" or call.data is None or call.data.starred or "out" in call.data.keywords:
        return False
    if call.args[0] == use.id:
        return call.args.count(use.id) == 1
    return call.data.positional > 0 and call.args[1] == use.id and call.args.count(use.id) == 1
