"""What tests and successes tell of an object: held to what really gets there, and to what must be known there.

Each body below is run on one object of every kind, dtype and byte order that the facts tell apart, and on foreign ones.
What reaches ``look`` must be covered by the fact that the analysis has there.
"""

from __future__ import annotations

import contextlib
import copy
import fractions
import textwrap

import numpy as np
import pytest

from tools import goldens
from uncopy.facts import Declared, facts_of, refine
from uncopy.facts import domain as d
from uncopy.model import DOMAIN, load

HEAD = "import numbers\nimport numpy as np\n"


class Sub(np.ndarray):
    """A subclass of arrays."""


class Items(list):
    """A subclass of lists."""


class Liar:
    """An object that says yes to everything."""

    shape, ndim, size, dtype = (2, 3), 2, 6, np.dtype("f8")
    __array_priority__ = 1000

    def __getitem__(self, index):
        return self

    def __setitem__(self, index, value):
        pass

    def __len__(self):
        return 2

    def __iter__(self):
        return iter((1, 2))

    def __matmul__(self, other):
        return self

    __rmatmul__ = __matmul__

    def __call__(self):
        return self


def array(code, shape):
    if code in ("m8", "M8"):
        return np.zeros(shape, f"{code}[s]")
    return np.zeros(shape, code)


def samples():
    """Every object with its kind and dtype word."""
    for code in DOMAIN:
        for word in (code, f">{code}"):
            if word not in d.ARRAY_DTYPES:
                continue
            letter = f">{code}" if word != code else code
            dtype = np.dtype(f"{letter}[s]" if code in ("m8", "M8") else f"{letter}3" if code in "SU" else letter)
            for shape in ((), (1,), (3,), (2, 2), (3, 3), (2, 3, 1), (0,)):
                yield np.zeros(shape, dtype), d.ARRAY if shape else d.ARRAY0, word
        if code != "O":
            yield array(code, 1)[0], d.SCALAR, f"s:{code}"
    for number in (True, 0, 3, 2.5, 1j):
        yield number, d.NUMBER, type(number).__name__
    for thing, kind in (
        (None, d.NONE), ("ab", d.STRING), (b"ab", d.STRING), ([1, 2], d.LIST), ([], d.LIST), ([[1.0, 2.0]], d.LIST),
        ([1j], d.LIST), ((1, 2), d.TUPLE), ((), d.TUPLE), ({0: 1}, d.DICT), ({1}, d.SET),
        (range(3), d.PLAIN), (slice(1), d.PLAIN), (int, d.PLAIN), (list, d.PLAIN), (len, d.PLAIN),
        (np.ma.array([1.0, 2.0]), d.FOREIGN), (np.ones((2, 2)).view(Sub), d.FOREIGN),
        (np.array(1.0).view(Sub), d.FOREIGN), (Items([1, 2]), d.FOREIGN), (Liar(), d.FOREIGN),
        (fractions.Fraction(1, 2), d.FOREIGN), (object(), d.FOREIGN),
        (np.zeros(2, "f8,i4"), d.ARRAY | d.FOREIGN), (np.zeros(2, "f8,i4")[0], d.SCALAR | d.FOREIGN),
    ):  # fmt: skip  # `np.ndarray` itself is left out: calling its methods without an array crashes Python 3.11
        yield thing, kind, None  # structured arrays have no dtype word


SAMPLES = list(samples())


def analysed(text):
    source = f"{HEAD}def f(x, y, n):\n{textwrap.indent(text, '    ')}\n"
    bodies, names = goldens.bodies(source.encode())
    return source, facts_of(bodies[0], load(), names.resolve, dunders=names.dunders)


def known(text, place=-1):
    """The fact of what is looked at, by default last."""
    _, facts = analysed(text)
    looks = [
        s for s in facts.body.steps if s.op == "call" and facts.body.steps[s.args[0]].data == "look" and len(s.args) > 1
    ]
    return facts.seen(looks[place].args[1], looks[place])


