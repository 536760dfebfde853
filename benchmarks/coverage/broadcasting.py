"""Copies that broadcasting makes needless, as people write them."""

import numpy as np


def centred(table):
    means = table.mean(axis=0)
    return table - np.tile(means, (table.shape[0], 1))  # bad 501: table - means


def row_scaled(matrix, scale):
    factors = np.repeat(scale[:, np.newaxis], matrix.shape[1], axis=1)  # bad 501: scale[:, np.newaxis]
    return matrix * factors


def gaussian_beam(n, waist):
    axis = np.linspace(-1, 1, n)
    x, y = np.meshgrid(axis, axis)  # bad 502: sparse=True
    return np.exp(-(x**2 + y**2) / waist**2)


def circular_mask(n, radius):
    rows, columns = np.mgrid[0:n, 0:n]  # bad 502: np.ogrid
    centre = (n - 1) / 2
    return (rows - centre) ** 2 + (columns - centre) ** 2 <= radius**2


def checkerboard(n):
    i, j = np.indices((n, n))  # bad 502: sparse=True
    return (i + j) % 2


def plane(n, row):
    return np.ones((n, 1)) * row - np.linspace(0, 1, n)[:, None]  # bad 503: the row broadcasts by itself


def gram_centred(matrix, offset):
    shift = np.outer(np.ones(matrix.shape[0]), offset)  # bad 503: offset broadcasts by itself
    return matrix - shift


def pairwise(a, b):
    difference = a[:, None, :] - b[None, :, :]  # bad 504: a cube of n by m by d
    return np.sqrt((difference**2).sum(axis=-1))


def nearest(points, centres):
    return ((points[:, np.newaxis] - centres) ** 2).sum(axis=2).argmin(axis=1)  # bad 504: a cube of n by m by d
