"""Running the user's command on a scratch copy with some fixes made, and keeping what came of each run."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from uncopy.verify import module_of, reaching
from uncopy.verify.plan import FilePlan
from uncopy.verify.scratch import Scratch, SuiteError, put, python_path

NO_SYNTAX = "does not compile"
COMMAND = "the command"  # stands among the tests for whether the run came to its end
PLUGIN = "_uncopy_outcomes"
SETTINGS = "UNCOPY_SUITE"  # as outcomes.py has it, which only pytest can import
TAIL = 15  # lines of output that are shown of a command that fails

Progress = Callable[[str, int, int], None]  # what runs, tests done, tests there are (0: not known)


@dataclass(frozen=True)
class Run:
    """What came of one run: outcomes of the tests, reasons of those that failed, where modules came from.

    ``reached`` holds for each point that was passed the tests it was passed in, "" standing for outside of all.
    """

    outcomes: dict[str, str]
    reasons: dict[str, str]
    modules: dict[str, str]
    reached: dict[str, list[str]]
    seconds: float
    tail: str
    is_pytest: bool


@dataclass
class Runner:
    """Runs the command, each set of fixes once: what is known from ``kept``, a folder, is not run again."""

    plans: Sequence[FilePlan]
    command: str
    scratch: Scratch
    folder: Path
    kept: Path
    patience: float
    progress: Progress
    limit: float | None = None
    is_pytest: bool = False
    tests: int = 0
    runs: int = 0
    resumed: int = 0
    seconds: float = 0
    _marked: dict[str, reaching.Marked] = field(default_factory=dict)
    _known: dict[str, Run] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.words = shlex.split(self.command, posix=sys.platform != "win32")
        if not self.words or shutil.which(self.words[0], path=os.environ.get("PATH")) is None:
            raise SuiteError(f"there is no command {self.words[0] if self.words else ''!r} to run")
        plugins = self.folder / "plugins"
        plugins.mkdir()
        shutil.copy(Path(__file__).with_name("outcomes.py"), plugins / f"{PLUGIN}.py")
        (plugins / f"{reaching.MODULE}.py").write_text(
            reaching.RECORDER.format(rows=str(self.folder / "reached")), encoding="utf-8"
        )
        self.environment = {
            **os.environ,
            "PYTHONPATH": python_path(self.scratch, plugins),
            "PYTEST_PLUGINS": ",".join(filter(None, [os.environ.get("PYTEST_PLUGINS"), PLUGIN])),
            # The same order and the same random numbers in each run
            "PYTEST_ADDOPTS": f"{os.environ.get('PYTEST_ADDOPTS', '')} -p no:randomly -p no:random_order".strip(),
            "PYTHONHASHSEED": os.environ.get("PYTHONHASHSEED", "0"),
            SETTINGS: str(self.folder / "settings.json"),
        }
        for name in ("PYTHONPYCACHEPREFIX", "PYTEST_CURRENT_TEST"):
            self.environment.pop(name, None)
        self._written = {plan.path: plan.text for plan in self.plans}
        first = 0
        for plan in self.plans:
            self._marked[plan.path] = reaching.marked(plan, first)
            first += 1 + len({point for points in self._marked[plan.path].points.values() for point in points})

    def marks(self, plan: FilePlan) -> reaching.Marked:
        """Where the marks of a file are."""
        return self._marked[plan.path]

    def run(
        self, label: str, changes: Iterable[str] = (), *, only: Sequence[str] | None = None, attempt: int = 0,
        marked: bool = False,
    ) -> Run:  # fmt: skip
        """Run the command with the fixes of these ids, and of the tests ``only`` those named, where that is given."""
        wanted = frozenset(changes)
        key = json.dumps([sorted(wanted), None if only is None else sorted(only), attempt, marked])
        place = self.kept / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.json"
        if key in self._known:
            return self._known[key]
        self.runs += 1
        try:
            run = Run(**json.loads(place.read_text("utf-8")))
            self.resumed += 1
        except (OSError, ValueError, TypeError):
            run = self._run(label, wanted, only, marked)
            self.kept.mkdir(parents=True, exist_ok=True)
            half = place.with_suffix(".tmp")
            half.write_text(json.dumps(asdict(run)), encoding="utf-8")
            half.replace(place)
        self._known[key] = run
        self.seconds += run.seconds
        self.is_pytest = self.is_pytest or run.is_pytest
        return run

    def _run(self, label: str, wanted: frozenset[str], only: Sequence[str] | None, marked: bool) -> Run:
        for plan in self.plans:
            made = [change for change in plan.changes if change.id in wanted]
            try:
                text = self._marked[plan.path].text if marked else plan.changed(made) if made else plan.text
            except SyntaxError as error:
                return Run({COMMAND: NO_SYNTAX}, {COMMAND: f"{plan.path}: {error}"}, {}, {}, 0, "", self.is_pytest)
            if self._written[plan.path] != text:
                put(self.scratch.files[plan.path], text)
                self._written[plan.path] = text
        rows, reached = self.folder / "rows", self.folder / "reached"
        for left in (rows, reached):
            left.unlink(missing_ok=True)
        settings = {
            "rows": str(rows),
            "only": None if only is None else list(only),
            "modules": [module_of(plan.place)[0] for plan in self.plans],
            "originals": [str(plan.place) for plan in self.plans],
        }
        (self.folder / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
        total = self.tests if only is None else len(only)
        begin = time.monotonic()
        count = _Count(rows)
        ended = self._execute(lambda: self.progress(label, count.now(), total))
        seconds = time.monotonic() - begin
        return self._read(_rows(rows), _rows(reached), ended, seconds)

    def _execute(self, tick: Callable[[], None]) -> str:
        """Run to the end, or to the limit; in words how it ended."""
        end = None if self.limit is None else time.monotonic() + self.limit
        with open(self.folder / "output", "wb") as output:
            process = subprocess.Popen(
                self.words,
                cwd=self.scratch.cwd,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for uncopy, which then ends the command with all its children
            )
            try:
                while True:
                    tick()
                    try:
                        status = process.wait(0.1)
                        break
                    except subprocess.TimeoutExpired:
                        if end is not None and time.monotonic() > end:
                            return f"no end after {self.limit:.0f} s"
            finally:
                if process.poll() is None:
                    _kill(process)
        if status < 0:
            return f"killed by {signal.Signals(-status).name}" if sys.platform != "win32" else f"status {status}"
        return "passed" if status == 0 else f"exit status {status}"

    def _read(self, rows: list[Any], points: list[Any], ended: str, seconds: float) -> Run:
        """Make sense of what was written: of several phases of a test the worst counts."""
        found: dict[str, str] = {}
        reasons: dict[str, str] = {}
        modules: dict[str, str] = {}
        started: dict[str, None] = {}
        finished = False
        for row in rows:
            if "start" in row:
                started[row["start"]] = None
            elif "module" in row:
                modules[row["module"]] = row["file"]
            elif "finished" in row:
                finished = True
            else:
                test, outcome = row["test"], row["outcome"]
                if outcome == "failed" and row["phase"] in ("setup", "teardown", "collect"):
                    outcome = "error"
                if _RANKS.get(outcome, -1) >= _RANKS.get(found.get(test, ""), -1):
                    found[test] = outcome
                if "reason" in row:
                    reasons.setdefault(test, row["reason"])
                if row["phase"] in ("teardown", "collect"):
                    started.pop(test, None)
        is_pytest = self.is_pytest or bool(rows)
        if not is_pytest:
            found[COMMAND] = ended
        elif finished:
            found[COMMAND] = "came to its end"
        else:
            found[COMMAND] = ended if ended != "passed" else "ended early"
            # One that has begun and not ended is where it happened
            found.update({test: f"{_cut(ended)} in it" for test in started})
        reached: dict[str, dict[str, None]] = {}
        for point, test in points:
            reached.setdefault(str(point), {})[test.rpartition(" (")[0]] = None
        text = (self.folder / "output").read_bytes().decode(errors="replace")
        tail = "\n".join(text.rstrip().splitlines()[-TAIL:])
        points_in = {point: [*tests] for point, tests in reached.items()}
        return Run(found, reasons, modules, points_in, seconds, tail, is_pytest)


_RANKS = {"passed": 0, "skipped": 1, "xfailed": 2, "xpassed": 3, "failed": 5, "error": 4}


def _cut(ended: str) -> str:
    return ended if ended.startswith("no end") else f"crashed ({ended})"


def _rows(place: Path) -> list[Any]:
    """The rows of a file; a last one that was cut off is left out."""
    try:
        lines = place.read_bytes().split(b"\n")
    except OSError:
        return []
    return [json.loads(line) for line in lines[:-1] if line]


class _Count:
    """How many tests have been begun, by rows that are being written; those read once are not read again."""

    def __init__(self, rows: Path) -> None:
        self.rows, self.place, self.begun = rows, 0, 0

    def now(self) -> int:
        with contextlib.suppress(OSError), open(self.rows, "rb") as file:
            file.seek(self.place)
            text = file.read()
            whole = text.rfind(b"\n") + 1
            self.place += whole
            self.begun += text[:whole].count(b'{"start"')
        return self.begun


def _kill(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
