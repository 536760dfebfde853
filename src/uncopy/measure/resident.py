"""What the system gave to the process during a call, by its own account, where that can be had (Linux)."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import sys
from pathlib import Path

CLEAR, STATUS = Path("/proc/self/clear_refs"), Path("/proc/self/status")


_maps: list[int] = []  # lengths of the memory maps made since the hook was set


class Resident:
    """Growth of the process since this was made: resident bytes at their highest, and memory maps."""

    def __init__(self) -> None:
        """Hands back what the allocator keeps first, for that would be used again without being seen."""
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
        with contextlib.suppress(OSError):
            CLEAR.write_text("5")  # the highest from now on
        _hear_of_maps()
        _maps.clear()
        self._before = _status()

    def growth(self) -> int | None:
        """How much larger the process was at its largest; None where the system does not say."""
        now = _status()
        return now["VmHWM"] - self._before["VmRSS"] if "VmHWM" in now and "VmRSS" in self._before else None

    def mapped(self) -> int:
        """The bytes of the memory maps that were made."""
        return sum(_maps)


@functools.cache
def _hear_of_maps() -> None:
    """An audit hook stays for good, so there is one."""

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event == "mmap.__new__" and isinstance(arguments[1], int):
            _maps.append(arguments[1])

    sys.addaudithook(hook)


def _status() -> dict[str, int]:
    found = {}
    with contextlib.suppress(OSError):
        for line in STATUS.read_text(encoding="ascii").splitlines():
            name, _, value = line.partition(":")
            if value.endswith(" kB"):
                found[name] = int(value.split()[0]) << 10
    return found
