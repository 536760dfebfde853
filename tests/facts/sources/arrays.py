import math

import numpy as np
from numpy import float32


def made(n: int, m: int):
    zeros = np.zeros((n, m))
    single = np.ones(n, dtype=float32)
    counts = np.arange(n)
    fortran = np.empty((n, m), order="F")
    nothing = np.zeros(())
    return zeros, single, counts, fortran, nothing


def unknown(a, b):
    difference = a - b
    half = a / 2
    total = a + b
    negative = -a
    positive = +a
    return difference, half, total, negative, positive


def constants(n: int):
    angle = 2 * math.pi
    turned = np.ones((n, 2)) * angle
    return turned * np.no_such_constant


def views(n: int):
    x = np.zeros((n, 4))
    part = x[1:]
    row = x[0]
    item = x[0, 0]
    picked = x[[0, 1]]
    turned = x.T
    flat = x.ravel()
    copied = x.copy()
    return part, row, item, picked, turned, flat, copied


def dtypes(n: int):
    whole = np.ones((n, 2), dtype=int)
    half = whole / 2
    sum_ = whole + 1
    wide = np.ones((n, 2), dtype=np.float32) * half
    compared = half > 0
    return half, sum_, wide, compared


def reductions(n: int):
    x = np.ones((n, 3))
    return x.sum(), x.sum(axis=0), x.mean(axis=1, keepdims=True)


def converted(a):
    x = np.asarray(a, dtype=float)
    y = np.array(a, dtype=float)
    return x, y


def loop(n: int):
    x = np.ones((n, 2))
    total = 0.0
    for k in range(3):
        x = x * 2
        total = total + x
    return total


def branches(n: int, flag):
    x = np.ones((n, 2)) if flag else None
    y = np.ones((n, 2))
    if flag:
        y = np.zeros((n, 2), dtype=complex)
    return x, y


def containers(n: int):
    x = np.ones((n, 2))
    pair = (x, 1)
    first, second = pair
    items = [x]
    items.append(second)
    for item in items:
        first = item
    return first


def kept(n: int, f):
    x = np.ones((n, 2))
    f(x)
    y = f(n)
    return lambda: y
