"""May a copy that indexing makes be a view instead? What becomes of the copy, and of the array it is taken from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.guards.answer import Answer, guard, no, unknown, yes

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.lower.ir import Step
    from uncopy.rules.base import Candidate

# What tells a view from an array of its own, even where nothing is written.
_TELLTALE_ATTRIBUTES = {"base", "flags", "data", "ctypes", "__array_interface__", "__array_struct__", "resize",
                         "setflags"}
_TELLTALE_CALLS = {"numpy.shares_memory", "numpy.may_share_memory", "numpy.byte_bounds",
                    "numpy.lib.array_utils.byte_bounds"}
_FORMLESS_ATTRIBUTES = {"shape", "size", "ndim", "dtype", "nbytes", "itemsize"}
_CONTAINERS = ("phi", "list", "tuple", "dict", "set", "append")


def family(facts: FunctionFacts, maker: int) -> list[int]:
    """The values through which the memory that step ``maker`` makes can be reached, itself included."""
    return [s.id for s in facts.body.steps if (maker, 0) in facts.values.reach(s.id)]


def users(facts: FunctionFacts, values: list[int]) -> list[Step]:
    """The steps that read any of the values."""
    wanted = set(values)
    return [s for s in facts.body.steps if s.op != "bind" and wanted.intersection(s.args)]


@guard("only-arrays", "Is it exactly a NumPy array?")
def only_arrays(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Other types read an index list in their own way: labels of a Series, keys of a mapping."""
    fact = facts.fact(candidate.target)
    node = facts.body.steps[candidate.target].node
    if not fact.may(d.ARRAY):
        return no("it is no array", node)
    if not fact.only(d.ARRAYS):
        return unknown("it may be something else than a NumPy array", node)
    return yes("it is an array")


@guard("copy-not-kept", "Does nothing keep the copy, or ask whose memory it has?")
def copy_not_kept(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Whoever keeps the copy would see later writes to the array, and the array would live as long as the copy."""
    site = (candidate.step.id, 0)
    for number, kept in facts.values.keeps.items():
        if site in kept:
            keeper = facts.body.steps[number]
            what = "is returned" if keeper.op == "return" else "may be kept by what happens here"
            return unknown(f"the copy {what}, and a view would share the array's memory", keeper.node)
    for step in users(facts, family(facts, candidate.step.id)):
        if step.op == "attr" and step.data in _TELLTALE_ATTRIBUTES:
            return unknown(f"attribute `{step.data}` tells a view from a copy", step.node)
        if step.op == "call" and facts.fact(step.args[0]).callee in _TELLTALE_CALLS:
            return unknown("this call tells a view from a copy", step.node)
    return yes("it is used here only")


@guard("copy-only-read", "Is the copy never written?")
def copy_only_read(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """What is written into a view is written into the array."""
    site = (candidate.step.id, 0)
    for number, written in facts.values.writes.items():
        if site in written:
            writer = facts.body.steps[number]
            if writer.op in ("store_index", "aug") and writer.args[0] == candidate.step.id:
                return no("the copy is written", writer.node)
            return unknown("the copy may be written", writer.node)
    return yes("nothing writes it")


@guard("source-stays", "Is the array never written while the copy is still read?")
def source_stays(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """A view shows what is written into the array, a copy does not."""
    ownership = facts.ownership
    made = candidate.step
    values = family(facts, made.id)
    uses = users(facts, values)
    # A value that outlives the next pass of a loop holds an older copy: then the making of a new one ends nothing.
    lasting = any(facts.body.steps[v].op in _CONTAINERS or facts.fact(v).may(d.CONTAINERS) for v in values)
    stop = None if lasting else made
    for number, written in facts.values.writes.items():
        writer = facts.body.steps[number]
        if not written & facts.values.sites[candidate.target]:
            continue
        if not ownership.reaches(made, writer, stop):
            continue
        if writer in uses or any(ownership.reaches(writer, use, stop) for use in uses):
            return unknown("the array may be written while the copy is still read", writer.node)
        if writer.op == "call" and facts.fact(writer.args[0]).callee == "ndarray.resize":
            return unknown("`resize` refuses an array that has views", writer.node)
    return yes("nothing writes it before the last use of the copy")


@guard("same-order", "Has the slice the memory order of the copy, or does nothing depend on it?")
def same_order(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Sums, views and the layout of results follow the order of elements in memory."""
    fact = facts.fact(candidate.target)
    if candidate.place == 0 and fact.layout.is_c:
        return yes("rows of a C-contiguous array are C-contiguous")
    for use in users(facts, family(facts, candidate.step.id)):
        stored = use.op == "store_index" and use.args[0] != candidate.step.id and facts.fact(use.args[0]).only(d.ARRAYS)
        asked = use.op == "attr" and use.data in _FORMLESS_ATTRIBUTES
        counted = use.op == "call" and facts.fact(use.args[0]).callee == "builtins.len"
        if not (stored or asked or counted):
            return unknown("the slice may have other strides than the copy, and this may depend on them", use.node)
    return yes("nothing here depends on the strides")
