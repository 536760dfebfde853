"""Fixes judged by a test suite, with real runs of pytest."""

from __future__ import annotations

import dataclasses
import sys
import time
from pathlib import Path

import pytest

from tests.verify import suites
from uncopy.verify import suite, suite_runs
from uncopy.verify.suite import Interrupted, SuiteError, verify_suite

PYTEST = f"{sys.executable} -m pytest -q"


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # plugins take longer to load than these tests to run
    for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS"):
        monkeypatch.delenv(name, raising=False)


def verdicts(verification):
    return [(fix.verdict, fix.tests) for fix in verification.fixes]


def snapshot(folder):
    return {
        place.relative_to(folder): (place.stat().st_mtime_ns, place.read_bytes() if place.is_file() else None)
        for place in sorted(folder.rglob("*"))
    }


def test_the_fix_that_breaks_a_test_is_found_and_nothing_is_written(tmp_path):
    suites.package(31)
    suites.cover(31, watched=(17,))
    before = snapshot(tmp_path)
    verification = verify_suite([suites.plan("pkg/mod.py")], PYTEST)
    assert snapshot(tmp_path) == before
    assert [i for i, fix in enumerate(verification.fixes) if fix.verdict != "equivalent"] == [17]
    bad = verification.fixes[17]
    assert bad.verdict == verification.verdict == "different"
    assert bad.breaks == ("tests/test_mod.py::test_17",)
    assert bad.counterexample.difference.startswith("passed before, failed with the fix: assert [17] == []")
    assert verification.about["runs"] <= 12
    assert (verification.about["tests"], verification.about["flaky"]) == (31, [])


def test_what_the_tests_do_not_execute_is_not_called_equivalent(tmp_path):
    suites.package(3)
    suites.cover(2)
    suites.write(pkg__other="def g(x):\n    x = x + [1]\n    return x\n")
    verification = verify_suite([suites.plan("pkg/mod.py"), suites.plan("pkg/other.py")], PYTEST)
    assert verdicts(verification) == [("equivalent", 1), ("equivalent", 1), ("not reached", 0), ("not reached", 0)]
    assert [fix.why for fix in verification.fixes[2:]] == [
        "the tests do not execute it",
        "the tests do not import the file",
    ]


def test_that_the_tests_import_another_copy_is_an_error(tmp_path):
    suites.package(1)
    suites.cover(1)
    suites.write(conftest=f"import sys\nsys.path.insert(0, {str(tmp_path)!r})\n")
    verification = verify_suite([suites.plan("pkg/mod.py")], PYTEST)
    assert verification.fixes[0].verdict == verification.verdict == "error"
    assert f"the tests import {tmp_path / 'pkg' / 'mod.py'}, not the copy" in verification.fixes[0].why


BRANCHES = "def f(x, y):\n    if y:\n        x = x + [1]\n    else:\n        x = x + [2]\n    return x\n"


@pytest.mark.parametrize(
    ("test", "verdict", "why"),
    [
        ("mod.f([], 0)", "not reached", "the tests execute 1 of the 2 places it changes"),
        ("a = []; mod.f(a, 0); assert not a", "different", None),
        ("mod.f([], 0), mod.f([], 1)", "equivalent", None),
    ],
)
def test_a_fix_of_several_places_needs_all_of_them_executed(tmp_path, test, verdict, why):
    suites.write(mod=BRANCHES + "\n\ndef g(x):\n    x = x + [1]\n    return x\n")
    suites.write(test_mod=f"import mod\ndef test_it():\n    {test}\n    mod.g([])\n")
    both = suites.proposal("mod.py", (3, "x = x +", "x +="), (5, "x = x +", "x +="))
    other = suites.proposal("mod.py", (10, "x = x +", "x +="))
    first, second = verify_suite([suites.plan_with("mod.py", both, other)], PYTEST).fixes
    assert (first.verdict, first.why) == (verdict, why)
    assert second.verdict == "equivalent"


