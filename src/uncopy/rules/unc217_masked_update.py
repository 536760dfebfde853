"""UNC217."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from uncopy.facts import FunctionFacts
from uncopy.fixes.edit import Saves
from uncopy.fixes.rewriting import CannotRewrite, Rewriting
from uncopy.guards.accumulating import same_dtype
from uncopy.guards.answer import Guard
from uncopy.guards.failure_unseen import failure_unseen
from uncopy.guards.kinds import writable
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.masked import asked_once, mask_fits, same_bits_under_mask, same_part, steady_meanwhile
from uncopy.guards.order_kept import order_kept
from uncopy.guards.worth import pays
from uncopy.rules.base import Candidate, Meta, Rule
from uncopy.rules.in_place import asks, numpy_name, tells_array
from uncopy.rules.masks import tells_mask
from uncopy.rules.updates import Update, spelled, updates


class MaskedUpdate(Rule):
    """The part of an array that a mask selects is copied, changed, and copied back.

    ## What it finds

    `x[m] += k`, `x[m] = x[m] * k`, `x[m] = np.sqrt(x[m])`, `x[m] /= y[m]`, where `m` is an array of bools of the shape
    of `x`.

    ## Why it costs

    What a mask selects is a copy, in `x[m] += k` as well: NumPy gathers the elements, adds to the copy, and puts it
    back. With `where=` it leaves the other elements alone, and nothing is copied; it takes about half the time.

    ## Example

    ```python
    x = np.linspace(-1.0, 1.0, n)
    x[x < 0] *= 0.5      # becomes: np.multiply(x, 0.5, out=x, where=x < 0)
    ```

    ## When the fix is safe

    `x` is exactly a NumPy array of real numbers, made in this function, and keeps its dtype. The mask is of bools, has
    the shape of `x` and memory of its own. The other operand is a number, or the same part of another array of this
    shape. The function is one that is exact in every case, such as a sum, a product, a quotient or a square root: `exp`
    and the like may round in another way. If the operation raises, nobody sees that the array was written.

    ## When nothing is saved

    For small arrays.

    ## Known limits

    Masks that select rows are passed over, and parts of attributes (`self.x[m] += k`). Powers are not safe: they may
    raise when some elements are written.
    """

    meta = Meta("UNC217", "masked-update", "in-place", "0.1", "the part, once or twice")
    guards: tuple[Guard, ...] = (
        knowable_frame,
        mask_fits,
        same_part,
        same_dtype,
        same_bits_under_mask,
        writable,
        order_kept,
        steady_meanwhile,
        asked_once,
        failure_unseen,
        pays,
    )

    def gate(self, node: ast.AST) -> bool:
        """A part of a name is changed in place, or assigned what an operator or a call makes of it."""
        return spelled(node)

    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """Statements ``x[m] op= k``, ``x[m] = x[m] op k`` and ``x[m] = f(x[m], ...)``."""
        for update in updates(facts):
            base, mask = update.read.args
            if not tells_array(facts, base) or not tells_mask(facts, mask) or asks(facts, update.made, base):
                continue
            name, arrays = update.name.value, set(map(facts.body.values.__getitem__, update.arrays.values()))
            copies = 1 + (update.found is not None and len(update.others) == 0) + len(arrays - {base})
            values = update.values(facts)
            yield Candidate(
                update.statement,
                update.stored,
                f"the part of `{name}` that the mask selects is copied, changed and copied back",
                Saves(f"{copies} cop{'y' if copies == 1 else 'ies'} of the part of `{name}`", copies / 2),
                f"change {name} where the mask is true",
                base,
                values,
                update.operation,
                update.place,
                more={
                    "update": update,
                    "facts": facts,
                    "base": base,
                    "mask": mask,
                    "read": update.read,
                    "made": update.made.id,
                    "arrays": tuple(v for v in values if v in arrays),
                    "numbers": tuple(v for v in values if v not in arrays),
                    "before": update.late(facts),
                    "asked": update.index,
                    "again": update.found is not None or bool(update.arrays),
                },
            )

    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """``f(x, ..., out=x, where=m)``."""
        update: Update = candidate.more["update"]
        facts, name = candidate.more["facts"], update.name.value
        out = f"{name}, where={rewriting.outer_text(update.index)}"
        if update.found is not None:
            names = {update.found.operands[update.place]: name, **{p: a.value for p, a in update.arrays.items()}}
            rewriting.replace(update.statement, update.found.into(rewriting, facts, out, names))
            return
        numpy = numpy_name(facts, candidate.step)
        if numpy is None:
            raise CannotRewrite("the module has no name for NumPy here")
        (other,) = update.others
        operand = update.arrays[other].value if other in update.arrays else rewriting.outer_text(other)
        rewriting.replace(update.statement, f"{numpy}.{update.function}({name}, {operand}, out={out})")
