"""Calls that read the names of whoever calls them, as a text says that is not written in the call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.lower.ir import Step

if TYPE_CHECKING:
    from uncopy.facts.values import Values

_READERS = frozenset(
    "numexpr.evaluate numexpr.re_evaluate pandas.eval duckdb.sql duckdb.query duckdb.execute patsy.dmatrix"
    " patsy.dmatrices sys._getframe inspect.currentframe inspect.stack".split()
)
_METHODS = ("query", "eval")  # of a DataFrame


def reads_names(values: Values, step: Step) -> bool:
    """Whether a call is one of these, under whatever name, or a method of the name that may be given such a text.

    What nothing is known of may be a text, and what it is asked of a DataFrame.
    """
    if step.op != "call":
        return False
    made = values.body.steps[step.args[0]]
    if values.facts[step.args[0]].callee in _READERS:
        return True
    if made.op != "attr" or made.data not in _METHODS or not values.facts[made.args[0]].may(d.FOREIGN):
        return False
    given = [values.facts[a] for a in step.args[1:]]
    return any(f.may(d.STRING) and not (isinstance(f.const, str) and "@" not in f.const) for f in given)
