"""Memory that is kept with reason."""

import numpy as np


def middle(image):
    return image[1:-1]  # fine 701: a view of the caller's image, as was asked for


def shuffled(samples, seed):
    order = samples.copy()
    np.random.default_rng(seed).shuffle(order)  # fine 702: shuffles in place and gives nothing
    return order


def both_used(samples):
    squares = samples * samples  # fine 704: it is needed to the end
    cubes = squares * samples
    return squares, cubes


def residuals(x, y):
    design = np.vander(x, 3)
    coefficients = np.linalg.lstsq(design, y, rcond=None)[0]
    fitted = design @ coefficients
    error = y - fitted  # fine 704: the outer product is far larger than all before it
    return np.outer(error, error)
