"""A rule's fixture folder as work for the judge and the meter: its ``case.toml``, and the calls it asks for."""

from __future__ import annotations

import importlib.metadata
import operator
import platform
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from uncopy.verify.job import Job, Report, Source
from uncopy.verify.sandbox import run_jobs
from uncopy.verify.spec import parse

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_COMPARISONS = {
    ">=": operator.ge, "<=": operator.le, "==": operator.eq, "!=": operator.ne, ">": operator.gt, "<": operator.lt,
}  # fmt: skip


class BadFixture(ValueError):
    """A ``case.toml`` that does not say what it should: the message names file, table and key."""


@dataclass(frozen=True)
class Case:
    """One function's table. Arguments are descriptions as in :mod:`uncopy.verify.spec`.

    ``before`` and ``after`` are peaks in arrays of ``unit`` at the sizes ``large``, measured where ``python`` and
    ``numpy`` hold. ``guard`` and ``why`` are those of a near miss, ``cpu`` is the feature of processors, in NumPy's
    words, without which its results do not differ. ``cases`` is the text of a cases module, in place of ``args``.
    """

    name: str
    keep: bool = False
    args: tuple[str, ...] = ()
    kwargs: Mapping[str, str] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    large: Mapping[str, int] = field(default_factory=dict)
    unit: str | None = None
    before: float | None = None
    after: float | None = None
    python: str | None = None
    numpy: str | None = None
    guard: str | None = None
    why: str | None = None
    cpu: str | None = None
    hostile: bool = True
    cases: str | None = None

    def figures_hold(self) -> bool:
        """Whether ``before`` and ``after`` were measured on a Python and a NumPy such as these."""
        here = ((platform.python_version(), self.python), (importlib.metadata.version("numpy"), self.numpy))
        return all(wanted is None or _satisfies(version, wanted) for version, wanted in here)

    def unit_bytes(self) -> int:
        """The bytes of one array, as the figures count them."""
        if self.unit is None:
            raise BadFixture(f"[{self.name}] says no unit")
        return parse(self.unit).nbytes(self.large or self.sizes)


def load(case_toml: Path) -> dict[str, Case]:
    """The tables by name, near misses as ``keep.NAME``. Raises :class:`BadFixture` and OSError."""
    try:
        tables = tomllib.loads(case_toml.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadFixture(f"{case_toml}: {error}") from error
    found = {}
    for name, table in tables.items():
        if name != "keep":
            found[name] = _case(case_toml, name, table, keep=False)
            continue
        for near_miss, inner in table.items():
            found[f"keep.{near_miss}"] = _case(case_toml, near_miss, inner, keep=True)
    return found


def _case(path: Path, name: str, table: Any, *, keep: bool) -> Case:
    where = f"{path}, [{'keep.' if keep else ''}{name}]"
    known = {f.name for f in fields(Case)} - {"name", "keep"}
    if not isinstance(table, dict) or (unknown := sorted(table.keys() - known)):
        raise BadFixture(f"{where}: {'unknown key ' + unknown[0] if isinstance(table, dict) else 'not a table'}")
    if ("args" in table or "kwargs" in table) == ("cases" in table):
        raise BadFixture(f"{where}: give either args or cases")
    try:
        for text in [*table.get("args", ()), *table.get("kwargs", {}).values(), *filter(None, [table.get("unit")])]:
            parse(text)
    except ValueError as error:
        raise BadFixture(f"{where}: {error}") from error
    return Case(name, keep, **{**table, "args": tuple(table.get("args", ()))})


def _satisfies(version: str, wanted: str) -> bool:
    """Comma-separated comparisons of release numbers, such as ``>=1.26,<2``; ``==3.11`` means any 3.11."""
    have = _release(version)
    for part in wanted.split(","):
        match = re.fullmatch(r"\s*(>=|<=|==|!=|>|<)\s*([\d.]+)\s*", part)
        if match is None:
            raise BadFixture(f"{wanted!r} is not a version comparison such as >=1.26")
        limit = _release(match[2])
        if match[1] in ("==", "!="):
            known = have[: len(limit)]
        else:
            known, limit = (release + (0,) * (3 - len(release)) for release in (have, limit))
        if not _COMPARISONS[match[1]](known, limit):
            return False
    return True


def _release(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version.partition("rc")[0])[:3])


