"""The developers' tools, with an engine that finds what it is told to."""

from __future__ import annotations

import importlib.util
import sys
import tempfile

import pytest

from tests.frontends import fake
from tests.frontends.conftest import FIXED, SAMPLE, UNPROVED
from tools import ecosystem, goldens, new_rule, suites
from uncopy import analysis, engine
from uncopy.config import Config


@pytest.fixture
def tool(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for name in ("check", "fix"):
        monkeypatch.setattr(engine, name, getattr(fake, name))
    monkeypatch.setattr(
        engine, "explanations", lambda source, path, config: fake.why(source, path, 6, config), raising=True
    )

    def run(module, *arguments):
        monkeypatch.setattr(sys, "argv", [module.__name__, *map(str, arguments)])
        code = module.main()
        out = capsys.readouterr().out
        return code, [" ".join(line.split()) for line in out.splitlines() if line.strip()]

    return run


@pytest.fixture
def packages(tmp_path):
    for name, text in {"one/a.py": SAMPLE, "one/sub/b.py": UNPROVED, "two/c.py": SAMPLE + SAMPLE}.items():
        (tmp_path / "pkgs" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "pkgs" / name).write_text(text)
    return tmp_path / "pkgs"


@pytest.mark.parametrize("jobs", [1, 2])
def test_ecosystem_counts_per_rule_and_package(tool, packages, jobs):
    code, lines = tool(ecosystem, packages, "-j", jobs)
    assert lines[1] == "rule one two all"
    assert lines[3:5] == ["UNC201 1 / 1 / 0 2 / 0 / 0 3 / 1 / 0", "all 1 / 1 / 0 2 / 0 / 0 3 / 1 / 0"]
    assert lines[-1].startswith("3 files, 0 troubles;")
    assert code == 0


def test_ecosystem_counts_refusals_and_samples_places(tool, packages):
    _, lines = tool(ecosystem, packages, "-j1", "--refusals", "--why", 1)
    assert "UNC201 3 0 3 0 0" in lines
    at = lines.index("3 3 UNC201 same-dtype unknown N may be wider")
    assert lines[at + 1].endswith(".py:6")


def test_ecosystem_shows_findings_with_the_lines_around_them(tool, packages):
    _, lines = tool(ecosystem, packages, "-j1", "--sample", 9)
    assert "=== UNC201: 4 of 4" in lines
    shown = sorted(line for line in lines if line.startswith("> "))
    assert shown == ["> 13 x = x * 2.0", "> 6 x = x * 2.0", "> 6 x = x * 2.0", "> 6 x = x - 1.0"]


def test_ecosystem_fixes_copies_and_shows_diffs(tool, packages):
    code, lines = tool(ecosystem, packages, "-j1", "--fix", "--diff")
    assert code == 0
    assert lines.count("- x = x * 2.0") == 3
    assert lines.count("+ x *= 2.0") == 3
    assert (packages / "one" / "a.py").read_text() == SAMPLE


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        (b"# raise here\n", "KeyError: 'lost'"),
        (b"# crash the analysis\n", "line 1: internal error: in f: KeyError"),
        (b"# coding: latin-1\nx = '\xff'\n", "line 3: false parse error: not readable as utf-8"),
        (b"x = x * )\n", "does not compile after the fixes"),
    ],
)
def test_ecosystem_finds_trouble(tool, packages, text, trouble):
    (packages / "one" / "d.py").write_bytes(text)
    code, lines = tool(ecosystem, packages, "-j1", "--fix")
    assert any(trouble in line for line in lines)
    assert lines[-1].startswith("4 files, 1 troubles;")
    assert code == 1


def test_ecosystem_finds_a_fix_that_does_not_settle(tool, packages, monkeypatch):
    def restless(source, path, config, *, unsafe=False):
        return engine.FixResult(path, source, source + b"# more\n", (), engine.CheckResult(path, ()), 1)

    monkeypatch.setattr(engine, "fix", restless)
    assert any("a second run changes it again" in line for line in tool(ecosystem, packages, "-j1", "--fix")[1])


def test_reasons_lose_what_belongs_to_their_place():
    assert ecosystem.normalised("`x` is a parameter (line 12)") == "… is a parameter (line N)"
    assert (
        ecosystem.normalised("the caller's array 'abc' has 2.5 dimensions") == "the caller's array … has N dimensions"
    )


