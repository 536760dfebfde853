"""Where a name surely is NumPy, and where it only looks so: a fix is safe in the first case alone."""

from __future__ import annotations

import pytest

from uncopy import engine
from uncopy.config import Config

USE = """
def f(n: int):
    x = np.zeros((n, 2))
    x = x + 1.0
    return x
"""
SURE = {
    "plain": """
import numpy as np
USE
""",
    "numpy": """
import numpy

def f(n: int):
    x = numpy.zeros((n, 2))
    x = x + 1.0
    return x
""",
    "from": """
from numpy import zeros
def f(n: int):
    x = zeros((n, 2))
    x = x + 1.0
    return x
""",
    "two": """
import numpy, numpy.random
def f(n: int):
    x = numpy.zeros((n, 2))
    x = x + 1.0
    return x
""",
    "class attr does not hide": """
import numpy as np
class A:
    np = None
    def f(self, n: int):
        x = np.zeros((n, 2))
        x = x + 1.0
        return x
""",
    "local import": """
def f(n: int):
    import numpy as np
    x = np.zeros((n, 2))
    x = x + 1.0
    return x
""",
    "local from import": """
def f(n: int):
    from numpy import zeros
    x = zeros((n, 2))
    x = x + 1.0
    return x
""",
    "module unit": """
import numpy as np
USE
y = 3
y = y + 1
""",
    "staticmethod": """
import numpy as np
class A:
    @staticmethod
    def f(n: int):
        x = np.zeros((n, 2))
        x = x + 1.0
        return x
""",
    "property and setter": """
import numpy as np
class A:
    @property
    def f(self):
        x = np.zeros((3000, 2))
        x = x + 1.0
        return x
    @f.setter
    def f(self, n: int):
        x = np.zeros((n, 2))
        x = x + 1.0
""",
    "wraps": """
import numpy as np
import functools
def deco(g):
    @functools.wraps(g)
    def f(n: int):
        x = np.zeros((n, 2))
        x = x + 1.0
        return x
    return f
""",
    "dataclass": """
import numpy as np
from dataclasses import dataclass
@dataclass(frozen=True)
class A:
    def f(self, n: int):
        x = np.zeros((n, 2))
        x = x + 1.0
        return x
""",
    "passed on": """
import numpy as np
from scipy.optimize import minimize
USE
minimize(f, 3)
""",
    "mock of something else": """
import numpy as np
from unittest import mock
def test():
    with mock.patch.object(lib, "zeros"), mock.patch("lib.zeros"):
        f(3)
USE
""",
    "use of ordinary attributes": """
import numpy as np
np.set_printoptions(precision=3)
np.random.seed(3)
d = {}
d["np"] = np
setattr(d, "np", np)
USE
""",
    "sys.modules of another": """
import sys
import numpy as np
sys.modules["pkg.alias"] = sys.modules["pkg"]
USE
""",
    "abs": """
import numpy as np
def f(n: int):
    x = np.zeros((n, 2))
    x = abs(x)
    return x
""",
    "range": """
import numpy as np
def f(n: int):
    x = np.ones((n, 2))
    y = x[list(range(n))]
    return y.shape
""",
    "name for numpy": """
from numpy import ones
import numpy as np
def f(n: int):
    x = ones((n, 2))
    x = 1.0 - x
    return x
""",
    "module unit, name for numpy": """
from numpy import ones
import numpy as np
def f(n: int):
    x = ones((n, 2))
    x = 1.0 - x
    return x
y = 3
y = y + 1
""",
    "type checking only for annotations": """
from __future__ import annotations
from typing import TYPE_CHECKING
import numpy as np
if TYPE_CHECKING:
    from numpy.typing import NDArray
def f(a: NDArray[np.float64]):
    x = a * 2.0
    x = x + 1.0
    return x
""",
    "module level": """
import numpy as np
x = np.zeros((3000, 2))
x = x + 1.0
x.sum()
""",
}
UNSURE = {
    "star numpy": """
from numpy import *
def f(n: int):
    x = zeros((n, 2))
    x = x + 1.0
    return x
""",
    "try cupy": """
try:
    import cupy as np
except ImportError:
    import numpy as np
USE
""",
    "rebinding after": """
import numpy as np
USE
np = load_backend()
""",
    "loop target": """
import numpy as np
for np in ():
    pass
USE
""",
    "del": """
import numpy as np
del np
USE
""",
    "jax": """
import jax.numpy as np
USE
""",
    "cupy": """
import cupy as np
USE
""",
    "autograd": """
import autograd.numpy as np
USE
""",
    "param": """
import numpy as np

def f(n: int, np):
    x = np.zeros((n, 2))
    x = x + 1.0
    return x
""",
    "param default": """
import numpy as np

def f(n: int, np=np):
    x = np.zeros((n, 2))
    x = x + 1.0
    return x
""",
    "xp namespace": """
import numpy as np
def f(n: int, a):
    xp = array_namespace(a)
    x = xp.zeros((n, 2))
    x = x + 1.0
    return x
""",
    "type checking other": """
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    import numpy as np
else:
    import other as np
USE
""",
    "type checking other 2": """
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    import numpy as np
else:
    np = lazy("numpy")
USE
""",
    "import_module": """
import importlib
np = importlib.import_module("numpy")
USE
""",
    "re-export": """
from mypkg._imports import numpy as np
USE
""",
    "relative": """
from . import numpy as np
USE
""",
    "relative 2": """
from .numpy import np
USE
""",
    "relative 3": """
from ..numpy import zeros
def f(n: int):
    x = zeros((n, 2))
    x = x + 1.0
    return x
""",
    "pkg numpy": """
import mypkg.numpy as np
USE
""",
    "matlib": """
import numpy.matlib as np
USE
""",
    "matlib 2": """
from numpy import matlib as np
USE
""",
    "ma": """
import numpy.ma as np
USE
""",
    "ma attr": """
import numpy as np
def f(n: int):
    x = np.ma.zeros((n, 2))
    x = x + 1.0
    return x
""",
    "class body import": """
import numpy
class A:
    import numpy as np
    def f(self, n: int):
        x = np.zeros((n, 2))
        x = x + 1.0
        return x
""",
    "class attr": """
import numpy
class A:
    np = numpy
    def f(self, n: int):
        x = self.np.zeros((n, 2))
        x = x + 1.0
        return x
""",
    "local cupy": """
import numpy as np
def f(n: int):
    import cupy as np
    x = np.zeros((n, 2))
    x = x + 1.0
    return x
""",
    "local try": """
import numpy
def f(n: int):
    try:
        import cupy as np
    except ImportError:
        import numpy as np
    x = np.zeros((n, 2))
    x = x + 1.0
    return x
""",
    "local relative": """
import numpy
def f(n: int):
    from .numpy import zeros
    x = zeros((n, 2))
    x = x + 1.0
    return x
""",
    "inner function sees outer's": """
import numpy as np
def outer(n: int):
    import cupy as np
    def inner():
        x = np.zeros((n, 2))
        x = x + 1.0
        return x
    return inner()
""",
    "inner function sees outer's, module unit": """
import numpy as np
def outer(n: int):
    import cupy as np
    def inner():
        x = np.zeros((n, 2))
        x = x + 1.0
        return x
    return inner()
y = 3
y = y + 1
""",
    "class in a function": """
import numpy as np
def outer(n: int):
    import cupy as np
    class A:
        def inner(self):
            x = np.zeros((n, 2))
            x = x + 1.0
            return x
    return A
y = 3
y = y + 1
""",
    "patched": """
import numpy as np
np.zeros = fake
USE
""",
    "patched in function": """
import numpy as np
def setup():
    np.zeros = fake
USE
""",
    "setattr": """
import numpy as np
setattr(np, "zeros", fake)
USE
""",
    "monkeypatch": """
import numpy as np
def test(monkeypatch):
    monkeypatch.setattr(np, "zeros", fake)
USE
""",
    "dict": """
import numpy as np
np.__dict__["zeros"] = fake
USE
""",
    "vars": """
import numpy as np
vars(np)["zeros"] = fake
USE
""",
    "patch by other name": """
import numpy
import numpy as np
numpy.zeros = fake
USE
""",
    "patch by from": """
from numpy import linalg
import numpy as np
linalg.norm = fake
def f(n: int):
    x = np.zeros((n, 2))
    x = x + 1.0
    return x
""",
    "walrus in default": """
import numpy as np
def g(a=(np := load())):
    pass
USE
""",
    "walrus in base": """
import numpy as np
class A((np := load())):
    pass
USE
""",
    "walrus in decorator": """
import numpy as np
@(np := load())
def g():
    pass
USE
""",
    "walrus in annotation": """
import numpy as np
def g(a: (np := load())) -> int:
    pass
USE
""",
    "walrus in comprehension": """
import numpy as np
[np := m for m in ()]
USE
""",
    "with": """
import numpy as np
with backend() as np:
    pass
USE
""",
    "except": """
import numpy as np
try:
    pass
except ValueError as np:
    pass
USE
""",
    "def": """
import numpy as np
def np(): pass
USE
""",
    "match": """
import numpy as np
match m:
    case [np]: pass
USE
""",
    "locals": """
import numpy as np
locals()["np"] = fake
USE
""",
    "vars()": """
import numpy as np
vars()["np"] = fake
USE
""",
    "sys.modules": """
import sys
import numpy as np
sys.modules[__name__].np = fake
USE
""",
    "sys.modules setattr": """
import sys
import numpy as np
setattr(sys.modules[__name__], "np", fake)
USE
""",
    "global in class method": """
import numpy as np
class A:
    def use(self):
        global np
        import cupy as np
USE
""",
    "lazy global": """
import numpy
def init():
    global np
    import numpy as np
USE
""",
    "sys.modules numpy": """
import sys
import fake_numpy
sys.modules["numpy"] = fake_numpy
import numpy as np
USE
""",
    "staticmethod shadowed": """
import numpy as np
from numba import njit as staticmethod
@staticmethod
def f(n: int):
    x = np.zeros((n, 2))
    x = x + 1.0
    return x
""",
    "wraps of another module": """
import numpy as np
from mylib import wraps
@wraps
def f(n: int):
    x = np.zeros((n, 2))
    x = x + 1.0
    return x
""",
    "registry setter": """
import numpy as np
@registry.setter
def f(n: int):
    x = np.zeros((n, 2))
    x = x + 1.0
    return x
""",
    "jitclass": """
import numpy as np
from numba.experimental import jitclass
@jitclass(spec)
class A:
    def f(self, n: int):
        x = np.zeros((n, 2))
        x = x + 1.0
        return x
""",
    "jitted by call": """
import numpy as np
import numba
USE
fast = numba.njit(f)
""",
    "jitted by call of call": """
import numpy as np
from numba import njit
USE
fast = njit(cache=True)(f)
""",
    "jitted by partial": """
import numpy as np
from functools import partial
from jax import jit
USE
fast = partial(jit, static_argnums=0)(f)
""",
    "jit of own package": """
import numpy as np
from ._numba import optional_jit
USE
f = optional_jit(f)
""",
    "jit of own package by another name": """
import numpy as np
from ._numba import optional_jit
USE
fast = optional_jit(f)
""",
    "mock patch": """
import numpy as np
from unittest.mock import patch
def test():
    with patch("numpy.zeros"):
        f(3)
USE
""",
    "mock patch object": """
import numpy as np
from unittest import mock
def test():
    with mock.patch.object(np, "zeros"):
        f(3)
USE
""",
    "builtins patched": """
import builtins
import numpy as np
builtins.abs = fake
def f(n: int):
    x = np.zeros((n, 2))
    x = x + 1.0
    return x
""",
    "local patch": """
import numpy
def g():
    import numpy as np
    np.zeros = fake
def f(n: int):
    x = numpy.zeros((n, 2))
    x = x + 1.0
    return x
""",
    "shadowed abs": """
import numpy as np
from lib import abs
def f(n: int):
    x = np.zeros((n, 2))
    x = abs(x)
    return x
""",
    "abs of outer function": """
import numpy as np
def outer(n: int, abs):
    def f():
        x = np.zeros((n, 2))
        x = abs(x)
        return x
    return f
""",
    "shadowed range": """
import numpy as np
from lib import range
def f(n: int):
    x = np.ones((n, 2))
    y = x[list(range(n))]
    return y.shape
""",
    "shadowed list": """
import numpy as np
def list(x): return x
def f(n: int):
    x = np.ones((n, 2))
    y = x[list(range(n))]
    return y.shape
""",
    "abs after star": """
import numpy as np
from lib import *
def f(n: int):
    x = np.zeros((n, 2))
    x = abs(x)
    return x
""",
    "abs after star, np after": """
from lib import *
import numpy as np
def f(n: int):
    x = np.zeros((n, 2))
    x = abs(x)
    return x
""",
    "outer's numpy hidden in a star module": """
from lib import *
import numpy as np
def outer(n: int):
    import cupy as np
    def inner():
        x = np.zeros((n, 2))
        x = x + 1.0
        return x
    return inner()
""",
    "name for numpy under TYPE_CHECKING": """
from typing import TYPE_CHECKING
from numpy import linspace
if TYPE_CHECKING:
    import numpy as np
def f(n: int):
    x = linspace(0.0, 1.0, n)
    x = 1 - x
    return x
""",
    "name for numpy that comes later": """
from numpy import ones
def f(n: int):
    x = ones((n, 2))
    x = 1.0 - x
    return x
print(f(3))
import numpy as np
""",
    "name for numpy under a condition": """
from numpy import ones
try:
    import numpy as np
except ImportError:
    pass
def f(n: int):
    x = ones((n, 2))
    x = 1.0 - x
    return x
""",
    "local name for numpy in another branch": """
from numpy import ones
def f(n: int):
    if n:
        import numpy as np
    x = ones((n, 2))
    x = 1.0 - x
    return x
""",
    "type checking alias of another": """
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from numpy import float64 as Real
else:
    Real = load()
import numpy as np
def f(a: Real):
    x = np.zeros((30, 30), dtype=Real)
    x = x + 1.0
    return x
""",
    "global rebinding np at module level": """
import numpy as np
def swap():
    global np
    np = other()
swap()
x = np.zeros((3000, 2))
x = x + 1.0
x.sum()
""",
    "global rebinding x at module level": """
import numpy as np
def swap():
    global x
    x = y
y = np.ones((3000, 2))
x = np.zeros((3000, 2))
swap()
x = x + 1.0
print(y)
""",
    "star import at module level": """
import numpy as np
from lib import *
x = np.zeros((3000, 2))
x = x + 1.0
x.sum()
""",
    "module level conditional": """
try:
    import cupy as np
except ImportError:
    import numpy as np
x = np.zeros((3000, 2))
x = x + 1.0
x.sum()
""",
    "module level patched": """
import numpy as np
np.zeros = fake
x = np.zeros((3000, 2))
x = x + 1.0
x.sum()
""",
    "module level globals": """
import numpy as np
globals()["np"] = fake
x = np.zeros((3000, 2))
x = x + 1.0
x.sum()
""",
    "sys.modules at module level": """
import sys
import numpy as np
sys.modules[__name__].np = fake
x = np.zeros((3000, 2))
x = x + 1.0
x.sum()
""",
    "class body global": """
import numpy as np
class A:
    global np
    np = fake
x = np.zeros((3000, 2))
x = x + 1.0
x.sum()
""",
    "class body global x": """
import numpy as np
y = np.ones((3000, 2))
x = np.zeros((3000, 2))
class A:
    global x
    x = y
x = x + 1.0
print(y)
""",
    "nonlocal by class in function": """
import numpy as np
def f(n: int):
    y = np.ones((3000, 2))
    x = np.zeros((3000, 2))
    class A:
        nonlocal x
        x = y
    x = x + 1.0
    return x, y
""",
    "class body uses x later": """
import numpy as np
def f(n: int):
    x = np.zeros((3000, 2))
    class A:
        data = x
    x = x + 1.0
    return x, A
""",
    "class body method sees x": """
import numpy as np
def f(n: int):
    x = np.zeros((3000, 2))
    class A:
        def g(self):
            return x
    a = A().g()
    x = x + 1.0
    return x, a
""",
    "function-level type alias value": """
import numpy as np
def f(n: int):
    x = np.zeros((3000, 2))
    g = lambda: x
    a = g()
    x = x + 1.0
    return x, a
""",
    "default holds x": """
import numpy as np
def f(n: int):
    x = np.zeros((3000, 2))
    class A:
        def g(self, data=x):
            return data
    x = x + 1.0
    return x, A
""",
    "decorator holds x": """
import numpy as np
def f(n: int):
    x = np.zeros((3000, 2))
    @register(x)
    class A:
        pass
    x = x + 1.0
    return x, A
""",
    "annotation holds x": """
import numpy as np
def f(n: int):
    x = np.zeros((3000, 2))
    def g(a: x) -> x:
        pass
    x = x + 1.0
    return x, g
""",
    "variable annotation in class holds x": """
import numpy as np
def f(n: int):
    x = np.zeros((3000, 2))
    class A:
        data: x = 3
    x = x + 1.0
    return x, A
""",
    "keyword-only default": """
import numpy as np
def f(n: int):
    x = np.zeros((3000, 2))
    def g(*, a=x):
        return a
    x = x + 1.0
    return x, g
""",
    "star annotation": """
import numpy as np
def f(n: int):
    x = np.zeros((3000, 2))
    def g(*a: x, **k: x):
        return a
    x = x + 1.0
    return x, g
""",
    "walrus in an annotation rebinding x": """
import numpy as np
def f(n: int):
    y = np.ones((3000, 2))
    x = np.zeros((3000, 2))
    def g(a: (x := y)):
        return a
    x = x + 1.0
    return x, y
""",
    "walrus in a default of a lambda": """
import numpy as np
def f(n: int):
    y = np.ones((3000, 2))
    x = np.zeros((3000, 2))
    g = lambda a=(x := y): a
    x = x + 1.0
    return x, y
""",
    "walrus in the base of an inner class": """
import numpy as np
def f(n: int):
    y = np.ones((3000, 2))
    x = np.zeros((3000, 2))
    class A(base(x := y)):
        pass
    x = x + 1.0
    return x, y
""",
    "walrus in a decorator of an inner function": """
import numpy as np
def f(n: int):
    y = np.ones((3000, 2))
    x = np.zeros((3000, 2))
    @deco(x := y)
    def g():
        pass
    x = x + 1.0
    return x, y
""",
    "walrus in subscript target": """
import numpy as np
def f(n: int, d):
    y = np.ones((3000, 2))
    x = np.zeros((3000, 2))
    d[(x := y).shape] = 3
    x = x + 1.0
    return x, y
""",
    "del and handler": """
import numpy as np
def f(n: int, d):
    y = x = np.ones((3000, 2))
    del x
    x = y
    x = x + 1.0
    return x, y
""",
}


def safe_fixes(source: str) -> list[tuple[int, str]]:
    """The line and rule of each safe fix."""
    result = engine.check(source.replace("USE", USE).encode(), "names.py", Config())
    assert result.errors == ()
    return [(f.line, f.code) for f in result.findings if f.fix is not None and f.fix.applicability == "safe"]


@pytest.mark.parametrize("source", SURE.values(), ids=SURE)
def test_what_is_surely_numpy_is_fixed(source):
    assert len(safe_fixes(source)) >= 1


@pytest.mark.parametrize("source", UNSURE.values(), ids=UNSURE)
def test_what_may_be_something_else_is_not(source):
    assert safe_fixes(source) == []
