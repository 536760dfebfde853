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


def slopes(n, m, k):
    t, w, x = np.linspace(0.0, 1.0, n + 3), np.arange(m + 2), np.ones((n + 2, m + 2), dtype="f4")
    a, b = np.gradient(x)
    c, d = np.gradient(t), np.gradient(w)
    e, f = np.gradient(x, 0.5, axis=0), np.gradient(np.sin(t), t)
    g, h = np.gradient(x.T), np.gradient(x * k, 2, axis=1)
    i, j = np.gradient(np.asfortranarray(x), np.arange(n + 2), 0.5)
    o, p = np.gradient(x[::-1] * 1j)
    e = e * 2.0  # proved
    c = c * t  # proved
    a = a * b  # proved
    i = i * 2.0  # proved
    d = d * 2
    return a, b, c, d, e, f, g, h, i, j, o, p


def slopes_of_anything(v, x):
    v, x = np.asarray(v, dtype="f8")[:], np.asarray(x, dtype="f8")[:, :]
    c, d = np.gradient(v), np.gradient(x)
    c = c * 2.0
    d[0] = d[1]
    e, f = d
    return c, d, e, f


def several(n):
    a = np.gradient(np.ones((n + 2, 3, 4)))
    b, c, d = np.gradient(np.ones((n + 2, 3, 4), dtype="i4"))
    b = b * 2.0  # proved
    return a, b, c, d


def binned(v, n, b):
    v = np.asarray(v, dtype="f8")[:]
    a, c = np.histogram(v, bins=5)
    d, e = np.histogram(v, n + 1, density=b)
    f, g = np.histogram(v, bins="auto")
    h, i = np.histogram(v, bins=[0.0, 1.0, 2.0])
    a = a / 2.0
    a = a * 2.0  # proved
    return a, c, d, e, f, g, h, i


def chosen(n, m, v):
    a = np.random.choice([1.0, -1.0], size=(n, m))
    b = np.random.choice(n + 1, size=m)
    rng = np.random.default_rng(0)
    c = rng.choice([1, 2], size=n)
    d = rng.choice(n + 2, 2, replace=False)
    e = rng.choice(np.asarray(v, dtype="f4")[:], size=[n, m])
    f = rng.choice(np.ones((n + 1, 3)), size=m)
    a = a * 2.0  # proved
    return a, b, c, d, e, f, np.random.rand(n, m), np.random.randn(n), rng.choice(3), rng.choice((True, False), n)


def decomposed(n, x):
    y = np.asarray(x, dtype="f4")[:, :]
    s = y.T @ y
    w, v = np.linalg.eigh(s)
    a, b = np.linalg.eig(np.asarray(s, dtype="f8"))
    u, d, c = np.linalg.svd(np.eye(n) + 1j)
    e = np.linalg.svd(np.ones((2, n, n), dtype="i4"))
    f, g = np.linalg.eigvalsh(s), np.linalg.eigvals(np.eye(n) * 2)
    w = np.maximum(w, 0)
    w = w * 2.0  # proved
    return w, v, a, b, u, c, d, e, f, g, np.linalg.eigvalsh(np.eye(n) * 1j)


def filled(n, m, k, f, v):
    floats, numbers, any_, rows, words = [], [], [], [], [1.5]
    for i in range(n):
        floats.append(i * 0.5)
        numbers.append(i)
        any_.append(k)
        rows.append(np.ones(m) * i)
        words.append(f)
    a = np.array(floats)
    b = np.array(numbers)
    c = np.array([i / 2 for i in range(m)])
    d = np.array([i * i for i in range(m)])
    e = np.array([[i * 0.5] for i in range(m)])
    a = a - a.mean()  # proved
    c = c * 2.0  # proved
    return a, b, c, d, e, np.array(any_), np.array(rows), np.array(words), np.asarray(rows), len(floats)


def filled_otherwise(n, k):
    a, b, c, d = [], [], [], []
    for _ in range(n):
        a.append(0.5)
        b.append(0.5)
        c.append(0.5)
        d.append(0.5)
        d.append(1)
    b.append(k)
    c.extend([k])
    for x in (a,):
        x.append(k)
    e = np.array(c)
    e = e * 2.0
    return np.array(a), np.array(b), e, np.array(d)


def clipped(n, k, f, v, t):
    x = np.linspace(0.0, 1.0, n)
    y, z = x.astype("f4"), (x * 3).astype("i4")
    a, b = np.clip(x, 0, 1.0), x.clip(0.1, None)
    c, d = np.clip(y, 0.0, 1), y.clip(max=np.float64(0.5))
    e, g = np.clip(z, 0, 1), np.clip(z, 0.5, 1)
    h, i = x.clip(x.min(), x.max()), x.clip(f, f + 1)
    o, p = np.clip(x, k, k), np.clip(x, x - 1, x + 1)
    q, r = np.clip(v, 0, 1), np.clip(y, t, None)
    a = a * 2.0  # proved
    c = c * 2.0  # proved
    h = h * 2.0  # proved
    return a, b, c, d, e, g, h, i, o, p, q, r, np.clip(z, z, z * 2.0), np.clip(np.array(2), 0, 1), y.clip(x, 1)


def triangles(n: int, m: int, v, x):
    a = np.tril(np.ones((n, m)))
    b = np.triu(np.ones((n, n), dtype="i4"), 1)
    a = a * 2.0  # proved
    b = b + np.ones((n, n), dtype="i4")  # proved
    c, d = np.pad(np.linspace(0.0, 1.0, n), 2), np.pad(np.ones((n, m)), ((1, 0), (2, 2)), mode="edge")
    c = c * 2.0  # proved
    d = d * 2.0  # proved
    return a, b, c, d, np.tril(v), np.triu(x), np.pad(np.asfortranarray(np.ones((n, m))), 1), np.pad(x, 1)


def viewed(n: int, m: int, x):
    a = np.ones(n * m).reshape(n, m)
    a = a - a.mean(axis=0)  # proved
    b = np.broadcast_to(np.ones(n), (2, n)).reshape(2, n)
    c, d = np.ones((n, m)).reshape(-1), np.squeeze(np.ones((n, 1)))
    e = np.atleast_2d(x)
    return a, b, c, d, e, np.asfortranarray(a), np.transpose(a), np.split(np.ones(4), 2)


def spectral(n: int):
    s = np.ones((n, n)) + np.eye(n)
    w, v = np.linalg.eigh(s)
    u, d, h = np.linalg.svd(np.ones((n, 3)), full_matrices=False)
    a, b = np.linalg.eigh(np.asfortranarray(s))
    c, e = np.linalg.eigh(np.ones((2, n, n)).transpose(0, 2, 1))
    v = v * 2.0  # proved
    u = u[:, :2] * d[:2]
    return w, v, u, d, h, a, b, c, e


def counted(n: int, m: int, b: bool):
    x = np.linspace(-1.0, 1.0, n)
    total = np.zeros(64)
    a, c = np.histogram(x, bins=64, range=(-1, 1))
    d, e = np.histogram(x, m + 1)
    f, g = np.histogram(x, density=b)
    h = np.histogram(x, 5)[0]
    total = total + a  # proved
    total = total * c[1:]  # proved
    i = np.ones(m + 1)
    i = i - d  # proved
    i = i * np.diff(e)  # proved
    a = a * 2  # proved
    f = f * 2.0
    return total, a, c, d, e, f, g, h, i


def eigen(n: int):
    w, v = np.linalg.eigh(np.eye(n))
    v = v * w  # proved
    w = w - np.ones(n)  # proved
    r = np.linalg.eigh(np.ones((2, n, n)))
    return v, w, r
