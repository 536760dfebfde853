"""Memory that is kept for nothing, as people write it."""

from functools import lru_cache

import numpy as np

RESULTS = {}


def corner(shape):
    image = np.zeros(shape)
    image[1:-1, 1:-1] = 1.0
    return image[:2, :2]  # bad 701: the whole image stays in memory with its corner


def first_rows(seeds, n):
    rows = []
    for seed in seeds:
        table = np.random.default_rng(seed).standard_normal((n, n))
        rows.append(table[0])  # bad 701: each row keeps its table
    return rows


def drop_sensor(readings, i):
    np.delete(readings, i)  # bad 702: the result is thrown away
    return readings.mean()


def in_order(samples):
    np.sort(samples)  # bad 702: the result is thrown away
    return samples[0], samples[-1]


def released(samples):
    work = samples**2
    mean = work.mean()
    work = np.delete(work, np.arange(work.size))  # bad 703: meant to free it, makes another array
    return mean, np.cumsum(samples)


def emptied(samples):
    squares = samples * samples
    mean = squares.mean()
    squares = squares[:0]  # bad 703: the view keeps all of it
    return mean, np.sort(samples), squares.size


def periodogram(signal, n):
    padded = np.zeros(n)
    padded[: len(signal)] = signal
    spectrum = np.fft.rfft(padded)
    power = spectrum.real**2 + spectrum.imag**2  # bad 704: padded and spectrum stay to the end
    smooth = np.convolve(power, np.ones(3) / 3, mode="same")
    return smooth / smooth.sum()


@lru_cache(maxsize=None)
def dct_basis(n):
    k = np.arange(n)
    return np.cos(np.pi * np.outer(k + 0.5, k) / n)  # bad 705: every size ever asked for is kept


class Filters:
    """Filters of one bank, by their width."""

    def __init__(self, size):
        self.size = size

    @lru_cache(maxsize=None)
    def kernel(self, width):
        x = np.arange(self.size) - self.size // 2
        return np.exp(-0.5 * (x[:, None] ** 2 + x**2) / width**2)  # bad 705: kept for good, and the object with it


def distance_table(n):
    if n not in RESULTS:
        axis = np.arange(n)
        RESULTS[n] = np.abs(axis[:, None] - axis)  # bad 705: every size ever asked for is kept
    return RESULTS[n]


class Simulator:
    """Steps through a field."""

    def __init__(self, n):
        self.field = np.ones((n, n))
        self.energy = lambda: (self.field**2).sum()  # bad 706: the object refers to itself, with its field


class Node:
    """A node of a tree of images."""

    def __init__(self, image, parent=None):
        self.image = np.array(image)
        self.parent = parent
        self.children = []
        if parent is not None:
            parent.children.append(self)  # bad 706: parents and children hold each other, and their images
