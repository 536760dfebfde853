"""What depends on the dtypes or the number of arguments: products by letters, spectra, grids, quantiles."""

import numpy as np


def lettered(n, m, v, x, k):
    y = np.asarray(x, dtype="f4")[:, :]
    x = np.asarray(x, dtype="f8")[:, :]
    v, w = np.asarray(v, dtype="f8")[:], np.linspace(0.0, 1.0, n)
    z = np.ones((n, m))
    f = np.einsum("ij,j->i", z, np.ones(m, "f4"))
    g = np.einsum("ij,ij->ji", y, y)
    h = np.einsum("ij,ij->ij", x, y)
    f, g, h = f + 0, g + 0, h + 0
    a = np.einsum("i,j->ij", v, w)
    b = np.einsum("ij,kj->ki", x, x)
    c = np.einsum("i,i->i", v, v)
    d = np.einsum("i,i->", v, v)
    e = np.einsum("ij,ij,ij->j", x, x, y)
    return f, g, h, a, b, c, d, e, np.einsum("ij->ji", x), np.einsum("ij,->ij", x, k)


def rounded(v, x):
    v, x = np.asarray(v, dtype="f8")[:], np.asarray(x, dtype="f4")[:, :]
    a = np.round(v, 1)
    return a, np.round(x), x.round(2), np.around(v + 0.5), np.round(x / 3), np.round(np.abs(v))


def spectra(v, x, w):
    v, x, w = np.asarray(v, dtype="f8")[:], np.asarray(x, dtype="f4")[:, :], np.asarray(w, dtype="i4")[:]
    g, h = np.fft.fft(w), np.fft.rfft(x[0])
    a = np.fft.rfft(v)
    b = np.fft.fft(v)
    c = np.fft.fft(x)
    d = np.fft.ifft(b)
    e = np.fft.irfft(a)
    return a, b, c, d, e, g, h, np.abs(a) ** 2, np.fft.rfft(x, axis=0), np.abs(h)


def frequencies(n, k):
    return np.fft.fftfreq(n + 1), np.fft.fftfreq(n + 1, 0.1), np.fft.rfftfreq(n + 1, 2), np.fft.fftfreq(n + 1, k)


def windows(n, m):
    t = np.linspace(0.0, 1.0, n)
    return np.hanning(n) * t, np.hamming(m), np.blackman(n) + t, np.bartlett(m), np.hanning(5)


def lines(v, w, x):
    v, w, x = np.asarray(v, dtype="f8")[:], np.asarray(w, dtype="f4")[:], np.asarray(x, dtype="f8")[:, :]
    a = np.convolve(v, w)
    b = np.convolve(v, w, mode="same")
    return a, b, np.diff(v), np.diff(x), np.diff(x, axis=0), np.sinc(v), np.sinc(x), np.diff(v * 0.5)


def sampled(n, v):
    v = np.asarray(v, dtype="f4")[:]
    t = np.linspace(0.0, 1.0, n)
    return np.interp(t, np.arange(len(v)), v), np.interp(0.5, np.arange(len(v)), v)


def quantiles(v, x):
    v, x = np.asarray(v, dtype="f8")[:], np.asarray(x, dtype="f8")[:, :]
    a, b = np.percentile(v, [2, 98])
    c = np.quantile(x, (0.1, 0.5, 0.9))
    d = np.percentile(x, 50)
    return a, b, c, d, np.quantile(x, [0.5], axis=0), np.percentile(v / 2.0, [1, 2])


def grids(n, m, k):
    a, b = np.mgrid[0:n, 0:m]
    c = np.mgrid[-n : n + 1]
    d, e = np.mgrid[-1:1:3j, :m]
    f = np.mgrid[0.0:n, 0:m:2]
    g = np.mgrid[0:k]
    return a, b, a * b, c, d, e, f, g, (a - n / 2) ** 2 + b


def powers(n, v, k, f):
    return v * f**2, v * n**2, f**n, f**2.0, 2.0**f, n / f if f else 0, np.float64(2.0) * n, n**f
