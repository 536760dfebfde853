"""Statements that make an unnamed array on the way: written as steps that go into its memory one after the other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.fixes.rewriting import Rewriting
from uncopy.guards.accumulating import keeps_form, same_dtype
from uncopy.guards.answer import Guard
from uncopy.guards.each import each
from uncopy.guards.form import same_layout, same_shape
from uncopy.guards.kinds import is_ndarray, not_a_container, not_zero_d, same_family, writable
from uncopy.guards.knowable_frame import knowable_frame
from uncopy.guards.name_unseen import reader
from uncopy.guards.order_kept import order_kept
from uncopy.guards.read_first import form_only, read_first
from uncopy.guards.sole_owner import sole_owner
from uncopy.guards.temporary import broadcast, never_reused
from uncopy.guards.worth import pays
from uncopy.rules.base import Candidate, contains, one, stores
from uncopy.rules.in_place import MAKERS, Elementwise, asks, elementwise, has_axis, left_is_reused, tells_array
from uncopy.rules.magnitudes import takes_magnitude

# What each step asks that writes into an array made before it
STEP_BY_STEP: tuple[Guard, ...] = (
    each(knowable_frame),
    each(sole_owner),
    each(not_a_container, "op="),
    each(not_zero_d, "op="),
    each(is_ndarray, "out="),
    each(same_family),
    each(same_dtype),
    each(same_shape),
    each(same_layout),
)
# and what all of them together do where that is the old array of a name
INTO_THE_OLD: tuple[Guard, ...] = (
    *STEP_BY_STEP,
    each(keeps_form),
    each(writable),
    each(order_kept),
    read_first,
    pays,
)

_MAKERS = (cst.BinaryOperation, cst.UnaryOperation, cst.Comparison, cst.Call, cst.Subscript)
_MADE = (ast.BinOp, ast.UnaryOp, ast.Compare, ast.Call, ast.Subscript)
_NAMES = ("result", "out", "values", "array")  # for what is returned at once


@dataclass(frozen=True, slots=True)
class Link:
    """An operation that is to write into the operand at ``place``."""

    found: Elementwise
    place: int

    @property
    def inner(self) -> cst.BaseExpression:
        """The operand that is written into."""
        return self.found.operands[self.place]

    def candidate(
        self, facts: FunctionFacts, name: str | None, early: tuple[cst.BaseExpression, ...] = ()
    ) -> Candidate:
        """What guards ask about: this operation alone, in place, under a name; all that is read ``early`` has one."""
        found, place = self.found, self.place
        parts = found.parts()
        inner = self.inner
        rest: list[cst.BaseExpression] = [p for p in parts if p is not inner and p not in early and not form_only(p)]
        if isinstance(found.node, cst.Call) and not found.is_method:
            rest.append(found.node.func)
        return Candidate(
            found.node,
            found.step,
            "",
            one(1, "the temporary"),
            "",
            found.values[place],
            found.others(place),
            found.operation,
            place,
            more={
                "axis": has_axis(facts, found),
                "name": name,
                "before": parts[: parts.index(inner)],
                "rest": rest,
                "form": "op=" if found.operator(facts, place) else "out=",
            },
        )


@dataclass(frozen=True, slots=True)
class Split:
    """A statement and its operations, innermost first, from the one that NumPy gives new memory to the outermost."""

    statement: cst.BaseSmallStatement
    head: cst.Name | None  # what is assigned to; None for a return
    annotation: cst.BaseExpression | None
    links: tuple[Link, ...]
    early: tuple[cst.BaseExpression, ...] = ()  # what reads the array and is to be read before the first operation
    root: str = ""  # the name of the array that is written, where it is another one

    @property
    def name(self) -> str | None:
        """The name under which the array is written."""
        return self.root or (self.head.value if self.head is not None else None)

    def candidate(self, facts: FunctionFacts, message: str, title: str, *, rooted: bool = False) -> Candidate:
        """The candidate: of the innermost operation, with all of them beside it.

        ``rooted`` if what the innermost one writes into has the name already.
        """
        steps = [
            link.candidate(facts, None if rooted and link is self.links[0] else self.name, self.early)
            for link in self.links
        ]
        if rooted:  # what is read early, or only asks for the form, does not read what is written
            first = steps[0]
            later = [p for link in self.links for p in link.found.parts() if p in self.early or form_only(p)]
            after = max([first.step, *filter(None, map(facts.step_of, later))], key=lambda s: s.id)
            steps[0] = replace(first, more={**first.more, "after": after})
        first = steps[0]
        return Candidate(
            self.statement if rooted else self.links[-1].found.node,
            first.step,
            message,
            one(1, f"`{self.name}`") if rooted else first.saves,
            title,
            first.target,
            first.operands,
            first.operation,
            first.place,
            more={**first.more, "steps": tuple(steps), "split": self, "facts": facts, "early": self.early},
        )


def is_made(node: ast.AST) -> bool:
    """Whether an expression makes something that has no name."""
    return isinstance(node, _MADE)


def spoken(node: ast.AST) -> ast.expr | None:
    """What a statement assigns to one name, or returns."""
    if isinstance(node, ast.Assign):
        return node.value if len(node.targets) == 1 and isinstance(node.targets[0], ast.Name) else None
    if isinstance(node, ast.AnnAssign):
        return node.value if isinstance(node.target, ast.Name) else None
    return node.value if isinstance(node, ast.Return) else None


def operands(node: ast.expr) -> list[ast.expr]:
    """What an operator or call is given, in Python's own tree."""
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    if isinstance(node, ast.UnaryOp):
        return [node.operand]
    if not isinstance(node, ast.Call):
        return []
    receiver = [node.func.value] if isinstance(node.func, ast.Attribute) else []
    return [*receiver, *node.args, *(k.value for k in node.keywords)]


