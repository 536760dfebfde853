"""The meter finds again what NumPy was measured to do, in units of one array."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from uncopy.verify import CallVerdict, Report, verify_sources

N = 1 << 16  # floats in one array: half a megabyte, large enough for NumPy to reuse temporaries
UNIT = 8 * N

# name: (before, after, peak before, peak after, retained before, retained after), in arrays
FIGURES = {
    "rebinding": ("x = x * 2", "x *= 2", 1.0, 0.0, 0.0, 0.0),
    "ufunc of temporary": ("return np.sqrt(a * b)", "t = a * b\nreturn np.sqrt(t, out=t)", 2.0, 1.0, 1.0, 1.0),
    "left operand": ("return c - a * b", "t = a * b\nreturn np.subtract(c, t, out=t)", 2.0, 1.0, 1.0, 1.0),
    "copy of fresh": ("return (a + b).copy()", "return a + b", 2.0, 1.0, 1.0, 1.0),
    "flatten": ("return x.flatten().sum()", "return x.ravel().sum()", 1.0, 0.0, 0.0, 0.0),
    "view that pins": ("return (a + b)[:8]", "return (a + b)[:8].copy()", 1.0, 1.0, 1.0, 0.0),
    "constructor": ("return np.zeros(a.size).astype('f4')", "return np.zeros(a.size, 'f4')", 1.5, 0.5, 0.5, 0.5),
    "named and dead": ("t = a * b\nu = t + c\nreturn u", "t = a * b\nt += c\nreturn t", 2.0, 1.0, 1.0, 1.0),
    "attribute": ("s.x = s.x + 1", "s.x += 1", 1.0, 0.0, 1.0, 0.0),
    "generator": ("for k in range(4): yield x * k", "yield x * 0\nyield x", 2.0, 1.0, 0.0, 0.0),
    "exception": ("y = a * b\nraise ValueError", "raise ValueError", 1.0, 0.0, 0.0, 0.0),
}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("meter")
    for side in (0, 1):
        bodies = [textwrap.indent(figure[side], "    ") for figure in FIGURES.values()]
        defs = [f"def f{i}(x, a, b, c, s):\n{body}\n" for i, body in enumerate(bodies)]
        (folder / f"{side}.py").write_text("import numpy as np\nclass S:\n    pass\n" + "\n".join(defs))
    (folder / "cases.py").write_text(
        textwrap.dedent(
            f"""
            import numpy as np
            def made(module, n):
                s = module.S()
                s.x = np.ones(n)
                for i, name in enumerate({list(FIGURES)!r}):
                    yield name, f"f{{i}}", (np.ones(n), np.ones(n), np.ones(n), np.ones(n), s)
            def cases(module):
                yield "small", "f1", next(made(module, 5))[2]
            def large(module):
                yield from made(module, {N})
            """
        )
    )
    return verify_sources(folder / "0.py", folder / "1.py", folder / "cases.py")


@pytest.mark.parametrize("name", FIGURES)
def test_figures(report: Report, name: str) -> None:
    call = found(report, name)
    measured = [call.peak_before, call.peak_after, call.retained_before, call.retained_after]
    assert [None if m is None else m / UNIT for m in measured] == pytest.approx(FIGURES[name][2:], abs=0.05)


def test_small_calls_are_not_weighed_where_there_are_large_ones(report: Report) -> None:
    assert found(report, "small").peak_before is None
    assert found(report, "small").verdict == "equivalent"


def test_time_is_a_ratio(report: Report) -> None:
    ratio = found(report, "flatten").time_ratio
    assert ratio is not None
    assert 0 < ratio < 1


def test_calls_of_large_under_a_known_label_are_one_with_it_and_judged(tmp_path: Path) -> None:
    (tmp_path / "old.py").write_text("def f(x):\n    return x * 2\n")
    (tmp_path / "new.py").write_text(
        "def f(x):\n    if x.size > 100:\n        x *= 2\n        return x\n    return x * 2\n"
    )
    (tmp_path / "cases.py").write_text(
        "import numpy as np\n"
        "def cases(module):\n    yield 'f', 'f', (np.ones(5),)\n    yield 'g', 'f', (np.ones(5),)\n"
        "def large(module):\n    yield 'f', 'f', (np.ones(50_000),)\n"
    )
    first, second = verify_sources(tmp_path / "old.py", tmp_path / "new.py", tmp_path / "cases.py").calls
    assert (first.label, first.verdict, second.label, second.verdict) == ("f", "different", "g", "equivalent")
    assert first.peak_before == pytest.approx(400_000, abs=2000)
    assert first.peak_after == pytest.approx(0, abs=2000)


def test_without_large_the_cases_are_weighed(tmp_path: Path) -> None:
    (tmp_path / "mod.py").write_text("def f(x):\n    return x * 2\n")
    (tmp_path / "cases.py").write_text(f"import numpy as np\ndef cases(m):\n    yield 'f', m.f, (np.ones({N}),)\n")
    report = verify_sources(tmp_path / "mod.py", tmp_path / "mod.py", tmp_path / "cases.py")
    assert report.calls[0].peak_before == pytest.approx(UNIT, rel=0.01)
    data = report.to_json(fixes=[{"code": "UNC201"}])
    assert data["verdict"] == "equivalent"
    assert data["fixes"] == [{"code": "UNC201"}]
    assert {"label", "function", "verdict", "difference", "peak_before", "peak_after", "time_ratio"} <= set(
        data["calls"][0]
    )


def found(report: Report, label: str) -> CallVerdict:
    return next(call for call in report.calls if call.label == label)
