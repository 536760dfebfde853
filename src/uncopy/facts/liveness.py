"""Which values are read again after a step, on any path, exception paths included."""

from __future__ import annotations

from uncopy.lower.ir import Body, Step

_NO_USE = {"bind"}  # naming a value is not reading it


class Liveness:
    """Backward dataflow over values, as bit sets."""

    def __init__(self, body: Body) -> None:
        self.body = body
        blocks = body.blocks
        self._live_in = [0] * len(blocks)
        self._live_out = [0] * len(blocks)
        self._raised = [0] * len(blocks)
        self._block, self._after = -1, {-1: 0}  # the block that was asked for last, and what is live in it
        self._solve()

    def _solve(self) -> None:
        blocks = self.body.blocks
        uses, defs, phi_defs = [], [], []
        for block in blocks:
            use = defined = 0
            for step in block.steps:
                if step.op not in _NO_USE:
                    for arg in step.args:
                        if not defined >> arg & 1:
                            use |= 1 << arg
                defined |= 1 << step.id
            phis = 0
            for phi in block.phis:
                phis |= 1 << phi.id
            uses.append(use)
            defs.append(defined)
            phi_defs.append(phis)
        work = list(range(len(blocks)))
        while work:
            number = work.pop()
            block = blocks[number]
            out = raised = 0
            for target in block.successors:
                out |= (self._live_in[target] & ~phi_defs[target]) | self._phi_args(target, number, exceptional=False)
            for target in block.exceptional:
                raised |= (self._live_in[target] & ~phi_defs[target]) | self._phi_args(target, number, exceptional=True)
            live = uses[number] | ((out | raised) & ~defs[number]) | raised
            self._live_out[number] = out
            self._raised[number] = raised
            if live != self._live_in[number]:
                self._live_in[number] = live
                work.extend(p for p, _ in block.predecessors)

    def _phi_args(self, target: int, source: int, *, exceptional: bool) -> int:
        block = self.body.blocks[target]
        out = 0
        if not block.phis:
            return 0
        for place, predecessor in enumerate(block.predecessors):
            if predecessor == (source, exceptional):
                for phi in block.phis:
                    # What is joined under a name that nobody reads any more is not read by that.
                    if phi.op == "phi" and self._live_in[target] >> phi.id & 1:
                        out |= 1 << phi.args[place]
        return out

    def after(self, step: Step) -> int:
        """The values (as bits) that are read after ``step``, or by a handler that an exception in it reaches."""
        if self._block != step.block:
            self._block, self._after = step.block, self._in_block(step.block)
        return self._after.get(step.id, self._after[-1])  # a phi stands before all steps

    def _in_block(self, number: int) -> dict[int, int]:
        """What is live after each step of a block."""
        block = self.body.blocks[number]
        raised = self._raised[number]
        live = self._live_out[number] | raised
        out = {}
        for step in reversed(block.steps):
            out[step.id] = live | raised
            live &= ~(1 << step.id)
            if step.op not in _NO_USE:
                for arg in step.args:
                    live |= 1 << arg
        out[-1] = live | raised
        return out

    def handled(self, step: Step) -> int:
        """The values (as bits) that are read by a handler that an exception in ``step`` reaches."""
        return self._raised[step.block]

    def is_live_after(self, value: int, step: Step) -> bool:
        """Whether ``value`` may be read after ``step``."""
        return bool(self.after(step) >> value & 1)
