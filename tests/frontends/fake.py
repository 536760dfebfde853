"""An engine that finds ``x = x * ...`` by its looks: what the front ends show must not depend on what is proved."""

from __future__ import annotations

import re

from uncopy.engine import Answered, CheckResult, Explanation, FixResult, RuleInfo
from uncopy.fixes.edit import Edit, Finding, Fix, Position, Refusal, Saves

PATTERN = re.compile(r"^(?P<indent> *)(?P<name>[^\W\d]\w*) = (?P=name) (?P<operator>[*-]) (?P<right>.+)$")

PAGE = "# UNC201 rebinding-operator\n\n## What it finds\n\nAn operator that makes *a new array*.\n"
RULES = (
    RuleInfo(
        "UNC101", "copy-of-temporary", "copies", "0.1", "A copy of a temporary.", "safe", "1", False, (), "# UNC101"
    ),
    RuleInfo(
        "UNC201", "rebinding-operator", "in-place", "0.1", "A [new] array.", "safe", "1", False, ("sole-owner",), PAGE
    ),
    RuleInfo("UNC601", "mask-as-number", "dtypes", "0.1", "A mask of floats.", "unsafe", "7/8", True, (), "# UNC601"),
)


def _findings(source, path, config):
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError:
        return (Finding("UNC001", "unreadable-file", "not readable as utf-8", path, 3, 1, 3, 2),)
    if "crash the analysis" in text:
        return (Finding("UNC000", "internal-error", "in f: KeyError", path, 1, 1, 1, 2),)
    found = []
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        match = PATTERN.match(line)
        if match and config.selects("UNC201"):
            name = match["name"]
            safe = match["operator"] == "*"
            start, end = Position(number, match.start("name") + 1), Position(number, len(line) + 1)
            new = f"{name} {match['operator']}= {match['right']}"
            fix = Fix("safe" if safe else "unsafe", f"use {new}", (Edit(start, end, new),))
            refusals = (
                ()
                if safe
                else (
                    Refusal("sole-owner", "unknown", f"{name} may be the caller's", 1),
                    Refusal("same-dtype", "no", "the result is wider"),
                )
            )
            found.append(
                Finding(
                    "UNC201",
                    "rebinding-operator",
                    f"{match[0].strip()} makes a new array",
                    path,
                    *start,
                    *end,
                    Saves(f"1 array of {name}", 1.0),
                    fix,
                    refusals,
                )
            )
    return tuple(found)


def check(source, path, config):
    if b"die here" in source:
        import os

        os._exit(3)
    if b"raise here" in source:
        raise KeyError("lost")
    return CheckResult(path, _findings(source, path, config))


def fix(source, path, config, *, unsafe=False):
    before = check(source, path, config)
    wanted = ("safe", "unsafe") if unsafe else ("safe",)
    applied = tuple(f for f in before.findings if f.fix and f.fix.applicability in wanted)
    if before.errors:
        applied = ()
    lines = source.split(b"\n")
    for finding in applied:
        edit = finding.fix.edits[0]
        line = lines[finding.line - 1]
        ending = b"\r" if line.endswith(b"\r") else b""
        lines[finding.line - 1] = line[: edit.start.column - 1] + edit.content.rstrip("\r").encode() + ending
    fixed = b"\n".join(lines)
    return FixResult(path, source, fixed, applied, check(fixed, path, config), 1)


def why(source, path, line, config):
    answers = (
        Answered("sole-owner", "does anyone else reach the array?", "yes", "x is made here", 5),
        Answered("same-dtype", "has the result the dtype of the array?", "unknown", "2.0 may be wider"),
    )
    return tuple(
        Explanation(
            f.code, f.name, f.path, f.line, f.column, f.end_line, f.end_column, "scale", "unsafe fix", answers, f
        )
        for f in _findings(source, path, config)
        if f.line == line
    )


def rules():
    return RULES
