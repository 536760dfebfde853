"""Items of several things at once."""

import numpy as np


def zipped(v, x, n: int):
    v, x = np.array(v), np.array(x)
    found = []
    for a, row, k in zip(v, x, range(n)):
        b = a * 2
        part = row[:1] + k
        found.append((b, part))
    return found


def counted(v, z):
    v, z = np.array(v), np.array(z)
    total = 0.0
    for k, plane in enumerate(z):
        first = plane[:1]
        total = total + k * first.size
    for k, (a, plane) in enumerate(zip(v, z), 1):
        total = total + k + plane.size + np.real(a)
    return total
