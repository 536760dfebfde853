"""Copies in another order that are needed."""

import numpy as np


def changing(field, steps):
    state = np.array(field)
    total = 0.0
    for _ in range(steps):
        flat = state.T.reshape(-1)  # fine 901: state changes on each pass
        total += flat[0]
        state *= 0.5
    return total


def handed_out(table):
    return np.ascontiguousarray(table.T)  # fine 903: the caller wants it in this order


def few_columns(points):
    x, y, z = points[:, 0], points[:, 1], points[:, 2]  # fine 902: three views, no loop
    return x * y + z
