"""One run of one call, with everything about it that a program could see."""

from __future__ import annotations

import contextlib
import io
import os
import pickle
import random
import types
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from uncopy.verify.alias import overlaps, probe
from uncopy.verify.clone import Array, NotClonable
from uncopy.verify.graph import Node, name_of, walk
from uncopy.verify.lazy import Yielded, awaited, drain, is_lazy
from uncopy.verify.surroundings import RAW_LIMIT, Surroundings, surroundings

OUTPUT_LIMIT = 1 << 20  # characters that a call may print


class NotObservable(Exception):
    """A run that tells nothing about the call: out of memory, endless output, changes that cannot be compared."""


class _TooMuchOutput(BaseException):
    pass


class _Limited(io.BytesIO):
    def write(self, data: Any, /) -> int:
        if self.tell() + len(data) > OUTPUT_LIMIT:
            raise _TooMuchOutput
        return super().write(data)


class _Capture(io.TextIOWrapper):
    """A standard stream that keeps what is printed, up to a limit."""

    def __init__(self) -> None:
        self._kept = _Limited()
        super().__init__(self._kept, encoding="utf-8", errors="backslashreplace", newline="", write_through=True)

    def text(self) -> str:
        """What was printed."""
        return self._kept.getvalue().decode("utf-8", "backslashreplace")


@dataclass
class Prepared:
    """A call ready to run once: everything in it belongs to this run alone."""

    function: Callable[..., object]
    args: tuple[object, ...]
    kwargs: dict[str, object]

    def arrays(self) -> list[Array]:
        """Those that a caller can still write into when the call has returned."""
        owner = getattr(self.function, "__self__", None)
        nodes = walk({"self": owner, "args": self.args, "kwargs": self.kwargs})
        return [node.value for node in nodes if isinstance(node.value, np.ndarray) and node.kind == "array"]


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
    surroundings: Surroundings
    meddled: Outcome | None = None  # of another run, in which the arguments of a generator change between its items

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


def observe(prepared: Prepared, state_now: Callable[[], dict[str, object]], *, meddle: bool = False) -> Outcome:
    """Run a call. ``state_now`` is asked for the module's state before the run and when it is over.

    With ``meddle`` the elements of all arguments are reversed once a generator has yielded its first item: what is
    computed before and after that moment differs then. Raises :class:`NotObservable`.
    """
    raised, message, result = None, "", None
    declared = frozenset(state_now())
    out, err = _Capture(), _Capture()
    here = os.getpid()
    between = (lambda: _reverse(prepared.arrays())) if meddle else (lambda: None)
    with np.errstate(), warnings.catch_warnings(record=True) as caught, random_state(0), surroundings() as seen:
        np.seterr(divide="warn", over="warn", under="ignore", invalid="warn")
        warnings.simplefilter("always")
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                result = awaited(prepared.function(*prepared.args, **prepared.kwargs))
                if is_lazy(result):
                    lazy, result = result, Yielded("", [], [], None, False)
                    drain(lazy, result, between)
            except (_TooMuchOutput, MemoryError) as error:
                what = "it ran out of memory" if isinstance(error, MemoryError) else "it printed without end"
                raise NotObservable(f"{what}: {error}".rstrip(": ")) from None
            except NotClonable:  # an item that was yielded
                raise
            except BaseException as error:  # whatever user code raises is something that it does
                raised, message = name_of(type(error)), str(error)
        if os.getpid() != here:  # it has forked, and has come back twice
            os._exit(0)
        state, errstate = _random_bytes(), np.geterr()
    if seen.raw_size > RAW_LIMIT:
        raise NotObservable("it printed without end")
    categories = tuple(name_of(w.category) for w in caught if not issubclass(w.category, ResourceWarning))
    roots: dict[str, object] = {"result": result}
    if isinstance(prepared.function, types.MethodType):
        roots["self"] = prepared.function.__self__
    else:
        roots["function"] = prepared.function
    roots |= {f"args[{i}]": value for i, value in enumerate(prepared.args)}
    roots |= {f"kwargs[{name!r}]": value for name, value in prepared.kwargs.items()}
    roots |= state_now()
    seen.settings["numpy.geterr()"] = errstate
    return Outcome(roots, declared, raised, message, categories, (out.text(), err.text()), state, seen)


def _reverse(arrays: list[Array]) -> None:
    """A change of contents that keeps every element one that the call was given."""
    for value in arrays:
        if value.flags.writeable and not value.dtype.hasobject:
            plain = value.view(np.ndarray)
            plain[...] = plain.reshape(-1)[::-1].reshape(plain.shape).copy()


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
