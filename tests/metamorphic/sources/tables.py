"""Tables of samples, standardised and resampled."""

import numpy as np


class Scaler:
    def __init__(self, size):
        scale = np.ones(size)
        scale = scale * 2.0
        self.scale = scale
        self.seen = 0

    def fit(self, table):
        table = np.array(table, dtype=float)
        centred = table - table.mean(axis=0, keepdims=True)
        centred = centred / 2.0
        self.spread = centred.std()
        self.seen += 1
        return self

    def sample(self, size: int):
        out = np.full((size, 3), 0.5)
        try:
            out = out * self.seen
        finally:
            self.seen = 0
        rows = out[np.arange(0, len(out) - 1)]
        return rows.sum(axis=0)


def jackknife(n: int):
    x = np.linspace(0.0, 1.0, n)
    previous = x.copy()
    total = 0.0
    while total < 1.0:
        x = x + 0.1
        total += float(np.exp(-x).sum())
    return previous.sum(), x


def relabelled(n: int, offset: int):
    labels = np.arange(n)
    labels = labels + 1
    flags = labels > offset
    flags = ~flags
    return labels, flags
