"""May all windows of an array be a view of it?

The candidate's ``target`` is the array that windows are taken of, its ``step`` the call that makes an array of them;
``more["width"]`` and ``more["count"]`` are the values of their width and number, ``more["reader"]`` the step that takes
one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uncopy.facts import domain as d
from uncopy.facts import shapes
from uncopy.facts.dtypes import native
from uncopy.facts.ownership import bits
from uncopy.guards.answer import Answer, guard, unknown, yes
from uncopy.guards.in_bounds import is_length, reshaped
from uncopy.guards.linear import Sums, plus

if TYPE_CHECKING:
    from uncopy.facts import FunctionFacts
    from uncopy.lower.ir import Step
    from uncopy.rules.base import Candidate

_REAL = {"b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"}
_FORM = {"shape", "size", "ndim", "nbytes", "itemsize"}
_ANY_ORDER = {"max", "min", "any", "all", "argmax", "argmin"}  # they look at each element, in whatever order
_EXTREMES = {"max", "min"}  # those of floats as well, of which 0.0 and -0.0 are equal
_BY_ROW = {"sum", "mean"}  # in the order of a row, where it is rows that are summed
_EXACT = {"+", "-", "*", "/", "<", "<=", "==", "!=", ">", ">="}
_ALL = "n"  # how long the array is


def covers(facts: FunctionFacts, target: int, width: int, count: int) -> bool:
    """Whether as many windows of this width are taken as there are: the length, less the width, and one."""
    sums = _sums(facts, target)
    wide, many = sums.of(width), sums.of(count)
    if wide is None or many is None:
        return False
    length = plus(plus(many, wide, 1), {"": -1}, 1)
    known = _long(facts, target)
    return {k: v for k, v in length.items() if v} == ({_ALL: 1} if known is None else {"": known} if known else {})


@guard("windows-fit", "Is it an array of one dimension, and at least as long as a window?")
def windows_fit(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Of a longer window there is none, which is an error for `sliding_window_view`."""
    target, width = candidate.target, candidate.more["width"]
    fact, step = facts.seen(target, candidate.more["reader"]), facts.body.steps[target]
    if not fact.only(d.ARRAY) or fact.ndim != (1, 1):
        return unknown("it may be something else than a NumPy array of one dimension", step.node)
    if not {w.removeprefix(">") for w in fact.dtypes} <= _REAL:
        return unknown("it may hold something else than real numbers", step.node)
    if reshaped(facts, candidate):
        return unknown("the array's shape may be changed in place", step.node)
    wide = facts.fact(width)
    if not wide.only(d.NUMBER) or "bool" in {w.partition(":")[0] for w in wide.dtypes}:
        return unknown("the width may be True or False, which `sliding_window_view` does not take", candidate.node)
    sums = _sums(facts, target)
    found = sums.of(width)
    known = _long(facts, target)
    if found is None:
        return unknown("the width is not known to be a whole number", candidate.node)
    least = sums.least(found, candidate.node)
    if least is None and _is_some_length(facts, width):
        least = 0
    if least is None or least < 0:
        return unknown("the width may be negative", candidate.node)
    if least < 1 and not _measured(facts, candidate.more["count"], width):
        # `np.arange(n)` is of length n, but for an n below zero: then there is no window, not even one of no width.
        return unknown("the number of windows may be another one where the width is zero", candidate.node)
    left = sums.least(plus({_ALL: 1} if known is None else {"": known}, found, -1), candidate.node)
    if left is None or left < 0:
        return unknown("the array may be shorter than a window", candidate.node)
    return yes("there is one window at least")


@guard("windows-alike", "Does all that is done with the windows come out the same if they overlap in memory?")
def windows_alike(facts: FunctionFacts, candidate: Candidate) -> Answer:
    """Windows that are views can be neither written nor kept, and sums over all of them are added up otherwise."""
    step = candidate.step
    site = frozenset({(step.id, 0)})
    uses = facts.uses(step.id)
    methods = {u.id for u in uses if u.op == "attr" and u.data not in _FORM}
    holders = set(bits(facts.ownership.holders(site)))
    if holders - methods != {step.id} or site & facts.values.reach_sites(frozenset({d.OUTSIDE})):
        return unknown("something may hold the windows, or a part of them", candidate.node)
    source = facts.seen(candidate.target, candidate.more["reader"])
    for use in uses:
        if not _alike(facts, use, step.id, source):
            return unknown("this may come out otherwise where the windows overlap in memory", use.node)
    return yes("only what does not depend on it is done with them")


