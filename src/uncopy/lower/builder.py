"""Blocks and names while a body is lowered: single assignment made on the fly.

After Braun et al., "Simple and Efficient Construction of Static Single Assignment Form" (2013): a name is looked up
backwards through the predecessors, and a phi stands where they differ; blocks whose predecessors are not all known yet
(loop headers) take their phi's arguments when they are sealed.
"""

from __future__ import annotations

from typing import Any

import libcst as cst

from uncopy.lower.ir import Block, Body, Loop, Step

_LIMIT = 100_000  # steps; a thousand names joined at a thousand branches make a million


class TooLong(Exception):
    """A body has more steps than are worth making."""


class Builder:
    """Grows one `Body`. ``here`` is the block that takes the next step; after a jump it is a block nothing reaches."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self._out: dict[tuple[str, int], int] = {}
        self._in: dict[tuple[str, int], int] = {}
        self._sealed: set[int] = set()
        self._waiting: dict[int, list[tuple[str, Step]]] = {}
        self._dead: set[int] = set()  # blocks that nothing reaches
        self.handlers: list[int] = []  # where an exception goes now; the last one is the innermost
        self.here = self.block(sealed=True)
        self.node: cst.CSTNode | None = None

    # blocks -------------------------------------------------------------------------------------------------------

    def block(self, *, sealed: bool = False) -> int:
        """A new block, not yet reached by anything."""
        number = len(self.body.blocks)
        self.body.blocks.append(Block(number))
        if sealed:
            self._sealed.add(number)
        return number

    def _edge(self, source: int, target: int, *, exceptional: bool = False) -> None:
        blocks = self.body.blocks
        (blocks[source].exceptional if exceptional else blocks[source].successors).append(target)
        blocks[target].predecessors.append((source, exceptional))

    def jump(self, target: int) -> None:
        """An edge from here to ``target``; what follows is unreachable until `enter`."""
        if self.here not in self._dead:
            self._edge(self.here, target)

    def enter(self, block: int, *, seal: bool = True) -> None:
        """Go on in ``block``, which from now on belongs to the innermost exception region."""
        if block != self.here:
            self.here = block
            if not self.body.blocks[block].predecessors:
                self._dead.add(block)
            elif self.handlers:
                self._edge(block, self.handlers[-1], exceptional=True)
        if seal:
            self.seal(block)

    def dead_end(self) -> None:
        """Go on where nothing arrives: the code after a return, raise, break or continue."""
        self.here = self.block(sealed=True)
        self._dead.add(self.here)

    def split(self) -> None:
        """End the block here if exceptions are caught, so that a handler sees the names as they were before."""
        if self.handlers:
            following = self.block()
            self.jump(following)
            self.enter(following)

    def seal(self, block: int) -> None:
        """No more predecessors will come."""
        if block in self._sealed:
            return
        self._sealed.add(block)
        for name, phi in self._waiting.pop(block, ()):
            self._complete(name, phi, block)

    # steps --------------------------------------------------------------------------------------------------------

    def step(self, op: str, args: tuple[int, ...] = (), data: Any = None, node: cst.CSTNode | None = None) -> int:
        """Append a step here and return its number."""
        body = self.body
        if len(body.steps) > _LIMIT:
            raise TooLong
        made = Step(len(body.steps), op, args, data, node if node is not None else self.node, self.here)
        body.steps.append(made)
        body.blocks[self.here].steps.append(made)
        return made.id

    def _phi(self, name: str, block: int) -> Step:
        if len(self.body.steps) > _LIMIT:
            raise TooLong
        made = Step(len(self.body.steps), "phi", (), name, None, block)
        self.body.steps.append(made)
        self.body.blocks[block].phis.append(made)
        return made

    # names --------------------------------------------------------------------------------------------------------

    def refine(self, name: str, step: int, how: bool | str) -> None:
        """From here on ``name`` is known better, by ``step``: a test that came out so, or what did not raise.

        The name means the same object as before, so a handler may see either value.
        """
        self.write(name, self.step("refine", (self.read(name), step), how))

    def write(self, name: str, value: int) -> None:
        """Let ``name`` mean ``value`` from here on."""
        self._out[name, self.here] = value

    def read(self, name: str) -> int:
        """The value that ``name`` has here; an ``undef`` step where it may be unbound on every path."""
        return self._read_out(name, self.here)

    def _read_out(self, name: str, block: int) -> int:
        found = self._out.get((name, block))
        return found if found is not None else self._read_in(name, block)

    def _read_in(self, name: str, block: int) -> int:
        # Straight chains are followed without recursion: bodies of thousands of statements are real.
        chain: list[int] = []
        value: int | None = None
        while value is None:
            value = self._in.get((name, block))
            if value is not None:
                break
            chain.append(block)
            if block not in self._sealed:
                phi = self._phi(name, block)
                self._waiting.setdefault(block, []).append((name, phi))
                value = phi.id
                break
            predecessors = self.body.blocks[block].predecessors
            if not predecessors:
                value = self._undefined(name, block)
                break
            if len(predecessors) == 1:
                block, exceptional = predecessors[0]
                if not exceptional:
                    value = self._out.get((name, block))
                continue
            phi = self._phi(name, block)
            self._in[name, block] = phi.id
            chain.pop()
            value = self._complete(name, phi, block)
            self._in[name, block] = value
        for passed in chain:
            self._in[name, passed] = value
        return value

    def _undefined(self, name: str, block: int) -> int:
        made = Step(len(self.body.steps), "undef", (), name, None, block)
        self.body.steps.append(made)
        self.body.blocks[block].phis.append(made)
        return made.id

    def _complete(self, name: str, phi: Step, block: int) -> int:
        args: list[int] = []
        for source, exceptional in self.body.blocks[block].predecessors:
            args.append(self._read_in(name, source) if exceptional else self._read_out(name, source))
        phi.args = tuple(args)
        return phi.id

    # finish -------------------------------------------------------------------------------------------------------

    def finish(self) -> Body:
        """Drop phis that choose nothing, tell objects from what is known of them, and hand the body over."""
        for block in list(self.body.blocks):
            self.seal(block.id)
        self._rename(self._trivial_phis({}))
        refined = {s.id: s.args[0] for s in self.body.steps if s.op == "refine"}
        if refined:
            self._part_objects(self._trivial_phis(refined))
        for block in self.body.blocks:
            for place, step in enumerate((*block.phis, *block.steps)):
                step.place = place
        return self.body

    def _trivial_phis(self, alias: dict[int, int]) -> dict[int, int]:
        """Which values are another one by another name: those in ``alias``, and phis that choose between one value."""
        phis = [phi for block in self.body.blocks for phi in block.phis if phi.op == "phi"]
        changed = True
        while changed:
            changed = False
            for phi in phis:
                if phi.id in alias:
                    continue
                choices = {_final(alias, a) for a in phi.args} - {phi.id}
                if len(choices) == 1:
                    alias[phi.id] = choices.pop()
                    changed = True
        return {value: _final(alias, value) for value in alias}

    def _rename(self, alias: dict[int, int]) -> None:
        """Put other names in the place of the values that are not needed."""
        body = self.body
        for step in body.steps:
            step.args = step.seen = tuple(alias.get(a, a) for a in step.args)
        for block in body.blocks:
            block.phis = [phi for phi in block.phis if phi.id not in alias]
        for node, value in body.values.items():
            body.values[node] = alias.get(value, value)
        for name, bound in body.names.items():
            body.names[name] = {alias.get(v, v) for v in bound}

    def _part_objects(self, alias: dict[int, int]) -> None:
        """Let arguments be objects, as if nothing had been refined, and keep what is known of them beside."""
        body = self.body
        body.refined = alias
        for step in body.steps:
            if step.id in alias:
                step.op, step.data = "refine", step.data if step.op == "refine" else None
                step.args = ()
                if step.data is not None:
                    step.seen = (step.seen[0], alias.get(step.seen[1], step.seen[1]))
            elif any(a in alias for a in step.args):
                step.args = tuple(alias.get(a, a) for a in step.args)
        for node, value in body.values.items():
            body.values[node] = alias.get(value, value)
        for name, bound in body.names.items():
            body.names[name] = {alias.get(v, v) for v in bound}
        used = {s for step in body.steps if step.op != "refine" for s in step.seen if s in alias}
        todo = list(used)
        while todo:
            more = {s for s in body.steps[todo.pop()].seen if s in alias} - used
            used |= more
            todo += more
        for block in body.blocks:
            block.phis = [s for s in block.phis if s.op != "refine" or s.id in used]
            block.steps = [s for s in block.steps if s.op != "refine" or s.id in used]

    def loop(self, header: int, first: int, node: cst.CSTNode) -> None:
        """Record a loop of the blocks made since ``first``."""
        self.body.loops.append(Loop(header, first, len(self.body.blocks), node))


def _final(alias: dict[int, int], value: int) -> int:
    while value in alias:
        value = alias[value]
    return value
