"""Run a real package's own tests before and after all of its safe fixes.

``python tools/suites.py FOLDER PACKAGE -- TESTS ...`` copies the package (``FOLDER/PACKAGE``, as it lies in
``site-packages`` or in an unpacked wheel), runs pytest on TESTS against the copy, applies every safe fix to it, and
runs pytest once more. It prints how many fixes of each rule were made and every test that ends otherwise than before.
``--python`` names the interpreter that has what the tests need. Exits with 1 if a test ended otherwise, or if a file
could not be analysed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

from uncopy import engine
from uncopy.config import Config


def outcomes(python: str, folder: Path, tests: list[str], report: Path) -> dict[str, str]:
    """How each test ends: passed, failed, error, skipped."""
    command = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junit-xml={report}", *tests]
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    ended = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if not report.exists():
        raise SystemExit(f"pytest wrote no report:\n{ended.stdout[-2000:]}{ended.stderr[-2000:]}")
    found: dict[str, str] = {}
    for case in ElementTree.parse(report).iter("testcase"):
        name = f"{case.get('classname')}::{case.get('name')}"
        found[name] = next((child.tag for child in case if child.tag in ("failure", "error", "skipped")), "passed")
    return found


def fix_safely(package: Path, config: Config) -> tuple[Counter[str], list[str]]:
    """Apply every safe fix below a folder, and tell what went wrong. Tests are left as they are: they are asked."""
    made: Counter[str] = Counter()
    troubles: list[str] = []
    for path in sorted(package.rglob("*.py")):
        if "tests" in path.relative_to(package).parts or path.name == "conftest.py":
            continue
        result = engine.fix(path.read_bytes(), str(path), config)
        troubles += [f"{path.relative_to(package)}:{e.line}: {e.message}" for e in result.remaining.errors]
        if result.applied:
            path.write_bytes(result.source)
            made.update(finding.code for finding in result.applied)
    return made, troubles


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("package")
    parser.add_argument("tests", nargs="+", help="arguments of pytest, after --")
    parser.add_argument("--python", default=sys.executable, help="the interpreter that runs the tests")
    parser.add_argument("--preview", action="store_true", help="also use the rules on trial")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        copied, reports = Path(scratch, "copy"), Path(scratch)
        shutil.copytree(arguments.folder / arguments.package, copied / arguments.package)
        for libraries in arguments.folder.glob("*.libs"):  # of a wheel, which its compiled modules look for beside it
            shutil.copytree(libraries, copied / libraries.name)
        before = outcomes(arguments.python, copied, arguments.tests, reports / "before.xml")
        made, troubles = fix_safely(copied / arguments.package, Config(preview=arguments.preview))
        after = outcomes(arguments.python, copied, arguments.tests, reports / "after.xml")
    print(f"{arguments.package}: {made.total()} safe fixes:", ", ".join(f"{c} {n}" for c, n in sorted(made.items())))
    print("before:", dict(Counter(before.values())), " after:", dict(Counter(after.values())))
    changed = sorted(t for t in before.keys() | after.keys() if before.get(t) != after.get(t))
    for test in changed:
        print(f"  {test}: {before.get(test, 'not run')} -> {after.get(test, 'not run')}")
    print(f"{len(changed)} of {len(before)} tests end otherwise")
    for trouble in troubles:
        print(f"  {trouble}")
    return bool(changed or troubles)


if __name__ == "__main__":
    sys.exit(main())
