"""Context managers: those that swallow nothing are held to it, and only they are taken to."""

from __future__ import annotations

import ast
import bz2
import contextlib
import gzip
import importlib
import io
import lzma
import tarfile
import zipfile

import numpy as np
import pytest

from tools import goldens
from uncopy.lower.managers import LOUD, QUIET


class Raised(Exception):
    """What is raised in the block."""


def _archive(path):
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("a", "b")
    return str(path)


def _tar(path):
    with tarfile.open(path, "w") as made:
        made.addfile(tarfile.TarInfo("a"), io.BytesIO())
    return str(path)


def _file(open_file, path):
    with open_file(path, "wb") as made:
        made.write(b"1")
    return str(path)


def _arrays(path):
    np.savez(path, a=np.ones(3))
    return str(path)


ARGUMENTS = {
    "builtins.open": lambda tmp: (_file(open, tmp / "a"),),
    "io.open": lambda tmp: (_file(open, tmp / "a"),),
    "bz2.open": lambda tmp: (_file(bz2.open, tmp / "a.bz2"),),
    "gzip.open": lambda tmp: (_file(gzip.open, tmp / "a.gz"),),
    "lzma.open": lambda tmp: (_file(lzma.open, tmp / "a.xz"),),
    "contextlib.redirect_stdout": lambda tmp: (io.StringIO(),),
    "contextlib.redirect_stderr": lambda tmp: (io.StringIO(),),
    "contextlib.closing": lambda tmp: (io.StringIO(),),
    "numpy.load": lambda tmp: (_arrays(tmp / "a.npz"),),
    "numpy.nditer": lambda tmp: (np.ones(3, "f4"), ["buffered"], [["readwrite"]], ["f8"], None, "same_kind"),
    "tarfile.open": lambda tmp: (_tar(tmp / "a.tar"),),
    "zipfile.ZipFile": lambda tmp: (_archive(tmp / "a.zip"),),
    "concurrent.futures.ProcessPoolExecutor": lambda tmp: (1,),
    "multiprocessing.Pool": lambda tmp: (1,),
}


@pytest.mark.parametrize("name", sorted(QUIET | LOUD))
def test_the_manager_swallows_nothing(name, tmp_path):
    module, _, attribute = name.rpartition(".")
    make = getattr(importlib.import_module(module), attribute)
    manager = make(*ARGUMENTS.get(name, lambda _: ())(tmp_path))
    with pytest.raises(Raised), manager:
        raise Raised


def test_the_check_sees_what_swallows():
    with pytest.raises(pytest.fail.Exception), pytest.raises(Raised), contextlib.suppress(Raised):
        raise Raised


HEAD = "import contextlib\nimport threading\nimport numpy as np\nfrom contextlib import nullcontext, suppress\n"


def lowered(manager, before=""):
    source = f"{HEAD}def f(a, *rest):\n{before}    x = 1\n    with {manager}:\n        x = a()\n    return x\n"
    ast.parse(source)
    body = goldens.bodies(source.encode())[0][0]
    returned = next(step for step in body.steps if step.op == "return" and step.data is None)
    return body, body.steps[returned.args[0]]


@pytest.mark.parametrize(
    "manager", ["np.errstate()", "nullcontext()", "contextlib.nullcontext(a) as b", "open(a) as b, np.errstate()"]
)
def test_nothing_jumps_out_of_a_quiet_block(manager):
    body, result = lowered(manager)
    assert result.op == "call"
    assert not any(block.exceptional for block in body.blocks)
    assert {step.data for step in body.steps if step.op in ("enter", "exit")} <= QUIET


def test_loud_managers_are_left_by_an_exception_too():
    body, result = lowered("threading.Lock()")
    assert result.op == "call"
    assert [step.op for step in body.steps].count("exit") == 2
    assert {step.data for step in body.steps if step.op in ("enter", "exit")} == {None}


@pytest.mark.parametrize(
    ("manager", "before"),
    [
        ("suppress(ValueError)", ""),
        ("a", ""),
        ("a.nullcontext()", ""),
        ("nullcontext", ""),
        ("np.errstate(), suppress(ValueError)", ""),
        ("suppress(ValueError), np.errstate()", ""),
        ("nullcontext()", "    nullcontext = suppress\n"),
        ("np.errstate()", "    np = rest[0]\n"),
        ("np.errstate()", "    global np\n    np = a\n"),
        ("contextlib.ExitStack()", ""),
        ("np.testing.assert_raises(ValueError)", ""),
    ],
)
def test_what_may_swallow_jumps_behind_the_block(manager, before):
    _, result = lowered(manager, before)
    assert result.op == "phi"


def test_names_of_an_enclosing_function_hide_those_of_the_module():
    source = (
        f"{HEAD}def outer(np, sum):\n    def f(a):\n        x = 1\n        with np.errstate():\n            x = a()\n"
        "        return x, sum(i for i in a)\n    return f\n"
    )
    inner = goldens.bodies(source.encode())[0][0].inner[0]
    assert any(step.op == "phi" and step.data == "x" for block in inner.blocks for step in block.phis)
    assert any(step.op == "closure" and step.data == "generator" for step in inner.steps)
