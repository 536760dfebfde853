"""Texts that cannot be read, or are hard to."""

from __future__ import annotations

import sys

import pytest

from uncopy import engine
from uncopy.config import Config

CONFIG = Config(select=("UNC201",))
BODY = "import numpy as np\n\n\ndef f(n: int):\n    x = np.zeros((n, 2))\n    x = x + 1.0\n    return x\n"
LATIN = "# coding: latin-1\n# \xe9\n"
FIXED = BODY.replace("x = x + 1.0", "x += 1.0")


def only_error(source: bytes) -> engine.Finding:
    """The one finding, an error, of a text that fixing leaves as it is."""
    result = engine.fix(source, "bad.py", CONFIG)
    assert result.source == source
    assert result.applied == ()
    (error,) = engine.check(source, "bad.py", CONFIG).findings
    assert result.remaining.findings == (error,)
    assert error.path == "bad.py"
    assert error.fix is None
    return error


@pytest.mark.parametrize(
    ("source", "line", "text"),
    [
        (BODY.encode() + b"x = = 1\n", 8, "invalid syntax"),
        (BODY.encode() + b"def g(:\n    pass\n", 8, ""),
        (b"if True:\nx = 1\n", 2, "indented"),
        (b"import numpy\nx = '\xff'\n", 2, "utf-8"),
        (b"# coding: no-such-codec\nimport numpy\n", 1, "no-such-codec"),
        (b"\xef\xbb\xbf# coding: latin-1\nimport numpy\n", 1, "utf-8"),
        (b"import numpy\nx = '\0'\n", 2, "null"),
        (b"import numpy\nx = (\n", 2, "never closed"),
        (b"import numpy\n\tx = 1\n        y = 2\n", 2, "indent"),
        (b"import numpy\nprint 'hello'\n", 2, "print"),
    ],
)
def test_what_cannot_be_read_is_said(source, line, text):
    error = only_error(source)
    assert error.code == "UNC001"
    assert error.line == line
    assert text in error.message.lower()


@pytest.mark.parametrize(
    "source", [b"", b"\n", b"# a comment\n", b"# a comment", b"\xef\xbb\xbf", b"\x0c\n", b"'numpy'"]
)
def test_nothing_is_found_in_nothing(source):
    assert engine.check(source, "empty.py", CONFIG).findings == ()
    assert engine.fix(source, "empty.py", CONFIG).source == source


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (BODY.replace("\n", "\r\n").encode(), FIXED.replace("\n", "\r\n").encode()),
        (BODY.replace("\n", "\r").encode(), FIXED.replace("\n", "\r").encode()),
        (b"\xef\xbb\xbf" + BODY.encode(), b"\xef\xbb\xbf" + FIXED.encode()),
        ((LATIN + BODY).encode("latin-1"), (LATIN + FIXED).encode("latin-1")),
        (BODY.replace("\n\n\n", "\n\x0c\n\n").encode(), FIXED.replace("\n\n\n", "\n\x0c\n\n").encode()),
        (BODY.replace("    ", "\t").encode(), FIXED.replace("    ", "\t").encode()),
        (BODY.rstrip("\n").encode(), FIXED.rstrip("\n").encode()),
        (BODY.replace("x = x", "x  =  x").encode(), FIXED.encode()),
        (BODY.replace("x = x + 1.0", "x = x + 1.0   ").encode(), FIXED.replace("x += 1.0", "x += 1.0   ").encode()),
        (BODY.replace("x = x + 1.0", "x = \\\n        x + 1.0").encode(), FIXED.encode()),
        (BODY.replace("+ 1.0", "+ 1.0; 'é', '\U0001f40d'; x = x * 2.0").encode(),
         FIXED.replace("+= 1.0", "+= 1.0; 'é', '\U0001f40d'; x *= 2.0").encode()),
    ],
)  # fmt: skip
def test_bytes_outside_the_edits_are_kept(before, after):
    result = engine.fix(before, "a.py", CONFIG)
    assert result.source == after
    assert result.remaining.findings == ()


