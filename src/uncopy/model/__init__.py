"""What NumPy does, as data: a row a function, and the generated table of result dtypes. Imports no NumPy.

model = load()
row = model.row("numpy.clip")                                 # None: not NumPy, or not modelled
bound = bind(row, positional=3, keywords=["out"])             # None: an unknown call
row.given({"out": "*"}).returns                               # Term("same", ("out",))
model.ufunc("numpy.add", ("f4", "float:0.5"), rules="2")      # "f4"
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

from uncopy.model.bind import bind
from uncopy.model.row import Row, make_row
from uncopy.model.terms import UNKNOWN, Param, Term
from uncopy.model.ufuncs import DOMAIN, UfuncTable

__all__ = ["DOMAIN", "OPERATORS", "UNKNOWN", "Model", "Param", "Row", "Term", "bind", "load", "make_row"]

OPERATORS: Mapping[str, str] = {
    "+": "operator.add", "-": "operator.sub", "*": "operator.mul", "/": "operator.truediv",
    "//": "operator.floordiv", "%": "operator.mod", "**": "operator.pow", "@": "operator.matmul",
    "&": "operator.and_", "|": "operator.or_", "^": "operator.xor", "<<": "operator.lshift",
    ">>": "operator.rshift", "<": "operator.lt", "<=": "operator.le", "==": "operator.eq", "!=": "operator.ne",
    ">": "operator.gt", ">=": "operator.ge", "u-": "operator.neg", "u+": "operator.pos", "~": "operator.invert",
}  # fmt: skip
"""The table's names of the operators; ``u-`` and ``u+`` are the unary ones."""


class Model:
    """All rows and the ufunc table. Immutable; rows are parsed when first asked for."""

    DOMAIN = DOMAIN

    def __init__(self, rows: Mapping[str, Any], aliases: Mapping[str, str], ufuncs: UfuncTable) -> None:
        """``rows`` maps names to written fields or to a ready `Row`, ``aliases`` other names to those."""
        self._written = rows
        self._aliases = aliases
        self._ufuncs = ufuncs
        self._rows: dict[str, Row] = {}

    def resolve(self, name: str) -> str:
        """The name under which an alias is modelled: ``numpy.abs`` is ``numpy.absolute``."""
        return self._aliases.get(name, name)

    def names(self) -> tuple[str, ...]:
        """Every modelled name, aliases left out."""
        return tuple(self._written)

    def aliases(self) -> Mapping[str, str]:
        """Other names of modelled functions."""
        return dict(self._aliases)

    def row(self, name: str) -> Row | None:
        """The row of a dotted name or of an alias of one, None where there is none."""
        name = self.resolve(name)
        row = self._rows.get(name)
        if row is None:
            written = self._written.get(name)
            if written is None:
                return None
            row = written if isinstance(written, Row) else make_row({**written, "name": name})
            self._rows[name] = row
        return row

    def with_functions(self, rows: Iterable[Row]) -> Model:
        """A model with a project's own rows added; where names clash, the project's row counts."""
        own = {row.name: row for row in rows}
        aliases = {k: v for k, v in self._aliases.items() if k not in own}
        return Model({**self._written, **own}, aliases, self._ufuncs)

    def ufunc(self, name: str, operands: tuple[str, ...], rules: str, output: int = 0) -> str | None:
        """The dtype that a ufunc (``numpy.add``) or operator (``operator.add``, see `OPERATORS`) gives.

        ``operands`` are written as `uncopy.model.ufuncs` tells: ``"f8"``, ``"s:f8"``, ``"int"``, ``"float:0.5"``.
        ``rules`` is ``"1"`` for NumPy before 2.0, ``"2"`` since. ``output`` counts the outputs of divmod and the
        like. None where the call raises TypeError, ``"?"`` where values or versions decide or nothing is known.
        """
        return self._ufuncs.result(self.resolve(name), operands, rules, output)

    def is_ufunc(self, name: str) -> bool:
        """Whether the name is an elementwise ufunc of NumPy, under any of its names."""
        name = self.resolve(name)
        return name.startswith("numpy.") and name in self._ufuncs

    def arity(self, name: str) -> tuple[int, int]:
        """How many operands a ufunc or operator takes and how many results it gives. KeyError if it is neither."""
        return self._ufuncs.arity(self.resolve(name))


@lru_cache(maxsize=1)
def load() -> Model:
    """The model of NumPy 1.26 and later, read once from the generated files."""
    folder = resources.files(__package__)
    rows = json.loads(folder.joinpath("rows.json").read_text("utf-8"))
    ufuncs = json.loads(folder.joinpath("ufuncs.json").read_text("utf-8"))
    return Model(rows["rows"], rows["aliases"], UfuncTable(ufuncs))
