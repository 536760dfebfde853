"""A copy and a rebinding that protect each other: either may go, never both."""

import numpy as np


def sift(n: int, rounds: int):
    """Drop the copy, or subtract in place."""
    imf = np.ones(n) * 2.0
    for _ in range(rounds):
        imf_old = imf.copy()  # either UNC102
        imf = imf - 0.5  # either UNC201
        if np.sum((imf_old - imf) ** 2) < 0.2:
            break
    return imf


def legendre_nodes(n: int, tolerance: float):
    """Newton's steps: `z1` is what `z` was."""
    z = np.ones(n) * 2.0
    while True:
        z1 = z.copy()  # either UNC102
        z = z - z / 3.0  # either UNC201
        z = z * 0.5  # fine UNC201
        if np.abs(z - z1).max() < tolerance:  # fine UNC206
            break
    return z


def proximal_gradient(step, n: int, rounds: int):
    """The step may write into what it is given, so the copy has to stay."""
    x = np.zeros((n, 2))
    for _ in range(rounds):
        x_old = x.copy()  # trap UNC102 no-candidate
        x = step(x, 0.1)
        if np.linalg.norm(x - x_old) < 1e-6:
            break
    return x


def proximal_gradient_of_arrays(step, n: int, rounds: int):
    """The same where it is known to be an array."""
    x = np.zeros((3, 2))  # few: a copy into one array is not worth it
    for _ in range(rounds):
        x_old = x.copy()  # trap UNC102 source-still: may be written @ step(x, 0.1)
        step(x, 0.1)
        if np.linalg.norm(x - x_old) < 1e-6:
            break
    return x
