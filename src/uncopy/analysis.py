"""One file analysed: from bytes to findings with their edits, and every guard's answer."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Literal

from uncopy.catalogue import all_rules
from uncopy.config import Config
from uncopy.fixes.apply import overlap
from uncopy.fixes.edit import Edit, Finding, Fix, Position, Refusal
from uncopy.source.declarations import Declarations, declarations_of
from uncopy.source.depth import in_deep_stack, needs_depth, too_deep
from uncopy.source.growing import Growing, growing
from uncopy.source.names import Names, mentions_numpy, names_of
from uncopy.source.scopes import Scope, reads_frames
from uncopy.source.tampering import Tampering, compiles, foreign_decorator, tampering_of
from uncopy.source.text import Text, UnreadableText, decode
from uncopy.source.units import Unit, parse_unit, units

if TYPE_CHECKING:
    import libcst as cst

    from uncopy.facts import Declared, FunctionFacts, Summaries, Supposed
    from uncopy.guards.answer import Answer, Guard
    from uncopy.lower.ir import Body
    from uncopy.model import Model
    from uncopy.rules.base import Candidate, Rule
    from uncopy.source.positions import Positions

_WORD = re.compile(r"[^\W\d]\w*")
_ENOUGH_DOUBT = frozenset({"source-still", "result-still", "result-not-kept", "copy-not-kept"})
"""Guards that find most copies wanted where they cannot answer: beside a guess there is no finding then."""
Verdict = Literal["safe fix", "unsafe fix", "finding without fix", "no finding"]


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate with the guards' answers, its finding if it became one, and the memory that its fix touches."""

    rule: Rule
    function: str
    span: tuple[Position, Position]
    answers: tuple[tuple[Guard, Answer, int | None], ...]
    verdict: Verdict
    finding: Finding | None
    effect: str
    memory: frozenset[tuple[int, tuple[int, int]]]  # (number of the body, site), outside memory left out


@dataclass(frozen=True, slots=True)
class Analysed:
    """A file after analysis: its text (None if it could not be read), candidates judged, and what went wrong."""

    text: Text | None
    judged: tuple[Judged, ...]
    errors: tuple[Finding, ...]


def parse_error(path: str, message: str, line: int, column: int = 1) -> Finding:
    """UNC001."""
    return Finding("UNC001", "cannot-parse", message, path, line, column, line, column + 1)


def internal_error(path: str, function: str, line: int, error: BaseException) -> Finding:
    """UNC000."""
    message = f"internal error while analysing {function}: {type(error).__name__}: {error} (nothing here is fixed)"
    return Finding("UNC000", "internal-error", message.replace("\n", " "), path, line, 1, line, 2)


def analyse(source: bytes, path: str, config: Config) -> Analysed:
    """Analyse one file. Bad input and internal errors are findings, never exceptions.

    The last few results are kept: a fix asks about the text that a check has just seen, and about its own result.
    """
    return _analyse(source, path, config, all_rules())


@lru_cache(maxsize=4)
def _analyse(source: bytes, path: str, config: Config, every_rule: tuple[Rule, ...]) -> Analysed:
    with suppress(RecursionError):
        return _analysed(source, path, config, every_rule, deep=False)
    return in_deep_stack(lambda: _analysed(source, path, config, every_rule, deep=True))


def _analysed(source: bytes, path: str, config: Config, every_rule: tuple[Rule, ...], *, deep: bool) -> Analysed:
    """As `analyse`. Unless ``deep``, raises RecursionError for what a deeper stack is needed for."""
    try:
        text = decode(source)
    except UnreadableText as error:
        return Analysed(None, (), (parse_error(path, str(error), error.line),))
    null = source[: max(source.find(b"\0"), 0)].count(b"\n") + 1  # Python does not say in which line a null byte is
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            module = ast.parse(source)
    except SyntaxError as error:
        where = (error.lineno or null, max(error.offset or 1, 1))
        return Analysed(text, (), (parse_error(path, f"cannot be parsed: {error.msg}", *where),))
    except (ValueError, RecursionError, MemoryError) as error:
        if isinstance(error, RecursionError) and not deep:
            raise
        return Analysed(text, (), (parse_error(path, f"cannot be parsed: {type(error).__name__}: {error}", null),))
    if not mentions_numpy(source):
        return Analysed(text, (), ())
    rules = [r for r in every_rule if config.selects(r.meta.code) and (config.preview or not r.meta.preview)]
    try:
        names = names_of(module)
        found = units(module, lambda node: any(rule.gate(node) for rule in rules))
    except RecursionError as error:
        if not deep:
            raise
        return Analysed(text, (), (parse_error(path, f"nested too deeply: {error}", 1),))
    if found and not deep and needs_depth(source, module):
        raise RecursionError
    judged: list[Judged] = []
    errors: list[Finding] = []
    module_facts = _ModuleFacts(text, path, config, module, names)
    for number, unit in enumerate(found):
        try:
            if deep and too_deep(unit.node):
                raise RecursionError
            judged += _Unit(unit, module_facts, rules, number).judged()
        except RecursionError:
            if not deep:
                raise
            errors.append(parse_error(path, f"{unit.label} is nested too deeply to be analysed", unit.first_line))
        except Exception as error:  # the contract: one function's crash is one finding
            errors.append(_failure(path, unit, error))
    judged.sort(key=lambda j: (j.span, j.rule.meta.code))
    return Analysed(text, tuple(judged), tuple(errors))


