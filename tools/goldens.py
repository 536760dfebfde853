"""Write the golden ``after.py`` of fixtures: what a rule's safe fixes make of each ``before.py``.

``python tools/goldens.py [FIXTURE ...]`` takes directories below ``fixtures`` (by default all) and prints how each
golden changes, to be read before it is committed; with ``--check`` nothing is written, and a change means exit code 1.
``--dumps`` does the same for the steps and facts (``*.txt``) beside the sources that the tests of those rooms read;
``--figures`` for the peaks in ``case.toml`` (``before`` and ``after``, where they stand already), measured here.
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
from uncopy.verify.fixture import BadFixture, weigh_fixture

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


def weighed(case_toml: Path) -> bytes:
    """The text of a ``case.toml`` with the figures measured here. Raises :class:`CannotFix`."""
    text = case_toml.read_text(encoding="utf-8")
    try:
        peaks = weigh_fixture(case_toml.with_name("before.py"), case_toml.with_name("after.py"), case_toml)
    except BadFixture as error:
        raise CannotFix(f"{case_toml}: {error}") from error
    for name, figures in peaks.items():
        start = text.index(f"[{name}]")
        table = text[start:].partition("\n[")[0]
        new = table
        for key, figure in zip(("before", "after"), figures, strict=True):
            new = re.sub(rf"^{key} = .*$", f"{key} = {figure:.2f}", new, flags=re.MULTILINE)
        text = text.replace(table, new)
    return text.encode()


Maker = Callable[[Path], bytes]


def goldens(folders: list[Path], kind: str) -> Iterator[tuple[Path, Path, Maker]]:
    """Sources with their goldens, and what makes one of the other."""
    for folder in folders:
        if kind == "dumps":
            yield from ((source, source.with_suffix(".txt"), dumped) for source in sorted(folder.rglob("sources/*.py")))
        elif kind == "figures":
            yield from ((case, case, weighed) for case in sorted(folder.rglob("case.toml")))
        else:
            yield from ((source, source.with_name("after.py"), fixed) for source in sorted(folder.rglob("before.py")))


def _is_work(node: ast.AST) -> bool:
    defining = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return isinstance(node, ast.stmt) and not isinstance(node, defining)


def bodies(source: bytes) -> tuple[list[Body], Names]:
    """Every outermost function lowered, or the module if it does more than import and define."""
    module = ast.parse(source)
    names = names_of(module)
    found = []
    for unit in units(module, _is_work):
        part = parse_unit(unit, decode(source))
        found.append(lower_body(part.node, part.scope, names.resolve, within=unit.name))
    return found, names


def steps(source: bytes) -> str:
    """The steps of every function."""
    return "\n\n".join(dump(body) for body in bodies(source)[0]) + "\n"


def facts(source: bytes) -> str:
    """The facts of every value of every function."""
    lowered, names = bodies(source)
    out = []
    for outermost in lowered:
        for body in outermost.walk():
            found = facts_of(body, load(), names.resolve, dunders=names.dunders)
            out.append(f"body {body.name}\n{found.dump()}")
    return "\n\n".join(out) + "\n"


def dumped(source: Path) -> bytes:
    """The golden of a source: facts below ``tests/facts``, else steps."""
    make = facts if source.parents[1].name == "facts" else steps
    return make(source.read_bytes()).encode()


def main() -> int:
    """Run the tool; the exit code is 2 if a fixture cannot be fixed, 1 if ``--check`` finds a change."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("fixtures", nargs="*", type=Path, metavar="FIXTURE")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a golden would change")
    parser.add_argument("--dumps", action="store_true", help="the dumps of steps and facts, in place of fixtures")
    parser.add_argument("--figures", action="store_true", help="the measured peaks, in place of fixtures")
    options = parser.parse_args()
    kind = "dumps" if options.dumps else "figures" if options.figures else "fixtures"
    found = list(goldens(options.fixtures or (list(DUMPS) if options.dumps else [FIXTURES]), kind))
    if not found:
        parser.error("no sources of goldens there")
    code = 0
    for source, golden, make in found:
        try:
            new = make(source)
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
