"""Checks the facts' claims while a program runs: what it reports is held against what was said of it."""

from __future__ import annotations

import importlib
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import permutations

import numpy as np

from tests.soundness.claims import STORES, Claims
from tests.soundness.instrument import NAME, Program
from tests.soundness.kinds import const_held, dtype_held, is_dense, kinds_of, strides_of
from tests.soundness.memory import arrays_in, owner_of, plain, share
from uncopy.facts import domain as d
from uncopy.facts.domain import OUTSIDE

MOST_EVENTS = 4000
MOST_ELEMENTS = 3000
_CONTAINERS = (list, tuple, dict, set)
_NUMBERS = (bool, int, float, complex, np.generic)


class Endless(BaseException):
    """The run is cut off."""


@dataclass
class Mutation:
    """Where to overwrite an array: after the ``occurrence``-th time that ``step`` of body ``number`` has run."""

    number: int
    step: int
    value: int
    occurrence: int


@dataclass
class Run:
    """One run of a program with everything that was found."""

    program: Program
    claims: list[Claims]
    roots: Callable[[], list[object]] = list  # arguments, and what the module holds
    problems: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    mutation: Mutation | None = None
    mutated: bool = False
    sole: list[Mutation] = field(default_factory=list)
    events: int = 0

    def hooks(self) -> dict[str, object]:
        """The names that the program reports to."""
        return {
            "_enter_": lambda number: Frame(self, number),
            "_leave_": lambda frame: frame.leave(),
            "_o_": lambda frame, value, seen: frame.made(value, seen),
            "_l_": lambda frame, value, seen: frame.loaded(value, seen),
            "_t_": lambda frame, value, seen: frame.made(value, seen),
            "_a_": lambda frame: frame.look(),
            "_b_": lambda frame, statement: frame.begin(statement),
            "_s_": lambda frame, statement: frame.end(statement),
            "_r_": lambda frame, statement, seen: frame.returned(statement, seen),
            "_h_": lambda frame: frame.handled(),
        }

    def problem(self, text: str) -> None:
        """Something was not as claimed."""
        if len(self.problems) < 5:
            self.problems.append(text)


