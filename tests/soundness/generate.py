"""Programs of the kind that people write with NumPy, dense in what the facts speak of: aliases, views, rebinding.

A maker keeps track of what each name roughly is, so that most programs run to their end; it need not be right.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

VECTOR, MATRIX, ROW, COLUMN = (4,), (4, 4), (1, 4), (4, 1)
DTYPES = ("f8", "f8", "f8", "f8", "f4", "f4", "i8", "i8", "i4", "u1", "b1", "c16", "c8", ">f8")
NAMES = {
    "f8": "np.float64", "f4": "np.float32", "i8": "np.int64", "i4": "np.int32", "u1": "np.uint8", "b1": "bool",
    "c16": "complex", "c8": "np.complex64", ">f8": "'>f8'",
}  # fmt: skip
LOCALS = ("x", "y", "z", "w", "t")
NUMBERS = ("2", "1", "3", "0.5", "2.0", "-1", "1.5", "np.pi", "True", "np.float64(2.0)", "np.float32(0.5)", "1j")
FLOAT_UFUNCS = ("sqrt", "exp", "log1p", "sin", "cos", "tanh", "arctan", "expm1")
ANY_UFUNCS = ("abs", "square", "negative", "conjugate", "positive", "sign")
PAIRS = ("add", "subtract", "multiply", "maximum", "minimum", "divide", "hypot", "arctan2", "power", "fmax")
_INT = [st.integers(0, n) for n in range(200)]


class Sort(NamedTuple):
    """What a name roughly is."""

    kind: str  # array, number, list, tuple, dict, object, function
    shape: tuple[int, ...] = ()
    dtype: str = "f8"


@dataclass
class Generated:
    """A program, its parameters' sorts, and what it was made of."""

    source: str
    params: list[tuple[str, Sort]]
    module_mode: bool = False
    features: set[str] = field(default_factory=set)
    at_top: bool = False


HELPERS = {
    "same": "def same(v):\n    return v",
    "part": "def part(v):\n    return v[1:]",
    "turned": "def turned(v):\n    return v.T",
    "fresh": "def fresh(v):\n    return v * 2",
    "copied": "def copied(v):\n    return v.copy()",
    "as_array": "def as_array(v):\n    return np.asarray(v)",
    "either": "def either(v, flag=True):\n    if flag:\n        return v\n    return v.copy()",
    "stepped": "def stepped(v):\n    v = v + 1\n    v = v * 2\n    return v",
    "pair": "def pair(v, u=None):\n    return v, u",
    "fresh_pair": "def fresh_pair(v):\n    return v + 1, v - 1",
    "clear": "def clear(v):\n    v[...] = 1",
    "raise_first": "def raise_first(v):\n    v[:1] = 5\n    if v.size > 9:\n        raise ValueError\n    return v",
    "keep": "def keep(v):\n    KEPT.append(v)\n    return v",
    "keep_copy": "def keep_copy(v):\n    KEPT.append(v.copy())",
    "last_kept": "def last_kept(v):\n    return KEPT[-1] if KEPT else v",
    "total": "def total(v):\n    return float(np.sum(v).real)",
    "in_place": "def in_place(v):\n    v *= 2\n    return v",
    "out_of": "def out_of(v, out):\n    np.add(v, 1, out=out)\n    return out",
    "twice": "def twice(f, v):\n    return f(f(v))",
    "listed": "def listed(v):\n    return [v, v + 1]",
    "rows": "def rows(v):\n    return [r for r in v]",
    "recursive": "def recursive(v, n=2):\n    if n == 0:\n        return v\n    return recursive(v, n - 1)",
    "store_global": "def store_global(v):\n    global STATE\n    STATE = v\n    return STATE",
    "defaulted": "def defaulted(v, kept=[]):\n    kept.append(v)\n    return kept[0]",
    "kwargs": "def kwargs(v, **more):\n    return more.get('w', v)",
    "star": "def star(*vs):\n    return vs[0]",
    "narrow": "def narrow(v):\n    return np.asarray(v, dtype=np.float32)",
    "checked": "def checked(v):\n    if not isinstance(v, np.ndarray):\n        v = np.array(v)\n    return v",
    "relayed": "def relayed(v):\n    return inner_view(v)\n\n\ndef inner_view(v):\n    return v[...]",
    "made": "def made(m, like=None):\n    if like is not None:\n        return np.zeros_like(like)\n    return np.zeros(m)",
    "into": "def into(v, out=None):\n    if out is None:\n        out = np.empty_like(v)\n    out[...] = v\n    return out",
    "swallow": "def swallow(v):\n    try:\n        v = v * 2\n        v[9] = 1\n    except IndexError:\n        pass\n    return v",
    "either_view": "def either_view(v, u, flag):\n    return v if flag else u[1:]",
    "looped": "def looped(v):\n    out = v\n    for i in range(2):\n        out = out + 1\n    return out",
    "maybe_looped": "def maybe_looped(v, m=0):\n    out = v\n    for i in range(m):\n        out = out + 1\n    return out",
    "nested": "def nested(v):\n    return (v, (v[1:], v + 1))",
    "mutual": "def mutual(v, m=2):\n    return v if m <= 0 else other_way(v, m - 1)\n\n\ndef other_way(v, m):\n    return mutual(v + 1, m - 1)",
    "in_dict": "def in_dict(v):\n    return {'k': v, 'm': v * 2}",
    "memo": "def memo(v):\n    if 'memo' not in DICT:\n        DICT['memo'] = v * 1.0\n    return DICT['memo']",
    "typed": "def typed(v: np.ndarray) -> np.ndarray:\n    v = v - v.mean()\n    v = v / 2\n    return v",
    "sorted_in": "def sorted_in(v):\n    v.sort()\n    return v.sum()",
    "keyword": "def keyword(*, v, u=None):\n    return v if u is None else u",
    "lists": "def lists(vs):\n    vs.append(vs[0])\n    return vs",
    "closes": "def closes(v):\n    def get():\n        return v\n    return get",
    "generator": "def generator(v):\n    for r in v:\n        yield r",
    "scalars": "def scalars(v):\n    return v.min(), v.max()",
    "none": "def none(v):\n    v = v * 2",
    "rebinds": "def rebinds(v, u):\n    v = u\n    v[...] = 0",
    "changes_first": "def changes_first(v, u):\n    v += 1\n    return u",
    "ensured": (
        "def ensured(v, copy=False):\n    v = np.array(v, dtype=float, copy=True) if copy else np.asarray(v, dtype=float)\n"
        "    return v"
    ),
}  # fmt: skip
CLASS = """class Box:
    common = np.zeros(4)

    def __init__(self, held):
        self.held = held
        self.more = []

    def get(self):
        return self.held

    def view(self):
        return self.held[:2]

    def new(self):
        return self.held + 1

    def put(self, v):
        self.held = v

    def add(self, v):
        self.more.append(v)
        return self

    def own(self, v):
        w = self.twice(v)
        w = w + 1
        return w

    def twice(self, v):
        return v * 2

    def _same(self, v):
        return v

    def shared(self, v):
        w = self._same(v)
        w = w + 1
        return w, v

    @staticmethod
    def static(v):
        return v[1:]

    @property
    def whole(self):
        return self.held

    @classmethod
    def of(cls, v):
        return cls(v)

    def scale(self, v):
        v = v * 2.0
        self.held = v
        v = v + 1
        return v

    def change(self):
        self.held *= 2
        return self.held
"""


