"""Coordinates between numbers, and the numbers that are computed from lengths."""

import numpy as np


def dense(x, n: int):
    x = np.array(x)
    h = len(x)
    i, j = np.mgrid[0:h, :n]
    y, z = np.mgrid[-1:1:5j, 0 : 2 : n * 1j]
    grid = np.mgrid[0:7:2, 1:h, 0.5:3]
    return i, j, i - h // 2, y, z, y * z, grid, grid[1], np.mgrid[True:4, : np.float64(3)]


def open_(x, n: int):
    x = np.array(x)
    i, j = np.ogrid[: len(x), 0:n]
    y, z = np.ogrid[-1:1:5j, 0 : 2 : n * 1j]
    return i, j, i + j, y, z, y * z


def frequencies(x, n: int, f: float):
    x = np.array(x, dtype=float)
    m = len(x) + 3
    return np.fft.fftfreq(m), np.fft.rfftfreq(m, 0.5), np.fft.fftfreq(m, d=2), np.fft.fftfreq(m, f), np.fft.fftfreq(n)


def lengths(x, n: int):
    x = np.array(x)
    i, k = np.arange(5), len(x)
    return i - k // 2, i + k % 3, i * (k - 1), np.zeros((n, 3)).sum(axis=1).reshape(n, 1) * i


def beyond_words(x, n: int):
    k = 9223372036854775808
    return np.arange(k, k + 3), np.arange(k, k + 9, 2), np.array([k, 1]), np.linspace(k, k + 9, 3)


def grids_beyond_words(x, n: int):
    k = 9223372036854775808
    return np.mgrid[k : k + 3, 0:2], np.ogrid[k : k + 3, 0:2]


def around_zero(x, n: int):
    i, j = np.mgrid[-n : n + 1, -n:n]
    return i, j, i + 0.5, np.ogrid[-n : n + 1, -n:n]
