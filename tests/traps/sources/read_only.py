"""Memory that must not or cannot be written."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def decode_trace(payload: bytes, n: int):
    """`frombuffer` of bytes is read-only."""
    data = np.frombuffer(payload, dtype=np.int32)
    data = -data  # trap UNC202 writable: read-only @ np.frombuffer
    return data


def scaled_buffer(payload: bytes):
    data = np.frombuffer(payload, dtype=np.float64)
    data = data * 2.0  # trap UNC201 writable: read-only @ np.frombuffer
    return data


def broadcast(n: int, m: int):
    """Many elements, one place in memory."""
    row = np.ones(m)
    table = np.broadcast_to(row, (n, m))
    table = table + 1.0  # trap UNC201 writable: read-only @ np.broadcast_to
    return table


def mapped(path: str):
    """A file mapped into memory."""
    cube = np.load(path, mmap_mode="r")
    cube = cube * 2.0  # trap UNC201 sole-owner: `np.load` @ np.load
    return cube


def mapped_for_writing(path: str):
    """In place this would write the file."""
    cube = np.load(path, mmap_mode="r+")
    cube = cube - 1.0  # trap UNC201 sole-owner: `np.load` @ np.load
    return cube


def windows(n: int, width: int):
    """Windows overlap, and are read-only."""
    signal = np.linspace(0.0, 1.0, n)
    parts = sliding_window_view(signal, width)
    parts = parts - 0.5  # trap UNC201 writable: read-only @ sliding_window_view
    return parts


def column(frame, name: str):
    """Since copy-on-write what pandas hands out is read-only."""
    values = frame[name].values
    values = values * 2.0  # trap UNC201 sole-owner: `values` @ frame[name].values
    return values


def column_made_array(frame, name: str):
    values = frame[name].to_numpy()
    values = np.sqrt(values)  # trap UNC202 no-candidate
    return values


def guarded(n: int):
    """Any array can be made read-only."""
    table = np.zeros(n)
    table.flags.writeable = False
    table = table + 1.0  # trap UNC201 knowable-frame: flags @ table.flags
    return table


def guarded_by_item(n: int, keep: bool):
    table = np.zeros(n)
    if keep:
        table.flags["WRITEABLE"] = False
    table = np.sqrt(table)  # trap UNC202 knowable-frame: flags @ table.flags
    return table


def guarded_by_call(n: int):
    table = np.zeros(n)
    part = table[1:]
    part.setflags(write=False)
    part = np.exp(part)  # trap UNC202 knowable-frame: flags @ setflags
    return part


def lock(array):
    array.flags.writeable = False
    return array


def guarded_elsewhere(n: int):
    table = np.zeros(n)
    lock(table)
    table = table + 1.0  # trap UNC201 sole-owner: may keep it @ lock(table)
    return table


def looked_at(n: int):
    """Flags that are only read."""
    table = np.zeros(n)
    if table.flags.c_contiguous and table.flags["OWNDATA"]:
        table = table + 1.0  # fine UNC201
    return table
