"""Rows of the model that are no NumPy's, however their functions were imported: what they give, write and keep."""

from __future__ import annotations

import pytest

from uncopy import engine
from uncopy.config import Config

BODY = """
import numpy as np
IMPORT

def f(n: int):
    x = np.zeros((n, 2))
    y = CALL
    x = x + 1.0
    return x, y
"""
HARMLESS = [
    ("from scipy import linalg", "linalg.pinv(x)"),
    ("import scipy.linalg", "scipy.linalg.svdvals(x)"),
    ("import scipy.linalg as sla", "sla.qr(x, overwrite_a=False)"),
    ("from scipy.ndimage import gaussian_filter", "gaussian_filter(x, 1.0)"),
    ("from scipy import ndimage as ndi", "ndi.sobel(x, axis=0)"),
    ("import scipy.special as sc", "sc.expit(x)"),
    ("from scipy.fft import fft", "fft(x)"),
    ("from scipy.signal import detrend", "detrend(x)"),
    ("import operator", "operator.truediv(x, 2)"),
    ("", "np.add.outer(x, x)"),
    ("", "np.logical_or.reduce([x, x])"),
    ("", "np.loadtxt('a.txt', encoding='utf8', max_rows=3)"),
    ("", "np.genfromtxt('a.txt', names=True, delimiter=',')"),
]
HARMFUL = [
    ("from scipy.sparse import csr_matrix", "csr_matrix((x, x, x))"),
    ("from scipy.fft import fftn", "fftn(x)"),
    ("from scipy.ndimage import generic_filter", "generic_filter(x, max, 3)"),
    ("from scipy.elsewhere import gaussian_filter", "gaussian_filter(x, 1.0)"),
    ("from scipy.ndimage import gaussian_filter", "gaussian_filter(x, 1.0, no_such=1)"),
    ("from scipy.ndimage import gaussian_filter", "gaussian_filter(x, 1.0, output=x)"),
    ("import scipy.linalg as sla", "sla.qr(x, overwrite_a=True)"),
    ("import operator", "operator.iadd(x, 2)"),
    ("", "np.loadtxt(line for line in x)"),
    ("", "np.genfromtxt(x)"),
]


def safe(call: tuple[str, str]) -> bool:
    """Whether ``x = x + 1.0`` after the call is rewritten for sure."""
    source = BODY.replace("IMPORT", call[0]).replace("CALL", call[1])
    result = engine.check(source.encode(), "rows.py", Config())
    assert result.errors == ()
    return any(f.fix is not None and f.fix.applicability == "safe" for f in result.findings)


@pytest.mark.parametrize("call", HARMLESS, ids=lambda c: c[1])
def test_what_only_reads_leaves_its_argument_to_its_owner(call):
    assert safe(call)


@pytest.mark.parametrize("call", HARMFUL, ids=lambda c: c[1])
def test_what_may_share_its_argument_keeps_it_from_being_written(call):
    assert not safe(call)


KEPT = """
import numpy as np

def f(n: int, box, convert):
    a = np.zeros(n)
    box.append(a)
    b = a.copy()
    d = CALL
    return b.sum() + d.sum()
"""


@pytest.mark.parametrize("function", ["loadtxt", "genfromtxt"])
@pytest.mark.parametrize("converters", [False, True])
def test_converters_may_write_what_others_hold(function, converters):
    call = f"np.{function}('a.txt'{', converters=convert' if converters else ''})"
    result = engine.check(KEPT.replace("CALL", call).encode(), "rows.py", Config(select=("UNC102",)))
    assert [f.fix is not None and f.fix.applicability == "safe" for f in result.findings] == (
        [] if converters else [True]
    )
