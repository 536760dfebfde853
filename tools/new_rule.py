"""Begin a rule: its file from a template, and a folder of fixtures to fill in.

``python tools/new_rule.py UNC299 the-pattern in-place first-fixture``
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from string import Template

from uncopy import __version__

ROOT = Path(__file__).parent.parent
TEMPLATES = Path(__file__).parent / "templates"


def main() -> int:
    """Run the tool; the exit code is 2 if the arguments do not fit or the rule exists."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("code", help="UNC and three digits; codes are never used again")
    parser.add_argument("name", help="what the pattern is called, in lower case with hyphens")
    parser.add_argument("family", help="the kind of rule, as `uncopy rules --json` lists them")
    parser.add_argument("fixture", help="what the first fixture is called, such as standardize")
    options = parser.parse_args()
    if not re.fullmatch(r"UNC\d{3}", options.code):
        parser.error(f"a code is UNC and three digits, not {options.code!r}")
    if not re.fullmatch(r"[a-z]+(-[a-z]+)*", options.name):
        parser.error(f"a name is lower-case words with hyphens, not {options.name!r}")
    rules = ROOT / "src" / "uncopy" / "rules"
    taken = [path.name for path in rules.glob(f"{options.code.lower()}_*.py")]
    if taken:
        parser.error(f"{options.code} is taken by {taken[0]}")
    values = {
        "code": options.code,
        "name": options.name,
        "family": options.family,
        "since": ".".join(__version__.split(".")[:2]),
        "class_name": "".join(word.title() for word in options.name.split("-")),
    }
    fixture = ROOT / "fixtures" / options.code / options.fixture
    targets = {
        "rule.py.txt": rules / f"{options.code.lower()}_{options.name.replace('-', '_')}.py",
        "before.py.txt": fixture / "before.py",
        "keep.py.txt": fixture / "keep.py",
        "case.toml.txt": fixture / "case.toml",
    }
    for template, target in targets.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(Template((TEMPLATES / template).read_text()).substitute(values))
        print(target.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