def nested(node: ast.expr | None) -> Iterator[ast.expr]:
    """An expression and all operators and calls in it that are operands of others."""
    todo = [] if node is None else [node]
    while todo:
        inner = todo.pop()
        yield inner
        todo += [o for o in operands(inner) if is_made(o)]


def splits(facts: FunctionFacts) -> Iterator[Split]:
    """Assignments to a name and returns of what is made by way of an unnamed array that NumPy does not reuse."""
    for statement, head, annotation, value in _statements(facts):
        links = _links(facts, value)
        if links and not takes_magnitude(facts, links[0].found.step):
            yield Split(statement, head, annotation, links)


def _statements(
    facts: FunctionFacts,
) -> Iterator[tuple[cst.BaseSmallStatement, cst.Name | None, cst.BaseExpression | None, cst.BaseExpression]]:
    """Assignments to a name and returns, each with its name, annotation and value."""
    for statement in facts.body.lines:
        head: cst.BaseExpression | None = None
        annotation: cst.BaseExpression | None = None
        if isinstance(statement, cst.Assign) and len(statement.targets) == 1:
            head = statement.targets[0].target
        elif isinstance(statement, cst.AnnAssign):
            head, annotation = statement.target, statement.annotation.annotation
        elif not isinstance(statement, cst.Return):
            continue
        value = statement.value
        if value is not None and isinstance(head, cst.Name | None) and not contains(value, cst.NamedExpr):
            yield statement, head, annotation, value


def _links(facts: FunctionFacts, node: cst.BaseExpression) -> tuple[Link, ...]:
    """From the operation that is given an unnamed array and makes another one, outwards; NumPy reuses the others."""
    links: list[Link] = []
    while True:
        found = elementwise(facts, node)
        place = _place(facts, found) if found is not None else None
        if found is None or place is None:
            return ()
        links.insert(0, Link(found, place))
        if never_reused(facts, found.step, found.values[place]):
            return tuple(links)
        node = found.operands[place]


