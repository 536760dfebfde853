"""Numerical code as people write it: it is correct, and makes more arrays than it needs."""

import numpy as np
from numpy.typing import NDArray


def normalise(images: NDArray[np.uint8], gain: float = 2.0, offset: float = 0.5) -> NDArray[np.float64]:
    """Grey values 0 ... 255 of images (n, height, width) as numbers around 0, an image a row."""
    pixels = images.reshape(len(images), -1) / 255.0
    pixels = pixels - offset
    pixels = pixels * gain
    return pixels


def scale_features(features: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each column of features (n, m) from 0 to 1."""
    features = features - features.min(axis=0)
    features = features / features.max(axis=0)
    return features


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities, a row for each row of scores (n, m)."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    shifted = np.exp(shifted)
    return shifted / shifted.sum(axis=1, keepdims=True)


def diffuse(width: int, steps: int, rate: float = 0.2) -> NDArray[np.float64]:
    """Temperatures (width, width) after heat has spread from the middle, by explicit Euler steps."""
    heat = np.zeros((width, width))
    heat[width // 2, width // 2] = 1.0
    for _ in range(steps):
        change = heat * -4.0
        change[1:] += heat[:-1]
        change[:-1] += heat[1:]
        change[:, 1:] += heat[:, :-1]
        change[:, :-1] += heat[:, 1:]
        change = change * rate
        heat = heat + change
    return heat


def cooling(width: int, steps: int) -> list[NDArray[np.float64]]:
    """Temperatures (width, width) at each step, while each step takes a tenth away."""
    heat = np.ones((width, width))
    history = []
    for _ in range(steps):
        history.append(heat)
        heat = heat * 0.9
    return history


def power_iteration(matrix: NDArray[np.float64], steps: int = 20) -> tuple[float, NDArray[np.float64]]:
    """The largest eigenvalue of a symmetric matrix (n, n), and its eigenvector (n,)."""
    vector = np.ones(len(matrix))
    size = 1.0
    for _ in range(steps):
        vector = matrix @ vector
        size = float(np.linalg.norm(vector))
        vector = vector / size
    return size, vector
