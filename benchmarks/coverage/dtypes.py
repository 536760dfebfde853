"""Elements wider than what they hold, as people write them."""

import numpy as np


def inside(image, low, high):
    mask = np.zeros(image.shape)  # bad 601: eight bytes for a yes or no
    mask[image > low] = 1
    mask[image > high] = 0
    return image[mask == 1].sum()


def visited_cells(path, size):
    seen = np.zeros(size, dtype=int)  # bad 601: eight bytes for a yes or no
    for cell in path:
        seen[cell] = 1
    return np.flatnonzero(seen == 1)


def flat_field(shape):
    image = np.zeros(shape, dtype=np.float32)
    gain = np.ones(shape)  # bad 602: float64, which makes the product float64, too
    image = image + np.float32(3)
    return image * gain


def windowed(samples):
    x = np.asarray(samples, dtype=np.float32)
    return x * np.hanning(x.size)  # bad 602: the window is float64, the product too


def measurements(n):
    readings = np.empty(n, dtype=object)  # bad 603: a Python object for each number
    for i in range(n):
        readings[i] = i * 0.25
    return readings.sum()


def ragged(rows):
    table = np.array([np.arange(k) for k in rows], dtype=object)  # bad 603: an array of arrays
    return sum(len(row) for row in table)


def sum_precisely(samples):
    wide = samples.astype(np.longdouble)  # bad 604: sixteen bytes an element, for a sum
    return float(wide.sum())


def padded_spectrum(signal):
    padded = np.zeros(2 * len(signal), dtype=complex)  # bad 604: complex numbers of which none has an imaginary part
    padded[: len(signal)] = signal
    return np.abs(np.fft.fft(padded))


def sharpen(image):
    work = image.astype("float64")  # bad 605: to float64 and back with nothing between that needs it
    work = np.clip(work, 0, 1)
    return work.astype("float32")


def gather_pixels(frames):
    out = np.zeros((len(frames), frames[0].size))  # bad 606: float64 for float32 frames
    for i, frame in enumerate(frames):
        out[i] = frame.astype(np.float32).ravel()
    return out.max(axis=0)


def label_image(shape, boxes):
    labels = np.zeros(shape)  # bad 606: float64 for a few small integers
    for number, (top, bottom) in enumerate(boxes, start=1):
        labels[top:bottom] = number
    return labels.astype(np.uint8)
