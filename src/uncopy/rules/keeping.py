"""Arrays that are put into what lives as long as the program: containers of the module, of a class, of a default."""

from __future__ import annotations

import ast
from dataclasses import dataclass

import libcst as cst

from uncopy.facts import FunctionFacts
from uncopy.facts import domain as d
from uncopy.lower.ir import Step

_PUTS = {"append": 1, "add": 1, "setdefault": 2}  # and how many arguments they take
_NAMED = ("cache", "memo")  # in the names of attributes that are looked at: others are an object's own
_READS = frozenset({"index", "store_index", "compare", "iter"})


@dataclass(frozen=True, slots=True)
class Put:
    """An array that a step puts into a container: how that is written, its kind, and the array.

    ``arguments`` are the parameters that make up the key, None if it is made of something else, or there is none.
    """

    step: Step
    holder: str
    keyed: bool
    default: bool
    array: int
    arguments: tuple[cst.Param, ...] | None


def puts_outside(node: ast.FunctionDef) -> bool:
    """Whether Python's own tree shows that a function puts something into what it does not bind, or into a default."""
    into = {_container(inner) for inner in ast.walk(node)} - {None}
    if not into:
        return False
    defaults = (*node.args.defaults, *node.args.kw_defaults)
    own = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    if not any(isinstance(default, (ast.Dict, ast.List)) for default in defaults):
        own |= {a.arg for a in ast.walk(node.args) if isinstance(a, ast.arg)}
    return bool(into - own)


def _container(node: ast.AST) -> str | None:
    """The name of what something is put into; of an attribute, if its name says that it is a cache."""
    match node:
        case ast.Subscript(value=inner, ctx=ast.Store()):
            pass
        case ast.Call(func=ast.Attribute(value=inner, attr=method)) if method in _PUTS:
            pass
        case _:
            return None
    if isinstance(inner, ast.Attribute):
        return f".{inner.attr}" if any(word in inner.attr.lower() for word in _NAMED) else None
    return inner.id if isinstance(inner, ast.Name) else None


def params_of(node: cst.FunctionDef) -> list[cst.Param]:
    """All parameters."""
    params = node.params
    stars = [p for p in (params.star_arg, params.star_kwarg) if isinstance(p, cst.Param)]
    return [*params.posonly_params, *params.params, *params.kwonly_params, *stars]


def array_of(facts: FunctionFacts, step: Step, value: int) -> int | None:
    """What is surely an array where a step is given it, or the first item of a tuple that is; None if nothing is.

    Arithmetic of an array with what is not known gives an array of some kind.
    """
    fact = facts.seen(value, step)
    if fact.may(d.ARRAYS) and fact.only(d.ARRAYS | d.ARITHMETIC):
        return value
    if fact.kinds and fact.only(d.TUPLE) and fact.items is not None:
        return next((a for item in fact.items if (a := array_of(facts, step, item)) is not None), None)
    return None


def put(facts: FunctionFacts, step: Step, node: cst.FunctionDef) -> Put | None:
    """The array that a step puts into what lives longer than the call, under a key that may be a new one each time."""
    steps = facts.body.steps
    key: int | None = None
    if step.op == "store_index":
        base, key, value = step.args
    elif step.op == "call" and steps[step.args[0]].op == "attr" and steps[step.args[0]].data in _PUTS:
        method = steps[step.args[0]]
        given = step.args[1:]
        if step.data.starred or step.data.keywords or len(given) != _PUTS[method.data]:
            return None
        base, value = method.args[0], given[-1]
        key = given[0] if len(given) > 1 else None
    else:
        return None
    found, array = _holder(facts, steps[base], node), array_of(facts, step, value)
    if found is None or array is None or (key is not None and facts.fact(key).const is not d.MISSING):
        return None
    holder, kind = found
    if (key is not None) is not (kind == "dict"):
        return None
    return Put(step, holder, key is not None, steps[base].op == "param", array, _key(facts, key, node))


def _key(facts: FunctionFacts, key: int | None, node: cst.FunctionDef) -> tuple[cst.Param, ...] | None:
    if key is None:
        return None
    steps = facts.body.steps
    parts = steps[key].args if steps[key].op == "tuple" else (key,)
    params = {p.name.value: p for p in params_of(node)}
    if not params.keys() - {"self", "cls"}:
        return ()  # each call fills in the same table
    found = [params[steps[part].data] for part in parts if steps[part].op == "param"]
    return tuple(found) if len(found) == len(parts) else None


def _holder(facts: FunctionFacts, base: Step, node: cst.FunctionDef) -> tuple[str, str] | None:
    """The container that lives as long as the program, as it is written, and its kind."""
    containers = facts.growing().containers
    if base.op == "global":
        return (base.data, containers[base.data]) if base.data in containers else None
    if base.op == "attr" and facts.body.steps[base.args[0]].op == "param":
        this = facts.body.steps[base.args[0]].data
        kinds = [kind for name, kind in containers.items() if name.endswith(f".{base.data}")]
        return (f"{this}.{base.data}", kinds[0]) if this in ("self", "cls") and len(kinds) == 1 else None
    if base.op != "param":
        return None
    default = next(p for p in params_of(node) if p.name.value == base.data).default
    if not all(_looks(use, base.data) for use in facts.uses(base.id)):
        return None
    if isinstance(default, cst.Dict) and not default.elements:
        return base.data, "dict"
    return (base.data, "list") if isinstance(default, cst.List) and not default.elements else None


def _looks(use: Step, name: str) -> bool:
    """Whether a step takes nothing out of the container that a parameter is, and hands it to nobody."""
    return use.op in _READS or (use.op == "attr" and use.data in (*_PUTS, "get")) or (use.op, use.data) == ("phi", name)
