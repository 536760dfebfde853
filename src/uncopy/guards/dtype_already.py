"""Does a conversion change nothing?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts.dtypes import describe, exact, likelihood
from uncopy.guards.answer import Answer, guard, no, unknown, yes

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate


@guard("dtype-already", "Is what is converted of that dtype already, or would a copy be made only where it is not?")
def dtype_already(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """``copy=False`` converts what is of another dtype as before.

    In a chain the middle must hold every value, and the last conversion must take it as the first would have.
    """
    dtype, last = candidate.more["dtype"], candidate.more["last"]
    found = facts.seen(candidate.target, candidate.step)
    node = facts.body.steps[candidate.target].node
    codes = frozenset(w.removeprefix("s:") for w in found.dtypes)
    if last is not None:
        changed = [code for code in sorted(codes, key=likelihood) if not exact(code, dtype, last)]
        if changed:
            answer = no if len(changed) == len(codes) else unknown
            return answer(f"{describe(changed[0])} comes to other {describe(last)} by way of {describe(dtype)}", node)
        return yes("the middle holds every value")
    if dtype not in codes:
        return no(f"it is not {describe(dtype)}", node)
    return yes("where it is not, it is converted as before")
