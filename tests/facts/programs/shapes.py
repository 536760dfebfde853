"""Which lengths are one, and what broadcasts into what."""

import numpy as np


def sizes(n, m):
    x = np.zeros((n, m))
    y = np.ones((n, m))
    x = x + y  # proved
    x = x + np.ones(m)  # proved
    x = x + np.ones((n, 1))  # proved
    x = x + np.ones(n)
    return x


def unknown_size(s):
    x = np.zeros(s)
    y = np.ones(s)
    x = x + y
    z = y[None] + 1
    z = z + y  # proved
    return z


def arithmetic(n: int, m: int):
    x = np.zeros((n - 1, 2 * m + 1))
    x = x + np.ones((n - 1, 2 * m + 1))  # proved
    y = np.zeros((n, 2 * m + 1))
    y = y[1:] + 0
    y = y + x  # proved
    v = np.zeros(n + 1)
    w = v[1:] + 0
    w = w + v[:-1]  # proved
    w = w + np.ones(n)  # proved
    return x, y, w


def measured(x, v):
    x, v = np.array(x, dtype=float), np.array(v, dtype=float)
    y = np.zeros(x.shape)
    y = y + x
    z = np.zeros((x.shape[0], 3))
    z = z + np.ones((len(x), 1))  # proved
    z = z + np.ones((x.shape[0], 3))  # proved
    w = np.zeros(len(v))
    w = w + np.ones(len(v))  # proved
    return y, z, w, x.size, np.zeros(x.size), np.arange(len(v)), np.ones(x.shape[-1])


def unpacked(x):
    x = np.array(x, dtype=float)
    n, m = x.shape
    y = np.zeros((n, m))
    y = y + np.ones(m)  # proved
    y = y + np.ones((x.shape[-2], 1))  # proved
    return y


def counted(n: int, m: int):
    x = np.ones((n, m))
    a = np.arange(len(x)) + 0.5
    a = a + np.ones(n)  # proved
    a = a + np.arange(x.shape[0])  # proved
    b = np.linspace(0, 1, n) + 0.5
    b = b + a  # proved
    c = np.arange(n) + 0.5
    c = c + np.arange(n)  # proved
    d = np.ones(c.size)
    d = d + c  # proved
    e = np.arange(m - 2) + 0.5
    e = e + np.arange(m - 2)  # proved
    f = np.ones(len(np.arange(m - 2)) + 1)
    f = f + np.ones(m - 1)
    return a, b, c, d, e, f


def slices(n: int, i: int, j: int):
    v = np.ones(n)
    d = v[1:] - v[:-1]
    d = d / v[1:]  # proved
    e = v[2:] - 2 * v[1:-1]
    e = e + v[:-2]  # proved
    e = e + v[1:]
    f = v[i:j] + 1
    f = f * v[i:j]  # proved
    f = f * v[i:]
    g = v[::2] + 0
    g = g + v[::2]  # proved
    h = v[::-1] + 0
    h = h + v  # proved
    k = v[:n] + 0
    k = k + v  # proved
    m = v[1:n] + v[: n - 1]
    m = m + v[:-1]  # proved
    p = v[: n - 2] + 0
    p = p + v[2:]
    q = v[3:2] + 0
    q = q + v[:0]  # proved
    r = v[i:] + 0
    r = r + v[:-i]
    return d, e, f, g, h, k, m, p, q, r


def slices_of_unknown(a, i: int):
    x = np.array(a, dtype=float)
    y = x[1:] - x[:-1]
    y = y * x[1:]
    z = np.diff(x, axis=0) + np.zeros((2,) + x[1:].shape)[0]
    return y, z, x[0], x[i], x[None], x[..., 0], x[:, None], x[::2], x[i:], x[:, 1:], x[0, ..., 1:]


def rows(a):
    x = np.array(a, dtype=float) + np.zeros(1)
    x = x - x.mean(axis=0)  # proved
    x = x - x[0]  # proved
    x = x - x.mean(axis=-1)
    x = x / x.sum(axis=1, keepdims=True)  # proved
    x = x / x.max()  # proved
    for row in x:
        x = x - row
    return x


def centred(n: int, m: int, i: int):
    x = np.ones((n, m))
    x = x - x.mean(axis=0)  # proved
    x = x - x.mean(axis=1)
    x = x - x.mean(axis=1)[:, None]  # proved
    x = x - x.mean(axis=-1)[:, np.newaxis]  # proved
    x = x - x.sum(axis=1).reshape(-1, 1)  # proved
    x = x - np.sum(x, axis=-2)  # proved
    x = x - x.sum(axis=i, keepdims=True)  # proved
    x = x - x.sum(axis=(0, 1), keepdims=True)  # proved
    x = x - x.sum(keepdims=True)  # proved
    x = x - x.sum(axis=i)
    v = x[0] + 1
    v = v - v.mean(axis=-1)  # proved
    v = v - v.mean(axis=0)  # proved
    return x, v


def kept_on_either_side(n: int, m: int):
    x = np.ones((n, m))
    y = x.sum(axis=0, keepdims=True) + 1
    y = y + x.sum(axis=1, keepdims=True)
    return y


def kept_of_unknown(a):
    x = np.array(a, dtype=float)
    y = x.sum(axis=0, keepdims=True) + 1
    y = y + x.sum(axis=-1, keepdims=True)
    return y


def masks(n: int, f: float):
    v, w = np.ones(n), np.arange(n) * 0.5
    m = w > f
    a = v[m] + 1
    a = a * w[m]  # proved
    a = a * w[~m]
    b = v[w > 1] + 1
    b = b * w[w > 1]
    x = np.ones((n, 3))
    c = x[m] + 1
    c = c + v[m][:, None]  # proved
    return a, b, c, x[x > f], x[m, 0], x[:, x[0] > 0]


