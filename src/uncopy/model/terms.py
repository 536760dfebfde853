"""The words of the NumPy model: terms such as ``maybe(x)`` or ``tuple(fresh, view(a))``, and parameter lists.

Everything a row says about a result is a `Term`: a head and arguments, parsed once and compared as data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["positional", "either", "variadic", "keyword"]
_HEAD = re.compile(r"\(\)|[A-Za-z0-9_.]+")


@dataclass(frozen=True, slots=True)
class Term:
    """``head(args...)``. Arguments are parameter names (str) or, in tuples and lists, terms.

    ``many`` says that the last argument stands for any number of alike ones: ``list(view(a)...)``.
    """

    head: str
    args: tuple[str | Term, ...] = ()
    many: bool = False

    @property
    def params(self) -> tuple[str, ...]:
        """The parameter names in it, those of nested terms included."""
        found: list[str] = []
        for arg in self.args:
            found += arg.params if isinstance(arg, Term) else (arg,)
        return tuple(dict.fromkeys(found))

    def __str__(self) -> str:
        if not self.args:
            return self.head
        return f"{self.head}({', '.join(map(str, self.args))}{'...' if self.many else ''})"


UNKNOWN = Term("unknown")


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter: how it may be given, and the source text of its default (None where it must be given)."""

    name: str
    kind: Kind
    default: str | None = None


def split(text: str) -> list[str]:
    """Split at the commas that stand outside all brackets and quotes."""
    parts, depth, quote, start = [], 0, "", 0
    for i, c in enumerate(text):
        if quote:
            quote = "" if c == quote else quote
        elif c in "'\"":
            quote = c
        elif c in "([{":
            depth += 1
        elif c in ")]}":
            depth -= 1
        elif c == "," and not depth:
            parts.append(text[start:i].strip())
            start = i + 1
    last = text[start:].strip()
    return [*parts, last] if last or parts else []


def parse_term(text: str, nested: frozenset[str] = frozenset()) -> Term:
    """Read a term; arguments of the heads in ``nested`` are terms themselves. Raises ValueError where it is none."""
    text = text.strip()
    match = _HEAD.match(text)
    if match is None:
        raise ValueError(f"not a term: {text!r}")
    head, rest = match.group(), text[match.end() :].strip()
    if not rest:
        return Term(head)
    if not (rest[0] == "(" and rest[-1] == ")"):
        raise ValueError(f"not a term: {text!r}")
    body = rest[1:-1].strip()
    many = body.endswith("...")
    args = split(body.removesuffix("..."))
    if not all(args):
        raise ValueError(f"an argument is missing in {text!r}")
    if head in nested:
        return Term(head, tuple(parse_term(a, nested) for a in args), many)
    return Term(head, tuple(args), many)


def parse_params(text: str) -> tuple[Param, ...]:
    """Read ``a, /, axis=None, *, out=None`` or ``*arrays``. Raises ValueError for what is no parameter list."""
    out: list[Param] = []
    kind: Kind = "either"
    for part in split(text):
        if part == "/":
            out = [Param(p.name, "positional", p.default) for p in out]
        elif part == "*":
            kind = "keyword"
        elif part.startswith("*"):
            out.append(Param(part[1:], "variadic", "()"))
            kind = "keyword"
        else:
            name, eq, default = part.partition("=")
            out.append(Param(name, kind, default if eq else None))
    for p in out:
        if not p.name.isidentifier():
            raise ValueError(f"{p.name!r} is not a parameter name in {text!r}")
    return tuple(out)
