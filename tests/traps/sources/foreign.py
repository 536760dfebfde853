"""Lazy, foreign and subclassed arrays, and functions that something else compiles."""

import numba
import numpy as np
from lib.backend import get_backend, get_module
from numba import njit


class Signal:
    """`self.data` may be lazy."""

    def __init__(self, data):
        self.data = data

    def centred(self):
        data = self.data
        data = data - data.mean()  # trap UNC201 sole-owner: `data` @ data = self.data
        return data

    def scaled(self, factor: float):
        data = self.data * factor
        data = data + 1.0  # trap UNC201 not-a-container: not NumPy's @ self.data * factor
        return data


def sinkhorn(a, b, m, reg: float, rounds: int):
    """A backend: it may be one that has no arrays that can be written."""
    nx = get_backend(a, b, m)
    k = nx.exp(-m / reg)
    u = nx.ones(a.shape)
    for _ in range(rounds):
        u = u * nx.dot(k, b)  # trap UNC201 not-a-container: not NumPy's
        u = nx.abs(u)  # trap UNC202 no-candidate
    return u


def convolve(x, h):
    ncp = get_module(x)
    y = ncp.convolve(x, h)
    y = y * 2.0  # trap UNC201 sole-owner: `ncp.convolve` @ ncp.convolve
    y = ncp.sqrt(y)  # trap UNC202 no-candidate
    return y


def entropy(pk, xp, axis: int = 0):
    """The array API: `xp` is whatever the caller's arrays are of."""
    pk = xp.asarray(pk)
    pk = pk / xp.sum(pk, axis=axis, keepdims=True)  # trap UNC201 sole-owner: `xp.asarray` @ xp.asarray(pk)
    logs = xp.log(pk)
    logs = -logs  # trap UNC202 no-candidate
    return xp.sum(pk * logs, axis=axis)


class Grid:
    """A module kept on self."""

    def __init__(self, xp, n: int):
        self.xp = xp
        self.n = n

    def fields(self):
        e = self.xp.zeros((self.n, 3))
        e = e + 1.0  # trap UNC201 sole-owner: `self.xp.zeros` @ self.xp.zeros
        e = self.xp.exp(e)  # trap UNC202 no-candidate
        return e


def blackbody(x, temperature):
    """Quantities carry units: what is divided gets another one, in place it keeps its type."""
    nu = x * 2.0
    nu = nu / temperature  # trap UNC201 same-family: subclass @ def blackbody
    return np.expm1(nu)


def field_of(grid_field, scale: float):
    """A subclass that carries its grid along."""
    power = grid_field**2
    power = np.sqrt(power)  # trap UNC202 no-candidate
    return power


def masked_mean(a, limits):
    """`ravel` of a masked array shares its mask."""
    flat = np.ma.array(a).ravel()
    flat = flat + 1.0  # trap UNC201 sole-owner: `np.ma.array(...).ravel` @ ravel
    flat[flat > limits] = np.ma.masked
    return flat


def matrix_power(rows: list):
    """`*` of matrices is their product, and `**` their power."""
    m = np.matrix(rows)
    m = m * m  # trap UNC201 sole-owner: `np.matrix` @ np.matrix
    return m


@njit
def envelope(x):
    """Numba compiles its own NumPy: keywords differ."""
    top = np.zeros(x.shape)
    top = top + 1.0  # trap UNC201 knowable-frame: compiler @ @njit
    top = np.maximum(top, 0.0)  # trap UNC202 knowable-frame: compiler @ @njit
    return top


@numba.jit(nopython=True, cache=True)
def weights(n: int):
    w = np.ones((n, 2))
    w = w * 0.5  # trap UNC201 knowable-frame: compiler @ @numba.jit
    return w


def read_volume(static):
    """nibabel scales in the precision that it is asked for: `dtype=` would give other bits."""
    data = np.array(static.dataobj).astype(np.float32)  # trap UNC109 exact-in-dtype: other things than numbers @ data = np.array(
    return data
