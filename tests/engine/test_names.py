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
        ("len = 1", "len", None),
        ("from lib import *", "len", None),
        ("for len in (): pass", "len", None),
        ("[len := 1 for _ in ()]", "len", None),
    ],
)
def test_a_name_means_what_it_alone_can_mean(source, name, meaning):
    assert names_of(ast.parse(source)).resolve(name) == meaning
