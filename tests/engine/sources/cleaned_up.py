"""Ways through `finally`: `# safe` where a safe fix is due, nowhere else."""

import os

import numpy as np

KEPT = []


def closed(path):
    x = np.zeros((100, 100))
    f = open(path)
    try:
        x = x + 1.0  # safe
    finally:
        f.close()
    x = x * 2.0  # safe
    return x


def read(path, y=None):
    f = open(path)
    try:
        y = np.exp(np.fromfile(f, dtype=float).reshape(100, 100))  # safe
        y = y + 1.0  # safe
    finally:
        f.close()
    y = y * 2.0  # safe
    return y


def set_back(self, x):
    old = self.mode
    self.mode = 1
    try:
        y = np.exp(np.asarray(x, dtype=float))
        z = y
        y = y * 2.0
        y = y * z  # safe
    finally:
        self.mode = old
    y = y * 2.0  # safe
    return y


def returned(path):
    f = open(path)
    try:
        y = np.zeros((100, 100))
        y = y * 2.0  # safe
        return y
    finally:
        if f is not None:
            f.close()


def kept_in_the_end(path):
    x = np.zeros((100, 100))
    try:
        x = x + 1.0
        os.remove(path)
    finally:
        KEPT.append(x)
    x = x * 2.0
    return x


def stored_in_the_end(self, path):
    x = np.zeros((100, 100))
    try:
        x = x + 1.0
        os.remove(path)
    finally:
        self.x = x


def read_after_it_was_caught(path):
    x = np.zeros((100, 100))
    try:
        try:
            x = x + np.ones(int(path))
        finally:
            os.remove(path)
    except ValueError:
        pass
    return x


def read_after_a_break(paths):
    x = np.zeros((100, 100))
    for path in paths:
        try:
            x = x + 1.0  # safe
            if path:
                break
            x = x * 2.0  # safe
        finally:
            os.remove(path)
    return x


def read_after_a_break_before(paths):
    x = y = np.zeros((100, 100))
    for path in paths:
        try:
            if path:
                break
            x = y + 1.0
            x = x * 2.0  # safe
        finally:
            os.remove(path)
    return x, y


def held_by_a_break(paths):
    x = np.zeros((100, 100))
    held = None
    for path in paths:
        try:
            if path:
                held = x
                continue
            x = x + 1.0
        finally:
            os.remove(path)
    return x, held


def computed_in_the_end(path):
    x = np.zeros((100, 100))
    try:
        x = x + 1.0
        os.remove(path)
    finally:
        x = x * 2.0  # safe
        np.save("x", x)
    return x


def handled_too(path):
    x = np.zeros((100, 100))
    try:
        x = x + np.ones(int(path))
    except ValueError:
        print(x)
    else:
        x = x * 3.0  # safe
    finally:
        os.remove(path)
    x = x * 2.0  # safe
    return x


def deleted(path):
    x = np.zeros((100, 100))
    lock = open(path)
    try:
        x = x + 1.0  # safe
    finally:
        del lock.x
    return x


def printed_in_the_end(path):
    x = np.zeros((100, 100))
    try:
        x = x + np.ones(int(path))
    finally:
        print(x)
    return x
