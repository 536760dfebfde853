"""Arrays of the caller, behind `asarray`, a helper, or a parameter that looks like a local."""

import numpy as np

from lib.conversion import list_to_array


def jensen_shannon(p, q, base=None, *, axis=0, keepdims=False):
    """`asarray` of an array is that array: dividing in place would normalise the caller's."""
    p = np.asarray(p)
    q = np.asarray(q)
    p = p / np.sum(p, axis=axis, keepdims=True)  # trap UNC201 sole-owner: caller's `p` @ def jensen_shannon
    q = q / np.sum(q, axis=axis, keepdims=True)  # trap UNC201 sole-owner: caller's `q` @ def jensen_shannon
    m = (p + q) / 2.0
    left = np.sum(p * np.log(p / m), axis=axis, keepdims=keepdims)
    right = np.sum(q * np.log(q / m), axis=axis, keepdims=keepdims)
    js = left + right
    if base is not None:
        js = js / np.log(base)  # trap UNC201 same-shape: broadcast @ np.log(base)
    return np.sqrt(js / 2.0)


def empirical_map(xs, xt, *, bias=True):
    """A helper of another module that gives arrays back as they are."""
    xs, xt = list_to_array(xs, xt)
    mxs = np.mean(xs, axis=0, keepdims=True)
    mxt = np.mean(xt, axis=0, keepdims=True)
    if bias:
        xs = xs - mxs  # trap UNC201 sole-owner: list_to_array @ list_to_array(xs, xt)
        xt = xt - mxt  # trap UNC201 sole-owner: list_to_array @ list_to_array(xs, xt)
    return xs.T @ xt, mxs, mxt


def _solve_scaled(design: np.ndarray, data: np.ndarray, scale: float):
    """Private and called in one place; but that place is a loop that passes the same array again and again."""
    data = data / scale  # trap UNC201 sole-owner: caller's `data` @ def _solve_scaled
    return np.linalg.lstsq(design, data, rcond=None)[0]


def robust_fit(design: np.ndarray, signal: np.ndarray, rounds: int):
    weights = np.ones(signal.shape[0])
    for _ in range(rounds):
        masked = signal * weights
        params = _solve_scaled(design, masked, 1000.0)
        again = _solve_scaled(design, masked, 100.0)
        weights = 1.0 / (1.0 + np.abs(masked - design @ params) + np.abs(again - params).max())
    return weights


class Masked:
    """A mask may be the one that the caller gave."""

    def __init__(self, data, mask=False):
        self.data = data
        self.mask = mask

    def set_mask(self, mask, data_mask=None):
        if data_mask is not None:
            mask = mask | data_mask  # trap UNC201 sole-owner: caller's `mask` @ def set_mask
        self.mask = mask


def shifted(image: np.ndarray, offset: float):
    """Default arguments, views and asserts do not make it ours."""
    rows = image.reshape(-1)
    rows = rows + offset  # trap UNC201 sole-owner: caller's `image` @ def shifted
    return rows


def only_if_integer(image: np.ndarray):
    """On one path it is a new array, on the other the caller's."""
    if image.dtype.kind == "i":
        image = image.astype(np.float64)
    image = image / 2.0  # trap UNC201 sole-owner: caller's `image` @ def only_if_integer
    return image
