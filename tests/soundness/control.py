"""Branches, loops and handlers of exceptions."""

from __future__ import annotations

from tests.soundness.neighbours import Neighbours
from tests.soundness.parts import VECTOR, Sort


class Control(Neighbours):
    """Writes compound statements."""

    def condition(self):
        one = self.array_name()
        return self.pick(
            ("n > 2", "n > 1", "n == 3", "s > 1", f"{one}.ndim == 2", f"isinstance({one}, np.ndarray)", f"{one}.dtype == np.float64", f"len({one}) > 3",
             f"{one}.size > 3", "k is None", f"{one}.shape[0] == 4", f"np.all({one} > 0)", f"{one}.dtype.kind == 'f'", f"{one}.sum() > 10", f"np.ndim({one}) == 1",
             f"isinstance({one}, (list, tuple))", f"{one}.flags.c_contiguous", "len(KEPT) > 1")
        )  # fmt: skip

    def branch(self, *bodies):
        """Several ways of which one is taken."""
        before = dict(self.env)
        ends = []
        for head, size, depth in bodies:
            self.env = dict(before)
            self.put(head)
            self.indent += 1
            self.block(size, depth)
            self.indent -= 1
            ends.append(self.env)
        self.env = {n: s for n, s in ends[0].items() if all(n in e for e in ends)}

    def do_if(self, depth):
        if self.chance(50):
            self.branch((f"if {self.condition()}:", 3, depth - 1), ("else:", 3, depth - 1))
        else:
            before = dict(self.env)
            self.branch((f"if {self.condition()}:", 3, depth - 1))
            self.env = {n: s for n, s in self.env.items() if n in before}

    def do_for(self, depth):
        one = self.array_name()
        before = dict(self.env)
        head, sort = self.pick(
            (("for i in range(3)", Sort("number")), ("for i in range(n)", Sort("number")), (f"for i in range(len({one}))", Sort("number")),
             (f"for r in {one}", Sort("array", VECTOR)), (f"for r in ({one}, {one} * 2)", Sort("array", VECTOR)), (f"for i, r in enumerate([{one}, {one}])", Sort("array", VECTOR)),
             (f"for r in [{one}, {self.array_name()}]", Sort("array", VECTOR)), (f"for q, r in zip({one}, {one})", Sort("array", VECTOR)))
        )  # fmt: skip
        self.put(head + ":")
        self.env["r" if "r in" in head else "i"] = sort
        self.loops += 1
        self.indent += 1
        self.block(4, depth - 1)
        self.indent -= 1
        self.loops -= 1
        after = self.env
        self.env = {n: s for n, s in after.items() if n in before}
        if self.chance(20):
            self.put("else:")
            self.indent += 1
            self.block(2, depth - 1)
            self.indent -= 1
            self.env = {n: s for n, s in self.env.items() if n in before}

    def do_while(self, depth):
        before = dict(self.env)
        self.put(f"j{self.loops} = 0")
        self.put(f"while j{self.loops} < {1 + self.number(2)}:")
        self.indent += 1
        self.put(f"j{self.loops} += 1")
        self.loops += 1
        self.block(4, depth - 1)
        self.loops -= 1
        self.indent -= 1
        self.env = {n: s for n, s in self.env.items() if n in before}

    def do_growth(self, depth):
        one = self.array_name()
        self.features.add("growth")
        start, step, end = self.pick(
            (("np.array([])", f"np.append(w, {one})", "w"), ("np.zeros((0, 4))", f"np.vstack([w, {one}])", "w"), ("np.empty(0)", f"np.concatenate([w, {one}])", "w"),
             ("np.zeros(4)", f"w + {one}", "w"), ("np.zeros((4, 4))", f"w + {one} * 2", "w"), ("None", f"{one} if w is None else w + {one}", "w"),
             ("0", f"w + {one}", "w"), ("[]", f"w + [{one}]", "np.array(w)"), ("np.ones(4)", "w * 0.5 + 1", "w"))
        )  # fmt: skip
        self.put(f"w = {start}")
        self.put("for i in range(3):")
        self.put(f"    w = {step}")
        if self.chance(40):
            self.env["w"] = Sort("array", VECTOR)
            self.indent += 1
            self.loops += 1
            self.block(2, 0)
            self.loops -= 1
            self.indent -= 1
        if end != "w":
            self.put(f"w = {end}")
        self.env["w"] = Sort("array", VECTOR)

    def do_try(self, depth):
        self.features.add("try")
        before = dict(self.env)
        self.put("try:")
        self.indent += 1
        self.block(3, depth - 1)
        if self.chance(60):
            self.put(
                self.pick(
                    ("raise ValueError", "if n > 2: raise ValueError", "KEPT[99]", "n / 0", f"{self.array_name()}[99]")
                )
            )
        self.indent -= 1
        env = {n: s for n, s in self.env.items() if n in before}
        kind = self.number(3)
        if kind != 1:
            self.env = dict(before)
            self.put(
                self.pick(
                    (  # what generated programs catch: all forms that real ones have
                        "except Exception:",
                        "except ValueError:",
                        "except Exception as e:",
                        "except (ValueError, IndexError, TypeError):",
                    )
                )
            )
            self.indent += 1
            self.block(2, depth - 1)
            self.indent -= 1
            env = {n: s for n, s in env.items() if n in self.env}
        if kind in (1, 2):
            self.env = dict(env)
            self.put("finally:")
            self.indent += 1
            self.block(2, depth - 1)
            self.indent -= 1
            env = {n: s for n, s in env.items() if n in self.env}
        self.env = env

    def do_with(self, depth):
        before = dict(self.env)
        self.put(
            self.pick(
                (
                    "with np.errstate(all='ignore'):",
                    "with contextlib.suppress(Exception):",
                    "with contextlib.nullcontext():",
                    f"with contextlib.nullcontext({self.array_name()}) as v:",
                    "with np.errstate(divide='ignore', invalid='ignore'):",
                )
            )
        )
        self.indent += 1
        self.block(3, depth - 1)
        self.indent -= 1
        self.env = {n: s for n, s in self.env.items() if n in before}