def _failure(path: str, unit: Unit, error: Exception) -> Finding:
    from libcst import ParserSyntaxError

    if isinstance(error, ParserSyntaxError):
        message = f"{unit.label} cannot be parsed by LibCST, although Python can: {error.message}"
        return parse_error(path, message.replace("\n", " "), unit.first_line)
    return internal_error(path, unit.label, unit.first_line, error)


@lru_cache(maxsize=8)
def model_for(functions: tuple[tuple[tuple[str, str], ...], ...]) -> Model:
    """The NumPy model with a project's own functions."""
    from uncopy.model import load, make_row

    model = load()
    return model.with_functions([make_row(dict(row)) for row in functions]) if functions else model


class _ModuleFacts:
    """What the units of one file have in common."""

    def __init__(self, text: Text, path: str, config: Config, tree: ast.Module, names: Names) -> None:
        self.text, self.path, self.config, self.tree, self.names = text, path, config, tree, names

    def resolve(self, name: str) -> str | None:
        """What a name of the module stands for."""
        return self.names.origins.get(name) if self.names.star else self.names.resolve(name)

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the text: no new name may be one of them."""
        return frozenset(_WORD.findall(self.text.text))

    @cached_property
    def tampering(self) -> Tampering:
        """What the module does to NumPy itself, and to functions beside calling them."""
        return tampering_of(self.tree, self.names.resolve)

    @cached_property
    def summaries(self) -> Summaries:
        """What the module's own functions do; solved when first asked for."""
        from uncopy.facts import Summaries
        from uncopy.lower import OwnBodies

        bodies = OwnBodies(self.names, self.text)
        return Summaries(
            bodies, model_for(self.config.functions), self.resolve, self.declared(self.resolve, frozenset())
        )

    @cached_property
    def growing(self) -> Growing:
        """What lives as long as the program."""
        return growing(self.tree)

    @cached_property
    def declarations(self) -> Declarations:
        """What the module declares beside its functions."""
        return declarations_of(self.tree)

    def declared(self, resolve: Callable[[str], str | None], hidden: frozenset[str]) -> Declared:
        """A reader of what is declared, as far as it is trusted; ``hidden`` names mean nothing of the module."""
        from uncopy.facts import Declared

        told = self.declarations
        aliases = {} if self.names.star else {n: a for n, a in told.aliases.items() if n not in hidden}
        return Declared(
            resolve, self.config.trust_annotations, self.config.trust_docstrings, replace(told, aliases=aliases)
        )


