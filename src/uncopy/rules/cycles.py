"""What holds an object and is held by it: functions that are stored on it, and exceptions with their frames."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.guards.worth import literal_size
from uncopy.lower.ir import Step

_SMALL = 1000  # elements


def of_object(facts: FunctionFacts, this: int) -> tuple[str, ...]:
    """The arrays that an object is given, in this method or, as far as the text tells, in others of its class."""
    steps = facts.body.steps
    name = steps[this].data
    small = {s.data for s in _stores(facts, this) if _is_small(facts.seen(s.args[1], s))}
    here = [s.data for s in _stores(facts, this) if facts.seen(s.args[1], s).kinds and _is_array(facts, s, s.args[1])]
    growing = facts.growing()
    others = growing.arrays.get(growing.class_of(facts.body.name), ()) if name == "self" else ()
    return tuple(f"{name}.{attribute}" for attribute in dict.fromkeys((*here, *others)) if attribute not in small)


def local(facts: FunctionFacts) -> tuple[str, ...]:
    """The names of the function that stand for arrays, parameters included."""
    found = []
    for name, values in facts.body.names.items():
        known = [facts.fact(value) for value in values]
        if any(f.kinds and f.only(d.ARRAYS) and not _is_small(f) for f in known):
            found.append(name)
    return tuple(found)


def _stores(facts: FunctionFacts, this: int) -> Iterator[Step]:
    return (s for s in facts.body.steps if s.op == "store_attr" and s.args[0] == this)


def _is_array(facts: FunctionFacts, step: Step, value: int) -> bool:
    fact = facts.seen(value, step)
    return fact.may(d.ARRAY) and fact.only(d.ARRAYS | d.ARITHMETIC)


def _is_small(fact: d.Fact) -> bool:
    size = literal_size(fact)
    return size is not None and size < _SMALL


def holds(facts: FunctionFacts, value: int, this: int, depth: int = 0) -> str | None:
    """What sort of function a value is, if it is one that holds ``this`` object: a method of it, say."""
    steps = facts.body.steps
    step, name = steps[value], steps[this].data
    if step.op == "phi" and depth < 3:
        return next((h for a in step.args if (h := holds(facts, a, this, depth + 1)) is not None), None)
    if step.op == "attr" and step.args[0] == this:
        growing = facts.growing()
        own = growing.class_of(facts.body.name)
        return "method" if own and growing.functions.get(f"{own}.{step.data}", False) else None
    if step.op == "call" and facts.fact(step.args[0]).callee == "functools.partial":
        return "partial" if any(a == this or holds(facts, a, this, depth + 1) for a in step.args[1:]) else None
    if step.op != "closure" or name not in facts.body.captured:
        return None
    if isinstance(step.node, cst.Lambda):
        return "lambda" if reads(step.node, name) else None
    return "function" if isinstance(step.node, cst.FunctionDef) and _reaches(facts, step.node, name) else None


def reads(node: cst.Lambda | cst.FunctionDef, name: str) -> bool:
    """Whether a function reads a name that it does not have for itself."""
    params = node.params
    own = [*params.posonly_params, *params.params, *params.kwonly_params]
    return all(p.name.value != name for p in own) and _names(node.body, name)


def _names(node: cst.CSTNode, name: str) -> bool:
    if isinstance(node, cst.Name):
        return node.value == name
    if isinstance(node, cst.Attribute):
        return _names(node.value, name)
    if isinstance(node, cst.Arg):
        return _names(node.value, name)
    return any(_names(child, name) for child in node.children)


def _reaches(facts: FunctionFacts, node: cst.FunctionDef, name: str) -> bool:
    """Whether an inner function reads a name, itself or by another inner function that it calls."""
    if reads(node, name):
        return True
    inner = [b.node for b in facts.body.inner if isinstance(b.node, cst.FunctionDef) and b.node is not node]
    return any(reads(other, name) and reads(node, other.name.value) for other in inner)


def caught(facts: FunctionFacts, step: Step) -> tuple[str, str, bool] | None:
    """An exception that a step keeps beyond its handler: its name, what keeps it, and whether that is a name here.

    Kept is what is stored in an attribute or an item, bound to another name, or appended to what others hold.
    """
    steps = facts.body.steps
    holder, value = _kept(facts, step)
    if holder is None or (steps[value].op, steps[value].data) != ("unknown", "an exception"):
        return None
    names = [s.data for s in steps if s.op == "bind" and s.args == (value,) and isinstance(s.node, cst.ExceptHandler)]
    in_frame = step.op == "bind"
    if not names or names[0] == holder or (in_frame and _let_go(facts, step)):
        return None
    return names[0], holder, in_frame


def _kept(facts: FunctionFacts, step: Step) -> tuple[str | None, int]:
    """What a step puts something into, as it is written, and the value."""
    steps, node = facts.body.steps, step.node
    if step.op in ("store_attr", "store_index", "store_global", "bind"):
        return _target(node), step.args[-1]
    if step.op != "call" or len(step.args) != 2 or not isinstance(node, cst.Call):
        return None, -1
    method = steps[step.args[0]]
    appends = method.op == "attr" and method.data in ("append", "add")
    if not appends or not isinstance(node.func, cst.Attribute):
        return None, -1
    beyond = steps[method.args[0]].op in ("attr", "global", "param")
    return (_code(node.func.value) if beyond else None), step.args[1]


def _let_go(facts: FunctionFacts, step: Step) -> bool:
    """Whether a name is deleted, or bound to None, later on."""
    later = [s for s in facts.body.steps if s.data == step.data and facts.ownership.reaches(step, s)]
    deleted = any(s.op == "undef" and isinstance(s.node, cst.Del) for s in later)
    return deleted or any(s.op == "bind" and facts.fact(s.args[0]).only(d.NONE) for s in later)


def _target(node: cst.CSTNode | None) -> str | None:
    return _code(node.targets[0].target) if isinstance(node, cst.Assign) and len(node.targets) == 1 else None


def _code(node: cst.CSTNode) -> str:
    return cst.Module([]).code_for_node(node)
