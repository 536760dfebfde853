"""Index arrays where a slice, a mask or nothing would do, as people write it."""

import numpy as np


def first_half(signal):
    half = len(signal) // 2
    part = signal[np.arange(half)]  # bad 301: signal[:half]
    return part.mean(), part.std()


def training_error(predicted, actual, split):
    index = list(range(split))
    return np.abs(predicted[index] - actual[index]).mean()  # bad 301: predicted[:split]


def xyz(table):
    position = table[:, [0, 1, 2]]  # bad 301: table[:, :3]
    return np.sqrt((position**2).sum(axis=1))


def positive_mean(samples):
    chosen = samples[np.where(samples > 0)]  # bad 302: the mask itself is an index
    return chosen.sum() / max(chosen.size, 1)


def zero_outliers(image, limit):
    residual = image - image.mean()
    residual[np.nonzero(np.abs(residual) > limit)] = 0  # bad 302: the mask itself is an index
    return residual


def relaxed(values, neighbours, steps):
    state = values.copy()
    for _ in range(steps):
        state = state + 0.1 * (values[neighbours] - state)  # bad 303: values[neighbours] is the same each time
    return state


def group_scores(samples, labels, candidates):
    scores = []
    for c in candidates:
        members = samples[labels == 1]  # bad 303: the same members each time
        scores.append(((members - c) ** 2).mean() if members.size else 0.0)
    return scores


def row_as_matrix(table, i):
    row = table[[i]]  # bad 304: table[i:i + 1] is a view
    return row @ row.T


def submatrix(correlation, rows, columns):
    return correlation[rows][:, columns]  # bad 305: all columns of the rows are copied first


def selected_window(frames, chosen):
    return frames[chosen][:, :2].sum(axis=1)  # bad 305: whole frames are copied for two columns


def increments(path):
    steps = np.delete(path, 0) - np.delete(path, -1)  # bad 306: path[1:] - path[:-1]
    return np.abs(steps)


def squares(samples):
    out = np.zeros(len(samples))
    for i in range(len(samples)):
        out[i] = samples[i] ** 2 + 1.0  # bad 307: one expression over all elements
    return out


def looked_up(table, codes):
    out = np.empty(len(codes))
    for i in range(len(codes)):
        out[i] = table[codes[i]]  # bad 307: table[codes]
    return out


def backwards(signal):
    reverse = signal[np.arange(len(signal))[::-1]]  # bad 308: signal[::-1]
    return signal + reverse


def every_other(series):
    even = series[np.arange(0, len(series), 2)]  # bad 308: series[::2]
    return even.max()


def embedded(series, width):
    n = len(series)
    windows = np.array([series[i : i + width] for i in range(n - width + 1)])  # bad 309: each element width times
    return windows.max(axis=1)


def moving_mean(series, width):
    rows = [series[i : i + width] for i in range(len(series) - width + 1)]
    return np.stack(rows).mean(axis=1)  # bad 309: each element width times