class Maker:
    """Writes one program."""

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
        kinds = ["ones", "zeros", "full", "like", "arange", "linspace", "array", "empty", "eye", "random", "identity"]
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
            return f"np.random.default_rng(1).random({text})", Sort("array", shape)
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

    # statements

    def put(self, line):
        self.lines.append("    " * self.indent + line)

    def bind(self, name, text, sort):
        self.put(f"{name} = {text}")
        if "np.empty" in text:  # what stands in new memory is left to chance
            self.put(f"{name}{self.pick(('[...] = 3', '.fill(2)', '[:] = 1'))}")
        self.env[name] = sort

    def target(self):
        names = self.arrays()
        return self.pick(names) if names and self.chance(40) else self.pick(LOCALS)

    def block(self, size, depth):
        begun = len(self.lines)
        for _ in range(1 + self.number(size - 1)):
            self.statement(depth)
        if len(self.lines) == begun:
            self.put("pass")

    def statement(self, depth):
        self.count += 1
        if self.count > self.budget:
            return
        simple, compound = (PURE, PURE_COMPOUND) if self.pure else (SIMPLE, COMPOUND)
        table = simple if depth <= 0 or self.chance(72) else compound
        getattr(self, table[self.number(len(table) - 1)])(*(() if table is simple else (depth,)))

    def do_new(self):
        self.bind(self.target(), *self.constructed())

    def do_operation(self):
        self.bind(self.target(), *self.temporary())

    def do_rebind(self):
        own = [n for n in self.arrays() if n in LOCALS]
        if not own:
            return self.do_new()
        name = self.pick(own)
        sort = self.sort_of(name)
        kind = self.number(9)
        if kind < 6:
            right, other = self.operand()
            if self.chance(20):
                right, other = self.temporary()
                right = f"({right})"
            if np.dtype(sort.dtype).kind in "iub" and other.kind == "number" and self.chance(70):
                right, other = "2", Sort("number", (), "i8")
            if len(other.shape) > len(sort.shape) and self.chance(70):
                right, other = "3", Sort("number", (), "i8")
            op = self.operator(sort.dtype)
            if op in ("**", "<<", "&", "|", "^") and sort.dtype != "b1":
                right = "2"
            if op in "+*&|^" and self.chance(25):
                return self.bind(name, f"{right} {op} {name}", self.combined(sort, other))
            return self.bind(name, f"{name} {op} {right}", self.combined(sort, other))
        if kind < 8:
            return self.bind(name, *self.ufunc(name, sort))
        text = self.pick(
            (f"{name}.clip(0, 3)", f"np.clip({name}, 0, 1.0)", f"{name}.round(1)", f"np.round({name})", f"np.cumsum({name}, axis=0)",
             f"-{name}", f"abs({name})", f"~{name}", f"2 - {name}", f"1 / {name}", f"np.cumsum({name})", f"{name}.cumsum(0)")
        )  # fmt: skip
        return self.bind(name, text, sort)

    def do_nested(self):
        text, sort = self.temporary()
        self.bind(self.target(), *self.ufunc(text, sort))

    def do_view(self):
        self.features.add("view")
        self.bind(self.target(), *self.view())

    def do_copy(self):
        self.bind(self.target(), *self.copy())

    def do_reduction(self):
        text, sort = self.reduction()
        self.bind(self.pick(("u", "u", *LOCALS)), text, sort)

    def do_augment(self):
        name = self.array_name()
        if name.startswith("np"):
            return
        sort = self.sort_of(name)
        right, other = self.operand()
        if len(other.shape) > len(sort.shape):
            right = "1"
        op = self.operator(sort.dtype)
        if op in ("<<", "&", "|", "^", "**", "%", "//", "/") and sort.dtype != "b1":
            right = "2"
        if op == "/" and np.dtype(sort.dtype).kind in "iub":
            op = "+"
        place = self.pick(("", "", "", "[:2]", "[0]", "[[0, 1]]", f"[{name} > 1]"))
        self.put(f"{name}{place} {op}= {right if not place else '2'}")

    def do_store(self):
        name = self.array_name()
        if name.startswith("np"):
            return
        place = self.pick(("[0]", "[:]", "[...]", "[1:]", "[-1]", f"[{name} > 1]", "[[0, 1]]", "[::2]", ".flat[0]"))
        right = self.operand()[0] if self.chance(40) else self.pick(("0", "7", "1"))
        self.put(f"{name}{place} = {right}")

    def do_in_place(self):
        name = self.array_name()
        if name.startswith("np"):
            return
        other = self.array_name()
        self.put(
            self.pick(
                (f"{name}.fill(3)", f"{name}.sort()", f"np.copyto({name}, 2)", f"np.add({name}, 1, out={name}, casting='unsafe')",
                 f"np.fill_diagonal({name}, 5)", f"np.put({name}, [0], 9)", f"np.multiply({other}, 2, out={name}, casting='unsafe')",
                 f"np.place({name}, {name} > 0, [1])", f"np.putmask({name}, {name} > 1, 4)", f"np.random.default_rng(0).shuffle({name})",
                 f"{name}.partition(1)", f"np.negative({name}, out={name})", f"{name}.clip(0, 1, out={name})", f"np.add.at({name}, [0, 0], 1)",
                 f"{name}.put([0], 3)", f"np.nan_to_num({name}, copy=False)", f"{name}.T[...] = 6",
                 f"np.cumsum({name}, out={name})" if self.chance(50) else f"np.copyto({name}, {other}, casting='unsafe')")
            )
        )  # fmt: skip

    def do_container(self):
        self.features.add("container")
        one, two = self.array_name(), self.array_name()
        lists = [n for n, s in self.env.items() if s.kind == "list"]
        dicts = [n for n, s in self.env.items() if s.kind == "dict"]
        tuples = [n for n, s in self.env.items() if s.kind == "tuple"]
        kind = self.number(12)
        if kind == 0 or (not lists and kind < 5):
            self.bind(
                "l",
                self.pick(
                    (f"[{one}, {two}]", f"[{one}]", "[]", f"[{one}] * 2", f"list({one})", f"[{one}.copy(), {two}]")
                ),
                Sort("list"),
            )
        elif kind == 1:
            self.put(f"{lists[0]}.append({one})")
        elif kind == 2:
            self.bind(self.target(), f"{lists[0]}[{self.pick(('0', '-1'))}]", Sort("array", VECTOR))
        elif kind == 3:
            self.put(f"{lists[0]}[{self.pick(('0', '-1'))}] = {one}")
        elif kind == 4:
            self.put(
                self.pick(
                    (
                        f"{lists[0]} += [{one}]",
                        f"{lists[0]}.extend([{one}])",
                        f"{lists[0]}.insert(0, {one})",
                        f"{lists[0]} = {lists[0]} + [{one}]",
                        f"{lists[0]}.pop()",
                    )
                )
            )
        elif kind == 5:
            self.bind("p", f"({one}, {two})", Sort("tuple"))
        elif kind == 6:
            a, b = self.pick(LOCALS), self.pick(LOCALS)
            right = self.pick(
                (
                    f"{one}, {two}",
                    f"{two} * 2, {one}",
                    *tuples,
                    "np.divmod(s, 2)",
                    f"np.modf({one})",
                    f"({one} + 1, {one} - 1)",
                )
            )
            self.put(f"{a}, {b} = {right}")
            self.env[a] = self.env[b] = Sort("array", VECTOR)
        elif kind == 7:
            self.bind("d", f"{{'k': {one}, 'm': {two}}}", Sort("dict"))
        elif kind == 8 and dicts:
            self.bind(self.target(), f"d[{self.pick(('chr(107)', repr('k'), repr('m')))}]", Sort("array", VECTOR))
        elif kind == 9 and dicts:
            self.put(f"d['k'] = {one}")
        elif kind == 10:
            self.bind(self.pick(LOCALS), f"np.array([{one}, {one}])", Sort("array", MATRIX))
        elif kind == 11 and tuples:
            self.bind(self.pick(LOCALS), f"p[{self.pick('01')}]", Sort("array", VECTOR))
        else:
            a, b = self.pick(LOCALS), self.pick(LOCALS)
            if a != b:
                self.put(f"{a}, *{b} = {one}, {two}" if self.chance(30) else f"{a} = {b} = {one} + 1")
                self.env[a] = self.sort_of(one)
                self.env.pop(b, None)

    def do_call(self):
        name = self.pick(sorted(HELPERS))
        self.helpers.add(name)
        self.features.add("helper")
        one, two = self.array_name(), self.array_name()
        sort = self.sort_of(one)
        if name in ("clear", "keep_copy"):
            self.put(f"{name}({one})")
        elif name == "pair":
            a, b = self.pick(LOCALS), self.pick(LOCALS)
            self.put(f"{a}, {b} = pair({one}, {two})")
            self.env[a], self.env[b] = sort, self.sort_of(two)
        elif name == "fresh_pair":
            a, b = self.pick(LOCALS), self.pick(LOCALS)
            self.put(f"{a}, {b} = fresh_pair({one})")
            self.env[a] = self.env[b] = sort
        elif name == "total":
            self.bind("u", f"total({one})", Sort("number"))
        elif name in ("listed", "rows"):
            self.bind("l", f"{name}({one})", Sort("list"))
        elif name == "twice":
            self.helpers.add("fresh")
            self.bind(
                self.target(), f"twice({self.pick(('fresh', 'np.square', 'np.asarray', 'lambda q: q'))}, {one})", sort
            )
        elif name == "out_of":
            self.bind(
                self.target(),
                f"out_of({one}, np.zeros_like({one}))" if self.chance(50) else f"out_of({one}, {one})",
                sort,
            )
        elif name in ("either", "ensured"):
            self.bind(self.target(), f"{name}({one}, {self.pick(('True', 'False', 'n > 2'))})", sort)
        elif name in ("either_view", "rebinds", "changes_first"):
            more = f", {self.pick(('True', 'False', 'n > 2'))}" if name == "either_view" else ""
            self.bind(self.target(), f"{name}({one}, {two}{more})", sort)
            if name == "rebinds":
                self.put(f"{self.lines.pop().split(' = ')[1]}")
        elif name == "made":
            given, result = self.pick(
                (
                    ("4", VECTOR),
                    (f"len({one})", VECTOR),
                    (f"{one}.shape", sort.shape),
                    (f"3, {one}", sort.shape),
                    ("(4, 4)", MATRIX),
                    ("n", (3,)),
                )
            )
            self.bind(self.target(), f"made({given})", Sort("array", result))
        elif name == "into":
            self.bind(
                self.target(),
                self.pick(
                    (
                        f"into({one})",
                        f"into({one}, np.zeros_like({one}))",
                        f"into({one}, {one})",
                        f"into({one}, out={two})",
                    )
                ),
                sort,
            )
        elif name == "maybe_looped":
            self.bind(self.target(), f"maybe_looped({one}{self.pick(('', ', 1', ', n', ', m=2'))})", sort)
        elif name == "nested":
            self.put(f"{self.pick(LOCALS[:2])}, ({self.pick(LOCALS[2:4])}, t) = nested({one})")
            words = self.lines[-1].strip()
            self.env[words[0]] = self.env["t"] = sort
            self.env[words[4]] = sort._replace(shape=(3, *sort.shape[1:]))
        elif name == "in_dict":
            self.bind("d", f"in_dict({one})", Sort("dict"))
        elif name == "keyword":
            self.bind(self.target(), self.pick((f"keyword(v={one})", f"keyword(v={two}, u={one})")), sort)
        elif name == "lists":
            self.bind("l", f"lists([{one}, {two}])", Sort("list"))
        elif name == "closes":
            self.bind("g", f"closes({one})", Sort("function"))
        elif name == "generator":
            self.bind("l", f"list(generator({one}))", Sort("list"))
        elif name == "scalars":
            self.put(f"u, q = scalars({one})")
            self.env["u"] = self.env["q"] = Sort("number")
        elif name == "sorted_in":
            self.bind("u", f"sorted_in({one})", Sort("number"))
        elif name == "none":
            self.put(f"none({one})")
        elif name == "kwargs":
            self.bind(self.target(), f"kwargs({one}, w={two})", self.sort_of(two))
        elif name == "star":
            self.bind(self.target(), self.pick((f"star({one}, {two})", f"star(*[{one}, {two}])")), sort)
        elif self.chance(25) and name not in ("keep", "store_global"):
            self.put(f"{name}({one})")
        else:
            self.bind(self.target(), f"{name}({self.pick((one, one, f'{one} * 1', f'{one}[:]'))})", sort)

    def do_object(self):
        self.features.add("object")
        self.helpers.add("Box")
        one = self.array_name()
        if "o" not in self.env:
            self.bind("o", self.pick((f"Box({one})", "BOX", f"Box({one}.copy())")), Sort("object"))
            return
        kind = self.number(8)
        if kind == 0:
            self.put(f"o.put({one})")
        elif kind == 1:
            self.bind(
                self.target(),
                self.pick(("o.get()", "o.held", "o.view()", "Box.common", "o.change()")),
                Sort("array", VECTOR),
            )
        elif kind == 2:
            self.put(
                self.pick((f"o.held = {one}", f"o.add({one})", "o.held += 1", f"o.held = {one} * 2", "o.held[0] = 3"))
            )
        elif kind == 3:
            self.bind(
                self.target(),
                self.pick(
                    (
                        "o.new()",
                        f"o.scale({one})",
                        "o.held * 2",
                        f"o.own({one})",
                        f"Box.static({one})",
                        "o.whole",
                        f"Box.of({one}).held",
                        f"o.shared({one})[0]",
                    )
                ),
                Sort("array", VECTOR),
            )
        elif kind == 4:
            self.put(f"o.add({one}).add({one})")
        elif kind == 5:
            self.put(self.pick(("o.change()", f"setattr(o, 'held', {one})", f"o.more = [{one}]")))
        else:
            self.bind(self.target(), self.pick(("o.held", "getattr(o, 'held')")), Sort("array", VECTOR))

    def do_comprehension(self):
        self.features.add("comprehension")
        one, two = self.array_name(), self.array_name()
        kind = self.number(6)
        if kind == 0:
            self.bind("l", f"[q * 2 for q in {one}]", Sort("list"))
        elif kind == 1:
            self.bind("l", f"[q for q in ({one}, {two})]", Sort("list"))
        elif kind == 2:
            self.bind(self.target(), f"np.array([{one} * q for q in range(4)])", Sort("array", MATRIX))
        elif kind == 3:
            self.bind(self.target(), f"sum(q * 2 for q in ({one}, {two}))", self.sort_of(one))
        elif kind == 4:
            self.bind("d", f"{{q: {one} for q in ('k', 'm')}}", Sort("dict"))
        elif kind == 5:
            self.bind("l", f"[{one}[q:] for q in range(3) if q]", Sort("list"))
        else:
            self.bind(
                self.target(),
                "np.array([[q + r for q in range(4)] for r in range(4)], dtype=float)",
                Sort("array", MATRIX),
            )

    def do_closure(self):
        self.features.add("closure")
        one = self.array_name()
        if one.startswith("np"):
            return
        sort = self.sort_of(one)
        kind = self.number(4)
        target = self.pick(LOCALS)
        if kind == 0:
            self.put(f"g = lambda: {one}")
            self.env["g"] = Sort("function")
        elif kind == 1:
            self.put("def g():")
            self.put(f"    return {one}")
            self.env["g"] = Sort("function")
        elif kind == 2:
            self.put(f"def g(v={one}):")
            self.put("    v = v + 1")
            self.put("    v = v * 2")
            self.put("    return v")
            self.env["g"] = Sort("function")
        elif kind == 3:
            self.bind(target, f"(lambda v: v[:])({one})", sort)
        elif "g" in self.env:
            self.bind(target, "g()", Sort("array", VECTOR))
        else:
            self.bind(target, f"next(q for q in [{one}])", sort)

    def do_keep(self):
        one = self.array_name()
        self.features.add("kept")
        self.put(
            self.pick(
                (
                    f"KEPT.append({one})",
                    f"KEPT[:] = [{one}]",
                    f"DICT['a'] = {one}",
                    f"KEPT.append({one}.copy())",
                    f"KEPT.append({one}[:1])",
                )
            )
        )

    def do_global(self):
        self.bind(
            self.target(),
            self.pick(("TABLE", "TABLE[1:]", "TABLE * 2", "KEPT[-1] if KEPT else TABLE", "DICT.get('a', TABLE)")),
            Sort("array", VECTOR),
        )

    def do_delete(self):
        names = [n for n in self.arrays() if n in LOCALS]
        if len(names) > 2:
            name = self.pick(names)
            self.put(f"del {name}")
            del self.env[name]

    def do_none(self):
        name = self.pick(LOCALS)
        one = self.array_name()
        self.put(f"{name} = None")
        self.put(f"if n > {self.number(3)}:")
        self.put(f"    {name} = {one}{self.pick(('', ' * 2', '.copy()', '[:]'))}")
        self.put(f"if {name} is None:")
        self.put(f"    {name} = {self.pick(('np.zeros(4)', one, f'{one} + 1'))}")
        self.env[name] = self.sort_of(one)

    def do_choice(self):
        one, two = self.array_name(), self.array_name()
        name = self.target()
        self.bind(
            name,
            self.pick(
                (
                    f"{one} if n > 2 else {two}",
                    f"{one} if n else {two} * 2",
                    f"{one} if k is None else k",
                    f"({one}, {two})[n > 2]",
                    f"({one} * 2 if n > 2 else {two} * 3)",
                )
            ),
            self.sort_of(one),
        )

    def do_leave(self):
        if self.loops and self.chance(60):
            self.put(f"if {self.condition()}:")
            self.put(f"    {self.pick(('break', 'continue'))}")
        elif self.chance(30):
            self.put(f"if {self.condition()}:")
            self.put(f"    {self.returned()}")
        elif self.chance(30):
            self.put(f"if n > {2 + self.number(2)}:")
            self.put("    raise ValueError(n)")

    def do_walrus(self):
        one = self.array_name()
        name = self.pick(LOCALS)
        self.put(f"if ({name} := {one} * 2).size > 2:")
        self.put(f"    {name} = {name} + 1")
        self.env[name] = self.sort_of(one)

    def do_show(self):
        one = self.array_name()
        self.put(
            self.pick(
                (
                    f"print({one}.shape)",
                    f"str({one})",
                    f"{one}.sum()",
                    f"f'{{{one}}}'",
                    f"assert {one} is not None",
                    f"assert {one}.ndim <= 3",
                )
            )
        )

    def do_evidence(self):
        """Tests and steps that tell what a parameter is."""
        self.features.add("evidence")
        one = self.pick([n for n in ("a", "b", "c") if n in self.env] or [self.array_name()])
        sort = self.sort_of(one)
        kind = self.number(11)
        if kind == 0:
            self.put(
                self.pick(
                    (
                        f"assert isinstance({one}, np.ndarray)",
                        f"assert {one}.ndim == {len(sort.shape)}",
                        f"assert type({one}) is np.ndarray and {one}.dtype == np.float64",
                    )
                )
            )
        elif kind == 1:
            self.put(
                self.pick(
                    (
                        f"if not isinstance({one}, np.ndarray):",
                        f"if type({one}) is not np.ndarray:",
                        f"if np.isscalar({one}) or isinstance({one}, (list, tuple)):",
                    )
                )
            )
            self.put(
                f"    {self.pick((f'{one} = np.array({one})', f'{one} = np.asarray({one}, dtype=float)', 'return None', 'raise TypeError'))}"
            )
        elif kind == 2:
            self.put(
                self.pick(
                    (
                        f"if {one}.dtype != np.float64:",
                        f"if {one}.dtype.kind != 'f':",
                        f"if {one}.dtype not in (np.float32, np.float64):",
                        f"if not np.issubdtype({one}.dtype, np.floating):",
                        f"if {one}.dtype == bool:",
                        f"if {one}.dtype.kind in 'iub':",
                    )
                )
            )
            self.put(
                f"    {self.pick((f'{one} = {one}.astype(float)', f'{one} = {one} * 1.0', f'return {one}', 'raise TypeError'))}"
            )
        elif kind == 3:
            self.put(
                self.pick(
                    (
                        f"if {one}.ndim != {len(sort.shape)}:",
                        f"if {one}.ndim < 1:",
                        f"if {one}.shape[0] < 2:",
                        f"if len({one}) == 0:",
                        f"if np.ndim({one}) == 0:",
                    )
                )
            )
            self.put(f"    {self.pick((f'return {one}', 'raise ValueError', f'{one} = np.ones((4, 4))'))}")
        elif kind == 4:
            self.put(
                f"{self.pick(('rows', 'u'))}, cols = {one}.shape" if len(sort.shape) == 2 else f"u = {one}.shape[0]"
            )
            self.env["u"] = Sort("number")
        elif kind in (5, 6):
            shape = self.pick(
                (
                    f"{one}.shape",
                    f"len({one})",
                    f"({one}.shape[0], 4)",
                    f"{one}.size",
                    f"{one}.shape[-1]",
                    f"{one}.shape[:1]",
                    "n",
                    "(n, 4)",
                    "(n + 1, n + 1)",
                )
            )
            maker = self.pick(("zeros", "ones", "empty"))
            self.bind(
                self.target(),
                f"np.{maker}({shape}{self.pick(('', ', dtype=' + one + '.dtype', ', np.float32'))})",
                Sort("array", sort.shape),
            )
        elif kind == 7:
            self.branch(
                (
                    f"if isinstance({one}, np.ndarray) and {self.pick((f'{one}.ndim == 2', f'{one}.dtype == np.float64', f'{one}.ndim > 0 and {one}.size > 2'))}:",
                    3,
                    0,
                ),
                ("else:", 2, 0),
            )
        elif kind == 8:
            self.bind(
                self.target(),
                f"np.{self.pick(('asarray', 'array', 'ascontiguousarray', 'atleast_1d', 'atleast_2d'))}({one})",
                sort,
            )
        elif kind == 9:
            self.put(
                self.pick(
                    (
                        f"{one}[0]",
                        f"{one}[:, None]",
                        f"{one}.shape",
                        f"{one}.flags.writeable",
                        f"{one}[{one} > 1]",
                        f"{one}.T",
                        f"{one}.astype(float)",
                        f"{one} + 1",
                    )
                )
            )
        elif kind == 10:
            self.put(
                f"{one} = np.array({one}, dtype={self.pick(('float', 'np.float32', 'np.int64'))}{self.pick(('', ', copy=True', ', ndmin=1'))})"
            )
        else:
            self.bind(
                self.target(),
                self.pick(
                    (
                        f"{one} - {one}.mean(axis=0)",
                        f"{one} / np.sqrt((({one} * {one}).sum(axis=-1, keepdims=True)))",
                        f"({one} - {one}.min()) / 2",
                        f"{one}[:, None] * {one}[None, :]",
                        f"{one}.reshape({one}.shape)",
                    )
                ),
                sort,
            )

    def do_pattern(self):
        """What a rule is about, as people write it; what comes before and after decides whether it may be rewritten."""
        name = self.array_name()
        if name.startswith("np") or self.chance(50):
            name = self.pick(LOCALS)
            self.bind(name, *self.constructed())
        sort = self.sort_of(name)
        other = self.pick([n for n in LOCALS if n != name])
        size = (int(np.prod(sort.shape)),)
        use = self.pick(
            (
                f"{other}.sum()",
                f"{other}.max()",
                f"({other} * 2).sum()",
                f"np.sum({other})",
                f"len({other})",
                f"np.sqrt(abs({other}))",
                f"{other} + 1",
                f"{other} @ {other}",
                f"{other}[0]",
            )
        )
        kind = self.number(9)
        if kind == 0:
            self.bind(
                other,
                self.pick((f"{name}.copy()", f"np.copy({name})", f"np.array({name})", f"copy.copy({name})")),
                sort,
            )
        elif kind == 1:
            self.bind(other, f"{name}.flatten()", sort._replace(shape=size))
        elif kind == 2:
            self.bind(
                other,
                f"{name}[{self.pick(('np.arange(2)', 'list(range(2))', 'np.arange(1, 3)', 'np.arange(0, 4, 2)'))}]",
                sort,
            )
        elif kind == 3:
            self.bind(
                other,
                self.pick(
                    (
                        f"({name} + 1).copy()",
                        f"np.array({name} * 2)",
                        f"np.sqrt({name}).copy()",
                        f"np.copy({name} - 1)",
                        f"{name}[[0, 1]].copy()",
                        f"({name} * 2).flatten()",
                    )
                ),
                sort,
            )
        elif kind == 4:
            self.bind(
                other,
                *self.ufunc(self.pick((f"{name} * {name}", f"{name} + 1", f"np.cos({name})", f"2 * {name}")), sort),
            )
        elif kind == 5:
            self.bind(name, f"{name} {self.operator(sort.dtype)} 2", sort)
            self.bind(name, *self.ufunc(name, sort))
        elif kind == 6:
            self.bind(
                name,
                self.pick(
                    (
                        f"np.clip({name}, 0, 2)",
                        f"{name}.clip(0, 2)",
                        f"np.round({name})",
                        f"np.cumsum({name})",
                        f"np.cumsum({name}, axis=0)",
                        f"-{name}",
                        f"2 - {name}",
                    )
                ),
                sort,
            )
        elif kind == 7:
            self.bind(other, f"{name} + {name}", sort)
            self.bind(name, f"{name} {self.operator(sort.dtype)} {other}", sort)
        elif kind == 8:
            self.put(f"for i in range({self.pick(('3', 'n'))}):")
            self.put(f"    {name} = {name} {self.operator(sort.dtype)} 2")
            if self.chance(50):
                self.put(f"    {other} = {self.pick((name, f'{name}[:]', f'{name}.copy()', f'{name} * 2'))}")
        else:
            self.bind(other, self.pick((f"{name}[:]", f"{name}.T", f"{name}.ravel()")), sort)
            self.bind(name, f"{name} {self.operator(sort.dtype)} 2", sort)
        if self.chance(30):
            self.statement(0)
        if self.chance(60):
            self.put(f"u = {use}")
            self.env["u"] = Sort("number")

    # compound

    def condition(self):
        one = self.array_name()
        return self.pick(
            ("n > 2", "n > 1", "n == 3", "s > 1", f"{one}.ndim == 2", f"isinstance({one}, np.ndarray)", f"{one}.dtype == np.float64", f"len({one}) > 3",
             f"{one}.size > 3", "k is None", f"{one}.shape[0] == 4", f"np.all({one} > 0)", f"{one}.dtype.kind == 'f'", f"{one}.sum() > 10", f"np.ndim({one}) == 1",
             f"isinstance({one}, (list, tuple))", f"{one}.flags.c_contiguous", "len(KEPT) > 1")
        )  # fmt: skip

    def branch(self, *bodies):
        """Several ways of which one is taken."""
        before = dict(self.env)
        ends = []
        for head, size, depth in bodies:
            self.env = dict(before)
            self.put(head)
            self.indent += 1
            self.block(size, depth)
            self.indent -= 1
            ends.append(self.env)
        self.env = {n: s for n, s in ends[0].items() if all(n in e for e in ends)}

    def do_if(self, depth):
        if self.chance(50):
            self.branch((f"if {self.condition()}:", 3, depth - 1), ("else:", 3, depth - 1))
        else:
            before = dict(self.env)
            self.branch((f"if {self.condition()}:", 3, depth - 1))
            self.env = {n: s for n, s in self.env.items() if n in before}

    def do_for(self, depth):
        one = self.array_name()
        before = dict(self.env)
        head, sort = self.pick(
            (("for i in range(3)", Sort("number")), ("for i in range(n)", Sort("number")), (f"for i in range(len({one}))", Sort("number")),
             (f"for r in {one}", Sort("array", VECTOR)), (f"for r in ({one}, {one} * 2)", Sort("array", VECTOR)), (f"for i, r in enumerate([{one}, {one}])", Sort("array", VECTOR)),
             (f"for r in [{one}, {self.array_name()}]", Sort("array", VECTOR)), (f"for q, r in zip({one}, {one})", Sort("array", VECTOR)))
        )  # fmt: skip
        self.put(head + ":")
        self.env["r" if "r in" in head else "i"] = sort
        self.loops += 1
        self.indent += 1
        self.block(4, depth - 1)
        self.indent -= 1
        self.loops -= 1
        after = self.env
        self.env = {n: s for n, s in after.items() if n in before}
        if self.chance(20):
            self.put("else:")
            self.indent += 1
            self.block(2, depth - 1)
            self.indent -= 1
            self.env = {n: s for n, s in self.env.items() if n in before}

    def do_while(self, depth):
        before = dict(self.env)
        self.put(f"j{self.loops} = 0")
        self.put(f"while j{self.loops} < {1 + self.number(2)}:")
        self.indent += 1
        self.put(f"j{self.loops} += 1")
        self.loops += 1
        self.block(4, depth - 1)
        self.loops -= 1
        self.indent -= 1
        self.env = {n: s for n, s in self.env.items() if n in before}

    def do_growth(self, depth):
        one = self.array_name()
        self.features.add("growth")
        start, step, end = self.pick(
            (("np.array([])", f"np.append(w, {one})", "w"), ("np.zeros((0, 4))", f"np.vstack([w, {one}])", "w"), ("np.empty(0)", f"np.concatenate([w, {one}])", "w"),
             ("np.zeros(4)", f"w + {one}", "w"), ("np.zeros((4, 4))", f"w + {one} * 2", "w"), ("None", f"{one} if w is None else w + {one}", "w"),
             ("0", f"w + {one}", "w"), ("[]", f"w + [{one}]", "np.array(w)"), ("np.ones(4)", "w * 0.5 + 1", "w"))
        )  # fmt: skip
        self.put(f"w = {start}")
        self.put("for i in range(3):")
        self.put(f"    w = {step}")
        if self.chance(40):
            self.env["w"] = Sort("array", VECTOR)
            self.indent += 1
            self.loops += 1
            self.block(2, 0)
            self.loops -= 1
            self.indent -= 1
        if end != "w":
            self.put(f"w = {end}")
        self.env["w"] = Sort("array", VECTOR)

    def do_try(self, depth):
        self.features.add("try")
        before = dict(self.env)
        self.put("try:")
        self.indent += 1
        self.block(3, depth - 1)
        if self.chance(60):
            self.put(
                self.pick(
                    ("raise ValueError", "if n > 2: raise ValueError", "KEPT[99]", "n / 0", f"{self.array_name()}[99]")
                )
            )
        self.indent -= 1
        env = {n: s for n, s in self.env.items() if n in before}
        kind = self.number(3)
        if kind != 1:
            self.env = dict(before)
            self.put(
                self.pick(
                    (
                        "except Exception:",
                        "except ValueError:",
                        "except Exception as e:",
                        "except (ValueError, IndexError, TypeError):",
                    )
                )
            )
            self.indent += 1
            self.block(2, depth - 1)
            self.indent -= 1
            env = {n: s for n, s in env.items() if n in self.env}
        if kind in (1, 2):
            self.env = dict(env)
            self.put("finally:")
            self.indent += 1
            self.block(2, depth - 1)
            self.indent -= 1
            env = {n: s for n, s in env.items() if n in self.env}
        self.env = env

    def do_with(self, depth):
        before = dict(self.env)
        self.put(
            self.pick(
                (
                    "with np.errstate(all='ignore'):",
                    "with contextlib.suppress(Exception):",
                    "with contextlib.nullcontext():",
                    f"with contextlib.nullcontext({self.array_name()}) as v:",
                    "with np.errstate(divide='ignore', invalid='ignore'):",
                )
            )
        )
        self.indent += 1
        self.block(3, depth - 1)
        self.indent -= 1
        self.env = {n: s for n, s in self.env.items() if n in before}

    def returned(self):
        names = [n for n, s in self.env.items() if s.kind != "function" and n not in ("n", "s", "k")]
        kind = self.number(9)
        if kind < 3 or not names:
            first = [n for n in names if n in LOCALS] or names or ["None"]
            return f"return {self.pick(first)}"
        if kind < 8:
            return f"return {', '.join(self.pick(names) for _ in range(2 + self.number(2)))}"
        if kind == 8:
            text, _ = self.temporary()
            return f"return {text}"
        text, sort = self.temporary()
        return f"return {self.ufunc(text, sort)[0]}"

    # a whole program

    def program(self):
        params: list[tuple[str, Sort]] = []
        texts = []
        for name in ("a", "b", "c")[: 1 + self.number(2)]:
            sort = Sort("array", self.pick((VECTOR, MATRIX, MATRIX)), self.pick(DTYPES))
            params.append((name, sort))
            annotated = self.chance(15)
            if annotated:
                self.features.add(f"annotated {name}")
            texts.append(f"{name}: np.ndarray" if annotated else name)
            self.env[name] = sort
        params += [("n", Sort("number")), ("s", Sort("number")), ("k", Sort("none"))]
        self.env["n"] = self.env["s"] = Sort("number")
        self.budget = 4 + self.number(14)
        self.pure = self.chance(55)
        if self.pure:
            self.features.add("pure")
        for _ in range(self.number(2) + self.pure):
            self.bind(self.pick(LOCALS), *(self.constructed() if self.chance(50) else self.temporary()))
        for _ in range(3 + self.number(9)):
            self.statement(2)
        self.put(self.returned())
        head = [
            "import contextlib",
            "import copy",
            "",
            "import numpy as np",
            "",
            "KEPT = []",
            "DICT = {}",
            "STATE = None",
            "TABLE = np.arange(4.0)",
        ]
        text = "\n".join(head) + "\n\n\n"
        if "Box" in self.helpers:
            text += CLASS + "\n\nBOX = Box(np.ones(4))\n\n\n"
        for name in sorted(self.helpers - {"Box"}):
            text += HELPERS[name] + "\n\n\n"
        if self.chance(6) and not any("return" in line for line in self.lines[:-1]):
            # The same at the top of a module: whoever imports it sees its names.
            self.features.add("at top")
            arrays = [
                f"{name} = np.full({sort.shape}, 2, {NAMES[sort.dtype]})"
                for name, sort in params
                if sort.kind == "array"
            ]
            lines = [line.removeprefix("    ") for line in self.lines[:-1]]
            text += "\n".join([*arrays, "n, s, k = 3, 2.0, None", *lines, "", "", "def f():\n    return x\n"])
            return Generated(text, [], True, self.features, at_top=True)
        text += f"def f({', '.join(texts)}, n, s, k=None):\n" + "\n".join(self.lines) + "\n"
        return Generated(text, params, self.chance(15), self.features)


