"""Full-size arrays that are wanted as such."""

import numpy as np


def one_axis(n):
    x, y = np.meshgrid(np.linspace(0, 1, n), np.linspace(0, 2, n))
    return np.cos(x), y.sum()  # fine 502: the cosine is wanted over the whole grid


def wallpaper(pattern, times):
    strip = np.tile(pattern, (times, 1))  # fine 501: the rows are written one by one
    strip[0] = 0
    return strip


def expanded(levels, lengths):
    return np.repeat(levels, lengths) * 2.0  # fine 501: each level as often as its length says


def grid_points(n):
    x, y = np.meshgrid(np.arange(n), np.arange(n))  # fine 502: the points themselves are wanted
    return np.column_stack([x.ravel(), y.ravel()])
