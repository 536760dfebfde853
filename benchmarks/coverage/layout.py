"""Memory order that makes copies or slow walks, as people write it."""

import numpy as np


def column_means(table, steps):
    total = 0.0
    for k in range(1, steps):
        flat = table.T.reshape(-1)  # bad 901: a copy of the table on each pass
        total += flat[::k].mean()
    return total


def correlate(signals, templates):
    best = []
    for template in templates:
        columns = np.ascontiguousarray(signals.T)  # bad 901: the same copy on each pass
        best.append((columns @ template).max())
    return best


def column_norms(n, m):
    table = np.ones((n, m))
    norms = np.empty(m)
    for j in range(m):
        norms[j] = np.sqrt((table[:, j] ** 2).sum())  # bad 902: a walk across the rows for each column
    return norms


def normal_matrix(design):
    return design.T.copy() @ design  # bad 903: BLAS takes the transpose as it is


def back_projected(design, residual):
    return np.dot(np.ascontiguousarray(design.T), residual)  # bad 903: BLAS takes the transpose as it is
