"""What checking costs, in CPU seconds, beside what parsing costs.

``python benchmarks/speed.py DIR ...`` takes the ``*.py`` files below the directories and measures in turn, so that all
meet the same machine: LibCST's bare parse of every file that names NumPy, ``ast.parse`` of every file, and ``uncopy
check`` in one process, which keeps nothing from run to run. Shown are medians over the rounds, of seconds and of ratios
within a round. Then the start: ``uncopy --version``, and a check of nothing, over a bare interpreter.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

PARSE = """
import ast, pathlib, sys, warnings
warnings.simplefilter("ignore")
for name in pathlib.Path(sys.argv[1]).read_text().splitlines():
    try:
        ast.parse(pathlib.Path(name).read_bytes())
    except (SyntaxError, ValueError, RecursionError):
        pass
"""
LIBCST = """
import pathlib, sys
import libcst
for name in pathlib.Path(sys.argv[1]).read_text().splitlines():
    source = pathlib.Path(name).read_bytes()
    if b"numpy" in source:
        try:
            libcst.parse_module(source)
        except (libcst.ParserSyntaxError, UnicodeDecodeError, RecursionError):
            pass
"""
UNCOPY = (sys.executable, "-m", "uncopy")


def cpu(*command: str) -> float:
    """CPU seconds of a command and its children; SystemExit if it could not be run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode > 2 or "Usage:" in done.stderr:  # uncopy's 2 is also a file that does not parse
        raise SystemExit(f"{' '.join(command)}: {done.stderr}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def rounds(count: int, sides: dict[str, Callable[[], float]]) -> dict[str, list[float]]:
    """Seconds of each side, the sides taken in turn in every round."""
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(count):
        for name, side in sides.items():
            taken[name].append(side())
    return taken


def shown(taken: dict[str, list[float]], over: str) -> None:
    """Print medians: seconds, and ratios to one side within each round."""
    for name, seconds in taken.items():
        ratio = statistics.median(mine / base for mine, base in zip(seconds, taken[over], strict=True))
        print(f"  {name:32} {statistics.median(seconds):9.3f} s  {ratio:7.3f} × {over}")


def main() -> int:
    """Run the benchmark; the exit code is 2 if there is nothing to measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("directories", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    files = sorted(str(path) for directory in options.directories for path in directory.rglob("*.py") if path.is_file())
    if not files:
        print("no *.py files there", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as home:
        listed = Path(home, "files")
        listed.write_text("\n".join(files))
        check = (*UNCOPY, "check", "--isolated", "--quiet", "-j1")
        places = tuple(map(str, options.directories))
        cpu(sys.executable, "-c", PARSE, str(listed))  # the files come from memory from now on
        print(f"{len(files)} files, medians of {options.rounds} rounds")
        taken = rounds(
            options.rounds,
            {
                "LibCST's parse": lambda: cpu(sys.executable, "-c", LIBCST, str(listed)),
                "ast.parse": lambda: cpu(sys.executable, "-c", PARSE, str(listed)),
                "uncopy check": lambda: cpu(*check, *places),
            },
        )
        shown(taken, "LibCST's parse")
        print("Start")
        bare = "a bare interpreter"
        taken = rounds(
            5 * options.rounds,
            {
                bare: lambda: cpu(sys.executable, "-c", ""),
                "uncopy --version": lambda: cpu(*UNCOPY, "--version"),
                "uncopy check of an empty file": lambda: cpu(*UNCOPY, "check", "--isolated", os.devnull),
            },
        )
        shown(taken, bare)
    return 0


if __name__ == "__main__":
    sys.exit(main())