def test_of_fixes_that_overlap_each_is_tried(tmp_path):
    suites.package(1)
    suites.cover(1, watched=(0,))
    writing = suites.proposal("pkg/mod.py", (2, "x = x + [0]", "x += [0]"))
    showing = suites.proposal("pkg/mod.py", (2, "x + [0]", "[*x, 0]"))
    verification = verify_suite([suites.plan_with("pkg/mod.py", writing, showing)], PYTEST)
    assert [fix.verdict for fix in verification.fixes] == ["different", "equivalent"]


def test_what_does_not_compile_is_an_error(tmp_path):
    suites.package(2)
    suites.cover(2)
    bad = suites.proposal("pkg/mod.py", (2, "x + [0]", "x +"))
    good = suites.plan("pkg/mod.py").changes[1]
    plan = suites.plan_with("pkg/mod.py", bad)
    plan = dataclasses.replace(plan, changes=(*plan.changes, good))
    first, second = verify_suite([plan], PYTEST).fixes
    assert (first.verdict, second.verdict) == ("error", "equivalent")
    assert "cannot be compiled: pkg/mod.py: invalid syntax" in first.why


def test_a_test_that_only_fails_after_another(tmp_path):
    suites.package(3)
    suites.write(
        tests__test_mod="from pkg import mod\nshared = []\n"
        + "".join(f"def test_{i}():\n    mod.f{i}({'shared' if i == 1 else '[]'})\n" for i in range(3))
        + "def test_shared():\n    assert shared == []\n"
    )
    verification = verify_suite([suites.plan("pkg/mod.py")], PYTEST)
    assert [fix.verdict for fix in verification.fixes] == ["equivalent", "different", "equivalent"]
    assert verification.fixes[1].breaks == ("tests/test_mod.py::test_shared",)
    assert verification.about["flaky"] == []


def test_an_unsteady_test_is_left_out(tmp_path):
    suites.package(3)
    suites.cover(3, watched=(1,))
    counter = tmp_path.parent / f"{tmp_path.name}-count"
    suites.write(
        tests__test_unsteady="from pkg import mod\nfrom pathlib import Path\n"
        f"count = Path({str(counter)!r})\n"
        "def test_it():\n"
        "    n = len(count.read_text()) if count.exists() else 0\n"
        "    count.write_text('x' * (n + 1))\n"
        "    mod.f0([])\n"
        "    assert n != FAILS\n"
    )
    place = Path("tests/test_unsteady.py")
    text = place.read_text()
    for fails in (0, 1, 2):  # in the first run, in the second, and in the first with fixes
        counter.unlink(missing_ok=True)
        place.write_text(text.replace("FAILS", str(fails)))
        verification = verify_suite([suites.plan("pkg/mod.py")], PYTEST)
        assert [fix.verdict for fix in verification.fixes] == ["equivalent", "different", "equivalent"], fails
        assert verification.about["flaky"] == ["tests/test_unsteady.py::test_it"]


def test_a_fix_that_only_an_unsteady_test_reaches_is_not_called_equivalent(tmp_path):
    suites.package(2)
    suites.cover(1)
    counter = tmp_path.parent / f"{tmp_path.name}-count"
    suites.write(
        tests__test_unsteady="from pkg import mod\nfrom pathlib import Path\n"
        f"count = Path({str(counter)!r})\n"
        "def test_it():\n    mod.f1([])\n    first = not count.exists()\n    count.touch()\n    assert not first\n"
    )
    verification = verify_suite([suites.plan("pkg/mod.py")], PYTEST)
    assert [fix.verdict for fix in verification.fixes] == ["equivalent", "not reached"]
    assert "unsteady" in verification.fixes[1].why


@pytest.mark.parametrize("options", ["", "-p xdist -n 2"])
def test_a_crash_is_an_outcome(tmp_path, options):
    suites.package(4)
    suites.cover(4)
    suites.write(
        tests__test_crash="import os\nfrom pkg import mod\ndef test_it():\n    a = []\n    mod.f2(a)\n"
        "    if a:\n        os.kill(os.getpid(), 9)\n"
    )
    verification = verify_suite([suites.plan("pkg/mod.py")], f"{PYTEST} {options}")
    assert [fix.verdict for fix in verification.fixes] == ["equivalent"] * 2 + ["different", "equivalent"]
    assert verification.fixes[2].breaks == ("tests/test_crash.py::test_it",)
    said = "failed with the fix: worker" if options else "crashed (killed by SIGKILL) in it with the fix"
    assert said in verification.fixes[2].counterexample.difference


