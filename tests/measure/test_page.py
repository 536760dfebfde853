"""The curve over a call, its picture, and the page that needs nothing else."""

from __future__ import annotations

import re
from contextlib import nullcontext
from html.parser import HTMLParser
from xml.etree import ElementTree

import numpy as np
import pytest

from uncopy.measure import curve_of, elides
from uncopy.measure.curve import POINTS, thinned
from uncopy.measure.page import Row, Section, page
from uncopy.measure.picture import picture

ARRAY = 8 * 200_000


def three_steps() -> object:
    a = np.ones(200_000)
    b = a + 1
    del a
    c = np.sum(b * 2.0 - b)
    return b, c


def test_the_curve_shows_what_is_held_and_what_only_passes() -> None:
    curve = curve_of(lambda: nullcontext(three_steps), __file__)
    sizes = [round(size / ARRAY, 1) for _, size in curve]
    held = [size for i, size in enumerate(sizes) if i == 0 or size != sizes[i - 1]]
    assert held[0] == 0
    assert max(held) == (2.0 if elides() else 3.0), held
    assert held[-1] == 1.0, "what it returns"
    times = [t for t, _ in curve]
    assert times == sorted(times)


def test_a_long_call_is_thinned_and_keeps_its_peak() -> None:
    points = [(i / 1000, 5000 if i == 777 else i % 7) for i in range(3000)]
    curve = thinned(points)
    assert len(curve) <= POINTS
    assert max(size for _, size in curve) == 5000
    assert (curve[0][0], curve[-1][0]) == (0.0, 2.999)


@pytest.mark.parametrize("top", [0, 5, 900, 3 << 10, 45 << 20, 7 << 30])
def test_the_picture_is_well_formed_and_inside_its_frame(top: int) -> None:
    drawn = ElementTree.fromstring(picture(((0.0, 0), (0.5, top), (1.0, 0)), ((0.0, 0), (0.4, top // 2))))
    _, _, width, height = map(float, drawn.attrib["viewBox"].split())
    lines = [e.attrib["points"] for e in drawn if e.tag == "polyline"]
    assert len(lines) == 2
    for point in " ".join(lines).split():
        x, y = map(float, point.split(","))
        assert 0 <= x <= width
        assert 0 <= y <= height
    labels = [e.text or "" for e in drawn if e.tag == "text"]
    assert any(text.startswith("original: peak") for text in labels)
    assert len(labels) <= 20


class Tags(HTMLParser):
    """Sees to it that what is opened is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "line", "polyline", "polygon"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("line", "polyline", "polygon"):
            assert self.open.pop() == tag


def test_the_page_stands_alone_and_shows_text_as_text() -> None:
    rows = (Row("UNC201, line 3", "different", "x<y & 'z'", "print('<b>')"), Row("UNC105, line 9", "equivalent"))
    curve = ((0.0, 0), (1.0, 5000))
    section = Section(
        "f<T>",
        "a&b.py",
        rows,
        "--- a\n+++ b\n@@ -1 +1 @@\n-x = x + 1\n+x += 1\n",
        (("peak", "2", "1"),),
        ("a note",),
        curve,
        curve,
    )
    text = page("verify <this>", ["first & last"], [section, section])
    tags = Tags()
    tags.feed(text)
    assert tags.open == []
    assert not re.search(r"https?:|src=|url\(", text)
    assert "<b>')" not in text
    assert "f&lt;T&gt;" in text
    assert "prefers-color-scheme: dark" in text
    assert sum(tag == "svg" for tag, _ in tags.seen) == 2
