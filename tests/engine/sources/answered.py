"""Operands with operators and ufuncs of their own answer `x += q` themselves: x is a Quantity after it, say."""

import numpy as np


def added_in_place(q, n):
    x = np.ones((n, n))
    x += q
    x = np.exp(x)
    return x


def added_by_a_ufunc(q, n):
    x = np.ones((n, n))
    y = np.add(x, q, out=x)
    y = np.exp(y)
    return y


def added_in_a_loop(frames, n):
    x = np.zeros((n, n))
    for frame in frames:
        x += frame
    x = 1 - x
    return x


def a_series_leaves_an_array(series, n):
    x = np.ones((n, n))
    x += series
    x = x - series
    return x


def told_apart(q, n):
    x = np.ones((n, n))
    x += q
    if isinstance(q, float):
        return x
    x = np.exp(x)
    return x


def put_into_it(q, n):
    x = np.ones((n, n))
    x[:] += q
    x = np.exp(x)  # safe
    return x


def whatever_it_is_now(q, n):
    x = np.ones((n, n))
    x += q
    x = x * 0.5  # safe
    return x


def whatever_came_of_a_difference(a, b, c):
    x = a - b
    x += c
    x = x / 2
    return x


def numbers(n, scale: float):
    x = np.ones((n, n))
    x += scale
    x = np.exp(x)  # safe
    return x


def a_masked_array_has_its_own_powers(a, b):
    x = a / b
    x = x**0.5
    return x


def and_its_own_remainders(a, b):
    x = a / b
    x = x * 2.0 % 1.0
    y = a / b
    y = y // 2.0
    return x, y


def an_array_has_not(n):
    x = np.ones(n) / 2.0
    x = x**0.5  # safe
    return x


def a_masked_array_masks_what_is_no_number(a, b):
    x = a - b
    x = x / 3.0
    return x


def a_product_masks_nothing(a, b):
    x = a / b
    x = x * 3.0  # safe
    return x
