"""What a child may take of the machine, and the end of whatever it leaves behind."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import math
import os
import signal
import sys
from pathlib import Path

LARGEST_FILE = 1 << 30  # bytes, which is also what may be written to standard output past Python
MARK = "UNCOPY_WORK"  # the environment variable by which processes know, and show, whose they are
PROCESSES = Path("/proc")


def die_with_parent() -> None:
    """Not to run on for ever when the tool is killed, where the system offers that."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def limit_memory(memory: int) -> None:
    """At most so many bytes more than this process has mapped now, where the system can hold it to that."""
    try:
        import resource
    except ImportError:
        return
    mapped = 0
    with contextlib.suppress(OSError), open("/proc/self/statm", encoding="ascii") as file:
        mapped = int(file.read().split()[0]) * resource.getpagesize()
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (mapped + memory, mapped + memory))
        largest = min(memory, LARGEST_FILE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))  # a file that grows without end


def limit_cpu(seconds: float) -> None:
    """From now on no more CPU time than all processors give in so many seconds; the same for any process begun.

    The parent ends this process earlier. The limit is for those that got away from it.
    """
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = math.ceil(used.ru_utime + used.ru_stime + seconds * (os.cpu_count() or 1)) + 1
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


def give_back() -> None:
    """Free what only cycles and frames of tracebacks hold, and hand it to the system, which the allocator does not."""
    gc.collect()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def end_strays(mark: str) -> None:
    """End the processes that bear a mark in their environment: those that left the child's session."""
    wanted = f"{MARK}={mark}".encode()
    for _ in range(3):  # one may have been begun while we looked
        found = [number for number in _processes() if wanted in _environment(number)]
        for number in found:
            with contextlib.suppress(OSError):
                os.kill(number, signal.SIGKILL)
        if not found:
            return


def _processes() -> list[int]:
    if sys.platform != "linux":
        return []
    own = os.getpid()
    with contextlib.suppress(OSError):
        return [int(name) for name in os.listdir(PROCESSES) if name.isdigit() and int(name) != own]
    return []


def _environment(number: int) -> list[bytes]:
    with contextlib.suppress(OSError):  # somebody else's, or gone
        return (PROCESSES / str(number) / "environ").read_bytes().split(b"\0")
    return []