def _place(facts: FunctionFacts, found: Elementwise) -> int | None:
    """Which operand is an unnamed array made right here; of what is no ufunc only the array itself."""
    for place, (operand, value) in enumerate(zip(found.operands, found.values, strict=True)):
        if place and isinstance(found.node, cst.Call) and not facts.model.is_ufunc(found.operation):
            return None
        step = facts.body.steps[value]
        if not isinstance(operand, _MAKERS) or step.op not in MAKERS:
            continue
        if not facts.fact(value).may(d.ARRAY) or facts.ownership.outside(value) or not tells_array(facts, value):
            continue
        if asks(facts, found.step, value):
            continue
        if any(broadcast(facts.fact(value), facts.fact(o)) for o in found.others(place) if facts.fact(o).may(d.ARRAY)):
            continue
        if step.op == "index" and facts.values.sites[value] != frozenset({(value, 0)}):
            continue  # a view, which would hold on to memory that is larger than itself
        return place
    return None


def rewrite(candidate: Candidate, rewriting: Rewriting) -> None:
    """``y = temporary``, then each operation into ``y``, and for a return ``return y``."""
    split: Split = candidate.more["split"]
    facts: FunctionFacts = candidate.more["facts"]
    name = split.name or next((n for n in _NAMES if n not in rewriting.taken), rewriting.new_name(_NAMES[0]))
    head = name if split.annotation is None else f"{name}: {rewriting.outer_text(split.annotation)}"
    first = split.links[0]
    lines = [f"{head} = {rewriting.right_hand(first.inner)}"]
    lines += [link.found.written(rewriting, facts, link.place, name) for link in split.links]
    if split.head is None:
        lines.append(f"return {name}")
    rewriting.replace(split.statement, rewriting.separator(split.statement).join(lines))


def fills(facts: FunctionFacts) -> Iterator[tuple[cst.Assign, cst.Subscript, Elementwise, tuple[Link, ...]]]:
    """Assignments to the elements of a named array: the first operation, and those on its result."""
    for statement, target, _ in stores(facts):
        links: tuple[Link, ...] = ()
        found = elementwise(facts, statement.value)
        while found is not None:
            place = _place(facts, found)
            inner = None if place is None else elementwise(facts, found.operands[place])
            if place is None or inner is None:
                yield statement, target, found, links
                break
            links = (Link(found, place), *links)
            found = inner


def is_whole(target: cst.Subscript) -> bool:
    """Whether it is ``y[:]`` or ``y[...]``."""
    if len(target.slice) != 1 or not isinstance(target.slice[0], cst.SubscriptElement):
        return False
    part = target.slice[0].slice
    if isinstance(part, cst.Slice):
        return part.lower is part.upper is part.step is None
    return isinstance(part, cst.Index) and isinstance(part.value, cst.Ellipsis)


def dying(facts: FunctionFacts) -> Iterator[Split]:
    """Assignments to another name, and returns, of operations on a named array made here that is not read again."""
    for statement, head, annotation, value in _statements(facts):
        for name in dict.fromkeys(_names(value)):
            if head is not None and head.value == name:
                continue
            links = _chain(facts, value, name)
            if not links or _early(facts, links, name) or facts.body.is_module:
                continue
            first = links[0]
            root = first.found.values[first.place]
            if facts.ownership.outside(root) or not tells_array(facts, root):
                continue
            if facts.liveness.is_live_after(root, links[-1].found.step) or _kept(facts, name, links):
                continue
            if not (first.place and left_is_reused(facts, first.found)):
                yield Split(statement, head, annotation, links, root=name)
                break


def _kept(facts: FunctionFacts, name: str, links: tuple[Link, ...]) -> bool:
    """Whether the statement itself reads the array when it is written."""
    parts = [part for link in links[1:] for part in link.found.parts() if part is not link.inner]
    return any(reader(part, name) is not None and not form_only(part) for part in parts)


def _names(node: cst.CSTNode) -> Iterator[str]:
    if isinstance(node, cst.Name):
        yield node.value
    for child in node.children:
        yield from _names(child)


