"""What the analysis claims of a small program, line by line."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import libcst as cst

from tests.lower.oracle import observe
from tests.lower.programs import Program
from uncopy.facts import FunctionFacts, facts_of
from uncopy.fixes.edit import Saves
from uncopy.guards.never_written import result_not_kept, result_still, source_still
from uncopy.lower import lower_body
from uncopy.lower.ir import Step
from uncopy.model import load
from uncopy.rules.base import Candidate
from uncopy.source.scopes import scope_of

ORIGINS = {"np": "numpy"}


@dataclass(frozen=True)
class Operation:
    """The step of a line, and the value that it is given."""

    line: int
    step: Step
    value: int
    copies: bool


class Claims:
    """The facts of a program's function. ``np`` is taken for NumPy, although it is handed in."""

    def __init__(self, program: Program) -> None:
        node = ast.parse(program.text).body[0]
        assert isinstance(node, ast.FunctionDef)
        text = program.text.replace("f(np, ", "f(")
        node.args.args = [arg for arg in node.args.args if arg.arg != "np"]
        function = cst.parse_module(text).body[0]
        assert isinstance(function, cst.FunctionDef)
        self.body = lower_body(function, scope_of(node), lambda name: None)
        self.facts: FunctionFacts = facts_of(self.body, load(), ORIGINS.get, dunders=frozenset())
        self.operations: list[Operation] = []
        self.named: dict[int, int] = {}  # the value of the name that a line loads
        self._makers: dict[int, int] = {self.body.params["p"]: 1}  # the line in which a value is made
        lines = iter(program.simple)
        for statement in _statements(function):
            self._statement(next(lines), statement)

    def _statement(self, line: int, statement: cst.BaseSmallStatement) -> None:
        values, steps = self.body.values, self.body.steps
        if not any(node in values for node in _below(statement)):
            return  # it was lowered once for each way into a `finally`: no rule asks about it
        if isinstance(statement, (cst.Assign, cst.AugAssign)) or (
            isinstance(statement, cst.Expr) and isinstance(statement.value, cst.Call)
        ):
            for step in steps:
                if step.node is statement and step.op == "aug" and not isinstance(statement.value, cst.List):
                    self._makers[step.id] = line
                    self._operation(line, step, step.args[0])
                elif step.node is statement and step.op == "store_index":
                    self._operation(line, step, step.args[0])
        value = getattr(statement, "value", None)
        if value is None or isinstance(statement, cst.AugAssign):
            return
        if isinstance(value, cst.Name):
            self.named[line] = values[value]
            return
        for node in _expressions(value):
            if not isinstance(node, (cst.Name, cst.IfExp)):
                self._makers.setdefault(values[node], line)
        step = steps[values[value]]
        if step.op in ("bin", "index"):
            self._operation(line, step, step.args[0])
        elif step.op == "call" and steps[step.args[0]].op == "attr":
            method = steps[step.args[0]]
            if method.data in ("sum", "copy"):
                self._operation(line, step, method.args[0], copies=method.data == "copy")

    def _operation(self, line: int, step: Step, value: int, *, copies: bool = False) -> None:
        self.operations.append(Operation(line, step, value, copies))
        self.named[line] = value

    @cached_property
    def _origins(self) -> list[frozenset[int]]:
        """The lines in which what a value is may have been made; 0 where the name may be unbound."""
        steps = self.body.steps
        origins = [
            frozenset({0}) if s.op == "undef" else frozenset({self._makers[s.id]} if s.id in self._makers else ())
            for s in steps
        ]
        phis = [s for s in steps if s.op == "phi"]
        changed = bool(phis)
        while changed:
            changed = False
            for phi in phis:
                more = frozenset().union(origins[phi.id], *(origins[a] for a in phi.args))
                if more != origins[phi.id]:
                    origins[phi.id] = more
                    changed = True
        return origins

    def given(self, line: int) -> frozenset[int]:
        """The makers of what the line's name may mean."""
        return self._origins[self.named[line]]

    def live(self, operation: Operation) -> frozenset[int]:
        """The makers of what may be read after an operation."""
        bits = self.facts.liveness.after(operation.step)
        return frozenset().union(*(lines for value, lines in enumerate(self._origins) if bits >> value & 1))

    def shared(self, operation: Operation) -> str | None:
        """Why the memory of the operand may be seen by somebody after the operation, if so."""
        sharing = self.facts.ownership.sharing(operation.value, operation.step)
        return None if sharing is None else sharing.reason

    def kept(self, operation: Operation) -> bool:
        """Whether the memory of the operand may be held outside before the operation."""
        ownership = self.facts.ownership
        return ownership.outside(operation.value) or ownership.kept_before(operation.value, operation.step) is not None

    def needed(self, operation: Operation) -> str | None:
        """Why somebody may tell the copy from its source, if so."""
        assert operation.step.node is not None
        candidate = Candidate(
            operation.step.node, operation.step, "", Saves("", 1), "", operation.value, (operation.value,)
        )
        for guard in (source_still, result_still, result_not_kept):
            answer = guard.ask(self.facts, candidate)
            if answer.answer != "yes":
                return f"{guard.name}: {answer.reason}"
        return None


