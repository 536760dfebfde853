"""What stands for NumPy, and what only looks like it."""

from __future__ import annotations

import ast

import pytest

from uncopy.source.names import names_of


@pytest.mark.parametrize(
    ("source", "name", "meaning"),
    [
        ("import numpy as np", "np", "numpy"),
        ("import numpy", "numpy", "numpy"),
        ("import numpy.linalg", "numpy", "numpy"),
        ("import numpy.linalg as la", "la", "numpy.linalg"),
        ("from numpy import exp as e", "e", "numpy.exp"),
        ("import cupy as np", "np", "cupy"),
        ("if GPU:\n    import cupy as np\nelse:\n    import numpy as np", "np", None),
        ("try:\n    import numpy as np\nexcept ImportError:\n    np = None", "np", None),
        ("import numpy as np\nnp = wrap(np)", "np", None),
        ("import numpy as np\ndef f():\n    global np\n    np = 3", "np", None),
        ("import numpy as np\nfrom lib import *", "np", None),
        ("from lib import *\nimport numpy as np", "np", "numpy"),
        ("from .backend import np", "np", None),
        ("import numpy as np\nglobals()['np'] = 3", "np", None),
        ("import numpy as np\ndef f():\n    globals().update(np=3)", "np", None),
        ("import numpy as np\nexec('np = 3')", "np", None),
        ("import numpy as np\nexec('np = 3', {})", "np", "numpy"),
        ("import numpy as np\nclone('cupy', globals())", "np", None),
        ("import numpy as np\nx = globals()['y']\nz = globals().get('y')\nw = 'a' in globals()", "np", "numpy"),
        ("x = 1", "len", "builtins.len"),
        ("len = 1", "len", None),  # what is called before that line sees the builtin
        ("len = 1\nlen = 2", "len", None),
        ("EPS: float = 1e-8", "EPS", "=1e-08"),
        ("EPS = -1.5\ndef f():\n    EPS = 2\n    return EPS", "EPS", "=-1.5"),
        ("EPS = 1e-8\ndef f():\n    global EPS\n    EPS = 1", "EPS", None),
        ("EPS = 1e-8\ndef f():\n    def g():\n        global EPS\n        EPS += 1", "EPS", None),
        ("EPS = 1e-8\nglobals()['EPS'] = x", "EPS", None),
        ("EPS = 1e-8\nfrom lib import *", "EPS", None),
        ("EPS = 1e-8\ndel EPS", "EPS", None),
        ("EPS = 1e-8\neval('(EPS := 2)')", "EPS", None),
        ("EPS = 1e-8\nnames = globals\nnames()['EPS'] = x", "EPS", None),
        ("EPS = 1e-8\ndef f(): pass\nf.__globals__['EPS'] = x", "EPS", None),
        ("import sys\nEPS = 1e-8\nsetattr(sys.modules.get(__name__), 'EPS', x)", "EPS", None),
        ("from importlib import import_module\nEPS = 1e-8\nimport_module(__name__).EPS = x", "EPS", None),
        ("EPS = 1e-8\nlog = getLogger(__name__)\nx = globals()['y']", "EPS", "=1e-08"),
        ("EPS = 1e-8\nEPS *= 2", "EPS", None),
        ("EPS = 1e-8\nfor EPS in y: pass", "EPS", None),
        ("EPS, N = 1e-8, 3", "EPS", None),
        ("if x:\n    EPS = 1e-8", "EPS", None),
        ("SHAPE = (3, 4)", "SHAPE", "=(3, 4)"),
        ("SHAPE = [3, 4]", "SHAPE", None),
        ("SHAPE = (3, n)", "SHAPE", None),
        ("import numpy as np\nDTYPE = np.float32", "DTYPE", "numpy.float32"),
        ("import numpy as np\nDTYPE = np.dtype('f4')", "DTYPE", None),
        ("DTYPE = np.float32\nnp = 3", "DTYPE", None),
        ("import numpy as np\nrng = np.random.default_rng(0)", "rng", "numpy.random.Generator()"),
        ("from numpy.random import RandomState\nrng = RandomState(0)", "rng", "numpy.random.RandomState()"),
        ("from lib import default_rng\nrng = default_rng(0)", "rng", None),
        ("from lib import *", "len", None),
        ("for len in (): pass", "len", None),
        ("[len := 1 for _ in ()]", "len", None),
    ],
)
def test_a_name_means_what_it_alone_can_mean(source, name, meaning):
    assert names_of(ast.parse(source)).resolve(name) == meaning
