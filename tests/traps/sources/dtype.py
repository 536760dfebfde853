"""A new array has the dtype that NumPy chooses; an array in place keeps its own, or raises."""

import numpy as np


def hann_window(n: int):
    """Integers halved are not integers."""
    t = np.arange(0, n)
    t = t / float(n)  # trap UNC201 same-dtype: int @ t = np.arange(0, n)
    return 0.5 * (1.0 - np.cos(2 * np.pi * t))  # fine UNC208; UNC207


def odd_even(n: int):
    x = np.arange(1, n + 1)
    x = x / 2  # trap UNC201 same-dtype: int @ np.arange(1, n + 1)
    return x


def onsets(events: dict, n: int, frequency: float):
    """Sample numbers to seconds."""
    on = np.zeros(n, dtype=np.int64)
    on = on / frequency  # trap UNC201 same-dtype: int @ on = np.zeros
    return on


def directions(n: int):
    """A list of whole degrees makes integers, of which the radians are none."""
    angles = np.array([0, 90, 180, 270] * n)
    angles = np.radians(angles)  # trap UNC202 same-dtype: int64 may give float64 @ np.array
    return angles


def analog_zeros(n: int):
    """Real to complex: the order of the operands hides it."""
    z = np.linspace(0.0, 1.0, n)
    z = 1j * z  # trap UNC201 same-dtype: complex128 @ np.linspace
    return z


def diagonal_of_inverse(dk: np.ndarray, n: int):
    """Real until `dk` is complex."""
    var = np.zeros((n, 2))
    var = var + dk**2  # trap UNC201 same-dtype: complex @ var = np.zeros
    return var


def single_by_scalar(n: int, gains: np.ndarray):
    """A float64 scalar makes a float32 array float64 since NumPy 2; in place it stays float32, without a word."""
    x = np.zeros((n, 2), dtype=np.float32)
    gain = np.float64(gains.max())
    x = x * gain  # trap UNC201 same-dtype: float32 @ x = np.zeros
    return x


def single_by_python_float(n: int):
    """A Python float is weak."""
    x = np.zeros((n, 2), dtype=np.float32)
    x = x * 2.5  # fine UNC201
    return x


def single_plus_double(n: int):
    x = np.zeros((n, 2), dtype=np.float32)
    y = np.full((n, 2), 1e-9)
    x = x + y  # trap UNC201 same-dtype: float32 with float64 may give float64 @ x = np.zeros
    return x, y


def short_plus_long(n: int):
    """int32 in place wraps around."""
    x = np.full((n, 2), 2**30, dtype=np.int32)
    y = np.full((n, 2), 2**30, dtype=np.int64)
    x = x + y  # trap UNC201 same-dtype: int32 with int64 @ x = np.full
    return x, y


def single_plus_double_complex(n: int):
    x = np.zeros((n, 2), dtype=np.complex64)
    y = np.full((n, 2), 1e-9j)
    x = x + y  # trap UNC201 same-dtype: complex64 with complex128 @ x = np.zeros
    return x, y


def clipped_bytes(n: int):
    """`np.clip` of bytes by a float is float64."""
    image = np.full((n, 2), 7, dtype=np.uint8)
    image = np.clip(image, 0, 1.5)  # trap UNC202 same-dtype: uint8 with a Python float @ image = np.full
    return image


def mask_counted(n: int):
    """bool plus int is int."""
    hits = np.ones((n, 2), dtype=bool)
    hits = hits + 1  # trap UNC201 same-dtype: bool with a Python int @ hits = np.ones
    return hits


def normalised_crosscorrelation(n: int, sums: np.ndarray):
    """Whatever it was, after `/` it is inexact, and stays so by a Python float."""
    mask = sums / 3.0
    mask = mask / 2.0  # fine UNC201
    return mask