def _statements(node: cst.CSTNode) -> Iterator[cst.BaseSmallStatement]:
    """The small statements in the order of the text."""
    if isinstance(node, cst.SimpleStatementLine):
        yield from node.body
        return
    for child in node.body.body:
        yield from _statements(child)
    for part in (*getattr(node, "handlers", ()), getattr(node, "orelse", None), getattr(node, "finalbody", None)):
        if part is not None:
            yield from _statements(part)


def _below(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A node and all that it is made of."""
    yield node
    for child in node.children:
        yield from _below(child)


def _expressions(node: cst.CSTNode) -> Iterator[cst.BaseExpression]:
    """An expression with what its first operand is made of."""
    while isinstance(node, cst.BaseExpression):
        yield node
        node = getattr(node, "func", None) or getattr(node, "left", None) or getattr(node, "value", None)


@dataclass
class Judged:
    """A program's claims against what was seen: what is wrong, and for each question how it was answered.

    A key of the counts is the question with ``proved``, ``true`` (refused rightly) or why it is needlessly refused.
    """

    wrong: list[str]
    counts: Counter[tuple[str, str]]


def judge(program: Program, paths: int | None = None) -> Judged:
    """Hold every claim of the analysis to what was seen on all paths."""
    seen, claims = observe(program, paths), Claims(program)
    wrong: list[str] = []
    counts: Counter[tuple[str, str]] = Counter()

    def count(question: str, refused: str | None, happened: bool, line: int) -> None:
        counts[question, "proved" if refused is None else "true" if happened else refused] += 1
        if happened and refused is None:
            wrong.append(f"line {line}: {question}, but it happens")

    for line, makers in seen.operands.items():
        if line in claims.named and (more := makers - claims.given(line)):
            wrong.append(f"line {line}: is given what lines {sorted(more)} make (0: an unbound name)")
    for operation in claims.operations:
        line = operation.line
        if line not in seen.operands:
            continue  # nothing reaches it
        live = claims.live(operation)
        for maker in seen.read:
            happened = bool(seen.read[maker] >> line & 1)
            count("not read later", "live" if maker in live else None, happened, line)
        count("not kept before", "kept" if claims.kept(operation) else None, bool(seen.kept >> line & 1), line)
        if operation.step.op not in ("index", "aug"):  # what these give is the same memory
            count("sole owner", claims.shared(operation), bool(seen.shared >> line & 1), line)
        if operation.copies:
            count("needless copy", claims.needed(operation), bool(seen.needed >> line & 1), line)
    return Judged(wrong, counts)
