"""An object whose attributes come from elsewhere: a safe fix is due nowhere."""

import numpy as np


class Sampler:
    def __init__(self, seed=None):
        self._rng = np.random.default_rng(seed)

    def __setstate__(self, state):
        self.__dict__ = state

    def draw(self, n):
        x = self._rng.normal(size=(n, 1000))
        x = x * 2.0
        return x