def covered(fact, thing, kind, word):
    if kind == d.ARRAY and not fact.ndim[0] <= thing.ndim <= fact.ndim[1]:
        return False
    return fact.may(kind) and (word is None or word in {refine._plain(w) for w in fact.dtypes})


def missed(text, samples=SAMPLES):
    """Objects that really are looked at, though the fact leaves them out."""
    source = analysed(text)[0]
    fact = known(text)
    seen = []
    namespace = {"look": seen.append}
    exec(source, namespace)  # noqa: S102
    out = []
    for thing, kind, word in samples:
        seen.clear()
        given = copy.copy(thing) if isinstance(thing, (np.ndarray, list, dict)) else thing
        with contextlib.suppress(Exception):  # what was looked at before counts
            namespace["f"](given, np.ones(3), 2)
        if any(s is given for s in seen) and not covered(fact, thing, kind, word):
            out.append((thing, kind, word, str(fact)))
    return out


CONDITIONS = [
    "isinstance(x, np.ndarray)", "isinstance(x, (list, tuple))", "isinstance(x, (int, float))",
    "isinstance(x, float)", "isinstance(x, complex)", "isinstance(x, int)", "isinstance(x, bool)",
    "isinstance(x, str)", "isinstance(x, bytes)", "isinstance(x, (str, list))", "isinstance(x, dict)",
    "isinstance(x, set)", "isinstance(x, (np.ndarray, list))", "isinstance(x, np.generic)",
    "isinstance(x, np.number)", "isinstance(x, np.integer)", "isinstance(x, np.floating)",
    "isinstance(x, np.signedinteger)", "isinstance(x, np.unsignedinteger)", "isinstance(x, np.inexact)",
    "isinstance(x, np.complexfloating)", "isinstance(x, np.bool_)", "isinstance(x, np.float64)",
    "isinstance(x, np.float32)", "isinstance(x, (int, np.integer))", "isinstance(x, numbers.Number)",
    "isinstance(x, numbers.Complex)", "isinstance(x, numbers.Real)", "isinstance(x, numbers.Integral)",
    "isinstance(x, type)", "isinstance(x, ())", "isinstance(x, (list, type(y)))", "type(x) is np.ndarray",
    "type(x) is not list", "type(x) is dict", "x is None", "x is not None", "None is x", "np.isscalar(x)",
    "callable(x)", "np.iscomplexobj(x)", "np.isrealobj(x)", "x.ndim == 2", "x.ndim == 0", "x.ndim > 0", "x.ndim >= 1",
    "x.ndim < 2", "x.ndim != 0", "x.ndim <= 0", "0 < x.ndim", "1 == x.ndim", "x.ndim in (2, 3)", "x.ndim in [0, 1]",
    "x.ndim not in (1, 2)", "x.ndim", "x.ndim > 1.5", "x.ndim > n", "0 < x.ndim < 3", "x.ndim == 2 == n",
    "x.ndim > 0 == False", "len(x.shape) == 2", "len(x.shape) < 1", "len(x.shape)", "np.ndim(x) == 0",
    "np.ndim(x) > 0", "np.ndim(x)", "np.ndim(x) in (0, 1)", "x.shape", "x.shape == ()", "x.shape == (3,)",
    "x.shape == y.shape", "x.shape != y.shape", "y.shape == x.shape", "x.shape[0] == n", "x.shape[-1] > 1", "x.size",
    "x.size == 0", "x.size > 0", "x.dtype == np.float64", "x.dtype != np.float64", "x.dtype == 'f8'",
    "x.dtype == '>f8'", "x.dtype == float", "x.dtype == int", "x.dtype == bool", "x.dtype != bool",
    "x.dtype == object", "x.dtype == 'int64'", "x.dtype == np.dtype('f4')", "x.dtype == np.dtype(np.float32)",
    "x.dtype == y.dtype", "x.dtype is np.float64", "x.dtype in (np.float32, np.float64)",
    "x.dtype in [np.float32, 'f8']", "x.dtype in {np.float64, np.float32}", "x.dtype not in (np.float32, np.float64)",
    "x.dtype in (np.float64, y.dtype)", "x.dtype == np.longdouble", "x.dtype == str", "x.dtype == 'S'",
    "x.dtype == 'm8'", "x.dtype == 'M8[s]'", "x.dtype == complex", "x.dtype == np.int64", "x.dtype.kind == 'f'",
    "x.dtype.kind in 'iu'", "x.dtype.kind in ('i', 'u', 'b')", "x.dtype.kind != 'c'", "x.dtype.kind not in 'fc'",
    "x.dtype.kind == 'm'", "x.dtype.kind in ['O']", "x.dtype.kind == 'fc'", "x.dtype.kind in ''",
    "x.dtype.char == 'f'", "x.dtype.char not in 'fdFD'", "x.dtype.char in ('g', 'G')", "x.dtype.char != 'l'",
    "x.dtype.char in 'bhilq'", "x.dtype.char == '?'", "x.dtype.char in 'O'", "x.dtype.char in ''",
    "x.dtype.kind in 'SU'", "x.dtype.name == 'float64'", "x.dtype.name == 'int64'", "x.dtype.name == 'f8'",
    "x.dtype.type == np.float64", "x.dtype.type is np.float32", "x.dtype.type is np.bool_", "x.dtype.itemsize == 8",
    "np.issubdtype(x.dtype, np.floating)", "np.issubdtype(x.dtype, np.integer)", "np.issubdtype(x.dtype, np.number)",
    "np.issubdtype(x.dtype, np.complexfloating)", "np.issubdtype(x.dtype, np.generic)",
    "np.issubdtype(x.dtype, np.inexact)", "np.issubdtype(x.dtype, float)", "np.issubdtype(x.dtype, bool)",
    "np.issubdtype(x.dtype, complex)", "np.issubdtype(x.dtype, np.signedinteger)",
    "np.issubdtype(x.dtype, np.unsignedinteger)", "np.issubdtype(x.dtype, int)", "np.issubdtype(x.dtype, np.bool_)",
    "hasattr(x, 'shape')", "x", "x == 0", "len(x)", "len(x) == 2", "np.iterable(x)",
    "isinstance(x, np.ndarray) and x.ndim == 2", "isinstance(x, np.ndarray) or x is None", "x is None or x.ndim == 1",
    "not isinstance(x, np.ndarray) and x is not None", "not (x is None or isinstance(x, list))",
    "isinstance(x, list) and n or isinstance(x, tuple)",
    "(isinstance(x, list) or n) and isinstance(x, (list, tuple))", "(isinstance(x, np.ndarray) if n else x is None)",
    "isinstance(x, list) is False", "(z := x) is not None", "any(x is not None for _ in (1,))",
    "isinstance(x.ndim, int)", "isinstance([x], list)", "isinstance(x, cls=list)",
    "x.dtype == np.float64 and x.ndim > 0", "x.dtype == np.float64 and np.ndim(x) > 0 and x is not y",
]  # fmt: skip
FORMS = {
    "early": "if {}:\n    return\nlook(x)",
    "assert": "assert {}\nlook(x)",
    "while": "while not ({}):\n    return\nlook(x)",
    "choice": "look(x) if {} else 0",
    "or": "({}) or look(x)",
}


pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.mark.parametrize("condition", CONDITIONS)
def test_what_passes_a_test_is_covered(condition):
    assert not missed(f"if {condition}:\n    look(x)")
    assert not missed(f"if {condition}:\n    pass\nelse:\n    look(x)")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("condition", CONDITIONS[::15])
def test_every_form_of_a_test_counts(condition, form):
    assert not missed(FORMS[form].format(condition))


STEPS = [
    "x.shape", "x.shape[0]", "x.shape[-1]", "x.shape[1]", "x.shape[:2]", "x.shape[n]", "a, b = x.shape",
    "(a,) = x.shape", "a, *b = x.shape", "() = x.shape", "a, b = x", "x.ndim", "x.T", "x.astype", "x.astype(float)",
    "x.copy()", "x.sort()", "x.real", "x.imag", "x.conjugate()", "x.partition(0)", "x.partition", "x.mean()",
    "x.sum()", "x.fill(0)", "x.dtype", "x.flat", "x.tolist()", "x.max()", "x[:, None]", "x[:, 0]", "x[0]", "x[-1]",
    "x[0, 0]", "x[None]", "x[...]", "x[..., None]", "x[..., 0]", "x[()]", "x[:]", "x[:1]", "x[::2]", "x[[0]]",
    "x[[True]]", "x[[]]", "x[y > 0]", "x[n]", "x[True]", "x[np.True_]", "x[x > 0]", "x[np.array(0)]", "x[None, :]",
    "x[None, None]", "x[0,]", "x[0] = 0", "x[:] = 0", "x[...] = 0", "x[()] = 0", "x[0, 0] = 0", "x[:, 0] = 0",
    "x[x > 0] = 0", "x[None] = 0", "x[[0]] = 0", "x[n] = 0", "x[True] = 0", "x[0] += 0", "x[...] += 0",
    "x[:, 0] *= 1", "x[0][0] = 1", "len(x)", "for row in x:\n    pass", "for row in x:\n    break\nelse:\n    pass",
    "[row for row in x]", "x @ y", "y @ x", "x @ [1, 2, 3]", "x @ x", "x @ n", "np.fill_diagonal(x, 0)",
    "np.fill_diagonal(a=x, val=0)", "np.fill_diagonal(y[:, None], x)", "del x[0]", "x - x.mean()", "y[x]", "y[x] = 0",
    "look(len(x))", "x.foo",
]  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
def test_what_a_step_lets_pass_is_covered(step):
    assert not missed(f"{step}\nlook(x)")


