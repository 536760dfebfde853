"""Indices that are what they have to be."""

import numpy as np


def diagonal_of(scores, chosen):
    return scores[np.arange(len(scores)), chosen]  # fine 301: row by row, no block


def by_degree(force, adjacency):
    return force[np.nonzero(adjacency)]  # fine 302: adjacency holds integers, which would be positions


def working_part(samples):
    part = samples[np.arange(2)]  # fine 301: the part is written, samples must stay
    part *= 2
    return part


def without_one(samples, i):
    return np.delete(samples, i)  # fine 306: from the middle


def remembered(state, index, steps):
    history = []
    for _ in range(steps):
        history.append(state[index])  # fine 303: state changes on each pass
        state = state * 0.5
    return history


def recursive(samples):
    out = np.zeros(len(samples))
    for i in range(1, len(samples)):
        out[i] = 0.9 * out[i - 1] + samples[i]  # fine 307: each element needs the one before
    return out
