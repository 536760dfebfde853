"""`meshgrid` may be sparse only where every use mixes all the axes; `repeat` and `tile` are seldom broadcasting."""

import numpy as np


def geodesic_surface(n: int):
    """z uses one axis only: with a sparse grid it would be a column."""
    phi, theta = np.meshgrid(np.linspace(0, np.pi, n), np.linspace(0, 2 * np.pi, n))  # trap UNC502 spread-again: this needs all of its elements
    x = np.sin(phi) * np.cos(theta)
    y = np.sin(phi) * np.sin(theta)
    z = np.cos(phi)
    return x, y, z


def pareto_front(t: float, n: int):
    """f1 uses one axis only."""
    x, y1 = np.meshgrid(np.linspace(0, 1, n), np.linspace(0, 1, n))  # trap UNC502 spread-again: this needs all of its elements
    g = abs(np.sin(0.5 * np.pi * t))
    f0 = (1 + g) * np.cos(0.5 * np.pi * x) * np.cos(0.5 * np.pi * y1)
    f1 = (1 + g) * np.sin(0.5 * np.pi * y1)
    return np.column_stack([f0.ravel(), f1.ravel()])


def fresnel_phase(n: int, pixel: float):
    """Every use mixes both axes: the one case in which it is right."""
    x, y = np.meshgrid(np.arange(n) * pixel, np.arange(n) * pixel)  # fine UNC502
    r_squared = x**2 + y**2
    return np.exp(1j * r_squared)  # fine UNC206


def one_hot_labels(labels: np.ndarray, counts: np.ndarray):
    """`repeat` by counts is no broadcasting."""
    rows = np.repeat(np.arange(len(counts)), counts)  # trap UNC501 no-candidate
    return rows * labels


def linearised(vertices: np.ndarray, factor: int, weights: np.ndarray):
    """Nor is repeating along an axis that has many items."""
    return np.repeat(vertices, factor, axis=1) * weights  # trap UNC501 no-candidate
