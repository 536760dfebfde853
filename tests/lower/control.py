"""Hold the analysis to all small programs: ``python -m tests.lower.control`` judges every one, and tells what is lost.

Exhaustive are: every single structure with `MAIN` in its slots (the one of five slots, and every one inside of another,
with `FEW`). Of the far more programs that `ALL` makes every 17th is judged. A test judges a fixed slice of this.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from tests.lower.claims import judge
from tests.lower.programs import ALL, FEW, INNER, MAIN, OUTER, SKELETONS, family, nested

# Steps are prime, and to none of the numbers of choices a divisor.
_ALL = {name: (skeleton, FEW if name == "all" else MAIN, 1) for name, skeleton in SKELETONS.items()}
_ALL |= {f"{name}, all actions": (skeleton, ALL, 17) for name, skeleton in SKELETONS.items() if name != "all"}
_ALL |= {f"{o} / {i}": (nested(OUTER[o], INNER[i]), FEW, 1) for o in OUTER for i in INNER}
_SLICE = {"all": 67, "nested": 101, "ALL": 311, "MAIN": 83}


def families(*, everything: bool) -> dict[str, tuple[str, tuple[str, ...], int]]:
    """The families by name: skeleton, actions, and that every so many-th program is judged."""
    if everything:
        return _ALL
    out = {}
    for name, (skeleton, actions, _) in _ALL.items():
        kind = "all" if name == "all" else "nested" if "/" in name else "ALL" if actions is ALL else "MAIN"
        out[name] = (skeleton, actions, _SLICE[kind])
    return out


def wrong(name: str, *, everything: bool = False) -> tuple[list[str], Counter[tuple[str, str]], int]:
    """Judge a family: what is wrong with which text, how questions were answered, and the number of programs."""
    found: list[str] = []
    counts: Counter[tuple[str, str]] = Counter()
    programs = 0
    for program in family(*families(everything=everything)[name]):
        judged = judge(program)
        found += [f"{claim}\n{program.text}" for claim in judged.wrong]
        counts += judged.counts
        programs += 1
    return found, counts, programs


def _whole(name: str) -> tuple[list[str], Counter[tuple[str, str]], int]:
    return wrong(name, everything=True)


def table(counts: Counter[tuple[str, str]]) -> Iterator[str]:
    """For each question how much of what holds is proved, and why the rest is not."""
    for question in sorted({question for question, _ in counts}):
        answers = {answer: n for (asked, answer), n in counts.most_common() if asked == question}
        proved, true = answers.pop("proved", 0), answers.pop("true", 0)
        missed = sum(answers.values())
        yield f"{question}: {proved} of {proved + missed} proved; does not hold: {true}"
        yield from (f"    {n} needlessly refused: {answer}" for answer, n in answers.items())


def main() -> int:
    """Judge everything; the exit code is 1 if a claim is wrong."""
    counts: Counter[tuple[str, str]] = Counter()
    programs = failed = 0
    names = list(families(everything=True))
    with ProcessPoolExecutor() as pool:
        for name, (found, more, number) in zip(names, pool.map(_whole, names), strict=True):
            print(f"{name}: {number} programs, {len(found)} wrong claims", flush=True)
            print("\n".join(found[:3]), end="\n" if found else "")
            counts += more
            programs += number
            failed += len(found)
    print(f"\n{programs} programs, {failed} wrong claims", *table(counts), sep="\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
