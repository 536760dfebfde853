"""Copies that are there for somebody else."""

import numpy as np


class Projection:
    """The caller may write into what it gets."""

    def __init__(self, matrix):
        self._matrix = np.array(matrix, dtype=float)

    def matrix(self):
        return self._matrix.copy()  # trap UNC102 result-not-kept: others may hold @ return self._matrix

    def inverse(self, scale: float):
        """So of a local array that somebody else holds as well."""
        inverse = np.ones((3000, 2)) * scale
        self.kept = inverse
        return inverse.copy()  # trap UNC102 result-not-kept: returned @ return inverse.copy()


def median(n: int, overwrite_input: bool):
    """The copy of the other branch is what keeps the array as it is."""
    a = np.ones((n, 2)) * 2.0
    if overwrite_input:
        ap = a
    else:
        ap = a.copy()  # trap UNC102 result-still: written @ ap[0] = 
    ap[0] = 0.0
    return ap, a


class Atoms:
    """A parameter that is returned as it came, or copied."""

    def __init__(self, positions: np.ndarray):
        self.positions = positions

    def rotated(self, positions: np.ndarray, in_place: bool):
        if not in_place:
            positions = positions.copy()
        positions *= 2.0
        return positions

    def stored(self, positions: np.ndarray):
        kept = positions.copy()  # trap UNC102 result-not-kept: others may hold @ self.positions = kept
        self.positions = kept
        return positions


class Potential:
    """What is kept on self is to live longer than the caller's array."""

    def __init__(self, covariance: np.ndarray):
        self._covariance = covariance.copy()  # trap UNC102 result-not-kept: others may hold @ self._covariance =

    def update(self, n: int):
        stds = np.ones((n, 2)) * 2.0
        self._stds = stds.copy()  # trap UNC102 result-not-kept: kept @ self._stds = 
        return stds
