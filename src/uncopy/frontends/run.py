"""Asking the engine about many files, in this process or in a pool of them, and bringing the answers back in order."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import Literal

from uncopy.config import Config
from uncopy.fixes.edit import Finding
from uncopy.frontends import files

Wanted = Literal["check", "plan", "fix", "unsafe fix"]  # a plan is the fixes that are proposed, with the text
Task = tuple[str, Config, Wanted]

WORTH_A_POOL = 16  # files; below this the start of a pool costs more than it saves


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file. Small enough to pass between processes: no trees, and text only where it is shown.

    ``findings`` are of the text as it would be after the fixes, ``lines`` the source lines they begin on. ``source``
    and ``fixed`` are the file before and after, or None where no fix is asked for or nothing changed (in a plan
    ``fixed`` always is). ``problem`` says why there is no answer.
    """

    path: str
    findings: tuple[Finding, ...] = ()
    lines: dict[int, str] = field(default_factory=dict)
    applied: tuple[Finding, ...] = ()
    source: bytes | None = None
    fixed: bytes | None = None
    problem: str | None = None

    @property
    def failed(self) -> bool:
        """Whether the file, or a function of it, could not be examined: then nothing may be written to it."""
        from uncopy.frontends.settings import ERROR_CODES

        return self.problem is not None or any(finding.code in ERROR_CODES for finding in self.findings)


def _examine(source: bytes, path: str, config: Config, wanted: Wanted) -> Outcome:
    from uncopy import engine

    if wanted in ("check", "plan"):
        result = engine.check(source, path, config)
        if wanted == "plan":
            proposed = any(finding.fix for finding in result.findings)
            return Outcome(path, result.findings, source=source if proposed else None)
        return Outcome(path, result.findings, _shown(source, result.findings))
    fixed = engine.fix(source, path, config, unsafe=wanted == "unsafe fix")
    findings = fixed.remaining.findings
    outcome = Outcome(path, findings, _shown(fixed.source, findings), fixed.applied)
    if outcome.failed or fixed.source == source:
        return Outcome(path, findings, outcome.lines)
    return Outcome(path, findings, outcome.lines, fixed.applied, source, fixed.source)


def _shown(source: bytes, findings: Sequence[Finding]) -> dict[int, str]:
    if not findings:
        return {}
    from uncopy.source.text import UnreadableText, decode

    try:
        text = decode(source)
    except UnreadableText:
        return {}
    return {finding.line: text.line(finding.line) for finding in findings}


def examine_one(task: Task, source: bytes | None = None) -> Outcome:
    """Check or fix one file, or the text that stands for it; whatever goes wrong is in the outcome."""
    path, config, wanted = task
    try:
        return _examine(files.read(path) if source is None else source, path, config, wanted)
    except files.FileProblem as problem:
        return Outcome(path, problem=str(problem))
    except Exception as error:  # one file must not take the others with it; nothing is written to it
        return Outcome(path, problem=f"{path}: internal error in uncopy: {type(error).__name__}: {error}")


def _examine_files(tasks: Sequence[Task]) -> list[Outcome]:
    return [examine_one(task) for task in tasks]


def examine_files(tasks: Sequence[Task], jobs: int, done: Callable[[int], object]) -> Iterator[Outcome]:
    """An outcome for each task, in order; ``done`` is told how many more files are finished."""
    if jobs == 1 or len(tasks) < WORTH_A_POOL:
        for task in tasks:
            yield examine_one(task)
            done(1)
        return
    size = max(1, min(16, len(tasks) // (jobs * 4)))
    batches = [tasks[at : at + size] for at in range(0, len(tasks), size)]
    pool = _pool(jobs)
    try:
        with _ctrl_c_held():  # until each worker, which begins here, knows what to do about it
            answers = [_submit(pool, batch) for batch in batches]
        for batch, answer in zip(batches, answers, strict=True):
            try:
                outcomes = answer()
            except BrokenProcessPool:
                # A worker died and its file with it: find out which by giving each its own process
                outcomes = [_examine_alone(task) for task in batch]
            yield from outcomes
            done(len(outcomes))
    finally:
        pool.shutdown(cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, batch: Sequence[Task]) -> Callable[[], list[Outcome]]:
    try:
        return pool.submit(_examine_files, batch).result
    except BrokenProcessPool as broken:  # it can die while batches are still being handed out
        future: Future[list[Outcome]] = Future()
        future.set_exception(broken)
        return future.result


def _examine_alone(task: Task) -> Outcome:
    with _pool(1) as pool:
        try:
            with _ctrl_c_held():
                answer = pool.submit(examine_one, task)
            return answer.result()
        except BrokenProcessPool:
            return Outcome(task[0], problem=f"{task[0]}: the process that examined this file died; left as it was")


def _pool(jobs: int) -> ProcessPoolExecutor:
    import libcst  # noqa: F401 (loaded once, before the fork, and not again in each worker)

    from uncopy import engine  # noqa: F401

    gc.freeze()  # what is shared so far need not be walked, and so copied, by the workers' collectors
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    return ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context(method), initializer=_begin_worker)


_HAS_MASKS = hasattr(signal, "pthread_sigmask")


@contextlib.contextmanager
def _ctrl_c_held() -> Iterator[None]:
    """Put Ctrl-C off until the end of the block, in this process and in those that begin in it."""
    if not _HAS_MASKS:
        yield
        return
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _begin_worker() -> None:
    # Ctrl-C ends a worker without a word; the parent says what is to be said
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if _HAS_MASKS:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def default_jobs() -> int:
    """The number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