def test_a_handler_knows_nothing_of_what_raised():
    for step in STEPS:
        # The handler belongs to the text that is analysed: it has to take whatever the step may raise.
        text = f"try:\n{textwrap.indent(step, '    ')}\nexcept Exception:\n    pass\nlook(x)"
        assert not missed(text), step


@pytest.mark.parametrize("attribute", sorted(a for a in dir(np.ndarray) if not a.startswith("__")))
def test_attributes_of_arrays_are_told_of_what_has_them(attribute):
    assert not missed(f"x.{attribute}\nlook(x)")


def test_the_oracle_sees_a_lie(monkeypatch):
    monkeypatch.setitem(refine.CLASSES, "builtins.list", refine.Instances(d.TUPLE))
    assert missed("if isinstance(x, list):\n    look(x)")
    monkeypatch.setitem(refine.DTYPE_CLASSES, "numpy.floating", frozenset({"f4"}))
    assert missed("if np.issubdtype(x.dtype, np.floating):\n    look(x)")
    monkeypatch.setitem(refine.ATTRIBUTES, "copy", 0)
    assert missed("x.copy()\nlook(x)")


# What must be known ---------------------------------------------------------------------------------------------------

ALIEN = d.ALIEN
HAVE_SHAPE = ALIEN | d.PLAIN


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("if isinstance(x, np.ndarray):\n    look(x)", d.ARRAYS | ALIEN),
        ("if type(x) is np.ndarray:\n    look(x)", d.ARRAYS),
        ("if not isinstance(x, np.ndarray):\n    x = np.array(x)\nlook(x)", d.ARRAYS | ALIEN),
        ("if x is None:\n    x = np.zeros(3)\nlook(x)", d.ANYTHING & ~d.NONE),
        ("x = np.asarray(x)\nif x.ndim != 2:\n    raise ValueError\nlook(x)", d.ARRAY),
        ("x = np.asarray(x)\nassert x.ndim in (1, 2)\nlook(x)", d.ARRAY),
        ("x = np.asarray(x)\nx.shape[0]\nlook(x)", d.ARRAY),
        ("x = np.asarray(x)\na, b = x.shape\nlook(x)", d.ARRAY),
        ("x = np.asarray(x)\nif x.ndim == 0:\n    look(x)", d.ARRAY0),
        ("x = np.asarray(x)\nif x.shape == ():\n    return\nlook(x)", d.ARRAY),
        ("x = np.asarray(x)\nlen(x)\nlook(x)", d.ARRAY),
        ("x = np.asarray(x)\nfor row in x:\n    pass\nlook(x)", d.ARRAY),
        ("x = np.asarray(x)\nx[:, 0] = 1\nlook(x)", d.ARRAY),
        ("x = np.asarray(x)\nx @ np.ones(3)\nlook(x)", d.ARRAY),
        ("x[:, None]\nlook(x)", d.ARRAY | d.DICT | HAVE_SHAPE),
        ("x.shape[0]\nlook(x)", d.ARRAY | HAVE_SHAPE),
        ("np.fill_diagonal(x, 0)\nlook(x)", d.ARRAY | ALIEN),
        ("look((x.shape[0], x)) or look(x)", d.ARRAY | HAVE_SHAPE),
        ("if isinstance(x, (list, tuple)):\n    look(x)", d.LIST | d.TUPLE | ALIEN),
        ("if np.isscalar(x):\n    look(x)", d.SCALAR | d.NUMBER | d.STRING | ALIEN),
        ("if x is None or not isinstance(x, list):\n    return\nlook(x)", d.LIST | ALIEN),
        ("if isinstance(x, list) and len(x) and x is not None:\n    look(x)", d.LIST | ALIEN),
        ("while x is None:\n    x = y\nlook(x)", d.ANYTHING & ~d.NONE),
        ("[look(i) for i in x if i is not None]", d.ANYTHING & ~d.NONE),
        ("try:\n    if isinstance(x, list):\n        look(x)\nexcept ValueError:\n    pass", d.LIST | ALIEN),
    ],
)
def test_kinds_are_known(text, kinds):
    assert known(text).kinds == kinds


