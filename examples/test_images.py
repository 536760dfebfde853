"""A few tests of ``images.py``, for ``uncopy verify images.py --run "pytest -q test_images.py"``."""

import images
import numpy as np


def test_normalised_images_are_rows() -> None:
    grey = np.random.default_rng(0).integers(0, 256, (64, 128, 128), dtype=np.uint8)
    assert images.normalise(grey).shape == (64, 128 * 128)


def test_features_go_from_0_to_1() -> None:
    table = images.scale_features(np.random.default_rng(0).normal(size=(500, 8)))
    assert table.min() == 0
    assert table.max() == 1


def test_probabilities_add_up() -> None:
    assert np.allclose(images.softmax(np.random.default_rng(0).normal(size=(50, 10))).sum(axis=1), 1)


def test_heat_spreads() -> None:
    heat = images.diffuse(65, 20)
    assert heat[32, 32] < 1
    assert heat[32, 33] > 0


def test_cooling_is_remembered() -> None:
    first, second = images.cooling(4, 2)
    assert np.allclose(second, first * 0.9)


def test_the_largest_eigenvalue_is_found() -> None:
    size, _ = images.power_iteration(np.diag([1.0, 2.0, 5.0]))
    assert abs(size - 5) < 1e-9
