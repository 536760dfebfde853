"""The bodies of the functions that a module calls of its own, lowered when first asked for."""

from __future__ import annotations

import libcst as cst

from uncopy.lower.ir import Body
from uncopy.lower.statements import lower_body
from uncopy.source.names import Names
from uncopy.source.text import Text
from uncopy.source.units import Unit, parse_unit


class OwnBodies:
    """Bodies by the name that `Names` gives an own function (``.f``, ``.C._m``)."""

    def __init__(self, names: Names, text: Text) -> None:
        self.names = names
        self._text = text
        self._bodies: dict[str, Body | None] = {}

    def body(self, name: str) -> Body | None:
        """The body of a function; None where it cannot be known: not this module's, a generator, a decorated one."""
        if name not in self._bodies:
            self._bodies[name] = self._lowered(name)
        return self._bodies[name]

    def bound(self, name: str) -> str:
        """What is put before the arguments: ``"self"``, ``"class"``, nothing (``"function"``); or ``"attribute"``."""
        return self.names.own[name].bound

    def stays(self, name: str) -> bool:
        """Whether an attribute is stored once in the life of its object, as far as the module tells."""
        return self.names.own[name].once

    def member(self, within: Body, name: str) -> str | None:
        """The own method or attribute that ``self.name`` means in a method; None where it may mean another thing."""
        found = f".{within.name.rpartition('.')[0]}.{name}"
        static = isinstance(within.node, cst.FunctionDef) and any(
            isinstance(d.decorator, cst.Name) and d.decorator.value == "staticmethod" for d in within.node.decorators
        )
        return found if found in self.names.own and not static else None

    def _lowered(self, name: str) -> Body | None:
        own = self.names.own.get(name)
        if own is None:
            return None
        part = parse_unit(Unit(own.within, own.node), self._text)
        assert isinstance(part.node, cst.FunctionDef)
        body = lower_body(part.node, part.scope, self.names.resolve, within=own.within)
        return None if body.unknowns or part.node.asynchronous is not None else body
