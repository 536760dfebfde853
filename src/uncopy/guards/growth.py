"""May what a loop appends to an array be collected in a list, and joined once after the loop?

The candidate's ``target`` is the array before the loop, ``operands`` are the pieces. ``more`` holds the ``name``, the
``loop`` statement, whether the name is ``read`` in it otherwise, the compound statements ``around`` it, the ``growths``
(steps), the values (``grown``) that the name has in the loop, whether it is ``known`` what the name is before, and
whether each piece is to become one element (``single``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from uncopy.facts import domain as d
from uncopy.facts import shapes
from uncopy.guards.answer import Answer, guard, no, unknown, yes
from uncopy.guards.form import one_dimension
from uncopy.guards.view_for_copy import family, users

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.lower.ir import Step
    from uncopy.rules.base import Candidate

_WHOLE = {"int:word", "bool", "s:i8", "s:b1"}
# What a list of these comes to never widens the dtype, and each converts as it would alone.
_FITTING = {"f8": {"float", "s:f8", *_WHOLE}, "i8": _WHOLE, "c16": {"complex", "float", "s:c16", "s:f8", *_WHOLE}}
_ARRAYS_FITTING = {"f8": {"f8", "i8", "b1"}, "i8": {"i8", "b1"}, "c16": {"c16", "f8", "i8", "b1"}}


def start_dtype(facts: FunctionFacts, value: int) -> str | None:
    """The dtype of the array that grows, where it is known and of those that stay: f8, i8, c16."""
    step = facts.body.steps[value]
    dtypes = facts.fact(value).array_dtypes
    made = step.op == "call" and facts.fact(step.args[0]).callee == "numpy.array"
    if made and len(step.args) == 2 and step.data.positional == 1:
        items = facts.body.steps[step.args[1]]
        words = frozenset[str]().union(*(facts.fact(i).dtypes for i in items.args))
        if (
            items.op in ("list", "tuple")
            and not items.data
            and words <= {"float", "s:f8"} | {w for w in words if w.startswith("float:")}
        ):
            return "f8"  # the empty list, too
    if len(dtypes) == 1:
        (dtype,) = dtypes
        return dtype if dtype in _FITTING else None
    return None


@guard("not-read-in-loop", "Is the array only grown in the loop, and not read, bound or deleted there?")
def not_read_in_loop(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """What is read in the loop must have grown by then."""
    name = candidate.more["name"]
    if candidate.more["read"]:
        return no(f"`{name}` is read or bound in the loop", candidate.more["loop"])
    if facts.body.is_module or name in facts.body.captured:
        return unknown(f"functions called in the loop may read `{name}`", candidate.more["loop"])
    return yes("it only grows there")


@guard("nothing-catches", "Would nobody see the array as it was when an exception left the loop?")
def nothing_catches(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """After an exception a handler, or what follows a `with`, would see the array without what was collected.

    So would what follows an outer loop, if the `else` of this one leaves to it.
    """
    for node in candidate.more["around"]:
        if isinstance(node, (cst.Try, cst.TryStar)):
            return unknown("a handler may read the array after an exception in the loop", node)
        if isinstance(node, cst.With):
            return unknown("the `with` may swallow an exception of the loop", node)
    leaving = _jump(candidate.more["loop"].orelse)
    if leaving is not None:
        return unknown("the loop's `else` goes on with the loop around it, past what is put after this one", leaving)
    return yes("no handler stands around the loop")


def _jump(node: cst.CSTNode | None) -> cst.CSTNode | None:
    """A `break` or `continue` of a loop around a node."""
    if node is None or isinstance(node, (cst.Break, cst.Continue)):
        return node
    if isinstance(node, (cst.BaseExpression, cst.FunctionDef, cst.ClassDef)):
        return None
    inner = [node.orelse] if isinstance(node, (cst.For, cst.While)) else node.children
    return next((found for child in inner if (found := _jump(child)) is not None), None)


def _rows(facts: FunctionFacts, candidate: Candidate) -> tuple[shapes.Length, ...] | None:
    """The lengths of a row, where the array grows by rows: joined along the first axis, which is not flattened."""
    join, along, target = candidate.more["join"], candidate.more["axis_number"], candidate.target
    if join == "vstack" or (join == "concatenate" and along in (None, 0)) or (join == "append" and along == 0):
        found = shapes.lengths(facts.fact(target))
        return found[1:] if found is not None and len(found) == 2 else None
    return None


@guard("known-start", "Has the array a known dtype, and rows of a known length or one dimension, before the loop?")
def known_start(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Joining once must give the dtype and shape that joining piece by piece gave, after no pass at all too."""
    node = candidate.more["loop"]
    if not candidate.more["known"]:
        return unknown("it is not known what the array is before the loop", node)
    node = facts.body.steps[candidate.target].node
    rows = _rows(facts, candidate)
    if candidate.more["join"] == "vstack" and rows is None:
        return unknown("`vstack` makes two dimensions, and pieces of another length would raise after the loop", node)
    if rows is None and not one_dimension(facts, candidate.target):
        return unknown("the array is not known to have one dimension before the loop", node)
    if start_dtype(facts, candidate.target) is None:
        return unknown("the dtype before the loop is not known, or not one that stays", node)
    return yes("its form and dtype stay")


