"""Reading, binding and refusing rows; the generated file; and which names of NumPy are not modelled, and why."""

from __future__ import annotations

import builtins
import copy
import importlib.util
import json
import math
import operator
import subprocess
import sys
import warnings
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.model.worlds import scipy
from uncopy.model import Term, bind, load, make_row

MODEL = load()
ROOT = Path(__file__).resolve().parents[2]


def tool() -> Any:
    """tools/model.py as a module."""
    spec = importlib.util.spec_from_file_location("model_tool", ROOT / "tools" / "model.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_generated_file_is_that_of_the_toml_files() -> None:
    written = json.loads(resources.files("uncopy.model").joinpath("rows.json").read_text("utf-8"))
    assert tool().build_rows() == written, "run python tools/model.py --rows"


def test_no_numpy_is_imported() -> None:
    code = "import sys, uncopy.model as m; m.load().row('numpy.add'); print('numpy' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": str(ROOT / "src")}
    )
    assert done.stdout.strip() == "False"


def test_every_row_parses() -> None:
    for name in MODEL.names():
        assert MODEL.row(name) is not None
    for alias, name in MODEL.aliases().items():
        assert MODEL.row(alias) is MODEL.row(name) is not None


def test_words_become_terms() -> None:
    row = make_row({"name": "m.f", "params": "x, /, axis=None, *, out=None", "returns": "tuple(fresh, view(x))",
                    "dtype": "param(axis, of(x))", "writes": "out", "retains": "", "inplace_ok": "true"})  # fmt: skip
    assert row.returns == Term("tuple", (Term("fresh"), Term("view", ("x",))))
    assert row.dtype == Term("param", ("axis", Term("of", ("x",))))
    assert row.writes == ("out",) and row.retains == () and row.inplace_ok
    assert str(row.returns) == "tuple(fresh, view(x))" and row.returns.params == ("x",)
    many = make_row({"name": "m.g", "params": "*a", "returns": "list(maybe(a)...)"}).returns
    assert many.many and str(many) == "list(maybe(a)...)"


def test_a_field_left_out_is_the_worst_case() -> None:
    row = make_row({"name": "m.f"})
    unknown = Term("unknown")
    assert (row.returns, row.kind, row.zero_d, row.dtype, row.shape, row.layout) == (unknown,) * 6
    assert (row.params, row.writes, row.retains) == (None, None, None)
    assert row.effects and row.order_sensitive and not row.inplace_ok
    assert bind(row, 1, []) is None


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"returns": "frehs"}, "did you mean fresh"),
        ({"retruns": "fresh"}, "did you mean returns"),
        ({"returns": "view(y)"}, "'y' is not a parameter"),
        ({"returns": "view"}, "0 arguments"),
        ({"returns": "view(x"}, "not a term"),
        ({"dtype": "f7"}, "unknown word"),
        ({"dtype": "param(x, f7)"}, "unknown word"),
        ({"writes": ["y"]}, "'y' is not a parameter"),
        ({"inplace_ok": "perhaps"}, "neither true nor false"),
        ({"when": {"y=1": {}}}, "does not name a parameter"),
        ({"when": {"x=1": {"returns": "frsh"}}}, "unknown word"),
        ({"params": "x y"}, "not a parameter name"),
    ],
)
def test_what_the_schema_does_not_know_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=r"^m\.f: .*" + message.replace("(", r"\(")):
        make_row({"name": "m.f", "params": "x", **fields})


@pytest.mark.parametrize(
    ("positional", "keywords", "bound"),
    [
        (1, [], {"a": 0}),
        (2, [], {"a": 0, "b": 1}),
        (1, ["b"], {"a": 0, "b": "b"}),
        (1, ["c"], {"a": 0, "c": "c"}),
        (0, ["a"], None),
        (3, [], None),
        (2, ["b"], None),
        (1, ["d"], None),
        (0, [], None),
    ],
)
def test_arguments_bind_as_in_python(positional: int, keywords: list[str], bound: dict[str, Any] | None) -> None:
    row = make_row({"name": "m.f", "params": "a, /, b=None, *, c=None"})
    assert bind(row, positional, keywords) == bound

    def f(a: Any, /, b: Any = None, *, c: Any = None) -> None:
        """The same in Python."""

    try:
        f(*range(positional), **dict.fromkeys(keywords))
    except TypeError:
        assert bound is None
    else:
        assert bound is not None


