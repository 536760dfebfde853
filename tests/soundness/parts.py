"""What generated programs are made of: sorts of names, dtypes, helper functions and a class."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

VECTOR, MATRIX, ROW, COLUMN = (4,), (4, 4), (1, 4), (4, 1)
DTYPES = ("f8", "f8", "f8", "f8", "f4", "f4", "i8", "i8", "i4", "u1", "b1", "c16", "c8", ">f8")
NAMES = {
    "f8": "np.float64", "f4": "np.float32", "i8": "np.int64", "i4": "np.int32", "u1": "np.uint8", "b1": "bool",
    "c16": "complex", "c8": "np.complex64", ">f8": "'>f8'",
}  # fmt: skip
LOCALS = ("x", "y", "z", "w", "t")
NUMBERS = (
    "2",
    "1",
    "3",
    "0.5",
    "2.0",
    "-1",
    "1.5",
    "np.pi",
    "True",
    "np.float64(2.0)",
    "np.float32(0.5)",
    "1j",
    "EPS",
    "TWO",
)
CONSTANTS = ("EPS = 0.5", "TWO = 2", "SIZES = (4, 4)", "NARROW = np.float32")
FLOAT_UFUNCS = ("sqrt", "exp", "log1p", "sin", "cos", "tanh", "arctan", "expm1")
ANY_UFUNCS = ("abs", "square", "negative", "conjugate", "positive", "sign")
PAIRS = ("add", "subtract", "multiply", "maximum", "minimum", "divide", "hypot", "arctan2", "power", "fmax")


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

# Which statements are written how often; in pure programs hardly anything is called that cannot be seen.
SIMPLE = (
    *("do_evidence",) * 7,
    *("do_joined",) * 4,
    *("do_pattern",) * 8,
    *("do_new",) * 8, *("do_operation",) * 9, *("do_rebind",) * 16, *("do_nested",) * 6, *("do_view",) * 10, *("do_copy",) * 8,
    *("do_reduction",) * 4, *("do_augment",) * 7, *("do_store",) * 6, *("do_in_place",) * 4, *("do_container",) * 8, *("do_call",) * 8,
    *("do_object",) * 4, *("do_comprehension",) * 2, *("do_closure",) * 3, *("do_keep",) * 3, *("do_global",) * 3, "do_delete", *("do_none",) * 2,
    *("do_choice",) * 2, *("do_leave",) * 2, "do_walrus", "do_show",
)  # fmt: skip
PURE = (
    *("do_evidence",) * 12,
    *("do_joined",) * 6,
    *("do_pattern",) * 22,
    *("do_new",) * 9, *("do_operation",) * 8, *("do_rebind",) * 18, *("do_nested",) * 12, *("do_view",) * 10, *("do_copy",) * 14,
    *("do_reduction",) * 5, *("do_augment",) * 5, *("do_store",) * 4, *("do_in_place",) * 3, *("do_container",) * 3, *("do_call",) * 6,
    "do_comprehension", *("do_keep",) * 3, *("do_global",) * 2, "do_delete", "do_none", "do_choice", *("do_leave",) * 2,
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
