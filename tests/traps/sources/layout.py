"""Sums see the order of elements in memory, and other formulas round otherwise."""

import numpy as np


def sum_of_transposed(n: int):
    """Pairwise sums over another order differ in the last bits."""
    a = np.ones((n, 7)) / 3.0
    flat = a.T.copy()  # trap UNC102 copy-layout: another memory order @ flat = a.T
    return flat.sum()


def sum_of_every_other(n: int):
    a = np.ones(n) / 3.0
    half = a[::2].copy()  # trap UNC102 copy-layout: strides are not known @ half = a[::2]
    return half.sum()


def sum_of_fortran(n: int):
    """`flatten` puts the elements in C order before they are summed; so does `ravel`, but no sum of `a` itself."""
    a = np.asfortranarray(np.ones((n, 7)) / 3.0)
    flat = a.flatten()  # fine UNC105
    return flat.sum(), a


def sum_of_chosen(x: np.ndarray, m: np.ndarray):
    """`where=` sums in other groups."""
    return x[m].sum()  # trap UNC210 no-candidate


def dot_of(x: np.ndarray, y: np.ndarray):
    return np.sum(x * y)  # trap UNC210 same-rounding: last digits may differ


def trace_of(a: np.ndarray, b: np.ndarray):
    return np.trace(a @ b)  # trap UNC210 same-rounding: last digits may differ


def power_of(z: np.ndarray):
    """`re**2 + im**2` is no `abs(z)**2`, and `x*x*x` no `x**3`."""
    p = np.abs(z) ** 2
    q = p**3
    return p, q


def scaled_rows(d: np.ndarray, a: np.ndarray):
    """Zero times infinity is not zero."""
    return np.diag(d) @ a  # trap UNC212 nothing-infinite: left out


def mixture_energy(b: np.ndarray, u: float):
    """`count_nonzero` gives a Python int in older NumPy, which raises where a NumPy one gives inf."""
    share = np.sum(b > 0)  # trap UNC211 no-candidate
    return u / share


def share_of_positive(b: np.ndarray, u: float):
    """A sum of integers is NumPy's, with the conversion before it or within."""
    share = (b > 0).astype(int).sum()  # fine UNC111
    return u / share


def strided_result(n: int):
    """What is made of a part of each row stays one with gaps in place; a new array is dense."""
    x = np.ones((n, 4))[:, ::2]
    x = x * 0.1  # trap UNC201 same-layout: strides @ np.ones
    return x.sum()


def fortran_plus_c(n: int):
    a = np.asfortranarray(np.ones((n, 7)))
    b = np.ones((n, 7)) / 3.0
    a = a + b  # trap UNC201 same-layout: another memory order @ np.ones
    return a.sum(), b
