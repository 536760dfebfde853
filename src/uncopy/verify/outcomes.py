"""A pytest plugin that writes what becomes of each test, one JSON object a line.

It is copied beside the code under judgement and loaded by the user's pytest, in whatever environment that lives:
nothing here may come from uncopy.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import pytest

SETTINGS = "UNCOPY_SUITE"  # names the file with: where to write, the tests to run, the modules to look for
RECORDED = "UNCOPY_SUITE_RECORDED"  # is set for what a recorded session starts
LONGEST = 200  # characters of a reason


def pytest_configure(config: Any) -> None:
    """Record this session, unless it is one that a test of a recorded session has started."""
    worker = hasattr(config, "workerinput")
    if SETTINGS in os.environ and (worker or RECORDED not in os.environ):
        os.environ[RECORDED] = "1"
        with open(os.environ[SETTINGS], encoding="utf-8") as file:
            config.pluginmanager.register(Recorder(json.load(file), worker))


class Recorder:
    """The hooks. A worker of xdist reports to its controller, which writes; only modules are each process's own."""

    def __init__(self, settings: dict[str, Any], worker: bool) -> None:
        self.settings = settings
        self.only = None if settings["only"] is None else frozenset(settings["only"])
        self.worker = worker

    def _write(self, row: dict[str, Any]) -> None:
        # At once and in one piece: the next test may end the process
        handle = os.open(self.settings["rows"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, (json.dumps(row) + "\n").encode())
        finally:
            os.close(handle)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: Any, items: list[Any]) -> None:
        """Leave only the wanted tests."""
        if self.only is None:
            return
        left_out = [item for item in items if item.nodeid not in self.only]
        items[:] = [item for item in items if item.nodeid in self.only]
        config.hook.pytest_deselected(items=left_out)

    def pytest_collectreport(self, report: Any) -> None:
        """A file that cannot be collected counts as a test that fails."""
        if report.failed and not self.worker:
            row = {"test": report.nodeid or "collection", "phase": "collect", "outcome": "failed"}
            self._write({**row, "reason": _reason(report)})

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Say that a test begins: one that never ends is the one that crashed."""
        if not self.worker:
            self._write({"start": nodeid})

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Say how a phase of a test ended."""
        if self.worker:
            return
        outcome = report.outcome
        if hasattr(report, "wasxfail"):
            outcome = "xfailed" if report.skipped else "xpassed"
        row = {"test": report.nodeid, "phase": report.when, "outcome": outcome}
        self._write({**row, "reason": _reason(report)} if report.failed else row)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        """Say where the modules under judgement were imported from, and that the session came to its end."""
        names, files = set(self.settings["modules"]), set(self.settings["originals"])
        for name, module in list(sys.modules.items()):
            file = getattr(module, "__file__", None)
            if isinstance(file, str) and (name in names or os.path.realpath(file) in files):
                self._write({"module": name, "file": os.path.realpath(file)})
        if not self.worker:
            self._write({"finished": True})


def _reason(report: Any) -> str:
    crash = getattr(report.longrepr, "reprcrash", None)
    lines = str(crash.message if crash is not None else report.longrepr).strip().splitlines()
    said = (lines[0] if crash is not None else lines[-1]) if lines else ""
    return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"
