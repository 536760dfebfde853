"""Bytes by tracemalloc, which NumPy tells of every array it allocates, and time by interleaved runs."""

from __future__ import annotations

import functools
import gc
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass

from uncopy.measure.counting import Requests, requests
from uncopy.measure.resident import Resident

# Entering gives a call ready to run once: its arguments and whatever it changes belong to this run alone.
Prepare = Callable[[], AbstractContextManager[Callable[[], object]]]

ROUNDS = 31
FEWEST_ROUNDS = 5
SLOW = 1.0  # seconds of one round that are enough of it
MOST_RUNS = 6  # of a call that does not weigh the same twice running
SMALL = 1 << 10  # bytes that make no difference
LARGE = 1 << 21  # bytes that make one to the process as a whole
ELIDED = 1 << 18  # bytes of the smallest temporary that NumPy uses again


@dataclass(frozen=True)
class Weight:
    """Bytes over what was allocated when the call began: at the peak, and when it has returned with its result alive.

    A lazily zeroed ``np.zeros`` is counted in full; memory maps, and what LAPACK and other C code allocate without
    telling tracemalloc, not at all. ``allocated`` is all that NumPy asked for from beginning to end, None where that
    cannot be counted. ``notes`` say what else to know of these figures.
    """

    peak: int
    retained: int
    allocated: int | None = None
    notes: tuple[str, ...] = ()


def peak_of(prepare: Prepare) -> Weight:
    """Weigh one call, after one that warms caches up, until it weighs the same twice running."""
    _once(prepare)
    seen = [_traced(prepare)]
    while len(seen) < MOST_RUNS and not _stable(seen):
        seen.append(_traced(prepare))
    if _stable(seen):
        return seen[-1]
    peaks = [weight.peak for weight in seen]
    note = f"not the same from run to run: peaks from {min(peaks)} to {max(peaks)} bytes"
    return Weight(max(peaks), max(weight.retained for weight in seen), notes=(note,))


def weigh(prepare: Prepare) -> Weight:
    """What :func:`peak_of` finds, with the total and with notes, at the price of two more runs."""
    found = peak_of(prepare)
    with prepare() as run, requests() as asked:
        finished(run())
    with prepare() as run:
        gc.collect()
        resident = Resident()
        result = finished(run())
        growth, mapped = resident.growth(), resident.mapped()
        del result
    notes = [*found.notes, *_notes(found.peak, asked, growth, mapped)]
    return Weight(found.peak, found.retained, asked.total if asked else None, tuple(notes))


def _notes(peak: int, asked: Requests | None, growth: int | None, mapped: int) -> Iterator[str]:
    if asked is not None and asked.zeroed > max(SMALL, peak // 100):
        yield f"{asked.zeroed} bytes were asked for zeroed (np.zeros): pages never written count, but take no memory"
    if asked is not None and SMALL < asked.largest < ELIDED:
        yield f"no array reached {ELIDED} bytes, below which NumPy reuses no temporaries: larger ones may weigh less"
    if not elides():
        yield "NumPy reuses no temporaries on this Python: a*2 + 1 takes two arrays"
    if mapped:
        yield f"memory maps of {mapped} bytes were made, which are not counted"
    elif growth is not None and growth > peak + max(LARGE, peak // 10):
        yield f"the process grew by {growth} bytes, not {peak}: C code allocates what tracemalloc cannot see"


@functools.cache
def elides() -> bool:
    """Whether NumPy on this Python reuses the memory of temporaries."""
    import numpy as np

    a = np.ones(ELIDED // 4)
    return _traced(lambda: nullcontext(lambda: a * 2 + 1)).peak < 1.5 * a.nbytes


def _stable(seen: list[Weight]) -> bool:
    if len(seen) < 2:
        return False
    pairs = [(seen[-2].peak, seen[-1].peak), (seen[-2].retained, seen[-1].retained)]
    return all(abs(one - other) <= max(SMALL, max(one, other) // 100) for one, other in pairs)


def _once(prepare: Prepare) -> None:
    with prepare() as run:
        finished(run())


def _traced(prepare: Prepare) -> Weight:
    with no_collection():
        tracemalloc.start(1)
        try:
            with prepare() as run:
                gc.collect()
                tracemalloc.reset_peak()
                before = tracemalloc.get_traced_memory()[0]
                result = finished(run())  # noqa: F841 - alive while what is retained is counted
                now, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    return Weight(peak - before, now - before)


def time_ratio(before: Prepare, after: Prepare, budget: float = 0.2) -> float:
    """Time of ``after`` relative to ``before``: the median of the ratios of runs in turn, over ``budget`` seconds."""
    ratios: list[float] = []
    spent = 0.0
    with no_collection():
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
        finished(run())
        return time.perf_counter() - start


def finished(result: object) -> object:
    """The result, or None once everything that a generator yields has come and gone."""
    if isinstance(result, Iterator):
        for item in result:  # noqa: B007 - alive while the next one is made, as in any loop
            pass
        return None
    return result


@contextmanager
def no_collection() -> Iterator[None]:
    """Inside, no garbage is collected."""
    enabled = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
