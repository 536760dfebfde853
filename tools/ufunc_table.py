"""Measure, on the NumPy at hand, which dtype every elementwise ufunc and operator gives; print it as JSON.

Run by ``tools/model.py --generate`` under each NumPy version; the results are merged there.
"""

from __future__ import annotations

import itertools
import json
import operator
import sys
import warnings
from typing import Any

import numpy as np

from uncopy.model.ufuncs import DOMAIN, LETTERS, OPERANDS, RAISES, VARIES, WEAK

CODES = {code: letter for letter, code in LETTERS.items()}
BINARY = "add sub mul truediv floordiv mod pow matmul and_ or_ xor lshift rshift lt le eq ne gt ge".split()
UNARY = "neg pos invert abs".split()
SMALL: dict[str, list[Any]] = {
    "int": [0, 1, 2, 127],
    "float": [0.0, 0.5, 1.0, 2.0, -1.5, 6e4, float("inf")],
    "complex": [1j, 0.5 + 2j],
}
WORD = [*SMALL["int"], 200, 300, 40000, 70000, 2**31, 2**40, 2**63 - 1, -1, -200, -40000, -70000, -(2**40), -(2**63)]
ANY = {"float": [*SMALL["float"], 1e5, 1e39, 1e300],
       "complex": [*SMALL["complex"], 1e39j, 1e300j]}  # fmt: skip
DTYPE = {"f16": "g", "c32": "G", "m8": "m8[s]", "M8": "M8[s]", "S": "S1", "U": "U1"}


def values(operand: str, rules: str) -> list[Any]:
    """Witnesses of an operand: for one whose value may decide, several."""
    head, _, size = operand.partition(".")
    if operand == "bool":
        return [True, False]
    if head in SMALL:
        if rules == "2":  # values do not decide, but for squares; the large only raise
            return SMALL[head][1:4]
        return SMALL[head] if size == "small" else WORD if size == "word" else ANY[head]
    scalar, code = operand.startswith("s:"), operand.removeprefix("s:")
    dtype = np.dtype(DTYPE.get(code, code))
    if not scalar:
        return [np.array([1], dtype)]
    many: list[Any] = [1, 2]  # before NumPy 2.0, the square of a 0-d array is another loop than other powers
    if dtype.kind in "iu":
        many += [0, np.iinfo(dtype).max, np.iinfo(dtype).min]
    elif dtype.kind in "fc":
        many += [0.5, np.finfo(dtype).max]
    return [x for v in many for x in (np.array(v, dtype)[()], np.array(v, dtype))]


def letter(result: Any) -> str:
    """The table's letter for a result."""
    dtype = getattr(result, "dtype", None)
    if dtype is None:
        return VARIES
    kind = dtype.kind
    code = kind if kind in "OSU" else dtype.str[1:3] if kind in "mM" else f"{kind}{dtype.itemsize}"
    if dtype.char in "gG":
        code = {"g": "f16", "G": "c32"}[dtype.char]
    return CODES.get(code, VARIES)


def objects(ufunc: np.ufunc, operands: tuple[str, ...], nout: int) -> list[str]:
    """With objects among the operands the loop is asked for: what the elements would do is their own affair."""
    types = [{"bool": bool, "int": int, "float": float, "complex": complex}.get(
        o.partition(".")[0], np.dtype(DTYPE.get(o.removeprefix("s:"), o.removeprefix("s:")))
        if o.removeprefix("s:") in DOMAIN else None) for o in operands]  # fmt: skip
    if bool in types:
        return [VARIES] * nout
    try:
        return [CODES.get(t.kind if t.kind == "O" else t.str[1:], VARIES)
                for t in ufunc.resolve_dtypes((*types, *[None] * nout))[len(operands):]]  # fmt: skip
    except (TypeError, NotImplementedError):
        return [RAISES] * nout


def cell(call: Any, ufunc: np.ufunc, operands: tuple[str, ...], rules: str, nout: int) -> list[str]:
    """One letter an output."""
    if any(o.removeprefix("s:") == "O" for o in operands):
        return objects(ufunc, operands, nout)
    if rules == "1" and "int" in operands:  # above 64 bits it becomes an object, which the old rules may even crash on
        return [VARIES] * nout
    python = all(o in WEAK or o in ("s:S", "s:U", "s:O") for o in operands)
    if ufunc is not call and python:  # Python's own arithmetic
        return [VARIES] * nout
    found: list[set[str]] = [set() for _ in range(nout)]
    for args in itertools.product(*(values(o, rules) for o in operands)):
        try:
            result = call(*args)
        except TypeError:
            result = RAISES
        except (ValueError, OverflowError, ZeroDivisionError):
            continue
        for i in range(nout):
            found[i].add(RAISES if result is RAISES else letter(result[i] if nout > 1 else result))
    return [f.pop() if len(f) == 1 else VARIES for f in found]


def table(call: Any, ufunc: np.ufunc, nin: int, nout: int, rules: str) -> list[str]:
    """The strings of one ufunc: a letter for every combination of operands, the last operand running fastest."""
    cells = [cell(call, ufunc, o, rules, nout) for o in itertools.product(OPERANDS[rules], repeat=nin)]
    return ["".join(c[i] for c in cells) for i in range(nout)]


def matmul(a: Any, b: Any) -> Any:
    """``@`` of matrices of one element; scalars are no operands of it."""
    if not (np.ndim(a) and np.ndim(b)):
        raise ValueError("matrices only")
    return a[None] @ b[None]


def main() -> None:
    """Print the tables and facts of all elementwise ufuncs and operators."""
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    rules = "1" if np.lib.NumpyVersion(np.__version__) < "2.0.0" else "2"
    out: dict[str, Any] = {"numpy": np.__version__, "rules": rules, "ufuncs": {}, "aliases": {}}
    for name in sorted(dir(np)):
        f = getattr(np, name)
        if not isinstance(f, np.ufunc) or f.signature is not None or f.nin > 2:
            continue
        own = str(f.__name__)
        if name != own and getattr(np, own, None) is f:
            out["aliases"][f"numpy.{name}"] = f"numpy.{own}"
            continue
        out["ufuncs"][f"numpy.{name}"] = {
            "nin": f.nin, "nout": f.nout, "table": table(f, f, f.nin, f.nout, rules),
        }  # fmt: skip
    for name in (*UNARY, *BINARY):
        nin = 1 if name in UNARY else 2
        call = matmul if name == "matmul" else getattr(operator, name)
        ufunc = getattr(np, {"sub": "subtract", "mul": "multiply", "truediv": "true_divide", "floordiv": "floor_divide",
                             "pow": "power", "and_": "bitwise_and", "or_": "bitwise_or", "xor": "bitwise_xor",
                             "lshift": "left_shift", "rshift": "right_shift", "lt": "less", "le": "less_equal",
                             "eq": "equal", "ne": "not_equal", "gt": "greater", "ge": "greater_equal",
                             "neg": "negative", "pos": "positive"}.get(name, name))  # fmt: skip
        out["ufuncs"][f"operator.{name}"] = {"nin": nin, "nout": 1, "table": table(call, ufunc, nin, 1, rules)}
    json.dump(out, sys.stdout)


if __name__ == "__main__":
    main()
