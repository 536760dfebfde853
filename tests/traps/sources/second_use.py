"""A name that stands on the right more often than it seems."""

import numpy as np


def scad_second_derivative(n: int):
    """In two steps `cy *= 2` would come first, and the diagonal would be read doubled."""
    cy = np.ones((n, n))
    cy = 2 * cy - np.diag(np.diag(cy))  # trap UNC205 no-candidate; UNC201 no-candidate
    return cy


def centred(n: int):
    """The mean is taken before the first element is written: this is fine."""
    x = np.ones((n, 2))
    x = x - x.mean()  # fine UNC201
    return x


def standardised(n: int):
    """The deviation is taken before the array is centred, under a name of its own: this is fine."""
    x = np.ones((n, 2))
    x = (x - x.mean()) / x.std()  # fine UNC205
    return x


def by_own_row(n: int):
    """An operand that is a part of the array changes while it is read."""
    x = np.ones((n, 3)) * 2.0
    x = x / x[0]  # trap UNC201 pays: view @ x[0]
    return x


def indexed_by_itself(n: int):
    x = np.ones((n, 3), dtype=int)
    x = x + x[x]  # trap UNC201 same-shape: broadcast
    return x


def in_a_lambda(n: int):
    """The receiver of a method, an index, a closure: every occurrence counts."""
    x = np.ones((n, 2))
    x = x * (lambda: x.max())()  # trap UNC201 sole-owner: a function inside sees it as `x` @ x = np.ones
    return x
