"""What an object's property or a callback gives may be the object's own storage, or cached."""

import numpy as np


def circular_aperture(diameter: float, shift):
    """`x, y = g.coords` hands out the grid's own arrays."""

    def generator(grid):
        x, y = grid.coords
        if shift is not None:
            x = x - shift[0]  # trap UNC201 sole-owner: `coords` @ x, y = grid.coords
            y = y - shift[1]  # trap UNC201 sole-owner: `coords` @ x, y = grid.coords
        return (x**2 + y**2 <= (diameter / 2) ** 2).astype("float")

    return generator


def supersampled(field_generator, grid, oversampling: int):
    """The callback may remember what it returned."""
    field = field_generator(grid)
    for _ in range(oversampling):
        field = np.minimum(field, field_generator(grid))  # trap UNC202 no-candidate
    field = field * 2.0  # trap UNC201 sole-owner: field_generator @ field_generator(grid)
    return field


class Detector:
    """A property that computes once, and an attribute that is read."""

    def __init__(self, pixels: np.ndarray):
        self.pixels = pixels
        self._flat = None

    @property
    def flat(self):
        if self._flat is None:
            self._flat = self.pixels / self.pixels.mean()
        return self._flat

    def corrected(self, dark: float):
        image = self.pixels
        image = image - dark  # trap UNC201 sole-owner: `pixels` @ image = self.pixels
        flat = self.flat
        flat = flat + dark  # trap UNC201 sole-owner: `flat` @ flat = self.flat
        return image / flat

    def remembered(self, scale: float):
        image = self.pixels * scale
        self.last = image
        image = image + 1.0  # trap UNC201 sole-owner: `last` @ self.last = image
        return image
