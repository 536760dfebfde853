"""`np.stack` is no `inspect.stack`, by which anybody may read the names of a function."""

import inspect

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
