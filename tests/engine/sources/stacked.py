"""`np.stack` is no `inspect.stack`, by which anybody may read the names of a function."""

import inspect

import numpy
import numpy as np


def of_two(n: int):
    x = np.ones(n)
    x = x + 1  # safe
    return x, np.stack([x, x])


def of_a_comprehension(n: int):
    x = np.ones(n)
    x = x + 1  # safe
    return x, np.stack([x * k for k in range(3)])


def along(n: int, rows):
    x = np.ones(n)
    x = x + 1  # safe
    return x, np.stack(rows, axis=0)


def frames(n: int):
    x = np.ones(n)
    x = x + 1
    return x, inspect.stack()


def frames_without_source(n: int):
    x = np.ones(n)
    x = x + 1
    return x, inspect.stack(0)


def frames_with_context(n: int):
    x = np.ones(n)
    x = x + 1
    return x, inspect.stack(context=1)


def frames_of_something(n: int, arguments, options):
    x = np.ones(n)
    x = x + 1
    return x, inspect.stack(*arguments, **options)


def of_a_list(n: int):
    rows = []
    for k in range(n):
        x = np.ones(n)
        x = x + k  # safe
        rows.append(x * k)
    return np.stack(rows)


def of_a_list_inside(n: int, rows: list[np.ndarray]):
    def of_them():
        return np.stack(rows)

    x = np.ones(n)
    x = x + 1  # safe
    return x, of_them()


def of_what_is_not_known(n: int, there):
    x = np.ones(n)
    x = x + 1
    return x, there.stack(n)


def of_a_name_of_its_own(n: int, there):
    np = there
    x = numpy.ones(n)
    x = x + 1
    return x, np.stack(n)


def of_a_name_around(n: int, there):
    np = there

    def inside():
        x = numpy.ones(n)
        x = x + 1
        return x, np.stack(n)

    return inside


def of_a_name_inside(n: int, there):
    x = np.ones(n)
    x = x + 1
    return x, [np.stack(n) for np in there]


def of_an_argument_inside(n: int, there):
    x = np.ones(n)
    x = x + 1
    return x, (lambda np: np.stack(n))(there)


def of_an_attribute(n: int, there):
    x = np.ones(n)
    x = x + 1
    return x, there.np.stack(n)
