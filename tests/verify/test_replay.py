"""A fix is equivalent only where every call that gets to it holds, alone and with the other fixes of its file."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

from uncopy.fixes.edit import Edit, Position
from uncopy.verify.job import Recorded
from uncopy.verify.plan import Change, FilePlan
from uncopy.verify.recording import FunctionRecord, Recording
from uncopy.verify.replay import Limits, judge
from uncopy.verify.report import FixReport
from uncopy.verify.store import dump

Calls = dict[str, list[tuple[object, ...]]]


def judged(
    folder: Path, text: str, rewrites: dict[str, str], calls: Calls, timeout: float = 20, memory: int = 1 << 29
) -> list[FixReport]:
    """Verdicts on ``rewrites``, of a line to another, each in the function named in the line's comment."""
    place = folder / "mod.py"
    text = "import ctypes, os, sys, threading, time\nimport numpy as np\n" + textwrap.dedent(text)
    place.write_text(text, "utf-8")
    changes = []
    for old, new in rewrites.items():
        (number,) = [n for n, line in enumerate(text.splitlines(), 1) if old in line]
        line = text.splitlines()[number - 1]
        function = line.rpartition("# ")[2]
        start = Position(number, 1 + line.index(old))
        end = Position(number, start.column + len(old))
        changes.append(
            Change(f"{number}", "UNC201", "", "unsafe", str(place), number, number, 1, function,
                   (Edit(start, end, new),))
        )  # fmt: skip
    recording = Recording({}, {}, 0, 0.0, processes=1)
    with (folder / "calls").open("wb") as file:
        for function, arguments in calls.items():
            record = FunctionRecord(str(place), function, seen=len(arguments))
            for number, args in enumerate(arguments, 1):
                data = dump((args, {}), 1 << 20)
                label = f"{function} {number}"
                record.kept.append(Recorded(function, file.name, file.tell(), len(data), 8, label, label))
                file.write(data)
            recording.functions[str(place), function] = record
    plan = FilePlan(str(place), text.encode(), tuple(changes))
    fixes, _ = judge([plan], recording, Limits(timeout, memory))
    return fixes


LINE = """
def f(x, odd):
    y = x + 1  # f
    return y
"""

X = np.arange(3.0)


@pytest.mark.skipif(sys.platform != "linux", reason="processes and limits as Linux has them")
@pytest.mark.parametrize(
    ("deed", "verdict", "says"),
    [
        ("ctypes.string_at(0)", "different", "only with the fix the process was ended by signal 11"),
        ("os._exit(0)", "different", "only with the fix the process exited with status 0"),
        ("time.sleep(100)", "too slow", "did not end within 3 seconds"),
        ("np.ones(1 << 28)", "different", "only with the fix it ran out of memory"),
        ("print('x' * (1 << 21))", "different", "only with the fix it printed without end"),
        ("threading.Lock()", "different", "object"),
    ],
)
def test_what_befalls_only_the_rewrite_speaks_against_it(tmp_path: Path, deed: str, verdict: str, says: str) -> None:
    (fix,) = judged(
        tmp_path, LINE, {"y = x + 1": f"y = {deed} if odd else x + 1"}, {"f": [(X, False), (X, True)]}, timeout=3
    )
    assert fix.verdict == verdict, fix
    assert says in str(fix.counterexample.difference if fix.counterexample else fix.why)
    assert fix.counterexample is None or fix.counterexample.label == "f 2"


@pytest.mark.skipif(sys.platform != "linux", reason="a signal ends the process")
def test_a_crash_of_the_rewrite_on_a_varied_call_speaks_against_it_too(tmp_path: Path) -> None:
    rewrite = "y = x + 1 if x.flags.writeable else ctypes.string_at(0)"
    (fix,) = judged(tmp_path, LINE, {"y = x + 1": rewrite}, {"f": [(X, False)]})
    assert fix.verdict == "different"
    assert fix.counterexample is not None
    assert fix.counterexample.label == "f 1, its arrays read-only"


@pytest.mark.skipif(sys.platform != "linux", reason="a signal ends the process")
def test_after_a_crash_of_one_variant_the_other_ones_are_tried(tmp_path: Path) -> None:
    """Here the original crashes when its argument is read-only, which says nothing of the rewrite."""
    text = LINE.replace("return y", "return y if x.flags.writeable else ctypes.string_at(0)")
    zero = np.zeros(3)
    (fix,) = judged(tmp_path, text, {"y = x + 1": "y = x * 2 + 1"}, {"f": [(zero, False)]})
    assert fix.verdict == "different"
    assert fix.counterexample is not None
    assert fix.counterexample.label == "f 1, its numbers changed"


def test_what_cannot_be_compared_is_not_equivalent_although_another_call_is(tmp_path: Path) -> None:
    text = """
        def f(x, odd):
            y = lambda: x + 1  # f
            return y if odd else y()
    """
    (fix,) = judged(tmp_path, text, {"y = lambda: x + 1": "y = lambda: 1 + x"}, {"f": [(X, False), (X, True)]})
    assert fix.verdict == "not replayable"
    assert "the code of the two functions differs" in str(fix.why)


@pytest.mark.skipif(sys.platform != "linux", reason="a signal ends the process")
def test_a_call_in_which_the_original_crashes_says_nothing(tmp_path: Path) -> None:
    text = LINE.replace("return y", "return ctypes.string_at(0) if odd else y")
    (fix,) = judged(tmp_path, text, {"y = x + 1": "y = 1 + x"}, {"f": [(X, False), (X, True)]})
    assert (fix.verdict, fix.calls) == ("equivalent", 1)


