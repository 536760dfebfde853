"""Integers of Python's that have more than 64 bits: NumPy before 2.0 makes objects of them, and of what they meet."""

import math

import numpy as np


def written(n: int):
    x = np.ones((n, 2))
    x = x * 1000000000000000000000000000000
    x = x * 1000000  # safe
    return x


def power_that_is_written(n: int):
    x = np.ones((n, 2))
    x = x * 10**30
    x = x * 10**12  # safe
    x = x + (10**30 + n)
    return x


def powers(n: int):
    x = np.ones((n, 2))
    for k in range(n):
        x = x / 2**k
        x = x / (1 << k)
        x = x / k**2  # safe
        x = x / (2 * k + 1)  # safe
        x = x / k**3
        x = x / 2.0**k  # safe
    return x


def factorials(n: int):
    x = np.ones((n, 2))
    for k in range(n):
        x = x / math.factorial(k)
        x = np.maximum(x, math.comb(n, k))
        x = x * (math.perm(n, k) + 1)
        x = x / float(math.factorial(k))  # safe
    return x


def in_slices_and_steps(n: int):
    x = np.ones((n, 2))
    x[1:] = x[1:] / math.factorial(n)
    x[1:] = x[1:] / n  # safe
    y = np.exp(x) / pow(n, n)
    y = 1 - y / -(2**n)
    return y


def product_of_a_loop(n: int):
    x = np.ones((n, 2))
    product = 1
    for k in range(1, n):
        product *= k
        x = x / product
    return x


def sums_of_loops(n: int):
    x = np.ones((n, 2))
    one, other, count = 1, 1, 0
    for _ in range(n):
        one, other = other, one + other
        count += 1
        x = x / one
        x = x / count  # safe
    return x


def squares_of_a_loop(n: int):
    x = np.ones((n, 2))
    base, bit = 2, 1
    while base > n:
        base = base**2
        bit <<= 1
        x = x / base
        x = x / bit
    return x


def _factorial(n: int):
    return 1 if n <= 1 else n * _factorial(n - 1)


def _halves(n: int):
    return 0 if n <= 1 else 1 + _halves(n // 2)


def _length(x):
    return len(x)


def own_functions(n: int):
    x = np.ones((n, 2))
    x = x / _factorial(n)
    x = x / _halves(n)
    x = x / _length(x)  # safe
    return x


def floats_cut_off(n: int):
    x = np.ones((n, 2))
    x = x * int(1e30)
    x = x * int(1e6)  # safe
    return x


def compared(n: int):
    x = np.ones((n, 2)) > 2**n
    x = x & True  # safe
    return x


def whole_numbers_of_any_size(text: str, n: int, f: float):
    x = np.full((n, 2), int(text))
    y = np.full((n, 2), int(f))
    z = np.full((n, 2), math.floor(f))
    w = np.full((n, 2), math.factorial(n))
    x = x + np.int64(1)
    y = y + np.int64(1)
    z = z + np.int64(1)
    w = w + np.int64(1)
    return x, y, z, w


def whole_numbers_of_64_bits(x: np.ndarray, n: int):
    y = np.full((n, 2), int(len(x)))
    z = np.full((n, 2), math.gcd(x.size, 12))
    y = y + np.int64(1)  # safe
    z = z + np.int64(1)  # safe
    return y, z
