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
