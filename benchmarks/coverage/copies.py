"""Copies nobody needs, as people write them."""

import copy
import math

import numpy as np


def motion(frame, background):
    """What moved between two camera frames."""
    difference = np.copy(frame - background)  # bad 101: the difference is a new array already
    return np.abs(difference).max(), difference


def gaussian_weights(distance, sigma):
    weights = np.array(np.exp(-0.5 * (distance / sigma) ** 2))  # bad 101: exp has made a new array
    weights /= weights.sum()
    return weights


def good_rows(table, quality):
    good = table[quality > 0.5].copy()  # bad 101: selecting by a mask copies by itself
    good -= good.mean(axis=0)
    return good


def contrast(image):
    img = image.copy()  # bad 102: nothing writes into the copy
    low, high = img.min(), img.max()
    return (high - low) / (high + low + 1e-12)


def mean_profile(profiles):
    data = copy.deepcopy(profiles)  # bad 102: a deep copy that is only averaged
    centre = data[:, data.shape[1] // 2]
    return data.mean(axis=0), centre.std()


def rms(signal):
    x = np.array(signal)  # bad 103: copies what is an array already, to read it
    return np.sqrt(np.mean(x**2))


def column_ranges(table):
    """Range of every column.

    Parameters
    ----------
    table : array_like
        Observations in rows.
    """
    table = np.array(table, dtype=float)  # bad 103: asarray would do
    return table.max(axis=0) - table.min(axis=0)


def phases(n):
    angles = np.linspace(0, 2 * np.pi, n).astype(float)  # bad 104: linspace gives float64 already
    return np.exp(1j * angles)


def prepared(raw):
    frame = raw.astype(np.float32)
    frame -= frame.mean()
    frame /= frame.max() + np.float32(1)
    return frame.astype(np.float32)  # bad 104: it is float32


def display_range(volume):
    values = volume.flatten()  # bad 105: a flat view can be read as well
    return values.min(), values.max()


def pixel_entropy(image):
    counts, _ = np.histogram(image.flatten(), bins=16, range=(-4, 4))  # bad 105: histogram only reads
    p = counts[counts > 0] / max(counts.sum(), 1)
    return -np.sum(p * np.log2(p))


def ranked(scores):
    order = np.sort(scores.copy())  # bad 106: np.sort leaves its argument alone
    return order[::-1]


def power_spectrum(signal):
    spectrum = np.fft.rfft(np.array(signal))  # bad 106: the transform only reads the signal
    return spectrum.real**2 + spectrum.imag**2


def whitening(covariance):
    precision = np.linalg.inv(covariance.copy())  # bad 106: inv works on a copy of its own
    return np.linalg.cholesky(precision)


def bearing(radians):
    angles = np.array(radians.tolist())  # bad 107: through a list of Python floats and back
    return np.degrees(angles) % 360


def smoothed(trace, width=3):
    values = np.array([v for v in trace])  # bad 107: element by element into a list
    return np.convolve(values, np.ones(width) / width, mode="same")


def damped_wave(n, k):
    return np.array([math.exp(-i / n) * math.sin(k * i) for i in range(n)])  # bad 108: a list of n floats first


def distances(points, origin):
    x0, y0 = origin
    return np.array([math.hypot(x - x0, y - y0) for x, y in points])  # bad 108: a list of n floats first


def empty_labels(image):
    labels = np.zeros(image.shape).astype(np.uint8)  # bad 109: eight times as many bytes at first
    labels[image > image.mean()] = 1
    return labels


def time_axis(n, rate):
    t = np.arange(n).astype(np.float64)  # bad 109: integers first, then floats
    t /= rate
    return t


def all_valid(rows, columns):
    valid = np.ones((rows, columns)).astype(bool)  # bad 109: floats first
    valid[0] = False
    return valid


def total_charge(current, dt):
    return sum(current) * dt  # bad 110: Python's sum makes an object of every element


def saturates(samples, limit):
    return any(np.abs(samples) > limit)  # bad 110: Python's any over an array


def mean_level(image):
    return image.astype(np.float64).mean()  # bad 111: the reduction converts by itself


def polarity(samples):
    return np.where(samples > 0, 1, -1).astype(np.int8)  # bad 111: eight bytes an element at first
