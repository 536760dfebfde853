"""Comments that silence findings, against flake8's own reading of them."""

from __future__ import annotations

import pytest
from flake8.processor import FileProcessor
from flake8.violation import Violation

from uncopy.source.noqa import suppressed


def silenced(text, line, code="UNC201", last=None, **options):
    return suppressed(text.splitlines(keepends=True), **options)(line, last or line, code)


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("", False),
        ("# noqa", True),
        ("# NOQA", True),
        ("# noqa: UNC201", True),
        ("# noqa:UNC201", True),
        ("# noqa: E501,UNC201", True),
        ("# noqa: E501 UNC201", True),
        ("# noqa: UNC2", True),
        ("# noqa: UNC202", False),
        ("# noqa: E501", False),
        ("# noqa : E501", True),
        ("# noqa: because it is clearer", True),
        ("# fast here  # noqa: UNC201", True),
    ],
)
def test_line_comment_as_flake8_reads_it(comment, expected):
    line = f"x = x * 2.0  {comment}\n"
    assert silenced(line, 1) is expected
    assert Violation("UNC201", "f.py", 1, 0, "", line).is_inline_ignored(disable_noqa=False) is expected


MANY_LINES = [
    'x = """a\nb\n"""  # noqa\ny = 1\n',
    "x = 1 + \\\n    2  # noqa\ny = 1\n",
    "x = f(\n    1,\n)  # noqa\ny = 1\n",
    "x = f(  # noqa\n    1,\n)\ny = 1\n",
    "def f():\n    if x:  # noqa\n        y = 1\n    return y\n",
]


@pytest.mark.parametrize("text", MANY_LINES)
def test_statements_of_many_lines_as_flake8_reads_them(text, monkeypatch):
    lines = text.splitlines(keepends=True)
    processor = FileProcessor.__new__(FileProcessor)
    processor.lines = lines
    for number in range(1, len(lines) + 1):
        line = processor.noqa_line_for(number)
        theirs = Violation("UNC201", "f.py", number, 0, "", line).is_inline_ignored(disable_noqa=False)
        assert silenced(text, number) is theirs, number


def test_a_string_that_looks_like_a_comment_silences_nothing():
    assert not silenced('x = "# noqa"\n', 1)
    assert not silenced('x = "# uncopy: off"\ny = 1\n', 2)


def test_whole_file():
    assert silenced("# flake8: noqa\nx = 1\n", 2)
    assert silenced("x = 1\n# flake8: noqa: UNC2\n", 1)
    assert not silenced("x = 1\n# flake8: noqa: E5\n", 1)
    assert not silenced("y = 1\nx = 1  # flake8: noqa\n", 1)


BLOCK = "a = 1\n# uncopy: off\nb = 1\n#uncopy:on\nc = 1\n# uncopy: off\nd = 1\n"


@pytest.mark.parametrize(("line", "expected"), [(1, False), (3, True), (5, False), (7, True)])
def test_blocks(line, expected):
    assert silenced(BLOCK, line) is expected


def test_a_finding_that_reaches_into_a_block_is_silenced():
    assert silenced(BLOCK, 1, last=3)
    assert silenced(BLOCK, 3, last=5)
    assert not silenced(BLOCK, 1, last=1)


def test_flake8_may_keep_noqa_to_itself():
    assert not silenced("x = 1  # noqa\n", 1, noqa=False)
    assert not silenced("# flake8: noqa\nx = 1\n", 2, noqa=False)
    assert silenced(BLOCK, 3, noqa=False)


def test_a_text_that_cannot_be_tokenized_is_read_as_far_as_it_goes():
    answer = suppressed(["x = 1  # noqa\n", "y = (\n", "# noqa\n"])
    assert answer(1, 1, "UNC201")
    assert not answer(2, 2, "UNC201")


def test_line_ends_do_not_matter():
    assert silenced("x = 1\r\ny = 1  # noqa\r\n", 2)
    assert suppressed(["x = 1\r", "y = 1  # noqa\r"])(2, 2, "UNC201")
    assert suppressed(["x = 1", "y = 1  # noqa"])(2, 2, "UNC201")
