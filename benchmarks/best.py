"""Weigh what the safe fixes make of fixtures against the best that was written by hand.

``python benchmarks/best.py`` prints a line for each function that stands in a ``best.py`` beside a fixture's
``before.py``: the peaks before, after all rules' safe fixes, and of the hand-written version, in arrays of the unit of
its ``case.toml``; and the median of the ratios of the last two. Versions that do not give the same are named, and make
the exit code 1.
"""

from __future__ import annotations

import argparse
import ast
import statistics
import sys
from pathlib import Path
from typing import NamedTuple

from rich import box
from rich.console import Console
from rich.table import Table

from uncopy import engine
from uncopy.config import Config
from uncopy.verify.fixture import fixture_job, load, peaks
from uncopy.verify.sandbox import run_jobs

FIXTURES = Path(__file__).parent.parent / "fixtures"
NOTHING = 0.05  # arrays: below it a peak counts as none


class Weighed(NamedTuple):
    """One function: its peaks in units."""

    name: str
    before: float
    after: float
    best: float

    @property
    def ratio(self) -> float:
        """Our peak to the best one; 1 where neither has any to speak of."""
        return 1.0 if max(self.after, self.best) < NOTHING else self.after / max(self.best, NOTHING)


def functions(source: bytes) -> list[str]:
    """The functions of a hand-written version."""
    return [node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]


def weigh(folders: list[Path], config: Config) -> tuple[list[Weighed], list[str]]:
    """The peaks of every function that has a hand-written version, and the names of those that are not the same."""
    names = {folder: functions((folder / "best.py").read_bytes()) for folder in folders}
    fixed = {f: engine.fix((f / "before.py").read_bytes(), "before.py", config).source for f in folders}
    jobs, kinds = [], []
    for folder in folders:
        best, toml = (folder / "best.py").read_bytes(), folder / "case.toml"
        before = (folder / "before.py").read_bytes()
        jobs += [
            fixture_job(before, best, toml, names[folder]),
            fixture_job(before, fixed[folder], toml, names[folder], weigh=True),
            fixture_job(before, best, toml, names[folder], weigh=True),
        ]
        kinds += [folder]
    reports = run_jobs(jobs, timeout=60)
    weighed, wrong = [], []
    for number, folder in enumerate(kinds):
        judged, ours, theirs = reports[3 * number : 3 * number + 3]
        where = f"{folder.parent.name}/{folder.name}"
        wrong += sorted({
            f"{where} {c.label}: {c.difference}"
            for c in judged.calls
            if c.label.endswith(": ordinary") and c.verdict != "equivalent"
        })  # fmt: skip
        found = peaks(ours, load(folder / "case.toml")), peaks(theirs, load(folder / "case.toml"))
        weighed += [Weighed(f"{where} {name}", *found[0][name], found[1][name][1]) for name in names[folder]]
    return weighed, wrong


def main() -> int:
    """Run the benchmark; the exit code is 1 if a hand-written version does not give the same."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("codes", nargs="*", help="rules whose fixtures are weighed; all by default")
    parser.add_argument("--preview", action="store_true", help="with the rules that are off by default")
    options = parser.parse_args()
    folders = [p.parent for p in sorted(FIXTURES.glob("UNC*/*/best.py"))]
    chosen = [f for f in folders if not options.codes or f.parent.name in options.codes]
    weighed, wrong = weigh(chosen, Config(preview=options.preview))
    table = Table(box=box.SIMPLE)
    table.add_column("function")
    for column in ("before", "after", "by hand", "ratio"):
        table.add_column(column, justify="right")
    for line in weighed:
        figures = (line.before, line.after, line.best, line.ratio)
        table.add_row(line.name, *(f"{figure:.2f}" for figure in figures))
    console = Console(width=100)
    console.print(table)
    ratios = [line.ratio for line in weighed]
    within = sum(ratio <= 1.05 for ratio in ratios)
    console.print(f"{len(ratios)} functions: median ratio {statistics.median(ratios):.2f}, {within} at most 1.05")
    for line in wrong:
        console.print(f"not the same: {line}", highlight=False)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
