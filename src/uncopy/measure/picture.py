"""Memory over the course of a call, original and rewrite on one axis, as SVG."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence

from uncopy.measure.curve import Curve

WIDTH, HEIGHT = 880, 260
LEFT, RIGHT, TOP, BOTTOM = 76, 16, 30, 34


def picture(before: Curve, after: Curve) -> str:
    """The two curves, with the axes that fit the larger one. Colours are the page's."""
    seconds = max(before[-1][0], after[-1][0]) or 1e-9
    top = max(size for _, size in (*before, *after)) or 1
    step, unit, name = _scale(top)
    ceiling = math.ceil(top / step) * step

    def place(point: tuple[float, float]) -> tuple[float, float]:
        x = LEFT + point[0] / seconds * (WIDTH - LEFT - RIGHT)
        y = HEIGHT - BOTTOM - point[1] / ceiling * (HEIGHT - TOP - BOTTOM)
        return round(x, 1), round(y, 1)

    peaks = [max(size for _, size in curve) for curve in (before, after)]
    told = f"Memory over the call: the original peaks at {_size(peaks[0])}, the rewrite at {_size(peaks[1])}."
    parts = [f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{html.escape(told)}">']
    for number in range(round(ceiling / step) + 1):
        x, y = place((0, number * step))
        label = f"{number * step / unit:g} {name}" if number else "0"
        parts.append(f'<line x1="{x}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}" stroke="var(--edge)"/>')
        parts.append(f'<text x="{x - 8}" y="{y + 4}" text-anchor="end">{label}</text>')
    factor, short = (1e3, "ms") if seconds < 1 else (1, "s")
    parts.append(f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 8}" text-anchor="end">{seconds * factor:.3g} {short}</text>')
    parts.append(f'<text x="{LEFT}" y="{HEIGHT - 8}">time, with every line watched</text>')
    for curve, colour, word, peak, at in (
        (before, "var(--old)", "original", peaks[0], 0),
        (after, "var(--new)", "rewrite", peaks[1], 1),
    ):
        points = [place(point) for point in curve]
        parts.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{_points(points)}"/>')
        closed = [(points[0][0], HEIGHT - BOTTOM), *points, (points[-1][0], HEIGHT - BOTTOM)]
        parts.append(f'<polygon fill="{colour}" opacity="0.12" points="{_points(closed)}"/>')
        x = LEFT + at * 260
        dash = f'<line x1="{x}" y1="12" x2="{x + 22}" y2="12" stroke="{colour}" stroke-width="3"/>'
        parts.append(f'{dash}<text x="{x + 28}" y="16">{word}: peak {_size(peak)}</text>')
    return "".join([*parts, "</svg>"])


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def _scale(top: float) -> tuple[float, float, str]:
    """The distance of grid lines, about five of them, and the unit that they are written in."""
    unit, name = next((u, n) for u, n in ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB"), (1, "B")) if top >= u)
    rough = top / unit / 5
    power = 10 ** math.floor(math.log10(rough))
    nice = next(n for n in (1, 2, 5, 10) if n * power >= rough * 0.999)
    return nice * power * unit, unit, name


def _size(size: float) -> str:
    for unit, name in ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size:.0f} B"
