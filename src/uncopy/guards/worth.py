"""Does it pay?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from uncopy.facts import domain as d
from uncopy.facts import shapes
from uncopy.guards.answer import Answer, guard, no, yes
from uncopy.guards.form import written

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.lower.ir import Step
    from uncopy.rules.base import Candidate

_SMALL = 1000  # elements: an array below is not worth a line of anybody's attention
_ORDERING = ("<", "<=", ">", ">=", "==", "!=")
_OF_ONE = ("builtins.bool", "builtins.range", "operator.index")
_CONJUGATING = ("conj", "conjugate")
_TURNING, _TURNING_CALLS = ("T", "H", "mT"), ("transpose", *_CONJUGATING)
_LISTING = ("numpy.array", "numpy.asarray", "builtins.list", "builtins.tuple")


def literal_size(fact: d.Fact) -> int | None:
    """The number of elements where the shape is written in numbers, else None."""
    shape = fact.as_array[0]
    if len(shape) != 1:
        return None
    (atom,) = shape
    if not (
        isinstance(atom, tuple) and atom[0] == "sized" and all(isinstance(a, str) and a.isdigit() for a in atom[1:])
    ):
        return None
    size = 1
    for part in atom[1:]:
        size *= int(part)
    return size


def few_elements(facts: FunctionFacts, fact: d.Fact) -> str | None:
    """Why an array is not worth a line of anybody's attention, if nothing but its size tells so."""
    size = literal_size(fact)
    if size is not None and size < _SMALL:
        return f"it has {size} elements only"
    shape = fact.as_array[0]
    if shape and all(isinstance(a, tuple) and a[0] == "of" and _is_a_shape(facts, a[1]) for a in shape):
        return "it is made of a shape, and has an element for each dimension"
    return None


def _is_a_shape(facts: FunctionFacts, value: int) -> bool:
    """``x.shape``, a slice of it, or an array or list of these."""
    step = facts.body.steps[value]
    if step.op == "call" and facts.fact(step.args[0]).callee in _LISTING:
        return len(step.args) > 1 and _is_a_shape(facts, step.args[1])
    if step.op in ("index", "refine"):
        return _is_a_shape(facts, step.args[0])
    return step.op == "attr" and step.data == "shape"


@guard("pays", "Is there memory to save?", cost=True)
def pays(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """No for scalars, small arrays, and where NumPy reuses the memory by itself or has to copy anyway."""
    target = written(facts, candidate)
    node = facts.body.steps[candidate.target].node
    if not target.may(d.ARRAYS):
        return no("it is no array", node)
    if target.kinds | d.NONE == d.ANYTHING:  # that it is not None tells little
        return no("nothing here tells that it is an array", node)
    others = [facts.fact(v) for v in candidate.operands if v != candidate.target]
    if target.may(d.LIST) and any(f.only(d.LIST) for f in others):
        return no("it meets a list, and is more likely one than an array", node)
    if target.may(d.ALIEN) and _begins_as_number(facts, candidate) and not any(f.only(d.ARRAYS) for f in others):
        return no("it begins as a number, and nothing tells that it comes to be an array", node)
    few = few_elements(facts, target)
    if few:
        return no(few, node)
    asking = None if target.only(d.ARRAYS) else _asked_as_number(facts, candidate.target)
    if asking is not None:
        return no("it is asked for as one number, which only an array of one element allows", asking)
    sites = facts.values.sites[candidate.target]
    for value in candidate.operands:
        step = facts.body.steps[value]
        if _turned(facts, step) == candidate.target:
            return no("the other operand is a view of it, transposed: NumPy would copy that first", step.node)
        if (
            value != candidate.target
            and step.op in ("index", "attr", "call")
            and facts.values.sites[value] & sites - {(value, 0)}  # which was made after it
            and facts.fact(value).only(d.ARRAYS)
        ):
            return no("the other operand is a view of it: NumPy would copy that first", step.node)
        if _elided(facts, candidate, value):
            return no("NumPy already puts the result into the temporary on the right", step.node)
    return yes()


def _begins_as_number(facts: FunctionFacts, candidate: Candidate) -> bool:
    """Whether a loop begins with a number there, as with a counter."""
    step = facts.body.steps[candidate.target]
    begins = step.op == "phi" and any(loop.header == step.block for loop in facts.body.loops)
    return begins and any(facts.fact(v).only(d.NUMBER) for v in step.args)


def _asked_as_number(facts: FunctionFacts, value: int, depth: int = 3) -> cst.CSTNode | None:
    """Where a value, or what arithmetic makes of it, must be one number: ``if n > 3``, ``bool(n % k)``."""
    for use in facts.uses(value):
        if use.op == "test":
            return use.node
        if use.op == "call" and facts.fact(use.args[0]).callee in _OF_ONE and len(use.args) == 2:
            return use.node
        others = [facts.fact(a) for a in use.args if a != value]
        compared = use.op == "compare" and use.data in _ORDERING and all(f.may(d.NUMBER) for f in others)
        if depth and (compared or use.op in ("bin", "unary")):
            found = _asked_as_number(facts, use.id, depth - 1)
            if found is not None:
                return found
    return None


def _turned(facts: FunctionFacts, step: Step) -> int | None:
    """Of what a step is the transpose: ``x.T``, ``x.T.conj()``."""
    turned = False
    while True:
        method = facts.body.steps[step.args[0]] if step.op == "call" and len(step.args) == 1 else step
        if method.op != "attr" or method.data not in (_TURNING if method is step else _TURNING_CALLS):
            return step.id if turned else None
        turned = turned or method.data not in _CONJUGATING
        step = facts.body.steps[method.args[0]]


@guard("may-pay", "May it be an array, and no small one?", cost=True)
def may_pay(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """No for small arrays, and for what nothing is known of but a parameter, which is there to take arrays."""
    target = facts.seen(candidate.target, candidate.step)
    step = facts.body.steps[candidate.target]
    few = few_elements(facts, target)
    if few:
        return no(few, step.node)
    if target.kinds == d.ANYTHING and step.op not in ("param", "declared"):
        return no("nothing here tells that it is an array", step.node)
    return yes()


def _elided(facts: FunctionFacts, candidate: Candidate, value: int) -> bool:
    """Whether the operand is an unnamed temporary that NumPy itself reuses for a commutative operator."""
    step = facts.body.steps[value]
    named = any(value in bound for bound in facts.body.names.values())
    if not facts.assume_elision or candidate.operation not in ("+", "*", "&", "|", "^") or named:
        return False
    fact = facts.fact(value)
    fresh = step.op in ("bin", "unary") or (step.op == "call" and facts.values.sites[value] == frozenset({(value, 0)}))
    # NumPy reuses it only if it has the full shape; what is broadcast is known to be smaller.
    lengths, whole = shapes.lengths(fact), shapes.lengths(facts.fact(candidate.target))
    smaller = (lengths is not None and whole is not None and not _alike(lengths, whole)) or (
        bool(fact.shape) and all(a[0] in ("kept", "indexed") for a in fact.shape)
    )
    return fresh and fact.only(d.NUMERIC | d.ALIEN) and fact.may(d.ARRAY) and bool(fact.shape) and not smaller


def _alike(lengths: tuple[shapes.Length, ...], whole: tuple[shapes.Length, ...]) -> bool:
    return len(lengths) == len(whole) and all(map(shapes.same, lengths, whole))
