"""What linters find of common memory patterns in NumPy code, and what becomes of the code that they fix.

``benchmarks/coverage`` holds, for each family of rules, a file of small functions in which a comment such as ``# bad
201: ...`` marks what is wasted, one of near misses (``# fine 201: why``), and a table of calls for both.
``python benchmarks/coverage.py`` installs the other tools into environments of their own (in ``--tools FOLDER``, by
default a temporary one; FastFrame needs a Python 3.12), runs them and uncopy, and prints for each tool and family

- how many patterns it detects: by a finding in the marked function of a rule that is about that pattern
  (``coverage_tools.RELEVANT`` says which messages of other tools are);
- how many of these its own fixes change;
- of how many of these the judge cannot tell the new version from the old one, on ordinary and on hostile calls;
- how many near misses it reports, changes, and changes so that the judge can tell;
- and, of all that is fixed rightly, how much was weighed with large arrays, and has a lower peak of memory.

The functions say nothing of the types of their parameters, as most real ones do not. The rows *typed* and *shaped* are
uncopy on the same functions with ``NDArray[np.float64]`` and the like, or ``Float64[np.ndarray, "n m"]``, written
beside each parameter; calls that break these promises then do not count.

``--names`` lists what uncopy misses or leaves unfixed, and why; and what each tool changed wrongly.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import coverage_tools  # noqa: E402
from benchmarks.coverage_tools import PATTERNS, RELEVANT, Answer, Message, source_of  # noqa: E402
from uncopy import engine  # noqa: E402
from uncopy.config import Config  # noqa: E402
from uncopy.verify.fixture import Case, fixture_job, load  # noqa: E402
from uncopy.verify.job import Job, Source  # noqa: E402
from uncopy.verify.sandbox import run_jobs  # noqa: E402
from uncopy.verify.spec import Spec, parse  # noqa: E402

FAMILIES = {
    "copies": "1xx", "in_place": "2xx", "indexing": "3xx", "growth": "4xx", "broadcasting": "5xx", "dtypes": "6xx",
    "kept": "7xx", "files": "8xx", "layout": "9xx",
}  # fmt: skip
MARK = re.compile(r"# (bad|fine) ((?:\d{3} ?)+): (.+)")
DTYPES = {
    "f8": "Float64", "f4": "Float32", "i8": "Int64", "i4": "Int32", "i2": "Int16", "u1": "UInt8", "c16": "Complex128",
}  # fmt: skip
NDARRAY = "from numpy.typing import NDArray"
LATER = "from __future__ import annotations; from typing import TYPE_CHECKING"
BROKEN = frozenset({  # hostile changes that are not of the type that is promised
    "i8", "u1", "b1", "f2", "f4", "f8", "longdouble", "c16", "objects", "NumPy scalar", "Python scalar", "nested list",
    "masked array", "matrix", "subclass", "None", "an array of all", "a tuple or list instead",
    "first item of integers", "first item of f4", "array of one", "column of two", "float", "complex", "f4 scalar",
})  # fmt: skip
RESHAPED = frozenset({"0-d array", "one dimension more"})
SIZES = frozenset({"n", "size", "rows", "columns"})
LOWER = 0.98  # of the peak before: more is no difference
UNCOPY = ("uncopy", "uncopy --unsafe-fixes", "uncopy --preview", "uncopy --preview --unsafe-fixes")
TYPED, SHAPED = "uncopy --preview, typed", "uncopy --preview, shaped"


@dataclass(frozen=True)
class Pattern:
    """A marked function or class: its lines, the marked one, the numbers of the rules that are about it, and why."""

    file: str
    name: str
    start: int
    end: int
    line: int
    numbers: frozenset[str]
    why: str
    keep: bool

    @property
    def family(self) -> str:
        """The file's name without what tells patterns from near misses."""
        return self.file.removesuffix(".py").removesuffix("_keep")

    @property
    def table(self) -> str:
        """The name of its calls."""
        return f"keep.{self.name}" if self.keep else self.name


