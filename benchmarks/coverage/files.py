"""Files read whole of which a part is wanted, as people write it."""

import numpy as np


def first_frames(path, count):
    stack = np.load(path)  # bad 801: the whole file for a few frames
    return stack[:count].mean(axis=0)


def one_trace(path, index):
    traces = np.load(path)  # bad 801: the whole file for one trace
    return traces[index] - traces[index].mean()


def header_block(path, size):
    return np.fromfile(path, dtype=np.float64)[:size]  # bad 802: count=size


def payload(path, skip, size):
    raw = np.fromfile(path, dtype=np.float32)[skip : skip + size]  # bad 802: offset= and count=
    return raw.sum()


def mapped_mean(path):
    data = np.load(path, mmap_mode="r")
    copy = np.array(data)  # bad 803: the whole file into memory, to read it once
    return copy[0].mean()


def mapped_peak(path, n):
    samples = np.memmap(path, dtype=np.float64, mode="r", shape=(n,))
    return samples[:].copy().max()  # bad 803: the whole file into memory, to read it once


def average_frame(path):
    stack = np.load(path)  # bad 804: all frames at once for their mean
    return stack.mean(axis=0)


def third_column(path):
    table = np.loadtxt(path)  # bad 805: all columns are kept for one
    return table[:, 2]


def two_columns(path):
    table = np.genfromtxt(path, delimiter=",")  # bad 805: all columns are kept for two
    x, y = table[:, 0], table[:, 1]
    return np.interp(0.5, x, y)