class _Unit:
    """The analysis of one unit."""

    def __init__(self, unit: Unit, module: _ModuleFacts, rules: list[Rule], number: int) -> None:
        from uncopy.lower import lower_body

        text, names = module.text, module.names
        self.unit, self.text, self.path, self.config, self.names = unit, text, module.path, module.config, names
        self.module, self.rules, self.number = module, rules, number
        self.slice = parse_unit(unit, text)
        self.body = lower_body(
            self.slice.node,
            self.slice.scope,
            names.resolve,
            within=unit.name,
        )
        self._mark(module.tampering)
        self._positions: Positions | None = None

    @property
    def positions(self) -> Positions:
        """Made when first asked for: most functions have nothing to show."""
        if self._positions is None:
            from uncopy.source.positions import Positions

            self._positions = Positions(self.slice.module, self.text.lines, self.slice.first_line, self.slice.shift)
        return self._positions

    def judged(self) -> Iterator[Judged]:
        for index, (body, around) in enumerate(_bodies(self.body, self.slice.scope)):
            resolve = self._resolver(around[1:])
            if self.rules and self._knows_numpy(body, resolve):
                yield from self._judged_in(body, around, resolve, self.number * 100_000 + index)

    def _judged_in(
        self, body: Body, around: tuple[Scope, ...], resolve: Callable[[str], str | None], number: int
    ) -> Iterator[Judged]:
        """The candidates by what is known, and those that there are by what is only supposed."""
        from uncopy.facts import facts_of, guesses_of
        from uncopy.facts.domain import ALIEN, ARRAYS

        told = self.module.declared(resolve, _hidden(around[1:]))
        analysed = partial(
            facts_of,
            body,
            model_for(self.config.functions),
            resolve,
            declared=told,
            numpy_names=self._numpy_names(around[0]),
            assume_elision=self.config.assume_elision and self.config.target_python < (3, 14),
            summaries=self.module.summaries,
            growing=lambda: self.module.growing,
        )
        facts = analysed()
        known = [self._judge(rule, c, facts, body, number) for rule in self.rules for c in rule.candidates(facts)]
        documented = None if told.docstrings else replace(told, docstrings=True)
        guesses = guesses_of(facts, documented, by_use=not self.names.foreign_arrays)
        if not guesses:
            yield from known
            return
        facts = analysed(supposed={value: guess.fact for value, guess in guesses.items()})
        doubts = [
            self._judge(rule, c, facts, body, number, doubt=_supposed(c, facts, guesses))
            for rule in self.rules
            for c in rule.candidates(facts)
            if facts.seen(c.target, c.step).only(ARRAYS | ALIEN)  # a guess, and a number perhaps, are too much doubt
        ]
        yield from _without_doubt(known, doubts)

    def _knows_numpy(self, body: Body, resolve: Callable[[str], str | None]) -> bool:
        """Whether a name in a body surely means something of NumPy, and none that means NumPy elsewhere is taken.

        Else its arrays are another library's, or may be: arithmetic on them is not for NumPy's rules.
        """
        if any(s.op == "import" and s.data.split(".")[0] == "numpy" for s in body.steps):
            return True
        origins = self.names.origins
        named = [n for n, origin in origins.items() if origin.split(".")[0] == "numpy"]
        taken = [n for n in named if n in body.names or resolve(n) is None]
        return len(taken) < len(named) and not any(origins[n] == "numpy" for n in taken)

    def _mark(self, tampering: Tampering) -> None:
        """Note on each body what may make it do other things than its text says."""
        for body, around in _bodies(self.body, self.slice.scope):
            for reason in tampering.reasons(around[0].node):
                body.unknowns.setdefault(reason, None)
            if self.names.frames is not None or reads_frames(around[0], self._resolver(around[1:])):
                body.unknowns.setdefault("frame-reader", None)
            decorator = foreign_decorator(around[0].node, self._resolver(around[1:]))
            if decorator is not None:
                name = "compiled" if compiles(around[0].node, decorator, self._resolver(around[1:])) else "decorator"
                body.unknowns.setdefault(name, getattr(body.node, "decorators", ())[decorator])

    def _numpy_names(self, scope: Scope) -> tuple[str, ...]:
        """The module's names for NumPy that are bound before a function can run, under no condition."""
        origins, always = self.names.origins, self.names.always
        line = getattr(scope.node, "lineno", 1)
        return tuple(n for n, origin in origins.items() if origin == "numpy" and always.get(n, line) < line)

    def _resolver(self, around: tuple[Scope, ...]) -> Callable[[str], str | None]:
        """What a name that is not a body's own means in it: names of the functions ``around`` it hide the module's."""
        hidden = _hidden(around)
        sure = self.slice.scope.unknowns.get("star-import") is None and not self.names.star
        resolve = self.names.resolve if sure else self.names.origins.get
        return lambda name: None if name in hidden else resolve(name)

    def _line(self, node: cst.CSTNode | None) -> int | None:
        if node is None:
            return None
        try:
            return self.positions.span(node)[0].line
        except KeyError:
            return None

    def _judge(
        self,
        rule: Rule,
        candidate: Candidate,
        facts: FunctionFacts,
        body: Body,
        number: int,
        doubt: tuple[Guard, Answer] | None = None,
    ) -> Judged:
        from uncopy.guards.answer import yes

        answers = [] if doubt is None else [(*doubt, self._line(doubt[1].node))]
        for guard in rule.guards:
            answer = yes("forced") if guard.name in self.config.force else guard.ask(facts, candidate)
            answers.append((guard, answer, self._line(answer.node) if answer.answer != "yes" else None))
            if "too-long" in facts.unknowns and answer.answer != "yes":
                break  # nothing is known, and every further question would take long
        refused = [(g, a, line) for g, a, line in answers if a.answer != "yes"]
        start, end = self.positions.span(candidate.node)
        edits: tuple[Edit, ...] = ()
        if any(a.answer == "no" for _, a, _ in refused):
            verdict: Verdict = "no finding"
        else:
            edits, problem = self._edits(rule, candidate, body)
            if problem is not None:
                guard = _COMMENTS()
                answers.append((guard, problem, None))
                refused.append((guard, problem, None))
            verdict = "finding without fix" if not edits else "unsafe fix" if refused else "safe fix"
        finding = None
        if verdict != "no finding":
            refusals = tuple(
                Refusal(g.name, "no" if a.answer == "no" else "unknown", a.reason, line) for g, a, line in refused
            )
            applicability: Literal["safe", "unsafe"] = "unsafe" if refused else "safe"
            fix = Fix(applicability, candidate.title, edits) if edits else None
            finding = Finding(
                rule.meta.code,
                rule.meta.name,
                candidate.message,
                self.path,
                *start,
                *end,
                candidate.saves,
                fix,
                refusals,
            )
        values = facts.values
        touched = values.reach(
            candidate.target, candidate.step.id, *(candidate.operands if candidate.effect == "share" else ())
        )
        memory = frozenset((number, site) for site in touched if site[0] >= 0)
        return Judged(rule, body.name, (start, end), tuple(answers), verdict, finding, candidate.effect, memory)

    def _edits(self, rule: Rule, candidate: Candidate, body: Body) -> tuple[tuple[Edit, ...], Answer | None]:
        from uncopy.fixes.rewriting import CannotRewrite, Rewriting
        from uncopy.guards.answer import unknown

        rewriting = Rewriting(self.positions, body, self.module.words)
        try:
            rule.rewrite(candidate, rewriting)
        except CannotRewrite as refusal:
            return (), unknown(str(refusal), candidate.node)
        for node in self._shown:
            if rewriting.changes(node):
                return (), unknown("the text of the expression is shown as well, as in `{x=}`", node)
        return tuple(rewriting.edits), None

    @cached_property
    def _shown(self) -> tuple[cst.CSTNode, ...]:
        """The expressions in strings that show their text, too."""
        from uncopy.fixes.rewriting import shown

        steps = [s for body, _ in _bodies(self.body, self.slice.scope) for s in body.steps]
        return tuple(node for s in steps if s.op in ("format", "list") and s.node is not None for node in shown(s.node))


