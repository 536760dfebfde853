"""Memory orders of what functions make."""

import numpy as np


def parts(a, x, z):
    a, x, z = np.array(a), np.array(x), np.array(z)
    return np.tril(a), np.triu(x), np.tril(z), np.triu(z, 1)


def stacks(x, z):
    x, z = np.array(x), np.array(z)
    w = z[None] * z[:, None]
    v = np.swapaxes(w, -1, -2)
    return w @ v, np.matmul(w, v), x @ x.T, z @ np.swapaxes(z, 1, 2), w @ x.T, z[:, None] @ x.T


def solved(z):
    z = np.array(z, dtype=float)
    w = z[None] + z[:, None]
    gram = np.swapaxes(w, -1, -2) @ w + np.eye(w.shape[-1])
    many = np.asfortranarray(gram)
    return np.linalg.inv(many), np.linalg.cholesky(many), np.linalg.solve(many, many), np.linalg.pinv(many)


def spaced(x, z, n: int):
    x, z = np.array(x, dtype=float), np.array(z, dtype=float)
    steps = np.linspace(0.0, 1.0, n)
    return np.linspace(x, x + 1, n), np.linspace(0.0, z, 3), np.linspace(x, 2.0, 3, axis=-1), steps
