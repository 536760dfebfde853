"""A private number that `__init__` alone stores is one length all the time."""

import numpy as np


class Descent:
    def __init__(self, n: int, rate: float) -> None:
        self._n = n
        self.rows = n
        self._rate = rate
        self._size = n

    def run(self, rounds: int):
        w = np.zeros(self._n)
        g = np.ones(self._n)
        for _ in range(rounds):
            w = w - g  # safe
        return w

    def public(self):
        w = np.zeros(self.rows)
        w = w - np.ones(self.rows)
        return w

    def grow(self):
        self._size += 1

    def between(self):
        w = np.zeros(self._size)
        self.grow()
        w = w - np.ones(self._size)
        return w

    def of_another(self, other):
        w = np.zeros(self._n)
        w = w - np.ones(other._n)
        return w

    def _made(self):
        return np.ones(self._n)

    def with_help(self):
        w = np.zeros(self._n)
        w = w - self._made()  # safe
        return w

    def table(self):
        x = np.zeros((self._n, 2))
        x = x * np.ones((self._n, 1))  # safe
        x = x - np.ones((2, self._n))
        return x
