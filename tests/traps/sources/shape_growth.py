"""An array does not grow in place, by broadcasting or otherwise."""

import numpy as np


def regime_scale(k: int, scale: float):
    """A number becomes an array."""
    scale = np.ones(k) * scale  # trap UNC201 pays: no array @ def regime_scale
    return scale


def potential_at(r: np.ndarray, t: float):
    """So does a time, if places are many."""
    shape = np.asarray(r).shape
    t = t * np.ones(shape)  # trap UNC201 pays: no array @ def potential_at
    return r * t


def difference_of_gaussians(image, low_sigma, high_sigma=None):
    """A list of one number, for as many dimensions as there are."""
    spatial_dims = image.ndim
    low_sigma = np.array(low_sigma, dtype="float", ndmin=1)
    if high_sigma is None:
        high_sigma = low_sigma * 1.6
    else:
        high_sigma = np.array(high_sigma, dtype="float", ndmin=1)
    low_sigma = low_sigma * np.ones(spatial_dims)  # trap UNC201 same-shape: broadcast @ np.ones(spatial_dims)
    high_sigma = high_sigma * np.ones(spatial_dims)  # trap UNC201 same-shape: broadcast @ np.ones(spatial_dims)
    return low_sigma, high_sigma


def row_and_table(n: int, m: int):
    """The shape of the other one has to broadcast into this one's: a row goes into a table, a table into no row."""
    row = np.ones(m)
    table = np.ones((n, m))
    row = row + table  # trap UNC201 same-shape: broadcast @ table = np.ones
    return row, table


def table_and_row(n: int, m: int):
    row = np.ones(m)
    table = np.ones((n, m))
    table = table + row  # fine UNC201
    return row, table


def column_and_row(n: int, m: int):
    column = np.ones((n, 1))
    row = np.ones((1, m))
    column = column - row  # trap UNC201 same-shape: broadcast @ row = np.ones
    return column


def cumulated(n: int):
    """A running sum of a table is flat."""
    table = np.ones((n, 3))
    table = np.cumsum(table)  # trap UNC202 keeps-form: one dimension @ table = np.ones
    return table
