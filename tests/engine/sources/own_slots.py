"""A slot is set through the class."""

import numpy as np


class Scaler:
    __slots__ = ("_scale",)

    def __init__(self):
        self._scale = 2.0

    def use_scale(self):
        x = np.zeros((50, 50))
        x = x * self._scale
        return x


def set_scale(scaler, scale):
    Scaler._scale.__set__(scaler, scale)
