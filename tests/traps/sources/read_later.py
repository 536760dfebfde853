"""Names that are read again, further down than one looks."""

import numpy as np


def detect_peaks(n: int):
    """`overwrite_input` would shuffle the buffer that is read 400 lines below."""
    noise_peaks = np.zeros(n)
    threshold = np.median(noise_peaks)  # trap UNC213 sole-owner: read again
    noise_peaks[0] = threshold
    return noise_peaks


def plotted(axes, n: int):
    """The same name five times."""
    flux = np.ones(n) * 2.0
    lower = np.percentile(flux, 5)  # trap UNC213 sole-owner: read again
    upper = np.percentile(flux, 95)  # trap UNC213 sole-owner: read again
    axes.plot(flux)
    axes.set_ylim(lower, upper)


def residual_and_back(n: int):
    """The old array under its own name, in the same statement that rebinds it."""
    x = np.ones((n, 2))
    kept, x = x, x + 1.0
    x = x * 2.0  # fine UNC201
    return kept, x


def in_the_handler(read, n: int):
    """A handler sees the name as it was before the statement that failed."""
    x = np.ones((n, 2))
    try:
        x = x + read()  # trap UNC201 sole-owner: read again @ print(x.sum())
    except ValueError:
        print(x.sum())
        raise
    return x


def in_the_next_pass(n: int):
    """A loop that comes round."""
    x = np.ones((n, 2))
    total = 0.0
    for _ in range(3):
        total += x.sum()
        y = x
        y = y * 2.0  # trap UNC201 sole-owner: read again @ total += x.sum()
    return total


def in_the_else(n: int, flag: bool):
    x = np.ones((n, 2))
    y = x
    if flag:
        y = y + 1.0  # fine UNC201
        return y
    return x


def in_finally(job, n: int):
    x = np.ones((n, 2))
    first = x
    try:
        job()
        x = x - 1.0  # trap UNC201 sole-owner: read again @ first.sum()
    finally:
        print(first.sum())
    return x
