"""What the module gives a name once, and sources of random numbers: `# safe` where a safe fix is due, nowhere else."""

import numpy as np
from numpy.random import default_rng

EPS = 1e-8
WIDE = np.float64(2.0)
SHAPE = (1000, 1000)
DTYPE = np.float32
SIZE: int = 1000
COUNT = 0
RNG = np.random.default_rng(0)
MEMORY = [np.zeros((1000, 1000))]


def scaled():
    x = np.zeros(SHAPE)
    x = x * EPS  # safe
    x = x + SIZE  # safe
    x = x * WIDE
    x = x + COUNT
    return x


def narrow():
    x = np.ones((SIZE, SIZE), dtype=DTYPE)
    x = x * EPS  # safe
    EPS_ = np.float64(EPS)
    x = x * EPS_
    return x


def counted():
    global COUNT
    COUNT += 1


def shadowed(EPS):
    x = np.zeros(SHAPE)
    x = x * EPS
    return x


def own_source(seed, n):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 1000))
    x = x - 1.0  # safe
    k = rng.integers(0, 10, size=1000000)
    k = k * 2  # safe
    k = k * 0.5
    order = rng.permutation(1000000)
    order = order + 1  # safe
    y = rng.standard_normal(1000000, dtype=np.float32)
    y = y * 2.0  # safe
    return x, k, order, y


def module_source():
    x = RNG.random((1000, 1000))
    x = np.exp(x)  # safe
    return x


def legacy(seed):
    x = np.random.RandomState(seed).rand(1000, 1000)
    x = x * 2  # safe
    return x


def declared(rng: np.random.Generator, other: "np.random.RandomState | None"):
    x = rng.uniform(size=1000000)
    x = x * 2  # safe
    y = other.uniform(size=1000000)
    y = y * 2  # safe
    return x, y


def unknown(rng):
    x = rng.uniform(size=1000000)
    x = x * 2
    return x


def drawn_from(rng: np.random.Generator, values):
    x = rng.permutation(values)
    x = x * 2
    return x


def filled(seed):
    x = np.zeros(1000000)
    y = default_rng(seed).random(out=x)
    x = x * 2
    return x, y


def shuffled(seed):
    x = np.zeros(1000000)
    y = x
    default_rng(seed).shuffle(x)
    x = x * 2
    return x, y


def seeded_with(kept):
    x = kept[0]
    rng = np.random.default_rng(x)
    x = x * 2
    return x, rng


def drawn_beside():
    x = np.zeros(1000000)
    rng = np.random.default_rng(0)
    x = x - rng.normal(size=1000000)  # safe
    x = x + rng.normal()  # safe
    return x


def windowed(x: np.ndarray, n: int):
    w = np.hanning(n)
    w = w / w.sum()  # safe
    return w * x


class Sampler:
    def __init__(self, seed=None):
        self._rng = np.random.default_rng(seed)
        self.rng = np.random.default_rng(seed)

    def draw(self, n):
        x = self._rng.normal(size=(n, 1000))
        x = x * 2.0  # safe
        y = self.rng.normal(size=(n, 1000))
        y = y * 2.0
        return x, y