def masks_written(n: int):
    v = np.ones(n)
    m = v > 0
    a = v[m] + 1
    m[:1] = False
    a = a * v[m]
    return a


def picked(n: int, m: int):
    x, v = np.ones((n, m)), np.ones(n)
    k = np.array([0, -1])
    a = v[k] + 1
    a = a * np.ones(2)  # proved
    b = x[k] + 1
    b = b * x[k]  # proved
    c = x[k, k] + 1
    c = c * v[k]  # proved
    return a, b, c, x[k[:, None], k], x[:, k], x[k, 0], x[k, None], x[[0]]


def turned(n: int, m: int, a):
    x = np.ones((n, m))
    y = x.T + 1
    y = y + np.ones((m, n))
    z = np.array(a, dtype=float)
    w = z.T + np.zeros(1)
    w = w * z.T
    x = x + x.T
    return y, z.T.T + z, np.swapaxes(x, 0, 1), np.transpose(x)


def products(n: int, m: int):
    x, v = np.ones((n, m)), np.ones(m)
    p = x @ v
    p = p * np.ones(n)  # proved
    q = x.T @ x
    q = q + np.eye(m)  # proved
    r = np.outer(v, p) + 0
    r = r + v[:, None] * p[None, :]  # proved
    s = np.dot(x, v) + 0
    s = s + p  # proved
    t = np.einsum("ij,j->i", x, v) + 0
    t = t + p  # proved
    u = np.linalg.solve(q + np.eye(m), v) + 0
    u = u + v  # proved
    return p, q, r, s, t, u, v @ v, v @ x.T, np.einsum("ij,kj->ik", x, x[:1]), np.einsum("ij,ij->ij", x, x[:1])


def shaped(n: int, m: int):
    x, v = np.ones((n, m)), np.ones(n)
    a = x.ravel() + 0
    a = a + x.reshape(-1)  # proved
    a = a + x.flatten()  # proved
    a = a + np.ones(x.size)  # proved
    b = v.reshape(-1, 1) + 0
    b = b + v[:, None]  # proved
    c = v.ravel() + 0
    c = c + v  # proved
    d = x.reshape(1, n, m) + 0
    e = np.stack((v, v), axis=1) + 0
    e = e + np.ones((n, 2))  # proved
    f = np.array([v, v]) + 0
    f = f + v  # proved
    g = np.array([1.0, 2.0]) + 0
    g = g + np.ones(2)  # proved
    h = np.diff(v) + 0
    h = h + v[1:]  # proved
    return (
        a,
        b,
        c,
        d,
        e,
        f,
        g,
        h,
        x.reshape(x.shape),
        x.reshape(m, -1),
        np.atleast_2d(v),
        np.expand_dims(v, 1),
        np.cumsum(x),
    )


def whole_shapes(n: int, m: int):
    z = np.ones((n, m, 2))
    s = z.shape
    a = np.zeros(s)
    a = a + z  # proved
    b = np.zeros(s[:2])
    b = b + z[..., 0]  # proved
    c = np.zeros(s[1:])
    a = a + c  # proved
    d = np.zeros((s[0], s[-1]))
    d = d + z[:, 0]  # proved
    n, m, k = z.shape
    e = np.zeros((n, m, k))
    e = e + z  # proved
    return a, b, c, d, e


def grown(n: int):
    items = [1.0] * n
    x = np.zeros(len(items))
    y = np.ones(len(items))
    x = x + y
    items.append(1.0)
    z = np.ones(len(items))
    x = x + z
    return x


def stale(n: int):
    x = np.zeros(0)
    y = np.zeros(0)
    for k in range(n):
        y = x
        x = np.ones(k)
        x = x + y
        x = x + np.ones(k)  # proved
    return x


def stale_lengths(n: int):
    old = np.zeros(1)
    for k in range(1, n + 1):
        new = np.ones(k)
        both = new + 1
        both = both + np.ones(k)  # proved
        both = both + old
        old = new
    return old


def joined(n: int, m: int, b):
    if b:
        x = np.ones((n, m))
    else:
        x = np.zeros((n, m))
    x = x + np.ones(m)  # proved
    if b:
        y = np.ones(n)
    else:
        y = np.ones(m)
    y = y + np.ones(n)
    return x, y


def ones(n: int, m: int):
    """Lengths may be 1, where the sum of two is the other."""
    x, y = np.ones(n), np.ones(m)
    z = x + y
    z = z + x  # proved
    z = z + y  # proved
    x = x + z
    w = x[:, None] + y
    w = w + y  # proved
    w = w + x[:, None]  # proved
    w = w + x
    return z, w


def meshes(n: int, m: int):
    v, w = np.ones(n), np.ones(m)
    p, q = np.meshgrid(v, w)
    r = p + 0
    r = r + q  # proved
    s = np.ones((m, n))
    s = s + p  # proved
    i, j = np.meshgrid(v, w, indexing="ij")
    t = np.ones((n, m))
    t = t + i  # proved
    return r, s, t


def lists(n: int):
    x = np.ones(3)
    x = x * [1, 2, 3]
    x = x * (1.0, 2.0, 3.0)
    return x + [[1], [2]]


def with_ghosts(n: int, m: int, f: int):
    u, v = np.zeros(n + 2), np.zeros((n + 1, 2 + m))
    x, y = np.linspace(0.0, 1.0, n), np.linspace(0.0, 1.0, n + 1)
    a, b, c, d = u[1:-1], u[1:], u[2:], v[1:, 2:]
    e, g, h = u[:-1], u[3:], v[:-1, 1:-1]
    a = a * x  # proved
    b = b * y  # proved
    e = e * y  # proved
    return a, b, c, d, e, g, h, np.cumsum(x), u[1 : n + 1]