class Frame:
    """One run of one function."""

    def __init__(self, run: Run, number: int) -> None:
        self.run = run
        self.claims = run.claims[number]
        self.count = run.counts
        self.checked = run.mutation is None and self.claims.knowable
        self.latest: dict[int, object] = {}
        self.arrays: dict[int, list[np.ndarray]] = {}
        self.owners: dict[int, set[int]] = defaultdict(set)
        self.bytes: dict[int, tuple[np.ndarray, bytes]] = {}
        self.stamps: dict[int, dict[int, object]] = {}
        self.groups: dict[object, tuple[int, dict[int, object], tuple[int, ...]]] = {}
        self.orders: dict[object, tuple[int, tuple[int, ...]]] = {}
        self.containers: set[int] = set()
        self.defined: dict[int, int] = {}
        self.read_till: dict[int, int] = {}
        self.executed: list[int] = []
        self.occurrences: Counter[int] = Counter()
        self.expired: list[tuple[np.ndarray, int, int]] = []
        self.result: object = None
        self.kept: list[object] = []
        self.statement = -1
        self.known: set[int] = set()

    # events

    def loaded(self, value: int, seen: object) -> object:
        """A name was read."""
        self._tick()
        if not self.checked:
            self.latest[value] = seen
            return seen
        if value in self.known:
            return seen
        if type(seen) not in (np.ndarray, list) and self.claims.fact[value].callee is not None:
            self.known.add(value)
        self._observe(value, seen)
        return seen

    def made(self, value: int, seen: object) -> object:
        """A step has run and gave this."""
        self._tick()
        self.occurrences[value] += 1
        if not self.checked:
            self.latest[value] = seen
            self._mutate(value)
            return seen
        step = self.claims.steps[value]
        self._refined(value)
        self._changes((value,), f"%{value} {step.op}")
        self._execute(value)
        self.defined[value] = len(self.executed)
        self.read_till[value] = len(self.executed)
        self._observe(value, seen, made=True)
        self._form(value, seen)
        self._sole(value, seen)
        if step.op == "call":
            self._outside((value,))
        return seen

    def begin(self, statement: int) -> None:
        """A statement begins."""
        self.statement = statement

    def end(self, statement: int) -> None:
        """A statement, or the head of a compound one, has run."""
        self._tick()
        if not self.checked:
            return
        steps = self.claims.steps_of(self.run.program.statements[statement])
        self._changes(steps, f"statement {statement}")
        # What a `finally` holds was lowered once for each way into it, and which one was taken is not known.
        ways = Counter((self.claims.steps[n].op, self.claims.steps[n].node) for n in steps)
        for number in steps:
            step = self.claims.steps[number]
            if step.op in STORES and ways[step.op, step.node] == 1 and not self.occurrences[number]:
                self._refined(number)
                self._execute(number)
        self.look(steps)

    def returned(self, statement: int, seen: object) -> object:
        """A return statement has its value."""
        self.result = seen
        if self.checked:
            steps = self.claims.steps_of(self.run.program.statements[statement])
            for number in steps:
                if self.claims.steps[number].op == "return":
                    self._execute(number)
            self.look(steps)
        return seen

    def handled(self) -> None:
        """An exception was caught: whatever step raised it may have written before it did."""
        self._tick()
        if self.checked:
            self._changes(tuple(range(len(self.claims.steps))), "a step that raised")
            self.look()

    def leave(self) -> None:
        """The function ends, in one way or another."""
        if not self.checked:
            return
        for array in arrays_in([self.result, *self.run.roots()]):
            for gone, value, step in self.expired:
                if share(gone, array):
                    self._problem(
                        f"sharing(%{value}, %{step}) is None, but the memory is reached after the function's end"
                    )

    def _tick(self) -> None:
        self.run.events += 1
        if self.run.events > MOST_EVENTS:
            raise Endless

    def _problem(self, text: str) -> None:
        self.run.problem(f"{self.claims.facts.body.name}: {text}")

    def _say(self, value: int) -> str:
        sites = " ".join("outside" if s < 0 else f"@{s}" for s, _ in sorted(self.claims.sites[value]))
        return f"%{value} {self.claims.steps[value].op} ({self.claims.fact[value]}; memory {sites})"

    # values

    def _observe(self, value: int, seen: object, *, made: bool = False) -> None:
        claims, fact = self.claims, self.claims.fact[value]
        old = self.latest.get(value)
        same = old is seen and not made
        self.latest[value] = seen
        self.kept.append(seen)
        if isinstance(seen, np.ndarray) and seen.size > MOST_ELEMENTS:
            raise Endless
        if same and not self.expired:
            return
        if not same or value not in self.stamps:
            mentioned = claims.mentions(value) | claims.layout_mentions(value) | claims.form_mentions(value)
            self.stamps[value] = {a: self._stamp(a) for a in mentioned}
        kind = kinds_of(seen)
        self.count["kinds"] += 1
        if not fact.kinds & kind:
            self._problem(f"{self._say(value)} is a {type(seen).__name__}: {seen!r:.80}")
            return
        wrong = dtype_held(seen, fact)
        self.count["dtypes"] += 1
        if wrong is not None:
            self._problem(f"{self._say(value)} has {wrong}")
        if fact.const is not d.MISSING:
            self.count["consts"] += 1
            if not const_held(seen, fact):
                self._problem(f"{self._say(value)} is {seen!r:.80}")
        if fact.callee is not None:
            self._callee(value, seen)
        self._items(value, seen)
        if isinstance(seen, (np.ndarray, *_NUMBERS)):
            self._shape(value, seen)
        if isinstance(seen, np.ndarray) and seen is not np.ma.masked:  # which nothing can change
            self._array(value, seen)
        if isinstance(seen, _CONTAINERS) or type(seen).__module__ == NAME:
            self.containers.add(value)
        else:
            self.containers.discard(value)
        self._memory(value, seen)

    def _refined(self, number: int) -> None:
        """What is known at a step of its arguments beyond what is known of them everywhere."""
        step = self.claims.steps[number]
        seen = getattr(step, "seen", step.args)
        if seen is step.args or step.op in ("phi", "refine"):
            return
        for arg, value in zip(step.args, seen, strict=True):
            if arg == value or arg not in self.latest:
                continue
            self.count["refined"] += 1
            what, fact = self.latest[arg], self.claims.fact[value]
            wrong = None if fact.kinds & kinds_of(what) else f"a {type(what).__name__}"
            wrong = wrong or dtype_held(what, fact)
            if wrong is None and not const_held(what, fact):
                wrong = repr(what)
            if wrong is None and type(what) is np.ndarray and what.ndim:
                if fact.layout.is_c and not what.flags.c_contiguous:
                    wrong = f"strides {what.strides}"
            if wrong is not None:
                self._problem(f"at %{number} {step.op}: {self._say(value)} of %{arg} is {wrong}: {what!r:.80}")

    def _callee(self, value: int, seen: object) -> None:
        fact = self.claims.fact[value]
        self.count["callees"] += 1
        name = fact.callee or ""
        if name == "range":
            held = type(seen) is range
        elif name == "builtins.slice":
            held = seen is slice or type(seen) is slice
        elif fact.receiver is not None:
            held = getattr(seen, "__name__", None) == name.rpartition(".")[2]
            receiver = self.latest.get(fact.receiver)
            if held and receiver is not None:
                held = getattr(seen, "__self__", None) is receiver
        else:
            meant = _named(name)
            held = meant is d.MISSING or seen is meant or (callable(meant) and seen == meant)
        if not held:
            self._problem(f"{self._say(value)} is {seen!r:.80}")

    def _items(self, value: int, seen: object) -> None:
        fact = self.claims.fact[value]
        if fact.items is not None:
            self.count["items"] += 1
            if type(seen) is not tuple or len(seen) != len(fact.items):
                self._problem(f"{self._say(value)} should have {len(fact.items)} items: {seen!r:.80}")
            else:
                for item, number in zip(seen, fact.items, strict=True):
                    if number in self.latest and self.latest[number] is not item and type(item) is np.ndarray:
                        self._problem(f"{self._say(value)}: an item is not %{number}")
        if fact.element is not None and isinstance(seen, (tuple, list, range)):
            for item in seen[:10]:
                self.count["elements"] += 1
                if not fact.element.kinds & kinds_of(item) or dtype_held(item, fact.element) is not None:
                    self._problem(f"{self._say(value)}: item {item!r:.80} is no {fact.element}")
                elif isinstance(item, np.ndarray) and type(item) is np.ndarray and item.ndim:
                    if fact.element.layout.is_c and not item.flags.c_contiguous:
                        self._problem(f"{self._say(value)}: an item is not C-contiguous")
        if fact.distinct and isinstance(seen, tuple):
            parts = [a for a in seen if isinstance(a, np.ndarray)]
            self.count["distinct"] += 1
            for index, part in enumerate(parts):
                if any(share(part, other) for other in parts[:index]):
                    self._problem(f"{self._say(value)}: items share memory")

    def _array(self, value: int, seen: np.ndarray) -> None:
        fact, sites = self.claims.fact[value], self.claims.sites[value]
        if not fact.readonly and OUTSIDE not in sites:
            self.count["writable"] += 1
            if not seen.flags.writeable and not self.claims.outside_reach & sites:
                self._problem(f"{self._say(value)} is read-only")
        if type(seen) is not np.ndarray or not seen.ndim or "form-set" in self.claims.facts.unknowns:
            return
        for layout in {fact.layout, fact.as_array[1]}:
            self.count["layouts"] += 1
            if (layout.is_c and not seen.flags.c_contiguous) or (layout.dense and not is_dense(seen)):
                self._problem(f"{self._say(value)} has shape {seen.shape}, strides {seen.strides}")

    def _stamp(self, value: int) -> object:
        seen = self.latest.get(value, d.MISSING)
        if seen is d.MISSING:
            return None
        return (type(seen).__name__, repr(seen)) if isinstance(seen, _NUMBERS) else id(seen)

    # memory

    def _memory(self, value: int, seen: object, *, read: bool = True) -> None:
        for array in self.arrays.get(value, ()):
            self.owners[owner_of(array)].discard(value)
        self.arrays[value] = found = [a for a in arrays_in([seen]) if a.nbytes]
        for array in found:
            owner = owner_of(array)
            self.kept.append(array)
            self._apart(value, array, owner)
            self.owners[owner].add(value)
            # A join that nobody goes on to read reads nothing: `x = w if n else a` before `x` is bound anew.
            read = read and (self.claims.steps[value].op != "phi" or bool(self.claims.after(value) >> value & 1))
            for gone, dead, step in self.expired if read else ():
                if value != step and owner_of(gone) == owner and np.shares_memory(gone, array):
                    self._problem(f"sharing(%{dead}, %{step}) is None, but {self._say(value)} is read later")
        if found and isinstance(seen, np.ndarray):
            array = plain(seen)
            self.bytes.setdefault(id(array), (array, array.tobytes()))
            self.kept.append(array)

    def _apart(self, value: int, array: np.ndarray, owner: int) -> None:
        claims = self.claims
        for other in self.owners[owner]:
            if other == value or not claims.apart(value, other):
                continue
            self.count["apart"] += 1
            for theirs in self.arrays[other]:
                if owner_of(theirs) == owner and np.shares_memory(array, theirs):
                    if self._excused(value, other):
                        continue
                    self._problem(f"{self._say(value)} and {self._say(other)} share memory")
                    return
        self.count["apart"] += len(self.owners) - 1

    def _excused(self, one: int, other: int) -> bool:
        """One was kept outside, and the other comes from there."""
        claims = self.claims
        now = (one, self.executed[-1] if self.executed else one)
        for kept, taken in ((one, other), (other, one)):
            if OUTSIDE in claims.reach(taken) and any(claims.reach_kept(kept, step) for step in now):
                return True
        return False

    def look(self, steps: tuple[int, ...] = ()) -> None:
        """Between statements: whatever containers hold by now, shapes side by side, memory outside."""
        if not self.checked:
            return
        for value in list(self.containers):
            self._memory(value, self.latest[value], read=False)
        if steps:
            self._outside(steps)

    def _outside(self, steps: tuple[int, ...]) -> None:
        """Nothing that is said to be the function's own is in reach of others."""
        claims = self.claims
        theirs: dict[int, list[np.ndarray]] = defaultdict(list)
        for array in arrays_in(self.run.roots()):
            if array.nbytes:
                theirs[owner_of(array)].append(array)
        for owner, arrays in theirs.items():
            for value in self.owners.get(owner, ()):
                seen = self.latest[value]
                if not isinstance(seen, np.ndarray) or self._is_past(value):
                    continue
                self.count["outside"] += 1
                if any(claims.outside(value, step) for step in steps):
                    continue
                if any(np.shares_memory(plain(seen), a) for a in arrays):
                    self._problem(f"{self._say(value)} is in reach of others after %{steps[-1]}")

    def _is_past(self, value: int) -> bool:
        """Whether the memory of a value was made anew since: nobody asks for that of the pass before by this value."""
        maker = self.claims.maker(value)
        return maker in self.defined and value in self.defined and self.defined[maker] > self.defined[value]

    # effects

    def _changes(self, steps: tuple[int, ...], what: str) -> None:
        """Arrays whose elements changed since the last look: one of the steps must be said to write them."""
        changed = [key for key, (array, old) in self.bytes.items() if array.tobytes() != old]
        if not changed:
            return
        for key in changed:
            array, _ = self.bytes[key]
            self.bytes[key] = (array, array.tobytes())
        moved = [self.bytes[key][0] for key in changed]
        for value, seen in self.latest.items():
            if not isinstance(seen, np.ndarray) or not any(plain(seen) is m or share(plain(seen), m) for m in moved):
                continue
            self.count["writes"] += 1
            if not any(self.claims.written(value, s) for s in steps):
                self._problem(f"{what} changes {self._say(value)}, and is not said to write it")

    def _execute(self, number: int) -> None:
        """A step has run: what it read was live all the while since it was made."""
        claims, step = self.claims, self.claims.steps[number]
        for arg in step.args if step.op != "phi" else ():
            begun = self.read_till.get(arg)
            if begun is None or claims.steps[arg].op == "phi":
                continue
            for passed in self.executed[begun:]:
                self.count["live"] += 1
                if passed != number and not claims.after(passed) >> arg & 1:
                    self._problem(f"%{arg} is dead after %{passed}, and read by %{number} {step.op}")
            self.read_till[arg] = len(self.executed)
        if step.op != "phi":  # which may stand for an earlier one, and then nothing runs here
            self.executed.append(number)

    # shapes and layouts

    def _joins_unseen(self, value: int, seen: object) -> bool:
        """Whether it is a join of a loop's own join that nothing has read since: which pass that is of is not known."""
        steps = self.claims.steps
        given = steps[value].args if steps[value].op == "phi" else ()
        return any(steps[a].op == "phi" for a in given) and not any(self.latest.get(a) is seen for a in given)

    def _shape(self, value: int, seen: object) -> None:
        """Equal shapes are equal, and those of fewer atoms broadcast; orders follow each other."""
        claims, fact = self.claims, self.claims.fact[value]
        stamps = self.stamps[value]
        if not fact.kinds & d.NUMERIC:
            return
        mine = {a: stamps[a] for a in claims.mentions(value)}
        if self._joins_unseen(value, seen):
            return
        if None not in mine.values():
            shape, key = np.shape(seen), (fact.shape, tuple(sorted(mine.items(), key=str)))
            known = self.groups.get(key)
            if known is None:
                self._broadcasts(value, mine, shape)
                self.groups[key] = (value, mine, shape)
            else:
                self.count["shapes"] += 1
                if known[2] != shape:
                    self._problem(
                        f"equal shapes differ: {self._say(value)}: {shape}, {self._say(known[0])}: {known[2]}"
                    )
        self._order(value, seen, fact.layout, {a: stamps[a] for a in claims.layout_mentions(value)})
        if fact.form is not None and type(seen) is np.ndarray and seen.ndim:
            shape, layout = fact.form
            mine = {a: stamps[a] for a in d.mentioned(shape)}
            known = self.groups.get((shape, tuple(sorted(mine.items(), key=str))))
            if known is not None and None not in mine.values():
                self.count["forms"] += 1
                if known[2] != seen.shape:
                    self._problem(
                        f"{self._say(value)} has shape {seen.shape}, unlike {self._say(known[0])}: {known[2]}"
                    )
            self._order(value, seen, layout, {a: stamps[a] for a in d.mentioned(layout.atoms)})

    def _order(self, value: int, seen: object, layout: d.Layout, marks: dict[int, object]) -> None:
        if type(seen) is np.ndarray and layout.dense and layout.atoms - {"C"} and None not in marks.values():
            steps = tuple(s // seen.itemsize for s in strides_of(seen))
            order = (layout.atoms, tuple(sorted(marks.items(), key=str)), seen.shape)
            first = self.orders.setdefault(order, (value, steps))
            self.count["orders"] += first[0] != value
            if first[1] != steps:
                self._problem(f"equal layouts differ: {self._say(value)}: {steps}, {self._say(first[0])}: {first[1]}")

    def _broadcasts(self, value: int, mine: dict[int, object], shape: tuple[int, ...]) -> None:
        for other, theirs, known in list(self.groups.values())[-60:]:
            if any(mine[a] != theirs[a] for a in mine.keys() & theirs.keys()):
                continue
            for (one, small), (two, large) in permutations(((value, shape), (other, known))):
                if self.claims.covered(one, two):
                    self.count["broadcasts"] += 1
                    if not _broadcasts(small, large):
                        self._problem(f"{self._say(one)}: {small} does not broadcast into {self._say(two)}: {large}")

    def _form(self, number: int, seen: object) -> None:
        """What the guards claim of the result's form beside an operand's."""
        if "form-set" in self.claims.facts.unknowns:
            return
        for claim in self.claims.in_place(number):
            old = self.latest.get(claim.value)
            if type(old) is not np.ndarray or not old.ndim or not (claim.family and claim.dtype):
                continue
            self.count["guards"] += 1
            told = f"{self._say(number)} on {self._say(claim.value)}"
            if type(seen) is not np.ndarray:
                self._problem(f"{told} gives a {type(seen).__name__}")
            elif seen.dtype != old.dtype:
                self._problem(f"{told} gives {seen.dtype} of {old.dtype}")
            elif claim.shape and seen.shape != old.shape:
                self._problem(f"{told} gives {seen.shape} of {old.shape}")
            elif claim.shape and claim.layout and strides_of(seen) != strides_of(old):
                self._problem(f"{told} gives strides {seen.strides} of {old.strides}")

    # owners

    def _sole(self, number: int, seen: object) -> None:
        """Arrays of which nobody is said to need the old elements any more."""
        claims, step = self.claims, self.claims.steps[number]
        if not claims.makes_new(step):
            return
        for value in dict.fromkeys(step.args):
            old = self.latest.get(value)
            if (
                not isinstance(old, np.ndarray)
                or not old.nbytes
                or old is np.ma.masked
                or not claims.fact[value].may(d.ARRAYS)
            ):
                continue
            self.count["owners"] += 1
            if claims.sole(value, number):
                self.count["sole owners"] += 1
                self.expired.append((plain(old), value, number))
                self.run.sole.append(Mutation(claims.number, number, value, self.occurrences[number]))

    def _mutate(self, number: int) -> None:
        plan = self.run.mutation
        if plan is None or self.run.mutated or (plan.number, plan.step) != (self.claims.number, number):
            return
        if self.occurrences[number] != plan.occurrence:
            return
        old = self.latest.get(plan.value)
        if isinstance(old, np.ndarray) and old.flags.writeable:
            old[...] = ~plain(old) if old.dtype == bool else 77
            self.run.mutated = True


def _broadcasts(small: tuple[int, ...], large: tuple[int, ...]) -> bool:
    try:
        return np.broadcast_shapes(small, large) == large
    except ValueError:
        return False


def _named(dotted: str) -> object:
    head, *rest = dotted.split(".")
    if head not in ("numpy", "builtins", "math", "copy", "operator"):
        return d.MISSING
    value: object = importlib.import_module(head)
    for name in rest:
        value = getattr(value, name, d.MISSING)
        if value is d.MISSING:
            return d.MISSING
    return value
