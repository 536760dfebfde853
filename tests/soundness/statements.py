"""Statements: rebinding, writing, containers, what rules are about."""

from __future__ import annotations

import numpy as np

from tests.soundness.expressions import Expressions
from tests.soundness.parts import COMPOUND, LOCALS, PURE, PURE_COMPOUND, SIMPLE, Sort


class Statements(Expressions):
    """Writes simple statements on arrays."""

    def put(self, line):
        self.lines.append("    " * self.indent + line)

    def bind(self, name, text, sort):
        self.put(f"{name} = {text}")
        if "np.empty" in text:  # what stands in new memory is left to chance
            self.put(f"{name}{self.pick(('[...] = 3', '.fill(2)', '[:] = 1'))}")
        self.env[name] = sort

    def target(self):
        names = self.arrays()
        return self.pick(names) if names and self.chance(40) else self.pick(LOCALS)

    def block(self, size, depth):
        begun = len(self.lines)
        for _ in range(1 + self.number(size - 1)):
            self.statement(depth)
        if len(self.lines) == begun:
            self.put("pass")

    def statement(self, depth):
        self.count += 1
        if self.count > self.budget:
            return
        simple, compound = (PURE, PURE_COMPOUND) if self.pure else (SIMPLE, COMPOUND)
        table = simple if depth <= 0 or self.chance(72) else compound
        getattr(self, table[self.number(len(table) - 1)])(*(() if table is simple else (depth,)))

    def do_new(self):
        self.bind(self.target(), *self.constructed())

    def do_operation(self):
        self.bind(self.target(), *self.temporary())

    def do_rebind(self):
        own = [n for n in self.arrays() if n in LOCALS]
        if not own:
            return self.do_new()
        name = self.pick(own)
        sort = self.sort_of(name)
        kind = self.number(9)
        if kind < 6:
            right, other = self.operand()
            if self.chance(20):
                right, other = self.temporary()
                right = f"({right})"
            if np.dtype(sort.dtype).kind in "iub" and other.kind == "number" and self.chance(70):
                right, other = "2", Sort("number", (), "i8")
            if len(other.shape) > len(sort.shape) and self.chance(70):
                right, other = "3", Sort("number", (), "i8")
            op = self.operator(sort.dtype)
            if op in ("**", "<<", "&", "|", "^") and sort.dtype != "b1":
                right = "2"
            if op in "+*&|^" and self.chance(25):
                return self.bind(name, f"{right} {op} {name}", self.combined(sort, other))
            return self.bind(name, f"{name} {op} {right}", self.combined(sort, other))
        if kind < 8:
            return self.bind(name, *self.ufunc(name, sort))
        text = self.pick(
            (f"{name}.clip(0, 3)", f"np.clip({name}, 0, 1.0)", f"{name}.round(1)", f"np.round({name})", f"np.cumsum({name}, axis=0)",
             f"-{name}", f"abs({name})", f"~{name}", f"2 - {name}", f"1 / {name}", f"np.cumsum({name})", f"{name}.cumsum(0)")
        )  # fmt: skip
        return self.bind(name, text, sort)

    def do_nested(self):
        text, sort = self.temporary()
        self.bind(self.target(), *self.ufunc(text, sort))

    def do_view(self):
        self.features.add("view")
        self.bind(self.target(), *self.view())

    def do_copy(self):
        self.bind(self.target(), *self.copy())

    def do_reduction(self):
        text, sort = self.reduction()
        self.bind(self.pick(("u", "u", *LOCALS)), text, sort)

    def do_augment(self):
        name = self.array_name()
        if name.startswith("np"):
            return
        sort = self.sort_of(name)
        right, other = self.operand()
        if len(other.shape) > len(sort.shape):
            right = "1"
        op = self.operator(sort.dtype)
        if op in ("<<", "&", "|", "^", "**", "%", "//", "/") and sort.dtype != "b1":
            right = "2"
        if op == "/" and np.dtype(sort.dtype).kind in "iub":
            op = "+"
        place = self.pick(("", "", "", "[:2]", "[0]", "[[0, 1]]", f"[{name} > 1]"))
        self.put(f"{name}{place} {op}= {right if not place else '2'}")

    def do_store(self):
        name = self.array_name()
        if name.startswith("np"):
            return
        place = self.pick(("[0]", "[:]", "[...]", "[1:]", "[-1]", f"[{name} > 1]", "[[0, 1]]", "[::2]", ".flat[0]"))
        right = self.operand()[0] if self.chance(40) else self.pick(("0", "7", "1"))
        self.put(f"{name}{place} = {right}")

    def do_in_place(self):
        name = self.array_name()
        if name.startswith("np"):
            return
        other = self.array_name()
        self.put(
            self.pick(
                (f"{name}.fill(3)", f"{name}.sort()", f"np.copyto({name}, 2)", f"np.add({name}, 1, out={name}, casting='unsafe')",
                 f"np.fill_diagonal({name}, 5)", f"np.put({name}, [0], 9)", f"np.multiply({other}, 2, out={name}, casting='unsafe')",
                 f"np.place({name}, {name} > 0, [1])", f"np.putmask({name}, {name} > 1, 4)", f"np.random.default_rng(0).shuffle({name})",
                 f"{name}.partition(1)", f"np.negative({name}, out={name})", f"{name}.clip(0, 1, out={name})", f"np.add.at({name}, [0, 0], 1)",
                 f"{name}.put([0], 3)", f"np.nan_to_num({name}, copy=False)", f"{name}.T[...] = 6",
                 f"np.cumsum({name}, out={name})" if self.chance(50) else f"np.copyto({name}, {other}, casting='unsafe')")
            )
        )  # fmt: skip

    def do_evidence(self):
        """Tests and steps that tell what a parameter is."""
        self.features.add("evidence")
        one = self.pick([n for n in ("a", "b", "c") if n in self.env] or [self.array_name()])
        sort = self.sort_of(one)
        kind = self.number(11)
        if kind == 0:
            self.put(
                self.pick(
                    (
                        f"assert isinstance({one}, np.ndarray)",
                        f"assert {one}.ndim == {len(sort.shape)}",
                        f"assert type({one}) is np.ndarray and {one}.dtype == np.float64",
                    )
                )
            )
        elif kind == 1:
            self.put(
                self.pick(
                    (
                        f"if not isinstance({one}, np.ndarray):",
                        f"if type({one}) is not np.ndarray:",
                        f"if np.isscalar({one}) or isinstance({one}, (list, tuple)):",
                    )
                )
            )
            self.put(
                f"    {self.pick((f'{one} = np.array({one})', f'{one} = np.asarray({one}, dtype=float)', 'return None', 'raise TypeError'))}"
            )
        elif kind == 2:
            self.put(
                self.pick(
                    (
                        f"if {one}.dtype != np.float64:",
                        f"if {one}.dtype.kind != 'f':",
                        f"if {one}.dtype not in (np.float32, np.float64):",
                        f"if not np.issubdtype({one}.dtype, np.floating):",
                        f"if {one}.dtype == bool:",
                        f"if {one}.dtype.kind in 'iub':",
                    )
                )
            )
            self.put(
                f"    {self.pick((f'{one} = {one}.astype(float)', f'{one} = {one} * 1.0', f'return {one}', 'raise TypeError'))}"
            )
        elif kind == 3:
            self.put(
                self.pick(
                    (
                        f"if {one}.ndim != {len(sort.shape)}:",
                        f"if {one}.ndim < 1:",
                        f"if {one}.shape[0] < 2:",
                        f"if len({one}) == 0:",
                        f"if np.ndim({one}) == 0:",
                    )
                )
            )
            self.put(f"    {self.pick((f'return {one}', 'raise ValueError', f'{one} = np.ones((4, 4))'))}")
        elif kind == 4:
            self.put(
                f"{self.pick(('rows', 'u'))}, cols = {one}.shape" if len(sort.shape) == 2 else f"u = {one}.shape[0]"
            )
            self.env["u"] = Sort("number")
        elif kind in (5, 6):
            shape = self.pick(
                (
                    f"{one}.shape",
                    f"len({one})",
                    f"({one}.shape[0], 4)",
                    f"{one}.size",
                    f"{one}.shape[-1]",
                    f"{one}.shape[:1]",
                    "n",
                    "(n, 4)",
                    "(n + 1, n + 1)",
                )
            )
            maker = self.pick(("zeros", "ones", "empty"))
            self.bind(
                self.target(),
                f"np.{maker}({shape}{self.pick(('', ', dtype=' + one + '.dtype', ', np.float32'))})",
                Sort("array", sort.shape),
            )
        elif kind == 7:
            self.branch(
                (
                    f"if isinstance({one}, np.ndarray) and {self.pick((f'{one}.ndim == 2', f'{one}.dtype == np.float64', f'{one}.ndim > 0 and {one}.size > 2'))}:",
                    3,
                    0,
                ),
                ("else:", 2, 0),
            )
        elif kind == 8:
            self.bind(
                self.target(),
                f"np.{self.pick(('asarray', 'array', 'ascontiguousarray', 'atleast_1d', 'atleast_2d'))}({one})",
                sort,
            )
        elif kind == 9:
            self.put(
                self.pick(
                    (
                        f"{one}[0]",
                        f"{one}[:, None]",
                        f"{one}.shape",
                        f"{one}.flags.writeable",
                        f"{one}[{one} > 1]",
                        f"{one}.T",
                        f"{one}.astype(float)",
                        f"{one} + 1",
                    )
                )
            )
        elif kind == 10:
            self.put(
                f"{one} = np.array({one}, dtype={self.pick(('float', 'np.float32', 'np.int64'))}{self.pick(('', ', copy=True', ', ndmin=1'))})"
            )
        else:
            self.bind(
                self.target(),
                self.pick(
                    (
                        f"{one} - {one}.mean(axis=0)",
                        f"{one} / np.linalg.norm({one})",
                        f"{one} / np.linalg.norm({one}, axis=-1, keepdims=True)",
                        f"{one} / np.sqrt((({one} * {one}).sum(axis=-1, keepdims=True)))",
                        f"({one} - {one}.min()) / 2",
                        f"{one}[:, None] * {one}[None, :]",
                        f"{one}.reshape({one}.shape)",
                    )
                ),
                sort,
            )

    def do_pattern(self):
        """What a rule is about, as people write it; what comes before and after decides whether it may be rewritten."""
        name = self.array_name()
        if name.startswith("np") or self.chance(50):
            name = self.pick(LOCALS)
            self.bind(name, *self.constructed())
        sort = self.sort_of(name)
        other = self.pick([n for n in LOCALS if n != name])
        size = (int(np.prod(sort.shape)),)
        use = self.pick(
            (
                f"{other}.sum()",
                f"{other}.max()",
                f"({other} * 2).sum()",
                f"np.sum({other})",
                f"len({other})",
                f"np.sqrt(abs({other}))",
                f"{other} + 1",
                f"{other} @ {other}",
                f"{other}[0]",
            )
        )
        kind = self.number(9)
        if kind == 0:
            self.bind(
                other,
                self.pick((f"{name}.copy()", f"np.copy({name})", f"np.array({name})", f"copy.copy({name})")),
                sort,
            )
        elif kind == 1:
            self.bind(other, f"{name}.flatten()", sort._replace(shape=size))
        elif kind == 2:
            self.bind(
                other,
                f"{name}[{self.pick(('np.arange(2)', 'list(range(2))', 'np.arange(1, 3)', 'np.arange(0, 4, 2)'))}]",
                sort,
            )
        elif kind == 3:
            self.bind(
                other,
                self.pick(
                    (
                        f"({name} + 1).copy()",
                        f"np.array({name} * 2)",
                        f"np.sqrt({name}).copy()",
                        f"np.copy({name} - 1)",
                        f"{name}[[0, 1]].copy()",
                        f"({name} * 2).flatten()",
                    )
                ),
                sort,
            )
        elif kind == 4:
            self.bind(
                other,
                *self.ufunc(self.pick((f"{name} * {name}", f"{name} + 1", f"np.cos({name})", f"2 * {name}")), sort),
            )
        elif kind == 5:
            self.bind(name, f"{name} {self.operator(sort.dtype)} 2", sort)
            self.bind(name, *self.ufunc(name, sort))
        elif kind == 6:
            self.bind(
                name,
                self.pick(
                    (
                        f"np.clip({name}, 0, 2)",
                        f"{name}.clip(0, 2)",
                        f"np.round({name})",
                        f"np.cumsum({name})",
                        f"np.cumsum({name}, axis=0)",
                        f"-{name}",
                        f"2 - {name}",
                    )
                ),
                sort,
            )
        elif kind == 7:
            self.bind(other, f"{name} + {name}", sort)
            self.bind(name, f"{name} {self.operator(sort.dtype)} {other}", sort)
        elif kind == 8:
            self.put(f"for i in range({self.pick(('3', 'n'))}):")
            self.put(f"    {name} = {name} {self.operator(sort.dtype)} 2")
            if self.chance(50):
                self.put(f"    {other} = {self.pick((name, f'{name}[:]', f'{name}.copy()', f'{name} * 2'))}")
        else:
            self.bind(other, self.pick((f"{name}[:]", f"{name}.T", f"{name}.ravel()")), sort)
            self.bind(name, f"{name} {self.operator(sort.dtype)} 2", sort)
        if self.chance(30):
            self.statement(0)
        if self.chance(60):
            self.put(f"u = {use}")
            self.env["u"] = Sort("number")
