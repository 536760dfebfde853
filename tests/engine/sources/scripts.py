"""Names of a script: code that cannot be seen may keep what they stand for, if it runs while they do."""

import argparse
import time

import matplotlib.pyplot as plt
import numpy as np

start = time.time()
options = argparse.ArgumentParser().parse_args()
t = np.linspace(0.0, 1.0, 100_000)
s = np.sin(t)
s = s / 2.0  # safe
s = np.abs(s)  # safe
plt.plot(t, s)
s = s / 3.0
s = s / 4.0  # safe

for k in range(3):
    u = np.ones(100_000) * k
    u = u + 1.0  # safe
    plt.plot(t, u)
    u = u + 2.0

v = np.ones(100_000)
for k in range(3):
    v = v * 2.0
    plt.plot(t, v)

w = np.ones(100_000)
import another  # noqa: E402

w = w + 1.0


def read():
    return shared


shared = np.ones(100_000)
held = read()
shared = shared + 1.0

x = np.ones(100_000)


class Table(another.Table):
    size = 3


x = x + 1.0

if __name__ == "__main__":
    y = np.ones(100_000)
    y = y + 1.0  # safe
    print(y.sum(), another.run())
    y = y + 2.0


def load(n: int):
    return np.random.default_rng(0).normal(size=(n, 3))


def first():
    return shared


def total(values):
    return values.sum(axis=0)


def tidied(values):
    values[0] = 0.0
    plt.plot(values)


a = load(1000)
a = a - 1.0  # safe
a_sums = total(a)
a = a * 2.0  # safe
tidied(a)
a = a * 3.0
b = first()
b = b + 1.0
