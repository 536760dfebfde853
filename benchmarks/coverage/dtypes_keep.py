"""Elements as wide as they have to be."""

import numpy as np


def counts_of(labels):
    hits = np.zeros(labels.shape)
    hits[labels == 1] = 1
    return hits, hits.cumsum()  # fine 601: the zeros and ones are added up


def accumulated(samples):
    total = np.zeros(samples.shape)  # fine 602: float64 is wanted for the sums
    for _ in range(3):
        total += samples
    return total


def words(n):
    names = np.empty(n, dtype=object)  # fine 603: strings and None of any length
    names[0] = "first"
    return names


def halves(n):
    marks = np.zeros(n)  # fine 606: it holds halves
    marks[1:] = 0.5
    marks[0] = 1
    return marks
