"""Keep the NumPy model true: generate its tables from NumPy, and test its rows on the oldest and the newest.

python tools/model.py               make environments with NumPy 1.26.4 and the newest, run tests/model in each
                                    and hold every row to every lie about it and to worlds that are drawn
python tools/model.py --here        run tests/model on the NumPy at hand
python tools/model.py --generate    measure the ufunc tables on every version of MEASURED, write the generated files
python tools/model.py --rows        write rows.json anew from the TOML files and ufuncs.json; needs no NumPy
python tools/model.py --count       say how many names the model knows, of what; needs no NumPy
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "src" / "uncopy" / "model"
OLD, NEW = ("3.12", "3.11", "3.10"), ("3.14", "3.13", "3.12", "3.11", "3.10")
TESTED = {"numpy==1.26.4": OLD, "numpy": NEW}
"""What is installed to be tested, and the Pythons it may be installed in, best first."""
MEASURED = {"numpy==1.26.4": OLD, "numpy==2.0.2": OLD, "numpy==2.2.6": OLD, "numpy": NEW}
"""Versions whose results go into the table, oldest first; where they differ under the same rules, it says so."""


def interpreter(versions: tuple[str, ...]) -> str:
    """The first of these Pythons that is there: this one, or one on the path."""
    for version in versions:
        here = [sys.executable] if version == f"{sys.version_info[0]}.{sys.version_info[1]}" else []
        for python in (*here, shutil.which(f"python{version}")):
            if python and subprocess.run([python, "--version"], capture_output=True, check=False).returncode == 0:
                return python
    raise SystemExit(f"none of the Pythons {', '.join(versions)} is there")


def environment(folder: Path, requirement: str, pythons: tuple[str, ...]) -> Path:
    """Make a virtual environment with a NumPy and pytest in it; return its Python."""
    home = folder / requirement.replace("=", "")
    subprocess.run([interpreter(pythons), "-m", "venv", str(home)], check=True)
    inside = home / ("Scripts" if os.name == "nt" else "bin") / "python"
    wanted = ("pytest", "hypothesis", "scipy", "tomli", "libcst")  # the last for the guards that NumPy is asked about
    subprocess.run([str(inside), "-m", "pip", "install", "--quiet", requirement, *wanted], check=True)
    return inside


def run(python: Path | str, *arguments: str, check: bool = True, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a Python on this tree, whether uncopy is installed in it or not."""
    env = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    return subprocess.run([str(python), *arguments], cwd=ROOT, env=env, text=True, check=check, **options)


def merge(measured: list[dict[str, Any]]) -> dict[str, Any]:
    """One table of several versions': where they differ under the same rules, the cell says that it varies."""
    places: dict[str, int] = {}
    ufuncs: dict[str, Any] = {}
    aliases: dict[str, str] = {}
    for one in measured:
        aliases |= one["aliases"]
        for name, info in one["ufuncs"].items():
            ufuncs.setdefault(name, {"nin": info["nin"], "nout": info["nout"], "versions": [], "found": {}})
            entry = ufuncs[name]
            entry["versions"].append(one["numpy"])
            entry["found"].setdefault(one["rules"], []).append(info["table"])
    first = measured[0]["numpy"]
    for entry in ufuncs.values():
        found = entry.pop("found")
        versions = entry.pop("versions")
        if first not in versions:
            entry["since"] = ".".join(versions[0].split(".")[:2])
        for rules in ("1", "2"):
            several = found.get(rules) or [["." * len(t) for t in next(iter(found.values()))[0]]]
            entry[rules] = []
            for output in range(entry["nout"]):
                cells = zip(*(s[output] for s in several), strict=True)
                text = "".join(c[0] if len(set(c)) == 1 else "." for c in cells)
                entry[rules].append(places.setdefault(text, len(places)))
    versions = [one["numpy"] for one in measured]
    return {"numpy": versions, "aliases": aliases, "ufuncs": ufuncs, "tables": list(places)}


