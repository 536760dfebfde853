"""What is said to save nothing saves nothing for certain."""

from __future__ import annotations

import pytest

from uncopy import engine
from uncopy.config import Config


def verdicts(body: str) -> list[str]:
    lines = "\n".join(f"    {line}" for line in body.split("; "))
    source = f"import numpy as np\n\ndef f(n, unknown):\n{lines}\n    return x\n".encode()
    last = source.count(b"\n") - 1
    return [found.verdict for found in engine.why(source, "m.py", last, Config()) if found.code == "UNC201"]


@pytest.mark.parametrize(("other", "verdict"), [("x.std()", "safe fix"), ("x.scale", "unsafe fix")])
def test_what_an_unknown_object_gives_need_not_look_into_it(other: str, verdict: str) -> None:
    assert verdicts(f"x = unknown - 1.0; x = x * {other}") == [verdict]


def test_that_it_is_not_none_does_not_tell_an_array() -> None:
    body = b"    if axis is not None:\n        axis = axis % image.ndim\n    return axis\n"
    source = b"import numpy as np\n\ndef f(axis, image):\n" + body
    assert [found.verdict for found in engine.why(source, "m.py", 5, Config())] == ["no finding"]


@pytest.mark.parametrize("other", ["x.T", "x[::-1]", "x[:1]"])
def test_a_view_of_the_array_itself_is_copied_first(other: str) -> None:
    assert verdicts(f"x = np.ones((n, n)) / 3.0; x = x * {other}") == ["no finding"]


@pytest.mark.parametrize(
    ("start", "verdict"),
    [
        ("np.array(unknown.shape) / 2.0", "no finding"),
        ("np.asarray(unknown.shape[-2:]) - np.array(unknown.shape) / 2", "no finding"),
        ("np.array(list(unknown.shape[:2])) / np.array(unknown.shape)", "no finding"),
        ("np.ones(unknown.shape) - 1.0", "safe fix"),
        ("np.array(unknown.shape) - unknown", "unsafe fix"),
    ],
)
def test_what_is_made_of_a_shape_is_small(start: str, verdict: str) -> None:
    assert verdicts(f"x = {start}; x = x * 0.5") == [verdict]


def codes(source: str) -> list[str]:
    return [found.code for found in engine.check(source.encode(), "m.py", Config()).findings]


@pytest.mark.parametrize(
    ("index", "found"),
    [("2:-3", []), ("..., None", []), (":n, -1", []), ("rows", ["UNC101"]), ("rows, 1:", ["UNC101"])],
)
def test_a_copy_of_a_slice_was_wanted_whatever_it_is_a_slice_of(index: str, found: list[str]) -> None:
    body = f"    s = x[{index}].copy()\n    return s + np.arange(s.size)\n"
    assert codes(f"import numpy as np\n\ndef f(x, rows, n):\n{body}") == found


@pytest.mark.parametrize(
    ("decorator", "found"), [("numba.njit", []), ("numba.njit(cache=True)", []), ("memo", ["UNC201"])]
)
def test_a_compiler_makes_no_temporaries(decorator: str, found: list[str]) -> None:
    head = "import numba\nimport numpy as np\nfrom lib import memo\n\n"
    body = "def f(n: int):\n    x = np.ones(n) / 3.0\n    x = x * 2.0\n    return x\n"
    assert codes(f"{head}@{decorator}\n{body}") == found


@pytest.mark.parametrize(("between", "found"), [("", ["UNC302"]), ("    z = x * 2.0\n", [])])
def test_a_mask_is_not_kept_longer_than_its_places_were(between: str, found: list[str]) -> None:
    body = (
        "    x = np.linspace(0.0, 1.0, 5000)\n    i = np.where(x > 0.5)[0]\n"
        + between
        + "    y = x[i]\n    return y, x\n"
    )
    assert codes(f"import numpy as np\n\ndef f():\n{body}") == found


@pytest.mark.parametrize("other", ["x.T", "x.T.conj()", "x.conj().T", "x.transpose()", "x.conjugate().transpose()"])
def test_the_transpose_of_what_may_be_an_array_is_copied_first(other: str) -> None:
    assert verdicts(f"x = unknown - 1.0; x = x + {other}") == ["no finding"]
    assert verdicts(f"x = unknown - 1.0; y = np.ones(n); x = x + {other.replace('x', 'y')}") == ["unsafe fix"]


@pytest.mark.parametrize(
    ("before", "verdict"),
    [
        ("assert x > 3", "no finding"),
        ("assert not x % 2", "no finding"),
        ("y = bool(x % 2)", "no finding"),
        ("y = list(range(x))", "no finding"),
        ("y = 1 if -x <= n else 2", "no finding"),
        ("assert x == 'all'", "unsafe fix"),
        ("assert np.all(x > 3)", "unsafe fix"),
        ("assert (x > 3).any()", "unsafe fix"),
        ("assert x is not None", "unsafe fix"),
        ("y = x > 3", "unsafe fix"),
    ],
)
def test_what_is_asked_for_as_one_number_is_no_array(before: str, verdict: str) -> None:
    assert verdicts(f"x = unknown - 1.0; {before}; x = x * n") == [verdict]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("d[d['a'] > 3].shape[0]", []),
        ("len(d[(d['a'] > 3) & ~d['b']])", []),
        ("len(d[d > 3])", ["UNC211"]),
        ("np.where(d['a'] > 3)[0].size", ["UNC211"]),
    ],
)
def test_a_part_of_a_data_frame_is_not_counted(body: str, found: list[str]) -> None:
    assert codes(f"import numpy as np\n\ndef f(d):\n    return {body}\n") == found


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("x[np.where(y > 0)] = z", []),
        ("x[np.nonzero(y)[0]] = z", []),
        ("x[np.where(y > 0)] = 0.0", ["UNC302"]),
        ("x[np.where(x > 0)] = z", ["UNC302"]),
        ("x[np.where(np.isnan(x) | (x < 0))] = z", ["UNC302"]),
        ("x[np.where(y > 0)] = z[np.where(y > 0)] * 2", ["UNC302", "UNC302"]),
        ("x[np.where(y > 0)] += 1.0", ["UNC302"]),
    ],
)
def test_a_mask_for_rows_saves_nothing(statement: str, found: list[str]) -> None:
    source = f"import numpy as np\n\ndef f(x, y, z):\n    {statement}\n    return x\n"
    assert [code for code in codes(source) if code == "UNC302"] == found
