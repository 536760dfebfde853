"""Aliases that do not look like aliases."""

import numpy as np


class Brain:
    """Labels for each vertex, drawn and kept."""

    def __init__(self):
        self._annots = {"lh": []}

    def add_annotation(self, names, n_vertices: int, cmap):
        """`dict(ids=ids)` keeps the array by a keyword, although the next line says that it makes a copy."""
        ids = np.zeros(n_vertices, dtype=int)
        for index, name in enumerate(names):
            ids[name] = index
        self._annots["lh"].append(dict(name="annot", ids=ids, cmap=cmap))
        scalars = ids + 1  # make a copy and reindex
        ids = ids + 1  # trap UNC201 sole-owner: may keep it @ self._annots["lh"].append
        return scalars, ids


def optical_flow(warp, shape, rounds: int, weight: float):
    """Chained assignment binds three names to one array."""
    flow0 = np.zeros((2, *shape))
    flow_current = flow_previous = flow0
    for _ in range(rounds):
        flow_current = flow_current + weight  # trap UNC201 sole-owner: `flow_previous` may share its memory, and is read again @ flow_current - flow_previous
        if np.abs(flow_current - flow_previous).max() < 1e-4:
            break
        flow_previous = flow_current
    return flow_current


def chained(n: int):
    """The plainest case."""
    a = b = np.ones((n, 2))
    a = a + 1.0  # trap UNC201 sole-owner: read again @ return a, b
    return a, b


def proximal_step(n: int, gradient: float):
    """An array under a second name is written there, which the first name sees."""
    flow_current = np.ones((n, 2))
    flow_auxiliary = flow_current
    flow_current = flow_current * gradient  # trap UNC201 sole-owner: read again @ flow_auxiliary[0] -= 
    flow_auxiliary[0] -= 1.0
    return flow_current, flow_auxiliary


def gromov(step, n: int, rounds: int):
    """The last pass's matrix is compared with this one's."""
    c = np.ones((n, n))
    c_previous = c
    for _ in range(rounds):
        c_previous = c
        c = c * 0.5  # trap UNC201 sole-owner: read again @ np.linalg.norm
        step(np.linalg.norm(c - c_previous))
    return c


def rows_by_loop(n: int):
    """A loop over a matrix hands out its rows."""
    table = np.ones((n, 3))
    for row in table:
        row = row * 2.0  # trap UNC201 sole-owner: `table` may share its memory, and is read again @ return table
    return table


def rows_by_zip(n: int):
    """So does zip."""
    left = np.ones((n, 3))
    right = np.ones((n, 3))
    total = np.zeros(3000)
    for a, b in zip(left, right):
        a = a - b  # trap UNC201 sole-owner: shares memory with another value that is read later @ left = np.ones
        total = total + a.sum()  # fine UNC201
    return left, right, total


def rows_by_enumerate(n: int):
    """And enumerate."""
    table = np.ones((n, 3))
    for index, row in enumerate(table):
        row = row + index  # trap UNC201 sole-owner: shares memory with another value that is read later @ table = np.ones
    return table


def rows_by_list(n: int):
    """And list."""
    table = np.ones((n, 3))
    rows = list(table)
    first = rows[0]
    first = first * 2.0  # trap UNC201 sole-owner: `table` may share its memory, and is read again @ return table
    return table, first


def rows_by_unpacking(n: int):
    """And taking apart."""
    table = np.ones((3, n))
    x, y, z = table
    x = x - y  # trap UNC201 sole-owner: `table` may share its memory, and is read again @ return table
    return table, x, z


def in_a_default(n: int):
    """A default argument is an alias too."""
    x = np.ones((n, 2))

    def later(values=x):
        return values.sum()

    x = x + 1.0  # trap UNC201 sole-owner: a function that is defined here holds it @ def later
    return x, later


def in_a_closure(n: int):
    """A function inside sees the name, and what it is bound to."""
    x = np.ones((n, 2))

    def later():
        return x.sum()

    before = later()
    x = x + 1.0  # trap UNC201 sole-owner: a function inside sees it as `x` @ x = np.ones
    return before, later()


def in_a_generator(n: int):
    """A generator that has begun holds the array that it walks over."""
    x = np.ones((n, 2))
    squares = (row @ row for row in x)
    first = next(squares)
    x = x + 1.0  # trap UNC201 sole-owner: a generator holds it @ for row in x
    return first, x, list(squares)


def in_a_partial(minimise, n: int):
    """`functools.partial` keeps what it is given."""
    from functools import partial

    x = np.ones((n, 2))
    objective = partial(np.dot, x)
    x = x + 1.0  # trap UNC201 sole-owner: `objective` may share its memory, and is read again @ minimise(objective, x)
    return minimise(objective, x)


def in_a_tuple(n: int):
    """A history of states."""
    x = np.ones((n, 2))
    history = [x]
    for _ in range(3):
        x = x * 0.5  # trap UNC201 sole-owner: `history` may hold its memory, and is read again @ history.append(x)
        history.append(x)
    return history


def starts_of_segments(n: int, lengths: list):
    """`extend` by a 1-D array copies its numbers: nothing is shared."""
    starts = []
    position = np.arange(n) * 1.0
    for length in lengths:
        starts.extend(position)
        position = position + length  # later UNC201
    return starts, position
