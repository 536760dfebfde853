"""Names that are rebound by an operator and never were arrays: a quarter of all such places."""

import datetime
import math
from pathlib import Path

import numpy as np


def layout_top(renderer, text, y):
    """A window coordinate, turned upside down."""
    _, canvas_height = renderer.get_canvas_width_height()
    if renderer.flipy():
        y = canvas_height - y  # trap UNC202 no-candidate
    renderer.draw_text(text, y)


def tail_probability(z: float, alternative: str):
    """A p-value is one number, whatever clips it."""
    prob = 0.5 * math.erfc(z / math.sqrt(2.0))
    if alternative == "two-sided":
        prob = 2 * min(prob, 1 - prob)
    prob = np.clip(prob, 0, 1)  # trap UNC202 no-candidate
    return prob


def tail_of_sample(sample, observed):
    """A mean of bools is one number, and an array in place of `observed` makes it no other."""
    prob = np.mean(sample >= observed)
    prob = np.clip(prob, 0, 1)  # trap UNC202 no-candidate
    return prob


def dataset_folder(root, pipeline: str, strategy: str):
    """`/` joins paths."""
    folder = Path(root) / "derivatives"
    folder = folder / pipeline / strategy  # trap UNC201 no-candidate
    folder = folder / "func"  # trap UNC201 pays: no array
    return folder


def tick_label(value: float):
    """`+` joins text."""
    text = f"{value:.3g}"
    text = "$" + text  # trap UNC201 not-a-container: string
    text = text + "$"  # trap UNC201 pays: no array
    text = "\\mathdefault{" + text + "}"  # trap UNC201 no-candidate
    return text


def time_since(start: datetime.datetime, stop: datetime.datetime):
    """A span of time is no array, and `-` makes another one."""
    span = stop - start
    if start > stop:
        span = -span  # trap UNC202 no-candidate
    return span


def negated_if_asked(plant, diff: int, sign: int):
    """A transfer function has operators of its own."""
    deriv = plant.derivative(diff)
    if sign < 0:
        deriv = -deriv  # trap UNC202 no-candidate
    deriv = deriv * diff  # trap UNC201 sole-owner: `plant.derivative` @ plant.derivative(diff)
    return deriv


def frame_count(record: bytes):
    """Bits of an int, put together."""
    high, low = record[0], record[1]
    count = high << 8
    count = count | low  # trap UNC201 same-family: operand @ high, low =
    count = count & 0x3FFF  # trap UNC201 same-dtype: dtype
    return count


class Factors:
    """A root of a mean is one number, and `out=` takes nothing but arrays."""

    def __init__(self, k: int):
        self.k = k

    def scale(self, values: np.ndarray):
        scale = np.sqrt(values.mean() / self.k)  # trap UNC206 no-candidate
        return scale

    def scale_by_steps(self, values: np.ndarray):
        scale = values.mean() / self.k
        scale = np.sqrt(scale)  # trap UNC202 no-candidate
        return scale


def zero_dimensional(table: np.ndarray):
    """`np.asarray` of one number has no dimension: an operator gives a scalar, in place it stays an array."""
    total = np.array(float(table.sum()))
    total = total / 2.0  # trap UNC201 not-zero-d: 0-d
    return total