def _alike(facts: FunctionFacts, use: Step, windows: int, source: d.Fact) -> bool:
    if use.op == "attr" and use.data in _FORM:
        return True
    if use.op == "attr" and use.data == "dtype":
        return not any(w.startswith(">") for w in source.dtypes)
    if use.op == "attr":
        callee = facts.fact(use.id).callee or ""
        calls = facts.uses(use.id)
        return callee.startswith("ndarray.") and all(
            c.op == "call" and c.args[0] == use.id and _reduces(facts, c, use.data, c.args[1:], source) for c in calls
        )
    if use.op == "store_index":
        return use.args[2] == windows and not {use.args[0], use.args[1]} & {windows} and _array(facts, use.args[0])
    if use.op == "call":
        callee = facts.model.resolve(facts.fact(use.args[0]).callee or "")
        if callee == "builtins.len":
            return True
        name = callee.removeprefix("numpy.")
        given = use.args[2:] if len(use.args) > 1 and use.args[1] == windows else None
        return given is not None and callee.startswith("numpy.") and _reduces(facts, use, name, given, source, 1)
    if use.op not in ("bin", "compare") or use.data not in _EXACT:
        return False
    other = [facts.fact(a) for a in use.args if a != windows]
    return len(other) == 1 and _joins(other[0])


def _joins(other: d.Fact) -> bool:
    """Whether it is a real number, or a row of them."""
    words = {w.removeprefix("s:").removeprefix(">").partition(":")[0] for w in other.dtypes}
    real = words <= {*_REAL, "int", "float", "bool"}
    return real and (other.only(d.NUMBER | d.SCALAR) or (other.only(d.ARRAY) and other.ndim == (1, 1)))


def _reduces(
    facts: FunctionFacts, call: Step, name: str, given: tuple[int, ...], source: d.Fact, first: int = 0
) -> bool:
    """Whether a call reduces the windows in a way that does not depend on where they lie."""
    shape = call.data
    name = {"amax": "max", "amin": "min"}.get(name, name)
    if name not in _ANY_ORDER | _BY_ROW or shape.starred or len(given) > 1:
        return False
    if given and shape.positional == first and shape.keywords != ("axis",):
        return False
    axis = facts.fact(given[0]).const if given else None
    if given and axis is not None and (type(axis) is not int or axis not in (0, 1, -1)):
        return False
    if _signed(name, source) and not source.layout.is_c:
        return False
    if name in _EXTREMES | _BY_ROW and any(w.startswith(">") and native(w)[0] == "f" for w in source.dtypes):
        return False  # the table has the machine's byte order, the view is read in parts as large as a buffer
    return (name in _ANY_ORDER and not _signed(name, source)) or axis in (1, -1)


def _signed(name: str, source: d.Fact) -> bool:
    """Whether it is the largest or smallest of floats: which of 0.0 and -0.0 it is depends on the order."""
    return name in _EXTREMES and not all(native(w)[0] in "biu" for w in source.dtypes)


def _array(facts: FunctionFacts, value: int) -> bool:
    return facts.fact(value).only(d.ARRAYS)


def _sums(facts: FunctionFacts, target: int) -> Sums:
    known = _long(facts, target)

    def of_length(value: int) -> int | str | None:
        return (_ALL if known is None else known) if is_length(facts, value, target, 0) else None

    return Sums(facts, of_length)


def _measured(facts: FunctionFacts, value: int, width: int) -> bool:
    """Whether a number is made of the width, of numbers, and of what arrays were asked for."""
    step = facts.body.steps[value]
    if value == width:
        return True
    if step.op == "bin":
        return all(_measured(facts, a, width) for a in step.args)
    asked = step.op == "call" and facts.fact(step.args[0]).callee == "builtins.len"
    return asked or step.op in ("attr", "index", "unpack", "const")


def _long(facts: FunctionFacts, target: int) -> int | None:
    """How long the array is, where that is written in numbers."""
    found = shapes.sized(facts.fact(target).shape)
    return int(found[0]) if found and isinstance(found[0], str) and found[0].isdigit() else None


def _is_some_length(facts: FunctionFacts, value: int) -> bool:
    """Whether a number is the length of something."""
    length = facts.fact(value).length
    step = facts.body.steps[value]
    if step.op == "call" and facts.fact(step.args[0]).callee == "builtins.len":
        return True
    return isinstance(length, tuple) and length[0] in ("axis", "last", "size", "len", "cut")
