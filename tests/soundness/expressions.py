"""Expressions with arrays: constructors, operators, ufuncs, views, copies, reductions."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from tests.soundness.parts import (
    ANY_UFUNCS,
    COLUMN,
    DTYPES,
    FLOAT_UFUNCS,
    LOCALS,
    MATRIX,
    NAMES,
    NUMBERS,
    PAIRS,
    ROW,
    VECTOR,
    Sort,
)

_INT = [st.integers(0, n) for n in range(200)]


class Expressions:
    """Writes expressions; a draw of hypothesis decides. `generate` builds on it."""

    def __init__(self, draw):
        self.draw = draw
        self.lines: list[str] = []
        self.indent = 1
        self.env: dict[str, Sort] = {}
        self.helpers: set[str] = set()
        self.features: set[str] = set()
        self.loops = 0
        self.budget = 0
        self.count = 0
        self.pure = False

    # choices

    def number(self, top):
        return self.draw(_INT[top])

    def pick(self, items):
        return items[self.number(len(items) - 1)]

    def chance(self, percent):
        return self.number(99) >= 100 - percent

    # expressions

    def arrays(self):
        return [n for n, s in self.env.items() if s.kind == "array"]

    def array_name(self):
        names = self.arrays()
        own = [n for n in names if n in LOCALS]
        if own and self.chance(80 if self.pure else 40):
            names = own
        return self.pick(names) if names else "np.ones(4)"

    def sort_of(self, name):
        return self.env.get(name, Sort("array", VECTOR))

    def constructed(self):
        shape = self.pick((VECTOR, VECTOR, MATRIX, MATRIX, ROW, COLUMN))
        dtype = self.pick(DTYPES)
        text = "4" if shape == VECTOR and self.chance(70) else str(shape)
        word = NAMES[dtype]
        if shape == MATRIX and self.chance(10):
            text = "SIZES"
        if dtype == "f4" and self.chance(15):
            word = "NARROW"
        kinds = [
            "ones",
            "zeros",
            "full",
            "like",
            "arange",
            "linspace",
            "array",
            "empty",
            "eye",
            "random",
            "identity",
            "window",
        ]
        kind = self.pick(kinds)
        order = ", order='F'" if self.chance(12) else ""
        given = "" if dtype == "f8" and self.chance(60) else f", {word}" if self.chance(40) else f", dtype={word}"
        if kind in ("ones", "zeros"):
            return f"np.{kind}({text}{given}{order})", Sort("array", shape, dtype)
        if kind == "full":
            return f"np.full({text}, 2{given})", Sort("array", shape, dtype if given else "i8")
        if kind == "like":
            name = self.array_name()
            sort = self.sort_of(name)
            like = self.pick(("zeros_like", "ones_like", "full_like", "empty_like"))
            if like == "empty_like":
                self.features.add("empty")
            return f"np.{like}({name}{', 3' if like == 'full_like' else ''})", sort
        if kind == "arange":
            if self.chance(30):
                return "np.arange(16.0).reshape(4, 4)", Sort("array", MATRIX)
            return self.pick((("np.arange(4)", Sort("array", VECTOR, "i8")), ("np.arange(4.0)", Sort("array", VECTOR))))
        if kind == "linspace":
            return "np.linspace(0.0, 1.0, 4)", Sort("array", VECTOR)
        if kind == "array":
            if self.chance(40):
                return f"np.array([1, 2, 3, 4]{given})", Sort("array", VECTOR, dtype if given else "i8")
            return f"np.array([[1.0, 2.0, 3.0, 4.0]] * 4{given})", Sort("array", MATRIX, dtype)
        if kind == "empty":
            self.features.add("empty")
            return f"np.empty({text}{given}{order})", Sort("array", shape, dtype)
        if kind == "random":
            maker = self.pick(("default_rng(1)", "RandomState(1)", f"default_rng({self.pick(('s', 'n', '[1, 2]'))})"))
            many = [
                (f"normal(size={text})", shape, "f8"),
                (f"permutation({self.array_name()})", VECTOR, "f8"),
                ("permutation(4)", VECTOR, "i8"),
                (f"choice(4, {text})", shape, "i8"),
                (f"choice({self.array_name()}, 4)", VECTOR, "f8"),
                (f"normal({self.array_name()}, 1)", shape, "f8"),
                ("standard_normal(4)", VECTOR, "f8"),
            ]
            if "Random" not in maker:
                many += [(f"random({text})", shape, "f8"), (f"integers(0, 9, {text})", shape, "i8")]
            drawn, size, code = self.pick(many)
            return f"np.random.{maker}.{drawn}", Sort("array", size, code)
        if kind == "window":
            return (
                f"np.{self.pick(('hanning', 'hamming', 'blackman', 'bartlett'))}({self.pick(('4', 'n', 's'))})",
                Sort("array", VECTOR),
            )
        return f"np.{kind}(4)", Sort("array", MATRIX)

    def operand(self, beside=None):
        """Something to calculate with."""
        if self.chance(45):
            numbers = [n for n, s in self.env.items() if s.kind == "number"]
            if numbers and self.chance(40):
                return self.pick(numbers), Sort("number")
            text = self.pick(NUMBERS)
            return text, Sort("number", (), "c16" if "j" in text else "f8" if "." in text else "i8")
        name = self.array_name()
        sort = self.sort_of(name)
        if self.chance(15):
            return self.pick((f"{name}[:1]", f"{name}[0]", f"{name}.sum()", f"{name}[::-1]", f"{name}.T")), sort
        return name, sort

    def combined(self, left, right):
        try:
            shape = np.broadcast_shapes(left.shape, right.shape)
        except ValueError:
            shape = left.shape
        dtype = np.result_type(np.dtype(left.dtype), np.dtype(right.dtype))
        if right.kind == "number" and left.kind == "array" and dtype.kind == np.dtype(left.dtype).kind:
            dtype = np.dtype(left.dtype)
        text = {"b": "b1"}.get(dtype.kind, f"{dtype.kind}{dtype.itemsize}")
        return Sort("array", shape, text if text in NAMES else "f8")

    def operator(self, dtype):
        if dtype == "b1":
            return self.pick(("&", "|", "^", "+", "*"))
        if dtype[-2] == "i" or dtype == "u1":
            return self.pick(("+", "-", "*", "+", "*", "&", "|", "//", "%", "/", "<<", "**"))
        return self.pick(
            ("+", "-", "*", "/", "+", "-", "*", "**", "//", "%") if "c" not in dtype else ("+", "-", "*", "/")
        )

    def operation(self):
        name = self.array_name()
        sort = self.sort_of(name)
        right, other = self.operand()
        op = self.operator(sort.dtype)
        if op == "**":
            right, other = self.pick(("2", "2", "0.5", "3")), Sort("number", (), "i8")
        if op in ("<<", "&", "|", "^") and sort.dtype != "b1":
            right, other = self.pick(("1", "2")), Sort("number", (), "i8")
        result = self.combined(sort, other)
        if op == "/" and np.dtype(result.dtype).kind in "iub":
            result = result._replace(dtype="f8")
        if op not in ("-", "/", "**", "//", "%", "<<") and self.chance(30):
            return f"{right} {op} {name}", result
        return f"{name} {op} {right}", result

    def ufunc(self, argument, sort):
        if self.chance(60):
            dtype = sort.dtype if np.dtype(sort.dtype).kind in "fc" else "f8"
            return f"np.{self.pick(FLOAT_UFUNCS)}({argument})", Sort("array", sort.shape, dtype)
        if self.chance(60):
            return f"np.{self.pick(ANY_UFUNCS)}({argument})", sort
        right, other = self.operand()
        return f"np.{self.pick(PAIRS)}({argument}, {right})", self.combined(sort, other)

    def temporary(self, depth=0):
        """An unnamed array."""
        kind = self.number(9)
        if kind < 5 or depth > 1:
            text, sort = self.operation()
            return text, sort
        if kind < 7:
            text, sort = self.temporary(depth + 1)
            return self.ufunc(text, sort)
        if kind == 7:
            name = self.array_name()
            return self.ufunc(name, self.sort_of(name))
        if kind == 8:
            name = self.array_name()
            return self.pick((f"{name}.copy()", f"{name}[[0, 1, 2, 3]]", f"{name} * 1.0")), self.sort_of(name)
        text, sort = self.operation()
        right, other = self.operand()
        return f"({text}) {self.pick('+-*')} {right}", self.combined(sort, other)

    def view(self):
        name = self.array_name()
        sort = self.sort_of(name)
        shape, two = sort.shape, len(sort.shape) == 2
        forms: list[tuple[str, tuple[int, ...]]] = [
            (f"{name}[:]", shape), (f"{name}[::-1]", shape), (f"{name}[...]", shape), (f"{name}.view()", shape),
            (f"{name}.T", shape[::-1]), (f"{name}[1:]", (3, *shape[1:])), (f"{name}[::2]", (2, *shape[1:])),
            (f"{name}.reshape(-1)", (int(np.prod(shape)),)), (f"{name}.ravel()", (int(np.prod(shape)),)),
            (f"np.asarray({name})", shape), (f"np.squeeze({name})", tuple(n for n in shape if n > 1)),
            (f"np.atleast_1d({name})", shape), (f"np.ascontiguousarray({name})", shape), (name, shape),
            (f"np.ravel({name})", (int(np.prod(shape)),)), (f"{name}[None]", (1, *shape)), (f"np.asarray({name}, dtype=float)", shape),
            (f"np.transpose({name})", shape[::-1]), (f"np.flip({name})", shape), (f"np.broadcast_to({name}, (4, 4))", MATRIX),
            (f"np.asanyarray({name})", shape),
            (f"{name}.astype({NAMES[sort.dtype]}, copy=False)", shape), (f"np.expand_dims({name}, 0)", (1, *shape)),
            (f"np.require({name}, requirements='C')", shape), (f"np.nan_to_num({name}, copy=False)", shape),
            (f"{name}.real", shape), (f"np.asfortranarray({name})", shape),
        ]  # fmt: skip
        if two:
            forms += [
                (f"{name}[:, 0]", shape[:1]), (f"{name}[0]", shape[1:]), (f"{name}[:, ::-1]", shape), (f"np.diagonal({name})", (4,)),
                (f"{name}[:, None, :]", (shape[0], 1, shape[1])), (f"{name}.swapaxes(0, 1)", shape[::-1]), (f"{name}[1:, 1:]", (3, 3)),
                (f"{name}.diagonal()", (4,)), (f"np.moveaxis({name}, 0, 1)", shape[::-1]), (f"{name}[..., 0]", shape[:1]),
            ]  # fmt: skip
        elif shape == VECTOR:
            forms += [(f"{name}[:, None]", COLUMN), (f"{name}[None, :]", ROW), (f"{name}.reshape(2, 2)", (2, 2))]
        text, shape = self.pick(forms)
        return text, sort._replace(shape=shape)

    def copy(self):
        name = self.array_name()
        sort = self.sort_of(name)
        size = (int(np.prod(sort.shape)),)
        if self.loops or size[0] > 16:  # no sizes that grow by squaring
            grown = f"np.full_like({name}, 2)", sort
        else:
            grown = (
                self.pick((f"np.outer({name}, {name})", f"np.meshgrid({name}, {name})[0]")),
                sort._replace(shape=size * 2),
            )
        dtype = self.pick(DTYPES)
        return self.pick(
            (
                (f"{name}.copy()", sort), (f"{name}.copy()", sort), (f"np.copy({name})", sort), (f"np.array({name})", sort),
                (f"{name}.flatten()", sort._replace(shape=size)), (f"{name}.flatten()", sort._replace(shape=size)),
                (f"{name}.astype({NAMES[dtype]})", sort._replace(dtype=dtype)), (f"copy.copy({name})", sort),
                (f"copy.deepcopy({name})", sort), (f"{name}.copy(order='K')", sort), (f"np.array({name}, dtype={NAMES[dtype]})", sort._replace(dtype=dtype)),
                (f"{name}.T.copy()", sort._replace(shape=sort.shape[::-1])), (f"{name}[1:].copy()", sort), (f"{name}[:, None].copy()", sort),
                (f"{name}[[0, 1, 2]]", sort._replace(shape=(3, *sort.shape[1:]))), (f"np.sort({name})", sort),
                (f"{name}[np.arange(3)]", sort._replace(shape=(3, *sort.shape[1:]))), (f"{name}[list(range(4))]", sort),
                (f"np.concatenate([{name}, {name}])", sort), (f"np.tile({name}, 2)", sort), (f"{name}.copy('F')", sort),
                (f"np.stack([{name}, {name}])", sort._replace(shape=(2, *sort.shape))), (f"np.cumsum({name})", sort._replace(shape=size)),
                (f"np.clip({name}, 0, 2)", sort), (f"np.round({name}, 1)", sort), (f"np.where({name} > 1, {name}, 0)", sort),
                (f"np.repeat({name}, 2)", sort._replace(shape=(2 * size[0],))), (f"np.roll({name}, 1)", sort), (f"np.diff({name})", sort),
                (f"({name} + 1).copy()", sort), (f"np.array({name} * 2)", sort), (f"np.sqrt({name}).flatten()", sort._replace(shape=size)),
                (f"np.take({name}, [0, 1, 2, 3], axis=0)", sort), (f"np.vstack([{name}, {name}])", sort), grown,
                (f"{name} @ {name}", sort), (f"np.dot({name}, {name})", sort),
            )
        )  # fmt: skip

    def reduction(self):
        name = self.array_name()
        sort = self.sort_of(name)
        if self.chance(50):
            method = self.pick(("sum", "max", "min", "mean", "prod", "std", "any"))
            kind = self.number(3)
            if kind == 0:
                return f"{name}.{method}()", Sort("number")
            if kind == 1:
                return f"{name}.{method}(axis=0)", sort._replace(shape=sort.shape[1:])
            if kind == 2:
                return f"np.{method}({name}, axis=-1, keepdims=True)", sort._replace(shape=(*sort.shape[:-1], 1))
            return f"np.{method}({name}, keepdims=True)", sort._replace(shape=(1,) * len(sort.shape))
        return self.pick(
            (f"len({name})", f"{name}.shape[0]", f"{name}.ndim", f"float(np.real({name}).ravel()[0])", f"{name}.size", f"np.linalg.norm({name})",
             f"{name}.ravel()[0]", f"np.argmax({name})", "int(n)", "abs(s)", f"np.count_nonzero({name})", "np.array(2.0)", f"np.array({name}.sum())",
             "np.asarray(s)", "np.float64(n)", "max(n, 1)")
        ), Sort("number")  # fmt: skip
