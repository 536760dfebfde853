"""How many dimensions there are."""

import numpy as np


def made(n, m, s):
    a = np.zeros((n, m))
    b = np.zeros(n)
    c = np.ones(s)
    e = np.full([n, 2], 1.0)
    f = np.eye(n)
    g = np.zeros(())
    a = a + 1  # proved
    b = b + 1  # proved
    c = c + 1
    e = e * 2  # proved
    f = f * 2  # proved
    g = g + 1
    return a, b, c, e, f, g


def numbers(n: int, m: int):
    b = np.zeros(n)
    b = b + 1  # proved
    return b[0], b[1:], b[:, None], b[None], b[...], b[..., 0], np.ones((n, m))[0], np.ones((n, m))[0, 0]


def subscripts(z, i, j):
    z = np.array(z)
    return z[0], z[i], z[1:], z[None], z[..., None], z[..., 0], z[i, j], z[:, None], z[:, 0], z[[0, 1]]


def of_three(n: int, m: int, i, j):
    z = np.ones((n, m, 2))
    k = np.arange(2)
    q = z > 0
    p = z[0] > 0
    z[0], z[0, 0], z[0, 0, 0], z[..., 0], z[0, ..., 0], z[0, 0, 0, ...], z[:, None, 0], z[k], z[k, k], z[k, 0], z[:, k]
    (
        z[q],
        z[p.any()],
        z[[0]],
        z[[[0]]],
        z[[True]],
        z[k, None],
        z[None, k],
        z[0, k],
        z[i],
        z[i, j],
        z[i, k],
        z[k, i],
        z[p],
    )
    return z[z[:, 0, 0] > 0], z[:, z[0] > 0], z[range(n)]


def rows(n: int):
    x = np.ones((n, 3))
    for row in x:
        row.sum()
        for item in row:
            item + 1
    return x


def reductions(n: int, m: int, i, t):
    x = np.ones((n, m))
    v = np.ones(n)
    x.sum(), x.sum(0), x.sum(axis=1), x.mean(axis=-1), x.max(axis=i), x.sum(axis=(0, 1)), x.sum(axis=None)
    x.sum(axis=0, keepdims=True), x.std(keepdims=True), v.sum(axis=0), v.sum(axis=0, keepdims=True), np.sum(x, 0)
    np.median(x, axis=0), np.argmax(x, axis=1), np.any(x, axis=i), np.sum([v, v], axis=0), np.sum([1, 2], axis=0)
    np.mean(t, axis=0), np.mean(t), np.max([x, x], axis=0), np.linalg.norm(x, axis=0), np.linalg.norm(v, axis=0)
    (
        np.sum(x, axis=0, where=x > 0),
        np.sum(v, axis=0, where=x[0] > 0),
        np.cumsum(x),
        np.cumsum(x, axis=0),
        np.average(x, axis=0),
    )
    return np.sum(v, where=v > 0)


def of_unknown(a, i):
    b = np.asarray(a)
    c = b.sum(axis=0), b.mean(axis=-1), b.sum(axis=i), b.max(axis=0, keepdims=True)
    return c, b.T, np.transpose(b), b.ravel(), b.reshape(-1), b.reshape(1, -1), b.squeeze(), np.squeeze(b, axis=0), b[0]


def products(n: int, m: int, a):
    x, v = np.ones((n, m)), np.ones(n)
    b = np.array(a)
    (
        x.T @ x,
        v @ x,
        x.T @ v,
        v @ v,
        x.T @ b,
        b @ x,
        b @ v,
        b @ b,
        v @ b,
        np.dot(v, v),
        np.dot(v, x),
        np.dot(b, v),
        np.dot(b, b),
    )
    (
        np.matmul(x, b),
        np.matmul(v, v),
        np.outer(v, v),
        np.einsum("ij,ij->i", x, x),
        np.einsum("ij,ij->", x, x),
        x.T.dot(x),
    )
    np.dot(x.T, v), np.dot(2, x), np.dot(b, 2), np.inner(v, v), np.vdot(x, x)
    return np.linalg.solve(x.T @ x + np.eye(m), np.ones(m)), np.linalg.solve(x.T @ x + np.eye(m), np.ones((m, 2)))


