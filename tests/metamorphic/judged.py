"""Functions of the fixtures with lines put in that may make a fix wrong, for the judge to say whether one is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path

from tests.metamorphic.doubt import COPY_SEEN, OLD_VALUE_SEEN, seen
from tests.metamorphic.programs import ROOT, Sample, Told, functions, told
from uncopy import engine
from uncopy.config import Config
from uncopy.verify.fixture import fixture_job
from uncopy.verify.job import Job

# A parameter of which nothing is known: what is done to it here is what the worst caller would do.
STRANGE = '''
class Strange:
    """Keeps what it is given, and gives it back changed."""

    def __init__(self):
        self.held = []

    def __call__(self, *values, value=None):
        self.held += [*values, value]
        return self

    def append(self, value):
        self.held.append(value)

    def __setitem__(self, key, value):
        self.held.append(value)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.work()

    def __iter__(self):
        self.work()
        yield 0

    def work(self):
        for value in self.held:
            if isinstance(value, np.ndarray) and value.size:
                value.flat[0] = 0
        if isinstance(getattr(self, "x", None), np.ndarray) and self.x.size:
            self.x.flat[0] = 0


STRANGE = Strange()
'''
# More lines in the manner of `doubt`: what is written or bound anew before the statement or behind it.
WRITES = {
    "written before": ("x[...] = 3", "", ""),
    "written behind": ("", "x[...] = 3", "print(x)"),
    "negated in place": ("", "x *= -1", "print(x)"),
    "one of its elements written": ("", "x[:1] = 7", "print(x)"),
    "read-only from here on": ("x.flags.writeable = False", "", ""),
    "bound anew": ("", "x = None", ""),
    "bound on one way": ("if strange is None:\n    x = None", "", ""),
    "kept and worked on": ("strange(x)", "strange.work()", "print(x)"),
    "kept behind and worked on": ("", "strange(x)\nstrange.work()", "print(x)"),
    "of another dtype": ("x = x.astype('f4')", "", ""),
    "of whole numbers": ("x = x.astype('i8')", "", ""),
    "of bools": ("x = x.astype(bool)", "", ""),
    "of complex numbers": ("x = x + 0j", "", ""),
    "turned": ("x = x.T", "", ""),
    "every other": ("x = x[::2]", "", ""),
    "reversed": ("x = x[::-1]", "", ""),
    "nothing": ("x = x[:0]", "", ""),
    "one": ("x = x[:1]", "", ""),
    "longer": ("x = np.concatenate([x, x])", "", ""),
    "with another axis": ("x = x[..., None]", "", ""),
    "a scalar": ("x = np.float64(x.flat[0]) if x.size else x", "", ""),
    "no dimension": ("x = np.array(x.flat[0]) if x.size else x", "", ""),
    "a list": ("x = x.tolist()", "", ""),
    "masked": ("x = np.ma.masked_invalid(x)", "", ""),
    "spread": ("x = np.broadcast_to(x, (2, *x.shape))", "", ""),
    "looked at": ("", "print(x.flags.c_contiguous, x.base is None, x.strides, x.dtype, type(x))", ""),
    "told apart": ("", "print([n for n, v in sorted(locals().items()) if v is x])", ""),
}
CHANGES = {**OLD_VALUE_SEEN, **WRITES}


# Annotations are not trusted: the judge's hostile arguments do not keep to them.
JUDGED = Config(preview=True, trust_annotations=False)


@dataclass(frozen=True)
class Change:
    """A function with lines put in around one of its findings: ``x`` is a name of its statement, ``y`` one it binds."""

    sample: Sample
    finding: Told
    label: str
    x: str
    y: str

    @property
    def name(self) -> str:
        """What is changed where, for people."""
        return f"{self.sample.name}: {self.label} ({self.x}, {self.y})"

    @cached_property
    def text(self) -> str:
        """The module."""
        lines = CHANGES.get(self.label) or (*COPY_SEEN[self.label], "")
        tree = ast.parse(seen(self.sample.text, self.finding, self.x, self.y, *lines))
        for function in functions(tree):
            given = zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
            function.args.kw_defaults = [
                ast.Name("STRANGE", ast.Load()) if a.arg == "strange" else default for a, default in given
            ]
        head = [n for n in tree.body if isinstance(n, (ast.Import, ast.ImportFrom))]
        rest = [n for n in tree.body if n not in head]
        made = ast.Module([*head, *ast.parse("import numpy as np").body, *ast.parse(STRANGE).body, *rest], [])
        return ast.unparse(ast.fix_missing_locations(made))

    def job(self) -> Job | None:
        """What the safe fixes make of it against what it was, or None if there are none any more."""
        result = engine.fix(self.text.encode(), "module.py", JUDGED)
        if result.source == result.original:
            return None
        function = self.sample.name.rsplit("-", 1)[1]
        return fixture_job(result.original, result.source, case_toml(self.sample), [function])


def case_toml(sample: Sample) -> Path:
    """The file with the arguments of a sample from a fixture."""
    code, rest = sample.name.split("-", 1)
    return next(p for p in ROOT.glob(f"fixtures/{code}/*/case.toml") if rest.startswith(f"{p.parent.name}-"))


def changes(sample: Sample) -> Iterator[Change]:
    """Every change around every safe finding of a sample, for every name that its statement reads or binds."""
    for finding in told(sample.text):
        if not finding.safe or sample.text.splitlines()[finding.line - 1].endswith(":"):
            continue  # lines cannot be put behind the head of a loop or branch
        read, bound = _names(sample, finding.line)
        for label, x in product(CHANGES, sorted(read | bound)):
            yield Change(sample, finding, label, x, x)
        for label, x, y in product(COPY_SEEN, sorted(read), sorted(bound)):
            if x != y:
                yield Change(sample, finding, label, x, y)


def _names(sample: Sample, line: int) -> tuple[set[str], set[str]]:
    """The function's names that a statement reads, and those that it binds."""
    tree = ast.parse(sample.text)
    inside = [f for f in functions(tree) if f.lineno <= line <= (f.end_lineno or 0)]
    function = inside[-1] if inside else tree
    own = {n.arg for n in ast.walk(function) if isinstance(n, ast.arg)} - {"self"}
    own |= {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    here = [n for n in ast.walk(function) if isinstance(n, ast.Name) and n.lineno == line and n.id in own]
    bound = {n.id for n in here if isinstance(n.ctx, ast.Store)}
    return {n.id for n in here if isinstance(n.ctx, ast.Load)}, bound
