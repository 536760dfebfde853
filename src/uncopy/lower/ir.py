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

    ``args`` are its arguments, the objects that it is given. ``seen`` are the same objects as they are known there: an
    argument that a test has told something about is seen through the ``refine`` step where the test came out so.
    A ``refine`` step makes nothing and reads nothing, so it has no ``args``. ``seen`` are the value that it is about
    and the step that tells, ``data`` how a test came out (True, False) or "done" for a step that did not raise. Where
    ways meet that know different things, ``seen`` are what they know and ``data`` is None. `Body.refined` gives the
    object.

    Operations and their arguments (values), with ``data`` in brackets::

        const [value]         param [name]        undef               unknown [reason]
        global [name]         import [dotted]     phi *values         declared (by an annotation)
        attr obj [name]       index obj i         slice lo hi step    call f *args [CallShape]
        bin l r [op]          aug target value [op]                   unary v [op]       compare l r [op]
        tuple/list/set/dict *items [number of starred items]          append list value
        unpack v [(i, n, starred)]                iter v              next iterator
        store_attr obj v [name]    store_index obj i v    del_attr obj [name]    del_index obj i
        store_global v [name]      bind v [name]          closure [names]        escape v [name]
        return v   raise v   yield v   await v   test v   format *values   match v
        enter v [name]   exit v [name]     (the name of a context manager that only changes settings or closes a file)
    """

    __slots__ = ("args", "block", "data", "id", "node", "op", "place", "seen")

    def __init__(
        self, id: int, op: str, args: tuple[int, ...], data: Any, node: cst.CSTNode | None, block: int
    ) -> None:
        self.id = id
        self.op = op
        self.args = args
        self.seen = args
        self.data = data
        self.node = node
        self.block = block
        self.place = -1  # index in the block, set when the body is complete

    def __repr__(self) -> str:
        data = "" if self.data is None else f" [{self.data!r}]" if not isinstance(self.data, str) else f" [{self.data}]"
        args = (f" %{s}" + (f"({a})" if s != a and self.op != "refine" else "") for s, a in self._operands())
        return f"%{self.id} = {self.op}" + "".join(args) + data

    def _operands(self) -> Iterator[tuple[int, int]]:
        return zip(self.seen, self.args if self.op != "refine" else self.seen, strict=True)


_PARTS = frozenset({"attr", "tuple", "slice"})


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
    that shows it. ``values`` maps an expression node to its value, ``lines`` a simple statement to its context.
    ``refined`` maps a ``refine`` step to the object that it is about; no other step has one for an argument.
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
    refined: dict[int, int] = field(default_factory=dict)
    names: dict[str, set[int]] = field(default_factory=dict)
    captured: frozenset[str] = frozenset()
    inner: list[Body] = field(default_factory=list)
    _seen: dict[int, dict[int, int]] = field(default_factory=dict, repr=False)

    @property
    def is_module(self) -> bool:
        """Whether this is the body of a module."""
        return isinstance(self.node, cst.Module)

    def seen_by(self, step: Step) -> dict[int, int]:
        """How a step knows the objects that it is given, directly or within a method, tuple or slice: by their values.

        Objects are left out that nothing is known of beyond what holds of the value everywhere.
        """
        known = self._seen.get(step.id)
        if known is not None:
            return known
        out: dict[int, int] = {}
        todo = [step] if self.refined and step.op not in ("phi", "refine") else []
        while todo:
            reader = todo.pop()
            if reader.seen is not reader.args:
                for arg, seen in zip(reader.args, reader.seen, strict=True):
                    if arg != seen and (arg not in out or seen > out[arg]):
                        out[arg] = seen
            makers = (self.steps[arg] for arg in reader.args)
            todo += [m for m in makers if m.op in _PARTS]
        self._seen[step.id] = out
        return out

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
