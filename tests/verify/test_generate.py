"""Calls made up from a function's text: what is guessed of its parameters, and what comes of it."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

from uncopy.verify.generate import calls
from uncopy.verify.guess import guesses


def guessed(source: str) -> list[dict[int | str, str]]:
    (node,) = ast.parse(textwrap.dedent(source)).body
    assert isinstance(node, ast.FunctionDef)
    return guesses(node)


def first(source: str) -> dict[int | str, str]:
    return guessed(source)[0]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def f(x: np.ndarray, n: int): ...", {0: "f8[n]", 1: "i8=3"}),
        ("def f(x: npt.NDArray[np.float32]): ...", {0: "f4[n]"}),
        ("def f(x: Float64[np.ndarray, 'n m']): ...", {0: "f8[n]"}),
        ("def f(a, axis=0, *, mode='same'): ...", {0: "f8[n]", 1: "int=0", "mode": "str='same'"}),
        ("def f(a, out=None): ...", {0: "f8[n]", 1: "none"}),
        ("def f(a): return a[:, 0]", {0: "f8[n,m]"}),
        ("def f(a): return a[None, :]", {0: "f8[n]"}),
        ("def f(a):\n    h, w, c = a.shape", {0: "f8[n,m,k]"}),
        ("def f(a): return a.shape[1]", {0: "f8[n,m]"}),
        ("def f(a, k):\n    for i in range(k): a = a + 1", {0: "f8[n]", 1: "int=3"}),
        ("def f(a, how):\n    if how == 'fast': return a", {0: "f8[n]", 1: "str='fast'"}),
        ("def f(a, flag):\n    if flag: return a", {0: "f8[n]", 1: "bool=True"}),
    ],
)
def test_what_a_text_tells_of_parameters(source: str, expected: dict[int | str, str]) -> None:
    assert first(source) == expected


def test_numpydoc_tells_types_ranks_and_choices() -> None:
    found = guessed('''
        def f(image, sigma, mode, x, y):
            """Blur.

            Parameters
            ----------
            image : (M, N) ndarray of float32
                An image.
            sigma : float
                Its width.
            mode : {'reflect', 'wrap'}, optional
                What lies beyond.
            x, y : 1-D array_like
                Where.

            Returns
            -------
            sigma : ndarray
            """
    ''')
    assert found[0] == {0: "f4[n,m]", 1: "f8", 2: "str='reflect'", 3: "f8[n]", 4: "f8[n]"}
    assert {0: "f4[n,m]", 1: "f8", 2: "str='wrap'", 3: "f8[n]", 4: "f8[n]"} in found


def test_unknown_parameters_are_tried_as_arrays_of_several_ranks_and_as_numbers() -> None:
    found = guessed("def f(a, b): return a + b")
    for wanted in ({0: "f8[n]", 1: "f8[n]"}, {0: "f8[n,m]", 1: "f8[n,m]"}, {0: "f8[n]", 1: "f8"}, {0: "f8", 1: "f8"}):
        assert wanted in found


def test_hostile_calls_come_and_the_same_every_time() -> None:
    made = [list(calls(guessed("def f(a, b): return a + b"))) for _ in range(2)]
    labels = [label for label, _ in made[0]]
    assert labels == [label for label, _ in made[1]]
    for part in (
        "the same array as 0 and 1",
        "read-only",
        "Fortran",
        "i8",
        "0-d array",
        "special values",
        "drawn",
        "large",
    ):
        assert any(part in label for label in labels), part
    for (_, (one, _)), (_, (two, _)) in zip(*made, strict=True):
        assert all(
            np.array_equal(a, b, equal_nan=True)
            for a, b in zip(one, two, strict=True)
            if isinstance(a, np.ndarray) and a.dtype.kind == "f"
        )


MODULE = """
import numpy as np


def right(a: np.ndarray):
    b = a * 2.0
    b = b + 1.0
    return b


def wrong(a: np.ndarray):
    b = a * 2
    b = b / 3
    return b


class Thing:
    def method(self):
        b = self.a * 2.0
        b = b + 1.0
        return b
"""


def test_fixes_are_judged_by_them(tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text(MODULE, "utf-8")
    command = [sys.executable, "-m", "uncopy", "verify", "m.py", "--generate", "--json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    found = {fix["function"]: fix for fix in json.loads(done.stdout)["fixes"]}
    assert done.returncode == 1
    assert found["right"]["verdict"] == "equivalent"
    assert found["right"]["calls"] > 20
    assert found["right"]["weighed"]["peak_before"] / found["right"]["weighed"]["peak_after"] == pytest.approx(2, 0.05)
    assert found["wrong"]["verdict"] == "different"
    assert "i8" in found["wrong"]["counterexample"]["label"]
    assert found["Thing.method"]["why"] == "no object can be made up to call its method on"
