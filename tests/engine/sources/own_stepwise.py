"""A number that a loop of `__init__` stores has several values: a safe fix is due nowhere."""

import numpy as np


class Stepwise:
    def __init__(self, n: int) -> None:
        for k in range(n):
            self._n = k
            if k:
                w = np.zeros(2)
                w = w - np.ones(self._n)
        w = self._made()

    def _made(self):
        return np.zeros(self._n)

    def _again(self):
        w = np.zeros(self._n)
        w = w - np.ones(self._n)
        return w
