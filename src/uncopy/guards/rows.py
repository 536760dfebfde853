"""Guards on rows that a loop collects in a list: ``operands`` is a row, ``more["join"]`` makes an array of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts.dtypes import describe, native
from uncopy.guards.answer import Answer, guard, no, unknown, yes
from uncopy.guards.worth import literal_size

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate

_SMALL = 1000


@guard("rows-alike", "Is every row an array of one dtype, and a row of the result?")
def rows_alike(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """An array that was made for the first row narrows the others; of tables `vstack` makes no rows."""
    (row,) = candidate.operands
    fact, node = facts.fact(row), facts.body.steps[row].node
    if candidate.more["join"] == "numpy.vstack" and fact.ndim != (1, 1):
        return no("a row may be a table, of which `vstack` takes the rows", node)
    if not fact.only(d.ARRAY):
        return unknown("a row may be something else than an array", node)
    words = sorted(fact.array_dtypes)
    if len(words) != 1 or native(words[0])[0] not in "biufc" or native(words[0]) != words[0]:
        return unknown("the rows may be of several dtypes", node)
    return yes(f"every row is of {describe(words[0])}")


@guard("copied-unseen", "Can nobody tell that each row is copied when it is made?")
def copied_unseen(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """A list holds the rows themselves until all are made, and asks for no length beforehand: this is not proved."""
    return unknown("the rows are copied one by one, into an array of a length that is fixed before", candidate.node)


@guard("pays", "Are there more than a few rows, and no small ones?", cost=True)
def many_rows(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """No where all rows together have few elements."""
    (row,) = candidate.operands
    size, count = literal_size(facts.fact(row)), candidate.more["count"]
    if size is not None and count is not None and size * count < _SMALL:
        return no(f"all rows have {size * count} elements together", candidate.node)
    return yes()
