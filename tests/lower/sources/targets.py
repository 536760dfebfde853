import numpy as np


def several(a):
    x = y = a
    return x, y


def unpacked(a):
    (x, *y), [z] = a
    return x, y, z


def stored(a, i, v):
    a.b.c = v
    a[i, ...] = v
    a[1:, ::2][i] = v


def augmented(a, i, x):
    x += 1
    a.b -= x
    a[i] *= x
    return x


def annotated(a):
    x: int = a
    y: int
    a.z: int = x
    return x


def deleted(a, i):
    x = a
    del x, a.b, a[i]
    return x


def declared(v):
    global g
    g = v
    g = g + 1
    return g


def one_line(a): x = a; y = x; return y


def imported():
    import os.path
    import os.path as p
    from os import sep as s, path
    from . import q
    return os, p, s, path, q


def called(f, a, k):
    return f(a, *a, k=k, **k)


def displayed(a, b):
    return [a, *b], {a, b}, {a: b, **b}, (a,), f"{a!r:>{b}}" "x"


def sliced(a, i, j):
    return a[i:j], a[::2], a[i, None], a[i,]


def evaluated_in_order(a, b):
    a()[b()] = b(a)
