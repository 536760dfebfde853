"""Run the engine over real packages: what it finds, what it refuses and why, and whether its fixes hold together.

``python tools/ecosystem.py DIR ...`` takes the packages below the directories (or the directories themselves where they
are packages); ``--packages scikit-image==0.26.0 ...`` downloads wheels instead. Exits with 1 if anything went wrong.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import multiprocessing
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from rich import box
from rich.console import Console
from rich.table import Table

from uncopy import engine
from uncopy.config import Config

AROUND = 8
CACHE = Path.home() / ".cache" / "uncopy" / "ecosystem"


class Refused(NamedTuple):
    """Why a candidate has no safe fix; the reason without names, numbers and quotations."""

    code: str
    guard: str
    answer: str
    reason: str


@dataclass
class Record:
    """What came of one file."""

    package: str
    path: Path
    relative: Path
    findings: list[tuple[str, str, int]] = field(default_factory=list)  # code, applicability, line
    troubles: list[str] = field(default_factory=list)
    candidates: Counter[tuple[str, str]] = field(default_factory=Counter)  # code, verdict
    refusals: list[tuple[Refused, bool, int]] = field(default_factory=list)  # whether alone, line
    before: bytes = b""
    after: bytes | None = None
    seconds: float = 0.0


class Task(NamedTuple):
    """One file and what is wanted of it."""

    package: str
    path: Path
    relative: Path
    config: Config
    refusals: bool
    fix: bool


def packages_below(directories: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """Names and directories of packages: a directory itself if it is one, else its subdirectories."""
    for directory in directories:
        inner = sorted(path for path in directory.iterdir() if path.is_dir() and not path.name.startswith("."))
        if (directory / "__init__.py").exists() or not inner:
            yield directory.name, directory
        else:
            yield from ((path.name, path) for path in inner if any(path.rglob("*.py")))


def download(specifications: Iterable[str]) -> Iterator[Path]:
    """Directories that hold the ``.py`` files of wheels, downloaded once by pip."""
    for specification in specifications:
        target = CACHE / re.sub(r"[^\w.=-]", "_", specification)
        if not target.exists():
            with tempfile.TemporaryDirectory() as folder:
                pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
                subprocess.run([*pip, "--dest", folder, specification], check=True)
                unpacked = Path(folder) / "unpacked"
                for wheel in Path(folder).glob("*.whl"):
                    with zipfile.ZipFile(wheel) as archive:
                        archive.extractall(unpacked, [name for name in archive.namelist() if name.endswith(".py")])
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copytree(unpacked, target)
        yield target


def examine(task: Task) -> Record:
    """Check one file, and fix it in memory if that is wanted. Whatever the engine raises is a trouble of the record."""
    record = Record(task.package, task.path, task.relative)
    source = task.path.read_bytes()
    start = time.process_time()
    try:
        _examine(record, source, task)
    except Exception:  # to find the engine's crashes is what this tool is for
        record.troubles.append(f"crash: {traceback.format_exc().strip()}")
    record.seconds = time.process_time() - start
    return record


def _examine(record: Record, source: bytes, task: Task) -> None:
    name = str(task.path)
    result = engine.check(source, name, task.config)
    for error in result.errors:
        if error.code == "UNC000":
            record.troubles.append(f"line {error.line}: internal error: {error.message}")
        elif _parses(source):
            record.troubles.append(f"line {error.line}: false parse error: {error.message}")
    record.findings = [
        (finding.code, finding.fix.applicability if finding.fix else "none", finding.line)
        for finding in result.findings
        if finding not in result.errors
    ]
    if task.refusals:
        for explanation in engine.explanations(source, name, task.config):
            record.candidates[explanation.code, explanation.verdict] += 1
            doubts = [answer for answer in explanation.answers if answer.answer != "yes"]
            for doubt in doubts:
                refused = Refused(explanation.code, doubt.guard, doubt.answer, normalised(doubt.reason))
                record.refusals.append((refused, len(doubts) == 1, explanation.line))
    if task.fix and not result.errors:
        fixed = engine.fix(source, name, task.config)
        if fixed.source == source:
            if fixed.applied:
                record.troubles.append("says that fixes were applied, but the text is the same")
            return
        record.before, record.after = source, fixed.source
        if not _parses(fixed.source):
            record.troubles.append("does not compile after the fixes")
        elif engine.fix(fixed.source, name, task.config).source != fixed.source:
            record.troubles.append("a second run changes it again")


def _parses(source: bytes) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(ast.parse(source), "<text>", "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True


def normalised(reason: str) -> str:
    """A reason without what belongs to its place: quotations, numbers."""
    reason = re.sub(r"`[^`]*`|‘[^’]*’|\"[^\"]*\"|(?<!\w)'[^']+'(?!\w)", "…", reason)
    return re.sub(r"\b\d+(\.\d+)?\b", "N", reason)


def run(tasks: list[Task], jobs: int) -> Iterator[Record]:
    """A record for each task, in order."""
    if jobs == 1:
        yield from map(examine, tasks)
        return
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("fork")) as pool:
        yield from pool.map(examine, tasks, chunksize=8)


def show_findings(console: Console, records: list[Record]) -> None:
    """Findings per rule and package as ``safe + unsafe + none``."""
    packages = sorted({record.package for record in records})
    counts: Counter[tuple[str, str, str]] = Counter()
    for record in records:
        counts.update((code, record.package, kind) for code, kind, _ in record.findings)
        counts.update(("all", record.package, kind) for _, kind, _ in record.findings)
    table = Table("rule", *packages, "all", title="Findings: safe / unsafe / without a fix", box=box.SIMPLE_HEAD)
    for code in [*sorted({code for code, _, _ in counts} - {"all"}), "all"]:
        cells = [[counts[code, package, kind] for kind in ("safe", "unsafe", "none")] for package in packages]
        totals = [sum(kinds) for kinds in zip(*cells, strict=True)]
        table.add_row(code, *(" / ".join(map(str, kinds)) if any(kinds) else "·" for kinds in [*cells, totals]))
    console.print(table)


def show_refusals(console: Console, records: list[Record], samples: int) -> None:
    """What keeps candidates from a safe fix, the most frequent first, with places to look at."""
    verdicts: Counter[tuple[str, str]] = Counter()
    counts: Counter[Refused] = Counter()
    alone: Counter[Refused] = Counter()
    places: defaultdict[Refused, list[str]] = defaultdict(list)
    for record in records:
        verdicts.update(record.candidates)
        for refused, only, line in record.refusals:
            counts[refused] += 1
            alone[refused] += only
            places[refused].append(f"{record.path}:{line}")
    table = Table(
        "rule", "candidates", "safe fix", "unsafe fix", "finding without fix", "no finding", box=box.SIMPLE_HEAD
    )
    for code in sorted({code for code, _ in verdicts}):
        kinds = [verdicts[code, kind] for kind in ("safe fix", "unsafe fix", "finding without fix", "no finding")]
        table.add_row(code, *map(str, [sum(kinds), *kinds]))
    console.print(table)
    table = Table("refused", "by it alone", "rule", "guard", "answer", "reason", title="Refusals", box=box.SIMPLE_HEAD)
    chooser = random.Random(0)
    for refused, number in counts.most_common():
        table.add_row(str(number), str(alone[refused]), *refused)
        for place in chooser.sample(places[refused], min(samples, number)):
            table.add_row("", "", "", "", "", f"  {place}")
    console.print(table)


def show_samples(records: list[Record], number: int) -> None:
    """Write some findings of each rule, the same ones each time, with the lines around them, to be read."""
    found: defaultdict[str, list[tuple[Record, str, int]]] = defaultdict(list)
    for record in records:
        for code, kind, line in record.findings:
            found[code].append((record, kind, line))
    chooser = random.Random(0)
    for code in sorted(found):
        chosen = chooser.sample(found[code], min(number, len(found[code])))
        print(f"\n=== {code}: {len(chosen)} of {len(found[code])}")
        for record, kind, line in chosen:
            lines = record.path.read_text(encoding="utf-8", errors="replace").splitlines()
            print(f"\n{record.path}:{line}  {kind}")
            for place in range(max(line - AROUND, 1), min(line + AROUND, len(lines)) + 1):
                print(f"{'>' if place == line else ' '} {place:5} {lines[place - 1]}")


def write_fixed(records: list[Record]) -> Path:
    """Write the fixed copies into a new temporary directory, which stays; its path."""
    folder = Path(tempfile.mkdtemp(prefix="uncopy-ecosystem-"))
    for record in records:
        if record.after is not None:
            target = folder / record.package / record.relative
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(record.after)
    return folder


def show_diffs(records: list[Record]) -> None:
    """Write every safe fix as a unified diff to standard output."""
    for record in records:
        if record.after is not None:
            before, after = (text.decode(errors="replace").splitlines(True) for text in (record.before, record.after))
            sys.stdout.writelines(difflib.unified_diff(before, after, str(record.path), str(record.path)))


def main() -> int:
    """Run the tool; the exit code is 1 if anything went wrong in any file."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("directories", nargs="*", type=Path, metavar="DIR")
    parser.add_argument("--packages", nargs="+", default=[], metavar="NAME==VERSION", help="download these wheels")
    parser.add_argument("--select", default="UNC", help="rules to use, separated by commas")
    parser.add_argument("--preview", action="store_true", help="also use the rules on trial")
    parser.add_argument("--refusals", action="store_true", help="count refusals by guard and reason")
    parser.add_argument("--why", type=int, default=0, metavar="N", help="with --refusals: show N places of each")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="show N findings of each rule, to be read")
    parser.add_argument("--fix", action="store_true", help="fix copies: each must compile, and not change again")
    parser.add_argument("--diff", action="store_true", help="as --fix, and print the fixes as diffs")
    parser.add_argument("-j", "--jobs", type=int, default=2)
    options = parser.parse_args()
    config = Config(select=tuple(options.select.split(",")), preview=options.preview)
    directories = [*options.directories, *download(options.packages)]
    tasks = [
        Task(package, path, path.relative_to(top), config, options.refusals, options.fix or options.diff)
        for package, top in packages_below(directories)
        for path in sorted(top.rglob("*.py"))
    ]
    if not tasks:
        parser.error("no Python files there")
    console = Console(
        width=None if sys.stdout.isatty() else 200,
        highlight=False,
        markup=False,
        stderr=options.diff or options.sample > 0,
    )
    start = time.perf_counter()
    records = list(run(tasks, options.jobs))
    show_findings(console, records)
    if options.refusals:
        show_refusals(console, records, options.why)
    if options.diff:
        show_diffs(records)
    if options.sample:
        show_samples(records, options.sample)
    changed = sum(record.after is not None for record in records)
    if options.fix:
        console.print(f"{changed} fixed files are in {write_fixed(records)}")
    troubles = [f"{record.path}: {trouble}" for record in records for trouble in record.troubles]
    for trouble in troubles:
        console.print(trouble)
    cpu = sum(record.seconds for record in records)
    wall = time.perf_counter() - start
    console.print(f"{len(records)} files, {len(troubles)} troubles; {cpu:.1f} s of CPU, {wall:.1f} s.")
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main())
