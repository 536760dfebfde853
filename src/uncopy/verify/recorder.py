"""What runs inside the user's own processes while calls are recorded. Writes to a folder of its own and nowhere else.

It must be as if it were not there: no import of NumPy before the program's own, no name in the program's modules, no
exception ever, and after a while next to no time.
"""

from __future__ import annotations

import atexit
import builtins
import contextlib
import hashlib
import importlib.abc
import importlib.machinery
import json
import os
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

from uncopy.verify.instrument import ENTER, REACH, SITE, recording

FOLDER = "UNCOPY_RECORDING"  # the environment's name for the folder, and what makes a process record
CALLS = 12  # kept of a function, those unlike the others
SECONDS = 1.0  # spent on the calls of a function, after which only some are looked at
SOME = 50  # one call of so many
WANTED = 3  # calls that are kept in any case once a place is reached by a call that was not
BYTES = 32 << 20  # of one call, as it is written
ALL_BYTES = 1 << 30  # of one process
LARGER = 8  # times the largest yet: worth keeping although it is like another


_TRIES = frozenset(4**i for i in range(10))  # the times that a place is reached when calls of it are wanted anew


class Recorder:
    """The calls of one process."""

    def __init__(self, folder: Path, order: dict[str, Any]) -> None:
        self._folder, self._order = folder, order
        self._cwd = os.getcwd()
        self._lock = threading.RLock()
        self._busy = threading.local()
        self._begin()
        os.register_at_fork(after_in_child=self._begin) if hasattr(os, "register_at_fork") else None

    def _begin(self) -> None:
        """Start a file of this process's own."""
        stem = f"{os.getpid()}-{time.monotonic_ns()}"
        self._calls, self._summary = self._folder / f"{stem}.calls", self._folder / f"{stem}.json"
        self._seen: Counter[int] = Counter()
        self._cost: dict[int, float] = {}
        self._left: set[int] = set()
        self._kept_now: set[int] = set()  # functions of which the call entered last was kept
        self._reached: Counter[int] = Counter()
        self._wanted: Counter[int] = Counter()
        self._shown: set[int] = set()  # places that a kept call has reached
        self._kinds: dict[int, dict[Any, int]] = {}
        self._refused: dict[int, Counter[str]] = {}
        self._sites: dict[int, Counter[str]] = {}
        self._index: list[dict[str, Any]] = []
        self._written, self._spent, self._saved = 0, 0.0, 0.0

    def enter(self, number: int, args: tuple[object, ...], kwargs: dict[str, object]) -> None:
        """A function was entered."""
        self._seen[number] += 1
        self._kept_now.discard(number)
        if getattr(self._busy, "now", False):
            return
        if not self._wanted[number] and (
            number in self._left or (self._cost.get(number, 0.0) > SECONDS and self._seen[number] % SOME)
        ):
            return
        start = time.perf_counter()
        self._busy.now = True
        try:
            with self._lock, contextlib.suppress(Exception):
                self._keep(number, args, kwargs)
        finally:
            self._busy.now = False
            taken = time.perf_counter() - start
            self._spent += taken
            self._cost[number] = self._cost.get(number, 0.0) + taken
            if start - self._saved > 2:
                self.save()

    def _keep(self, number: int, args: tuple[object, ...], kwargs: dict[str, object]) -> None:
        from uncopy.verify.clone import NotClonable
        from uncopy.verify.novelty import kind_of
        from uncopy.verify.store import TooLarge, dump

        kinds = self._kinds.setdefault(number, {})
        kind, size = kind_of(args, kwargs)
        known = kinds.get(kind)
        if self._wanted[number]:
            self._wanted[number] -= 1
            kind, known = (kind, self._seen[number]), None
        elif len(kinds) >= CALLS:
            self._left.add(number)
        if known is not None and size < LARGER * max(known, 1 << 10):
            return
        if size > BYTES:
            self._refuse(number, "its arguments are larger than what is recorded of one call")
            return
        if self._written > ALL_BYTES:
            self._left.add(number)
            return
        kinds[kind] = size
        try:
            data = dump((args, kwargs), 2 * BYTES)
        except (NotClonable, TooLarge) as error:
            self._refuse(number, str(error) or "its arguments are larger than what is recorded of one call")
            return
        with self._calls.open("ab") as file:
            entry = {"function": number, "offset": file.tell(), "length": len(data), "size": size, "kind": repr(kind)}
            file.write(data)
        self._index.append(entry)
        self._kept_now.add(number)
        self._written += len(data)

    def _refuse(self, number: int, why: str) -> None:
        self._refused.setdefault(number, Counter())[why] += 1

    def miss(self, file: dict[str, Any], why: str) -> None:
        """The functions of a file run without being seen here."""
        for number in file["functions"].values():
            self._refuse(number, why)

    def leave(self) -> None:
        """The process ends."""
        script = os.path.realpath(os.path.join(self._cwd, *map(str, sys.argv[:1])))  # __main__ has forgotten it by now
        order = self._order["files"].get(script)
        if order is not None:
            self.miss(order, "its file is run as a script, and calls are recorded of modules that are imported")
        self.save()

    def reach(self, place: int) -> None:
        """A place was reached. If no call that was kept has got there, the next ones of its function are."""
        self._reached[place] += 1
        if place in self._shown:
            return
        function = self._order["of"][place]
        if function in self._kept_now:
            self._shown.add(place)
        elif not self._wanted[function] and self._reached[place] in _TRIES:
            self._wanted[function] = WANTED

    def site(self, number: int, new: object, old: object) -> object:
        """A name is about to be bound to ``new`` where it was ``old``: what a rewrite in place would meet."""
        counts = self._sites.setdefault(number, Counter())
        with contextlib.suppress(Exception):
            from uncopy.verify.novelty import in_place

            counts[in_place(new, old)] += 1
        return new

    def save(self) -> None:
        """Write down what is known by now."""
        self._saved = time.perf_counter()
        summary = {
            "calls": self._calls.name,
            "index": self._index,
            "seen": dict(self._seen),
            "refused": {number: dict(whys) for number, whys in self._refused.items()},
            "reached": dict(self._reached),
            "sites": {number: dict(counts) for number, counts in self._sites.items()},
            "path": sys.path,
            "seconds": self._spent,
        }
        with contextlib.suppress(OSError, ValueError, RuntimeError):
            temporary = self._summary.with_suffix(".new")
            temporary.write_text(json.dumps(summary), "utf-8")
            temporary.replace(self._summary)


