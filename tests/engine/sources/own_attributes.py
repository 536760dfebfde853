"""Private attributes that `__init__` alone stores: `# safe` stands where a safe fix is due, nowhere else."""

import numpy as np


class Scaler:
    shared = 1.0

    def __init__(self, factor, weights):
        self._factor = float(factor)
        self._offset = 2
        self._given = factor
        self._weights = np.ones((50, 50), dtype=np.float32)
        self._later = 1.0
        self.public = 1.0

    def again(self):
        self._later = np.zeros((50, 50))

    def use_factor(self):
        x = np.zeros((50, 50))
        x = x * self._factor  # safe
        return x

    def use_offset_of_integers(self):
        x = np.zeros((50, 50), dtype=int)
        x = x * self._offset  # safe
        return x

    def use_factor_of_integers(self):
        x = np.zeros((50, 50), dtype=int)
        x = x * self._factor
        return x

    def use_given(self):
        x = np.zeros((50, 50))
        x = x * self._given
        return x

    def use_later(self):
        x = np.zeros((50, 50))
        x = x * self._later
        return x

    def use_public(self):
        x = np.zeros((50, 50))
        x = x * self.public
        return x

    def use_weights_themselves(self):
        x = self._weights
        x = x * 2.0
        return x

    def use_weights_times(self):
        x = self._weights * 2.0
        x = x * 2.0  # safe
        return x


class DerivedScaler(Scaler):
    def __init__(self):
        self._base = 1.0

    def use_base(self):
        x = np.zeros((50, 50))
        x = x * self._base
        return x


class Hidden:
    def __init__(self):
        self.__scale = 2.0
        self.__shift = 2.0

    def use_shift(self):
        x = np.zeros((50, 50))
        x = x + self.__shift  # safe
        return x

    def use_scale(self):
        x = np.zeros((50, 50))
        x = x * self.__scale
        return x

    def use_made(self):
        x = self.__made()
        x = x * 2.0
        return x

    def __made(self):
        return np.zeros((50, 50))


def set_scale(hidden):
    hidden._Hidden__scale = np.zeros((2, 50, 50))


class DerivedHidden(Hidden):
    def _Hidden__made(self):
        return made_once
