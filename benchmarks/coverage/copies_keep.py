"""Copies that are needed, or that cost nothing."""

import numpy as np


def restored(spectrum):
    original = spectrum.copy()  # fine 102: spectrum is written before the copy is read
    spectrum *= 0.5
    return np.abs(spectrum - original).max()


def with_border(image):
    framed = np.array(image)  # fine 103: it is written, and the caller's image must stay
    framed[0] = framed[-1] = 0
    return framed


def snapshot(state):
    saved = state.copy()  # fine 102: it is handed out, and must not change with the caller's array
    return saved


def own_array(samples):
    return np.array(samples)  # fine 103: the caller gets an array of its own


def padded_signal(samples):
    flat = samples.flatten()  # fine 105: it is written
    flat[:1] = 0
    return flat


def shared_pixels(image):
    return image.flatten()  # fine 105: the result would share memory with the image


def unit_columns(points):
    x, y, z = points.T.copy()  # fine 102: each column is in one piece then, and is handed out
    return x, y, z


def to_bytes(levels):
    return levels.astype(np.uint8).astype(np.float64)  # fine 104: the first conversion cuts values off