def ufunc_rows(data: dict[str, Any], words: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The rows of all elementwise ufuncs: what they have in common, and what ``rows/ufuncs.toml`` knows of each."""
    rows: dict[str, dict[str, Any]] = {}
    exact = set(words["order_insensitive"])
    unknown = exact - {n.removeprefix("numpy.") for n in data["ufuncs"]}
    if unknown:
        raise SystemExit(f"ufuncs.toml names no ufuncs: {sorted(unknown)}")
    for name, info in data["ufuncs"].items():
        if not name.startswith("numpy."):
            continue
        ins = [f"x{i + 1}" for i in range(info["nin"])] if info["nin"] > 1 else ["x"]
        p = ", ".join(ins)
        row: dict[str, Any] = {
            "params": f"{p}, /, out=None, *, where=True, casting='same_kind', order='K', dtype=None",
            "returns": "fresh", "kind": f"like({p})", "zero_d": "scalar", "dtype": f"ufunc({name}, {p})",
            "shape": f"broadcast({p})" if len(ins) > 1 else f"of({p})", "layout": f"K({p})", "writes": [],
            "retains": [], "effects": False, "readonly": False, "out": "out", "inplace_ok": True,
            "order_sensitive": name.removeprefix("numpy.") not in exact,
            "when": {
                "where=True": {}, "where=*": {"kind": f"like({p}, where)", "shape": "unknown", "layout": "unknown",
                                              "order_sensitive": True},
                "order='K'": {}, "order=*": {"layout": "unknown"}, "dtype=None": {}, "dtype=*": {"dtype": "unknown"},
                "casting='same_kind'": {},
            },
        }  # fmt: skip
        if info["nout"] > 1:
            row |= {"returns": f"tuple({', '.join(['fresh'] * info['nout'])})", "dtype": "unknown"}
            row["params"] = f"{p}, /, *, where=True, casting='same_kind', order='K', dtype=None"
            row["inplace_ok"] = False
            del row["out"]
        rows[name] = row | ({"since": info["since"]} if "since" in info else {})
    return rows


def build_rows() -> dict[str, Any]:
    """Read the TOML files and ufuncs.json, check every row, and return the content of rows.json."""
    sys.path.insert(0, str(ROOT / "src"))
    from uncopy.model.row import make_row

    ufuncs = json.loads((MODEL / "ufuncs.json").read_text("utf-8"))
    rows: dict[str, dict[str, Any]] = {}
    aliases: dict[str, str] = dict(ufuncs["aliases"])
    files = {p.stem: tomllib.loads(p.read_text("utf-8")) for p in sorted((MODEL / "rows").glob("*.toml"))}
    written = [("ufuncs", n, r) for n, r in ufunc_rows(ufuncs, files["ufuncs"]).items()]
    for file, content in files.items():
        aliases |= content.get("aliases", {})
        for row in content.get("row", ()):
            names = row.pop("name")
            written += [(file, n, row) for n in ([names] if isinstance(names, str) else names)]
    for file, name, row in written:
        if name in rows:
            raise SystemExit(f"{file}.toml: {name} has a row already")
        try:
            make_row({**row, "name": name})
        except ValueError as e:
            raise SystemExit(f"{file}.toml: {e}") from None
        rows[name] = row
    lost = {k: v for k, v in aliases.items() if v not in rows or k in rows}
    if lost:
        raise SystemExit(f"aliases of nothing, or of themselves: {lost}")
    return {"rows": rows, "aliases": aliases}


def dump(content: dict[str, Any]) -> str:
    """JSON with one entry a line, so that changes can be read."""
    parts = []
    for key, value in content.items():
        if isinstance(value, dict):
            lines = ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in value.items())
            parts.append(f"{json.dumps(key)}: {{\n{lines}\n}}")
        else:
            parts.append(f"{json.dumps(key)}: [\n" + ",\n".join(json.dumps(v) for v in value) + "\n]")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def count() -> str:
    """The rows by module, as a table in Markdown, and how many names are listed as not modelled."""
    content = json.loads((MODEL / "rows.json").read_text("utf-8"))
    table = json.loads((MODEL / "ufuncs.json").read_text("utf-8"))
    groups = tomllib.loads((MODEL / "rows" / "unmodelled.toml").read_text("utf-8"))["group"]
    left = [n for g in groups for n in g["names"]]

    def by_module(names: Iterable[str]) -> Counter[str]:
        return Counter(n.partition(".")[0] for n in names)

    rows, aliases, out = by_module(content["rows"]), by_module(content["aliases"]), by_module(left)
    lines = ["| Of | Rows | Other names | Not modelled |", "|---|---|---|---|"]
    lines += [f"| {m} | {rows[m]} | {aliases[m]} | {out[m]} |" for m in sorted(rows | out, key=lambda m: -rows[m])]
    lines += [f"| all | {len(content['rows'])} | {len(content['aliases'])} | {len(left)} |", ""]
    of_numpy = sum(n.startswith("numpy.") for n in table["ufuncs"])
    of_others = len(table["ufuncs"]) - of_numpy
    versions = ", ".join(table["numpy"])
    lines.append(f"Dtypes of {of_numpy} ufuncs and {of_others} operators, measured on NumPy {versions}.")
    return "\n".join(lines)


def main() -> int:
    """Do what the options say; exit 1 where a test fails."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--here", action="store_true")
    parser.add_argument("--generate", action="store_true")
    parser.add_argument("--rows", action="store_true")
    parser.add_argument("--count", action="store_true")
    options = parser.parse_args()
    if options.count:
        print(count())
        return 0
    tests = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/model")
    if options.here:
        return run(sys.executable, *tests, check=False).returncode
    if not options.rows:
        failed = 0
        os.environ.setdefault("UNCOPY_MODEL", "all")
        with tempfile.TemporaryDirectory() as folder:
            measured = []
            for requirement, pythons in (MEASURED if options.generate else TESTED).items():
                python = environment(Path(folder), requirement, pythons)
                if options.generate:
                    done = run(python, "tools/ufunc_table.py", capture_output=True, check=True)
                    measured.append(json.loads(done.stdout))
                else:
                    print(f"== {requirement}", flush=True)
                    failed |= run(python, *tests, check=False).returncode
        if not options.generate:
            return int(bool(failed))
        (MODEL / "ufuncs.json").write_text(dump(merge(measured)), "utf-8")
    (MODEL / "rows.json").write_text(dump(build_rows()), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