@pytest.mark.parametrize(
    ("text", "dtypes"),
    [
        ("if x.dtype == np.float64:\n    look(x)", {"f8", "s:f8"}),
        ("x = np.asarray(x)\nif x.dtype != np.float64:\n    x = x.astype(np.float64)\nlook(x)", {"f8"}),
        ("x = np.asarray(x)\nif x.dtype.kind not in 'fc':\n    x = x.astype(float)\nlook(x)",
         {w for w in d.ARRAY_DTYPES if w.lstrip(">")[0] in "fc"}),
        ("x = np.asarray(x)\nif x.dtype == bool:\n    look(x)", {"b1"}),
        ("x = np.asarray(x)\nif x.dtype != bool:\n    look(x)", d.ARRAY_DTYPES - {"b1"}),
        ("x = np.asarray(x)\nassert x.dtype in (np.float32, 'f8')\nlook(x)", {"f4", "f8"}),
        ("x = np.asarray(x)\nassert np.issubdtype(x.dtype, np.complexfloating)\nlook(x)",
         {"c8", "c16", "c32", ">c8", ">c16", ">c32"}),
        ("x = np.asarray(x)\nif np.iscomplexobj(x):\n    return\nlook(x)",
         {w for w in d.ARRAY_DTYPES if w.lstrip(">")[0] != "c"}),
        ("if isinstance(x, (int, float)):\n    look(x)", {"bool", "int", "float", "s:f8"}),
    ],
)  # fmt: skip
def test_dtypes_are_known(text, dtypes):
    assert known(text).dtypes == dtypes


