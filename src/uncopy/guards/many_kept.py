"""Is it more than a few arrays that are kept?

The candidate's ``more`` tells what keeps them: ``most`` is how many are kept at most (None: any number), ``arguments``
are the parameters on which it depends which one is kept (None: on something else).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from uncopy.guards.answer import Answer, guard, no, yes

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.rules.base import Candidate

FEW = 64  # results: whoever asks for so many or fewer has thought of it


@guard("many-kept", "Is it more than a few arrays that are kept?", cost=True)
def many_kept(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """No where the number is bounded and small, and where there are few different calls."""
    most, arguments = candidate.more["most"], candidate.more["arguments"]
    if most is not None and most <= FEW:
        return no(f"it keeps {most} at most", candidate.node)
    if arguments is not None and all(_is_flag(param) for param in arguments):
        return no(f"there are {2 ** len(arguments)} different calls at most", candidate.node)
    return yes("there may be any number of different ones")


def _is_flag(param: cst.Param) -> bool:
    noted = param.annotation.annotation if param.annotation is not None else None
    return isinstance(noted, cst.Name) and noted.value == "bool"
