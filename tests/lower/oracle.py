"""What really happens in a small program: it is run by Python, once for each way that it can take.

The program is given arrays that only take notes. Whatever is open (a condition, whether a loop goes on, whether a
statement inside of `try` or `with` raises, whether a context manager swallows that) is asked of a tape, and all tapes
are tried. Loops go round three times at most, one exception is raised of itself in a run.
"""

from __future__ import annotations

import ast
import contextlib
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from tests.lower.programs import Program, compiled

PASSES = 3
RAISES = 1


class Cut(BaseException):
    """The loop has gone round often enough."""


class Failure(Exception):
    """What programs raise and catch."""


@dataclass
class Seen:
    """What was seen on any path. Sets of lines are bits.

    ``read`` are for each maker's line the lines after which what it made is read, through a name of the function.
    ``shared`` are the lines whose operand's memory somebody reads afterwards, ``kept`` those whose operand something
    outside held already. ``operands`` are the makers of what a line is given, 0 for an unbound name. ``needed`` are the
    lines of copies that somebody can tell from their source.
    """

    read: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    shared: int = 0
    kept: int = 0
    operands: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    needed: int = 0
    paths: int = 0


class Memory:
    """A buffer: ``since`` are the lines that had it as their operand, ``kept`` whether something outside holds it."""

    def __init__(self, run: Run, *, kept: bool = False) -> None:
        self.since = 0
        self.kept = kept
        self.copies: list[Copy] = []
        run.memories.append(self)


class Copy:
    """A copy and its source: once either is written, reading the other one tells that they are two."""

    def __init__(self, line: int, source: Memory, result: Memory) -> None:
        self.line, self.source, self.result = line, source, result
        self.written: set[Memory] = set()
        source.copies.append(self)
        result.copies.append(self)


class Array:
    """A reference to memory. ``since`` are the lines that ran since it was made."""

    def __init__(self, run: Run, maker: int, memory: Memory) -> None:
        self.run, self.maker, self.memory = run, maker, memory
        self.since = 0
        run.arrays.append(self)

    def _used(self, *, write: bool = False, make: str = "") -> Array | None:
        """One step: it reads the array, perhaps writes it or makes another one, and then perhaps raises."""
        run, frame = self.run, sys._getframe(2)
        line, own = frame.f_lineno, frame.f_code.co_name == "f"
        if own:
            run.seen.operands[line].add(self.maker)
            run.seen.read[self.maker] |= self.since
            run.seen.kept |= self.memory.kept << line
        run.read(self.memory)
        if write:
            run.write(self.memory)
        for array in run.arrays:
            array.since |= 1 << line
        self.memory.since |= 1 << line
        made = None
        if make:
            made = Array(run, line, self.memory if make == "view" else Memory(run))
            if make == "copy":
                Copy(line, self.memory, made.memory)
        run.may_raise(line)
        return made

    def sum(self) -> None:
        self._used()

    def copy(self) -> Array | None:
        return self._used(make="copy")

    def __add__(self, _other: object) -> Array | None:
        return self._used(make="array")

    def __iadd__(self, _other: object) -> Any:
        return self._used(write=True, make="view")

    def __getitem__(self, _index: object) -> Array | None:
        return self._used(make="view")

    def __setitem__(self, _index: object, _value: object) -> None:
        self._used(write=True)


class Box(list):
    """A list; what comes out of it is another reference to the same memory, as for the analysis."""

    def __getitem__(self, index):
        held = super().__getitem__(index)
        return Array(held.run, sys._getframe(1).f_lineno, held.memory)


class Outer(list):
    """A list of the caller's."""

    def __init__(self, run: Run) -> None:
        super().__init__()
        self.run = run

    def __iadd__(self, more):
        self.run.keep(more)
        return self


