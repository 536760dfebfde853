"""Wrong claims, planted on purpose: what each changes, and the smallest program that shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.soundness.harness import COST
from uncopy.config import Config
from uncopy.facts import calls, domain, operators, orders, ownership, shapes, subscripts, values
from uncopy.facts.liveness import Liveness
from uncopy.model import Model, Term


@dataclass(frozen=True)
class Plant:
    """A wrong claim: ``sow`` puts it there, ``body`` is a program that shows it; ``force`` names guards that say Yes."""

    name: str
    body: str
    sow: Callable | None = None
    force: tuple[str, ...] = ()

    def config(self) -> Config:
        """The settings under which the engine is run."""
        return Config(force=COST | frozenset(self.force))


def _row(name: str, **changed):
    """A row of the model says something else."""

    def sow(monkeypatch):
        true = Model.row

        def row(self, asked):
            found = true(self, asked)
            return replace(found, when={}, **changed) if found is not None and self.resolve(asked) == name else found

        monkeypatch.setattr(Model, "row", row)

    return sow


def _no_handlers(monkeypatch):
    """Liveness forgets what handlers of exceptions read."""
    true = Liveness.__init__

    def init(self, body):
        saved = [(block, list(block.exceptional)) for block in body.blocks]
        for block in body.blocks:
            block.exceptional.clear()
        try:
            true(self, body)
        finally:
            for block, targets in saved:
                block.exceptional.extend(targets)

    monkeypatch.setattr(Liveness, "__init__", init)


def _first_only(monkeypatch):
    """A join takes the memory of its first value alone."""
    true = values.Solver._phi

    def phi(self, step):
        sites = self.values.sites
        saved = {a: sites[a] for a in step.args[1:]}
        for a in step.args[1:]:
            sites[a] = frozenset()
        true(self, step)
        for a, old in saved.items():
            sites[a] = old if a != step.id else sites[a]

    monkeypatch.setattr(values.Solver, "_phi", phi)


def _always_c(monkeypatch):
    """Every elementwise result is said to be in C order."""
    monkeypatch.setattr(operators, "dense_layout", lambda operands: domain.C_ORDER)
    monkeypatch.setattr(calls, "dense_layout", lambda operands: domain.C_ORDER)


def _never_zero_d(monkeypatch):
    """No function is said to give a scalar or a 0-d array."""
    monkeypatch.setattr(calls.Calls, "_kinds", lambda self, *_: domain.ARRAY)


def _left_dtype(monkeypatch):
    """A result is said to have the dtypes of the first operand."""
    monkeypatch.setattr(operators, "elementwise", lambda model, name, words: words[0])


def _no_store(op: str, attribute: str):
    """A step is said to touch nothing."""

    def sow(monkeypatch):
        true = getattr(values.Solver, f"_{op}")

        def method(self, step):
            saved = getattr(self, attribute)
            setattr(self, attribute, lambda *_: None)
            try:
                true(self, step)
            finally:
                setattr(self, attribute, saved)

        monkeypatch.setattr(values.Solver, f"_{op}", method)

    return sow


def _index_is_new(monkeypatch):
    """A subscript is said to be a copy always."""
    true = calls.subscript
    monkeypatch.setattr(calls, "subscript", lambda known, step: (true(known, step)[0], True, False))


def _turned_is_same(monkeypatch):
    """A transpose is said to have the order of its array."""
    monkeypatch.setattr(orders, "turned", lambda layout, own: layout)


def _views_are_dense(monkeypatch):
    """A slice is said to leave no gaps."""
    true = subscripts.of_view

    def view(*given):
        return replace(true(*given), dense=True)

    monkeypatch.setattr(subscripts, "of_view", view)


def _all_fits(monkeypatch):
    """Every shape is said to broadcast into every other."""
    monkeypatch.setattr(shapes, "fits", lambda atom, shape: True)
    monkeypatch.setattr(shapes, "_joined", shapes._joined.__wrapped__)  # what is kept must not outlive the plant


def _unseen_is_harmless(monkeypatch):
    """A call that cannot be seen is said to write nothing."""
    true = values.Solver.unseen

    def unseen(self, step, args):
        write, self.write = self.write, lambda *_: None
        try:
            true(self, step, args)
        finally:
            self.write = write

    monkeypatch.setattr(values.Solver, "unseen", unseen)


def _left_shape(monkeypatch):
    """A result is said to have the shape of the first operand."""
    true = operators.elementwise_fact

    def fact(model, name, operands, value, containers=0):
        made = true(model, name, operands, value, containers)
        return replace(made, shape=operands[0].shape)

    monkeypatch.setattr(operators, "elementwise_fact", fact)
    monkeypatch.setattr(calls, "elementwise_fact", fact)


def _nothing_beside(monkeypatch):
    """Views that are read later are forgotten."""
    monkeypatch.setattr(ownership.Ownership, "other_readers", lambda self, *_: [])


def _first_const(monkeypatch):
    """A join is said to be its first constant."""
    true = values.d.join

    def join(value, facts, loop_values=None):
        return replace(true(value, facts, loop_values), const=facts[0].const)

    monkeypatch.setattr(values.d, "join", join)


def _append_holds_nothing(monkeypatch):
    """Lists are said to hold nothing that is appended."""
    true = values.Solver.hold
    monkeypatch.setattr(
        values.Solver,
        "hold",
        lambda self, containers, held: true(
            self, frozenset(s for s in containers if s[0] < 0 or self.values.body.steps[s[0]].op != "list"), held
        ),
    )


PLANTS = (
    Plant(
        "asarray is said to be new",
        """
        x = np.ones(4)
        y = np.asarray(x)
        x = x * 2
        return x, y
        """,
        _row("numpy.asarray", returns=Term("fresh")),
    ),
    Plant(
        "ravel is said to be new",
        """
        x = np.ones((4, 4))
        y = x.ravel()
        x = x * 2
        return x, y
        """,
        _row("ndarray.ravel", returns=Term("fresh")),
    ),
    Plant(
        "a transpose is said to be in its array's order",
        """
        x = np.ones((3, 4))
        y = x.T + 1.0
        z = y + np.ones((4, 3))
        return z
        """,
        _turned_is_same,
    ),
    Plant(
        "a slice that leaves gaps is said to leave none",
        """
        x = np.ones((4, 4))
        y = x[:, 1:]
        z = y + 1.0
        return z
        """,
        _views_are_dense,
    ),
    Plant(
        "shapes that broadcast are said to be one",
        """
        x = np.ones((1, 4))
        y = np.ones((4, 1))
        z = x + y
        w = x + z
        return w
        """,
        _all_fits,
    ),
    Plant(
        "fill_diagonal is said to write nothing",
        """
        x = np.ones((4, 4))
        np.fill_diagonal(x, 3)
        return x
        """,
        _row("numpy.fill_diagonal", writes=()),
    ),
    Plant(
        "the sum is said to be an array",
        """
        x = np.ones(4)
        u = x.sum()
        return u
        """,
        _never_zero_d,
    ),
    Plant(
        "zeros is said to be of integers",
        """
        x = np.zeros(4)
        return x
        """,
        _row("numpy.zeros", dtype=Term("i8")),
    ),
    Plant(
        "broadcast_to is said to be writable",
        """
        x = np.ones(4)
        y = np.broadcast_to(x, (4, 4))
        return y.sum()
        """,
        _row("numpy.broadcast_to", readonly=False, layout=Term("C")),
    ),
    Plant(
        "what handlers read is forgotten",
        """
        x = np.ones(4)
        try:
            y = x
            x = x * 2
            TABLE[99]
            y = x
        except IndexError:
            return y
        return x
        """,
        _no_handlers,
    ),
    Plant(
        "a join forgets memory",
        """
        x = np.ones(4)
        y = np.zeros(4)
        z = y if n > 5 else x
        x = x * 2
        return x, z, y
        """,
        _first_only,
    ),
    Plant(
        "results are said to be in C order",
        """
        x = np.ones((4, 4), order='F')
        return x * 2
        """,
        _always_c,
    ),
    Plant(
        "results are said to have the dtype of the first operand",
        """
        x = np.ones(4, np.float32)
        return x * np.ones(4)
        """,
        _left_dtype,
    ),
    Plant(
        "results are said to have the shape of the first operand",
        """
        x = np.ones(4)
        y = np.ones((4, 4))
        return x * y
        """,
        _left_shape,
    ),
    Plant(
        "a store into an array is said to write nothing",
        """
        x = np.ones(4)
        x[0] = 3
        return x
        """,
        _no_store("store_index", "write"),
    ),
    Plant(
        "an augmented assignment is said to write nothing",
        """
        x = np.ones(4)
        y = x[1:]
        x += 1
        return y
        """,
        _no_store("aug", "write"),
    ),
    Plant(
        "an attribute is said to keep nothing",
        """
        x = np.ones(4)
        TABLE_OF.held = x
        x = x * 2
        return x
        """,
        _no_store("store_attr", "keep"),
    ),
    Plant(
        "a subscript is said to be a copy",
        """
        x = np.ones(4)
        y = x[1:]
        x = x * 2
        return x, y
        """,
        _index_is_new,
    ),
    Plant(
        "a call that cannot be seen is said to write nothing",
        """
        x = np.ones(4)
        TABLE_OF.clear(x)
        return x
        """,
        _unseen_is_harmless,
    ),
    Plant(
        "views are forgotten",
        """
        x = np.ones(4)
        y = x[1:]
        x = x * 2
        return x, y
        """,
        _nothing_beside,
    ),
    Plant(
        "a join is said to be its first constant",
        """
        z = 1
        if n > 5:
            z = 2
        return z
        """,
        _first_const,
    ),
    Plant(
        "lists are said to hold nothing",
        """
        x = np.ones(4)
        l = [x]
        x = x * 2
        y = l[0]
        return x, y
        """,
        _append_holds_nothing,
    ),
    Plant(
        "sole-owner says Yes",
        """
        x = np.ones(4)
        y = x
        x = x * 2
        return x, y
        """,
        force=("sole-owner",),
    ),
    Plant(
        "same-dtype says Yes",
        """
        x = np.ones(4, np.float32)
        x = x * np.ones(4)
        return x
        """,
        force=("same-dtype",),
    ),
    Plant(
        "same-shape says Yes",
        """
        x = np.ones(4)
        x = x * np.ones((4, 4))
        return x
        """,
        force=("same-shape",),
    ),
    Plant(
        "not-zero-d says Yes",
        """
        x = np.array(2.0)
        x = x * 2
        return x
        """,
        force=("not-zero-d",),
    ),
    Plant(
        "same-layout says Yes",
        """
        x = np.ones((4, 4), order='F')
        x = x * np.ones((4, 4))
        return x
        """,
        force=("same-layout",),
    ),
    Plant(
        "result-still says Yes",
        """
        x = np.ones(4)
        y = x.copy()
        y[0] = 3
        return x.sum(), y.sum()
        """,
        force=("result-still",),
    ),
)