class Provider:
    """What a fixture's job runs as its cases module, in the child."""

    def __init__(self, case_toml: str, names: Sequence[str]) -> None:
        tables = load(Path(case_toml))
        self._cases = [tables[name] for name in names]

    def cases(self, module: Any) -> Iterator[tuple[Any, ...]]:
        """Ordinary and hostile calls for judging."""
        from uncopy.verify.hostile import hostile
        from uncopy.verify.inputs import ordinary

        for case in self._cases:
            if case.cases is not None:
                yield from _free(case, "cases", module)
                continue
            yield (f"{case.name}: ordinary", case.name, *ordinary(case.args, case.kwargs, case.sizes))
            if case.hostile:
                for label, args, kwargs in hostile(case.args, case.kwargs, case.sizes):
                    yield f"{case.name}: {label}", case.name, args, kwargs

    def large(self, module: Any) -> Iterator[tuple[Any, ...]]:
        """Ordinary calls with large arrays for weighing."""
        from uncopy.verify.inputs import ordinary

        for case in self._cases:
            if case.cases is not None:
                yield from _free(case, "large", module)
            elif case.large:
                yield (f"{case.name}: large", case.name, *ordinary(case.args, case.kwargs, case.large))


def _free(case: Case, kind: str, module: Any) -> Iterator[tuple[Any, ...]]:
    namespace: dict[str, Any] = {}
    exec(case.cases or "", namespace)  # noqa: S102 - written in a project's own test files
    for label, *call in namespace[kind](module) if kind in namespace else ():
        yield (f"{case.name}: {label}", *call)


def fixture_job(
    before: Path | bytes,
    after: Path | bytes,
    case_toml: Path,
    names: Sequence[str] | None = None,
    *,
    weigh: bool = False,
) -> Job:
    """The job of judging two texts on the calls of some tables (all that are no near misses, by default).

    With ``weigh`` the large calls alone are judged, and weighed. Many jobs are quickest in one :func:`run_jobs`.
    """
    tables = load(case_toml)
    chosen = [name for name, case in tables.items() if not case.keep] if names is None else list(names)
    if unknown := [name for name in chosen if name not in tables]:
        raise BadFixture(f"{case_toml} has no table [{unknown[0]}]")
    root = case_toml.resolve().parent
    texts = [side if isinstance(side, bytes) else side.read_bytes() for side in (before, after)]
    place = root / "fixture_module.py"
    made = [
        "from uncopy.verify.fixture import Provider",
        f"provider = Provider({str(case_toml.resolve())!r}, {chosen!r})",
        f"cases = {'lambda module: iter(())' if weigh else 'provider.cases'}",
        *(["large = provider.large"] if weigh else []),
    ]
    sources = [Source(text, place, root) for text in texts]
    return Job("fixture_module", sources[0], sources[1], "\n".join(made).encode(), case_toml.resolve(), weigh)


def judge_fixture(
    before: Path, after: Path, case_toml: Path, names: Sequence[str] | None = None, *, timeout: float = 20
) -> Report:
    """Judge ``after`` against ``before`` on ordinary and hostile calls of each table."""
    return run_jobs([fixture_job(before, after, case_toml, names)], timeout=timeout)[0]


def weigh_fixture(
    before: Path, after: Path, case_toml: Path, names: Sequence[str] | None = None, *, timeout: float = 60
) -> dict[str, tuple[float, float]]:
    """Peaks of the large calls before and after, by table and in its unit: the largest where it makes several calls."""
    report = run_jobs([fixture_job(before, after, case_toml, names, weigh=True)], timeout=timeout)[0]
    return peaks(report, load(case_toml))


def peaks(report: Report, tables: Mapping[str, Case]) -> dict[str, tuple[float, float]]:
    """The peaks in a weighed report, in units. Raises :class:`BadFixture` where a call could not be weighed."""
    found: dict[str, tuple[float, float]] = {}
    if report.error is not None:
        raise BadFixture(report.error)
    for call in report.calls:
        name = call.label.partition(": ")[0]
        if call.peak_before is None or call.peak_after is None:
            raise BadFixture(f"{call.label} could not be weighed: {call.difference}")
        unit = tables[name if name in tables else f"keep.{name}"].unit_bytes()
        old = found.get(name, (0.0, 0.0))
        found[name] = max(old[0], call.peak_before / unit), max(old[1], call.peak_after / unit)
    return found
