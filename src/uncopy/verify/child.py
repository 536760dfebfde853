"""The process in which user code runs: ``python -m uncopy.verify.child ORDER``. It reports line by line.

Each line is a JSON array: ``["job", job]`` as it turns to a job, ``["call", job, index, {...}]`` before it touches a
call, ``["rewrite", job, index, reached]`` when the original has ended and the new version's turn has come,
``["verdict", job, index, {...}]`` after it, ``["failed", job, reason]`` where a job cannot go on, and ``["end"]``.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import itertools
import json
import os
import pickle
import sys
import traceback
import types
import warnings
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TextIO

from uncopy.measure import curve_of, native_peak, peak_of, time_ratio, weigh
from uncopy.verify.clone import NotClonable
from uncopy.verify.compare import difference, nodes_difference
from uncopy.verify.graph import NotComparable, snapshot, walk
from uncopy.verify.job import LARGE, REWRITE, CallVerdict, Job, Order, Verdict
from uncopy.verify.lazy import Yielded, awaited
from uncopy.verify.limits import die_with_parent, give_back, limit_cpu, limit_memory
from uncopy.verify.observe import NotObservable, Outcome, observe, random_state
from uncopy.verify.side import BadCases, Call, Side, Unmade
from uncopy.verify.snippet import snippet
from uncopy.verify.variants import VARIANTS, unchanged

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
_SPEAKER = os.getpid()

SNIPPET = 12_000  # characters: a longer one is no help


def main() -> None:
    """Carry out the order whose file is named on the command line."""
    order: Order = pickle.loads(Path(sys.argv[1]).read_bytes())
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    output = os.open(Path(sys.argv[1]).with_name("stdout"), os.O_RDWR | os.O_CREAT | os.O_APPEND)
    os.dup2(output, 1)  # what user code prints by any way
    die_with_parent()
    if order.memory is not None:
        limit_memory(order.memory)
    gc.freeze()  # what is loaded by now need not be looked through at every collection
    for number, job in enumerate(order.jobs):
        if number >= order.start[0]:
            _say(channel, "job", number)
            _do(order, number, job, channel)
    _say(channel, "end")
    channel.close()
    os._exit(0)  # threads and exit handlers of user code have no say


def _say(channel: TextIO, *line: object) -> None:
    if os.getpid() != _SPEAKER:  # user code has forked, and come back twice
        os._exit(0)
    channel.write(json.dumps(line) + "\n")
    channel.flush()


def _do(order: Order, number: int, job: Job, channel: TextIO) -> None:
    known = set(sys.modules)
    try:
        shared = job.old.root == job.new.root
        sides = Side(job, job.old, shared), Side(job, job.new, shared)
        if not job.recorded:
            for index, old, new in _calls(sides, order.mode):
                if (number, index) >= order.start and (number, index) not in order.skip:
                    _begin(channel, order.timeout, number, index, CallVerdict(old.label, old.name, "error"))
                    turn = functools.partial(_say, channel, "rewrite", number, index)
                    _say(channel, "verdict", number, index, asdict(_done(order, number, job, sides, old, new, turn)))
        _recorded(order, number, job, sides, channel)
    except BadCases as error:
        _say(channel, "failed", number, str(error))
    except BaseException as error:  # user code may raise anything while it is loaded or makes its calls
        _say(channel, "failed", number, _told(error))
    finally:
        # Recorded calls are of packages that may lie beside NumPy itself, which cannot be loaded twice
        for name in set() if job.recorded else set(sys.modules) - known:
            place = getattr(sys.modules[name], "__file__", None)
            if place and {job.old.root, job.new.root} & set(Path(place).parents):
                del sys.modules[name]


def _begin(channel: TextIO, timeout: float, number: int, index: int, call: CallVerdict) -> None:
    """Say which call is touched next. What the last one printed is not kept."""
    _say(channel, "call", number, index, asdict(call))
    limit_cpu(timeout)
    with contextlib.suppress(OSError):  # it may have been closed
        os.ftruncate(1, 0)


def _recorded(order: Order, number: int, job: Job, sides: tuple[Side, Side], channel: TextIO) -> None:
    """Make the recorded calls, and those in which the versions agree and which get somewhere once more, varied."""
    if order.mode == "judge":
        ignored = _by_chance(sides[0], Side(job, job.old, shared=True))
        for side in sides:
            side.state.ignored = ignored
    for index, call in enumerate(job.recorded):
        # After a call that ended the process, the variants left are those of a call that was to be varied
        varies = (number, index * len(VARIANTS) + 1) < order.start < (number, (index + 1) * len(VARIANTS))
        for step, (name, change) in enumerate(VARIANTS.items() if order.mode == "judge" else [("", unchanged)]):
            place = (number, index * len(VARIANTS) + step)
            if place < order.start or place in order.skip or (step and not varies):
                continue
            about = CallVerdict(f"{call.label}{name}", call.function, "error", recorded=index, varied=step > 0)
            _begin(channel, order.timeout, *place, about)
            old_call, new_call = (side.recorded(index, name, change) for side in sides)
            turn = functools.partial(_say, channel, "rewrite", *place)
            found = _done(order, number, job, sides, old_call, new_call, turn)
            verdict = replace(found, recorded=index, varied=step > 0)
            _say(channel, "verdict", *place, asdict(verdict))
            if not step:
                varies = verdict.verdict == "equivalent" and verdict.raised is None and bool(verdict.reached)


def _by_chance(one: Side, other: Side) -> frozenset[str]:
    """What differs in the state of a module from one time that it is loaded to another."""
    first, second = one.state.now(), other.state.now()
    found = set(first.keys() ^ second.keys())
    for path in first.keys() & second.keys():
        with contextlib.suppress(NotComparable):  # what a call makes of it has to be compared all the same
            if nodes_difference(walk({path: first[path]}), walk({path: second[path]})) is not None:
                found.add(path)
    return frozenset(found)


def _done(
    order: Order,
    number: int,
    job: Job,
    sides: tuple[Side, Side],
    old: Call | Unmade,
    new: Call | Unmade,
    turn: Callable[[tuple[int, ...]], None],
) -> CallVerdict:
    """What is to be found out about one call. ``turn`` is told what the original has reached before the new version
    runs.
    """
    for call in (old, new):
        if isinstance(call, Unmade):
            return CallVerdict(old.label, old.name, "error", call.why)
    assert isinstance(old, Call)
    assert isinstance(new, Call)
    if (number, old.name) in order.late:
        return CallVerdict(
            old.label, old.name, "error", "not tried: other calls of it did not end in time", stopped="late"
        )
    verdict = _judged(sides, old, new, job, turn) if order.mode == "judge" else _weighed(sides, old, new, job)
    if verdict.verdict == "error":
        give_back()  # it may have run out of memory
    return verdict


def _calls(sides: tuple[Side, Side], mode: Literal["judge", "weigh"]) -> Iterator[tuple[int, Call, Call]]:
    """The calls in step, numbered alike in both modes: those of ``cases``, then those of ``large``."""
    kinds: tuple[Literal["cases", "large"], ...] = ("cases", "large")
    has_large = hasattr(sides[0]._cases, "large")
    index = 0
    for kind in kinds:
        if mode == "weigh" and has_large and kind == "cases":
            index = LARGE
            continue
        if kind == "large":
            index = LARGE
        for old, new in itertools.zip_longest(*(side.calls(kind) for side in sides)):
            if old is None or new is None or (old.label, old.name) != (new.label, new.name):
                raise BadCases(f"the cases make different calls of the two versions: {old!r:.100} and {new!r:.100}")
            yield index, old, new
            index += 1


def _judged(
    sides: tuple[Side, Side],
    old: Call,
    new: Call,
    job: Job,
    turn: Callable[[tuple[int, ...]], None] = lambda _: None,
) -> CallVerdict:
    raised: str | None = None
    lines: set[int] = set()
    in_rewrite = False

    def reached() -> tuple[int, ...]:
        return tuple(i for i, (first, last) in enumerate(job.spans) if any(first <= n <= last for n in lines))

    def verdict(name: Verdict, text: str | None = None) -> CallVerdict:
        return CallVerdict(old.label, old.name, name, text, raised=raised, reached=reached())

    def error(text: str, stopped: Literal["broken off"] | None = None) -> CallVerdict:
        return replace(verdict("error", text), in_rewrite=in_rewrite, stopped=stopped)

    try:
        with sides[0].prepared(old) as one, sides[1].prepared(new) as two:
            inputs = [walk({"args": p.args, "kwargs": p.kwargs, "function": p.function}) for p in (one, two)]
            odd = nodes_difference(*inputs)
        if odd is not None:
            return verdict("error", f"the cases file gives the two versions different inputs: {odd}")
        with executed(str(job.old.path), lines) if job.spans else contextlib.nullcontext():
            first = _observed(sides[0], old)
        raised = first.raised
        second = _observed(sides[0], old)
        odd = difference(first, second)
        if odd is not None:
            return verdict("nondeterministic", f"two runs of the original differ: {odd}")
        in_rewrite = True
        turn(reached())
        odd = difference(first, _observed(sides[1], new))
        if odd is None:
            return verdict("equivalent")
        again = difference(first, _observed(sides[0], old))  # such as a time of day that has moved on
        if again is not None:
            return verdict("nondeterministic", f"two runs of the original differ: {again}")
        found = verdict("different", odd)
        return replace(found, snippet=_snippet(old, odd, job)) if job.recorded else found
    except NotObservable as problem:
        return error(str(problem), "broken off")
    except (NotClonable, NotComparable) as problem:
        return error(str(problem))
    except Exception as problem:
        return error(f"the judge failed: {_told(problem)}")


def _snippet(call: Call, odd: str, job: Job) -> str | None:
    """A program that shows the difference, where the arguments can be written down in a few lines."""
    with contextlib.suppress(Exception):  # what user classes raise when they are taken apart
        where = {"old": job.old.path, "root": job.old.root, "new": Path(REWRITE), "new_root": job.new.root}
        text = snippet(call.name, call.args, call.kwargs, module=job.name, difference=odd, **where)
        return text if len(text) <= SNIPPET else None
    return None


@contextlib.contextmanager
def executed(file: str, lines: set[int]) -> Iterator[None]:
    """Inside, ``lines`` takes the numbers of the lines of a file that this thread executes."""

    def within(frame: types.FrameType, event: str, _: object) -> Any:
        if event == "line":
            lines.add(frame.f_lineno)
        return within

    def entered(frame: types.FrameType, _event: str, _: object) -> Any:
        return within if frame.f_code.co_filename == file else None

    before = sys.gettrace()
    sys.settrace(entered)
    try:
        yield
    finally:
        sys.settrace(before)


def _observed(side: Side, call: Call) -> Outcome:
    outcome = _run(side, call, meddle=False)
    if isinstance(outcome.roots["result"], Yielded):
        outcome.meddled = _run(side, call, meddle=True)
    return outcome


def _run(side: Side, call: Call, *, meddle: bool) -> Outcome:
    with side.prepared(call) as prepared:
        before = snapshot(side.state.aside())
        outcome = observe(prepared, side.state.now, meddle=meddle)
        _ = outcome.nodes, outcome.probe  # looked at while the module's state is the run's
        for one, other in itertools.zip_longest(before, snapshot(side.state.aside())):
            if one != other:
                path = (one or other)[0]
                raise NotObservable(f"it changes {path}, which is another one each time that the module is loaded")
    return outcome


def _weighed(sides: tuple[Side, Side], old: Call, new: Call, job: Job) -> CallVerdict:
    def prepare(side: Side, call: Call) -> Callable[[], AbstractContextManager[Callable[[], object]]]:
        return lambda: _quiet(side, call)

    before, after = prepare(sides[0], old), prepare(sides[1], new)
    scale = weigh if job.recorded or job.curves else peak_of
    try:
        one, two = scale(before), scale(after)
        ratio = time_ratio(before, after)
        files = [str(source.path) for source in (job.old, job.new)] if job.recorded or job.curves else []
        native = [native_peak(prepared) if job.native else None for prepared in (before, after)]
        curves = [curve_of(prepared, file) for prepared, file in zip((before, after), files, strict=False)]
    except Exception as error:
        return CallVerdict(old.label, old.name, "error", f"cannot be weighed: {_told(error)}")
    return CallVerdict(
        old.label,
        old.name,
        "equivalent",
        peak_before=one.peak,
        peak_after=two.peak,
        retained_before=one.retained,
        retained_after=two.retained,
        time_ratio=ratio,
        allocated_before=one.allocated,
        allocated_after=two.allocated,
        native_before=native[0],
        native_after=native[1],
        notes=tuple(dict.fromkeys((*one.notes, *two.notes))),
        curve_before=curves[0] if curves else (),
        curve_after=curves[1] if curves else (),
    )


@contextlib.contextmanager
def _quiet(side: Side, call: Call) -> Iterator[Callable[[], object]]:
    """A call that can be weighed: an exception is its end like any other, and nobody sees what it prints."""
    with side.prepared(call) as prepared, warnings.catch_warnings(), random_state(0):
        warnings.simplefilter("ignore")

        def run() -> object:
            try:
                return awaited(prepared.function(*prepared.args, **prepared.kwargs))
            except MemoryError:
                raise
            except BaseException:
                return None

        yield run


def _told(error: BaseException) -> str:
    where = traceback.extract_tb(error.__traceback__)[-1:]
    place = f" ({Path(where[0].filename).name}, line {where[0].lineno})" if where else ""
    return f"{type(error).__name__}: {error}{place}"


if __name__ == "__main__":
    main()