@pytest.mark.parametrize(
    ("text", "ndim"),
    [
        ("if x.ndim == 2:\n    look(x)", (2, 2)),
        ("if x.ndim < 3 and x.ndim != 0:\n    look(x)", (1, 2)),
        ("if x.ndim in (2, 4):\n    look(x)", (2, 4)),
        ("if len(x.shape) != 2:\n    raise ValueError\nlook(x)", (2, 2)),
        ("a, b, c = x.shape\nlook(x)", (3, 3)),
        ("a, *b = x.shape\nlook(x)", (1, d.MANY)),
        ("a, b, *c = x.shape\nlook(x)", (1, d.MANY)),
        ("x.shape[1]\nlook(x)", (2, d.MANY)),
        ("x.shape[-3]\nlook(x)", (3, d.MANY)),
        ("x[:, 0]\nlook(x)", (2, d.MANY)),
        ("x[:, None, 0] = 1\nlook(x)", (2, d.MANY)),
        ("np.fill_diagonal(x, 1)\nlook(x)", (2, d.MANY)),
        ("y = np.ones((3, 4))\nif x.shape == y.shape:\n    look(x)", (2, 2)),
        ("if x.shape == (3, n):\n    look(x)", (2, 2)),
        ("x = np.ones(3) if n else np.ones((3, 4))\nif x.ndim == 2:\n    look(x)", (2, 2)),
        ("if x.ndim != 2:\n    look(x)", (1, d.MANY)),
        ("x[y]\nlook(x)", (1, d.MANY)),
    ],
)
def test_dimensions_are_known(text, ndim):
    assert known(text).ndim == ndim


def test_axes_are_known_from_annotations():
    assert annotated("Float64[np.ndarray, 'n m']").ndim == (2, 2)
    assert annotated("Float64[np.ndarray, '*batch n']").ndim == (1, d.MANY)
    assert annotated("Optional[Float64[np.ndarray, 'n']]").ndim == (1, 1)
    assert annotated("Float64[np.ndarray, '...']").ndim == (1, d.MANY)


def test_equal_shapes_are_known():
    made = "x, y = np.asarray(x), np.ones((3, 4))\n"
    sized = ("sized", "3", "4")
    assert sized in known(f"{made}if x.shape != y.shape:\n    raise ValueError\nlook(x)").shape
    assert sized in known(f"{made}if y.shape == x.shape and n:\n    look(x)").shape
    assert sized not in known(f"{made}if x.shape == y.shape:\n    pass\nlook(x)").shape
    assert sized not in known(f"{made}if x.shape == y.shape or n:\n    look(x)").shape
    assert sized not in known(f"{made}if x.shape[0] == y.shape[0]:\n    look(x)").shape


def test_a_name_that_is_joined_with_none_keeps_its_array():
    fact = known("acc = None\nfor i in range(n):\n    if acc is None:\n        acc = np.zeros((3, 4))\n    else:\n"
                 "        look(acc)\n        acc = acc + 1.0")  # fmt: skip
    assert fact.only(d.ARRAY)
    assert fact.array_dtypes == {"f8"}
    assert fact.layout.is_c


# What must not be known -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "if isinstance(x, list):\n    x = y\n    look(x)",
        "if isinstance(y, list):\n    look(x)",
        "z = x\nif isinstance(x, list):\n    z = y\n    look(z)",
        "isinstance(x, list)\nlook(x)",
        "try:\n    assert isinstance(x, list)\nexcept AssertionError:\n    pass\nlook(x)",
        "if isinstance(x, list) or n:\n    look(x)",
        "if not (isinstance(x, list) and n):\n    return look(x)",
        "isinstance = y\nif isinstance(x, list):\n    look(x)",
        "def isinstance(a, b):\n    return True\nif isinstance(x, list):\n    look(x)",
        "list = y\nif isinstance(x, list):\n    look(x)",
        "np = y\nif isinstance(x, np.ndarray):\n    look(x)",
        "if isinstance(x, list) and (x := y):\n    look(x)",
        "if (x := y) is not None and isinstance(x, list):\n    look(x)",
        "for i in range(n):\n    look(x)\n    if isinstance(x, list):\n        pass",
        "while isinstance(x, list):\n    x = y\n    look(x)",
        "if x.isinstance(list):\n    look(x)",
        "if isinstance(x[0], list):\n    look(x[0])",
        "x.T = len(y)\nlook(x)",
        "def inner():\n    nonlocal x\n    x = y\nif isinstance(x, list):\n    inner()\n    look(x)",
        "a = x.foo\nlook(x)",
        "if hasattr(x, 'shape'):\n    look(x)",
        "if n:\n    x.shape\nlook(x)",
        "x.shape if n else 0\nlook(x)",
        "n and x.shape\nlook(x)",
        "(lambda: x.shape)\nlook(x)",
        "(x.shape for _ in y)\nlook(x)",
        "with y:\n    x.shape\nlook(x)",
        "x, z = x.shape\nlook(x)",
    ],
)
def test_nothing_is_known(text):
    fact = known(text)
    assert fact.kinds == d.ANYTHING
    assert fact.dtypes == d.ANY_DTYPE


