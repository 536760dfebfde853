"""What other programs read: the findings of a run as one text in a format of theirs."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from uncopy import __version__
from uncopy.fixes.edit import Finding, Position
from uncopy.frontends.settings import ERROR_CODES


def as_json(finding: Finding) -> dict[str, Any]:
    """One finding as the object that ``--output-format json`` documents."""
    return {
        "code": finding.code,
        "name": finding.name,
        "message": finding.message,
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "end_line": finding.end_line,
        "end_column": finding.end_column,
        "saves": {"text": finding.saves.text, "arrays": finding.saves.arrays} if finding.saves else None,
        "fix": {
            "applicability": finding.fix.applicability,
            "title": finding.fix.title,
            "edits": [
                {"start": _position(edit.start), "end": _position(edit.end), "content": edit.content}
                for edit in finding.fix.edits
            ],
        }
        if finding.fix
        else None,
        "refusals": [
            {"guard": refusal.guard, "answer": refusal.answer, "reason": refusal.reason, "line": refusal.line}
            for refusal in finding.refusals
        ],
    }


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column}


def _json(findings: Sequence[Finding]) -> str:
    return json.dumps([as_json(finding) for finding in findings], indent=2, ensure_ascii=False) + "\n"


def _jsonl(findings: Sequence[Finding]) -> str:
    return "".join(json.dumps(as_json(finding), ensure_ascii=False) + "\n" for finding in findings)


def _github(findings: Sequence[Finding]) -> str:
    """Workflow commands, which GitHub shows beside the line."""

    def data(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def value(text: object) -> str:
        return data(str(text)).replace(":", "%3A").replace(",", "%2C")

    lines = []
    for finding in findings:
        properties = {
            "title": f"{finding.code} {finding.name}",
            "file": finding.path,
            "line": finding.line,
            "col": finding.column,
            "endLine": finding.end_line,
            "endColumn": finding.end_column,
        }
        said = ",".join(f"{key}={value(given)}" for key, given in properties.items())
        lines.append(f"::{_severity(finding)} {said}::{data(_message(finding))}\n")
    return "".join(lines)


def _message(finding: Finding) -> str:
    return finding.message + (f" (saves {finding.saves.text})" if finding.saves else "")


def _severity(finding: Finding) -> str:
    return "error" if finding.code in ERROR_CODES else "warning"


def _gitlab(findings: Sequence[Finding]) -> str:
    """GitLab's code quality report. A fingerprint outlives moved lines: it counts equal findings of a file."""
    seen: Counter[str] = Counter()
    rows = []
    for finding in findings:
        what = f"{finding.path}\0{finding.code}\0{finding.message}"
        seen[what] += 1
        rows.append(
            {
                "description": f"{finding.code} {_message(finding)}",
                "check_name": finding.name,
                "fingerprint": hashlib.sha256(f"{what}\0{seen[what]}".encode()).hexdigest(),
                "severity": "major" if finding.code in ERROR_CODES else "minor",
                "location": {
                    "path": finding.path,
                    "positions": {
                        "begin": {"line": finding.line, "column": finding.column},
                        "end": {"line": finding.end_line, "column": finding.end_column},
                    },
                },
            }
        )
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


def _sarif(findings: Sequence[Finding]) -> str:
    """SARIF 2.1.0; columns count characters (``unicodeCodePoints``)."""
    names = {finding.code: finding.name for finding in findings}
    results = [
        {
            "ruleId": finding.code,
            "level": _severity(finding),
            "message": {"text": _message(finding)},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": finding.path.replace("\\", "/")},
                        "region": {
                            "startLine": finding.line,
                            "startColumn": finding.column,
                            "endLine": finding.end_line,
                            "endColumn": finding.end_column,
                        },
                    }
                }
            ],
        }
        for finding in findings
    ]
    driver = {
        "name": "uncopy",
        "version": __version__,
        "rules": [{"id": code, "name": name} for code, name in sorted(names.items())],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    report = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"


def _junit(findings: Sequence[Finding]) -> str:
    """JUnit XML: a failed case for each finding, or one that passed if there is none."""
    from xml.sax.saxutils import escape, quoteattr

    cases = [
        f"    <testcase name={quoteattr(finding.code)} classname={quoteattr(finding.path)}"
        f' file={quoteattr(finding.path)} line="{finding.line}">\n'
        f"      <failure message={quoteattr(_message(finding))}>"
        f"{escape(f'{finding.path}:{finding.line}:{finding.column}: {finding.code} {_message(finding)}')}</failure>\n"
        "    </testcase>\n"
        for finding in findings
    ] or ['    <testcase name="uncopy" classname="uncopy"/>\n']
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<testsuites name="uncopy">\n'
        f'  <testsuite name="uncopy" tests="{len(cases)}" failures="{len(findings)}" errors="0">\n'
        + "".join(cases)
        + "  </testsuite>\n</testsuites>\n"
    )


FORMATS: Mapping[str, Callable[[Sequence[Finding]], str]] = {
    "json": _json,
    "jsonl": _jsonl,
    "github": _github,
    "gitlab": _gitlab,
    "sarif": _sarif,
    "junit": _junit,
}
