"""Memory over the course of a call, for a picture: bytes at each line that is begun, and the peak in between."""

from __future__ import annotations

import gc
import sys
import time
import tracemalloc
from types import FrameType
from typing import Any

from uncopy.measure.meter import Prepare, finished, no_collection

POINTS = 240  # more than a picture of a call can show

Curve = tuple[tuple[float, int], ...]


def curve_of(prepare: Prepare, file: str) -> Curve:
    """Points (seconds, bytes over what was allocated before) of one call; ``file`` is that of the code in question.

    Lines of that file are watched, which costs time: the seconds are good for comparing two curves only. Between two
    lines the peak stands for all that happened.
    """
    points: list[tuple[float, int]] = []
    start, before = 0.0, 0

    def note() -> None:
        now = time.perf_counter() - start
        current, peak = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        if points:  # when in the line it came to its peak is not known: it is shown for all of it
            highest = max(peak - before, 0)
            points.extend([(points[-1][0], highest), (now, highest)])
        points.append((now, max(current - before, 0)))

    def within(_frame: FrameType, _event: str, _: object) -> Any:
        note()
        return within

    def entered(frame: FrameType, _event: str, _: object) -> Any:
        if frame.f_code.co_filename != file:
            return None
        note()
        return within

    with no_collection(), prepare() as run:
        tracemalloc.start(1)
        try:
            gc.collect()
            tracemalloc.reset_peak()
            before, start = tracemalloc.get_traced_memory()[0], time.perf_counter()
            watched = sys.gettrace()
            sys.settrace(entered)
            try:
                result = finished(run())  # noqa: F841 - alive at the last point
            finally:
                sys.settrace(watched)
            note()
        finally:
            tracemalloc.stop()
    return thinned(points)


def thinned(points: list[tuple[float, int]], most: int = POINTS) -> Curve:
    """At most so many of the points, of each stretch the one with the most bytes; the first and the last stay."""
    if len(points) <= most:
        return tuple((round(t, 7), size) for t, size in points)
    inner = points[1:-1]
    step = len(inner) / (most - 2)
    stretches = (inner[int(i * step) : max(int((i + 1) * step), int(i * step) + 1)] for i in range(most - 2))
    kept = [max(stretch, key=lambda point: point[1]) for stretch in stretches]
    return tuple((round(t, 7), size) for t, size in (points[0], *kept, points[-1]))
