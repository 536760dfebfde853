"""A function of a script binds its names: what they stand for is not known then."""

import matplotlib.pyplot as plt
import numpy as np


def swap():
    global x
    x = y


def made(n: int):
    return np.zeros((n, 2))


y = np.ones((3000, 2))
x = np.zeros((3000, 2))
swap()
x = x + 1.0
z = made(3000)
z = z + 1.0
plt.plot(y)
