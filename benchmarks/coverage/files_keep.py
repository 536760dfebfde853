"""Files that are wanted whole, or in memory."""

import numpy as np


def edited(path):
    stack = np.load(path)  # fine 801: it is written; a map would be read-only
    stack[0] = 0
    return stack[:2].sum()


def whole_table(path):
    table = np.load(path)  # fine 801: all of it is used several times
    return (table - table.mean()) / table.std()


def into_memory(path):
    data = np.load(path, mmap_mode="r")
    work = np.array(data)  # fine 803: it is written
    work += 1
    return work.sum()


def every_column(path):
    table = np.loadtxt(path)  # fine 805: every column counts
    return table.sum(axis=1)
