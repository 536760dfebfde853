"""Whether the meter finds again what rewrites were measured to save.

``python benchmarks/meter.py`` weighs both forms of each entry below, each in a fresh process, through
``uncopy.measure``, and prints peaks in arrays beside the facts, which other programs measured with NumPy 2.4.6. It
exits with 1 where one differs by more than 0.05 array. ``--only TEXT`` weighs the entries whose names hold a text.
Figures that come from reusing temporaries hold where NumPy does that: glibc and macOS, and not every Python 3.14.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

SIZE = 1 << 20  # floats in one array
TOLERANCE = 0.05


@dataclass(frozen=True)
class Entry:
    """Two bodies of a function of arrays ``a``, ``b``, ``c``, a matrix ``A`` of 8 rows, a square ``M``, a mask ``m``.

    ``before`` and ``after`` are their peaks in arrays; ``after`` is None where there is one form only. The mask holds
    for three elements of ten.
    """

    name: str
    old: str
    before: float
    new: str | None = None
    after: float | None = None
    retained: bool = False  # whether the figures are of what is retained


FRESH = "x = a.copy()\n"
ENTRIES = (
    Entry("x = x + b", f"{FRESH}x = x + b\nreturn x", 2, f"{FRESH}x += b\nreturn x", 1),
    Entry("x = b - x", f"{FRESH}x = b - x\nreturn x", 2, f"{FRESH}np.subtract(b, x, out=x)\nreturn x", 1),
    Entry("x = x / 3", f"{FRESH}x = x / 3\nreturn x", 2, f"{FRESH}x /= 3\nreturn x", 1),
    Entry("x = x ** 2", f"{FRESH}x = x ** 2\nreturn x", 2, f"{FRESH}x **= 2\nreturn x", 1),
    Entry("x = x @ M", "x = M.copy()\nx = x @ M\nreturn x", 2, "x = M.copy()\nx @= M\nreturn x", 2),
    Entry("x = np.exp(x)", f"{FRESH}x = np.exp(x)\nreturn x", 2, f"{FRESH}np.exp(x, out=x)\nreturn x", 1),
    Entry("x = np.floor(x)", f"{FRESH}x = np.floor(x)\nreturn x", 2, f"{FRESH}np.floor(x, out=x)\nreturn x", 1),
    Entry("x = abs(x)", f"{FRESH}x = abs(x)\nreturn x", 2, f"{FRESH}np.abs(x, out=x)\nreturn x", 1),
    Entry("maximum", f"{FRESH}x = np.maximum(x, 0)\nreturn x", 2, f"{FRESH}np.maximum(x, 0, out=x)\nreturn x", 1),
    Entry("x[x < 0] = 0", f"{FRESH}x[x < 0] = 0\nreturn x", 1.13, f"{FRESH}np.maximum(x, 0, out=x)\nreturn x", 1),
    Entry("clip", f"{FRESH}x = np.clip(x, 0, 1)\nreturn x", 2, f"{FRESH}np.clip(x, 0, 1, out=x)\nreturn x", 1),
    Entry("round", f"{FRESH}x = np.round(x, 2)\nreturn x", 2, f"{FRESH}np.round(x, 2, out=x)\nreturn x", 1),
    Entry("nan_to_num", f"{FRESH}return np.nan_to_num(x)", 2.63, f"{FRESH}return np.nan_to_num(x, copy=False)", 1.63),
    Entry("sort", f"{FRESH}x = np.sort(x)\nreturn x", 2, f"{FRESH}x.sort()\nreturn x", 1),
    Entry("cumsum", f"{FRESH}x = np.cumsum(x)\nreturn x", 2, f"{FRESH}np.cumsum(x, out=x)\nreturn x", 1),
    Entry("where", f"{FRESH}x = np.where(m, 0, x)\nreturn x", 2, f"{FRESH}np.copyto(x, 0, where=m)\nreturn x", 1),
    Entry("x[m] = exp", f"{FRESH}x[m] = np.exp(x[m])\nreturn x", 1.6, f"{FRESH}np.exp(x, out=x, where=m)\nreturn x", 1),
    Entry("x[m] += 1", f"{FRESH}x[m] += 1\nreturn x", 1.3, f"{FRESH}np.add(x, 1, out=x, where=m)\nreturn x", 1),
    Entry("x[:] = x + b", f"{FRESH}x[:] = x + b\nreturn x", 2, f"{FRESH}x += b\nreturn x", 1),
    Entry("a slice of itself", "s = slice(0, None)\na[s] = a[s] + b[s]", 1, "s = slice(0, None)\na[s] += b[s]", 0),
    Entry("a * 2 + 1", "return a * 2 + 1", 1, "t = a * 2\nt += 1\nreturn t", 1),
    Entry("named and dead", "t = a * 2\nu = t + 1\nreturn u", 2, "t = a * 2\nt += 1\nreturn t", 1),
    Entry("c - a * b", "return c - a * b", 2, "t = a * b\nreturn np.subtract(c, t, out=t)", 1),
    Entry("1 / (1 + a)", "return 1 / (1 + a)", 2, "t = 1 + a\nreturn np.divide(1, t, out=t)", 1),
    Entry("sqrt of a product", "return np.sqrt(a * b)", 2, "t = a * b\nreturn np.sqrt(t, out=t)", 1),
    Entry("two live", "return np.sqrt(a * a + b * b)", 2, "t = a * a\nt += b * b\nreturn np.sqrt(t, out=t)", 2),
    Entry(
        "sum of a list",
        "l = list(A)\nreturn np.sum(l, 0)",
        9,
        "l = list(A)\ns = l[0].copy()\nfor x in l[1:]:\n    s += x\nreturn s",
        1,
    ),
    Entry("early del", "t = a * 2\nu = t + b\nv = u * c\nreturn v", 3, "u = a * 2 + b\nv = u * c\nreturn v", 2),
    Entry("flatten", "return a.flatten().sum()", 1, "return a.ravel().sum()", 0),
    Entry("copy of fresh", "return (a + b).copy()", 2, "return a + b", 1),
    Entry("astype", "return a.astype('f8').sum()", 1, "return a.astype('f8', copy=False).sum()", 0),
    Entry("np.array(a)", "return np.array(a).sum()", 1, "return np.asarray(a).sum()", 0),
    Entry("range as index", "return a[np.arange(0, a.size, 2)].sum()", 1, "return a[0 : a.size : 2].sum()", 0),
    Entry("dtype of zeros", "return np.zeros(a.size).astype('f4')", 1.5, "return np.zeros(a.size, 'f4')", 0.5),
    Entry("ones times k", "return np.ones(a.size) * 3.0", 1, "return np.full(a.size, 3.0)", 1),
    Entry("zeros from a list", "return np.array([0.0] * a.size)", 2, "return np.zeros(a.size)", 1),
    Entry("delete the first", "return np.delete(a, 0).sum()", 1, "return a[1:].sum()", 0),
    Entry("sum of products", "return (a * b).sum()", 1, "return np.einsum('i,i->', a, b)", 0),
    Entry(
        "median",
        f"{FRESH}return np.median(x)",
        2,
        f"{FRESH}return np.median(x, overwrite_input=True)",
        1,
    ),
    Entry("matmul into", "x = np.empty_like(M)\nx[:] = M @ M\nreturn x", 2, "return np.matmul(M, M)", 1),
    Entry("a view that pins", "return (a + b)[:10]", 1, "return (a + b)[:10].copy()", 0, retained=True),
    Entry("np.var", "return np.var(a)", 1),
    Entry("np.mean", "return np.mean(a)", 0),
    Entry("np.isclose", "return np.isclose(a, b)", 2.13),
    Entry("np.unique", "return np.unique(a)", 2.13),
    Entry("np.fft.fft", "return np.fft.fft(a)", 4),
    Entry("np.gradient", "return np.gradient(a)", 2),
    Entry("np.polyval", "return np.polyval([1.0, 2.0, 3.0], a)", 2),
)


def weighed(entry: Entry) -> list[float]:
    """The figures of an entry's forms, in arrays, each from a fresh process."""
    found = []
    for body in filter(None, (entry.old, entry.new)):
        done = subprocess.run([sys.executable, __file__, "--body", body], capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{entry.name}: {done.stderr}")
        weight = json.loads(done.stdout)
        unit = weight["square"] if "M" in body else weight["array"]
        found.append(weight["retained" if entry.retained else "peak"] / unit)
    return found


def weigh_here(body: str) -> dict[str, int]:
    """One form in this process: bytes at the peak and retained, and those of one array and of the square."""
    import numpy as np

    from uncopy.measure import peak_of

    names: dict[str, object] = {"np": np}
    exec(f"def f(a, b, c, A, M, m):\n{textwrap.indent(body, '    ')}", names)  # noqa: S102 - from the table above
    function = names["f"]
    assert callable(function)
    rng = np.random.default_rng(0)
    side = int(SIZE**0.5)
    m = rng.random(SIZE) < 0.3
    rows = rng.standard_normal((8, SIZE)) if "A" in body else None
    square = rng.standard_normal((side, side))

    @contextlib.contextmanager
    def prepare() -> Iterator[object]:
        a, b, c = (rng.standard_normal(SIZE) for _ in range(3))
        yield lambda: function(a, b, c, rows, square, m)

    weight = peak_of(prepare)
    return {"peak": weight.peak, "retained": weight.retained, "array": 8 * SIZE, "square": square.nbytes}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="weigh entries whose names hold this text")
    parser.add_argument("--body", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.body:
        print(json.dumps(weigh_here(options.body)))
        return
    worst, count = 0.0, 0
    print(f"{'':20}{'before':>8}{'fact':>7}{'off':>7}{'after':>10}{'fact':>7}{'off':>7}   arrays of {8 * SIZE} bytes")
    for entry in ENTRIES:
        if options.only not in entry.name:
            continue
        cells = []
        for figure, fact in zip(weighed(entry), (entry.before, entry.after), strict=False):
            assert fact is not None
            worst, count = max(worst, abs(figure - fact)), count + 1
            cells.append(f"{figure:8.2f}{fact:7.2f}{figure - fact:+7.2f}")
        print(f"{entry.name:20}{'  '.join(cells)}{'   retained' if entry.retained else ''}", flush=True)
    print(f"{count} figures, the worst is off by {worst:.3f} array")
    raise SystemExit(worst > TOLERANCE)


if __name__ == "__main__":
    main()
