"""Index arrays that are no slices, and masks that are no masks."""

import numpy as np

from lib.orbits import Orbit


def forget_edges(a, f):
    """An adjacency matrix of ints: as an index it counts rows, it does not mask."""
    f[np.where(a)] = 0  # trap UNC302 no-candidate
    return f


def paired(sv: np.ndarray, n: int, j: np.ndarray):
    """Pairs of indices pick n elements, a slice and an index pick n times len(j)."""
    best = sv[np.arange(n), j]  # trap UNC301 no-candidate
    return best.sum()


def past_the_end(n: int):
    """An index past the end raises, a slice stops."""
    x = np.ones(10) * 2.0
    head = x[np.arange(n)]  # trap UNC301 in-bounds: end of the range @ x[np.arange(n)]
    return head.sum()


def within(n: int):
    x = np.ones((n, 2))
    head = x[np.arange(n)]  # fine UNC301
    return head.shape


def by_label(table, columns: list):
    """`.loc` is no array."""
    chosen = table.loc[:, list(columns)]  # trap UNC301 no-candidate
    rows = table.iloc[list(range(3))]  # trap UNC301 copy-not-kept: returned @ return chosen, rows
    return chosen, rows


def sparse_neighbours(adjacency, mask: np.ndarray):
    """A sparse matrix takes two masks in turn and not together."""
    inner = adjacency[mask][:, mask]  # trap UNC305 cross-index: something else than a NumPy array @ def sparse_neighbours
    return inner


class Orbits:
    """A part that a constructor keeps would be a view of the whole."""

    def __init__(self, vxvv: np.ndarray):
        self.vxvv = vxvv

    def planar(self):
        return Orbit(self.vxvv[:, [0, 1, 2]])  # trap UNC301 copy-not-kept: `Orbit` may keep it @ Orbit(

    def first(self):
        head = self.vxvv[[0, 1, 2]]  # trap UNC301 copy-not-kept: `Orbit` may keep it @ Orbit(head)
        return Orbit(head)


def kept(n: int):
    """The same of a local array: who keeps the part would keep all of it."""
    table = np.ones((n, 3))
    head = table[np.arange(n)]  # trap UNC301 copy-not-kept: `Orbit` may keep it @ Orbit(head)
    return Orbit(head)


def doubled_twice(n: int, m: np.ndarray):
    """Repeated indices: as written each element is doubled once."""
    x = np.ones((n, 2))
    x[m] = x[m] * 2  # trap UNC215 no-candidate; UNC217 no-candidate
    return x


def counted_twice(n: int, m: np.ndarray):
    """`np.add.at` is something else, and has to stay."""
    x = np.zeros((n, 2))
    np.add.at(x, m, 1.0)
    return x