class _Finder(importlib.abc.MetaPathFinder):
    """Finds modules as the path finder does, and has the files in question loaded with the calls put in."""

    def __init__(self, files: dict[str, Any], recorder: Recorder) -> None:
        self._files, self._recorder = files, recorder
        self._names = {Path(file).stem for file in files} | {Path(file).parent.name for file in files}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.rpartition(".")[2] not in self._names:
            return None
        for finder in sys.meta_path:  # whoever would have found it: an editable install has a finder of its own
            if finder is self or not hasattr(finder, "find_spec"):
                continue
            spec = finder.find_spec(fullname, path, target)
            if spec is not None:
                break
        else:
            return None
        order = self._files.get(os.path.realpath(spec.origin)) if spec.origin else None
        if order is None:
            return spec
        if type(spec.loader) is importlib.machinery.SourceFileLoader:
            spec.loader = _Loader(spec.loader.name, spec.loader.path, order, self._recorder)
        else:
            self._recorder.miss(order, f"its file is loaded by a {type(spec.loader).__name__}, which is left alone")
        return spec


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, fullname: str, path: str, order: dict[str, Any], recorder: Recorder) -> None:
        super().__init__(fullname, path)
        self._order, self._recorder = order, recorder

    def get_code(self, fullname: str) -> CodeType | None:
        try:
            return instrumented(self.path, self._order)
        except Exception as error:  # whatever is wrong, the program runs as it would without the recorder
            self._recorder.miss(self._order, f"its file could not be prepared: {type(error).__name__}: {error}")
            return super().get_code(fullname)


def instrumented(path: str, order: dict[str, Any]) -> CodeType:
    """The code of a file with the calls put in. Raises ValueError where the file is another one by now."""
    text = Path(path).read_bytes()
    if hashlib.sha256(text).hexdigest() != order["digest"]:
        raise ValueError("it is not the file that was checked")
    sites = {int(line): number for line, number in order["sites"].items()}
    places = {int(line): number for line, number in order["places"].items()}
    tree = recording(text, order["functions"], places, sites)
    code: CodeType = compile(tree, path, "exec", dont_inherit=True)
    return code


def install() -> dict[str, Any] | None:
    """Begin to record, if the environment asks for it. Returns what is to be recorded, by file."""
    folder = os.environ.get(FOLDER)
    if not folder or hasattr(builtins, ENTER):
        return None
    try:
        order: dict[str, Any] = json.loads((Path(folder) / "order.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    recorder = Recorder(Path(folder), order)
    setattr(builtins, ENTER, recorder.enter)
    setattr(builtins, REACH, recorder.reach)
    setattr(builtins, SITE, recorder.site)
    sys.meta_path.insert(0, _Finder(order["files"], recorder))
    atexit.register(recorder.leave)
    return order