@dataclass
class Score:
    """What one tool made of the patterns, by number of patterns; ``wrong`` with what tells the versions apart."""

    answer: Answer
    detected: set[Pattern] = field(default_factory=set)
    fixed: set[Pattern] = field(default_factory=set)
    wrong: dict[Pattern, str] = field(default_factory=dict)
    hostile_only: set[Pattern] = field(default_factory=set)  # wrong, but not on the ordinary call
    peaks: dict[Pattern, tuple[int, int]] = field(default_factory=dict)  # bytes before and after, of what is right

    @property
    def lower(self) -> set[Pattern]:
        """Weighed, with a lower peak."""
        return {pattern for pattern, (before, after) in self.peaks.items() if after < LOWER * before}

    @property
    def right(self) -> set[Pattern]:
        """Fixed, and the judge cannot tell."""
        return self.fixed - self.wrong.keys()


def patterns(family: str) -> list[Pattern]:
    """All that is marked in a family's two files."""
    found = []
    for file in (f"{family}.py", f"{family}_keep.py"):
        text = (PATTERNS / file).read_text(encoding="utf-8")
        lines = text.splitlines()
        for node in ast.parse(text).body:
            if not isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                continue
            assert node.end_lineno is not None
            start = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            for at in range(start, node.end_lineno + 1):
                if mark := MARK.search(lines[at - 1]):
                    numbers = frozenset(mark[2].split())
                    found.append(
                        Pattern(file, node.name, start, node.end_lineno, at, numbers, mark[3], mark[1] == "fine")
                    )
    return found


def uncopy(families: Iterable[str]) -> list[Answer]:
    """What uncopy says, however it is asked; and what it would say if the types were written down."""
    answers = []
    for name in (*UNCOPY, TYPED, SHAPED):
        config, unsafe = Config(preview="--preview" in name), "--unsafe-fixes" in name
        made = frozenset({"safe", "unsafe"} if unsafe else {"safe"})
        before = {TYPED: typed, SHAPED: shaped}.get(name, source_of)
        answer = Answer(name, "uncopy", fixes=made, before=before)
        for file in [file for family in families for file in (f"{family}.py", f"{family}_keep.py")]:
            source = answer.before(file).encode()
            for finding in engine.check(source, file, config).findings:
                how = finding.fix.applicability if finding.fix else None
                answer.messages.append(Message(file, finding.line, finding.code, how))
            answer.after[file] = engine.fix(source, file, config, unsafe=unsafe).source.decode()
        answers.append(answer)
    return answers


def typed(file: str) -> str:
    """A file with ``NDArray[np.float64]`` and the like: what its table of calls says of arguments."""
    return _annotated(file, "NDArray[np.{0}]").replace("import numpy as np", "import numpy as np; " + NDARRAY, 1)


def shaped(file: str) -> str:
    """The same with the dimensions, as jaxtyping writes them; nothing is imported when it runs."""
    documented, _, rest = _annotated(file, '{1}[np.ndarray, "{2}"]').partition("\n\n")
    return f"{documented}; {LATER}\nif TYPE_CHECKING: from jaxtyping import {', '.join(DTYPES.values())}\n{rest}"


def _annotated(file: str, form: str) -> str:
    """No line moves."""
    text = source_of(file)
    calls = {case.name: case for case in load(_calls(file)).values() if case.keep == file.endswith("_keep.py")}
    lines = text.splitlines()
    for node in ast.parse(text).body:
        if not isinstance(node, ast.FunctionDef) or not calls[node.name].args:
            continue
        for argument, said in reversed([*zip(node.args.args, calls[node.name].args, strict=False)]):
            word, at = _annotation(parse(said), form), argument.end_col_offset
            if word is not None:
                line = lines[argument.lineno - 1]
                rest = line[at:].replace("=", " = ", 1) if line[at:].startswith("=") else line[at:]
                lines[argument.lineno - 1] = f"{line[:at]}: {word}{rest}"
    return "\n".join(lines) + "\n"


