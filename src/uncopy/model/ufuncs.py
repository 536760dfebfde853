"""The generated table of elementwise ufuncs: which dtypes go in, which come out.

Operands are written so: ``f8`` an array of at least one dimension; ``s:f8`` a NumPy scalar or 0-d array; ``int``,
``float``, ``complex``, ``bool`` a Python number of any value, but for an ``int`` beside a float, which has at most 64
bits; ``int:300``, ``float:0.5``, ``complex:1j`` one of a known value, ``int:word`` any that fits 64 signed bits, such
as a length or an index. ``i8`` and ``u8`` are also the platform's default integers, ``f16`` and ``c32`` are long
doubles.
Rules ``"1"`` are those of NumPy before 2.0, where small values do not promote, ``"2"`` those since.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

DOMAIN = tuple("b1 i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8 f16 c8 c16 c32 O m8 M8 S U".split())
WEAK = ("bool", "int", "float", "complex", "int.word", "int.small", "float.small", "complex.small")
OPERANDS = {"2": DOMAIN + WEAK, "1": DOMAIN + WEAK + tuple(f"s:{d}" for d in DOMAIN)}
LETTERS = dict(zip("?bhiqBHIQefdgFDGOmMSU", DOMAIN, strict=True))
RAISES, VARIES = "!", "."
RANGE = {"i1": (-(2**7), 2**7), "i2": (-(2**15), 2**15), "i4": (-(2**31), 2**31), "i8": (-(2**63), 2**63),
         "u1": (0, 2**8), "u2": (0, 2**16), "u4": (0, 2**32), "u8": (0, 2**64)}  # fmt: skip


def operand_column(operand: str, rules: str) -> str | None:
    """The table's name for an operand, or None where it is not in the domain."""
    head, _, value = operand.partition(":")
    if head == "s":
        return operand if rules == "1" and value in DOMAIN else value if value in DOMAIN else None
    if head in ("int", "float", "complex") and value:
        return f"{head}.{size}" if (size := _size(head, value)) else head
    return operand if operand in DOMAIN or operand in WEAK[:4] else None


def _size(kind: str, text: str) -> str:
    """``small`` for a literal that fits the narrowest dtypes of its kind, so that no rules promote because of it."""
    if (kind, text) == ("int", "word"):
        return "word"
    try:
        value = complex(text.replace("_", "")) if kind != "int" else int(text, 0)
    except ValueError:
        return ""
    if isinstance(value, int):
        return "small" if 0 <= value <= 127 else "word" if -(2**63) <= value < 2**63 else ""
    return "small" if all(abs(part) <= 6e4 for part in (value.real, value.imag)) else ""


class UfuncTable:
    """Result dtypes of ufuncs and operators, decoded from one string a signature."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """Take the parsed content of ``ufuncs.json``; nothing is decoded before it is asked for."""
        self._ufuncs: Mapping[str, Mapping[str, Any]] = data["ufuncs"]
        self._tables: list[str] = data["tables"]
        self._index = {rules: {name: i for i, name in enumerate(OPERANDS[rules])} for rules in OPERANDS}

    def __contains__(self, name: str) -> bool:
        return name in self._ufuncs

    def names(self) -> tuple[str, ...]:
        """All ufuncs (``numpy.add``) and operators (``operator.add``) in the table."""
        return tuple(self._ufuncs)

    def arity(self, name: str) -> tuple[int, int]:
        """How many operands go in and how many come out."""
        info = self._ufuncs[name]
        return info["nin"], info["nout"]

    def result(self, name: str, operands: tuple[str, ...], rules: str, output: int = 0) -> str | None:
        """The dtype of an output; None where the call raises TypeError, "?" where values or versions decide."""
        if name == "numpy.clip":
            return self._clip(operands, rules)
        info = self._ufuncs.get(name)
        columns = [operand_column(o, rules) for o in operands]
        if info is None or len(operands) != info["nin"] or None in columns:
            return "?"
        index = self._index[rules]
        place = 0
        for column in columns:
            place = place * len(index) + index[str(column)]
        letter = self._tables[info[rules][output]][place]
        if letter == RAISES:
            return None
        if letter == VARIES:
            return "?"
        code = LETTERS[letter]
        if rules == "2" and name.startswith("operator.") and _scalars_differ(name, code, operands):
            return "?"
        return "?" if rules == "2" and _overflows(code, operands) else code

    def _clip(self, operands: tuple[str, ...], rules: str) -> str | None:
        """clip promotes all its bounds at once: certain where promoting them one by one gives the same in any order."""
        if len(operands) == 1:
            return operands[0].removeprefix("s:")
        found = set()
        arrays = [o for o in operands if o in DOMAIN]
        others = [o for o in operands if o not in DOMAIN]
        for first, *rest in itertools.permutations(arrays) if arrays else itertools.permutations(others):
            result: str | None = first
            for other in (*rest, *others) if arrays else rest:
                if result not in (None, "?"):
                    result = self.result("numpy.maximum", (str(result), other), rules)
            found.add(result)
        return found.pop() if len(found) == 1 else "?"


def _scalars_differ(name: str, code: str, operands: tuple[str, ...]) -> bool:
    """Whether NumPy 2 may give another dtype for an operator with a scalar than for one with arrays.

    Up to 2.2, a power whose exponent is a scalar of the value 2 is a loop of its own. And ``numpy.float64`` is a float,
    so that a complex number at its left answers.
    """
    base, other = operands[0].removeprefix("s:"), operands[-1]
    if name == "operator.pow" and other.startswith("s:"):
        return code != base and not (code == "f8" and base[0] in "iu" and other[2] == "f")
    return other == "s:f8" and base.partition(":")[0] == "complex"


def _overflows(code: str, operands: tuple[str, ...]) -> bool:
    """Whether a Python int is too large for the loop's dtype, so that NumPy 2 raises (or, comparing, does not)."""
    for operand in operands:
        head, _, value = operand.partition(":")
        if head == "int" and value not in ("", "word") and code in RANGE:
            low, high = RANGE[code]
            try:
                if not low <= int(value, 0) < high:
                    return True
            except ValueError:
                return True
    return False
