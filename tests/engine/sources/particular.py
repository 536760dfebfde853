"""What depends on the dtypes or the number of arguments: `# safe` where a safe fix is due, nowhere else."""

import numpy as np
from numpy.typing import NDArray


def products(a: NDArray[np.float64], b: NDArray[np.float64]):
    c = np.einsum("ij,jk->ik", a, b)
    c = c - c.mean()  # safe
    c = np.exp(c)  # safe
    return c


def transposed(a: NDArray[np.float64]):
    """A view of what the caller holds."""
    c = np.einsum("ij->ji", a)
    c = c - c.mean()
    return c


def letters_that_may_be_none(a: NDArray[np.float64], b: NDArray[np.float64]):
    c = np.einsum("...,...->...", a, b)
    c = np.exp(c)
    return c


def single_and_double(a: NDArray[np.float32], b: NDArray[np.float64]):
    c = np.einsum("ij,ij->ij", a, b)
    c = c * b.sum()  # safe
    d = np.einsum("ij,ij->ij", a, a)
    d = d * b.sum()
    return c, d


def rounded(n: int):
    q = np.linspace(0.0, 255.0, n)
    q = np.round(q)  # safe
    q = q / 255  # safe
    return q


def rounded_integers(n: int):
    """They may come as they are."""
    k = np.arange(n) * 3
    q = np.round(k)
    q = q * 2
    return k, q


def spectrum(x: NDArray[np.float64]):
    s = np.abs(np.fft.rfft(x))
    s = s**2  # safe
    s = s / len(x)  # safe
    return s


def spectrum_of_singles(x: NDArray[np.float32]):
    """Before NumPy 2.0 all is computed in double precision."""
    s = np.abs(np.fft.rfft(x))
    s = s * np.float64(0.5)
    return s


def smoothed(n: int):
    x = np.linspace(0.0, 1.0, n)
    y = np.convolve(x, np.ones(5) / 5, mode="same")
    y = np.sqrt(y)  # safe
    return y


def frequencies(n: int):
    k = np.fft.fftfreq(n, d=0.1)
    w = np.hanning(n)
    k = k * w  # safe
    return k


def sampled(x: NDArray[np.float64], n: int):
    t = np.linspace(0.0, 1.0, n)
    y = np.interp(t, np.arange(len(x)), x)
    y = y * 0.5  # safe
    return y


def sampled_of_anything(fp, n: int):
    t = np.linspace(0.0, 1.0, n)
    y = np.interp(t, np.arange(3), fp)
    y = y * 0.5
    return y


def steps(x: NDArray[np.float64]):
    r = np.diff(np.log(x))
    r = r - r.mean()  # safe
    return r


def steps_of_bools(n: int):
    """What differs is told by bools."""
    r = np.diff(np.linspace(0.0, 1.0, n) > 0.5)
    r = r * 1
    return r


def stretched(band: NDArray[np.float64]):
    low, high = np.percentile(band, [2, 98])
    s = band[:] - low
    s = s / (high - low)  # safe
    return s


def disc(h: int, w: int):
    y, x = np.mgrid[0:h, 0:w]
    d = (x - w / 2) ** 2 + (y - h / 2) ** 2
    d = d / d.max()  # safe
    return d


def kernel(half: int, sigma: float):
    y, x = np.mgrid[-half : half + 1, -half : half + 1]
    g = x**2 + y**2
    g = g / (2 * sigma**2)
    g = g * sigma**2  # safe
    return g


def grid_between(a, b):
    """The bounds may be of any type."""
    y, x = np.mgrid[a:b, 0:3]
    d = x * 0.5
    d = d + y
    return d


def told_to_be_a_float(s: float, w: int):
    """It may be a whole number all the same."""
    y, x = np.mgrid[0:s, 0:w]
    z = y * 1
    z = z / 2
    return x, z


def powers(x: NDArray[np.float64], s: float, n: int):
    y = x[:] * 2.0
    y = y / s**2  # safe
    y = y * (s / n)  # safe
    y = y * s**0.5
    return y