def test_a_call_that_gets_there_and_differs_from_itself_is_not_passed_over(tmp_path: Path) -> None:
    text = LINE.replace("return y", "return os.urandom(4) if odd else y")
    (fix,) = judged(tmp_path, text, {"y = x + 1": "y = 1 + x"}, {"f": [(X, False), (X, True)]})
    assert fix.verdict == "nondeterministic"


CHANCE = """
LOADED = [time.perf_counter_ns(), np.zeros(3)]
SEEN = [0]
def f(x, odd):
    y = x + 1  # f
    return y
def g(x):
    LOADED[1] += 1
    y = x + 1  # g
    return y
"""


@pytest.mark.parametrize(
    "rewrite", ["LOADED[1][0] = 1", "LOADED.append(0)", "LOADED[0] += 1", "globals().update(LOADED=1)"]
)
def test_a_change_to_what_differs_from_load_to_load_is_seen(tmp_path: Path, rewrite: str) -> None:
    (fix,) = judged(tmp_path, CHANCE, {"y = x + 1  # f": f"y = x + 1; {rewrite}"}, {"f": [(X, False)]})
    assert fix.verdict == "different"
    assert "only with the fix it changes globals['LOADED']" in str(fix.counterexample)


def test_what_differs_from_load_to_load_and_is_only_read_does_not_matter(tmp_path: Path) -> None:
    (fix,) = judged(tmp_path, CHANCE, {"y = x + 1  # f": "y = 1 + x; LOADED"}, {"f": [(X, False)]})
    assert fix.verdict == "equivalent"


def test_where_the_original_changes_what_differs_from_load_to_load_nothing_can_be_said(tmp_path: Path) -> None:
    (fix,) = judged(tmp_path, CHANCE, {"y = x + 1  # g": "y = 1 + x"}, {"g": [(X,)]})
    assert fix.verdict == "not replayable"
    assert "it changes globals['LOADED']" in str(fix.why)


CALLER = """
def f(x):
    y = x * 2  # f
    return y

def g(x):
    z = f(x - 1)  # g
    return z
"""


def test_a_fix_is_held_to_calls_of_other_functions_that_get_there(tmp_path: Path) -> None:
    """Each of these calls alone is equivalent: it is the call of ``g`` that shows what is wrong in ``f``."""
    fixes = judged(
        tmp_path,
        CALLER,
        {"y = x * 2": "y = x * 2 if (x >= 0).all() else x", "z = f(x - 1)": "z = f(-1 + x)"},
        {"f": [(X,)], "g": [(X,)]},
    )
    assert [fix.verdict for fix in fixes] == ["different", "equivalent"]
    assert fixes[0].counterexample is not None
    assert fixes[0].counterexample.label == "g 1"


TWO = """
A = 0
def f(x):
    y = x + 1  # f
    z = y * 2  # f
    w = z - 1  # f
    return w
"""


def test_what_holds_alone_is_tried_together_until_nothing_speaks_against_the_rest(tmp_path: Path) -> None:
    """The fixes of ``f`` and ``g`` do not go together, and without the former nor do those of ``h`` and ``i``."""
    text = """
        def f(x):
            y = x + 1  # f
            return y
        def g(x):
            k = 2  # g
            return f(x) * k
        def h(x):
            z = x - 1  # h
            return z
        def i(x):
            m = 2  # i
            return h(x) * m
        def j(x):
            n = 2  # j
            return x * n
    """
    has_f, has_h = "'made' in f.__code__.co_varnames", "'made' in h.__code__.co_varnames"
    fixes = judged(
        tmp_path,
        text,
        {
            "y = x + 1": "y = made = x + 1",
            "k = 2": f"k = 2 + ({has_f})",
            "z = x - 1": "z = made = x - 1",
            "m = 2": f"m = 2 + ({has_h} and not {has_f})",
            "n = 2": "n = 1 + 1",
        },
        {name: [(X,)] for name in "fghij"},
    )
    assert [fix.verdict for fix in fixes] == ["different"] * 4 + ["equivalent"]
    assert "not together" in str(fixes[3].why)


@pytest.mark.skipif(sys.platform != "linux", reason="a signal ends the process")
def test_what_breaks_off_only_together_is_not_equivalent(tmp_path: Path) -> None:
    fixes = judged(
        tmp_path,
        TWO,
        {"y = x + 1": "y, a = x + 1, True", "z = y * 2": "z = ctypes.string_at(0) if 'a' in locals() else y * 2"},
        {"f": [(X,)]},
    )
    assert [fix.verdict for fix in fixes] == ["different"] * 2


def test_a_process_that_dies_between_two_calls_speaks_against_what_was_made(tmp_path: Path) -> None:
    rewrite = "y = x + 1; threading.Timer(0.5, os._exit, (1,)).start()"
    fixes = judged(tmp_path, LINE, {"y = x + 1": rewrite}, {"f": [(X, False)] * 50})
    assert fixes[0].verdict != "equivalent"


def test_what_does_not_compile_together_is_not_equivalent(tmp_path: Path) -> None:
    fixes = judged(
        tmp_path,
        TWO,
        {"y = x + 1": "y = x + 1; nonlocals = 1", "z = y * 2": "global nonlocals; z = y * 2"},
        {"f": [(X,)]},
    )
    assert [fix.verdict for fix in fixes] == ["not replayable"] * 2
    assert "together with the other fixes of its file: the text does not compile then" in str(fixes[0].why)
