"""The command line. Only options and their words stand here; what a command does is imported when it runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from uncopy import __version__

if TYPE_CHECKING:
    from uncopy.frontends.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])
FORMATS = ("text", "full", "json", "jsonl", "github", "gitlab", "sarif", "junit")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="uncopy", message="%(prog)s %(version)s")
def uncopy() -> None:
    """Find the places where NumPy code spends memory it need not spend, and rewrite them."""


def _codes(_context: click.Context, _parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...] | None:
    return tuple(code.strip() for listed in value for code in listed.split(",") if code.strip()) or None


def _version_of(parse: str) -> Callable[[click.Context, click.Parameter, str | None], Any]:
    def callback(_context: click.Context, _parameter: click.Parameter, value: str | None) -> Any:
        if value is None:
            return None
        from uncopy.frontends import settings

        try:
            return getattr(settings, parse)(value)
        except ValueError as error:
            raise click.BadParameter(str(error)) from None

    return callback


def _colour(context: click.Context, _parameter: click.Parameter, value: str) -> None:
    if value != "auto":
        context.color = value == "always"
    elif os.environ.get("NO_COLOR"):
        context.color = False


def _together(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


colour_option = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    callback=_colour,
    expose_value=False,
    help="Colour the output: on a terminal only (the default), always, or never.",
)
settings_options = _together(
    click.option("--config", type=click.Path(dir_okay=False), help="Read the settings of this TOML file."),
    click.option("--isolated", is_flag=True, help="Read no settings file."),
    click.option("--select", multiple=True, callback=_codes, metavar="CODES", help="Look for these rules only."),
    click.option("--ignore", multiple=True, callback=_codes, metavar="CODES", help="Do not look for these rules."),
    click.option("--extend-select", multiple=True, callback=_codes, metavar="CODES", help="Look for these rules too."),
    click.option("--preview", is_flag=True, help="Also use the rules that are still on trial."),
    click.option("--exclude", multiple=True, metavar="GLOB", help="Pass over these files and directories too."),
    click.option(
        "--target-python",
        callback=_version_of("python_version"),
        metavar="VERSION",
        help="The oldest Python that the code must run on, such as 3.10.",
    ),
    click.option(
        "--target-numpy",
        callback=_version_of("numpy_versions"),
        metavar="VERSIONS",
        help="The NumPy versions that the code must run on: 2.0 for that and newer ones, or 1.26-2.3.",
    ),
)
common_options = _together(
    click.argument("paths", nargs=-1, metavar="[PATH ...]"),
    settings_options,
    click.option("--stdin-filename", metavar="PATH", help="With - as the path: the name of what comes from there."),
    click.option("-j", "--jobs", type=click.IntRange(1), help="Processes to use; the processors there are by default."),
    click.option("--statistics", is_flag=True, help="Show counts per rule, not each finding."),
    click.option("-q", "--quiet", is_flag=True, help="Show findings and errors only: no summary, no progress."),
    colour_option,
)


def _settings(start: str, options: dict[str, Any]) -> Settings:
    """Settings of the file, changed by those of the command line, which are taken out of ``options``."""
    from uncopy.frontends import settings

    file, isolated = options.pop("config", None), options.pop("isolated", False)
    if file and isolated:
        raise click.UsageError("--config and --isolated contradict each other")
    changes: dict[str, Any] = {
        key: options.pop(key)
        for key in ("select", "ignore", "extend_select", "target_python", "target_numpy")
        if key in options
    }
    if options.pop("preview", False):
        changes["preview"] = True
    exclude = options.pop("exclude", ())
    try:
        found = settings.load_file(file) if file else settings.Settings() if isolated else settings.load(start)
        return settings.override(found, exclude, **changes)
    except settings.SettingsError as error:
        raise click.UsageError(str(error)) from None


def _request(options: dict[str, Any]) -> Any:
    from uncopy.frontends import checking

    paths = options.pop("paths") or (".",)
    stdin_filename = options.pop("stdin_filename")
    if "-" in paths and len(paths) > 1:
        raise click.UsageError("- stands for standard input, and must be the only path")
    if stdin_filename and paths != ("-",):
        raise click.UsageError("--stdin-filename goes with - as the path")
    start = (stdin_filename or ".") if paths == ("-",) else paths[0]
    return checking.Request(
        paths=paths,
        stdin_filename=stdin_filename,
        settings=_settings(start, options),
        jobs=options.pop("jobs"),
        statistics=options.pop("statistics"),
        quiet=options.pop("quiet"),
    )


@uncopy.command(short_help="Show what can be found.")
@common_options
@click.option("--output-format", type=click.Choice(FORMATS), default="text", help="How findings are written.")
@click.option("-o", "--output-file", type=click.Path(dir_okay=False), help="Write the findings to this file.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if there are findings.")
def check(**options: Any) -> int:
    """Show what can be found in files and directories (by default: here).

    Exits with 0 if there is nothing, 1 if there are findings, 2 if something could not be checked.
    """
    from uncopy.frontends import checking

    return checking.check(_request(options), **options)


@uncopy.command(short_help="Apply the safe fixes.")
@common_options
@click.option("--diff", is_flag=True, help="Write no file; show what would change, and exit with 1 if anything would.")
@click.option("--unsafe-fixes", is_flag=True, help="Also apply the fixes that could not be proved. Read the result.")
@click.option("--verified", metavar="REPORT", help="Apply what this report of `verify --output` found equivalent.")
@click.option("--exit-non-zero-on-fix", is_flag=True, help="Exit with 1 if a file was changed.")
def fix(**options: Any) -> int:
    """Apply the safe fixes to files and directories (by default: here), in place.

    A safe fix changes nothing that the program can observe, but for its memory. Exits with 0, or with 2 if something
    could not be checked or written; such files stay as they were.

    With --verified: apply the fixes that `uncopy verify` found equivalent, proved or not, to the files that have not
    changed since.
    """
    from dataclasses import replace

    from uncopy.frontends import checking

    named = options["paths"]
    if options["verified"] is not None:
        for name in ("select", "ignore", "extend_select", "preview", "unsafe_fixes", "stdin_filename"):
            if options[name]:
                raise click.UsageError(f"--{name.replace('_', '-')} has no meaning with --verified: its report decides")
        if "-" in named:
            raise click.UsageError("- has no meaning with --verified: its report is about files")
    request = _request(options)
    if options["verified"] is not None:
        request = replace(request, paths=named)  # without any, all of the report, wherever that may be
    return checking.fix(request, **options)


@uncopy.command(short_help="Test fixes, or a rewrite by hand: compare and measure.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH ...")
@click.option("--run", "command", metavar="COMMAND", help="Test by the calls made while this command runs.")
@click.option("--generate", is_flag=True, help="Test by calls that are made up.")
@click.option("--cases", type=click.Path(), metavar="CASES", help="Test by the calls that this Python file makes.")
@click.option("--suite", metavar="COMMAND", help="Test every fix by the tests that this command runs.")
@click.option("--against", type=click.Path(), metavar="NEW", help="The rewrite; by default what `uncopy fix` makes.")
@click.option("--unsafe-fixes", is_flag=True, help="With --cases: also try the fixes that could not be proved.")
@click.option("--timeout", type=float, default=60, show_default=True, help="With --run: seconds that a call may take.")
@click.option("--memray", is_flag=True, help="With --run and --generate: measure what C code allocates, too.")
@click.option("--output", type=click.Path(dir_okay=False), metavar="REPORT", help="Write the report to this file, too.")
@click.option("--html", "page", type=click.Path(dir_okay=False), metavar="PAGE", help="Write it as an HTML page, too.")
@click.option("--json", "as_json", is_flag=True, help="Write the report as JSON.")
@settings_options
@colour_option
def verify(
    paths: tuple[str, ...],
    command: str | None,
    generate: bool,
    cases: str | None,
    suite: str | None,
    against: str | None,
    unsafe_fixes: bool,
    timeout: float,
    memray: bool,
    output: str | None,
    page: str | None,
    as_json: bool,
    **options: Any,
) -> int:
    """Run code before and after its fixes, and compare.

    With --run: every fix, proved or not, in files and directories. The calls that the functions in question get while
    COMMAND runs (such as "pytest -q", a script, or "-m module") are kept and made again with each fix.

    With --generate: the same with calls that are made up from annotations, docstrings and the functions' text, hostile
    ones among them. Needs Hypothesis.

    With --cases: one file and its rewrite side by side, call by call, with their memory measured. The file CASES has
    a function cases(module), which yields (label, function, args) or (label, function, args, kwargs), and may have a
    function large(module) of the same form for measuring.

    With --suite: each fix, safe or not, that is found in the files and directories, by your own tests, which are run
    in a copy of the project without the fixes and with them: --suite "pytest -q tests".

    Exits with 0 if all that was tested is equivalent, 1 if something differs, 2 on an error or if nothing was tested.
    """
    from uncopy.frontends import verifying

    by = _one_of(run=command, generate="" if generate else None, suite=suite, cases=cases)
    if against and by != "cases":
        raise click.UsageError("--against goes with --cases")
    if unsafe_fixes and by != "cases":
        raise click.UsageError(f"--unsafe-fixes goes with --cases: --{by} tries every fix")
    if against and unsafe_fixes:
        raise click.UsageError("--unsafe-fixes has no meaning with --against: nothing is fixed")
    settings = _settings(paths[0], options)
    if suite is not None:
        from uncopy.frontends import verifying_fixes

        return verifying_fixes.by_suite(paths, suite, settings, as_json=as_json, output=output, page=page)
    if cases:
        wanted = verifying.Wanted(as_json, output, page)
        if len(paths) > 1:
            raise click.UsageError("--cases goes with one file")
        if against:
            return verifying.verify_modules(paths[0], against, cases, wanted)
        return verifying.verify_fixes(paths[0], cases, settings, wanted, unsafe=unsafe_fixes)
    if command is not None or generate:
        from uncopy.frontends import verifying_run

        return verifying_run.verify_run(
            paths, command, settings, timeout=timeout, memray=memray, as_json=as_json, output=output, page=page
        )
    raise AssertionError(f"--{by} leads nowhere")


def _one_of(**methods: str | None) -> str:
    """The name of the one option that is given."""
    given = [name for name, value in methods.items() if value is not None]
    names = [f"'--{name}'" for name in methods]
    if not given:
        raise click.UsageError(f"Missing option {' or '.join(names)}: what is the code to be tested by?")
    if len(given) > 1:
        raise click.UsageError(f"{' and '.join(f'--{name}' for name in given)} exclude each other")
    return given[0]


@uncopy.command(short_help="Show what was considered on a line, and why.")
@click.argument("place", metavar="FILE:LINE")
@click.option("--config", type=click.Path(dir_okay=False), help="Read the settings of this TOML file.")
@click.option("--isolated", is_flag=True, help="Read no settings file.")
@colour_option
def why(place: str, **options: Any) -> int:
    """Show what was considered on a line, and what each guard answered."""
    import re

    from uncopy.frontends import explaining

    match = re.fullmatch(r"(.+?):(\d+)(:\d+)?:?", place)
    if not match or match[2] == "0":
        raise click.UsageError(f"FILE:LINE is wanted, such as pkg/mod.py:12, not {place!r}")
    return explaining.why(match[1], int(match[2]), _settings(match[1], options))


@uncopy.command()
@click.argument("code")
@colour_option
def explain(code: str) -> int:
    """Show the page of a rule, named by its code or its name."""
    from uncopy.frontends import explaining

    return explaining.explain(code)


@uncopy.command(short_help="Show the catalogue of rules.")
@click.option("--json", "as_json", is_flag=True, help="Write the catalogue as JSON.")
@colour_option
def rules(as_json: bool) -> int:
    """Show the catalogue of rules: code, name, what its fix is, what it saves."""
    from uncopy.frontends import explaining

    return explaining.rules(as_json=as_json)


def main() -> None:
    """Run the command line and exit: 2 on an error, 130 if interrupted."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a name that the terminal cannot show must not end the run
    try:
        code = uncopy(prog_name="uncopy", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        code = 130
    sys.exit(code)
