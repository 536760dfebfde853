"""What recording costs the program that is recorded.

``python benchmarks/recording.py PATH --run COMMAND`` runs COMMAND plain and recorded in turn, so that both meet the
same machine, and shows the median of the ratios of their times, with what the recorder says that it took itself.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import tempfile
from pathlib import Path

from uncopy.config import Config
from uncopy.engine import check
from uncopy.frontends.files import find_files
from uncopy.verify.plan import FilePlan, plan_of
from uncopy.verify.recording import environment, record, run


def plans(paths: list[str]) -> list[FilePlan]:
    """The files below some paths for which fixes are proposed, safe or not."""
    found = []
    for path in find_files(paths, lambda _path: False).files:
        text = Path(path).read_bytes()
        result = check(text, path, Config())
        if not result.errors:
            found.append(plan_of(path, text, result.findings))
    return [plan for plan in found if plan.changes]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--run", required=True)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    files = plans(options.paths)
    ratios, seconds, spent = [], [], []
    calls = 0
    for number in range(options.rounds):
        with tempfile.TemporaryDirectory() as folder:
            plain = run(options.run, environment(None), subprocess.DEVNULL)[1] if number % 2 else 0.0
            recording = record(files, options.run, Path(folder), subprocess.DEVNULL)
            plain = plain or run(options.run, environment(None), subprocess.DEVNULL)[1]
        ratios.append(recording.seconds / plain)
        seconds.append(plain)
        spent.append(recording.spent)
        calls = sum(function.seen for function in recording.functions.values())
    functions = sum(bool(function.kept) for function in recording.functions.values())
    print(f"{calls} calls of {functions} functions seen, {options.rounds} rounds")
    print(f"plain {statistics.median(seconds):.2f} s; recorded / plain: median {statistics.median(ratios):.3f}, "
          f"from {min(ratios):.3f} to {max(ratios):.3f}")  # fmt: skip
    print(f"the recorder itself: {statistics.median(spent):.3f} s")


if __name__ == "__main__":
    main()
