"""Branches that exclude each other, targets that are stored first, and loops that start anew."""

import numpy as np


def symbolised(kind: str, n: int):
    """Later allocations stand in other branches: there is nothing to free before."""
    signal = np.ones(n) * 2.0  # trap UNC704 no-candidate
    if kind == "mean":
        return (signal > signal.mean()).astype(int)
    if kind == "median":
        return (signal > np.median(signal)).astype(int)
    return np.digitize(signal, np.linspace(0.0, 1.0, 3))


def wavelet_signal(name: str, n: int):
    t = np.linspace(0.0, 1.0, n)  # trap UNC704 no-candidate
    if name == "ramp":
        return t - (t >= 0.37)  # fine UNC207
    if name == "cusp":
        return np.sqrt(np.abs(t - 0.37))  # fine UNC206; UNC207
    return np.zeros(n)


def spectral_blocks(n: int, lengthscale: float):
    """A tuple of targets: all of the right side is read before the first one is stored."""
    f = np.ones((n, 2))
    l = np.zeros((n, 2))
    f, l = f * lengthscale, f - l  # trap UNC201 no-candidate
    return f, l


def grown_and_read(read, n: int):
    """What grows is read in the loop."""
    imf = np.zeros((0, 3))
    total = 0.0
    for i in range(n):
        imf = np.vstack((imf, np.ones((1, 3)) * i))  # trap UNC401 not-read-in-loop: `imf` is read
        total += imf.sum()
    return imf, total


def simulated(rng, sizes: list):
    """It looks like growth and starts anew each pass."""
    results = []
    for size in sizes:
        steps = np.ones(3)
        steps = np.concatenate((steps, np.zeros(size)))  # trap UNC401 no-candidate
        results.append(steps.sum())
    return results


def rays(sweeps: list):
    for sweep in sweeps:
        gates = np.zeros(3)
        if sweep:
            gates = np.append(gates, 1.0)  # trap UNC401 no-candidate
        print(gates)


def transformed(n: int, columns: int):
    """A buffer made before the loop would have to be zeroed again."""
    out = []
    for column in range(columns):
        buffer = np.zeros(n)  # trap UNC402 shape-stays: even if the loop never runs
        buffer[column] = 1.0
        out.append(buffer.sum())  # fine UNC704
    return out


def on_one_path(flag: bool, n: int):
    """Fresh on one path, another name's array on the other."""
    base = np.ones((n, 2))
    if flag:
        x = np.zeros((n, 2))
    else:
        x = base
    x = x + 1.0  # trap UNC201 sole-owner: `base` may share its memory, and is read again @ return x, base
    return x, base


def fresh_on_both(flag: bool, n: int):
    x = np.zeros((n, 2)) if flag else np.ones((n, 2))
    x = x + 1.0  # fine UNC201
    return x


def of_an_earlier_pass(n: int):
    """What the last pass left is read in the next."""
    previous = np.zeros((n, 2))
    x = np.ones((n, 2))
    for _ in range(4):
        x = x * 0.5  # trap UNC201 sole-owner: `previous` may share its memory, and is read again @ print
        print((x - previous).sum())
        previous = x
    return x
