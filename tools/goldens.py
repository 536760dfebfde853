"""Write the golden ``after.py`` of fixtures: what the safe fixes make of each ``before.py``.

``python tools/goldens.py [FIXTURE ...]`` takes directories below ``fixtures`` (by default all) and prints how each
golden changes, to be read before it is committed; with ``--check`` nothing is written, and a change means exit code 1.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from pathlib import Path

from uncopy import engine
from uncopy.config import Config

FIXTURES = Path(__file__).parent.parent / "fixtures"


def main() -> int:
    """Run the tool; the exit code is 2 if a fixture cannot be fixed, 1 if ``--check`` finds a change."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("fixtures", nargs="*", type=Path, default=[FIXTURES], metavar="FIXTURE")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a golden would change")
    options = parser.parse_args()
    befores = sorted(before for fixture in options.fixtures for before in fixture.rglob("before.py"))
    if not befores:
        parser.error("no before.py there")
    code = 0
    for before in befores:
        golden = before.with_name("after.py")
        source = before.read_bytes()
        result = engine.fix(source, str(before), Config(preview=True))
        for error in result.remaining.errors:
            print(f"{before}:{error.line}: {error.message}", file=sys.stderr)
            code = 2
        old = golden.read_bytes() if golden.exists() else b""
        if result.remaining.errors or result.source == old:
            continue
        left, right = (text.decode().splitlines(keepends=True) for text in (old, result.source))
        sys.stdout.writelines(difflib.unified_diff(left, right, str(golden), str(golden)))
        if options.check:
            code = max(code, 1)
        else:
            golden.write_bytes(result.source)
    return code


if __name__ == "__main__":
    sys.exit(main())
