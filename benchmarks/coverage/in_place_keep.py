"""Rewrites in place that would be wrong, or that save nothing."""

import math

import numpy as np


def caller_scale(samples, gain):
    samples = samples * gain  # fine 201: the caller's array would change
    return samples


def kept_before(state):
    new = state * 0.5
    old = new
    new = new + 1.0  # fine 201: old is the same array
    return old, new


def to_fraction(n):
    share = np.arange(n)
    share = share / n  # fine 201: integers cannot hold the quotient
    return share


def single_precision(image, gain):
    corrected = image * np.float32(2)
    corrected = corrected * gain  # fine 201: gain is float64, the result too
    return corrected


def growing(n, rows):
    level = np.zeros(n)
    level = level + rows  # fine 201: the result has more rows than level
    return level


def turned(x, y):
    return x * y + 1.0  # fine 206: NumPy uses the product's memory by itself


def shared_default(samples, window=np.hanning(5)):
    window = window / window.sum()  # fine 201: the default is shared between calls
    return samples * window[: samples.shape[0]].mean()


def modulus(field):
    rotated = field * 1j
    rotated = np.abs(rotated)  # fine 202: a real result does not fit a complex array
    return rotated


def both_extremes(a, b):
    total = a + b
    return np.exp(total), total  # fine 207: total is still needed


def median_and_rest(sample):
    middle = np.median(sample)  # fine 213: the caller's sample would be put in another order
    return middle, sample - middle


def affine(x):
    return np.sin(x) * 2.0 + 1.0  # fine 206: NumPy does this in the memory of the sine


def magnitude(u, v):
    return np.sqrt(u * u + v * v)  # fine 206: making the sum takes two arrays already


def kelvin(celsius):
    value = math.fabs(celsius)
    value = value + 273.15  # fine 201: a number, no array
    return value
