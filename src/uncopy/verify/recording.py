"""Running the user's own command while the calls of some functions are kept. Imports no NumPy."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

from uncopy.verify.job import Recorded
from uncopy.verify.plan import FilePlan
from uncopy.verify.recorder import FOLDER
from uncopy.verify.report import Evidence

HOOK = '''"""First on the path for one run: begins to record, then gives way to the environment's own customizing."""
import importlib.machinery, importlib.util, os, sys
_here = os.path.dirname(os.path.abspath(__file__))
if _here in sys.path:
    sys.path.remove(_here)
try:
    from uncopy.verify.recorder import install as _install
    _install()
except Exception:  # the user's command has to run all the same
    pass
_spec = importlib.machinery.PathFinder.find_spec("sitecustomize")
if _spec is not None and _spec.loader is not None:
    _module = importlib.util.module_from_spec(_spec)
    sys.modules["sitecustomize"] = _module
    _spec.loader.exec_module(_module)
'''


@dataclass
class FunctionRecord:
    """What was seen of one function: calls in all, those that were kept, and why others could not be."""

    path: str
    name: str
    seen: int = 0
    kept: list[Recorded] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)


@dataclass
class Recording:
    """All of one run of the user's command; ``status`` is its exit status, ``seconds`` the time it took."""

    functions: dict[tuple[str, str], FunctionRecord]
    sites: dict[str, Evidence]
    status: int
    seconds: float
    spent: float = 0.0
    processes: int = 0
    imports: tuple[str, ...] = ()


IN_PLACE = frozenset({"UNC201", "UNC202", "UNC203", "UNC205"})  # a name is bound anew to what its old value could hold


class CommandFailed(Exception):
    """The user's command cannot be run at all; the message says why."""


def arguments_of(command: str) -> list[str]:
    """A command line as it is run: a script or ``-m module`` by this Python."""
    words = shlex.split(command)
    if not words:
        raise CommandFailed("the command is empty")
    if words[0] == "-m" or words[0].endswith(".py"):
        words.insert(0, sys.executable)
    elif words[0] in ("python", "python3"):
        words[0] = sys.executable
    return words


def environment(folder: Path | None) -> dict[str, str]:
    """The environment of the user's command: this Python's tools first, and the recorder where a folder is given."""
    variables = dict(os.environ)
    variables["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), variables.get("PATH", os.defpath)])
    if folder is not None:
        package = str(Path(__file__).resolve().parents[2])
        given = variables.get("PYTHONPATH")
        variables["PYTHONPATH"] = os.pathsep.join([str(folder / "hook"), *([given] if given else []), package])
        variables[FOLDER] = str(folder)
    return variables


def record(plans: Sequence[FilePlan], command: str, folder: Path, output: IO[Any] | int | None = None) -> Recording:
    """Run ``command`` and keep calls of the functions that hold a change. What it prints goes to ``output``, by default
    to where this process prints.

    ``folder`` takes the recordings. Raises :class:`CommandFailed`.
    """
    numbered = [(plan, name) for plan in plans for name in dict.fromkeys(c.function for c in plan.changes)]
    changes = [(plan, change) for plan in plans for change in plan.changes]
    numbers = {(plan.path, name): number for number, (plan, name) in enumerate(numbered)}
    order: dict[str, Any] = {"files": {}, "of": [numbers[plan.path, change.function] for plan, change in changes]}
    for number, (plan, name) in enumerate(numbered):
        empty: dict[str, Any] = {"digest": plan.digest, "functions": {}, "places": {}, "sites": {}}
        order["files"].setdefault(str(plan.place), empty)["functions"][name] = number
    for number, (plan, change) in enumerate(changes):
        order["files"][str(plan.place)]["places"][str(change.line)] = number
        if change.code in IN_PLACE:
            order["files"][str(plan.place)]["sites"][str(change.line)] = number
    (folder / "hook").mkdir()
    (folder / "hook" / "sitecustomize.py").write_text(HOOK, "utf-8")
    (folder / "order.json").write_text(json.dumps(order), "utf-8")
    status, seconds = run(command, environment(folder), output)
    records = [FunctionRecord(plan.path, name) for plan, name in numbered]
    counts: list[Counter[str]] = [Counter() for _ in changes]
    found = Recording({}, {}, status, seconds)
    kinds: list[dict[str, Recorded]] = [{} for _ in numbered]
    for file in sorted(folder.glob("*.json")):
        if file.name != "order.json":
            _gather(json.loads(file.read_text("utf-8")), folder, found, records, kinds, counts)
    for function, kept in zip(records, kinds, strict=True):
        ordered = sorted(kept.values(), key=lambda call: (call.file, call.offset))
        function.kept = [replace(call, label=f"recorded call {i}") for i, call in enumerate(ordered, 1)]
        found.functions[function.path, function.name] = function
    for (_, change), seen in zip(changes, counts, strict=True):
        executions, legal = seen.pop("executions", 0), seen.pop("legal", 0)
        if executions:
            found.sites[change.id] = Evidence(executions, legal if legal or seen else None, dict(seen))
    return found


def _gather(
    summary: dict[str, Any],
    folder: Path,
    found: Recording,
    records: Sequence[FunctionRecord],
    kinds: Sequence[dict[str, Recorded]],
    counts: Sequence[Counter[str]],
) -> None:
    """Add what one process wrote down. Of two calls of one kind the larger one is kept."""
    found.processes += 1
    found.spent += summary["seconds"]
    found.imports = tuple(dict.fromkeys([*found.imports, *(p for p in summary["path"] if p)]))
    for number, seen in summary["seen"].items():
        records[int(number)].seen += seen
    for number, whys in summary["refused"].items():
        records[int(number)].refused.update(whys)
    for number, times in summary["reached"].items():
        counts[int(number)]["executions"] += times
    for number, seen in summary["sites"].items():
        counts[int(number)].update(seen)
    for entry in summary["index"]:
        number = entry["function"]
        call = Recorded(
            records[number].name,
            str(folder / summary["calls"]),
            entry["offset"],
            entry["length"],
            entry["size"],
            entry["kind"],
            "",
        )
        known = kinds[number].get(call.kind)
        if known is None or known.size < call.size:
            kinds[number][call.kind] = call


def run(command: str, variables: dict[str, str], output: IO[Any] | int | None = None) -> tuple[int, float]:
    """Run a command to its end: its exit status and the seconds it took. Ctrl-C ends it and is passed on."""
    words = arguments_of(command)
    start = time.monotonic()
    try:
        process = subprocess.Popen(words, env=variables, stdout=output)
    except OSError as error:
        raise CommandFailed(f"{words[0]}: {(error.strerror or str(error)).lower()}") from None
    try:
        status = process.wait()
    except KeyboardInterrupt:
        process.send_signal(signal.SIGINT)
        process.wait()
        raise
    return status, time.monotonic() - start
