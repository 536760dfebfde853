"""What developers do, a habit a command: ``spin`` lists them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import click

ANYTHING = {"ignore_unknown_options": True, "help_option_names": []}


def run(*command: str) -> int:
    """Run a command with this environment's tools, showing it; its exit code."""
    click.secho("$ " + " ".join(command), bold=True, err=True)
    beside = shutil.which(command[0], path=str(Path(sys.executable).parent))
    if beside is None:
        raise SystemExit(f"{command[0]} is not in this environment: pip install -e '.[dev]'")
    return subprocess.run([beside, *command[1:]], check=False).returncode


def passed_on(tool: str, arguments: tuple[str, ...]) -> None:
    """Run ``tools/<tool>.py`` with the arguments as they came, and exit as it does."""
    raise SystemExit(subprocess.run([sys.executable, f"tools/{tool}.py", *arguments], check=False).returncode)


@click.command()
def check() -> None:
    """Lint, format, types, imports between rooms."""
    commands = (
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("mypy",),
        ("lint-imports",),
    )
    failed = [command[0] for command in commands if run(*command)]
    if failed:
        raise SystemExit(f"failed: {', '.join(failed)}")


@click.command(context_settings=ANYTHING)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def test(arguments: tuple[str, ...]) -> None:
    """Run the tests.

    Arguments go to pytest; --cov measures branch coverage.
    """
    # A file to a worker: what the fixtures of a session judge is judged once.
    raise SystemExit(run("pytest", "-n", "2", "--dist", "loadfile", *arguments))


@click.command(name="new-rule", context_settings=ANYTHING)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def new_rule(arguments: tuple[str, ...]) -> None:
    """Begin a rule and its fixtures."""
    passed_on("new_rule", arguments)


@click.command(context_settings=ANYTHING)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def goldens(arguments: tuple[str, ...]) -> None:
    """Rewrite the fixtures' after.py."""
    passed_on("goldens", arguments)


@click.command(context_settings=ANYTHING)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def ecosystem(arguments: tuple[str, ...]) -> None:
    """Run the engine over real packages."""
    passed_on("ecosystem", arguments)


@click.command(context_settings=ANYTHING)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def docs(arguments: tuple[str, ...]) -> None:
    """Rewrite the rules' pages in docs."""
    passed_on("docs", arguments)


@click.command(context_settings=ANYTHING)
@click.argument("name")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def case(name: str, arguments: tuple[str, ...]) -> None:
    """Run all that fixtures are used for, for those whose folder has NAME in it."""
    raise SystemExit(run("pytest", "tests/fixtures", "-k", name, *arguments))


@click.command(context_settings=ANYTHING)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def model(arguments: tuple[str, ...]) -> None:
    """Test all of the NumPy model on the oldest and the newest NumPy (tests take a slice).

    --here takes the NumPy at hand, and a slice; --count counts what is modelled.
    """
    passed_on("model", arguments)


@click.command()
@click.argument("programs", type=int, default=5000)
def fuzz(programs: int) -> None:
    """Run PROGRAMS generated programs against the analysis, other ones each time."""
    os.environ["UNCOPY_FUZZ"] = str(programs)
    raise SystemExit(run("pytest", "tests/lower/test_control_flow.py", "-k", "larger", "-p", "no:cacheprovider"))


@click.command()
def control() -> None:
    """Hold the analysis to every small program and every change of the fixtures: an hour (tests take a slice)."""
    small = subprocess.run([sys.executable, "-m", "tests.lower.control"], check=False).returncode
    os.environ["UNCOPY_CONTROL"] = "all"
    raise SystemExit(run("pytest", "tests/metamorphic", "-p", "no:cacheprovider") or small)


@click.command()
@click.argument("programs", type=int, default=20000)
@click.option("--jobs", default=2, show_default=True, help="Processes that share the programs.")
def soundness(programs: int, jobs: int) -> None:
    """Run PROGRAMS generated programs and hold every fact to what happens, other ones each time."""
    os.environ["UNCOPY_SOUNDNESS"], os.environ["UNCOPY_SOUNDNESS_PARTS"] = str(programs), str(jobs)
    raise SystemExit(run("pytest", "tests/soundness", "-n", str(jobs), "-p", "no:cacheprovider", "-rP"))


@click.command()
@click.argument("drawn", type=int, default=2000)
def changes(drawn: int) -> None:
    """Draw so many changes of the fixtures that may make a fix wrong, and judge the fixes that are still made."""
    os.environ["UNCOPY_CHANGES"] = str(drawn)
    raise SystemExit(run("pytest", "tests/metamorphic/test_judged.py", "-p", "no:cacheprovider"))


@click.command(context_settings=ANYTHING)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def bench(arguments: tuple[str, ...]) -> None:
    """Time the linter against Python's own parser and LibCST's, over given directories."""
    raise SystemExit(subprocess.run([sys.executable, "benchmarks/speed.py", *arguments], check=False).returncode)