class Run:
    """One path: what is asked is answered by ``tape``, then always by the first answer."""

    def __init__(self, seen: Seen, tape: list[tuple[int, int]], raising: frozenset[int]) -> None:
        self.seen, self.tape, self.raising = seen, tape, raising
        self.asked = 0
        self.raised = 0
        self.passes: dict[int, int] = defaultdict(int)
        self.arrays: list[Array] = []
        self.memories: list[Memory] = []

    def choose(self, answers: int) -> int:
        if self.asked == len(self.tape):
            self.tape.append((0, answers))
        answer = self.tape[self.asked][0]
        self.asked += 1
        return answer

    def may_raise(self, line: int) -> None:
        if line in self.raising and self.raised < RAISES and self.choose(2):
            self.raised += 1
            raise Failure

    def read(self, memory: Memory) -> None:
        self.seen.shared |= memory.since
        for copy in memory.copies:
            if copy.written - {memory}:
                self.seen.needed |= 1 << copy.line

    def write(self, memory: Memory) -> None:
        for copy in memory.copies:
            copy.written.add(memory)

    def outside(self) -> None:
        """Whoever holds an array outside reads it, and writes it, and can compare it with others."""
        kept = [memory for memory in self.memories if memory.kept]
        for memory in kept:
            self.read(memory)
            for copy in memory.copies:
                if copy.source.kept and copy.result.kept:
                    self.seen.needed |= 1 << copy.line
        for memory in kept:
            self.write(memory)

    def keep(self, thing: object) -> None:
        """Something outside holds the thing from now on."""
        if isinstance(thing, Array):
            thing.memory.kept = True
        elif isinstance(thing, (list, tuple)):
            for index in range(len(thing)):
                self.keep(list.__getitem__(thing, index) if isinstance(thing, list) else thing[index])

    # what the programs are given --------------------------------------------------------------------------------------

    def ones(self, _shape: int) -> Array:
        line = sys._getframe(1).f_lineno
        made = Array(self, line, Memory(self))
        self.may_raise(line)
        return made

    def flag(self) -> bool:
        return self._more(sys._getframe(1).f_lineno)

    def items(self) -> Any:
        line = sys._getframe(1).f_lineno
        return iter(lambda: self._more(line), False)

    def _more(self, line: int) -> bool:
        self.outside()
        self.may_raise(line)
        if self.passes[line] == PASSES or not self.choose(2):
            return False
        self.passes[line] += 1
        return True

    def tick(self) -> None:
        line = sys._getframe(1).f_lineno
        self.outside()
        if self.passes[line] == PASSES:
            raise Cut
        self.passes[line] += 1

    def given(self, array: Array) -> None:
        line = sys._getframe(1).f_lineno
        self.seen.operands[line].add(array.maker)
        self.seen.read[array.maker] |= array.since
        self.keep(array)
        self.outside()
        for other in self.arrays:
            other.since |= 1 << line
        self.may_raise(line)

    @contextlib.contextmanager
    def manager(self) -> Any:
        self.outside()
        try:
            yield
        except Failure:
            self.outside()
            if not self.choose(2):
                raise
        else:
            self.outside()


def observe(program: Program, paths: int | None = None) -> Seen:
    """Run the program in every way, or in so many, and tell what was seen."""
    namespace: dict[str, Any] = {"Box": Box}
    exec(compiled(program), namespace)  # noqa: S102
    function = namespace["f"]
    raising, returning = _regions(ast.parse(program.text))
    seen = Seen()
    tape: list[tuple[int, int]] = []
    while True:
        run = Run(seen, tape, raising)
        seen.paths += 1
        param = Array(run, 1, Memory(run, kept=True))
        try:
            result = function(run, run.flag, run.items, run.tick, run.given, run.manager, Failure, param, Outer(run))
        except (Cut, Failure, IndexError) as error:
            result = error.args
        except UnboundLocalError as error:
            result = None
            trace = error.__traceback__
            while trace is not None and trace.tb_frame.f_code.co_name != "f":
                trace = trace.tb_next
            seen.operands[trace.tb_lineno if trace is not None else 0].add(0)
        if isinstance(result, Array):
            seen.read[result.maker] |= result.since & ~returning
        run.keep(result)
        run.outside()
        while tape and tape[-1][0] + 1 == tape[-1][1]:
            tape.pop()
        if not tape or seen.paths == paths:
            return seen
        tape[-1] = (tape[-1][0] + 1, tape[-1][1])


def _regions(tree: ast.Module) -> tuple[frozenset[int], int]:
    """The lines that may raise: those of `try` and `with`; and the lines of `finally`, as bits.

    What a `return` gives counts as read where it is given, not by the `finally` that still runs.
    """
    raising: set[int] = set()
    last = 0
    for node in ast.walk(tree):
        if isinstance(node, (ast.Try, ast.With)):
            raising.update(range(node.lineno + 1, (node.end_lineno or 0) + 1))
        if isinstance(node, ast.Try):
            for statement in node.finalbody:
                for line in range(statement.lineno, (statement.end_lineno or 0) + 1):
                    last |= 1 << line
    return frozenset(raising), last