def _annotation(spec: Spec, form: str) -> str | None:
    if spec.kind == "array":
        return form.format(DTYPES[spec.name].lower(), DTYPES[spec.name], " ".join(spec.dims))
    if spec.kind == "sequence" and spec.item is not None:
        return f"{spec.name}[{_annotation(spec.item, form)}]"
    return {"i8": "int", "f8": "float"}.get(spec.name) if spec.kind == "scalar" else None


def promised(label: str, args: Sequence[str], *, shapes: bool) -> bool:
    """Whether a call's arguments are of the types, and have the dimensions, that are written beside the parameters."""
    change, _, where = label.partition(": ")[2].partition(", ")
    if change in BROKEN or (shapes and change in RESHAPED):
        return False
    number = where.removeprefix("argument ")
    return change != "0-d array" or (number.isdigit() and parse(args[int(number)]).kind == "array")


def score(answer: Answer, wanted: list[Pattern]) -> Score:
    """Which patterns a tool detects and changes; nothing is judged yet."""
    found = Score(answer)
    for pattern in wanted:
        told = [message for message in answer.messages if _about(answer.group, message, pattern)]
        if told:
            found.detected.add(pattern)
        fixable = any(message.fix in answer.fixes for message in told)
        if fixable and _tree(answer.after[pattern.file], pattern.name) != _tree(
            answer.before(pattern.file), pattern.name
        ):
            found.fixed.add(pattern)
    return found


def _about(group: str, message: Message, pattern: Pattern) -> bool:
    """Whether a message is about a pattern, or a false alarm on a near miss: there any that counts at all is one."""
    if message.file != pattern.file or not pattern.start <= message.line <= pattern.end:
        return False
    if group == "uncopy":
        return pattern.keep or message.code.removeprefix("UNC") in pattern.numbers
    relevant = RELEVANT[group].get(message.code)
    if relevant is None or (relevant.on_the_line and message.line != pattern.line):
        return False
    return pattern.keep or bool(relevant.patterns & pattern.numbers)


def _tree(text: str, name: str) -> str:
    """A function as Python reads it: comments and layout do not matter."""
    return "".join(ast.dump(node) for node in ast.parse(text).body if getattr(node, "name", None) == name)


def judge(scores: list[Score]) -> None:
    """Put all that was changed to the judge."""
    work: dict[tuple[str, str, str], dict[str, list[tuple[Score, Pattern]]]] = defaultdict(lambda: defaultdict(list))
    for one in scores:
        for pattern in one.fixed:
            sides = one.answer.before(pattern.file), one.answer.after[pattern.file]
            work[(pattern.file, *sides)][pattern.table].append((one, pattern))
    jobs = [
        fixture_job(before.encode(), after.encode(), _calls(file), sorted(tables))
        for (file, before, after), tables in work.items()
    ]
    for report, tables in zip(run_jobs(jobs, timeout=60), work.values(), strict=True):
        for table, asked in tables.items():
            name = table.removeprefix("keep.")
            calls = [call for call in report.calls if call.label.partition(": ")[0] == name]
            for one, pattern in asked:
                told = calls
                if one.answer.name in (TYPED, SHAPED):
                    args = load(_calls(pattern.file))[table].args
                    told = [c for c in calls if promised(c.label, args, shapes=one.answer.name == SHAPED)]
                bad = [call for call in told if call.verdict != "equivalent"]
                if bad or not told:
                    said = f"{bad[0].label}: {bad[0].verdict}: {bad[0].difference}" if bad else str(report.error)
                    one.wrong[pattern] = said
                    ordinary = {call.verdict for call in told if call.label == f"{name}: ordinary"}
                    if ordinary == {"equivalent"}:
                        one.hostile_only.add(pattern)


