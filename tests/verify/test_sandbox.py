"""User code that crashes, hangs or eats everything ends with a verdict, and the calls after it get theirs."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from uncopy.verify import Report, verify_sources, verify_texts

CASES = """
import numpy as np
def cases(module):
    for name in NAMES:
        yield name, name, (np.arange(3.),)
"""


def judged(folder: Path, old: str, new: str, cases: str, **options: object) -> Report:
    paths = []
    for name, text in (("old.py", old), ("new.py", new), ("cases.py", cases)):
        (folder / name).write_text(textwrap.dedent(text), encoding="utf-8")
        paths.append(folder / name)
    return verify_sources(*paths, **{"weigh": False, "timeout": 20, **options})


def verdicts(report: Report) -> list[tuple[str, str]]:
    return [(call.label, call.verdict) for call in report.calls]


def test_crashes_are_verdicts_and_the_other_calls_get_theirs(tmp_path: Path) -> None:
    bodies = {
        "fine": "return x + 1",
        "leaves": "import os; os._exit(3)",
        "fine_too": "return x + 2",
        "aborts": "import os; os.abort()",
        "segfaults": "import ctypes; ctypes.string_at(0)",
        "exits": "raise SystemExit(1)",
        "prints": "while True: print('x' * 1000)",
        "last": "return x + 3",
    }
    plain = "\n".join(f"def {name}(x):\n    return x + 1" for name in bodies)
    new = "\n".join(f"def {name}(x):\n    {body}" for name, body in bodies.items())
    report = judged(tmp_path, plain, new, f"NAMES = {list(bodies)}\n{CASES}")
    assert dict(verdicts(report)) == {
        "fine": "equivalent", "leaves": "error", "fine_too": "different", "aborts": "error", "segfaults": "error",
        "exits": "different", "prints": "error", "last": "different",
    }  # fmt: skip
    told = {call.label: call.difference or "" for call in report.calls}
    assert told["leaves"] == "the process exited with status 3"
    assert "signal" in told["aborts"]
    assert "signal" in told["segfaults"]
    assert "SystemExit" in told["exits"]
    assert "printed without end" in told["prints"]


def test_a_hang_is_a_verdict_and_is_not_tried_for_ever(tmp_path: Path) -> None:
    old = "def f(x):\n    return 1\ndef g(x):\n    return 1\n"
    new = "def f(x):\n    while True: pass\ndef g(x):\n    return 1\n"
    start = time.monotonic()
    report = judged(tmp_path, old, new, f"NAMES = ['f'] * 30 + ['g']\n{CASES}", timeout=1)
    assert time.monotonic() - start < 15
    assert verdicts(report) == [("f", "error")] * 30 + [("g", "equivalent")]
    assert report.calls[0].difference == "the process did not end within 1 seconds"
    assert report.calls[29].difference == "not tried: other calls of it did not end in time"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to a limit of its address space")
def test_a_memory_hog_is_an_error_on_either_side(tmp_path: Path) -> None:
    modest = "import numpy as np\ndef f(x):\n    return 1\n"
    hog = "import numpy as np\ndef f(x):\n    np.ones(1 << 25)\n    return 1\n"
    for old, new in ((modest, hog), (hog, modest), (hog, hog)):
        report = judged(tmp_path, old, new, f"NAMES = ['f']\n{CASES}", memory=1 << 27)
        assert verdicts(report) == [("f", "error")]
        assert "out of memory" in str(report.calls[0].difference)
    assert judged(tmp_path, hog, modest, f"NAMES = ['f']\n{CASES}", memory=4 << 30).verdict == "equivalent"


def test_what_differs_from_itself_is_nondeterministic(tmp_path: Path) -> None:
    text = "import os\ndef f(x):\n    return os.urandom(8)\n"
    report = judged(tmp_path, text, text, f"NAMES = ['f']\n{CASES}")
    assert verdicts(report) == [("f", "nondeterministic")]
    assert report.verdict == "error"
    assert "two runs of the original differ: result" in str(report.error)


def test_hash_order_and_random_draws_are_the_same_in_every_run(tmp_path: Path) -> None:
    text = (
        "import numpy as np, random\ndef f(x):\n    return list({'a', 'b', 'c'}), np.random.rand(2), random.random()\n"
    )
    assert judged(tmp_path, text, text, f"NAMES = ['f']\n{CASES}").verdict == "equivalent"


@pytest.mark.parametrize(
    ("new", "cases", "says"),
    [
        ("def f(x:\n", CASES, "SyntaxError"),
        ("raise SystemExit(0)\n", CASES, "SystemExit"),
        ("import os\nos._exit(5)\n", CASES, "exited with status 5 while it loaded"),
        ("def f(x):\n    return 1\n", "def other(module):\n    pass\n", "defines no cases(module)"),
        ("def f(x):\n    return 1\n", "def cases(module):\n    yield 'f', ()\n", "not a call"),
        ("def f(x):\n    return 1\n", "def cases(module):\n    yield 'f', 'f', ()\n    1 / 0\n", "ZeroDivisionError"),
        ("def f(x):\n    return 1\n", "def cases(module):\n    yield 'f', 'g', (1,)\n", "AttributeError"),
        ("def f(x):\n    return 1\n", "def cases(module):\n    return []\n", "make no calls"),
        (
            "def g():\n    pass\ndef f(x):\n    return 1\n",
            "def cases(module):\n    for i in range(1 + hasattr(module, 'g')):\n        yield 'f', 'f', (i,)\n",
            "different calls",
        ),
    ],
)
def test_what_goes_wrong_before_a_call_is_the_report_s_error(tmp_path: Path, new: str, cases: str, says: str) -> None:
    report = judged(tmp_path, "def f(x):\n    return 1\n", new, cases.replace("NAMES", "['f']"))
    assert report.verdict == "error"
    assert says in str(report.error)


def test_inputs_that_differ_between_the_sides_are_an_error(tmp_path: Path) -> None:
    cases = "def cases(module):\n    yield 'f', 'f', (module.Y,)\n"
    report = judged(tmp_path, "Y = 1\ndef f(x):\n    return 1\n", "Y = 2\ndef f(x):\n    return 1\n", cases)
    assert verdicts(report) == [("f", "error")]
    assert "different inputs: args[0]: 1 before, 2 after" in str(report.calls[0].difference)


def test_what_cannot_be_cloned_or_looked_at_is_an_error(tmp_path: Path) -> None:
    text = "def f(x):\n    return 1\ndef g(x):\n    import threading\n    return threading.Lock()\n"
    cases = """
        import threading
        def cases(module):
            yield "given a lock", "f", (threading.Lock(),)
            yield "gives a lock", "g", (1,)
    """
    report = judged(tmp_path, text, text, cases)
    assert [call.verdict for call in report.calls] == ["error", "error"]
    assert "lock cannot be cloned" in str(report.calls[0].difference)
    assert "nothing can be observed of a _thread.lock" in str(report.calls[1].difference)


def test_calls_that_fail_on_both_sides_say_so(tmp_path: Path) -> None:
    text = "def f(x, y):\n    return x + y\n"
    report = judged(tmp_path, text, text, f"NAMES = ['f']\n{CASES}")
    assert [(call.verdict, call.raised) for call in report.calls] == [("equivalent", "builtins.TypeError")]


def test_functions_in_every_form_and_state_that_does_not_leak(tmp_path: Path) -> None:
    text = """
        import functools
        import numpy as np
        SEEN = []
        def deco(function):
            calls = []
            @functools.wraps(function)
            def inner(*args):
                calls.append(1)
                return function(*args), len(calls)
            return inner
        @deco
        def decorated(x):
            return x + 1
        @functools.lru_cache
        def cached(n):
            SEEN.append(n)
            return np.ones(n)
        def remember(x):
            SEEN.append(x)
            return len(SEEN)
        class C:
            total = np.zeros(3)
            def __init__(self, x):
                self.x = x
            def add(self, y):
                self.x = self.x + y
                self.total[0] += 1
                return self
            @classmethod
            def count(cls):
                cls.n = getattr(cls, "n", 0) + 1
                return cls.n
            def __call__(self):
                return self.x
        async def later(x):
            return x * 2
    """
    cases = """
        import numpy as np
        def cases(module):
            x = np.arange(3.)
            c = module.C(x)
            for again in "12":
                yield "decorated" + again, "decorated", (x,)
                yield "cached" + again, module.cached, (3,)
                yield "remember" + again, module.remember, (x,)
                yield "bound" + again, c.add, (x,), {}
                yield "unbound" + again, "C.add", (c,), {"y": x}
                yield "class" + again, "C.count", ()
                yield "callable" + again, c, ()
                yield "lambda" + again, lambda: module.remember(x) + len(x), ()
                yield "coroutine" + again, "later", (x,)
    """
    report = judged(tmp_path, text, text, cases)
    assert [call.difference for call in report.calls] == [None] * 18
    assert {call.function for call in report.calls} >= {"C.add", "C.count", "decorated", "later", "remember"}
    wrong = text.replace("self.total[0] += 1", "self.total[0] += 2")
    told = {call.label: call.difference for call in judged(tmp_path, text, wrong, cases).calls if call.difference}
    assert sorted(told) == ["bound1", "bound2", "unbound1", "unbound2"]
    assert told["bound1"] == "state of C['total'][0]: np.float64(1.0) before, np.float64(2.0) after".replace(
        "np.float64(1.0)", _scalar("1.0")
    ).replace("np.float64(2.0)", _scalar("2.0"))


def _scalar(text: str) -> str:
    import numpy as np

    return repr(np.float64(text))


def test_siblings_and_packages_are_found(tmp_path: Path) -> None:
    package = tmp_path / "pkg" / "sub"
    package.mkdir(parents=True)
    (tmp_path / "pkg" / "__init__.py").write_text("FACTOR = 3\n")
    (package / "__init__.py").write_text("")
    (package / "helper.py").write_text("def two():\n    return 2\n")
    module = package / "mod.py"
    text = "from .. import FACTOR\nfrom .helper import two\nclass C:\n    pass\n"
    text += "def f(x):\n    c = C()\n    c.x = x * two() + FACTOR\n    return c\n"
    module.write_text(text)
    cases = tmp_path / "cases.py"
    cases.write_text("def cases(module):\n    assert module.__name__ == 'pkg.sub.mod'\n    yield 'f', 'f', (1,)\n")
    same = verify_texts(text.encode(), text.encode(), cases, path=module, module_name="pkg.sub.mod", weigh=False)
    assert same == verify_texts(text.encode(), text.encode(), cases, path=module, weigh=False)
    assert (same.verdict, same.error) == ("equivalent", None)
    other = verify_texts(text.encode(), text.replace("+ F", "- F").encode(), cases, path=module, weigh=False)
    assert other.calls[0].difference == "result.x: 5 before, -1 after"

    # a package that imports the module while it is itself imported, and siblings that import from the module
    (package / "__init__.py").write_text("from .mod import f\nfrom .user import g\nLABEL = 'x'\n")
    (package / "user.py").write_text("from .mod import f\ndef g(x):\n    return f(x)\n")
    same = verify_texts(text.encode(), text.encode(), cases, path=module, weigh=False)
    assert (same.verdict, same.error) == ("equivalent", None)
    cases.write_text("def cases(module):\n    assert module.__name__ == 'pkg.sub'\n    yield 'g', 'g', (1,)\n")
    whole = (package / "__init__.py").read_bytes()
    report = verify_texts(whole, whole.replace(b"'x'", b"'y'"), cases, path=package / "__init__.py", weigh=False)
    assert report.calls[0].difference == "globals['LABEL']: 'x' before, 'y' after"

    for folder, number in (("one", 1), ("two", 2)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "sibling.py").write_text(f"NUMBER = {number}\n")
        (tmp_path / folder / "mod.py").write_text("def f(x):\n    import sibling\n    return sibling.NUMBER\n")
    cases.write_text("def cases(module):\n    yield 'f', 'f', (1,)\n")
    report = verify_sources(tmp_path / "one" / "mod.py", tmp_path / "two" / "mod.py", cases, weigh=False)
    assert report.calls[0].difference == "result: 1 before, 2 after"


def test_the_tool_itself_does_not_import_numpy() -> None:
    code = "import sys, uncopy.verify, uncopy.verify.fixture; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
