"""One program put through everything: analysed, run under observation, mutated, fixed and compared."""

from __future__ import annotations

import ast
import contextlib
import io
from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from tests.soundness.arguments import OTHERS, arguments
from tests.soundness.claims import Claims
from tests.soundness.instrument import NAME, instrument
from tests.soundness.parts import Generated
from tests.soundness.recorder import Endless, Mutation, Run
from uncopy import analysis, engine
from uncopy.catalogue import all_rules
from uncopy.config import Config
from uncopy.verify.clone import NotClonable
from uncopy.verify.compare import difference
from uncopy.verify.graph import NotComparable
from uncopy.verify.observe import NotObservable, Outcome, Prepared, observe

# Whether a fix pays is no question of soundness, and what does not pay must be as safe.
COST = frozenset(g.name for rule in all_rules() for g in rule.guards if g.cost)
CONFIG = Config(force=COST)
HOOKS = ("_enter_", "_leave_", "_o_", "_l_", "_t_", "_a_", "_b_", "_s_", "_r_", "_h_")


class Unsound(AssertionError):
    """A claim does not hold."""


class _Probe:
    """Stands where a rule would, and is handed the facts of every body as the engine makes them."""

    class meta:  # noqa: N801 - named as a rule's is
        code, preview = "UNC000", False

    guards = ()

    def __init__(self, *, module: bool) -> None:
        self.module = module
        self.facts = []

    def gate(self, node):
        return self.module or isinstance(node, ast.FunctionDef)

    def candidates(self, facts):
        if not facts.supposed:  # what values only seem to be is no claim
            self.facts.append(facts)
        return iter(())


def analysed(source: str, *, module: bool = False, config: Config = CONFIG) -> tuple[list, bool]:
    """The facts of all bodies of a program as the rules are given them, and whether there is a safe fix."""
    probe = _Probe(module=module)
    result = analysis._analyse.__wrapped__(source.encode(), "program.py", config, (*all_rules(), probe))
    if result.errors:
        raise AssertionError(f"{result.errors[0].message}\n{source}")
    return probe.facts, any(j.verdict == "safe fix" for j in result.judged)


@dataclass
class Tally:
    """What was seen over all programs."""

    programs: int = 0
    runs: int = 0
    ended: int = 0
    raised: int = 0
    claims: Counter[str] = field(default_factory=Counter)
    mutations: int = 0
    fixed: int = 0
    fixes: Counter[str] = field(default_factory=Counter)
    compared: int = 0
    fixed_ran: int = 0
    unusable: Counter[str] = field(default_factory=Counter)
    features: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        def listed(counter):
            return ", ".join(f"{count:,} {name}" for name, count in counter.most_common())

        return "\n".join(
            (
                f"{self.programs:,} programs, {self.runs:,} runs of which {self.ended:,} ended without an exception",
                f"claims checked: {listed(self.claims)}",
                f"arrays overwritten where nobody was said to need them: {self.mutations:,}",
                f"programs with safe fixes: {self.fixed:,}; fixes: {listed(self.fixes)}",
                f"runs compared with the original: {self.compared:,}, of which {self.fixed_ran:,} ended well",
                f"not usable: {listed(self.unusable)}",
                f"programs with: {listed(self.features)}",
            )
        )


class _Broken(Exception):
    """A module that cannot be imported."""


class Module:
    """A program loaded once; each call of `f` finds the module's state as it was."""

    def __init__(self, text: str) -> None:
        self.code = compile(text, "program.py", "exec")

    def fresh(self, hooks: dict[str, object] | None = None) -> dict[str, object]:
        """The module's names, newly made."""
        names: dict[str, object] = {"__name__": NAME, **(hooks or {})}
        try:
            exec(self.code, names)  # noqa: S102 - the programs are ours
        except Exception as error:  # a module's own statements may fail, and nothing can be called then
            raise _Broken(type(error).__name__) from error
        return names


def roots_of(names: dict[str, object]) -> dict[str, object]:
    """What the module holds: its own names, without functions and what it imports."""
    kept = {}
    for name, value in names.items():
        if name.startswith("__") or name in HOOKS or name in ("np", "copy", "contextlib"):
            continue
        if isinstance(value, type):
            kept |= {f"{name}.{n}": v for n, v in vars(value).items() if isinstance(v, (np.ndarray, list))}
        elif callable(value):
            kept[f"{name}()"] = getattr(value, "__defaults__", None)
        else:
            kept[name] = value
    return kept


def outcome(module: Module, params, style: str, numbers: int, run: Run | None = None) -> Outcome:
    """One call, seen as the judge sees it."""
    names = module.fresh(run.hooks() if run else None)
    args, kwargs = arguments(params, style, numbers)
    if run is not None:
        held = roots_of(names)
        state = [n for n in held if n in names]
        run.roots = lambda: [args, held, [names[n] for n in state if n in names]]
    prepared = Prepared(names["f"], tuple(args), kwargs)
    seen = observe(prepared, lambda: {"globals": roots_of(names)})
    _ = seen.nodes, seen.probe
    return seen


