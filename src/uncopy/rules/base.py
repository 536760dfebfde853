"""What a rule is made of: its meta data, its candidates, the guards it needs, and how it rewrites."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import libcst as cst

from uncopy.fixes.edit import Saves
from uncopy.lower.ir import Step

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.fixes.rewriting import Rewriting
    from uncopy.guards.answer import Guard


@dataclass(frozen=True, slots=True)
class Meta:
    """Code, name (the pattern, not the cure), family, first version, what it saves; off by default in preview."""

    code: str
    name: str
    family: str
    since: str
    saves: str
    fix: Literal["safe", "unsafe", "advice"] = "safe"
    preview: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that has a rule's shape. What its guards ask about stands in named fields.

    ``node`` is what the finding marks. ``step`` is the step after whose arguments are read the rewrite takes effect.
    ``target`` is the value whose memory is to be reused or shared, ``operands`` the other values of the operation.
    ``operation`` is the model's name of it (``+``, ``numpy.sqrt``). ``effect`` says whether memory is reused in place
    or shared with another array: fixes that share never meet others on the same memory in one round.
    """

    node: cst.CSTNode
    step: Step
    message: str
    saves: Saves
    title: str
    target: int
    operands: tuple[int, ...] = ()
    operation: str = ""
    place: int = 0
    effect: Literal["reuse", "share"] = "reuse"
    more: Mapping[str, Any] = field(default_factory=dict)


class Rule(ABC):
    """A rule. Subclasses stand one a file in ``uncopy.rules`` and are found by themselves.

    The docstring is the rule's page, with the headings What it finds, Why it costs, Example, When the fix is safe, When
    nothing is saved, Known limits.
    """

    meta: ClassVar[Meta]
    first: ClassVar[bool] = (
        False  # where fixes of several rules meet in one text, its own are made: no temporary is left
    )
    last: ClassVar[bool] = False  # its own are made when no other rule has any left: they would be in the way
    guards: tuple[Guard, ...]

    @abstractmethod
    def gate(self, node: ast.AST) -> bool:
        """Whether Python's own tree shows the rule's shape here; what it passes over is never parsed again."""

    @abstractmethod
    def candidates(self, facts: FunctionFacts) -> Iterator[Candidate]:
        """The places that have the rule's shape; whether it may be done is the guards' affair."""

    @abstractmethod
    def rewrite(self, candidate: Candidate, rewriting: Rewriting) -> None:
        """Make the edits through ``rewriting``, which refuses what would lose a comment."""


def one(count: float, what: str) -> Saves:
    """``count`` arrays of ``what``."""
    return Saves(f"{count:g} array{'' if count == 1 else 's'} of the size of {what}", count)


def contains(node: cst.CSTNode, kind: type[cst.CSTNode]) -> bool:
    """Whether a node of this type stands in a node."""
    return isinstance(node, kind) or any(contains(child, kind) for child in node.children)


def alike(one: cst.BaseExpression, other: cst.BaseExpression) -> bool:
    """Whether two expressions are written alike, white space and parentheses aside."""
    blank = cst.Module([])
    return (
        one.deep_equals(other) or len({ast.dump(ast.parse(f"({blank.code_for_node(n)})")) for n in (one, other)}) == 1
    )


def stores(facts: FunctionFacts) -> Iterator[tuple[cst.Assign, cst.Subscript, str]]:
    """Assignments ``y[...] = value`` to elements of what has a name, and that name; none that binds others inside."""
    for statement in facts.body.lines:
        if isinstance(statement, cst.Assign) and len(statement.targets) == 1:
            target = statement.targets[0].target
            if isinstance(target, cst.Subscript) and isinstance(target.value, cst.Name):
                if not contains(statement.value, cst.NamedExpr):
                    yield statement, target, target.value.value


def has_slice(target: cst.Subscript) -> bool:
    """Whether a slice or ``...`` stands among the parts of an index."""
    return any(isinstance(part.slice, cst.Slice) or contains(part.slice, cst.Ellipsis) for part in target.slice)
