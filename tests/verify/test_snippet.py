"""Programs that show a difference: run, they make the arguments again as they were, and show it."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.verify.rewrites import REWRITES
from tests.verify.test_clone import Plain, layouts
from tests.verify.test_judge import LIBRARIES, job
from tests.verify.wrong.table import Rewrite
from uncopy.verify import Report, run_jobs
from uncopy.verify.compare import nodes_difference
from uncopy.verify.graph import walk
from uncopy.verify.literal import NotWritable, Writer
from uncopy.verify.snippet import snippet

# What a program does not show: asynchronous generators, other code, and what only the judge finds inside functions
SILENT = (
    "what an asynchronous generator yields",
    "other code in the function returned",
    "a closure over another array",
    "other arguments of a partial function",
)
PROGRAMS = 24  # that the test runs, each in a process; the others are only written


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    folder = tmp_path_factory.mktemp("judge")
    found = run_jobs([job(folder, rewrite, rewrite.wrong) for rewrite in REWRITES], timeout=30)
    return {rewrite.name: report for rewrite, report in zip(REWRITES, found, strict=True)}


def written(rewrite: Rewrite, report: Report, folder: Path) -> Path:
    """The program for the first call that tells a wrong rewrite from the original."""
    index, call = next((i, call) for i, call in enumerate(report.calls) if call.verdict != "equivalent")
    for name, text in (("old", rewrite.before), ("new", rewrite.wrong)):
        (folder / f"{name}.py").write_text(f"import numpy as np\n{text}\n")
    module = sys.modules["mod"] = types.ModuleType("mod")
    names: dict[str, Any] = {"np": np, "module": module}
    exec(f"import numpy as np\n{rewrite.before}", module.__dict__)
    exec(LIBRARIES.get(rewrite.needs or "", ""), names)
    arguments = eval(rewrite.calls[index], names)
    paths = {"old": folder / "old.py", "new": folder / "new.py"}
    source = snippet("f", arguments, {}, **paths, module="mod", difference=str(call.difference))
    (folder / "show.py").write_text(source, encoding="utf-8")
    return folder / "show.py"


@pytest.mark.parametrize("rewrite", REWRITES[:: max(1, len(REWRITES) // PROGRAMS)], ids=lambda rewrite: rewrite.name)
def test_a_program_shows_the_difference(
    rewrite: Rewrite, reports: dict[str, Report], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    program = written(rewrite, reports[rewrite.name], tmp_path)
    done = subprocess.run([sys.executable, str(program)], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    before, after = (part.partition("\n")[2] for part in done.stdout.split("== ")[1:])
    assert (before != after) == (rewrite.name not in SILENT), done.stdout


def test_every_entry_of_the_table_can_be_written(
    reports: dict[str, Report], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for rewrite in REWRITES:
        compile(written(rewrite, reports[rewrite.name], tmp_path).read_text(encoding="utf-8"), rewrite.name, "exec")


INEXACT = ("masked",)  # the masks of its views are masks of their own
REFUSED = ("cycle", "closures", "bound methods", "objects with themselves")


@pytest.mark.parametrize("name", layouts())
def test_arguments_are_made_again_as_they_were(name: str) -> None:
    value = layouts()[name]
    writer = Writer("mod")
    if name in REFUSED:
        with pytest.raises(NotWritable):
            writer.source(value)
        return
    made = writer.source(value)
    writer.finish()
    names: dict[str, Any] = {"np": np}
    for module in writer.imports:
        with contextlib.suppress(ImportError):
            exec(f"import {module}", names)
    exec("\n".join([*writer.lines, f"made = {made}"]), names)
    difference = nodes_difference(walk({"": value}), walk({"": names["made"]}))
    assert (difference is not None) == (name in INEXACT), difference


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: np.arange(6.0)[1::2], "[1:7:2]"),
        (lambda: np.arange(6.0)[::-1], "[5::-1]"),
        (lambda: np.arange(12.0).reshape(3, 4)[1:, :2], "np.ndarray"),
        (lambda: np.arange(12.0).reshape(3, 4).copy()[1:, :2], "[1:3, 0:2]"),
        (lambda: np.arange(12.0).reshape(3, 4).copy().T, ".T"),
        (lambda: np.zeros(10**6), "np.full((1000000,), 0.0, '<f8')"),
        (lambda: np.arange(10**6), "np.arange(0, 1000000, 1, '<i8')"),
        (lambda: np.array([np.nan, -np.inf, -0.0]), "[np.nan, -np.inf, -0.0]"),
        (lambda: np.random.default_rng(0).integers(0, 9, 500), "zlib.decompress"),
        (lambda: np.random.default_rng(0).random(10**5), "too large to be written out"),
        (lambda: Plain(x=1), "object.__setattr__"),
    ],
)  # fmt: skip
def test_source_is_short_where_it_can_be(make: Any, text: str) -> None:
    writer = Writer("mod")
    made = writer.source(make())
    assert text in "\n".join([*writer.lines, made])
    assert writer.faithful == (text != "too large to be written out")
