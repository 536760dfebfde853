"""Recording and replay, from the command line on: a program's own calls judge the fixes of its functions."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

MODULE = '''
"""A module as people write it."""

import functools

import numpy as np


def logged(function):
    @functools.lru_cache
    def cached(key):
        return key

    def inner(*args, **kwargs):
        return function(*args, **kwargs)

    return inner


def scale(x, m):
    """Scale: right for floats, wrong for ints."""
    y = x - m
    y = y / 2
    return y


@logged
def decorated(x, /, *more, k=2, **others):
    z = x * k
    z = z + more[0]
    return z


def shifted(x, zero=0.0):
    x = np.asarray(x)
    x = x - zero
    return float(x.sum())


def never(x):
    y = x * 2
    y = y + 1
    return y


def branches(x, flag=False):
    y = x * 2.0
    if flag:
        y = y + 1.5
    return y


def rarely(x, k):
    y = x * 2.0
    if k == 15:
        y = y + 1.5
    return y


class Model:
    def __init__(self, values):
        self.values = values

    def doubled(self):
        y = self.values * 2.0
        y = y + 1.0
        return y


def outer(x):
    def inner(a):
        b = a * 2
        b = b + 1
        return b

    return inner(x)


def steps(x):
    y = x * 1.5
    for _ in range(3):
        y = y * 2.0
        yield y.copy()
'''

SCRIPT = """
import numpy as np
from pkg import mod

mod.scale(np.arange(50000.0), 2.0)
mod.scale(np.arange(5), 2)
mod.decorated(np.ones(4), 3.0, k=3, other=1)
kept = np.arange(4.0)
mod.shifted(kept)
mod.branches(np.arange(4.0))
for k in [1] * 5 + [15] * 5:
    mod.rarely(np.arange(4.0), k)
mod.Model(np.arange(9.0)).doubled()
mod.outer(np.arange(3.0))
print(len(list(mod.steps(np.arange(3.0)))))
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    (folder / "pkg").mkdir()
    (folder / "pkg" / "__init__.py").touch()
    (folder / "pkg" / "mod.py").write_text(MODULE, "utf-8")
    (folder / "run.py").write_text(SCRIPT, "utf-8")
    return folder


def verify(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "uncopy", "verify", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def report(project: Path) -> dict[str, Any]:
    before = {path: path.stat().st_mtime_ns for path in project.rglob("*.py")}
    done = verify(project, "pkg", "--run", "run.py", "--json")
    assert done.returncode == 1, done.stderr
    assert {path: path.stat().st_mtime_ns for path in project.rglob("*.py")} == before
    assert "3\n" in done.stderr, "what the command prints is shown, beside the report"
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def fixes(report: dict[str, Any], function: str) -> list[dict[str, Any]]:
    return [fix for fix in report["fixes"] if fix["function"] == function]


def test_a_fix_that_is_wrong_for_one_call_is_refuted_by_it(report: dict[str, Any]) -> None:
    (fix,) = fixes(report, "scale")
    assert fix["verdict"] == "different"
    assert fix["counterexample"]["label"] == "recorded call 2"
    assert "UFuncOutputCastingError" in fix["counterexample"]["difference"]
    assert fix["evidence"] == {"executions": 2, "legal": 1, "others": {"from int64 to float64": 1}}


def test_the_difference_comes_as_a_program_of_its_own(report: dict[str, Any], project: Path, tmp_path: Path) -> None:
    for function, shown in (("scale", "Cannot cast ufunc"), ("shifted", "output array is read-only")):
        source = fixes(report, function)[0]["counterexample"]["snippet"]
        (tmp_path / "shows.py").write_text(source, "utf-8")
        done = subprocess.run([sys.executable, "shows.py"], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert shown in done.stdout + done.stderr, source


def test_a_decorated_function_is_called_inside_its_decorators(report: dict[str, Any]) -> None:
    (fix,) = fixes(report, "decorated")
    assert (fix["verdict"], fix["calls"]) == ("equivalent", 1)
    assert fix["evidence"] == {"executions": 1, "legal": 1, "others": {}}


def test_methods_and_generators_are_replayed(report: dict[str, Any]) -> None:
    assert [fix["verdict"] for fix in fixes(report, "Model.doubled")] == ["equivalent"]
    assert {fix["verdict"] for fix in fixes(report, "steps")} == {"equivalent"}


def test_a_write_into_the_callers_array_is_seen_where_it_changes_nothing(report: dict[str, Any]) -> None:
    """``x -= 0.0`` writes what was there: only a read-only argument, or another number, shows it."""
    (fix,) = fixes(report, "shifted")
    assert fix["verdict"] == "different"
    assert fix["counterexample"]["label"] == "recorded call 1, its arrays read-only"
    assert fix["evidence"]["legal"] == 0


def test_what_no_call_gets_to_is_not_called_equivalent(report: dict[str, Any]) -> None:
    (unseen,) = fixes(report, "never")
    assert (unseen["verdict"], unseen["why"]) == ("not reached", "its function was not called")
    (line,) = fixes(report, "branches")
    assert line["verdict"] == "not reached"
    assert "none of the 1 calls that were replayed gets to line" in line["why"]


def test_a_place_that_only_later_calls_of_a_kind_get_to_is_reached(report: dict[str, Any]) -> None:
    (fix,) = fixes(report, "rarely")
    assert fix["verdict"] == "equivalent"
    assert fix["evidence"]["executions"] == 5


def test_a_function_inside_another_is_not_replayable(report: dict[str, Any]) -> None:
    (fix,) = fixes(report, "outer.<locals>.inner")
    assert (fix["verdict"], fix["why"]) == ("not replayable", "its function is defined inside another one")


def test_what_was_weighed_stands_beside_the_verdict(report: dict[str, Any]) -> None:
    weighed = fixes(report, "decorated")[0]["weighed"]
    assert weighed["peak_before"] > 0
    assert weighed["peak_after"] > 0


def test_the_report_is_applied_where_the_file_is_the_same(project: Path, tmp_path: Path) -> None:
    saved, page = tmp_path / "report.json", tmp_path / "report.html"
    done = verify(project, "pkg", "--run", "run.py", "--output", str(saved), "--html", str(page))
    assert done.returncode == 1
    shown = page.read_text("utf-8")
    assert "        y += 1.0" in shown
    assert "original: peak" in shown
    text = json.loads(saved.read_text("utf-8"))
    assert list(text["files"]) == ["pkg/mod.py"]
    assert text["about"]["status"] == 0
    (doubled,) = [f for f in text["functions"] if f["name"] == "Model.doubled"]
    assert max(size for _, size in doubled["curve_before"]) > 0
    assert doubled["weighed"]["allocated_before"] > doubled["weighed"]["allocated_after"]
    assert text["about"]["recorder_seconds"] < text["about"]["seconds"]


UNSEEN = {
    "a script": (
        "",
        "pkg/mod.py",
        "its file is run as a script, and calls are recorded of modules that are imported",
    ),
    "a loader": (
        """
import importlib.machinery, sys
class Loader(importlib.machinery.SourceFileLoader):
    pass
class Finder:
    def find_spec(name, path, target=None):
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        if name == "pkg.mod":
            spec.loader = Loader(name, spec.origin)
        return spec
sys.meta_path.insert(1, Finder)
import pkg.mod
""",
        "load.py",
        "its file is loaded by a Loader, which is left alone",
    ),
    "a file that changes": (
        "open('pkg/mod.py', 'a').write('# more')\nimport pkg.mod\n",
        "load.py",
        "its file could not be prepared: ValueError: it is not the file that was checked",
    ),
}


@pytest.mark.parametrize("how", UNSEEN)
def test_where_calls_cannot_be_seen_nobody_says_that_there_were_none(tmp_path: Path, how: str) -> None:
    text, command, said = UNSEEN[how]
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "__init__.py").touch()
    (tmp_path / "pkg" / "mod.py").write_text(MODULE, "utf-8")
    (tmp_path / "load.py").write_text(text, "utf-8")
    done = verify(tmp_path, "pkg", "--run", command, "--json")
    (fix,) = fixes(json.loads(done.stdout), "never")
    assert (fix["verdict"], fix["why"]) == ("not replayable", said)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("no-such-command", "no-such-command: no such file or directory"),
        (f"{sys.executable} -I -c pass", "the command ran no Python that could record"),
        ("", "the command is empty"),
    ],
)
def test_a_command_that_cannot_be_recorded_is_an_error(project: Path, command: str, said: str) -> None:
    done = verify(project, "pkg", "--run", command)
    assert done.returncode == 2
    assert said in done.stderr


