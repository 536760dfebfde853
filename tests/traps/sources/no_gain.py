"""Places that match and would save nothing: NumPy does it already, or copies all the same."""

import numpy as np


def mirrored(n: int):
    """In place is right, but NumPy makes a temporary of the overlap."""
    data = np.ones((n, n)) * 2.0
    data = data + data.T  # trap UNC201 pays: view @ data.T
    return data


def at_risk(n: int):
    """NumPy puts the difference into the unnamed running sum."""
    n0 = np.ones((n, 2)) * 2.0
    n0 = np.cumsum(n0, axis=0) - n0  # trap UNC202 no-candidate
    return n0


def action_grid(this_v: np.ndarray, n: int):
    """`ravel` of a transpose copies as `flatten` does."""
    grid = np.tile(this_v.T, (n, 1)).T.flatten()  # trap UNC105 flat-already: it is a transpose
    return grid.sum()


def labels_of(n: int):
    """A cast to another dtype is a copy anyway."""
    labels = (np.linspace(0.0, 10.0, n) * 2.0).astype(int)  # trap UNC104 no-candidate
    return labels


def filtered(x: np.ndarray, n: int):
    """Whoever asks first has no copy to save."""
    if x.dtype != np.float64:
        x = x.astype(np.float64)  # trap UNC104 no-candidate
    return np.convolve(x, np.ones(n))


def positions_of(atoms: list):
    """An array of a list is a new one, whatever it is called."""
    positions = np.array([atom.position for atom in atoms])  # trap UNC103 no-candidate; UNC101 no-candidate
    return positions


def three_vector(angle: float):
    """Three numbers are not worth a line."""
    v = np.zeros(3)
    v = v + angle  # trap UNC201 pays: 3 elements
    return v


def elided_chain(n: int):
    """An operator on an unnamed temporary takes its memory already, but not that of a name."""
    x = np.ones((n, 2))
    y = (x + 1.0) * 2.0  # fine UNC207; UNC704
    return -(y - 1.0)  # fine UNC207


def sum_of_temporaries(n: int):
    """The temporary on the right is reused."""
    x = np.ones((n, 2))
    x = x + (np.ones((n, 2)) * 3.0)  # trap UNC201 pays: already
    return x
