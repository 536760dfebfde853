"""Statements through which others come to hold an array: containers, calls, objects, closures, globals."""

from __future__ import annotations

from tests.soundness.parts import HELPERS, LOCALS, MATRIX, VECTOR, Sort
from tests.soundness.statements import Statements


class Neighbours(Statements):
    """Writes statements that let others hold arrays."""

    def do_container(self):
        self.features.add("container")
        one, two = self.array_name(), self.array_name()
        lists = [n for n, s in self.env.items() if s.kind == "list"]
        dicts = [n for n, s in self.env.items() if s.kind == "dict"]
        tuples = [n for n, s in self.env.items() if s.kind == "tuple"]
        kind = self.number(12)
        if kind == 0 or (not lists and kind < 5):
            self.bind(
                "l",
                self.pick(
                    (f"[{one}, {two}]", f"[{one}]", "[]", f"[{one}] * 2", f"list({one})", f"[{one}.copy(), {two}]")
                ),
                Sort("list"),
            )
        elif kind == 1:
            self.put(f"{lists[0]}.append({one})")
        elif kind == 2:
            self.bind(self.target(), f"{lists[0]}[{self.pick(('0', '-1'))}]", Sort("array", VECTOR))
        elif kind == 3:
            self.put(f"{lists[0]}[{self.pick(('0', '-1'))}] = {one}")
        elif kind == 4:
            self.put(
                self.pick(
                    (
                        f"{lists[0]} += [{one}]",
                        f"{lists[0]}.extend([{one}])",
                        f"{lists[0]}.insert(0, {one})",
                        f"{lists[0]} = {lists[0]} + [{one}]",
                        f"{lists[0]}.pop()",
                    )
                )
            )
        elif kind == 5:
            self.bind("p", f"({one}, {two})", Sort("tuple"))
        elif kind == 6:
            a, b = self.pick(LOCALS), self.pick(LOCALS)
            right = self.pick(
                (
                    f"{one}, {two}",
                    f"{two} * 2, {one}",
                    *tuples,
                    "np.divmod(s, 2)",
                    f"np.modf({one})",
                    f"({one} + 1, {one} - 1)",
                )
            )
            self.put(f"{a}, {b} = {right}")
            self.env[a] = self.env[b] = Sort("array", VECTOR)
        elif kind == 7:
            self.bind("d", f"{{'k': {one}, 'm': {two}}}", Sort("dict"))
        elif kind == 8 and dicts:
            self.bind(self.target(), f"d[{self.pick(('chr(107)', repr('k'), repr('m')))}]", Sort("array", VECTOR))
        elif kind == 9 and dicts:
            self.put(f"d['k'] = {one}")
        elif kind == 10:
            self.bind(self.pick(LOCALS), f"np.array([{one}, {one}])", Sort("array", MATRIX))
        elif kind == 11 and tuples:
            self.bind(self.pick(LOCALS), f"p[{self.pick('01')}]", Sort("array", VECTOR))
        else:
            a, b = self.pick(LOCALS), self.pick(LOCALS)
            if a != b:
                self.put(f"{a}, *{b} = {one}, {two}" if self.chance(30) else f"{a} = {b} = {one} + 1")
                self.env[a] = self.sort_of(one)
                self.env.pop(b, None)

    def do_call(self):
        name = self.pick(sorted(HELPERS))
        self.helpers.add(name)
        self.features.add("helper")
        if name == "typed":
            self.features.add("annotated helper")
        one, two = self.array_name(), self.array_name()
        sort = self.sort_of(one)
        if name in ("clear", "keep_copy"):
            self.put(f"{name}({one})")
        elif name == "pair":
            a, b = self.pick(LOCALS), self.pick(LOCALS)
            self.put(f"{a}, {b} = pair({one}, {two})")
            self.env[a], self.env[b] = sort, self.sort_of(two)
        elif name == "fresh_pair":
            a, b = self.pick(LOCALS), self.pick(LOCALS)
            self.put(f"{a}, {b} = fresh_pair({one})")
            self.env[a] = self.env[b] = sort
        elif name == "total":
            self.bind("u", f"total({one})", Sort("number"))
        elif name in ("listed", "rows"):
            self.bind("l", f"{name}({one})", Sort("list"))
        elif name == "twice":
            self.helpers.add("fresh")
            self.bind(
                self.target(), f"twice({self.pick(('fresh', 'np.square', 'np.asarray', 'lambda q: q'))}, {one})", sort
            )
        elif name == "out_of":
            self.bind(
                self.target(),
                f"out_of({one}, np.zeros_like({one}))" if self.chance(50) else f"out_of({one}, {one})",
                sort,
            )
        elif name in ("either", "ensured"):
            self.bind(self.target(), f"{name}({one}, {self.pick(('True', 'False', 'n > 2'))})", sort)
        elif name in ("either_view", "rebinds", "changes_first"):
            more = f", {self.pick(('True', 'False', 'n > 2'))}" if name == "either_view" else ""
            self.bind(self.target(), f"{name}({one}, {two}{more})", sort)
            if name == "rebinds":
                self.put(f"{self.lines.pop().split(' = ')[1]}")
        elif name == "made":
            given, result = self.pick(
                (
                    ("4", VECTOR),
                    (f"len({one})", VECTOR),
                    (f"{one}.shape", sort.shape),
                    (f"3, {one}", sort.shape),
                    ("(4, 4)", MATRIX),
                    ("n", (3,)),
                )
            )
            self.bind(self.target(), f"made({given})", Sort("array", result))
        elif name == "into":
            self.bind(
                self.target(),
                self.pick(
                    (
                        f"into({one})",
                        f"into({one}, np.zeros_like({one}))",
                        f"into({one}, {one})",
                        f"into({one}, out={two})",
                    )
                ),
                sort,
            )
        elif name == "maybe_looped":
            self.bind(self.target(), f"maybe_looped({one}{self.pick(('', ', 1', ', n', ', m=2'))})", sort)
        elif name == "nested":
            self.put(f"{self.pick(LOCALS[:2])}, ({self.pick(LOCALS[2:4])}, t) = nested({one})")
            words = self.lines[-1].strip()
            self.env[words[0]] = self.env["t"] = sort
            self.env[words[4]] = sort._replace(shape=(3, *sort.shape[1:]))
        elif name == "in_dict":
            self.bind("d", f"in_dict({one})", Sort("dict"))
        elif name == "keyword":
            self.bind(self.target(), self.pick((f"keyword(v={one})", f"keyword(v={two}, u={one})")), sort)
        elif name == "lists":
            self.bind("l", f"lists([{one}, {two}])", Sort("list"))
        elif name == "closes":
            self.bind("g", f"closes({one})", Sort("function"))
        elif name == "generator":
            self.bind("l", f"list(generator({one}))", Sort("list"))
        elif name == "scalars":
            self.put(f"u, q = scalars({one})")
            self.env["u"] = self.env["q"] = Sort("number")
        elif name == "sorted_in":
            self.bind("u", f"sorted_in({one})", Sort("number"))
        elif name == "none":
            self.put(f"none({one})")
        elif name == "kwargs":
            self.bind(self.target(), f"kwargs({one}, w={two})", self.sort_of(two))
        elif name == "star":
            self.bind(self.target(), self.pick((f"star({one}, {two})", f"star(*[{one}, {two}])")), sort)
        elif name == "typed":  # what it is given must be an array, as it declares: a name may stand for a number by now
            given = self.pick((f"{one}[None]", f"np.atleast_1d({one})", f"{one}[None] * 1"))
            self.bind(self.target(), f"typed({given})", sort)
        elif self.chance(25) and name not in ("keep", "store_global"):
            self.put(f"{name}({one})")
        else:
            self.bind(self.target(), f"{name}({self.pick((one, one, f'{one} * 1', f'{one}[:]'))})", sort)

    def do_object(self):
        self.features.add("object")
        self.helpers.add("Box")
        one = self.array_name()
        if "o" not in self.env:
            self.bind("o", self.pick((f"Box({one})", "BOX", f"Box({one}.copy())")), Sort("object"))
            return
        kind = self.number(8)
        if kind == 0:
            self.put(f"o.put({one})")
        elif kind == 1:
            self.bind(
                self.target(),
                self.pick(("o.get()", "o.held", "o.view()", "Box.common", "o.change()")),
                Sort("array", VECTOR),
            )
        elif kind == 2:
            self.put(
                self.pick((f"o.held = {one}", f"o.add({one})", "o.held += 1", f"o.held = {one} * 2", "o.held[0] = 3"))
            )
        elif kind == 3:
            self.bind(
                self.target(),
                self.pick(
                    (
                        "o.new()",
                        f"o.scale({one})",
                        "o.held * 2",
                        f"o.own({one})",
                        f"Box.static({one})",
                        "o.whole",
                        f"Box.of({one}).held",
                        f"o.shared({one})[0]",
                    )
                ),
                Sort("array", VECTOR),
            )
        elif kind == 4:
            self.put(f"o.add({one}).add({one})")
        elif kind == 5:
            self.put(self.pick(("o.change()", f"setattr(o, 'held', {one})", f"o.more = [{one}]")))
        else:
            self.bind(self.target(), self.pick(("o.held", "getattr(o, 'held')")), Sort("array", VECTOR))

    def do_comprehension(self):
        self.features.add("comprehension")
        one, two = self.array_name(), self.array_name()
        kind = self.number(6)
        if kind == 0:
            self.bind("l", f"[q * 2 for q in {one}]", Sort("list"))
        elif kind == 1:
            self.bind("l", f"[q for q in ({one}, {two})]", Sort("list"))
        elif kind == 2:
            self.bind(self.target(), f"np.array([{one} * q for q in range(4)])", Sort("array", MATRIX))
        elif kind == 3:
            self.bind(self.target(), f"sum(q * 2 for q in ({one}, {two}))", self.sort_of(one))
        elif kind == 4:
            self.bind("d", f"{{q: {one} for q in ('k', 'm')}}", Sort("dict"))
        elif kind == 5:
            self.bind("l", f"[{one}[q:] for q in range(3) if q]", Sort("list"))
        else:
            self.bind(
                self.target(),
                "np.array([[q + r for q in range(4)] for r in range(4)], dtype=float)",
                Sort("array", MATRIX),
            )

    def do_closure(self):
        self.features.add("closure")
        one = self.array_name()
        if one.startswith("np"):
            return
        sort = self.sort_of(one)
        kind = self.number(4)
        target = self.pick(LOCALS)
        if kind == 0:
            self.put(f"g = lambda: {one}")
            self.env["g"] = Sort("function")
        elif kind == 1:
            self.put("def g():")
            self.put(f"    return {one}")
            self.env["g"] = Sort("function")
        elif kind == 2:
            self.put(f"def g(v={one}):")
            self.put("    v = v + 1")
            self.put("    v = v * 2")
            self.put("    return v")
            self.env["g"] = Sort("function")
        elif kind == 3:
            self.bind(target, f"(lambda v: v[:])({one})", sort)
        elif "g" in self.env:
            self.bind(target, "g()", Sort("array", VECTOR))
        else:
            self.bind(target, f"next(q for q in [{one}])", sort)

    def do_keep(self):
        one = self.array_name()
        self.features.add("kept")
        if self.chance(40):
            self.helpers.add("Box")
            self.put(f"BOX.held = {one}")
            if self.chance(50):
                taken = self.pick(("BOX.held", "BOX.get()", "np.asarray(BOX.held, dtype=float)", "BOX.held[:2]"))
                self.bind(self.target(), taken, self.sort_of(one))
            return
        kept = (
            f"KEPT.append({one})",
            f"KEPT[:] = [{one}]",
            f"DICT['a'] = {one}",
            f"KEPT.append({one}.copy())",
            f"KEPT.append({one}[:1])",
        )
        self.put(self.pick(kept))

    def do_global(self):
        fetched = (
            "TABLE",
            "TABLE[1:]",
            "TABLE * 2",
            "KEPT[-1] if KEPT else TABLE",
            "DICT.get('a', TABLE)",
            "np.asarray(KEPT[-1], dtype=float) if KEPT else TABLE",
            "np.asarray(DICT.get('a', TABLE), dtype=float)",
        )
        self.bind(self.target(), self.pick(fetched), Sort("array", VECTOR))

    def do_delete(self):
        names = [n for n in self.arrays() if n in LOCALS]
        if len(names) > 2:
            name = self.pick(names)
            self.put(f"del {name}")
            del self.env[name]

    def do_none(self):
        name = self.pick(LOCALS)
        one = self.array_name()
        self.put(f"{name} = None")
        self.put(f"if n > {self.number(3)}:")
        self.put(f"    {name} = {one}{self.pick(('', ' * 2', '.copy()', '[:]'))}")
        self.put(f"if {name} is None:")
        self.put(f"    {name} = {self.pick(('np.zeros(4)', one, f'{one} + 1'))}")
        self.env[name] = self.sort_of(one)

    def do_joined(self):
        """A name that holds None or a number until it holds an array, and what is done while it may hold either."""
        self.features.add("joined")
        name, one, two = self.pick(LOCALS), self.array_name(), self.array_name()
        other = self.pick([n for n in LOCALS if n != name])
        sort = self.sort_of(one)
        op = self.pick(("+", "+", "*", "-"))
        kind = self.number(2)
        numbers = ("0", "0", "0.0", "1", "False", "np.float64(0)", "0.5")
        self.put(f"{name} = {self.pick(numbers if kind == 0 else ('None', 'None', 'None', *numbers))}")
        made = self.pick(
            (one, f"{one} * 2", f"{one}.copy()", f"np.zeros_like({one})", f"np.exp({one})", f"{one}[1:]", "np.ones((4, 4))",
             "np.ones((4, 4), order='F')", "np.ones((1, 4))", "np.array(2.0)")
        )  # fmt: skip
        if kind == 0:
            self.put(f"for i in range({self.pick(('3', 'n'))}):")
            part = self.pick((one, one, f"{one} * 2", f"np.exp({one})", f"{one}[:i + 1]", made))
            if self.chance(30):
                self.put(f"    {other} = {part}")
                part = other
            self.put(f"    {name} = {self.pick((f'{name} {op} {part}', f'{part} {op} {name}'))}")
            if self.chance(20):
                self.put(f"    {other} = {name}")
        elif kind == 1:
            self.put(f"for i in range({self.pick(('3', 'n'))}):")
            self.put(
                f"    {self.pick((f'if {name} is None:', f'if not isinstance({name}, np.ndarray):', 'if not i:'))}"
            )
            self.put(f"        {name} = {made}")
            self.put("    else:")
            self.put(f"        {name} = {name} {op} {self.pick((two, '2', made))}")
        else:
            self.put(f"if n > {self.number(3)}:")
            self.put(f"    {name} = {made}")
        self.env[name] = self.env[other] = sort
        if self.chance(50):
            self.put(f"if isinstance({name}, np.ndarray):")
            self.put(
                f"    {other} = {self.pick((f'{name}.sum(axis=0)', f'{name}[None]', f'{name}.T', f'{name} @ {two}', f'{name} {op} {two}'))}"
            )
        else:
            many = (f"np.sqrt(np.abs({name}))", f"np.ravel({name})", f"np.zeros_like({name})", f"{name} {op} {two}")
            any_ = (
                f"np.atleast_1d({name})",
                f"np.asarray({name})",
                f"{name} == {two}",
                f"np.reshape({name}, -1)",
                f"np.array({name})",
            )
            self.put(f"{other} = {self.pick(any_ if kind else (*any_, *many))}")
        form = self.number(5)
        if form < 2:
            self.put(f"if {name} is not None:")
            self.put(
                f"    {self.pick((f'{name} = {name} {op} {two}', f'{name} {op}= 2', f'{name} = {name} {op} {other}'))}"
            )
        elif form == 2:
            self.put(f"if isinstance({name}, np.ndarray) and {name}.ndim:")
            self.put(f"    {name} = {two} {op} {name}")
        elif form == 3:
            self.put(f"{other} = {other} {op} {self.pick((two, '2'))}")
        elif form == 4:
            self.put(f"{name} = {name} {op} {self.pick((two, '2', other))}")

    def do_choice(self):
        one, two = self.array_name(), self.array_name()
        name = self.target()
        # Of one thing either way there is no join, whose reading would tell whether the name was read for anything.
        other = two if one != two else f"{two}[...]"
        self.bind(
            name,
            self.pick(
                (
                    f"{one} if n > 2 else {other}",
                    f"{one} if n else {two} * 2",
                    f"{one} if k is None else k",
                    f"({one}, {two})[n > 2]",
                    f"({one} * 2 if n > 2 else {two} * 3)",
                )
            ),
            self.sort_of(one),
        )

    def do_leave(self):
        if self.loops and self.chance(60):
            self.put(f"if {self.condition()}:")
            self.put(f"    {self.pick(('break', 'continue'))}")
        elif self.chance(30):
            self.put(f"if {self.condition()}:")
            self.put(f"    {self.returned()}")
        elif self.chance(30):
            self.put(f"if n > {2 + self.number(2)}:")
            self.put("    raise ValueError(n)")

    def do_walrus(self):
        one = self.array_name()
        name = self.pick(LOCALS)
        self.put(f"if ({name} := {one} * 2).size > 2:")
        self.put(f"    {name} = {name} + 1")
        self.env[name] = self.sort_of(one)

    def do_show(self):
        one = self.array_name()
        self.put(
            self.pick(
                (
                    f"print({one}.shape)",
                    f"str({one})",
                    f"{one}.sum()",
                    f"f'{{{one}}}'",
                    f"assert {one} is not None",
                    f"assert {one}.ndim <= 3",
                )
            )
        )
