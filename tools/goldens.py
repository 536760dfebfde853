"""Write the golden ``after.py`` of fixtures: what a rule's safe fixes make of each ``before.py``.

``python tools/goldens.py [FIXTURE ...]`` takes directories below ``fixtures`` (by default all) and prints how each
golden changes, to be read before it is committed; with ``--check`` nothing is written, and a change means exit code 1.
``--dumps`` does the same for the steps and facts (``*.txt``) beside the sources that the tests of those rooms read.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from uncopy import engine
from uncopy.config import Config
from uncopy.facts import facts_of
from uncopy.lower import Body, dump, lower_body
from uncopy.model import load
from uncopy.source.names import Names, names_of
from uncopy.source.text import decode
from uncopy.source.units import parse_unit, units

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "fixtures"
DUMPS = (ROOT / "tests" / "lower", ROOT / "tests" / "facts")


class CannotFix(Exception):
    """The engine reports an error where a golden is due."""


def fixed(before: Path) -> bytes:
    """What the fixes of the rule that the fixture is filed under make of it, the unproved ones if it has no others.

    Raises :class:`CannotFix`. The golden of a rule without fixes is written by hand, and stays.
    """
    code = next((folder.name for folder in before.parents if re.fullmatch(r"UNC\d{3}", folder.name)), "UNC")
    kind = next((rule.fix for rule in engine.rules() if rule.code == code), "safe")
    golden = before.with_name("after.py")
    if kind == "advice" and golden.exists():
        return golden.read_bytes()
    config = Config(select=(code,), preview=True)
    result = engine.fix(before.read_bytes(), str(before), config, unsafe=kind == "unsafe")
    if result.remaining.errors:
        raise CannotFix("\n".join(f"{before}:{error.line}: {error.message}" for error in result.remaining.errors))
    return result.source


def goldens(folders: list[Path], *, dumps: bool) -> Iterator[tuple[Path, Path]]:
    """Sources with their goldens."""
    for folder in folders:
        for source in sorted(folder.rglob("sources/*.py" if dumps else "before.py")):
            yield source, source.with_suffix(".txt") if dumps else source.with_name("after.py")


def _is_work(node: ast.AST) -> bool:
    defining = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return isinstance(node, ast.stmt) and not isinstance(node, defining)


def _is_builtin(names: Names) -> Callable[[str], bool]:
    return lambda name: (names.resolve(name) or "").startswith("builtins.")


def _bodies(source: bytes) -> tuple[list[Body], Names]:
    """Every outermost function lowered, or the module if it does more than import and define."""
    module = ast.parse(source)
    names = names_of(module)
    bodies = []
    for unit in units(module, _is_work):
        part = parse_unit(unit, decode(source))
        bodies.append(lower_body(part.node, part.scope, _is_builtin(names), within=unit.name))
    return bodies, names


def steps(source: bytes) -> str:
    """The steps of every function."""
    return "\n\n".join(dump(body) for body in _bodies(source)[0]) + "\n"


def facts(source: bytes) -> str:
    """The facts of every value of every function."""
    bodies, names = _bodies(source)
    out = []
    for outermost in bodies:
        for body in outermost.walk():
            found = facts_of(body, load(), names.resolve)
            out.append(f"body {body.name}\n{found.dump()}")
    return "\n\n".join(out) + "\n"


def dumped(source: Path) -> bytes:
    """The golden of a source: facts below ``tests/facts``, else steps."""
    make = facts if "facts" in source.parts else steps
    return make(source.read_bytes()).encode()


def main() -> int:
    """Run the tool; the exit code is 2 if a fixture cannot be fixed, 1 if ``--check`` finds a change."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("fixtures", nargs="*", type=Path, metavar="FIXTURE")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a golden would change")
    parser.add_argument("--dumps", action="store_true", help="the dumps of steps and facts, in place of fixtures")
    options = parser.parse_args()
    found = list(goldens(options.fixtures or (list(DUMPS) if options.dumps else [FIXTURES]), dumps=options.dumps))
    if not found:
        parser.error("no sources of goldens there")
    code = 0
    for source, golden in found:
        try:
            new = dumped(source) if options.dumps else fixed(source)
        except CannotFix as error:
            print(error, file=sys.stderr)
            code = 2
            continue
        old = golden.read_bytes() if golden.exists() else b""
        if new == old:
            continue
        left, right = (text.decode().splitlines(keepends=True) for text in (old, new))
        sys.stdout.writelines(difflib.unified_diff(left, right, str(golden), str(golden)))
        if options.check:
            code = max(code, 1)
        else:
            golden.write_bytes(new)
    return code


if __name__ == "__main__":
    sys.exit(main())