@guard("unshared-start", "Does nobody else hold the array that the loop begins with?")
def unshared_start(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """After no pass at all the name meant that very array, and would mean a new one."""
    target = candidate.target
    if not candidate.more["known"]:
        return unknown("it is not known what the array is before the loop", candidate.more["loop"])
    start, growth, ownership = facts.body.steps[target], candidate.more["growths"][0], facts.ownership
    if facts.values.sites[target] != frozenset({(target, 0)}):
        return unknown("the array may be memory that others hold", start.node)
    keeper = ownership.kept_before(target, growth)
    if keeper is not None:
        return unknown("the array may be kept by what happens here before the loop", keeper.node)
    # What comes to be in the loop or after it has its memory from the name itself.
    others = [
        v
        for v in family(facts, target)
        if v not in candidate.more["grown"]
        and v != target
        and not ownership.reaches(growth, facts.body.steps[v], start)
    ]
    for use in [*users(facts, others), *_direct(facts, candidate)]:
        if use.id not in others and use.op != "phi" and ownership.reaches(growth, use, start):
            return unknown("the array that the loop begins with is read later by another name", use.node)
    return yes("it is made here, and has no other name")


def _direct(facts: FunctionFacts, candidate: Candidate) -> list[Step]:
    """Uses of the array from before the loop that are no growth."""
    return [
        u
        for u in users(facts, [candidate.target])
        if u not in candidate.more["growths"] and u.id not in candidate.more["grown"]
    ]


@guard("pieces-fit", "Is every piece of a dtype and shape that changes neither of the array?")
def pieces_fit(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """A piece of a wider dtype widens the array; one of another shape raises, in the loop or after it."""
    dtype = start_dtype(facts, candidate.target) if candidate.more["known"] else None
    chosen = _FITTING if dtype is None else {dtype}  # what is unknown of the start is another guard's answer
    numbers, arrays = (frozenset[str]().union(*(t[k] for k in chosen)) for t in (_FITTING, _ARRAYS_FITTING))
    if candidate.more["axis_number"] not in (None, 0):
        return unknown("the axis may be one that the array has not", candidate.more["loop"])
    rows = _rows(facts, candidate) if candidate.more["known"] else None
    by_rows = rows is not None or candidate.more["join"] == "vstack"
    for piece in candidate.operands:
        fact, node = facts.fact(piece), facts.body.steps[piece].node
        if by_rows:
            if not _is_row(facts, candidate, piece, rows):
                return unknown(
                    "what is appended is not known to be rows of the array's own length, in C order: others raise", node
                )
            if not (fact.array_dtypes <= arrays and all(_fits(w, numbers) for w in _numbers(facts, piece))):
                return unknown("what is appended may change the dtype", node)
        elif candidate.more["single"]:
            if not fact.only(d.NUMBER | d.SCALAR):
                return unknown("what is appended is not known to be a number", node)
            if not all(_fits(w, numbers) for w in fact.dtypes):
                return unknown("what is appended may change the dtype", node)
        elif not (fact.only(d.ARRAY) and one_dimension(facts, piece)):
            return unknown("what is appended is not known to be an array of one dimension", node)
        elif not fact.array_dtypes <= arrays:
            return unknown("what is appended may change the dtype", node)
    return yes("every piece fits")


def _is_row(facts: FunctionFacts, candidate: Candidate, piece: int, rows: tuple[shapes.Length, ...] | None) -> bool:
    """Whether a piece is rows of these lengths: two dimensions, or for `vstack` one row, listed perhaps."""
    fact, step = facts.fact(piece), facts.body.steps[piece]
    found: tuple[shapes.Length, ...] | None
    if step.op in ("list", "tuple") and not step.data:
        if any(piece in bound for bound in facts.body.names.values()):
            return False  # it may have grown since
        numbers = all(facts.fact(i).only(d.NUMBER | d.SCALAR) for i in step.args)
        found = (str(len(step.args)),) if numbers else None
    else:
        found = shapes.lengths(fact) if fact.only(d.ARRAY) and fact.layout.is_c else None
    if found is None or (len(found) == 1 and candidate.more["join"] != "vstack"):
        return False
    # What is unknown of the start is another guard's answer.
    return len(found) in (1, 2) and (rows is None or shapes.same(found[-1], rows[0]))


def _numbers(facts: FunctionFacts, piece: int) -> frozenset[str]:
    """The numbers in a list that is a piece."""
    step = facts.body.steps[piece]
    listed = step.args if step.op in ("list", "tuple") else ()
    return frozenset[str]().union(*(facts.fact(i).dtypes for i in listed))


def _fits(word: str, fitting: frozenset[str]) -> bool:
    if word in fitting:
        return True
    head, colon, value = word.partition(":")
    if head == "int" and colon and "int:word" in fitting:
        return value.lstrip("-").isdigit() and abs(int(value)) < 2**31
    return bool(colon) and head in ("float", "complex", "bool") and head in fitting


@guard("pieces-stay", "Is no piece written before the loop has ended?")
def pieces_stay(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """The list holds the piece itself until the loop has ended, where the growing array held a copy."""
    values, steps = facts.values, facts.body.steps
    inside = [x for x in facts.body.loops if x.node is candidate.more["loop"]]

    def before_end(step: Step) -> bool:  # what stands in its `else` is done before the pieces are joined, too
        return candidate.more["loop"].orelse is not None or any(step.block in x for x in inside)

    for growth, piece in zip(candidate.more["growths"], candidate.operands, strict=True):
        if facts.fact(piece).only(d.IMMUTABLE):
            continue
        maker, sites = steps[piece], values.sites[piece]
        names = set(family(facts, piece)) - set(growth.args) - candidate.more["grown"]
        anew = sites == frozenset({(piece, 0)}) and not any(
            steps[v].op == "phi" or facts.fact(v).may(d.CONTAINERS) for v in names
        )
        for number, written in values.writes.items():
            writer = steps[number]
            if (
                written & sites
                and before_end(writer)
                and facts.ownership.reaches(growth, writer, maker if anew else None)
            ):
                return unknown("what is appended may be written before the loop has ended", writer.node)
        for number, kept in values.keeps.items():
            if kept & sites and any(
                before_end(steps[o]) and facts.ownership.reaches(steps[number], steps[o]) for o in values.opaque
            ):
                return unknown("what is appended may be kept by something that writes it", steps[number].node)
    return yes("no piece changes")
