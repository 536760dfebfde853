"""Parts of an array that is read from a file: what becomes of them, and of the file?

The candidate's ``step`` reads the file, ``more["parts"]`` are the subscripts of the array, ``more["file"]`` the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from uncopy.facts.telling import called, keeping
from uncopy.guards.answer import Answer, guard, no, unknown, yes

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.lower.ir import Step
    from uncopy.rules.base import Candidate

_KEPT = frozenset({"return", "yield", "store_attr", "store_global", "raise", "await", "escape", "closure"})
_WRITING = frozenset("sort partition fill put itemset resize setflags setfield byteswap".split())
_VIEWS = frozenset("T real imag flat reshape ravel transpose swapaxes squeeze view".split())
_SAME = frozenset("asarray asanyarray ascontiguousarray asfortranarray atleast_1d atleast_2d expand_dims".split())
_HOLDING = frozenset({"phi", "tuple", "list", "dict", "set", "unpack", "next", "iter"})
_OPENED = frozenset({"builtins.open", "io.open", "io.BytesIO", "gzip.open", "bz2.open", "lzma.open"})


@guard("file-on-disk", "Is it no open file?")
def file_on_disk(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """A file that is open, or in memory, cannot be mapped."""
    step = facts.body.steps[candidate.more["file"]]
    if step.op == "call" and facts.fact(step.args[0]).callee in _OPENED:
        return no("an open file cannot be mapped", step.node)
    return yes("nothing here opens it")


@guard("parts-only-read", "Are the parts neither written nor handed on as they are?")
def parts_only_read(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """A part of a map cannot be written, and whoever gets it depends on the file."""
    for part, use in _uses(facts, candidate.more["parts"]):
        written = use.op in ("store_index", "aug", "del_index", "store_attr") and use.args[0] == part
        if written or (use.op == "attr" and use.data in _WRITING):
            return no("a part of it is written, and a map that is for reading cannot be", use.node)
        if use.op == "return" and facts.body.is_module:
            continue  # the names of a script are its own
        collected = use.op == "append" or (use.op == "call" and facts.fact(use.args[0]).callee == "list.append")
        if use.op in _KEPT or collected:
            how = "it is collected in a list" if collected else keeping(use)
            return no(f"{how}, and would be a part of a map", use.node)
    return yes("they are read here only")


@guard("file-not-named-again", "Is nothing else done with the file by its name, once it is read?")
def file_not_named_again(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """It may be written or removed, while the map shows it."""
    for use in facts.uses(candidate.more["file"]):
        if use.op == "call" and use.id != candidate.step.id and facts.ownership.reaches(candidate.step, use):
            return no(f"{called(use)} is given the file as well, and may write it", use.node)
    return yes()


@guard("array-not-map", "May a map of the file take the place of an array?")
def array_not_map(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """It is of another type, cannot be written, and shows what others write into the file: this is never proved."""
    return unknown("a map is of type `memmap`, and shows what is written into the file later", candidate.node)


def _uses(facts: FunctionFacts, parts: list[Step]) -> Iterator[tuple[int, Step]]:
    """What is done with the parts, with views of them, and with what one of several ways has given a name."""
    todo = [part.id for part in parts]
    seen: set[int] = set()
    while todo:
        value = todo.pop()
        if value in seen:
            continue
        seen.add(value)
        for use in facts.uses(value):
            yield value, use
            todo += _holding(facts, value, use)


def _holding(facts: FunctionFacts, value: int, use: Step) -> Iterator[int]:
    """What is the same array after a step, shows a part of it, or holds it."""
    if use.op in _HOLDING or (use.op == "index" and use.args[0] == value):
        yield use.id
    elif use.op == "attr" and use.data in _VIEWS:
        yield use.id
        yield from (call.id for call in facts.uses(use.id) if call.op == "call" and call.args[0] == use.id)
    elif use.op == "call":
        callee = facts.fact(use.args[0]).callee or ""
        if callee.rpartition(".")[2] in _VIEWS | _SAME:
            yield use.id
