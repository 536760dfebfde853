"""May a copy that indexing makes be a view instead? What becomes of the copy, and of the array it is taken from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts.ownership import bits
from uncopy.facts.telling import keeping
from uncopy.guards.answer import Answer, guard, unknown, yes

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.lower.ir import Step
    from uncopy.rules.base import Candidate

_FORMLESS_ATTRIBUTES = {"shape", "size", "ndim", "dtype", "nbytes", "itemsize"}
# What IEEE or whole-number arithmetic settles to the last bit, however far apart the elements lie.
_EXACT = {"+", "-", "*", "/", "&", "|", "^", "<", "<=", "==", "!=", ">", ">="}
_COMPLEX = {"c8", "c16", "c32"}


def family(facts: FunctionFacts, maker: int) -> list[int]:
    """The values through which the memory that step ``maker`` makes can be reached, itself included."""
    return list(bits(facts.ownership.holders(frozenset({(maker, 0)}))))


def users(facts: FunctionFacts, values: list[int]) -> list[Step]:
    """The steps that read any of the values."""
    wanted = set(values)
    return [s for s in facts.body.steps if s.op != "bind" and wanted.intersection(s.args)]


@guard("copy-not-kept", "Does nothing keep the copy?")
def copy_not_kept(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Whoever keeps the copy would share the array's memory, and hold all of it for the part that was taken."""
    for number, kept in facts.values.keeps.items():
        if (candidate.step.id, 0) in kept:
            keeper = facts.body.steps[number]
            return unknown(f"{keeping(keeper)}, and a view would share the array's memory", keeper.node)
    return yes("it is used here only")


@guard("same-order", "Has the slice the memory order of the copy, or does nothing depend on it?")
def same_order(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Sums, views and the layout of results follow the order of elements in memory."""
    fact = facts.seen(candidate.target, candidate.step)
    if candidate.place == 0 and fact.layout.is_c and candidate.more.get("step", 1) == 1:
        return yes("rows of a C-contiguous array are C-contiguous")
    for use in users(facts, family(facts, candidate.step.id)):
        stored = use.op == "store_index" and use.args[0] != candidate.step.id and facts.fact(use.args[0]).only(d.ARRAYS)
        asked = use.op == "attr" and use.data in _FORMLESS_ATTRIBUTES
        counted = use.op == "call" and facts.fact(use.args[0]).callee == "builtins.len"
        if not (stored or asked or counted or _exactly(facts, use, fact)):
            return unknown("the slice may have other strides than the copy, and this may depend on them", use.node)
    return yes("nothing here depends on the strides")


def _exactly(facts: FunctionFacts, use: Step, source: d.Fact) -> bool:
    """Whether an operator takes elements of one dimension: its result is dense, and of the same bits.

    Complex numbers are multiplied several at a time where they lie side by side, and rounded otherwise perhaps.
    """
    if use.op not in ("bin", "compare") or use.data not in _EXACT or source.ndim != (1, 1):
        return False
    given = [facts.fact(a) for a in use.args]
    return all(f.only(d.NUMERIC) and not f.dtypes & (_COMPLEX | {"complex", "O"}) for f in given)