def joined(n: int, m: int, a, c):
    x, v = np.ones((n, m)), np.ones(n)
    (
        np.concatenate((x, x)),
        np.concatenate([v, v]),
        np.concatenate((x, x), axis=None),
        np.stack((x, x)),
        np.stack([v, v], axis=1),
    )
    (
        np.hstack((v, v)),
        np.hstack([x, x]),
        np.vstack((v, v)),
        np.vstack([x, x[0]]),
        np.column_stack((v, v)),
        np.dstack([x, x]),
    )
    (
        np.hstack((1, 2)),
        np.hstack((1, v)),
        np.append(v, v),
        np.append(x, x, axis=0),
        np.append(v, 1),
        np.insert(v, 0, 1),
        np.delete(v, 0),
    )
    (
        np.vstack((1, 2)),
        np.repeat(v, 2),
        np.repeat(x, 2, axis=0),
        np.repeat(1, 2, axis=0),
        np.tile(v, 2),
        np.pad(x, 1),
        np.diff(x),
        np.diff(v, axis=0),
    )
    (
        np.column_stack((v, x)),
        np.column_stack((1, 2)),
        np.stack((1, 2)),
        np.concatenate(x),
        np.hstack(x),
        np.vstack(x),
        np.stack(x),
    )
    return np.vstack((a, c)), np.hstack((a, c)), np.concatenate((a, c)), np.stack((a, c)), np.column_stack((a, c))


def shaped(n: int, m: int, a, s, t):
    x, v, b = np.ones((n, m)), np.ones(n), np.array(a)
    (
        x.reshape(-1),
        x.reshape(m, n),
        x.reshape((m, n)),
        x.reshape(s),
        np.reshape(x, (1, n, m)),
        np.reshape(x, s),
        np.reshape(x, -1),
    )
    (
        np.expand_dims(x, 0),
        np.expand_dims(x, axis=(0, 1)),
        np.swapaxes(x, 0, 1),
        x.swapaxes(0, 1),
        np.moveaxis(x, 0, 1),
        np.squeeze(x),
    )
    (
        np.atleast_1d(t),
        np.atleast_2d(t),
        np.atleast_2d(b),
        np.atleast_2d(v),
        np.atleast_3d(v),
        np.ascontiguousarray(t),
        np.diag(v),
        np.diag(x),
        np.diag(b),
    )
    (
        np.tril(x),
        np.triu(v),
        np.take(x, [0], axis=0),
        np.take(v, 0, axis=0),
        np.take(x, b.astype(int), axis=0),
        x.take([[0]], axis=1),
    )
    (
        np.array(t, ndmin=2),
        np.array([v, v]),
        np.array([1, 2]),
        np.array([[1, 2], [3, 4]]),
        np.array((v, 1), dtype=object),
        np.array([v, [1]], dtype=object),
    )
    (
        np.meshgrid(v, v),
        np.meshgrid(v, 1, [2])[0],
        np.indices((n, m)),
        np.linspace(0, 1, n),
        np.linspace(v, 1, 3),
        np.linspace(t, 1, 3),
    )
    return (
        np.where(x > 0, x, b),
        np.clip(x, 0, b),
        np.maximum(v, b),
        np.where(b, v, 0),
        np.roll(x, 1),
        np.sort(t),
        np.argsort(t),
        np.random.normal(t, size=3),
    )


def broadcast(n: int, a, t):
    x, v = np.ones((n, 2)), np.ones(2)
    return (
        x + v,
        v + x,
        x + t,
        v + t,
        x * a,
        v * a,
        a + t,
        -x,
        x > v,
        x == a,
        v < t,
        x[:, None] * v,
        v[:, None] * v[None, :],
    )


def merged(n: int, b):
    x = np.ones((n, 2)) if b else np.ones(n)
    y = np.ones((n, 2)) if b else 0.0
    for _ in range(2):
        y = y + x
    return x[0], y[0], x + y


def aligned(n: int, m: int):
    x = np.zeros((n, m))
    x = x + x[0]  # proved
    x += 1
    return x[0], x


def several(n: int, m: int):
    x = np.ones((n, m))
    left, right = np.array_split(x, 2)
    rows, columns = np.nonzero(x)
    w, u = np.linalg.eig(x.T @ x)
    p, q = np.meshgrid(x[0], x[:, 0], sparse=True)
    a, b = left + 1, p + 1
    a = a + right
    b = b + q
    w = w + u
    c, d = rows + 1, u + 0
    c = c + columns  # proved
    d = d + w
    return a, b, c, d, np.broadcast_arrays(x, x[0])[1] + x
