"""Arrays in loops that are right as they are."""

import numpy as np


def restarting(parts, tail):
    out = []
    for part in parts:
        joined = np.concatenate([part, tail])  # fine 401: nothing grows, each pass begins anew
        out.append(joined)
    return out


def watched(values):
    kept = np.array([0.0])
    for value in values:
        if abs(value - kept.mean()) < 1.0:
            kept = np.append(kept, value)  # fine 401: its mean is wanted on each pass
    return kept


def collected(steps, n):
    layers = []
    for k in range(steps):
        layer = np.zeros(n)  # fine 402: each pass keeps its own
        layer[0] = k
        layers.append(layer)
    return layers


def ladder(steps):
    total = 0.0
    for k in range(1, steps):
        row = np.ones(k)  # fine 402: another size on each pass
        total += row.sum()
    return total