def test_goldens_are_written_and_then_stand(tool, tmp_path):
    folder = tmp_path / "UNC201" / "scale"
    folder.mkdir(parents=True)
    (folder / "before.py").write_text(SAMPLE)
    assert tool(goldens, tmp_path, "--check")[0] == 1
    assert not (folder / "after.py").exists()
    code, lines = tool(goldens, tmp_path)
    assert code == 0
    assert "+ x *= 2.0" in lines
    assert (folder / "after.py").read_text() == FIXED
    assert tool(goldens, tmp_path, "--check") == (0, [])


def test_goldens_stop_at_an_error(tool, tmp_path):
    (tmp_path / "before.py").write_text("# crash the analysis\n")
    assert tool(goldens, tmp_path)[0] == 2
    assert not (tmp_path / "after.py").exists()


def test_a_new_rule(tool, tmp_path, monkeypatch):
    monkeypatch.setattr(new_rule, "ROOT", tmp_path)
    code, lines = tool(new_rule, "UNC299", "the-pattern", "in-place", "first")
    assert code == 0
    assert lines == [
        "src/uncopy/rules/unc299_the_pattern.py",
        "fixtures/UNC299/first/before.py",
        "fixtures/UNC299/first/keep.py",
        "fixtures/UNC299/first/case.toml",
    ]
    spec = importlib.util.spec_from_file_location("unc299", tmp_path / lines[0])
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    rule = module.ThePattern()
    assert (rule.meta.code, rule.meta.name, rule.meta.family) == ("UNC299", "the-pattern", "in-place")
    monkeypatch.setattr(analysis, "all_rules", lambda: (rule,))
    source = b"import numpy as np\n\n\ndef f(n):\n    x = np.ones(n)\n    x = np.pattern(x)\n    return x\n"
    (judged,) = analysis.analyse(source, "a.py", Config(preview=True)).judged
    assert (judged.rule, judged.function, judged.span[0][0]) == (rule, "f", 6)
    assert [guard.name for guard, _, _ in judged.answers] == [guard.name for guard in rule.guards]
    with pytest.raises(SystemExit) as exit_:
        tool(new_rule, "UNC299", "other", "in-place", "first")
    assert exit_.value.code == 2


@pytest.mark.parametrize("arguments", [("UNC29", "a", "f", "x"), ("UNC299", "The-Pattern", "f", "x")])
def test_a_new_rule_with_a_wrong_name(tool, tmp_path, monkeypatch, arguments):
    monkeypatch.setattr(new_rule, "ROOT", tmp_path)
    with pytest.raises(SystemExit) as exit_:
        tool(new_rule, *arguments)
    assert exit_.value.code == 2
    assert list(tmp_path.iterdir()) == []


MODULE = "import numpy as np\n\n\ndef shifted(n):\n    x = np.zeros((n, 2))\n    x = x + 1.0\n    return x\n"
TESTS = """
import inspect

from one import mod


def test_value():
    assert mod.shifted(3).tolist() == [[1.0, 1.0]] * 3


def test_text():
    assert "x = x + 1.0" in inspect.getsource(mod.shifted)
"""


def suite(tmp_path, monkeypatch, capsys, *names, module=MODULE):
    package = tmp_path / "site" / "one"
    (package / "tests").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "mod.py").write_text(module)
    (package / "tests" / "test_mod.py").write_text(TESTS)
    wanted = [f"one/tests/test_mod.py::{name}" for name in names]
    monkeypatch.setattr(
        sys, "argv", ["suites", str(tmp_path / "site"), "one", "--", "--import-mode=importlib", *wanted]
    )
    code = suites.main()
    assert (package / "mod.py").read_text() == module
    return code, capsys.readouterr().out.splitlines()


def test_a_suite_that_ends_as_before(tmp_path, monkeypatch, capsys):
    code, lines = suite(tmp_path, monkeypatch, capsys, "test_value")
    assert (code, lines[0], lines[-1]) == (0, "one: 1 safe fixes: UNC201 1", "0 of 1 tests end otherwise")


def test_a_suite_that_ends_otherwise_is_told(tmp_path, monkeypatch, capsys):
    code, lines = suite(tmp_path, monkeypatch, capsys, "test_value", "test_text")
    assert code == 1
    assert lines[-2:] == ["  one.tests.test_mod::test_text: passed -> failure", "1 of 2 tests end otherwise"]


def test_a_file_that_cannot_be_analysed_is_no_success(tmp_path, monkeypatch, capsys):
    package = tmp_path / "site" / "one"
    package.mkdir(parents=True)
    (package / "broken.py").write_text("import numpy as np\ndef f(:\n")
    made, troubles = suites.fix_safely(package, Config())
    assert (made.total(), [t.partition(":")[0] for t in troubles]) == (0, ["broken.py"])
