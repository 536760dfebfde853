import numpy as np


def made_of_a_map(path, dtype):
    mapped = np.memmap(path, dtype=np.float32, mode="r")
    whole = np.array(mapped)
    rows = np.asarray(mapped[2:9])
    of_bytes = np.array(np.memmap(path))
    unknown = np.array(np.memmap(path, dtype))
    column = np.array(np.memmap(path, "f8", "r", 0, (3, 4))[:, 1])
    return whole.sum(), rows, of_bytes, unknown, column
