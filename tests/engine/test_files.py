"""The rules on files: what they say of scripts, and where their fixes are not proved."""

from __future__ import annotations

import pytest

from uncopy import engine
from uncopy.config import Config

CONFIG = Config(select=("UNC801", "UNC802", "UNC803", "UNC804", "UNC805"), preview=True)


def found(text: str) -> list[tuple[str, bool]]:
    """Codes of what is found, and whether it is safe."""
    result = engine.check(f"import os\nimport numpy as np\n{text}\n".encode(), "module.py", CONFIG)
    assert result.errors == ()
    return [(f.code, f.fix is not None and f.fix.applicability == "safe") for f in result.findings]


def fixed(text: str) -> str:
    """The text with all fixes, the unproved ones too."""
    source = f"import numpy as np\n{text}\n".encode()
    return engine.fix(source, "module.py", CONFIG, unsafe=True).source.decode().partition("\n")[2].rstrip("\n")


def of(line: str, parameters: str = "path: str") -> list[tuple[str, bool]]:
    return found(f"def f({parameters}):\n    return {line}")


@pytest.mark.parametrize(
    ("line", "safe"),
    [
        ("np.fromfile('x.bin', 'f4')[:10].sum()", True),
        ("np.fromfile(os.path.join(path, 'x'), np.int32)[5:10].sum()", True),
        ("float(np.fromfile(f'{path}.bin')[3])", True),
        ("len(np.fromfile(path, dtype=dtype)[:10])", False),  # of items without bytes any number can be read
        ("np.fromfile('/dev/urandom', 'u1')[:16].sum()", False),
        ("np.fromfile(path, 'f4')[:10]", False),
        ("np.fromfile(path, 'f4')[:n].sum()", False),
        ("np.fromfile(path, 'f4')[10:].sum()", False),
        ("np.fromfile(path, 'f4')[:100_000_000].sum()", False),
        ("np.fromfile(open(path, 'rb'), 'f4')[:10].sum()", False),
    ],
)
def test_a_part_of_a_binary_file(line, safe):
    assert of(line, "path: str, dtype, n: int") == [("UNC802", safe)]


@pytest.mark.parametrize(
    "line",
    [
        "np.fromfile(path, int)[5:10].sum()",
        "np.fromfile(path, np.longdouble)[5:10].sum()",
        "np.fromfile(path, dtype)[5:10].sum()",
        "np.fromfile(path, sep=' ')[:10].sum()",
        "np.fromfile(path, 'f4')[::2].sum()",
        "np.fromfile(path, 'f4')[:-1].sum()",
        "np.fromfile(path, 'f4')[-10:].sum()",
        "np.fromfile(path, 'f4')[-1]",
        "np.fromfile(path, 'f4')[10:5].sum()",
        "np.fromfile(path, 'f4', offset=16)[:10].sum()",
        "np.fromfile(path, 'f4')[:10, None].sum()",
    ],
)
def test_parts_that_are_not_read_alone(line):
    assert of(line, "path: str, dtype") == []


@pytest.mark.parametrize(
    ("after", "safe"),
    [
        ("return data.sum()", True),
        ("return np.where(data > 0, data, 0)", True),
        ("print(data.mean())\n    return data - 1", True),
        ("return data", None),
        ("return data.ravel()", None),
        ("return np.squeeze(data)", None),
        ("return data.astype(np.float32, copy=False)", None),
        ("return lambda: data.sum()", None),
        ("return report(data)", None),
        ("os.remove(path)\n    return data.sum()", False),
        ("report(data.mean())\n    return data.sum()", False),
        ("print(data.mean(), file=log)\n    return data.sum()", False),
        ("log.count += 1\n    return data.sum()", False),
        ("return data.strides, data.sum()", False),
    ],
)
def test_the_copy_of_a_map(after, safe):
    text = f"def f(path: str, log):\n    mm = np.memmap(path, np.float32, 'r')\n    data = np.array(mm)\n    {after}"
    assert found(text) == ([] if safe is None else [("UNC803", safe)])


@pytest.mark.parametrize(
    ("how", "safe"), [("", True), (", offset=32", True), (", offset=2", False), (", offset=skip", False)]
)
def test_a_map_of_numbers_that_lie_askew(how, safe):
    """Since NumPy 2 their sum is rounded in another order than that of their copy; 1.26 gives the same."""
    line = f"np.array(np.memmap(path, np.float32, 'r'{how})).sum()"
    assert of(line, "path: str, skip: int") == [("UNC803", safe)]


def test_what_np_load_gives_may_be_an_archive():
    text = "def f(path: str):\n    data = np.array(np.load(path, mmap_mode='r'))\n    return data.sum()"
    assert found(text) == [("UNC803", False)]


def test_numbers_that_are_converted_are_no_map():
    assert of("np.array(np.memmap(path, np.float32, 'r'), np.float64).sum()") == []


@pytest.mark.parametrize(
    ("script", "after"),
    [
        (
            "data = np.loadtxt('a.txt')\nx = data[:, 1]\ny = data[2:, 4]",
            "data = np.loadtxt('a.txt', usecols=(1, 4))\nx = data[:, 0]\ny = data[2:, 1]",
        ),
        ("x = np.loadtxt('a.txt')[:, 2:6]", "x = np.loadtxt('a.txt', usecols=range(2, 6))"),
        ("x = np.loadtxt('a.txt')[:, 2:4]", "x = np.loadtxt('a.txt', usecols=(2, 3))"),
        ("range = 3\nx = np.loadtxt('a.txt')[:, 2:6]", "range = 3\nx = np.loadtxt('a.txt', usecols=(2, 3, 4, 5))"),
        ("f, _, a = np.genfromtxt('c.txt', unpack=True)", "f, a = np.genfromtxt('c.txt', unpack=True, usecols=(0, 2))"),
        ("f, e, a = np.genfromtxt('c.txt', unpack=True)\nprint(f, a)", None),  # others may import it
        ("data = np.loadtxt('a.txt')\ndef f():\n    return data[:, 0]\nx = data[:, 1]", None),
        ("data = np.loadtxt('a.txt')\nclass K:\n    z = data[:, 0]\nx = data[:, 1]", None),
        ("data = np.loadtxt('a.txt')\nx, y = data[:, 0], data[:, 1]", None),
        ("data = np.loadtxt('a.txt', ndmin=2)\nx = data[:, 3]", None),
        ("data = np.loadtxt('a.txt', converters=c)\nx = data[:, 3]", None),
        ("data = np.loadtxt('a.txt')\nx = data[None, 3]", None),
        ("data = np.loadtxt('a.txt')\nx = data[:, -1]", None),
        ("x = np.loadtxt('a.txt').T[3]", None),
        ("big = np.load('x.npy')\nprint(big[:, 3])", "big = np.load('x.npy', mmap_mode=\"r\")\nprint(big[:, 3])"),
        ("big = np.load('x.npz')\nprint(big['a'])", None),
        ("big = np.load('x.npy')\nprint(big[:])", None),
        ("big = np.load('x.npy')\nprint(big.sum())", "big = np.load('x.npy', mmap_mode=\"r\")\nprint(big.sum())"),
        ("big = np.load('x.npy')\nprint(big.std())", None),
        ("big = np.load('x.npy')\nbig.sum(out=big)", None),
    ],
)
def test_scripts(script, after):
    assert fixed(script) == (script if after is None else after).replace('"', "'" if "'" in script else '"')


def test_a_script_is_never_safe():
    assert found("m = np.fromfile('z.bin')\nk = m[:3]") == []
    assert found("k = np.fromfile('z.bin')[:3]") == [("UNC802", False)]
