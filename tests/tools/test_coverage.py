"""The benchmark of common patterns: its files say what they should, their calls run, and uncopy's rows are made."""

from __future__ import annotations

import ast
import itertools
import re
import warnings

import pytest

from benchmarks import coverage, coverage_tools
from benchmarks.coverage_tools import Answer, Message
from uncopy.verify.fixture import Provider, load


@pytest.mark.parametrize("family", coverage.FAMILIES)
def test_every_function_is_marked_and_has_calls_that_run(family, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = coverage.patterns(family)
    calls = coverage.PATTERNS / f"{family}.toml"
    assert [pattern.table for pattern in found] == list(dict.fromkeys(pattern.table for pattern in found))
    assert {pattern.table for pattern in found} == set(load(calls))
    for file in {pattern.file for pattern in found}:
        text = coverage.source_of(file)
        defined = [node.name for node in ast.parse(text).body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
        assert defined == [pattern.name for pattern in found if pattern.file == file]
        module = type(pytest)(file.removesuffix(".py"))
        exec(compile(text, file, "exec"), module.__dict__)  # noqa: S102 - the benchmark's own files
        for pattern in [pattern for pattern in found if pattern.file == file]:
            made = Provider(str(calls), [pattern.table]).cases(module)
            if load(calls)[pattern.table].cases is None:
                made = itertools.islice(made, 1)  # hostile calls follow
            tried = 0
            for _, function, args, *_ in made:
                tried += 1
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    (getattr(module, function) if isinstance(function, str) else function)(*args)
            assert tried, pattern


def test_the_types_written_beside_parameters_are_those_of_the_calls():
    text = coverage.typed("in_place.py")
    assert "def damp_edges(field: NDArray[np.float64], factor: float):" in text
    assert "def ensemble_mean(members: list[NDArray[np.float64]], gain: float):" in text
    text = coverage.shaped("in_place.py")
    assert 'def smooth_rows(grid: Float64[np.ndarray, "n m"]):' in text
    for family in coverage.FAMILIES:
        for file in (f"{family}.py", f"{family}_keep.py"):
            for text in (coverage.typed(file), coverage.shaped(file)):
                compile(text, file, "exec")
                assert len(text.splitlines()) == len(coverage.source_of(file).splitlines())


def test_uncopys_rows_of_one_family():
    wanted = coverage.patterns("broadcasting")
    scores = [coverage.score(answer, wanted) for answer in coverage.uncopy(["broadcasting"])]
    coverage.judge(scores)
    assert [one.answer.name for one in scores] == [*coverage.UNCOPY, coverage.TYPED, coverage.SHAPED]
    by_name = {one.answer.name: one for one in scores}
    assert "gaussian_beam" in {pattern.name for pattern in by_name["uncopy"].right}
    assert all(one.fixed <= one.detected for one in scores)
    lines = coverage.table(scores, wanted).splitlines()
    assert lines[1].split() == ["5xx", "all"]
    assert lines[2].split() == ["there", "are", "9", "9"]
    assert re.fullmatch(r"uncopy +(\d+/\d+/\d+) +\1", lines[3])
    said = coverage.names(scores, wanted)
    assert "uncopy --preview: broadcasting.py" in said


def test_a_wrong_fix_is_told():
    wanted = [pattern for pattern in coverage.patterns("in_place") if pattern.name in ("to_kelvin", "to_fraction")]
    after = {
        "in_place.py": coverage.source_of("in_place.py").replace("temperature = temperature +", "temperature +="),
        "in_place_keep.py": coverage.source_of("in_place_keep.py").replace("share = share / n", "share /= n"),
    }
    messages = [Message(pattern.file, pattern.line, "PLR6104", "unsafe") for pattern in wanted]
    one = coverage.score(Answer("a tool", "Ruff", messages, after, frozenset({"safe", "unsafe"})), wanted)
    coverage.judge([one])
    coverage.weigh([one])
    assert one.fixed == set(wanted)
    assert {pattern.name for pattern in one.wrong} == {"to_fraction"}
    assert not one.hostile_only
    assert {pattern.name for pattern in one.lower} == {"to_kelvin"}


def test_which_messages_count():
    (pattern,) = [pattern for pattern in coverage.patterns("indexing") if pattern.name == "relaxed"]

    def counts(group, code, line=pattern.line):
        return bool(coverage.score(Answer("a tool", group, [Message(pattern.file, line, code)]), [pattern]).detected)

    assert counts("pylint, perflint", "W8201")
    assert not counts("pylint, perflint", "W8201", pattern.end)
    assert not counts("pylint, perflint", "R6104")
    assert not counts("Ruff", "D103", pattern.start)
    assert counts("uncopy", "UNC303", pattern.end)
    assert not counts("uncopy", "UNC201")
    numbers = {number for rows in coverage_tools.RELEVANT.values() for row in rows.values() for number in row.patterns}
    assert all(len(number) == 3 for number in numbers)
