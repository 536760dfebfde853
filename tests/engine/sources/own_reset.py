"""An object is made anew as it stands: its numbers are other ones then, and a safe fix is due nowhere."""

import numpy as np


class Descent:
    def __init__(self, n: int) -> None:
        self._n = n

    def _reset(self, n: int):
        self.__init__(n)

    def run(self):
        w = np.zeros(self._n)
        self._reset(1)
        w = w - np.ones(self._n)
        return w