def test_a_run_that_does_not_end_is_an_outcome(tmp_path):
    suites.package(3)
    suites.cover(3)
    suites.write(
        tests__test_hang="import time\nfrom pkg import mod\ndef test_it():\n    a = []\n    mod.f2(a)\n"
        "    while a:\n        time.sleep(0.1)\n"
    )
    verification = verify_suite([suites.plan("pkg/mod.py")], PYTEST, patience=0)
    assert [fix.verdict for fix in verification.fixes] == ["equivalent", "equivalent", "different"]
    assert verification.fixes[2].breaks == ("tests/test_hang.py::test_it",)
    assert "no end after" in verification.fixes[2].counterexample.difference


def test_with_xdist(tmp_path, monkeypatch):
    suites.package(6)
    suites.cover(6, watched=(4,))
    run, narrow = suite_runs.Runner._run, []

    def noted(self, label, wanted, only, marked):
        result = run(self, label, wanted, only, marked)
        if only is not None:
            narrow.append((set(only), result.outcomes.keys() - {suite_runs.COMMAND}))
        return result

    monkeypatch.setattr(suite_runs.Runner, "_run", noted)
    verification = verify_suite([suites.plan("pkg/mod.py")], f"{PYTEST} -p xdist -n 2")
    assert [fix.verdict for fix in verification.fixes] == ["equivalent"] * 4 + ["different", "equivalent"]
    assert {fix.tests for fix in verification.fixes} == {1}
    assert narrow  # the search runs the tests that broke, and no others
    assert all(only == ran == {"tests/test_mod.py::test_4"} for only, ran in narrow)
    assert verification.about["tests"] == 6


def test_a_file_that_can_no_longer_be_collected(tmp_path):
    suites.write(mod="a = []\nb = a\na = a + [1]\nassert not b\n", test_mod="import mod\ndef test_it():\n    pass\n")
    verification = verify_suite([suites.plan("mod.py")], PYTEST)
    assert verification.fixes[0].breaks == ("test_mod.py",)
    assert "error with the fix" in verification.fixes[0].counterexample.difference


def test_a_command_that_is_not_pytest_is_one_test(tmp_path):
    suites.package(5)
    suites.write(check="from pkg import mod\nfor f in (mod.f0, mod.f1, mod.f3):\n    a = []\n    f(a)\nassert not a\n")
    verification = verify_suite([suites.plan("pkg/mod.py")], f"{sys.executable} check.py")
    assert [fix.verdict for fix in verification.fixes] == [
        "equivalent", "equivalent", "not reached", "different", "not reached"
    ]  # fmt: skip
    assert verification.fixes[3].counterexample.label == "the command"
    assert verification.fixes[3].counterexample.difference == "passed before, exit status 1 with the fix"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("no-such-command --at all", "there is no command 'no-such-command' to run"),
        (f"{sys.executable} -c 'print(5); exit(3)'", r"(?s)the command fails \(exit status 3\) before .*copy of .*5$"),
        (f"{PYTEST} -k nothing_of_that_name", "no test passes before anything is changed"),
        (f"{PYTEST} --no-such-option", r"(?s)the command fails \(exit status 4\).*unrecognized arguments"),
    ],
)
def test_where_nothing_can_be_learned(tmp_path, command, said):
    suites.package(1)
    suites.cover(1)
    with pytest.raises(SuiteError, match=said):
        verify_suite([suites.plan("pkg/mod.py")], command)


def test_an_interrupted_search_goes_on(tmp_path, monkeypatch):
    suites.package(8)
    suites.cover(8, watched=(5,))
    run = suite_runs.Runner._run
    labels = []

    def interrupted_in_the_fifth(self, label, *rest):
        if len(labels) == 4:
            labels.append("Ctrl-C")
            raise KeyboardInterrupt
        labels.append(label)
        return run(self, label, *rest)

    monkeypatch.setattr(suite_runs.Runner, "_run", interrupted_in_the_fifth)
    plans = [suites.plan("pkg/mod.py")]
    with pytest.raises(Interrupted) as interrupted:
        verify_suite(plans, PYTEST)
    assert interrupted.value.runs == 4
    verification = verify_suite(plans, PYTEST)
    assert [i for i, fix in enumerate(verification.fixes) if fix.verdict == "different"] == [5]
    assert verification.about["resumed"] == 4
    assert len(labels) == 1 + verification.about["runs"]
    assert verify_suite(plans, PYTEST).about["resumed"] == 0  # what came to its end is not kept


