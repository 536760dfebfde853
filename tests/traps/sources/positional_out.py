"""Calls that are statements and not without result: they pass out."""

import numpy as np


def superimposition_scale(n: int):
    """`np.sqrt(out, out)` writes."""
    out = np.ones((n, 2))
    np.multiply(out, out, out)  # trap UNC702 no-candidate; UNC202 no-candidate
    np.sqrt(out, out)  # trap UNC702 no-candidate; UNC202 no-candidate
    return out


def isotonic(y_min: float, y_max: float, n: int):
    y = np.linspace(0.0, 1.0, n)
    np.clip(y, y_min, y_max, y)  # trap UNC702 no-candidate; UNC202 no-candidate
    return y


def normalised(n: int):
    """Already in place by the name of what is returned."""
    y = np.linspace(0.0, 1.0, n)
    y = np.sqrt(y, y)  # trap UNC202 no-candidate
    return y


def written_elsewhere(n: int):
    """What `out` gives is the other array."""
    x = np.ones((n, 2))
    y = np.zeros((n, 2))
    z = np.exp(x, y)
    z = z + 1.0  # trap UNC201 sole-owner: `y` may share its memory, and is read again @ return x, y, z
    return x, y, z
