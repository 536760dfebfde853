"""Bytes by tracemalloc, which NumPy tells of every array it allocates, and time by interleaved runs."""

from __future__ import annotations

import gc
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

# Entering gives a call ready to run once: its arguments and whatever it changes belong to this run alone.
Prepare = Callable[[], AbstractContextManager[Callable[[], object]]]

ROUNDS = 31
FEWEST_ROUNDS = 5
SLOW = 1.0  # seconds of one round that are enough of it


@dataclass(frozen=True)
class Weight:
    """Bytes over what was allocated when the call began: at the peak, and when it has returned with its result alive.

    Memory of memory maps, of LAPACK and of other C code that does not tell tracemalloc is not counted. A lazily zeroed
    ``np.zeros`` is counted in full.
    """

    peak: int
    retained: int


def peak_of(prepare: Prepare) -> Weight:
    """Weigh one call, after one that warms caches up."""
    with prepare() as run:
        _finished(run())
    with _no_collection():
        tracemalloc.start(1)
        try:
            with prepare() as run:
                gc.collect()
                tracemalloc.reset_peak()
                before = tracemalloc.get_traced_memory()[0]
                result = _finished(run())  # noqa: F841 - alive while what is retained is counted
                now, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    return Weight(peak - before, now - before)


def time_ratio(before: Prepare, after: Prepare, budget: float = 0.2) -> float:
    """Time of ``after`` relative to ``before``: the median of the ratios of runs in turn, over ``budget`` seconds."""
    ratios: list[float] = []
    spent = 0.0
    with _no_collection():
        while len(ratios) < ROUNDS and (spent < budget or (len(ratios) < FEWEST_ROUNDS and spent < SLOW)):
            if len(ratios) % 2:
                new, old = _seconds(after), _seconds(before)
            else:
                old, new = _seconds(before), _seconds(after)
            ratios.append(new / max(old, 1e-9))
            spent += old + new
    return statistics.median(ratios)


def _seconds(prepare: Prepare) -> float:
    with prepare() as run:
        start = time.perf_counter()
        _finished(run())
        return time.perf_counter() - start


def _finished(result: object) -> object:
    """The result, or None once everything that a generator yields has come and gone."""
    if isinstance(result, Iterator):
        for item in result:  # noqa: B007 - alive while the next one is made, as in any loop
            pass
        return None
    return result


@contextmanager
def _no_collection() -> Iterator[None]:
    enabled = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
