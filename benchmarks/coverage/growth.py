"""Arrays that grow, or are made again, in loops, as people write it."""

import numpy as np


def collatz(start):
    path = np.array([start])
    while start > 1:
        start = start // 2 if start % 2 == 0 else 3 * start + 1
        path = np.append(path, start)  # bad 401: everything is copied for each number
    return path


def measured(values):
    result = np.array([])
    for value in values:
        result = np.append(result, value * 0.5)  # bad 401: everything is copied for each number
    return result


def stacked_rows(blocks):
    table = np.empty((0, 3))
    for block in blocks:
        table = np.vstack((table, block))  # bad 401: everything is copied for each block
    return table


def spike_times(trains):
    times = None
    for train in trains:
        if times is None:
            times = train
        else:
            times = np.concatenate([times, train])  # bad 401: everything is copied for each train
    return times


def projections(vectors, steps):
    total = 0.0
    for k in range(steps):
        work = np.zeros(vectors.shape[1])  # bad 402: could be made once and cleared
        for vector in vectors:
            work += np.cos(k * vector)
        total += work.max()
    return total


def diffuse(field, steps):
    u = field.copy()
    for _ in range(steps):
        old = u.copy()  # bad 403: a new array on each pass for the old state
        u[1:-1] = old[1:-1] + 0.1 * (old[2:] - 2 * old[1:-1] + old[:-2])
    return u


def trajectory(position, velocity, steps):
    rows = []
    for _ in range(steps):
        position = position + 0.1 * velocity
        rows.append(position)
    return np.array(rows)  # bad 404: all rows exist twice; a table of steps rows could be filled


def feature_table(images):
    features = []
    for image in images:
        features.append([image.mean(), image.std(), image.max()])
    return np.array(features)  # bad 404: a list of lists of numbers first


def largest(parts):
    return np.concatenate(parts).max()  # bad 405: all parts once more for one number


def total_counts(runs):
    return np.vstack(runs).sum()  # bad 405: all runs once more for one number