def test_any_number_of_arguments_binds_to_a_star() -> None:
    row = make_row({"name": "m.f", "params": "a, *rest, key=None"})
    assert bind(row, 3, ["key"]) == {"a": 0, "rest": (1, 2), "key": "key"}
    assert bind(row, 1, []) == {"a": 0, "rest": ()}


def test_a_given_value_changes_the_row() -> None:
    row = MODEL.row("ndarray.astype")
    assert row is not None
    assert row.given({"self": "*", "dtype": "*"}).returns.head == "fresh"
    assert row.given({"copy": "True"}).returns.head == "fresh"
    for value in ("False", "*", "0"):
        assert row.given({"copy": value}).returns == Term("maybe", ("self",)), "a value not known to be harmless"


def test_a_value_that_is_not_listed_loses_what_the_listed_ones_change() -> None:
    row = make_row({"name": "m.f", "params": "x, mode='a'", "returns": "fresh", "dtype": "f8",
                    "when": {"mode='b'": {"returns": "view(x)"}}})  # fmt: skip
    assert row.given({"mode": "'a'"}) == row
    assert row.given({"mode": "'b'"}).returns == Term("view", ("x",))
    assert row.given({"mode": "*"}).returns == Term("unknown")
    assert row.given({"mode": "*"}).dtype == Term("f8")


def test_out_is_the_result() -> None:
    row = MODEL.row("numpy.add")
    assert row is not None
    given = row.given({"x1": "*", "x2": "*", "out": "*"})
    assert given.returns == Term("same", ("out",)) and given.writes == ("out",)
    assert given.dtype == Term("of", ("out",))
    assert row.given({"out": "None"}).returns == Term("fresh")


def test_a_project_adds_its_own_rows() -> None:
    own = make_row({"name": "numpy.abs", "params": "x", "returns": "fresh"})
    model = MODEL.with_functions([own, make_row({"name": "lib.f"})])
    assert model.row("numpy.abs") is own and model.row("lib.f") is not None
    assert MODEL.row("lib.f") is None and MODEL.row("numpy.abs") is MODEL.row("numpy.absolute")


def spaces() -> dict[str, Any]:
    """The modules and classes whose names are modelled or listed; of SciPy, all modules that have a row."""
    found = {"numpy": np, "numpy.linalg": np.linalg, "numpy.fft": np.fft, "numpy.random": np.random,
             "numpy.random.Generator": np.random.Generator, "numpy.random.RandomState": np.random.RandomState,
             "ndarray": np.ndarray, "builtins": builtins, "math": math, "copy": copy, "operator": operator}  # fmt: skip
    if scipy is not None:
        modules = {n.rpartition(".")[0] for n in MODEL.names() if n.startswith("scipy.")}
        found |= {module: importlib.import_module(module) for module in modules}
    return found


def counts(prefix: str, value: Any) -> bool:
    """Whether a name is one to model: not a module, an exception, or a type of NumPy's."""
    if isinstance(value, type(np)) or (isinstance(value, type) and issubclass(value, BaseException)):
        return False
    return prefix != "numpy" or not isinstance(value, type)


def public(prefix: str, space: Any) -> list[str]:
    """The public names of a module or class. What is deprecated says so when it is asked for."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = {name: getattr(space, name, None) for name in dir(space) if not name.startswith("_")}
    return [f"{prefix}.{name}" for name, value in found.items() if counts(prefix, value)]


def test_what_is_not_modelled_stands_in_the_list() -> None:
    """A name that is neither modelled nor listed with a reason was forgotten."""
    groups = tool().tomllib.loads((ROOT / "src/uncopy/model/rows/unmodelled.toml").read_text("utf-8"))["group"]
    listed = [n for g in groups for n in g["names"]]
    assert all(len(g["reason"]) > 3 for g in groups)
    assert len(listed) == len(set(listed))
    known = {*MODEL.names(), *MODEL.aliases()}
    names = {prefix: public(prefix, space) for prefix, space in spaces().items()}
    assert all(len(n) > 2 for n in names.values())
    assert [n for found in names.values() for n in found if n not in known and n not in listed] == []
    assert known & set(listed) == set()


def test_what_is_modelled_is_counted() -> None:
    last = [line for line in tool().count().splitlines() if line.startswith("| all")]
    assert last and last[0].startswith(f"| all | {len(MODEL.names())} | {len(MODEL.aliases())} |")