SIMPLE = (
    *("do_evidence",) * 7,
    *("do_pattern",) * 8,
    *("do_new",) * 8, *("do_operation",) * 9, *("do_rebind",) * 16, *("do_nested",) * 6, *("do_view",) * 10, *("do_copy",) * 8,
    *("do_reduction",) * 4, *("do_augment",) * 7, *("do_store",) * 6, *("do_in_place",) * 4, *("do_container",) * 8, *("do_call",) * 8,
    *("do_object",) * 4, *("do_comprehension",) * 2, *("do_closure",) * 3, *("do_keep",) * 2, *("do_global",) * 2, "do_delete", *("do_none",) * 2,
    *("do_choice",) * 2, *("do_leave",) * 2, "do_walrus", "do_show",
)  # fmt: skip
PURE = (
    *("do_evidence",) * 12,
    *("do_pattern",) * 22,
    *("do_new",) * 9, *("do_operation",) * 8, *("do_rebind",) * 18, *("do_nested",) * 12, *("do_view",) * 10, *("do_copy",) * 14,
    *("do_reduction",) * 5, *("do_augment",) * 5, *("do_store",) * 4, *("do_in_place",) * 3, *("do_container",) * 3, *("do_call",) * 6,
    "do_comprehension", "do_keep", "do_delete", "do_none", "do_choice", *("do_leave",) * 2,
)  # fmt: skip
PURE_COMPOUND = (*("do_if",) * 3, *("do_for",) * 5, *("do_while",) * 2, *("do_growth",) * 3, "do_try", "do_with")
COMPOUND = (
    *("do_if",) * 4,
    *("do_for",) * 5,
    *("do_while",) * 2,
    *("do_growth",) * 2,
    *("do_try",) * 4,
    *("do_with",) * 2,
)


@st.composite
def programs(draw):
    """A generated program."""
    return Maker(draw).program()