def _supposed(candidate: Candidate, facts: FunctionFacts, guesses: Mapping[int, Supposed]) -> tuple[Guard, Answer]:
    """The doubt about a candidate that is one only if values are what they seem to be."""
    from uncopy.guards.answer import Guard, unknown, yes

    todo = [candidate.target, *candidate.operands, *candidate.step.args]
    seen: dict[int, None] = {}
    while todo:  # the nearest first
        number = todo.pop(0)
        if number not in seen:
            seen[number] = None
            todo += facts.body.steps[number].args
    guess = next((guesses[number] for number in seen if number in guesses), next(iter(guesses.values())))
    guard = Guard("known-objects", "Is it known, and not only supposed, what the objects are?", lambda _f, _c: yes())
    return guard, unknown(f"`{guess.name}` is only taken for an array, because {guess.why}", guess.node)


def _without_doubt(known: list[Judged], doubts: list[Judged]) -> Iterator[Judged]:
    """What is known, and where that is no finding, what would be one if values are what they seem to be."""
    found = [j.finding for j in known if j.finding is not None]
    spans = {(f.line, f.column, f.end_line, f.end_column) for f in found}
    edits = tuple(e for f in found if f.fix is not None for e in f.fix.edits)
    more = {
        (j.rule.meta.code, j.span): j
        for j in doubts
        if j.finding is not None
        and _ENOUGH_DOUBT.isdisjoint(refusal.guard for refusal in j.finding.refusals)
        and (*j.span[0], *j.span[1]) not in spans
        and not (j.finding.fix is not None and overlap(j.finding.fix.edits, edits))
    }
    for j in known:
        if j.finding is not None or (j.rule.meta.code, j.span) not in more:
            yield j
    yield from more.values()


def _hidden(around: tuple[Scope, ...]) -> frozenset[str]:
    """The names that functions around a body have for themselves."""
    return frozenset().union(*(s.bound | s.nonlocal_names for s in around if not isinstance(s.node, ast.Module)))


def _bodies(body: Body, *around: Scope) -> Iterator[tuple[Body, tuple[Scope, ...]]]:
    """A body and all bodies of functions defined in it, each with its scope and those around it, innermost first."""
    yield body, around
    if not body.steps:
        return  # too long: nothing in it was made
    for inner, scope in zip(body.inner, around[0].functions, strict=True):
        yield from _bodies(inner, scope, *around)


def _COMMENTS() -> Guard:  # noqa: N802
    from uncopy.guards.answer import Guard, yes

    return Guard("text-kept", "Is nothing but the code itself changed?", lambda _f, _c: yes())
