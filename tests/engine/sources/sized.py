"""What was taken for one length is no empty tuple of lengths."""

import numpy as np


def square(n):
    a = np.zeros((n, n))
    b = np.ones(n)
    b = b * 2.0  # safe
    return a, b


def drawn(n):
    a = np.random.rand(n, 3)
    b = np.ones(n)
    b = b * 2.0  # safe
    return a, b


def afterwards(n):
    b = np.ones(n)
    b = b * 2.0
    return b, np.zeros((n, n))


def perhaps(n, deep):
    if deep:
        np.zeros((n, n))
    b = np.ones(n)
    b = b * 2.0
    return b


def of_a_shape(n):
    a = np.zeros(n)
    b = np.ones(n)
    b = b * 2.0
    return a, b


def of_another(n, m):
    a = np.zeros((m, 2))
    b = np.ones(n)
    b = b * 2.0
    return a, b


def caught(n):
    try:
        np.zeros((n, n))
    except TypeError:
        pass
    b = np.ones(n)
    b = b * 2.0
    return b


def of_all(*lengths):
    np.random.rand(*lengths)
    b = np.ones(lengths)
    b = b * 2.0
    return b