def test_what_contradicts_a_declaration_is_anything():
    """An annotation may be wrong, and then the way is taken all the same."""
    source = f"{HEAD}def f(x: np.ndarray):\n    if x is None:\n        look(x)\n        x = x + 1\n    look(x)\n"
    bodies, names = goldens.bodies(source.encode())
    facts = facts_of(bodies[0], load(), names.resolve, dunders=names.dunders)
    first, last = (s for s in facts.body.steps if s.op == "call")
    assert facts.seen(first.args[1], first).kinds == d.ANYTHING
    assert d.OUTSIDE in facts.values.reach(first.args[1])
    assert facts.seen(last.args[1], last).may(d.ALIEN)


def test_refinement_leaves_objects_alone():
    """Who reads what, and what lives on, is the same with tests and without."""
    plain = "x = np.zeros(n)\ny = x\nif n:\n    x = x + 1.0\nreturn x, y"
    tested = "x = np.zeros(n)\ny = x\nif x.ndim == 1:\n    x = x + 1.0\nreturn x, y"
    found = []
    for text in (plain, tested):
        _, facts = analysed(text)
        step = next(s for s in facts.body.steps if s.op == "bin")
        sharing = facts.ownership.sharing(step.args[0], step)
        found.append((sharing.certain, sharing.reason))
        assert facts.body.steps[step.args[0]].op == "call"
    assert found[0] == found[1]


def test_bodies_without_tests_have_no_refinement():
    _, facts = analysed("x = y + n\nfor i in range(n):\n    x = x + i\nreturn x")
    assert not facts.body.refined


# Annotations ----------------------------------------------------------------------------------------------------------

TYPES = (
    "import typing as t\nimport numpy as np\nimport numpy.typing as npt\nimport jaxtyping as jt\n"
    "from typing import Annotated, Any, Optional, Union\nfrom jaxtyping import Float64, Float\n"
)
FLOATS = {w for w in d.ARRAY_DTYPES if w.lstrip(">")[0] == "f"}


def annotated(annotation, text="def f(x: {}):\n    look(x)\n", trusted=True):
    bodies, names = goldens.bodies((TYPES + text.format(annotation)).encode())
    facts = facts_of(bodies[0], load(), names.resolve, declared=Declared(names.resolve, trusted), dunders=names.dunders)
    look = [s for s in facts.body.steps if s.op == "call" and facts.body.steps[s.args[0]].data == "look"][-1]
    return facts.seen(look.args[1], look)