def check(
    program: Generated, styles: list[tuple[str, int]], tally: Tally, choices: int = 0, config: Config = CONFIG
) -> None:
    """Everything that can be asked of one program. Raises `Unsound`."""
    tally.programs += 1
    for feature in program.features:
        tally.features[feature] += 1
    bodies, fixable = analysed(program.source, module=program.module_mode, config=config)
    if program.at_top:
        if fixable:
            _fixed(program, styles[:1], tally, config)
        return
    made = instrument(program.source, bodies)
    try:
        module = Module(made.text)
    except SyntaxError as error:
        raise AssertionError(f"the instrumented text is wrong: {error}\n{made.text}") from error
    claims = [Claims(facts, number) for number, facts in enumerate(bodies)]
    sole: list[tuple[str, int, Mutation, Outcome]] = []
    for style, numbers in styles:
        run, seen = _observed(made, claims, module, program, style, numbers, tally)
        if run.problems:
            raise Unsound(_told(program, style, numbers, run.problems, bodies))
        if seen is not None and style != "masked":  # results may share the mask of what they were made of
            sole += [(style, numbers, mutation, seen) for mutation in run.sole]
    for turn in range(min(3, len(sole))):
        style, numbers, mutation, seen = sole[(choices * 7 + turn * 5) % len(sole)]
        _overwrite(made, claims, module, program, style, numbers, mutation, seen, tally)
    if fixable:
        _fixed(program, styles, tally, config)


def _observed(made, claims, module, program, style, numbers, tally, mutation=None):
    run = Run(made, claims, mutation=mutation)
    seen = None
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            seen = outcome(module, program.params, style, numbers, run)
        if seen.raised is not None and seen.raised.endswith(Endless.__qualname__):
            tally.unusable["endless"] += 1
            return run, None
    except (NotClonable, NotComparable, NotObservable) as error:
        tally.unusable[type(error).__name__] += 1
    if mutation is None:
        tally.runs += 1
        tally.claims.update(run.counts)
        if seen is not None and seen.raised is None:
            tally.ended += 1
        elif seen is not None:
            tally.raised += 1
            tally.unusable[seen.raised] += 1
    return run, seen


def _overwrite(made, claims, module, program, style, numbers, mutation, before, tally):
    """Overwrite an array that nobody is said to need: nothing else may change."""
    run, after = _observed(made, claims, module, program, style, numbers, tally, mutation)
    if after is None or not run.mutated:
        return
    tally.mutations += 1
    odd = _difference(before, after, tally)
    if odd is not None:
        what = f"{claims[mutation.number].facts.body.name}: sharing(%{mutation.value}, %{mutation.step}) is None, but: {odd}"
        raise Unsound(_told(program, style, numbers, [what], [c.facts for c in claims]))


def _difference(before, after, tally):
    try:
        return difference(before, after)
    except NotComparable:
        tally.unusable["not comparable"] += 1
        return None


def _fixed(program, styles, tally, config):
    source = program.source.encode()
    result = engine.fix(source, "program.py", config)
    for error in result.remaining.errors:
        raise AssertionError(f"{error.message}\n{program.source}")
    if not result.applied:
        return
    tally.fixed += 1
    tally.fixes.update(f.code for f in result.applied)
    before, after = Module(program.source), Module(result.source.decode())
    for style, numbers in styles:
        if style == "masked":
            continue
        try:
            one = outcome(before, program.params, style, numbers)
            two = outcome(after, program.params, style, numbers)
        except (NotClonable, NotComparable, NotObservable) as error:
            tally.unusable[type(error).__name__] += 1
            continue
        except _Broken as error:
            tally.unusable[f"import: {error}"] += 1
            continue
        tally.compared += 1
        tally.fixed_ran += one.raised is None
        odd = _difference(one, two, tally)
        if odd is not None:
            codes = ", ".join(f"{f.code} line {f.line}" for f in result.applied)
            raise Unsound(
                f"{style} {numbers}: {odd}\nfixes: {codes}\n{program.source}\n--- fixed\n{result.source.decode()}"
            )


def _told(program, style, numbers, problems, bodies):
    facts = "\n".join(
        f"{f.body.name}\n{f.dump()}" for f in bodies if any(p.startswith(f"{f.body.name}:") for p in problems)
    )
    return f"called with {style} {numbers}:\n" + "\n".join(problems) + f"\n\n{program.source}\n{facts}"


def styles_of(program: Generated, wanted: list[str]) -> list[str]:
    """The styles that keep to the annotations."""
    annotated = any(f.startswith("annotated") for f in program.features)
    return [s for s in wanted if not (annotated and s in OTHERS)]


__all__ = ["Tally", "Unsound", "analysed", "check", "styles_of"]
