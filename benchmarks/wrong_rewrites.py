"""Who tells wrong rewrites from right ones: the judge, the test that hypothesis's ghostwriter writes, and CrossHair.

``python benchmarks/wrong_rewrites.py`` puts every rewrite of ``tests/verify/wrong`` to each of them and prints how many
were rejected, accepted, or left undecided. All get the arguments of the table, but for one row:

- uncopy: ``uncopy.verify.run_jobs``, as ``uncopy verify`` runs it. Undecided is what it calls an error.
- ghostwriter: the body of the test that ``hypothesis.extra.ghostwriter.equivalent(f, g, allow_same_errors=True)``
  writes, which hands the same arguments to both functions and compares their results: with ``==``, as it is written,
  and with ``numpy.testing``. The strategies that it leaves open (``st.nothing()``) are the table's arguments.
- CrossHair: ``crosshair diffbehavior``, on a function that makes the table's arguments and returns the result with the
  arguments afterwards; and, with ``--own``, on the bare function, whose arguments it then makes up itself.

``--names`` lists what each of them got wrong.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.metadata
import json
import os
import subprocess
import sys
import tempfile
import textwrap
import types
import warnings
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.verify.rewrites import FAMILIES, REWRITES  # noqa: E402
from tests.verify.test_judge import LIBRARIES, job  # noqa: E402
from tests.verify.wrong.table import Rewrite  # noqa: E402

REJECTED, ACCEPTED, UNDECIDED = "rejected", "accepted", "undecided"
Answers = dict[tuple[str, str], str]  # by name and side
SIDES = [(rewrite, side) for rewrite in REWRITES for side in ("wrong", "right") if getattr(rewrite, side)]


@dataclass(frozen=True)
class Checker:
    """Somebody's answers, and what they were asked with."""

    name: str
    answers: Answers


def uncopy() -> Checker:
    """The judge's verdicts."""
    from uncopy.verify import run_jobs

    with tempfile.TemporaryDirectory() as folder:
        reports = run_jobs([job(Path(folder), rewrite, getattr(rewrite, side)) for rewrite, side in SIDES])
    words = {"equivalent": ACCEPTED, "different": REJECTED, "error": UNDECIDED}
    said = {(rewrite.name, side): words[report.verdict] for (rewrite, side), report in zip(SIDES, reports, strict=True)}
    return Checker("uncopy verify", said)


# The ghostwriter's form runs in a child: the functions print, leave, and change the process.


def ghostwriter() -> list[Checker]:
    """A test that passes accepts, one that fails in any way rejects."""
    with tempfile.TemporaryDirectory() as folder:
        answers = Path(folder) / "answers"
        command = [sys.executable, str(Path(__file__).resolve()), "--forms", str(answers)]
        subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        found = json.loads(answers.read_text(encoding="utf-8"))
    return [
        Checker(name, {(item["name"], item["side"]): item["answer"] for item in items}) for name, items in found.items()
    ]


def forms(answers: Path) -> None:
    """What the child does: every rewrite through every form of comparison."""
    import numpy as np

    comparisons: dict[str, Callable[[Any, Any], None]] = {
        "ghostwriter, as written (==)": _equal,
        "ghostwriter, assert_array_equal": np.testing.assert_array_equal,
        "ghostwriter, assert_allclose": np.testing.assert_allclose,
    }
    found: dict[str, list[dict[str, str]]] = {}
    for name, compare in comparisons.items():
        found[name] = []
        for rewrite, side in SIDES:
            answer = ACCEPTED if _passes(rewrite, side, compare) else REJECTED
            found[name].append({"name": rewrite.name, "side": side, "answer": answer})
    answers.write_text(json.dumps(found), encoding="utf-8")
    os._exit(0)


def _equal(one: object, other: object) -> None:
    assert one == other, (one, other)


def _passes(rewrite: Rewrite, side: str, compare: Callable[[Any, Any], None]) -> bool:
    import numpy as np

    with warnings.catch_warnings(), np.errstate(), np.printoptions(), contextlib.suppress(BaseException):
        warnings.simplefilter("ignore")
        modules = [_module(name, getattr(rewrite, text)) for name, text in (("before", "before"), ("after", side))]
        for call in rewrite.calls:
            arguments = eval(call, {"np": np, "module": modules[0], **_libraries(rewrite)})  # noqa: S307 - our own table
            try:
                result, error = modules[0].f(*arguments), None
            except Exception as raised:
                error = type(raised)
            if error is None:
                compare(result, modules[1].f(*arguments))
            else:
                try:
                    modules[1].f(*arguments)
                except error:
                    continue
                return False
        return True
    return False


def _module(name: str, text: str) -> Any:
    module = sys.modules[name] = types.ModuleType(name)
    exec(f"import numpy as np\n{text}", module.__dict__)  # noqa: S102 - our own table
    return module


def _libraries(rewrite: Rewrite) -> dict[str, Any]:
    found: dict[str, Any] = {}
    exec(LIBRARIES.get(rewrite.needs or "", ""), found)  # noqa: S102
    return found


