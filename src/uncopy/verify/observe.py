"""One run of one call, with everything about it that a program could see."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import io
import itertools
import pickle
import random
import types
import warnings
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

import numpy as np

from uncopy.verify.alias import overlaps, probe
from uncopy.verify.clone import clone
from uncopy.verify.graph import Node, name_of, walk

OUTPUT_LIMIT = 1 << 20  # characters that a call may print
YIELD_LIMIT = 10_000  # items that are taken from a generator
LAZY = (types.GeneratorType, map, filter, zip, enumerate, reversed)


class NotObservable(Exception):
    """A run that ended in a way that tells nothing about the call: out of memory, endless output."""


class _TooMuchOutput(BaseException):
    pass


@dataclass
class Prepared:
    """A call ready to run once: everything in it belongs to this run alone."""

    function: Callable[..., object]
    args: tuple[object, ...]
    kwargs: dict[str, object]

    def __call__(self) -> object:
        """Run it to the end, generators and coroutines too."""
        return drain(self.function(*self.args, **self.kwargs))


@dataclass
class Yielded:
    """What came out of a generator: the items themselves, and copies of them from when each one came."""

    items: list[object]
    as_they_came: list[object]
    returned: object
    unfinished: bool


def awaited(result: object) -> object:
    """What a coroutine returns, or anything else as it is."""
    return asyncio.run(result) if inspect.iscoroutine(result) else result


def drain(result: object) -> object:
    """The result itself, or what a lazy one yields."""
    result = awaited(result)
    if not isinstance(result, LAZY):
        return result
    drained = Yielded([], [], None, False)

    def whole() -> Generator[object, None, None]:
        drained.returned = yield from cast("Generator[object, None, object]", result)

    items = whole()
    for item in itertools.islice(items, YIELD_LIMIT):
        drained.items.append(item)
        drained.as_they_came.append(clone(item))
    drained.unfinished = len(drained.items) == YIELD_LIMIT
    items.close()
    return drained


@dataclass
class Outcome:
    """What was seen. ``roots`` are the result, the arguments and the globals after the call, by name."""

    roots: dict[str, object]
    declared: frozenset[str]  # names of the module's state before the call
    raised: str | None
    message: str
    warnings: tuple[str, ...]
    output: tuple[str, str]
    random: bytes
    errstate: dict[str, Any]

    @cached_property
    def nodes(self) -> list[Node]:
        """The walk over the roots."""
        return walk(self.roots)

    @cached_property
    def overlaps(self) -> dict[tuple[str, str], int]:
        """Which arrays share memory."""
        return overlaps(self.nodes)

    @cached_property
    def probe(self) -> dict[str, frozenset[str]]:
        """What a write into each result changes."""
        return probe(self.roots, self.nodes)


class _Capture(io.StringIO):
    def write(self, text: str, /) -> int:
        if self.tell() + len(text) > OUTPUT_LIMIT:
            raise _TooMuchOutput
        return super().write(text)


def observe(prepared: Prepared, state_now: Callable[[], dict[str, object]]) -> Outcome:
    """Run a call. ``state_now`` is asked for the module's state before the run and when it is over.

    Raises :class:`NotObservable`.
    """
    raised, message, result = None, "", None
    declared = frozenset(state_now())
    out, err = _Capture(), _Capture()
    with np.errstate(), warnings.catch_warnings(record=True) as caught, random_state(0):
        np.seterr(divide="warn", over="warn", under="ignore", invalid="warn")
        warnings.simplefilter("always")
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                result = prepared()
            except (_TooMuchOutput, MemoryError) as error:
                what = "it ran out of memory" if isinstance(error, MemoryError) else "it printed without end"
                raise NotObservable(f"{what}: {error}".rstrip(": ")) from None
            except BaseException as error:  # whatever user code raises is something that it does
                raised, message = name_of(type(error)), str(error)
        state, errstate = _random_bytes(), np.geterr()
    categories = tuple(name_of(w.category) for w in caught if not issubclass(w.category, ResourceWarning))
    roots: dict[str, object] = {"result": result}
    if isinstance(prepared.function, types.MethodType):
        roots["self"] = prepared.function.__self__
    else:
        roots["function"] = prepared.function
    roots |= {f"args[{i}]": value for i, value in enumerate(prepared.args)}
    roots |= {f"kwargs[{name!r}]": value for name, value in prepared.kwargs.items()}
    roots |= state_now()
    output = out.getvalue(), err.getvalue()
    return Outcome(roots, declared, raised, message, categories, output, state, cast("dict[str, Any]", errstate))


@contextlib.contextmanager
def random_state(seed: int) -> Iterator[None]:
    """The global random generators seeded inside, and as they were afterwards."""
    numpy_state, python_state = np.random.get_state(), random.getstate()
    np.random.seed(seed)
    random.seed(seed)
    try:
        yield
    finally:
        np.random.set_state(numpy_state)
        random.setstate(python_state)


def _random_bytes() -> bytes:
    return pickle.dumps((np.random.get_state(), random.getstate()))
