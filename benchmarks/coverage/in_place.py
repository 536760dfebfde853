"""Arrays made anew where one that is there could be used, as people write it."""

import numpy as np


def to_kelvin(n):
    temperature = np.linspace(-20.0, 40.0, n)
    temperature = temperature + 273.15  # bad 201: could be added in place
    return temperature


def running_total(rows):
    total = np.zeros(rows.shape[1])
    for row in rows:
        total = total + row  # bad 201: a new array on every pass
    return total


def decayed(n, rate):
    amplitude = np.arange(n, dtype=float)
    amplitude *= -rate
    amplitude = np.exp(amplitude)  # bad 202: out=amplitude
    return amplitude


def opposite(field):
    residual = field - field.mean()
    residual = -residual  # bad 202: the sign could be changed in place
    return residual


def clamped(image, gain):
    out = image * gain
    out = np.clip(out, 0.0, 1.0)  # bad 202: out=out
    return out


def quantiles(sample):
    ordered = sample - sample.mean()
    ordered = np.sort(ordered)  # bad 203: ordered.sort()
    return ordered[[0, len(ordered) // 4, len(ordered) // 2]]


def without_gaps(record, scale):
    cleaned = record / scale
    cleaned = np.nan_to_num(cleaned)  # bad 203: copy=False
    return cleaned


def thresholded(image, level):
    response = image - level
    response = np.where(response < 0, 0.0, response)  # bad 204: only some elements change
    return response


def rectified(signal):
    out = signal * 2.0
    out = np.where(np.isnan(out), 0.0, out)  # bad 204: only some elements change
    return out


def normalised(sample):
    z = sample.astype(float)
    low, high = z.min(), z.max()
    z = (z - low) / (high - low)  # bad 205: both steps could be done in place
    return z


def calibrated(counts):
    signal = np.array(counts, dtype=np.float64)
    signal = signal * 0.01 + 2.5  # bad 205: both steps could be done in place
    return signal


def relative_error(a, b):
    return np.abs(a - b)  # bad 206: the difference is a temporary


def transmission(depth):
    return np.exp(-depth)  # bad 206: the negative is a temporary


def stretched(image, low, high):
    return ((image - low) / (high - low)).clip(0, 1)  # bad 206: clip of a temporary


def boltzmann(energy, kt):
    shifted = energy - energy.min()
    scaled = shifted / -kt
    return np.exp(scaled)  # bad 207: scaled is dead afterwards, its memory could be used


def squared_residuals(data, mean):
    residual = data - mean
    squared = residual * residual  # bad 207: residual is dead afterwards
    return squared


def transmittance(absorbed, scattered):
    return 1.0 - (absorbed + scattered)  # bad 208: the sum on the right is a temporary


def sigmoid(x):
    return 1 / (1 + np.exp(-x))  # bad 208 206: three arrays where one would do


def softmax(logits):
    shifted = logits - logits.max()
    weights = np.exp(shifted)
    return weights / weights.sum()  # bad 207: weights is dead afterwards


def lorentzian(x, centre, width):
    profile = np.zeros_like(x, dtype=float)
    profile[:] = x * width + centre  # bad 209: the result is made, then copied
    return profile


def layer_outputs(batches, weights):
    out = np.empty((batches.shape[0], batches.shape[1], weights.shape[1]))
    for i in range(batches.shape[0]):
        out[i] = batches[i] @ weights  # bad 209: matmul could write there
    return out


def energy(signal):
    return np.sum(signal**2)  # bad 210: all squares at once


def mean_squared_error(predicted, actual):
    return np.mean((predicted - actual) ** 2)  # bad 210: differences and squares at once


def overlap(a, b):
    return np.trace(a @ b)  # bad 210: the whole product for its diagonal


def outliers(sample, limit):
    return len(np.where(np.abs(sample) > limit)[0])  # bad 211: the indices only to count them


def negative_pixels(image):
    return len(image[image < 0])  # bad 211: the pixels only to count them


def weighted_design(weights, design):
    return np.diag(weights) @ design  # bad 212: a matrix of zeros for a diagonal


def noise_level(signal):
    return np.median(np.abs(signal - np.median(signal))) / 0.6745  # bad 213: the median copies a temporary


def upper_half(image):
    return np.percentile(image[image > 0], 50)  # bad 213: the percentile copies the selection


def mixture(centres, x):
    return sum([np.exp(-((x - c) ** 2)) for c in centres])  # bad 214: all terms are kept until the sum


def ensemble_mean(members, gain):
    runs = [gain * member for member in members]
    return np.mean(np.stack(runs), axis=0)  # bad 214: all runs, and all once more in the stack


def damp_edges(field, factor):
    field[1:-1] = field[1:-1] * factor  # bad 215: field[1:-1] *= factor
    return field.sum()


def smooth_rows(grid):
    grid[1:] = np.sqrt(grid[1:])  # bad 215: out= of the slice
    return grid


class Perceptron:
    """Learns one line."""

    def __init__(self, size):
        self.weights = np.zeros(size)

    def update(self, rows, target, rate=0.1):
        error = target - rows @ self.weights
        self.weights = self.weights + rate * (rows.T @ error)  # bad 215 201: self.weights += ...
        return error


def peak(signal):
    return np.max(np.abs(signal))  # bad 216: all magnitudes for one


def log_positive(values):
    out = values.copy()
    mask = out > 0
    out[mask] = np.log(out[mask])  # bad 217: the part is taken out and put back
    return out


def brightened(image, step):
    out = np.array(image, dtype=float)
    dark = out < 0.5
    out[dark] = out[dark] + step  # bad 217: the part is taken out and put back
    return out