def test_forks_and_failing_commands_are_recorded_too(project: Path, tmp_path: Path) -> None:
    script = """
        import multiprocessing, sys
        import numpy as np
        from pkg import mod

        def work(n):
            mod.scale(np.arange(float(n)), 2.0)

        if __name__ == "__main__":
            with multiprocessing.get_context("fork").Pool(2) as pool:
                pool.map(work, [3, 4])
                pool.close()
                pool.join()
            sys.exit(3)
    """
    (project / "forks.py").write_text(textwrap.dedent(script), "utf-8")
    try:
        done = verify(project, "pkg", "--run", "forks.py", "--json")
    finally:
        (project / "forks.py").unlink()
    found = json.loads(done.stdout)
    assert found["about"]["status"] == 3
    assert "exited with status 3" in done.stderr
    assert fixes(found, "scale")[0]["verdict"] == "equivalent"
    assert found["about"]["processes"] >= 2


def test_the_program_does_not_notice(project: Path, tmp_path: Path) -> None:
    """Names, signatures, line numbers, sources and references are as they are without the recorder."""
    script = """
        import inspect, sys, traceback
        import numpy as np
        from pkg import mod

        print(sorted(vars(mod)))
        print(inspect.signature(mod.scale), inspect.getsource(mod.scale), mod.scale.__doc__)
        print(mod.scale.__code__.co_firstlineno, mod.scale.__code__.co_varnames)
        x = np.zeros(3)
        try:
            mod.scale(x, "no")
        except Exception:  # whatever it is: what is printed must not tell that it was recorded
            print(traceback.format_exc())
        print(sys.getrefcount(x), mod.Model.doubled.__qualname__, mod.__file__)
    """
    (project / "looks.py").write_text(textwrap.dedent(script), "utf-8")
    try:
        plain = subprocess.run(
            [sys.executable, "looks.py"], cwd=project, capture_output=True, text=True, check=True
        ).stdout
        recorded = verify(project, "pkg", "--run", "looks.py", "--json").stderr
    finally:
        (project / "looks.py").unlink()
    shown = [line for line in plain.splitlines() if "co_names" not in line]
    assert len(shown) > 10
    missing = [line for line in shown if line not in recorded.splitlines()]
    assert missing == []