def test_what_was_kept_is_for_the_same_tests_only(tmp_path, monkeypatch):
    suites.package(2)
    suites.cover(2)
    plans = [suites.plan("pkg/mod.py")]
    judge = suite._Judge._verification

    def interrupted(self):
        raise KeyboardInterrupt

    monkeypatch.setattr(suite._Judge, "_verification", interrupted)
    with pytest.raises(Interrupted):
        verify_suite(plans, PYTEST)
    monkeypatch.setattr(suite._Judge, "_verification", judge)
    suites.cover(2, watched=(1,))
    verification = verify_suite(plans, PYTEST)
    assert [fix.verdict for fix in verification.fixes] == ["equivalent", "different"]
    assert verification.about["resumed"] == 0


@pytest.mark.skipif(sys.platform == "win32", reason="no POSIX signals on Windows")
def test_ctrl_c_ends_the_tests_with_all_their_children(tmp_path):
    suites.package(1)
    beats = tmp_path / "beats"
    suites.write(
        tests__test_mod="import time\nfrom pkg import mod\ndef test_it():\n    mod.f0([])\n"
        f"    for _ in range(600):\n        with open({str(beats)!r}, 'a') as file:\n            file.write('x')\n"
        "        time.sleep(0.1)\n"
    )

    def impatient(_label, _done, _total):
        if beats.exists():
            raise KeyboardInterrupt

    with pytest.raises(Interrupted):
        verify_suite([suites.plan("pkg/mod.py")], f"sh -c '{PYTEST}; true'", progress=impatient)
    size = beats.stat().st_size
    time.sleep(1)
    assert beats.stat().st_size == size


def test_an_installed_package_is_tested_in_a_copy_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    site = tmp_path / "env" / "lib" / "site-packages"
    site.mkdir(parents=True)
    monkeypatch.chdir(site)
    suites.package(2)
    suites.write(
        pkg__tests__test_mod="from pkg import mod\ndef test_it():\n    a = []\n    mod.f1(a)\n    assert not a\n"
    )
    (site / "pkg" / "tests" / "__init__.py").touch()
    monkeypatch.setenv("PYTHONPATH", str(site))
    monkeypatch.chdir(tmp_path)
    before = snapshot(tmp_path)
    plan = suites.plan("env/lib/site-packages/pkg/mod.py")
    verification = verify_suite([plan], f"{PYTEST} --pyargs pkg")
    assert [fix.verdict for fix in verification.fixes] == ["not reached", "different"]
    assert snapshot(tmp_path) == before


def test_sources_in_src_and_a_command_below_the_project(tmp_path, monkeypatch):
    suites.package(2)
    Path("src").mkdir()
    Path("pkg").rename("src/pkg")
    suites.cover(2, watched=(0,))
    monkeypatch.chdir(tmp_path / "tests")
    verification = verify_suite([suites.plan("../src/pkg/mod.py")], f"{PYTEST} test_mod.py")
    assert [fix.verdict for fix in verification.fixes] == ["different", "equivalent"]


def test_sessions_that_tests_start_are_not_recorded(tmp_path):
    suites.package(1)
    suites.write(
        conftest="pytest_plugins = 'pytester'\n",
        tests__test_mod="from pkg import mod\ndef test_it(pytester):\n    mod.f0([])\n"
        "    pytester.makepyfile('def test_inner(): assert 0')\n"
        "    assert pytester.runpytest().ret == 1\n    assert pytester.runpytest_subprocess().ret == 1\n",
    )
    verification = verify_suite([suites.plan("pkg/mod.py")], PYTEST)
    assert verdicts(verification) == [("equivalent", 1)]
    assert verification.about["tests"] == 1
