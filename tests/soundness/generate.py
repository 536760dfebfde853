"""Programs of the kind that people write with NumPy, dense in what the facts speak of: aliases, views, rebinding.

A maker keeps track of what each name roughly is, so that most programs run to their end; it need not be right.
"""

from __future__ import annotations

from hypothesis import strategies as st

from tests.soundness.control import Control
from tests.soundness.parts import CLASS, CONSTANTS, DTYPES, HELPERS, LOCALS, MATRIX, NAMES, VECTOR, Generated, Sort


class Maker(Control):
    """Writes one program."""

    def returned(self):
        names = [n for n, s in self.env.items() if s.kind != "function" and n not in ("n", "s", "k")]
        kind = self.number(9)
        if kind < 3 or not names:
            first = [n for n in names if n in LOCALS] or names or ["None"]
            return f"return {self.pick(first)}"
        if kind < 8:
            return f"return {', '.join(self.pick(names) for _ in range(2 + self.number(2)))}"
        if kind == 8:
            text, _ = self.temporary()
            return f"return {text}"
        text, sort = self.temporary()
        return f"return {self.ufunc(text, sort)[0]}"

    def program(self):
        params: list[tuple[str, Sort]] = []
        texts = []
        for name in ("a", "b", "c")[: 1 + self.number(2)]:
            sort = Sort("array", self.pick((VECTOR, MATRIX, MATRIX)), self.pick(DTYPES))
            params.append((name, sort))
            annotated = self.chance(15)
            if annotated:
                self.features.add(f"annotated {name}")
            texts.append(f"{name}: np.ndarray" if annotated else name)
            self.env[name] = sort
        params += [("n", Sort("number")), ("s", Sort("number")), ("k", Sort("none"))]
        self.env["n"] = self.env["s"] = Sort("number")
        self.budget = 4 + self.number(14)
        self.pure = self.chance(55)
        if self.pure:
            self.features.add("pure")
        for _ in range(self.number(2) + self.pure):
            self.bind(self.pick(LOCALS), *(self.constructed() if self.chance(50) else self.temporary()))
        for _ in range(3 + self.number(9)):
            self.statement(2)
        self.put(self.returned())
        head = [
            "import contextlib",
            "import copy",
            "",
            "import numpy as np",
            "",
            "KEPT = []",
            "DICT = {}",
            "STATE = None",
            "TABLE = np.arange(4.0)",
            *CONSTANTS,
        ]
        text = "\n".join(head) + "\n\n\n"
        if "Box" in self.helpers:
            text += CLASS + "\n\nBOX = Box(np.ones(4))\n\n\n"
        for name in sorted(self.helpers - {"Box"}):
            text += HELPERS[name] + "\n\n\n"
        if self.chance(6) and not any("return" in line for line in self.lines[:-1]):
            # The same at the top of a module: whoever imports it sees its names.
            self.features.add("at top")
            arrays = [
                f"{name} = np.full({sort.shape}, 2, {NAMES[sort.dtype]})"
                for name, sort in params
                if sort.kind == "array"
            ]
            lines = [line.removeprefix("    ") for line in self.lines[:-1]]
            text += "\n".join([*arrays, "n, s, k = 3, 2.0, None", *lines, "", "", "def f():\n    return x\n"])
            return Generated(text, [], True, self.features, at_top=True)
        text += f"def f({', '.join(texts)}, n, s, k=None):\n" + "\n".join(self.lines) + "\n"
        return Generated(text, params, self.chance(15), self.features)


@st.composite
def programs(draw):
    """A generated program."""
    return Maker(draw).program()
