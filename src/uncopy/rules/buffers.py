"""What the rules on dtypes share: which call makes an array whose dtype is to be another one, and how it is written."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.fixes.edit import Saves
from uncopy.fixes.rewriting import CannotRewrite, Rewriting
from uncopy.guards.every_use import Uses, every_use
from uncopy.lower.ir import Step
from uncopy.rules.base import Candidate, Rule, contains
from uncopy.rules.copies import argument_node, arguments
from uncopy.rules.in_place import builtin, numpy_name
from uncopy.source.trees import last_word

FILLED = {"zeros", "ones", "full", "zeros_like", "ones_like", "full_like"}


@dataclass(frozen=True, slots=True)
class Buffer:
    """A call that makes an array, what it is given, and where it names a dtype, if it does."""

    step: Step
    call: cst.Call
    name: str
    given: dict[str, int]
    dtype: cst.Arg | None


def spelled(node: ast.AST, names: Collection[str]) -> bool:
    """Whether Python's own tree shows a call of something with one of these names."""
    if not isinstance(node, ast.Call):
        return False
    return last_word(node.func) in names


def named_as(call: cst.Call, names: Collection[str]) -> bool:
    """The same of LibCST's tree: under another name nobody looks for it."""
    name = call.func.attr if isinstance(call.func, cst.Attribute) else call.func
    return isinstance(name, cst.Name) and name.value in names


def buffers(facts: FunctionFacts, names: set[str]) -> Iterator[Buffer]:
    """Calls of these functions of NumPy in a function; a name that is declared to have a dtype must have it."""
    if facts.body.is_module:
        return
    declared = {s.value for s in facts.body.lines if isinstance(s, cst.AnnAssign)}
    for step in facts.body.steps:
        callee = facts.fact(step.args[0]).callee or "" if step.op == "call" else ""
        if not callee.startswith("numpy.") or callee.removeprefix("numpy.") not in names:
            continue
        given = arguments(facts, step)
        if given is None or not isinstance(step.node, cst.Call) or step.node in declared:
            continue
        if not named_as(step.node, names):
            continue
        dtype = argument_node(facts, step.node, given["dtype"]) if "dtype" in given else None
        if "dtype" not in given or (dtype is not None and not contains(dtype.value, cst.NamedExpr)):
            yield Buffer(step, step.node, callee, given, dtype)


def filled(facts: FunctionFacts, dtypes: Collection[str]) -> Iterator[tuple[Buffer, Uses, frozenset[str]]]:
    """Arrays of these dtypes that begin with a number, with all their uses (that number is stored) and their dtypes."""
    for buffer in buffers(facts, FILLED):
        fact = facts.fact(buffer.step.id)
        if not fact.array_dtypes or not fact.array_dtypes <= set(dtypes) or not fact.only(d.ARRAYS):
            continue
        uses = every_use(facts, buffer.step.id)
        if "fill_value" in buffer.given:
            uses.stored.insert(0, (buffer.step, buffer.given["fill_value"]))
        yield buffer, uses, fact.array_dtypes


class BufferRule(Rule):
    """A rule that asks for another dtype where an array is made: what it has in common with the other ones."""

    @staticmethod
    def asking(
        facts: FunctionFacts, buffer: Buffer, uses: Uses, dtype: str, spoken: str, message: str, saves: Saves
    ) -> Candidate:
        """The candidate for a call that is to make an array of ``dtype``, which people call ``spoken``."""
        return Candidate(
            buffer.call,
            buffer.step,
            message,
            saves,
            f"make it {spoken}",
            buffer.step.id,
            operation=buffer.name,
            effect="share",
            more={"uses": uses, "dtype": dtype, "buffer": buffer, "text": in_words(facts, buffer.step, spoken)},
        )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``dtype=np.float32``."""
        ask_for(candidate.more["buffer"], candidate.more["text"], rewriting)


def in_words(facts: FunctionFacts, step: Step, dtype: str) -> str | None:
    """How a dtype is written here: ``bool``, ``np.int8``; None where no name for it is known."""
    if dtype == "bool" and builtin(facts, "bool"):
        return dtype
    numpy = numpy_name(facts, step)
    return None if numpy is None else f"{numpy}.{dtype}{'_' if dtype == 'bool' else ''}"


def ask_for(buffer: Buffer, text: str | None, rewriting: Rewriting) -> None:
    """The dtype in the call, in place of the one that it asks for."""
    if text is None:
        raise CannotRewrite("NumPy has no name here")
    if buffer.dtype is not None:
        rewriting.replace(buffer.dtype.value, text)
    else:
        rewriting.add_argument(buffer.call, f"dtype={text}")
