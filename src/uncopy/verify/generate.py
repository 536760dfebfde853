"""Calls made up for the functions that hold fixes: hostile ones first, then drawn ones. They are judged as recorded
calls are.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from uncopy.verify.clone import NotClonable
from uncopy.verify.guess import guesses
from uncopy.verify.hostile import hostile
from uncopy.verify.inputs import arguments_of, ordinary, specs_of
from uncopy.verify.instrument import named_functions
from uncopy.verify.job import Recorded
from uncopy.verify.plan import FilePlan
from uncopy.verify.recording import FunctionRecord, Recording
from uncopy.verify.spec import BadSpec, Spec
from uncopy.verify.store import TooLarge, dump

SIZES = {"n": 6, "m": 4, "k": 3}
DRAWN = 25  # calls of a function
LARGE = {False: {"n": 200_000, "m": 2, "k": 2}, True: {"n": 600, "m": 400, "k": 3}}  # of one more call, for its weight

Arguments = tuple[tuple[Any, ...], dict[str, Any]]


class NoHypothesis(Exception):
    """Drawing values needs Hypothesis, which is not installed."""


def generate(plans: Sequence[FilePlan], folder: Path) -> Recording:
    """Calls of the functions that hold a change, as if they had been recorded; ``folder`` takes them.

    Methods get none: an object cannot be made up. Raises :class:`NoHypothesis`.
    """
    try:
        import hypothesis  # noqa: F401
    except ImportError:
        raise NoHypothesis("--generate needs Hypothesis: pip install 'uncopy[generate]'") from None
    found = Recording({}, {}, 0, 0.0, processes=1)
    for number, plan in enumerate(plans):
        nodes = named_functions(ast.parse(plan.text))
        file = folder / f"{number}.calls"
        with file.open("wb") as out:
            for name in dict.fromkeys(change.function for change in plan.changes):
                record = FunctionRecord(plan.path, name)
                found.functions[plan.path, name] = record
                node = nodes.get(name)
                if node is None or "." in name:
                    record.seen = 1
                    record.refused["no object can be made up to call its method on"] += "." in name
                    continue
                for label, arguments in calls(guesses(node)):
                    record.seen += 1
                    try:
                        data = dump(arguments, 64 << 20)
                    except (NotClonable, TooLarge):
                        continue
                    record.kept.append(
                        Recorded(name, str(file), out.tell(), len(data), _bytes(arguments), label, label)
                    )
                    out.write(data)
    return found


def calls(alternatives: Sequence[Mapping[int | str, str]]) -> Iterator[tuple[str, Arguments]]:
    """Labelled arguments: ordinary ones for each guess, hostile ones, drawn ones, and large ones."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for number, specs in enumerate(alternatives):
            args = [spec for key, spec in specs.items() if isinstance(key, int)]
            kwargs = {key: spec for key, spec in specs.items() if isinstance(key, str)}
            try:
                yield f"guess {number + 1}", ordinary(args, kwargs, SIZES)
                if number < 2:
                    for label, odd_args, odd_kwargs in hostile(args, kwargs, SIZES):
                        yield f"guess {number + 1}, {label}", (odd_args, odd_kwargs)
                    sizes = LARGE[any("m" in spec for spec in specs.values())]
                    yield f"guess {number + 1}, large", ordinary(args, kwargs, sizes)
            except (BadSpec, ValueError, TypeError, IndexError):
                continue
        yield from drawn(alternatives)


def drawn(alternatives: Sequence[Mapping[int | str, str]]) -> Iterator[tuple[str, Arguments]]:
    """Values drawn by Hypothesis, the same at every run."""
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import strategies as st
    from hypothesis.extra import numpy as hnp

    def value(spec: Spec, sizes: dict[str, int], data: st.DataObject) -> Any:
        if spec.kind == "array" and spec.expression is None:
            dtype: np.dtype[Any] = np.dtype(spec.name)
            return data.draw(hnp.arrays(dtype, spec.shape(sizes)))
        if spec.kind == "scalar" and spec.expression is None:
            return data.draw(hnp.from_dtype(np.dtype(spec.name))).item()
        one: Arguments = ordinary([spec.text], {}, sizes)
        return one[0][0]

    found: list[Arguments] = []

    @settings(max_examples=DRAWN, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(st.data())
    def collect(data: st.DataObject) -> None:
        chosen = data.draw(st.sampled_from(list(alternatives)))
        sizes = {name: data.draw(st.integers(0, 4)) for name in SIZES}
        specs = specs_of(
            [spec for key, spec in chosen.items() if isinstance(key, int)],
            {key: spec for key, spec in chosen.items() if isinstance(key, str)},
        )
        positional = sum(isinstance(key, int) for key in specs)
        found.append(arguments_of({key: value(spec, sizes, data) for key, spec in specs.items()}, positional))

    collect()
    yield from ((f"drawn {number + 1}", arguments) for number, arguments in enumerate(found))


def _bytes(arguments: Arguments) -> int:
    return sum(v.nbytes for v in (*arguments[0], *arguments[1].values()) if isinstance(v, np.ndarray))
