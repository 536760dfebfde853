"""Context managers that never swallow an exception: nothing jumps from inside their blocks to what follows.

Others may: `contextlib.suppress`, `ExitStack`, `numpy.testing.assert_raises`, and whatever is not known.
"""

from __future__ import annotations

QUIET = frozenset(
    {
        "builtins.open",
        "contextlib.nullcontext",
        "contextlib.redirect_stderr",
        "contextlib.redirect_stdout",
        "io.open",
        "numpy.errstate",
        "numpy.printoptions",
        "warnings.catch_warnings",
    }
)
"""Entering and leaving these runs no code but their own: they change settings or close a file, and see no array."""

LOUD = frozenset(
    {
        "bz2.open",
        "concurrent.futures.ProcessPoolExecutor",
        "concurrent.futures.ThreadPoolExecutor",
        "contextlib.closing",
        "decimal.localcontext",
        "gzip.open",
        "lzma.open",
        "multiprocessing.Lock",
        "multiprocessing.Pool",
        "multiprocessing.RLock",
        "numpy.load",
        "numpy.nditer",
        "tarfile.open",
        "tempfile.NamedTemporaryFile",
        "tempfile.TemporaryDirectory",
        "tempfile.TemporaryFile",
        "threading.Condition",
        "threading.Lock",
        "threading.RLock",
        "threading.Semaphore",
        "zipfile.ZipFile",
    }
)
"""Entering or leaving these may run other code, write what they were given, or wait for who does."""
