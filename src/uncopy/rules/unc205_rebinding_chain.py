"""UNC205."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from uncopy.facts import FunctionFacts
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.answer import Guard
from uncopy.rules import temporaries
from uncopy.rules.base import Candidate, Meta, Rule
from uncopy.rules.in_place import tells_array


class RebindingChain(Rule):
    """A chain of operations makes a new array although the one it begins with dies in the same statement.

    ## What it finds

    `x = x * 2 + 1`, `x = (x - m) / s`, `x = 1 - np.exp(-x)`, `x = (x - x.mean()) / x.std()`: a name that is bound to
    the result of two operations or more, the innermost of which is on the name itself.

    ## Why it costs

    NumPy puts the results of such a chain into one new array as far as it can, but never into `x`, which lives on until
    the name is rebound: one array more than needed at the peak, and fresh pages of memory to be filled.

    ## Example

    ```python
    x = np.linspace(0.0, 1.0, n)
    x = x * 2 + 1                     # becomes: x *= 2
                                      #          x += 1
    x = (x - x.mean()) / x.std()      # becomes: x_mean = x.mean()
                                      #          x_std = x.std()
                                      #          x -= x_mean
                                      #          x /= x_std
    ```

    ## When the fix is safe

    The array was made in the function and nobody else can see it, before or after: no caller, no other name or view
    that is read later, no container, closure or call that kept it. Every step has the dtype, shape and memory layout
    that the array has, under every supported NumPy. What else reads the array in the statement can be read before.

    ## When nothing is saved

    Where the first operation goes into an unnamed temporary on the right, as in `x = (x + a * b) / 2`.

    ## Known limits

    What has to be read first must be a number, or a sum along an axis and the like. `x = x * y - x` needs the array as
    it was to the end.
    """

    meta = Meta("UNC205", "rebinding-chain", "in-place", "0.1", "1 array")
    guards: tuple[Guard, ...] = temporaries.INTO_THE_OLD

    def gate(self, node: ast.AST) -> bool:
        """An assignment to a name of what is made of something that is made of the name."""
        if not (isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)):
            return False
        name = node.targets[0].id
        return any(
            isinstance(operand, ast.Name) and operand.id == name
            for inner in temporaries.nested(node.value)
            if inner is not node.value
            for operand in temporaries.operands(inner)
        )

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Assignments ``x = f(g(x))``."""
        for split in temporaries.chains(facts):
            first = split.links[0]
            by_function = any(not link.found.operator(facts, link.place) for link in split.links)
            if by_function and not tells_array(facts, first.found.values[first.place]):
                continue
            yield split.candidate(
                facts,
                f"`{split.name}` is bound to a new array although its old one is not needed any more",
                f"write each step into {split.name}",
                rooted=True,
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``x *= 2`` and ``x += 1``, after what has to be read before."""
        temporaries.rewrite_chain(candidate, rewriting)