def weigh(scores: list[Score]) -> None:
    """Measure what was changed rightly, where arguments are made of sizes."""
    jobs: dict[Job, list[tuple[Score, Pattern]]] = defaultdict(list)
    for one in scores:
        for pattern in sorted(one.right - {p for p in one.right if p.keep}, key=lambda p: (p.file, p.line)):
            case = load(_calls(pattern.file))[pattern.table]
            if case.cases is None:
                made = ["from uncopy.verify.inputs import ordinary", "cases = lambda module: ()"]
                made += [f"large = lambda module: [('large', {case.name!r}, *ordinary({_large(pattern, case)}))]"]
                sides = (one.answer.before(pattern.file), one.answer.after[pattern.file])
                place = PATTERNS / pattern.file
                old, new = (Source(text.encode(), place, PATTERNS) for text in sides)
                jobs[Job(place.stem, old, new, "\n".join(made).encode(), place)].append((one, pattern))
    for report, asked in zip(run_jobs([*jobs], timeout=60), jobs.values(), strict=True):
        for call in report.calls:
            if call.peak_before is not None and call.peak_after is not None:
                for one, pattern in asked:
                    one.peaks[pattern] = call.peak_before, call.peak_after


def _large(pattern: Pattern, case: Case) -> str:
    """The arguments of a large call: sizes, and numbers that are some by their names, are large ones."""
    specs = [parse(text) for text in case.args]
    flat = all(len(spec.dims) < 2 for spec in specs) and not {"columns"} & _parameters(pattern).keys()
    size = 50_000 if flat else 300  # more than 256 KiB: less NumPy treats in another way
    args = [
        f"i8={size}" if spec.name == "i8" and spec.kind == "scalar" and name in SIZES else spec.text
        for name, spec in zip(_parameters(pattern), specs, strict=False)
    ]
    return f"{args!r}, {{}}, {dict.fromkeys(case.sizes or {'n': 1}, size)!r}"


def _parameters(pattern: Pattern) -> dict[str, None]:
    nodes = [node for node in ast.parse(source_of(pattern.file)).body if isinstance(node, ast.FunctionDef)]
    return {arg.arg: None for node in nodes if node.name == pattern.name for arg in node.args.args}


def _calls(file: str) -> Path:
    return PATTERNS / (file.removesuffix(".py").removesuffix("_keep") + ".toml")


def table(scores: list[Score], wanted: list[Pattern]) -> str:
    """Counts, a line for each tool, by family."""
    families = [name for name in FAMILIES if any(pattern.family == name for pattern in wanted)]
    lines = []

    def cells(*numbers: Counter[str]) -> str:
        """One number behind the other, for each family and for all; nothing is a dot."""
        texts = []
        for family in [*families, None]:
            found = [count[family] if family else sum(count.values()) for count in numbers]
            texts.append("/".join(map(str, found)) if any(found) else ".")
        return "".join(f"{text:>10}" for text in texts)

    def block(title: str, keep: bool, *attributes: str) -> None:
        lines.append(f"{title}\n{'':32}" + "".join(f"{head:>10}" for head in [*(FAMILIES[f] for f in families), "all"]))
        there = Counter(pattern.family for pattern in wanted if pattern.keep == keep)
        lines.append(f"{'there are':32}{cells(there)}")
        for one in scores:
            found = [Counter(p.family for p in getattr(one, name) if p.keep == keep) for name in attributes]
            lines.append(f"{one.answer.name:32}{'  ' + one.answer.note if one.answer.note else cells(*found)}")
        lines.append("")

    block("patterns: detected/fixed/fixed rightly", False, "detected", "fixed", "right")
    block("near misses: reported/changed/changed wrongly", True, "detected", "fixed", "wrong")
    lines.append("fixed rightly, and weighed with large arrays: patterns, of these with a lower peak")
    lines += [f"{one.answer.name:32}{f'{len(one.peaks)}/{len(one.lower)}':>10}" for one in scores if one.peaks]
    lines.append("\nfixed wrongly, but only for hostile calls")
    lines += [f"{one.answer.name:32}{len(one.hostile_only):>10}" for one in scores if one.hostile_only]
    return "\n".join(lines)


