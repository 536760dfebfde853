"""Products and sums go into an array at once only where that is of their very form."""

import numpy as np


def in_order(n: int, m: int):
    x = np.ones((n, m, 3)) * 0.1
    s = np.empty((m, 3))
    s[:] = x.sum(axis=0)  # safe
    t = np.empty((n, 3))
    t[:] = np.max(x, axis=1)  # safe
    return s, t


def in_another_order(n: int, m: int):
    x = np.asfortranarray(np.ones((n, m, 3)) * 0.1)
    s = np.empty((m, 3))
    s[:] = x.sum(axis=0)
    return s


def into_a_column(n: int):
    a = np.full((n, n), 0.5)
    s = np.zeros((n, 2))
    s[:, 0] = a @ np.ones(n)
    return s


def into_an_array_that_is_kept(n: int, out: np.ndarray, held: list):
    a = np.full((n, n), 0.5)
    out[:] = a @ a
    c = np.empty((n, n))
    held.append(c)
    c[:] = a @ a
    return out


def by_another_name(n: int):
    c = np.full((n, n), 0.5)
    d = c.T
    c[:] = d @ d
    return c


def of_what_is_not_known(n: int, a, x: np.ndarray):
    c = np.empty((n, n))
    c[:] = a @ a
    s = np.empty(n)
    s[:] = x.sum(axis=0)
    return c, s


def deviations(n: int, m: int):
    x = np.ones((n, m)) * 0.1
    s = np.empty(m)
    s[:] = x.std(axis=0)
    s[:] = np.nanmean(x, axis=0)
    s[:] = np.sum(x, axis=0, dtype=np.float32)
    s[:] = np.sum(x, axis=0, where=x > 0)
    s[:] = np.sum(x, axis=0, initial=1.0)
    return s


def caught(n: int):
    a, c = np.full((n, n), 0.5), np.zeros((n, n))
    try:
        c[:] = a @ a
    except FloatingPointError:
        return c.sum()
    return c


def all_of_them(n: int):
    x = np.ones((n, n)) * 0.5
    c = np.empty(n)
    c[:] = np.cumsum(x)
    d = np.empty((n, n))
    d[:] = np.cumsum(x, axis=1)  # safe
    return c, d


def drawn(n: int, size, rng: np.random.Generator):
    x = np.empty(n)
    x[:] = rng.random(n)  # safe
    x[:] = rng.standard_exponential(size=n)  # safe
    x[:] = rng.random(size)
    x[:] = rng.random()
    x[:] = rng.random(n, dtype=np.float32)
    x[:] = rng.normal(size=n)
    y = np.empty((n, 2))
    y[:, 0] = rng.random(n)
    y[0] = rng.random(2)
    return x, y


def read_backwards(n: int):
    """NumPy 1.26 gives another minimum with ``out=``, which is wrong."""
    x = np.linspace(0.0, 1.0, n)[:, None] * np.ones(5000)
    s = np.empty(5000)
    s[:] = np.min(x[::-1], axis=0)
    s[:] = x[::-1].sum(axis=0)
    return s


def turned(n: int):
    x = np.linspace(0.0, 1.0, n)[:, None] * np.ones(5000)
    s = np.empty(n)
    s[:] = x.T.sum(axis=0)
    return s