@pytest.mark.parametrize(
    ("annotation", "kinds", "dtypes"),
    [
        ("np.ndarray", d.ARRAYS, d.ARRAY_DTYPES),
        ("'np.ndarray'", d.ARRAYS, d.ARRAY_DTYPES),
        ("npt.NDArray[np.float64]", d.ARRAYS, {"f8", ">f8"}),
        ("npt.NDArray[np.floating[Any]]", d.ARRAYS, FLOATS),
        ("npt.NDArray[np.floating]", d.ARRAYS, FLOATS),
        ("npt.NDArray[np.float32 | np.float64]", d.ARRAYS, {"f4", ">f4", "f8", ">f8"}),
        ("npt.NDArray[Any]", d.ARRAYS, d.ARRAY_DTYPES),
        ("npt.NDArray[T]", d.ARRAYS, d.ARRAY_DTYPES),
        ("np.ndarray[Any, np.dtype[np.float64]]", d.ARRAYS, {"f8", ">f8"}),
        ("np.ndarray[tuple[int, int], Any]", d.ARRAY, d.ARRAY_DTYPES),
        ("Optional[np.ndarray]", d.ARRAYS | d.NONE, d.ARRAY_DTYPES),
        ("t.Optional['npt.NDArray[np.float64]']", d.ARRAYS | d.NONE, {"f8", ">f8"}),
        ("np.ndarray | None", d.ARRAYS | d.NONE, d.ARRAY_DTYPES),
        ("'None | np.ndarray'", d.ARRAYS | d.NONE, d.ARRAY_DTYPES),
        ("Union[npt.NDArray[np.float64], float]", d.ARRAYS | d.NUMBER | d.SCALAR,
         {"f8", ">f8", "float", "int", "bool", "s:f8"}),
        ("Annotated[npt.NDArray[np.float64], 'unit']", d.ARRAYS, {"f8", ">f8"}),
        ("Float64[np.ndarray, 'n m']", d.ARRAY, {"f8", ">f8"}),
        ("jt.Float64[np.ndarray, '']", d.ARRAY0, {"f8", ">f8"}),
        ("Float64[np.ndarray, '...']", d.ARRAYS, {"f8", ">f8"}),
        ("Float64[np.ndarray, '*batch']", d.ARRAYS, {"f8", ">f8"}),
        ("Float64[np.ndarray, '*batch n']", d.ARRAY, {"f8", ">f8"}),
        ("Float[np.ndarray, 'n']", d.ARRAY, d.ARRAY_DTYPES),
        ("np.ndarray = None", d.ARRAYS | d.NONE, d.ARRAY_DTYPES),
        ("int | str", d.NUMBER | d.STRING, {"int", "bool"}),
    ],
)  # fmt: skip
def test_annotations_are_read(annotation, kinds, dtypes):
    fact = annotated(annotation)
    assert fact.kinds == kinds
    assert fact.dtypes == dtypes


@pytest.mark.parametrize(
    "annotation",
    [
        "npt.ArrayLike", "Any", "object", "list[np.ndarray]", "Optional[Thing]", "np.ndarray | Thing", "'np.ndarray |'",
        "Float64[Array, 'n']", "Union[np.ndarray, *Others]", "np.matrix", "np.ma.MaskedArray", "T", "type[np.ndarray]",
        "np.ndarray & None", "Callable[[np.ndarray], None]", "(lambda: np.ndarray)",
        "'np.' 'ndarray' | T", "b'np.ndarray'",
    ],
)  # fmt: skip
def test_annotations_that_are_not_understood_declare_nothing(annotation):
    assert annotated(annotation).kinds == d.ANYTHING


def test_annotations_that_are_not_trusted_declare_nothing():
    assert annotated("np.ndarray", trusted=False).kinds == d.ANYTHING
    text = "def f(y):\n    x: {} = y()\n    look(x)\n"
    assert annotated("np.ndarray", text, trusted=False).kinds == d.ANYTHING


def test_names_are_declared_where_they_are_bound():
    text = "def f(y):\n    x: {} = y()\n    look(x)\n"
    fact = annotated("npt.NDArray[np.float64]", text)
    assert fact.kinds == d.ARRAYS
    assert fact.dtypes == {"f8", ">f8"}
    assert annotated("np.ndarray", text.replace("look", "x = y()\n    look")).kinds == d.ANYTHING
    assert annotated("np.ndarray", "def f(y):\n    x: {}\n    x = y()\n    look(x)\n").kinds == d.ANYTHING
    assert annotated("np.ndarray", "def f(y):\n    y.x: {} = y()\n    look(y.x)\n").kinds == d.ANYTHING
    # What cannot be is taken for anything: the annotation is wrong.
    assert annotated("np.ndarray", "def f(y):\n    x: {} = None\n    look(x)\n").kinds == d.ANYTHING


@pytest.mark.parametrize("letter", sorted(refine._CHARS))
def test_letters_of_dtypes_are_numpys(letter):
    code = refine._CHARS[letter]
    wide = {"f16": np.longdouble, "c32": np.clongdouble}
    assert np.dtype(letter) == np.dtype(wide.get(code, code))
    assert np.dtype(letter).char == letter
    others = [other for other in np.typecodes["All"] if other != letter and np.dtype(other) == np.dtype(letter)]
    assert others == []
