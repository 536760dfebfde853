"""Children under time and memory limits, started again after a call that ends one. Imports no NumPy."""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any, Literal

from uncopy.verify import limits
from uncopy.verify.job import LARGE, CallVerdict, Job, Order, Report, merge

TIMEOUTS = 2  # after so many of its calls ran out of time, the other calls of a function are not tried

# One thread, for results and memory not to depend on the machine; freed memory kept, for times not to depend on when
# the allocator hands pages back.
ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",  # the user's folders stay as they are
    "MALLOC_TRIM_THRESHOLD_": str(1 << 30),
    "MALLOC_MMAP_THRESHOLD_": str(1 << 25),
}


@dataclass
class _Found:
    """What is known of one job so far, by index of call."""

    calls: dict[int, CallVerdict] = field(default_factory=dict)
    error: str | None = None


def run_jobs(jobs: Sequence[Job], *, timeout: float = 60, memory: int | None = 4 << 30) -> list[Report]:
    """Judge, and where it is asked for weigh, many modules in few processes. One report a job, in order.

    ``timeout`` is the seconds that one call may take with everything done to it, ``memory`` the bytes that a child may
    map beyond what the interpreter and NumPy take.
    """
    jobs = tuple(jobs)
    judged = [_Found() for _ in jobs]
    with tempfile.TemporaryDirectory(prefix="uncopy-", ignore_cleanup_errors=True) as folder:
        _Pass(jobs, "judge", timeout, memory, Path(folder), judged, frozenset()).run()
        bad = frozenset(
            (number, index)
            for number, found in enumerate(judged)
            for index, call in found.calls.items()
            if call.verdict == "error"
        )
        wanted = tuple(job for job in jobs if job.weigh)
        if wanted:
            numbers = [number for number, job in enumerate(jobs) if job.weigh]
            skip = frozenset((numbers.index(number), index) for number, index in bad if number in numbers)
            weighed = [_Found() for _ in wanted]
            _Pass(wanted, "weigh", 2 * timeout, memory, Path(folder), weighed, skip).run()
            for number, found in zip(numbers, weighed, strict=True):
                calls = judged[number].calls
                calls.update((i, merge(calls[i], call)) for i, call in found.calls.items() if i in calls)
                judged[number].error = judged[number].error or found.error
    return [_report(found) for found in judged]


def weigh_jobs(
    jobs: Sequence[Job], *, timeout: float = 60, memory: int | None = 4 << 30
) -> list[tuple[CallVerdict, ...]]:
    """Weigh recorded calls that were judged before: of each job its calls with what was measured, in order."""
    jobs = tuple(jobs)
    found = [_Found() for _ in jobs]
    with tempfile.TemporaryDirectory(prefix="uncopy-", ignore_cleanup_errors=True) as folder:
        _Pass(jobs, "weigh", 2 * timeout, memory, Path(folder), found, frozenset()).run()
    return [tuple(call for _, call in sorted(one.calls.items())) for one in found]


def _report(found: _Found) -> Report:
    """Calls of ``large`` that repeat one of ``cases`` under the same label become one with it."""
    rows: dict[tuple[str, str, int], CallVerdict] = {}
    for index, call in sorted(found.calls.items()):
        key = (call.label, call.function, 0)
        if index < LARGE or key not in rows:
            while key in rows:
                key = (*key[:2], key[2] + 1)
            rows[key] = call
        else:
            rows[key] = merge(rows[key], call)
    return Report.of(tuple(rows.values()), found.error)