def crosshair(executable: str, seconds: float, jobs: int, *, own: bool) -> Checker:
    """CrossHair's word: a difference, none found, or something else."""

    def ask(pair: tuple[Rewrite, str]) -> str:
        rewrite, side = pair
        said = []
        with tempfile.TemporaryDirectory() as folder:
            for name, text in (("before", rewrite.before), ("after", getattr(rewrite, side))):
                (Path(folder) / f"{name}.py").write_text(_with_cases(rewrite, text), encoding="utf-8")
            for function in ["f"] if own else [f"case_{i}" for i in range(len(rewrite.calls))]:
                command = [executable, "diffbehavior", f"before.{function}", f"after.{function}"]
                command += ["--per_condition_timeout", str(seconds), "--exception_equivalence", "SAME_TYPE"]
                with contextlib.suppress(subprocess.TimeoutExpired):
                    done = subprocess.run(
                        command, cwd=folder, capture_output=True, text=True, check=False, timeout=20 + 10 * seconds
                    )
                    if "No differences found" in done.stdout:
                        said.append(ACCEPTED)
                    elif "Given:" in done.stdout:
                        said.append(REJECTED)
                    else:
                        said.append(UNDECIDED)
        if REJECTED in said:
            return REJECTED
        return ACCEPTED if said and set(said) == {ACCEPTED} else UNDECIDED

    with ThreadPoolExecutor(jobs) as pool:
        answers = list(pool.map(ask, SIDES))
    name = f"CrossHair diffbehavior, {'its own arguments' if own else 'arguments made inside'}"
    return Checker(name, {(rewrite.name, side): said for (rewrite, side), said in zip(SIDES, answers, strict=True)})


def _with_cases(rewrite: Rewrite, text: str) -> str:
    lines = ["import sys", "import numpy as np", LIBRARIES.get(rewrite.needs or "", ""), text]
    for number, call in enumerate(rewrite.calls):
        body = f"module = sys.modules[__name__]\nargs = {call}\nreturn f(*args), args"
        lines.append(f"def case_{number}(i: int):\n{textwrap.indent(body, '    ')}")
    return "\n".join(lines) + "\n"


def table(checkers: list[Checker]) -> str:
    """Counts, a line for each."""
    sides = Counter(side for _, side in SIDES)
    lines = [
        f"{sides['wrong']} wrong rewrites, {sides['right']} right ones beside them, in {len(FAMILIES)} families",
        "",
        f"{'':46}{'wrong ones':^32}{'right ones':^32}",
        f"{'':46}{'rejected':>10}{'accepted':>11}{'undecided':>11}{'accepted':>11}{'rejected':>10}{'undecided':>11}",
    ]
    for checker in checkers:
        counts = Counter((side, answer) for (_, side), answer in checker.answers.items())
        wrong = [counts["wrong", answer] for answer in (REJECTED, ACCEPTED, UNDECIDED)]
        right = [counts["right", answer] for answer in (ACCEPTED, REJECTED, UNDECIDED)]
        cells = [f"{n:>{w}}" for n, w in zip(wrong + right, (10, 11, 11, 11, 10, 11), strict=True)]
        lines.append(f"{checker.name:46}{''.join(cells)}")
    return "\n".join(lines)


def mistakes(checker: Checker) -> list[str]:
    """The names of what was not answered as it should be."""
    good = {"wrong": REJECTED, "right": ACCEPTED}
    return [
        f"{checker.name}: {side} {name}: {answer}"
        for (name, side), answer in checker.answers.items()
        if answer != good[side]
    ]


def main() -> None:
    """Ask everyone, and print the table. Exits with 1 where the judge was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--crosshair", default="crosshair", help="the program, by default the one on the path")
    parser.add_argument("--seconds", type=float, default=2.0, help="CrossHair's --per_condition_timeout")
    parser.add_argument("--own", action="store_true", help="let CrossHair make up arguments, too")
    parser.add_argument("--jobs", type=int, default=2, help="CrossHair processes at once")
    parser.add_argument("--names", action="store_true", help="list what each got wrong")
    parser.add_argument("--forms", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.forms:
        forms(options.forms)
    judge = uncopy()
    checkers = [judge, *ghostwriter()]
    missing = None
    try:
        subprocess.run([options.crosshair, "--version"], capture_output=True, check=False)
    except OSError:
        missing = "CrossHair: not installed (pip install crosshair-tool)"
    else:
        for own in [False, True] if options.own else [False]:
            checkers.append(crosshair(options.crosshair, options.seconds, options.jobs, own=own))
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("numpy", "hypothesis"))
    print(f"Python {sys.version.split()[0]}, {versions}\n{table(checkers)}")
    if missing:
        print(missing)
    if options.names:
        print("", *(line for checker in checkers for line in mistakes(checker)), sep="\n")
    raise SystemExit(any(not line.endswith(UNDECIDED) for line in mistakes(judge)))


if __name__ == "__main__":
    main()
