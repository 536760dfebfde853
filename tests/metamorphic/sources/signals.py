"""Signals, as laboratories filter them."""

import numpy as np
from numpy.typing import NDArray

EPS = 1e-9


def envelope(signal: NDArray[np.float64], width: int = 5):
    """Smoothed magnitude, scaled to one."""
    power = np.abs(signal * signal)
    power = power / width
    kernel = np.ones(width)
    kernel = kernel / kernel.sum()
    smooth = np.convolve(power, kernel, mode="same")
    smooth = np.sqrt(smooth)
    return smooth / (smooth.max() + EPS)


def spectrum(n: int, rate: float):
    t = np.arange(n) / rate
    wave = np.sin(2 * np.pi * t)
    wave = wave * np.hanning(n)
    if rate > 100:
        wave = wave - wave.mean()
    else:
        wave = np.clip(wave, -1, 1)
    bins = np.fft.rfft(wave)
    return np.abs(bins).copy()


def adapt(steps: int, mu: float):
    weights = np.zeros(steps)
    errors = []
    for k in range(steps):
        gradient = np.cos(weights)
        gradient = gradient * mu
        weights = weights - gradient
        errors.append(float(gradient.max()))
        if errors[-1] < EPS:
            break
    return weights, errors
