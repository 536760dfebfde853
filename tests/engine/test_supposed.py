"""What unknown objects seem to be: findings that rest on it say so, and are never safe."""

from __future__ import annotations

import pytest

from uncopy import engine
from uncopy.config import Config

CONFIG = Config(preview=True)
USES = {
    "attribute": "s = x.shape",
    "method": "s = x.mean()",
    "of many axes": "s = x[:, None]",
    "mask": "s = x[x > 0]",
    "indices": "s = x[np.arange(2000)]",
    "matrix product": "s = x @ other",
    "like it": "s = np.zeros_like(x)",
    "slices subtracted": "s = x[1:] - x[:-1]",
    "measured and divided": "s = len(x), x / 2",
    "reduced and compared": "s = np.median(x), x > 3",
    "calculated, then reduced": "s = np.mean((x - y) ** 2)",
    "copied, then used": "s = x.copy().mean()",
}
OTHERS = {
    "nothing": "s = 0",
    "a number": "s = x + 1",
    "a list": "s = len(x), x[0]",
    "a dict": "s = x.copy()",
    "a set": "s = x - {1}",
    "foreign attribute": "s = x.shape, x.columns",
    "asked whether it is a list": "s = x.shape\n    if isinstance(x, list): s = 1",
    "of three, the first is not known": "s = np.sum(x * y + other)",
}


def found(source, **settings):
    """The findings with the guard about objects that are only supposed, and all others."""
    result = engine.check(source.encode(), "m.py", Config(preview=True, **settings))
    assert result.errors == ()
    supposed = [f for f in result.findings if any(r.guard == "known-objects" for r in f.refusals)]
    return supposed, [f for f in result.findings if f not in supposed]


def exponential(use, imports="", head="def f(x, y, other):"):
    """A function that uses x, and then a temporary made of it: a finding once x is taken for an array."""
    return f"import numpy as np\n{imports}\n{head}\n    {use}\n    z = np.exp(x * 2.5)\n    return s, z\n"


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_what_is_used_as_an_array_is_taken_for_one(use):
    supposed, known = found(exponential(use))
    assert known == []
    assert all(f.fix is None or f.fix.applicability == "unsafe" for f in supposed)
    (finding,) = (f for f in supposed if f.code == "UNC206")
    assert finding.refusals[0].guard == "known-objects"
    assert finding.refusals[0].reason.startswith("`x` is only taken for an array, because it is used as one")


@pytest.mark.parametrize("use", OTHERS.values(), ids=OTHERS)
def test_what_may_as_well_be_something_else_is_not(use):
    assert found(exponential(use)) == ([], [])


@pytest.mark.parametrize("library", ["pandas as pd", "torch", "numpy.ma as ma", "scipy.sparse as sp"])
def test_uses_tell_nothing_beside_libraries_with_objects_that_are_used_alike(library):
    assert found(exponential(USES["attribute"], f"import {library}")) == ([], [])


DOCUMENTED = '''
import numpy as np
import pandas

def f(image):
    """Do it.

    Parameters
    ----------
    image : ndarray of shape (n, m)
    """
    return np.sqrt(image * 2.5)
'''


def test_docstrings_tell_what_is_worth_trying():
    supposed, known = found(DOCUMENTED)
    assert known == []
    (finding,) = supposed
    assert "its docstring says so" in finding.refusals[0].reason
    supposed, (finding,) = found(DOCUMENTED, trust_docstrings=True)
    assert supposed == []


def test_what_is_known_hides_what_is_supposed():
    source = "import numpy as np\n\ndef f(x):\n    s = x.shape\n    y = np.zeros(s)\n    y = y + 1.0\n    return y, s\n"
    supposed, known = found(source)
    assert [f.line for f in known] == [6]
    assert supposed == []


def test_a_copy_that_may_be_wanted_is_not_doubted_twice():
    source = "import numpy as np\n\ndef f(x, g):\n    y = x.copy()\n    g(y)\n    return y.sum(), x.shape\n"
    assert found(source) == ([], [])


def test_a_product_that_may_be_a_number_is_not_worth_a_guess():
    source = "import numpy as np\n\ndef f(d, s):\n    n = s.shape\n    return n, d**2.0 - s @ s\n"
    assert found(source) == ([], [])
