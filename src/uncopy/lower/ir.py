"""The steps a function body is lowered to: three-address form, single assignment, in a control-flow graph.

A step that yields a value is that value; its number names it. Every step keeps the CST node it came from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import libcst as cst


class CallShape(NamedTuple):
    """How a call passes its arguments: ``positional`` plain ones, then keywords by name, then starred ones."""

    positional: int
    keywords: tuple[str, ...]
    starred: int


class Step:
    """One step.

    Operations and their arguments (values), with ``data`` in brackets::

        const [value]         param [name]        undef               unknown [reason]
        global [name]         import [dotted]     phi *values
        attr obj [name]       index obj i         slice lo hi step    call f *args [CallShape]
        bin l r [op]          aug target value [op]                   unary v [op]       compare l r [op]
        tuple/list/set/dict *items [number of starred items]          append list value
        unpack v [(i, n, starred)]                iter v              next iterator
        store_attr obj v [name]    store_index obj i v    del_attr obj [name]    del_index obj i
        store_global v [name]      bind v [name]          closure [names]        escape v [name]
        return v   raise v   yield v   await v   test v   format *values   enter v   exit v   match v
    """

    __slots__ = ("args", "block", "data", "id", "node", "op", "place")

    def __init__(
        self, id: int, op: str, args: tuple[int, ...], data: Any, node: cst.CSTNode | None, block: int
    ) -> None:
        self.id = id
        self.op = op
        self.args = args
        self.data = data
        self.node = node
        self.block = block
        self.place = -1  # index in the block, set when the body is complete

    def __repr__(self) -> str:
        data = "" if self.data is None else f" [{self.data!r}]" if not isinstance(self.data, str) else f" [{self.data}]"
        return f"%{self.id} = {self.op}" + "".join(f" %{a}" for a in self.args) + data


class Block:
    """A straight run of steps. ``exceptional`` are blocks reached by an exception anywhere in this one.

    A block that has exceptional successors binds a name at most once, as its last step, so the names as they were at
    its start are what a handler can see.
    """

    __slots__ = ("exceptional", "id", "phis", "predecessors", "steps", "successors")

    def __init__(self, id: int) -> None:
        self.id = id
        self.phis: list[Step] = []
        self.steps: list[Step] = []
        self.successors: list[int] = []
        self.exceptional: list[int] = []
        self.predecessors: list[tuple[int, bool]] = []  # (block, by an exception)


class Loop(NamedTuple):
    """A loop: its header and the numbers of its blocks, ``first <= b < last`` (header included)."""

    header: int
    first: int
    last: int
    node: cst.CSTNode

    def __contains__(self, block: object) -> bool:
        return isinstance(block, int) and self.first <= block < self.last


@dataclass(slots=True)
class Body:
    """A lowered function or module body.

    ``unknowns`` are the named facts that make a whole body hard to know (``yield``, ``exec`` ...), each with the node
    that shows it. ``values`` maps an expression node to its value, ``statements`` a simple statement to its context.
    """

    name: str
    node: cst.FunctionDef | cst.Module
    steps: list[Step] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    loops: list[Loop] = field(default_factory=list)
    params: dict[str, int] = field(default_factory=dict)
    unknowns: dict[str, cst.CSTNode | None] = field(default_factory=dict)
    values: dict[cst.CSTNode, int] = field(default_factory=dict)
    lines: dict[cst.CSTNode, Line] = field(default_factory=dict)
    names: dict[str, set[int]] = field(default_factory=dict)
    captured: frozenset[str] = frozenset()
    inner: list[Body] = field(default_factory=list)

    @property
    def is_module(self) -> bool:
        """Whether this is the body of a module."""
        return isinstance(self.node, cst.Module)

    def innermost_loop(self, block: int) -> Loop | None:
        """The smallest loop that holds ``block``."""
        best: Loop | None = None
        for loop in self.loops:
            if block in loop and (best is None or loop.first >= best.first):
                best = loop
        return best

    def walk(self) -> Iterator[Body]:
        """This body and all bodies of functions defined in it."""
        yield self
        for body in self.inner:
            yield from body.walk()


@dataclass(frozen=True, slots=True)
class Line:
    """Where a simple statement stands: its line, how many share that line, and whether it hangs after a colon."""

    holder: cst.SimpleStatementLine | cst.SimpleStatementSuite
    index: int
    count: int

    @property
    def alone(self) -> bool:
        """Whether the statement has a line to itself."""
        return self.count == 1 and isinstance(self.holder, cst.SimpleStatementLine)


def dump(body: Body) -> str:
    """The steps of a body as stable text: what the tests of this room compare."""
    out = [f"body {body.name}"]
    if body.unknowns:
        out.append("  unknown: " + ", ".join(sorted(body.unknowns)))
    if body.captured:
        out.append("  captured: " + ", ".join(sorted(body.captured)))
    for block in body.blocks:
        sources = [f"b{p}" + ("!" if exceptional else "") for p, exceptional in block.predecessors]
        loop = " loop" if any(x.header == block.id for x in body.loops) else ""
        out.append(f"b{block.id}:{loop}" + (" from " + " ".join(sources) if sources else ""))
        out.extend(f"  {step!r}" for step in (*block.phis, *block.steps))
        if block.exceptional:
            out.append("  raises to " + " ".join(f"b{b}" for b in block.exceptional))
    for inner in body.inner:
        out.append(dump(inner))
    return "\n".join(out)
