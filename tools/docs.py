"""Write the rules' pages: what each rule says of itself, then its fixtures, before and after, with the memory measured.

``python tools/docs.py`` writes ``docs/rules``; with ``--check`` nothing is written, and a page that would change means
exit code 1.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from uncopy import engine
from uncopy.verify.fixture import Case, load

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "fixtures"
DOCS = ROOT / "docs" / "rules"
_MARK = re.compile(r"[ \t]*#[ \t]*UNC\d{3}[, \tUNC\d]*$", re.MULTILINE)


def page(rule: engine.RuleInfo) -> str:
    """A rule's page."""
    parts = [rule.page.rstrip()]
    folders = sorted(case.parent for case in FIXTURES.glob(f"{rule.code}/*/case.toml"))
    if folders:
        parts.append(
            "## Measured\n\nEach of these is tested: both sides give the same results, bit for bit, on ordinary "
            "and on hostile arguments,\nand take the memory that is given, at the peak and in arrays."
        )
    parts += [_example(folder) for folder in folders]
    return "\n\n".join(parts) + "\n"


def _example(folder: Path) -> str:
    """A fixture as a section."""
    title = folder.name.replace("_", " ").replace("-", " ").capitalize()
    before, after = (_MARK.sub("", (folder / f"{name}.py").read_text(encoding="utf-8")) for name in ("before", "after"))
    return (
        f"### {title}\n\n```python\n{before.rstrip()}\n```\n\nbecomes\n\n```python\n{after.rstrip()}\n```"
        + _figures([case for case in load(folder / "case.toml").values() if not case.keep and case.before is not None])
    )


def _figures(cases: list[Case]) -> str:
    """The peaks as a table."""
    if not cases:
        return ""
    rows = [f"| `{case.name}` | `{case.unit}` | {case.before:.1f} | {case.after:.1f} |" for case in cases]
    return "\n\n| function | one array | before | after |\n|---|---|---|---|\n" + "\n".join(rows)


def index(rules: tuple[engine.RuleInfo, ...]) -> str:
    """The list of all pages."""
    rows = [
        f"| [{r.code}]({r.code}.md) | {r.name} | {r.fix}{', preview' if r.preview else ''} | {r.saves} |" for r in rules
    ]
    return "# The rules\n\n| code | name | fix | saves |\n|---|---|---|---|\n" + "\n".join(rows) + "\n"


def pages() -> dict[Path, str]:
    """Every page with its text."""
    rules = engine.rules()
    return {DOCS / "README.md": index(rules), **{DOCS / f"{rule.code}.md": page(rule) for rule in rules}}


def main() -> int:
    """Run the tool; the exit code is 1 if ``--check`` finds a page that would change."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a page would change")
    options = parser.parse_args()
    wanted = pages()
    stale = [path for path, text in wanted.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    gone = [path for path in DOCS.glob("*.md") if path not in wanted]
    for path in (*stale, *gone):
        print(path.relative_to(DOCS.parent.parent))
    if options.check:
        return 1 if stale or gone else 0
    DOCS.mkdir(parents=True, exist_ok=True)
    for path in stale:
        path.write_text(wanted[path], encoding="utf-8")
    for path in gone:
        path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
