"""Types in docstrings, which are trusted here: `# safe` where a safe fix is due, nowhere else."""

import numpy as np


def plain(x, w, z):
    """Scale.

    Parameters
    ----------
    x : ndarray
        What is scaled.
    w : (M, N) ndarray
        Weights.
    z : array_like
        Anything.

    Returns
    -------
    ndarray
    """
    a = np.exp(x)
    a = a * 2  # safe
    b = np.exp(w)
    b = b * 2  # safe
    c = np.cumsum(z, axis=0)
    c = c * 2.0
    return a, b, c


def of_a_dtype(a, b, c, e, f, g, h, i, j):
    """Scale.

    Parameters
    ----------
    a : ndarray of float64
    b : (N,) ndarray of float64, optional
    c : ndarray, shape (n_samples, n_features), dtype=float64
    e : np.ndarray[float64]
    f : ndarray of shape (n, m), float64
    g : numpy.ndarray
    h : :class:`numpy.ndarray`
    i : {(N,), (N, M)} ndarray of float64
    j : ndarray of float64 (or something else)
    """
    y = np.exp(a)
    y = y * a  # safe
    y = np.exp(b)
    y = y * b  # safe
    y = np.exp(c)
    y = y * c  # safe
    y = np.exp(e)
    y = y * e  # safe
    y = np.exp(f)
    y = y * f  # safe
    y = np.exp(g)
    y = y * g
    y = np.exp(h)
    y = y * h
    y = np.exp(i)
    y = y * i
    y = np.exp(j)
    y = y * j
    return y


def of_no_one_size(a, b):
    """Scale.

    Parameters
    ----------
    a : ndarray of float
        Which may be float32.
    b : ndarray of ints
    """
    y = np.exp(a)
    y = y * 2.0  # safe
    y = y * np.zeros(a.shape)
    z = np.abs(b)
    z = z // 2  # safe
    z = z * 2.0
    return y, z


def several(a, b, c=None):
    """Scale.

    Parameters
    ----------
    a, b : ndarray of float64
        Two.
    c : ndarray of float64 or None, default None
        Three.
    """
    y = np.exp(a)
    y = y * a  # safe
    z = np.exp(b)
    z = z * a
    if c is not None:
        w = np.exp(c)
        w = w * c  # safe
    a = a * 2.0
    return y, z, w


def one_or_the_other(x):
    """Scale.

    Parameters
    ----------
    x : float or ndarray of float64
    """
    y = np.exp(x)
    y = y * x  # safe
    return y


def array_or_sparse(x):
    """Scale.

    Parameters
    ----------
    x : {ndarray, sparse matrix} of shape (n, m)
    """
    y = np.exp(x)
    y = y * x
    return y


def array_or_frame(x, y, z):
    """Scale.

    Parameters
    ----------
    x : ndarray or DataFrame
    y : ndarray or array_like
    z : ndarray subclass
    """
    y = np.exp(x)
    y = y * x
    return y


def twice(x):
    """Scale.

    Parameters
    ----------
    x : ndarray of float64
    x : list
    """
    y = np.exp(x)
    y = y * x
    return y


def elsewhere(x):
    """Scale.

    Returns
    -------
    x : ndarray of float64

    Notes
    -----
    x : ndarray of float64
    """
    y = np.exp(x)
    y = y * x
    return y


def annotated_otherwise(x: list):
    """Scale.

    Parameters
    ----------
    x : ndarray of float64
    """
    y = np.exp(x)
    y = y * x
    return y


def in_the_text(x):
    """Scale.

    Parameters
    ----------
    z : dict
        Of which ::

            x : ndarray of float64
    """
    y = np.exp(x)
    y = y * x
    return y


def starred(*x, **y):
    """Scale.

    Parameters
    ----------
    x : ndarray of float64
    *x : ndarray of float64
    y : ndarray of float64
    """
    z = np.exp(x)
    z = z * x
    return z


def the_array_itself(x):
    """Scale.

    Parameters
    ----------
    x : ndarray of float64
    """
    x = x * 2.0
    return x


class Model:
    """A model.

    Parameters
    ----------
    x : ndarray of float64

    Attributes
    ----------
    data : ndarray of float64
    rows : list of ndarray
    """

    def __init__(self, x):
        y = np.exp(x)
        y = y * x  # safe
        self.start = y

    def other(self, x):
        y = np.exp(x)
        y = y * x
        return y

    def fit(self):
        data = self.data
        y = np.exp(data)
        y = y * data  # safe
        z = np.exp(self.rows)
        z = z * self.rows
        data = data * 2.0
        return y, z, data
