"""Facts of values against the values: each program is run on many inputs, and every fact about them must hold."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.facts.observed import PROVED, Watched, Wrong, watched

PROGRAMS = sorted((Path(__file__).parent / "programs").glob("*.py"))
RUNS = 150
WATCHED = {f"{path.stem}-{w.name}": w for path in PROGRAMS for w in watched(path.read_bytes())}
LENGTHS = (0, 1, 2, 3)
DTYPES = ("f8", "f4", "i8", "i4", "b1", "c8", "u1", ">f8", "f2")


def arrays(ndim: int, chance: random.Random) -> Any:
    """An array of so many dimensions: of any length, dtype and order."""
    shape = tuple(chance.choice(LENGTHS) for _ in range(ndim))
    dtype = chance.choice(DTYPES) if chance.random() < 0.6 else "f8"
    wide = np.arange(int(np.prod([2 * n for n in shape])), dtype="f8").reshape([2 * n for n in shape]) % 5 + 1
    part = np.array(wide[tuple(slice(0, n) for n in shape)]).astype(dtype)
    order = chance.randrange(5)
    if order == 1:
        part = np.asfortranarray(part)
    elif order == 2:
        part = wide.astype(dtype)[tuple(slice(None, None, 2) for _ in shape)]
    elif order == 3 and ndim:
        part = part[::-1]
    elif order == 4 and ndim > 1:
        axes = list(range(ndim))
        chance.shuffle(axes)
        part = np.ascontiguousarray(part.transpose(axes)).transpose(np.argsort(axes))
    return part


def value_for(name: str, chance: random.Random) -> Any:
    """A value for a parameter by its first letter: lengths, arrays of 1, 2, 3 dimensions, and others."""
    match name[0]:
        case "n" | "m":
            return chance.choice(LENGTHS)
        case "s":  # what may be given as a size
            return chance.choice([0, 1, 3, (), (2,), (3, 2), (1, 3), np.int64(2), [2, 3]])
        case "v" | "w":
            return arrays(1, chance)
        case "x" | "y":
            return arrays(2, chance)
        case "z":
            return arrays(3, chance)
        case "k":
            return chance.choice([2, 0.5, -1, 3.0, True, np.float64(2), np.float32(2), np.int64(3), 2j, 10**6])
        case "f":
            return chance.choice([0.0, 1.0, 2.5])
        case "b":
            return chance.choice([True, False])
        case "i" | "j":
            return chance.choice([0, -1, 1])
        case "t":  # numbers, scalars, lists and arrays of no dimensions
            return chance.choice([1, 2.5, np.float32(2), np.array(3.0), np.array(3), [1, 2], [[1.0, 2.0]], (1, 2)])
        case "a" | "c":
            return value_for(chance.choice("vxzkt"), chance)
    raise AssertionError(f"no values for {name}")


def same_shaped(value: Any, chance: random.Random) -> Any:
    """Another array of the shape of one, or one that broadcasts with it."""
    shape = np.shape(value)
    if chance.random() < 0.3:
        shape = tuple(1 if chance.random() < 0.4 else n for n in shape)[chance.choice([0, 0, 1]) :]
    made = np.array(np.arange(int(np.prod(shape))).reshape(shape) % 3 + 1, dtype=chance.choice(DTYPES))
    return np.asfortranarray(made) if chance.random() < 0.3 else made


def calls(program: Watched, count: int) -> Iterator[list[Any]]:
    """Argument lists: by name, and arrays often of shapes that go together."""
    chance = random.Random(program.name)
    names = list(program.facts.body.params)
    for _ in range(count):
        given: list[Any] = []
        for name in names:
            value = value_for(name, chance)
            alike = [g for n, g in zip(names, given, strict=False) if isinstance(g, np.ndarray)]
            if isinstance(value, np.ndarray) and alike and chance.random() < 0.7:
                value = same_shaped(chance.choice(alike), chance)
            given.append(value)
        yield given


@pytest.mark.parametrize("name", WATCHED)
def test_facts_hold(name):
    """In every run; and something must have been claimed and run at all."""
    program = WATCHED[name]
    for given in calls(program, RUNS):
        program.run(*given)
    assert program.seen["kind"], f"nothing was seen: {program.seen}"


@pytest.mark.parametrize("name", WATCHED)
def test_what_is_proved_is_marked(name):
    """A rebinding whose form is proved bears the comment, any other bears none."""
    for candidate, answers in WATCHED[name].candidates:
        line = WATCHED[name].lines[id(candidate)]
        assert (set(answers.values()) == {"yes"}) == line.endswith(PROVED), (line, answers)


def test_a_wrong_fact_is_seen():
    """The check is one: a fact that is made wrong is found."""
    source = b"import numpy as np\ndef f(n: int):\n    x = np.zeros((n, 2))\n    return x + 1\n"
    for wrong in (
        {"ndim": (1, 1)},
        {"shape": frozenset({("sized", "7")})},
        {"dtypes": frozenset({"f4"})},
        {"kinds": 4},
    ):
        (program,) = watched(source)
        program.run(3)
        facts = program.facts.values.facts
        place = max(i for i, f in enumerate(facts) if f.dtypes == {"f8"})
        facts[place] = replace(facts[place], **wrong)
        with pytest.raises(Wrong):
            program.run(3)
