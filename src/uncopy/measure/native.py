"""The peak by memray, which sees what C code allocates too. Only where memray is installed."""

from __future__ import annotations

import importlib.util
import tempfile
from pathlib import Path

from uncopy.measure.meter import Prepare, finished, no_collection


def has_memray() -> bool:
    """Whether memray can be used here."""
    return importlib.util.find_spec("memray") is not None


def native_peak(prepare: Prepare) -> int:
    """Bytes at the peak of all that was allocated during one call, by anyone, after one that warms caches up."""
    import memray

    with prepare() as run:
        finished(run())
    with tempfile.TemporaryDirectory(prefix="uncopy-memray-") as folder, no_collection():
        file = Path(folder) / "call.bin"
        with prepare() as run, memray.Tracker(file):
            result = finished(run())
            del result
        return int(memray.FileReader(file).metadata.peak_memory)
