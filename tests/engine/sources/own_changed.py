"""What a function of the module is, is set from outside: then nothing of the module is seen into."""

import numpy as np


def _made(n):
    return np.zeros((n, 2))


def _kept(n):
    return buffer


buffer = np.zeros((50, 2))
_made.__code__ = _kept.__code__


def use_made():
    x = _made(50)
    x = x * 2.0
    return x