def chains(facts: FunctionFacts) -> Iterator[Split]:
    """Assignments ``x = ...`` of two operations or more on ``x``, one on the result of the other."""
    for statement in facts.body.lines:
        if not (isinstance(statement, cst.Assign) and len(statement.targets) == 1):
            continue
        head = statement.targets[0].target
        if not isinstance(head, cst.Name) or contains(statement.value, cst.NamedExpr):
            continue
        links = _chain(facts, statement.value, head.value)
        if len(links) > 1 and not (links[0].place and left_is_reused(facts, links[0].found)):
            early = _early(facts, links, head.value)
            if early is not None:
                yield Split(statement, head, None, links, early)


def _early(facts: FunctionFacts, links: tuple[Link, ...], name: str) -> tuple[cst.BaseExpression, ...] | None:
    """What must get a name before the array is written: what reads the array later, and what is evaluated before that.

    None if that is larger than a sum, or not all: the array as it was would have to be kept.
    """
    parts: list[cst.BaseExpression] = []
    count = 0
    for number, link in enumerate(links):
        for part in link.found.parts():
            if part is not link.inner and not isinstance(part, (cst.Name, cst.BaseNumber)) and not form_only(part):
                parts.append(part)
            if number and part is not link.inner and reader(part, name) is not None and not form_only(part):
                if isinstance(part, cst.Name):
                    return None
                count = len(parts)
    first = links[0]
    whole = facts.seen(first.found.values[first.place], first.found.step)  # with what its form has told by then
    small = all(_is_small(facts.of(part), whole) for part in parts[:count])
    return tuple(parts[:count]) if small else None


def _is_small(fact: d.Fact, whole: d.Fact) -> bool:
    return fact.only(d.SCALAR | d.NUMBER | d.ARRAY0) or (
        fact.may(d.ARRAY)
        and bool(fact.shape)
        and (all(a[0] in ("reduced", "kept") for a in fact.as_array[0]) or broadcast(fact, whole))
    )


def _chain(facts: FunctionFacts, node: cst.BaseExpression, name: str) -> tuple[Link, ...]:
    """The operations from a name outwards to an expression; none if it does not begin with the name."""
    found = elementwise(facts, node)
    for place, operand in enumerate(found.operands if found is not None else ()):
        if found is None or (place and isinstance(node, cst.Call) and not facts.model.is_ufunc(found.operation)):
            break
        if isinstance(operand, cst.Name) and operand.value == name:
            return (Link(found, place),)
        if isinstance(operand, _MAKERS) and not asks(facts, found.step, found.values[place]):
            inner = _chain(facts, operand, name)
            if inner:
                return (*inner, Link(found, place))
    return ()


def rewrite_chain(candidate: Candidate, rewriting: Rewriting) -> None:
    """What is to be read first, then each operation into ``x``."""
    split: Split = candidate.more["split"]
    facts: FunctionFacts = candidate.more["facts"]
    name = split.name or ""
    named: dict[cst.BaseExpression, str] = {}
    lines = []
    for node in split.early:
        new = rewriting.new_name(f"{name}_{_word(node)}", named.values())
        lines.append(f"{new} = {rewriting.right_hand(node)}")
        named[node] = new
    lines += [link.found.written(rewriting, facts, link.place, name, named) for link in split.links]
    if split.root:
        annotation = "" if split.annotation is None else f": {rewriting.outer_text(split.annotation)}"
        head = "return" if split.head is None else f"{split.head.value}{annotation} ="
        last = split.links[-1]
        result = name if last.found.operator(facts, last.place) else lines.pop()  # a function gives what it wrote into
        lines.append(f"{head} {result}")
    rewriting.replace(split.statement, rewriting.separator(split.statement).join(lines))


def _word(node: cst.CSTNode) -> str:
    """The first function that is called in an expression."""
    if isinstance(node, cst.Call):
        func = node.func
        name = func.attr if isinstance(func, cst.Attribute) else func
        return name.value if isinstance(name, cst.Name) else "value"
    return next((word for child in node.children if (word := _word(child)) != "value"), "value")
