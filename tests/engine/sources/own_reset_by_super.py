"""A class derived from another makes the object anew by `super()`, where the other cannot see it: nothing is safe."""

import numpy as np


class Grid:
    def __init__(self, n: int) -> None:
        self._n = n

    def grow(self):
        return self

    def run(self):
        w = np.zeros(self._n) + 1.0
        self.grow()
        w = w - np.ones(self._n)
        return w


class Growing(Grid):
    def grow(self):
        super().__init__(self._n + 1)


class Late(Grid):
    def __init__(self, n: int) -> None:
        super().__init__(n)
        self.again = lambda: super(Late, self).__init__(n + 1)