def unfixed(scores: list[Score], wanted: list[Pattern]) -> list[str]:
    """What uncopy, with its rules on trial, misses or does not fix safely, with the guards' reasons."""
    known = {rule.code for rule in engine.rules()}
    lines = []
    ours = [one for one in scores if one.answer.name in ("uncopy --preview", TYPED, SHAPED)]
    for one, pattern in [(one, pattern) for one in ours for pattern in wanted]:
        if pattern.keep or pattern in one.fixed:
            continue
        codes = {f"UNC{number}" for number in pattern.numbers}
        source = one.answer.before(pattern.file).encode()
        explained = [
            e
            for e in engine.explanations(source, pattern.file, Config(preview=True))
            if e.code in codes and pattern.start <= e.line <= pattern.end
        ]
        reasons = [
            f"{e.code} {e.verdict}: " + "; ".join(f"{a.guard}: {a.reason}" for a in e.answers if a.answer != "yes")
            for e in explained
        ]
        if not codes & known:
            reasons = ["no such rule"]
        state = "found" if pattern in one.detected else "missed"
        place = f"{one.answer.name}: {pattern.file}:{pattern.line} {pattern.name} ({' '.join(sorted(pattern.numbers))})"
        lines.append(f"{state}: {place}: {' | '.join(reasons) or 'no candidate'}")
    return lines


def names(scores: list[Score], wanted: list[Pattern]) -> str:
    """All that the numbers hide."""
    lines = unfixed(scores, wanted)
    for one in scores:
        for pattern in wanted:
            place = f"{one.answer.name}: {pattern.file}:{pattern.line} {pattern.name}"
            if pattern in one.wrong:
                hostile = " (hostile calls only)" if pattern in one.hostile_only else ""
                lines.append(f"changed wrongly{hostile}: {place}: {one.wrong[pattern]}")
            if pattern in one.peaks.keys() - one.lower:
                before, after = one.peaks[pattern]
                lines.append(f"no lower peak: {place}: {before} bytes before, {after} after")
            if pattern.keep and pattern in one.detected:
                codes = sorted({m.code for m in one.answer.messages if _about(one.answer.group, m, pattern)})
                lines.append(f"near miss reported: {place}: {' '.join(codes)}")
            if not pattern.keep and pattern in one.detected and one.answer.group != "uncopy":
                lines.append(f"detected: {place}")
    return "\n".join(lines)


def main() -> int:
    """Print the table. The exit code is 1 if a safe fix of uncopy is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("families", nargs="*", choices=[*FAMILIES, []], help="by default all")
    parser.add_argument("--tools", type=Path, help="where the other tools are, or are to be, installed")
    parser.add_argument("--python312", help="a Python 3.12 for FastFrame; by default one that is found")
    parser.add_argument("--only-uncopy", action="store_true", help="leave the other tools out")
    parser.add_argument("--names", action="store_true", help="list what the numbers are made of")
    options = parser.parse_args()
    families = options.families or list(FAMILIES)
    wanted = [pattern for family in families for pattern in patterns(family)]
    answers = uncopy(families)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        if not options.only_uncopy:
            tools = options.tools.resolve() if options.tools else work / "installed"
            coverage_tools.install(tools, options.python312 or coverage_tools.find_python312())
            sources = work / "sources"
            sources.mkdir()
            for file in {pattern.file for pattern in wanted}:
                (sources / file).write_bytes((PATTERNS / file).read_bytes())
            answers += coverage_tools.ask(tools, sources, work)
            print(f"Python {sys.version.split()[0]}, {coverage_tools.versions(tools)}")
        scores = [score(answer, wanted) for answer in answers]
        judge(scores)
        weigh(scores)
    print(table(scores, wanted))
    if options.names:
        print(names(scores, wanted))
    return (
        1
        if any(one.wrong for one in scores if one.answer.group == "uncopy" and "unsafe" not in one.answer.fixes)
        else 0
    )


if __name__ == "__main__":
    sys.exit(main())