def test_mixed_line_ends_are_kept():
    source = BODY.encode().replace(b"2))\n", b"2))\r\n").replace(b"n: int):\n", b"n: int):\r\n")
    assert engine.fix(source, "a.py", CONFIG).source == source.replace(b"x = x + 1.0", b"x += 1.0")


def nested(depth: int) -> str:
    return "x = " + "[" * depth + "]" * depth


@pytest.mark.parametrize(
    "hard",
    [
        "    y = " + " + ".join(["1"] * 150) + "\n",
        "    y = " + " and ".join(["n"] * 150) + "\n",
        "    y = " + " ** ".join(["1"] * 60) + "\n",
        "    if n == 0:\n        pass\n" + "".join(f"    elif n == {i}:\n        y = {i}\n" for i in range(1, 100)),
        "    y = [" + "1, " * 3000 + "]\n",
        "    y = n" + ".real" * 80 + "\n",
        "    y = 'a' " + " 'a'" * 60 + "\n",
        "".join(f"    y{i} = {i}\n" for i in range(1000)),
        "    y = n" + " < n" * 100 + "\n",
    ],
    ids=["sum", "and", "power", "elif", "list", "attributes", "strings", "statements", "comparisons"],
)
def test_long_code_is_analysed(hard):
    source = BODY.replace("    return x", hard + "    return x").encode()
    result = engine.fix(source, "long.py", CONFIG)
    assert result.remaining.errors == ()
    assert result.source == source.replace(b"x = x + 1.0", b"x += 1.0")


@pytest.mark.parametrize(
    "deep",
    [
        "    y = " + "(" * 500 + "1" + ")" * 500 + "\n",
        "    y = " + "[" * 500 + "]" * 500 + "\n",
        "    y = " + "-" * 500 + "1\n",
        "    y = " + "not " * 2000 + "1\n",
        "    y = " + "f(" * 150 + ")" * 150 + "\n",
        "".join("    " + " " * i + "if n:\n" for i in range(90)) + "    " + " " * 90 + "pass\n",
        "    y = " + "lambda: " * 500 + "1\n",
        "    y = " + "1 if n else " * 1500 + "1\n",
        "    y = n" + "[0]" * 2000 + "\n",
        "    if n == 0:\n        pass\n" + "".join(f"    elif n == {i}:\n        y = {i}\n" for i in range(1, 5000)),
        "    y = " + "2 ** " * 3000 + "1\n",
        "    y = " + " + ".join(["1"] * 5000) + "\n",
        "    y = " + " and ".join(["n"] * 5000) + "\n",
        "    y = 'a' " + " 'a'" * 3000 + "\n",
    ],
    ids=[
        "brackets",
        "lists",
        "minus",
        "not",
        "calls",
        "ifs",
        "lambdas",
        "conditions",
        "indices",
        "elifs",
        "powers",
        "sum",
        "and",
        "strings",
    ],
)
def test_deep_code_is_a_finding_or_analysed(deep):
    source = BODY.replace("    return x", deep + "    return x").encode()
    limit = sys.getrecursionlimit()
    result = engine.fix(source, "deep.py", CONFIG)
    assert sys.getrecursionlimit() == limit
    if result.remaining.errors:
        assert {error.code for error in result.remaining.errors} <= {"UNC000", "UNC001"}
        assert all(error.path == "deep.py" and error.line >= 1 for error in result.remaining.errors)
        assert result.source == source
    else:
        findings = result.remaining.findings
        given_up = any(refusal.guard == "knowable-frame" for finding in findings for refusal in finding.refusals)
        assert result.source == (source if given_up else source.replace(b"x = x + 1.0", b"x += 1.0"))


def test_without_numpy_nothing_is_looked_at():
    source = BODY.replace("import numpy as np", "import cupy as np").encode()
    assert engine.check(source, "a.py", CONFIG).findings == ()


@pytest.mark.parametrize("statement", ["x += 'a'", "x -= None", "x |= {}", "x @= 1"])
def test_what_can_only_raise_is_analysed_all_the_same(statement):
    source = (
        f"import numpy as np\n\n\ndef f(n: int):\n    x = 1\n    {statement}\n    y = np.ones(n) / 3.0\n    y = y * x\n"
    )
    assert engine.check(source.encode(), "a.py", CONFIG).errors == ()