class _Pass:
    """One walk through all calls of all jobs, over as many children as it takes."""

    def __init__(
        self,
        jobs: tuple[Job, ...],
        mode: Literal["judge", "weigh"],
        timeout: float,
        memory: int | None,
        folder: Path,
        found: list[_Found],
        skip: frozenset[tuple[int, int]],
    ) -> None:
        self._jobs, self._mode, self._timeout, self._memory, self._folder = jobs, mode, timeout, memory, folder
        self._found = found
        self._skip = skip
        self._late: dict[tuple[int, str], int] = {}

    def run(self) -> None:
        """Go on until every job has ended."""
        start: tuple[int, int] | None = (0, 0)
        while start is not None:
            start = self._one_child(start)

    def _one_child(self, start: tuple[int, int]) -> tuple[int, int] | None:
        """Where the next child has to begin, or None at the end."""
        order_file = self._folder / "order"
        late = frozenset(key for key, times in self._late.items() if times >= TIMEOUTS)
        order = Order(self._jobs, self._mode, start, self._skip, late, self._memory, self._timeout)
        order_file.write_bytes(pickle.dumps(order))
        at: tuple[int, int] = start
        touched: tuple[int, int, CallVerdict] | None = None
        end = time.monotonic() + self._timeout
        with _Child(order_file, self._folder) as child:
            while True:
                line = child.next_line(end)
                if line is None or not self._valid(line):
                    break
                if line[0] == "end":
                    return None
                number = line[1]
                if line[0] != "rewrite":  # both versions together have the time of one call
                    end = time.monotonic() + self._timeout
                if line[0] == "call":
                    touched = (number, line[2], CallVerdict(**line[3]))
                elif line[0] == "rewrite" and touched is not None:
                    touched = (*touched[:2], replace(touched[2], in_rewrite=True, reached=tuple(line[3])))
                elif line[0] == "verdict":
                    self._found[number].calls[line[2]] = CallVerdict(**line[3])
                    touched, at = None, (number, line[2] + 1)
                elif line[0] == "job":
                    at = max(at, (number, 0))
                elif line[0] == "failed":
                    self._found[number].error = line[2]
                    touched, at = None, (number + 1, 0)
            reason = f"the process {child.death(self._timeout)}"
        if touched is None:  # it died while loading a module or making its calls
            self._found[at[0]].error = f"{reason} while it loaded the module or made its cases"
            at = (at[0] + 1, 0)
        else:
            number, index, call = touched
            stopped: Literal["late", "broken off"] = "late" if child.late else "broken off"
            self._found[number].calls[index] = replace(call, difference=reason, stopped=stopped)
            at = (number, index + 1)
            if child.late:
                key = (number, call.function)
                self._late[key] = self._late.get(key, 0) + 1
        return at if at[0] < len(self._jobs) else None

    def _valid(self, line: list[Any]) -> bool:
        return bool(line) and (line[0] == "end" or (len(line) > 1 and line[1] in range(len(self._jobs))))


class _Child:
    """A running child. Leaving the context ends it, and whatever it started, by force."""

    def __init__(self, order: Path, folder: Path) -> None:
        package = str(Path(__file__).resolve().parents[2])
        path = os.pathsep.join([package, *filter(None, [os.environ.get("PYTHONPATH")])])
        self._errors = (folder / "stderr").open("w+b")
        self._work, temporary = (tempfile.mkdtemp(prefix=prefix, dir=folder) for prefix in ("work-", "tmp-"))
        own = {"PYTHONPATH": path, limits.MARK: self._work, **dict.fromkeys(("TMPDIR", "TMP", "TEMP"), temporary)}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "uncopy.verify.child", str(order)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            cwd=self._work,
            env={**os.environ, **ENVIRONMENT, **own},
            start_new_session=True,
        )
        self.late = False
        self._lines: queue.Queue[list[Any] | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, args=(self._process.stdout,), daemon=True)
        self._reader.start()

    def _read(self, stream: IO[bytes]) -> None:
        with contextlib.suppress(ValueError, OSError):
            for raw in stream:
                line = json.loads(raw)
                self._lines.put(line if isinstance(line, list) else None)
        self._lines.put(None)

    def next_line(self, end: float) -> list[Any] | None:
        """The child's next word, or None when it has died, is silent until that time, or talks nonsense."""
        while True:
            try:
                return self._lines.get(timeout=min(0.5, max(0.0, end - time.monotonic())))
            except queue.Empty:
                if time.monotonic() >= end:
                    self.late = True
                    return None
                if self._process.poll() is not None and self._lines.empty():  # its own children may hold the pipe
                    return None

    def death(self, timeout: float) -> str:
        """How it ended, as the rest of a sentence about the process."""
        if self.late:
            return f"did not end within {timeout:g} seconds"
        try:
            code = self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            return "said something unintelligible"
        self._errors.seek(max(0, self._errors.seek(0, os.SEEK_END) - 2000))
        last = self._errors.read(2000).decode("utf-8", "replace").strip().rpartition("\n")[2]
        how = f"was ended by signal {-code}" if code < 0 else f"exited with status {code}"
        return f"{how} ({last})" if last else how

    def __enter__(self) -> _Child:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()
        self._process.wait()
        limits.end_strays(self._work)
        self._reader.join(timeout=1)
        if self._process.stdout is not None and not self._reader.is_alive():
            self._process.stdout.close()
        self._errors.close()
