"""One of the two versions of a module, loaded under the name that both go by, and the calls made for it."""

from __future__ import annotations

import contextlib
import importlib
import importlib.machinery
import random
import sys
import types
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from uncopy.verify.clone import Cloner
from uncopy.verify.instrument import RAW, registering
from uncopy.verify.job import Job, Source
from uncopy.verify.observe import Prepared, random_state
from uncopy.verify.state import State
from uncopy.verify.store import load


class BadCases(Exception):
    """A cases file that does not do what it should: the message says what is wrong."""


@dataclass(frozen=True)
class Call:
    """A call as a cases file asks for it. It is never run itself, only clones of it."""

    label: str
    name: str
    function: Callable[..., object]
    args: tuple[object, ...]
    kwargs: dict[str, object]


@dataclass(frozen=True)
class Unmade:
    """A recorded call that cannot be made again."""

    label: str
    name: str
    why: str


class Side:
    """A loaded version. Its code runs only while it is :meth:`active`."""

    def __init__(self, job: Job, source: Source, shared: bool) -> None:
        self.name = job.name
        self._root = str(source.root)
        self._modules: dict[str, types.ModuleType] = {}
        self._random: tuple[Any, Any] | None = None
        self._package: types.ModuleType | None = None
        self._shared = shared
        self._recorded, self._imports = job.recorded, job.imports
        self._raw: dict[str, Callable[..., object]] = {}
        self.module = types.ModuleType(job.name)
        package, _, self._last = job.name.rpartition(".")
        with self.active(), random_state(0):
            if package:  # it may import the file as it lies on the disk, and is let to
                importlib.import_module(package)
        self._package = sys.modules.get(package) or self._modules.get(package)
        self._modules[job.name] = self.module
        with self.active(), random_state(0):
            self._load(source, package)
            cases = types.ModuleType("cases")
            cases.__file__ = str(job.cases_path)
            exec(compile(job.cases, cases.__file__, "exec", dont_inherit=True), cases.__dict__)  # noqa: S102
        self.state = State(self.module)
        self._cases = cases

    def _load(self, source: Source, package: str) -> None:
        place = str(source.path)
        loader = importlib.machinery.SourceFileLoader(self.name, place)
        spec = importlib.machinery.ModuleSpec(self.name, loader, origin=place)
        if source.path.name == "__init__.py":
            package = self.name
            self.module.__path__ = spec.submodule_search_locations = [str(source.path.parent)]
        self.module.__spec__, self.module.__file__, self.module.__package__ = spec, place, package
        if not self._recorded:
            code = compile(source.text, place, "exec", dont_inherit=True)
        else:  # calls were recorded inside all decorators, and are made there again
            setattr(self.module, RAW, self._register)
            tree = registering(source.text, {call.function for call in self._recorded})
            code = compile(tree, place, "exec", dont_inherit=True)
        exec(code, self.module.__dict__)  # noqa: S102

    def _register(self, function: Callable[..., object]) -> Callable[..., object]:
        self._raw[function.__qualname__] = function
        return function

    @contextlib.contextmanager
    def active(self) -> Iterator[None]:
        """Inside, imports and look-ups by name find this version and its siblings."""
        outside = {name: sys.modules.get(name) for name in self._modules}
        sys.modules.update(self._modules)
        shown = vars(self._package).get(self._last) if self._package else None
        if self._package:
            setattr(self._package, self._last, self.module)
        known = set(sys.modules)
        path = list(sys.path)
        sys.path[:] = [self._root, *path, *(p for p in self._imports if p not in path)]
        try:
            yield
        finally:
            sys.path[:] = path
            if self._package and shown is not None:
                setattr(self._package, self._last, shown)
            if not self._shared:
                for name in set(sys.modules) - known:
                    if _lies_in(sys.modules[name], self._root):
                        self._modules[name] = sys.modules.pop(name)
            for name, previous in outside.items():
                if previous is None:
                    sys.modules.pop(name, None)
                else:
                    sys.modules[name] = previous

    def calls(self, kind: Literal["cases", "large"]) -> Iterator[Call]:
        """The calls that the cases file makes for this version. Raises :class:`BadCases`."""
        make = getattr(self._cases, kind, None)
        if make is None:
            if kind == "cases":
                raise BadCases("the cases file defines no cases(module)")
            return
        with self._turn():
            items = iter(make(self.module))
        while True:
            with self._turn():
                try:
                    item = next(items)
                except StopIteration:
                    return
                call = self._call(item)
            yield call

    def recorded(self, index: int, name: str, change: Callable[[object], None]) -> Call | Unmade:
        """A recorded call of the job with ``change`` made to its arguments, or why it cannot be made."""
        call = self._recorded[index]
        label = f"{call.label}{name}"
        function = self._raw.get(call.function)
        if function is None:
            return Unmade(label, call.function, f"{call.function} is not defined when the module is loaded")
        try:
            with open(call.file, "rb") as file:
                file.seek(call.offset)
                data = file.read(call.length)
            with self.active(), random_state(0):
                args, kwargs = load(data)
                change((args, kwargs))
        except Exception as error:  # objects of the user's classes are made again
            why = f"its arguments cannot be made again: {type(error).__name__}: {error}"
            return Unmade(label, call.function, why)
        return Call(label, call.function, function, args, kwargs)

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        """Active, and with random states of its own that go on where the last turn left them."""
        with self.active(), random_state(0):
            if self._random is not None:
                np.random.set_state(self._random[0])
                random.setstate(self._random[1])
            yield
            self._random = np.random.get_state(), random.getstate()

    def _call(self, item: Any) -> Call:
        if not isinstance(item, Iterable) or isinstance(item, str) or len(parts := tuple(item)) not in (3, 4):
            raise BadCases(f"not a call (label, function, args[, kwargs]): {item!r:.200}")
        label, function, args, kwargs = (*parts, {})[:4]
        name = function if isinstance(function, str) else getattr(function, "__qualname__", type(function).__qualname__)
        if isinstance(function, str):
            found: Any = self.module
            for part in function.split("."):
                found = getattr(found, part)
            function = found
        if not callable(function):
            raise BadCases(f"{name} in the call {label!r} is not a function")
        return Call(str(label), name, function, tuple(args), dict(kwargs))

    @contextlib.contextmanager
    def prepared(self, call: Call) -> Iterator[Prepared]:
        """A clone of a call, with the module's state cloned along and in place while inside."""
        cloner = Cloner()
        with self.active():
            self.state.begin(cloner)
            try:
                function, args, kwargs = cloner.many(call.function, call.args, call.kwargs)
                yield Prepared(function, args, kwargs)
            finally:
                self.state.end()


def _lies_in(module: types.ModuleType, root: str) -> bool:
    place = getattr(module, "__file__", None)
    return place is not None and Path(root) in Path(place).parents
