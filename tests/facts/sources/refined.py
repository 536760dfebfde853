"""Objects that tests and successes tell of."""

import numpy as np


def made_an_array(x):
    if not isinstance(x, np.ndarray):
        x = np.array(x)
    if x.ndim != 2:
        raise ValueError("two dimensions are needed")
    if x.dtype != np.float64:
        x = x.astype(np.float64)
    return x


def filled(out, n: int):
    if out is None:
        out = np.zeros((n, 3))
    rows, columns = out.shape
    return out, rows, columns


def summed(arrays):
    total = None
    for _ in arrays:
        if total is None:
            total = np.zeros((3, 4))
        else:
            total = total + 1.0
    return total


def joined(x, y):
    x = np.asarray(x)
    if x.ndim == 0:
        y = x
    elif x.shape[0] > 3 and y is not None:
        y = y[:, None]
    return x, y
