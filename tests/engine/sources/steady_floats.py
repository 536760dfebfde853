"""What stands before an array in a chain, foreign byte order where elements are stored, what is read from text."""

import numpy as np
import numpy.typing as npt


def derivative(x: npt.NDArray[np.float64]):
    d = np.zeros_like(x)
    d[1:-1] = (x[2:] - x[:-2]) / 2.0  # safe
    return d


def rounded_elsewhere(x: npt.NDArray[np.float64]):
    d = np.zeros_like(x)
    d[1:-1] = np.cbrt(x[2:])
    return d


def angles(n: int):
    k = np.arange(n, dtype=float)
    k = 2 * np.pi * k + 1.0  # safe
    return k


def floats(n: int):
    low, high = 0.5, 2.5
    z = np.ones(n)
    z = (high - low) * 3.0 * z + low  # safe
    return z


def whole_numbers(n: int, big: int):
    z = np.ones(n)
    z = big * 3.0 * z + 1.0
    return z


def scalars(n: int, x: np.float64):
    z = np.ones(n)
    z = x * 3.0 * z + 1.0
    return z


def quotients(n: int, low: float):
    z = np.ones(n)
    z = 1.0 / low * z + 1.0
    return z


def table(path):
    d = np.loadtxt(path)
    n, m = d.shape
    d = d * 2  # safe
    return d, n, m


def columns(path):
    d = np.loadtxt(path, unpack=True)
    n, m = d.shape
    d = d * 2
    return d, n, m
