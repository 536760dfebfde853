"""The other tools of the coverage benchmark: how each is installed and run, and which of its messages count.

A message counts for a pattern where the tool's rule is about that waste, or its advice would remove it; the reason
stands beside it. All other messages (docstrings, names, annotations, line lengths) count neither for patterns nor as
false alarms. Rule lists read: ``ruff rule --all``, ``pylint --list-msgs`` with all extensions and perflint,
flake8-bugbear's and refurb's pages, FastFrame's ``antipatterns.py``.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

PATTERNS = Path(__file__).parent / "coverage"
PACKAGES = ("ruff", "pylint", "perflint", "flake8", "flake8-bugbear", "refurb", "numpy")
FASTFRAME = "fastframe-pandas==0.1.1"
NOT_RUN = "not run: needs Python 3.12"


class Relevant(NamedTuple):
    """For which patterns (numbers of uncopy's rules) a message counts, and why; whether on the marked line only."""

    patterns: frozenset[str]
    reason: str
    on_the_line: bool = False


def _for(numbers: str, reason: str, *, on_the_line: bool = False) -> Relevant:
    return Relevant(frozenset(numbers.split()), reason, on_the_line)


RELEVANT: dict[str, dict[str, Relevant]] = {
    "Ruff": {
        "PLR6104": _for("201 205 215", "`x = x + e` becomes `x += e`"),
        "C419": _for("214", "a generator in place of a list of all terms"),
        "C416": _for("107", "`[v for v in x]` copies element by element"),
        "C417": _for("107 108", "`list(map(lambda ...))` makes a list"),
        "C414": _for("107 110", "`sorted(list(x))` makes a list more"),
        "PERF101": _for("107", "`for v in list(x)` makes a list"),
        "PERF402": _for("107", "a loop that copies into a list"),
        "FURB192": _for("110", "`sorted(x)[0]` sorts a list for one element"),
        "RUF015": _for("110", "`list(x)[0]` makes a list for one element"),
        "RUF017": _for("401", "`sum(lists, [])` copies all that is there for each list"),
        "B018": _for("702", "an expression whose value nothing uses"),
        "B019": _for("705", "a cache on a method keeps the object and all results"),
    },
    "pylint, perflint": {
        "R6104": _for("201 205 215", "`x = x + e` becomes `x += e`"),
        "R1721": _for("107", "`[v for v in x]` copies element by element"),
        "R1728": _for("214", "a generator in place of a list of all terms"),
        "R1729": _for("214", "a generator in place of a list of all answers"),
        "W0104": _for("702", "a statement without effect"),
        "W0106": _for("702", "an expression whose value nothing uses"),
        "W1518": _for("705", "a cache without limit on a method"),
        "W8101": _for("107", "`for v in list(x)` makes a list"),
        "W8201": _for("303 402 901", "what does not change is made on each pass", on_the_line=True),
        "W8402": _for("107", "a loop that copies into a list"),
    },
    "flake8-bugbear": {
        "B018": _for("702", "an expression whose value nothing uses"),
        "B019": _for("705", "a cache on a method keeps the object and all results"),
    },
    "refurb": {
        "FURB123": _for("104 107", "a cast to the type that is there already"),
        "FURB137": _for("107", "a list that is made to be made into another"),
        "FURB192": _for("110", "`sorted(x)[0]` sorts a list for one element"),
    },
    "FastFrame": {
        "AP005": _for("401", "np.append in a loop"),
        "AP006": _for("602 604 605 606", "a conversion to int64 or float64 that could be narrower"),
    },
}


@dataclass(frozen=True)
class Message:
    """One message: of which file, where, which rule's, and how its fix is called: safe, unsafe, or none."""

    file: str
    line: int
    code: str
    fix: str | None = None


def source_of(file: str) -> str:
    """A file of patterns as it is."""
    return (PATTERNS / file).read_text(encoding="utf-8")


@dataclass(frozen=True)
class Answer:
    """What one tool says of a folder, and by name the texts that its own fixes make of the files."""

    name: str
    group: str
    messages: list[Message] = field(default_factory=list)
    after: dict[str, str] = field(default_factory=dict)
    fixes: frozenset[str] = frozenset()  # which of its fixes were made: safe, unsafe
    before: Callable[[str], str] = source_of  # the text of a file that it was asked about
    note: str | None = None


def install(folder: Path, python312: str | None) -> None:
    """The tools into environments of their own under ``folder``, where they are not there yet."""
    wanted = [("tools", sys.executable, PACKAGES)]
    if python312 is not None:
        wanted.append(("fastframe", python312, (FASTFRAME,)))
    for name, python, packages in wanted:
        place = folder / name
        if (place / "installed").exists():
            continue
        subprocess.run([python, "-m", "venv", str(place)], check=True)
        subprocess.run([str(_program(place, "python")), "-m", "pip", "install", "-q", *packages], check=True)
        (place / "installed").touch()


def find_python312() -> str | None:
    """A Python 3.12 that runs, from the path."""
    found = shutil.which("python3.12")
    if found is None:
        return None
    done = subprocess.run(
        [found, "-c", "import sys, venv; print(sys.version_info[:2])"], check=False, capture_output=True
    )
    return found if done.stdout.strip() == b"(3, 12)" else None


def versions(folder: Path) -> str:
    """What was installed, for the table's head."""
    named = [*PACKAGES, FASTFRAME.partition("==")[0]]
    found = {}
    for place in folder.glob("*/lib/*/site-packages"):
        for info in place.glob("*.dist-info"):
            name, _, version = info.name.removesuffix(".dist-info").rpartition("-")
            found[name.replace("_", "-").lower()] = version
    return ", ".join(f"{name} {found[name]}" for name in named if name in found and name != "numpy")


def ask(folder: Path, sources: Path, work: Path) -> list[Answer]:
    """Every tool's answer about the files of ``sources``; ``work`` is for copies that they rewrite."""
    tools = folder / "tools"
    return [
        _ruff(tools, sources, work / "ruff", unsafe=False),
        _ruff(tools, sources, work / "ruff-unsafe", unsafe=True),
        _pylint(tools, sources),
        _flake8(tools, sources),
        _refurb(tools, sources),
        _fastframe(folder / "fastframe", sources, work / "fastframe"),
    ]


def _program(environment: Path, name: str) -> Path:
    return environment / ("Scripts" if os.name == "nt" else "bin") / name


def _run(environment: Path, name: str, *arguments: object, cwd: Path) -> str:
    """What a program prints; they exit with other codes than 0 where they find something."""
    command = [str(_program(environment, name)), *map(str, arguments)]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode not in (0, 1) and not done.stdout:
        raise RuntimeError(f"{name} failed: {done.stderr[-2000:]}")
    return done.stdout


def _files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.py"))


def _texts(folder: Path, names: Iterable[str]) -> dict[str, str]:
    return {name: (folder / name).read_text(encoding="utf-8") for name in names}


def _ruff(tools: Path, sources: Path, work: Path, *, unsafe: bool) -> Answer:
    """All rules for the messages; for the fixes only those that count, for the others change everything."""
    always = ("check", "--isolated", "--no-cache", "--preview", "--target-version", "py311")
    found = json.loads(_run(tools, "ruff", *always, "--select", "ALL", "--output-format", "json", ".", cwd=sources))
    messages = [
        Message(
            Path(one["filename"]).name,
            one["location"]["row"],
            one["code"],
            one["fix"]["applicability"] if one["fix"] else None,
        )
        for one in found
    ]
    shutil.copytree(sources, work)
    more = ("--unsafe-fixes",) if unsafe else ()
    _run(
        tools,
        "ruff",
        *always,
        "--select",
        ",".join(RELEVANT["Ruff"]),
        "--fix-only",
        "--exit-zero",
        *more,
        ".",
        cwd=work,
    )
    made = frozenset({"safe", "unsafe"} if unsafe else {"safe"})
    name = "Ruff --unsafe-fixes" if unsafe else "Ruff"
    return Answer(name, "Ruff", messages, _texts(work, _files(sources)), made)


def _pylint(tools: Path, sources: Path) -> Answer:
    """With all of its extensions and optional checks."""
    (place,) = tools.glob("[Ll]ib/**/site-packages/pylint/extensions")
    names = [path.stem for path in sorted(place.glob("*.py")) if not path.stem.startswith("_")]
    plugins = ",".join(["perflint", *(f"pylint.extensions.{name}" for name in names)])
    options = (f"--rcfile={os.devnull}", f"--load-plugins={plugins}", "--enable=all", "--output-format=json2")
    found = json.loads(_run(tools, "pylint", *options, *_files(sources), cwd=sources))["messages"]
    messages = [Message(Path(one["path"]).name, one["line"], one["messageId"]) for one in found]
    return Answer("pylint, perflint", "pylint, perflint", messages)


def _flake8(tools: Path, sources: Path) -> Answer:
    said = _run(tools, "flake8", "--isolated", "--extend-select=B9", *_files(sources), cwd=sources)
    return Answer("flake8-bugbear", "flake8-bugbear", _lines(said, r"(.+?):(\d+):\d+: (\w+) "))


def _refurb(tools: Path, sources: Path) -> Answer:
    said = _run(tools, "refurb", "--enable-all", "--quiet", *_files(sources), cwd=sources)
    return Answer("refurb", "refurb", _lines(said, r"(.+?):(\d+):\d+ \[(\w+)\]"))


def _lines(said: str, pattern: str) -> list[Message]:
    matches = (re.match(pattern, line) for line in said.splitlines())
    return [Message(Path(match[1]).name, int(match[2]), match[3]) for match in matches if match]


def _fastframe(environment: Path, sources: Path, work: Path) -> Answer:
    """Its own verification runs scripts that leave arrays in globals, which these files do not: it is left out."""
    if not environment.exists():
        return Answer("FastFrame", "FastFrame", note=NOT_RUN)
    found = json.loads(_run(environment, "fastframe", "scan", ".", "--format", "json", cwd=sources) or "[]")
    messages = [
        Message(Path(one["path"]).name, one["line"], one["pattern"], None if one["manual_fix"] else "safe")
        for one in found
    ]
    work.mkdir(parents=True)
    for name in _files(sources):
        _run(environment, "fastframe", "fix", name, "-o", work / name, "--no-verify", cwd=sources)
    return Answer("FastFrame", "FastFrame", messages, _texts(work, _files(sources)), frozenset({"safe"}))
