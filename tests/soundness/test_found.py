"""Programs that once showed a claim to be wrong, at their smallest."""

from __future__ import annotations

import pytest

from tests.soundness.arguments import STYLES
from tests.soundness.harness import Tally, check
from tests.soundness.parts import Generated, Sort

FOUND = {
    "a list repeated is longer": """
        x = np.exp(a * 1)
        m = np.isfinite(a * 2)
        x = x * m
        return x
    """,
    "two lists joined are longer": """
        x = np.exp(a + b)
        m = np.array(a, dtype=bool)
        return x, m
    """,
    "a complex number of Python's answers for a scalar": """
        u = np.float64(s)
        x = 1j + u
        y = 1j == u
        return x, y
    """,
    "the running sum of a number has one dimension": """
        u = np.cumsum(n, axis=0)
        w = np.ascontiguousarray(s)
        return u, w
    """,
    "what is fetched from outside may be what was kept there, and is written": """
        x = np.zeros((4, 4))
        TABLE_OF.held = x
        y = np.asarray(TABLE_OF.held, dtype=float)
        z = y.flatten()
        x[0] = 1
        return z.max()
    """,
    "a generator gives what it holds, and that is written": """
        x = np.ones(4)
        y = next(q for q in [x])
        x[0] = 3
        return y
    """,
    "the transpose of a scalar is a scalar": """
        for r in np.ones(4):
            x = r.T
            y = r.copy()
            x = x * 2
            y = y * 2
        return x, y
    """,
    "what an augmented assignment reads is seen, too": """
        x = np.array([[1.0, 2.0, 3.0, 4.0]] * 4, dtype=np.float32)
        y = np.sum(x, keepdims=True)
        for r in y:
            if y.ndim == 2:
                z = np.ones((4, 4), dtype=np.float32)
                x = z.copy()
            y = None
            for i in range(3):
                if y is None:
                    y = x
                else:
                    y = y + x
            if y is not None:
                y = y + x
        else:
            y += 2
        return x
    """,
    "what a choice gives that is not read is not read": """
        w = a.copy()
        for i in range(3):
            x = w if n > 2 else a
            x = np.ones((4, 4), dtype=np.float64)
            w = x.copy()
            u = (w * 2).sum()
        return x
    """,
    "a part of what may be read-only may be": """
        x = np.ones((4, 4), dtype=np.float64)
        if n > 2:
            x = np.clip(x, 0, 2)
        if n > 2:
            x = np.broadcast_to(x, (4, 4))
        return (a + a) + x[:1]
    """,
    "of the ways into a finally one is taken": """
        try:
            assert isinstance(a, np.ndarray)
        except Exception:  # the found program's own, which caught what its test raised
            assert isinstance(a, np.ndarray)
        finally:
            TABLE_OF.held = a
        return a
    """,
    "a name that is chosen for nothing is not read": """
        x = a + a
        y = a + a
        if n > 2:
            np.copyto(y, 2)
        y = y if n > 2 else a
        return x
    """,
    "a choice of one thing is that thing": """
        x = a + a
        if n > 2:
            x = np.ones((4,))
        y = a + a
        if n > 2:
            x = x if n > 2 else x
            x = y + a
        return x
    """,
    "an array of objects sums up to a number": """
        z = None
        if n > 0:
            z = np.zeros_like(z)
        if isinstance(z, np.ndarray):
            x = z.sum(axis=0)
        return z
    """,
    "what may be read-only gives rows that may be": """
        w = np.array([])
        for i in range(3):
            w = np.append(w, a)
            w = np.broadcast_to(np.ones((4, 4)), (4, 4))
        for r in w:
            pass
        return w
    """,
    "the product of two vectors is a scalar": """
        x = np.ones(4, np.int32)
        return x @ x
    """,
    "a scalar that is given an axis is an array of its dtype": """
        x = np.ones((4, 4))
        for r in x.reshape(-1):
            if n > 2:
                x = r[None]
                y = r[()]
                z = r[...]
        return x, y, z
    """,
    "the items of NumPy's strings are Python's": """
        u = np.array(['ab'])[0]
        w = np.array([b'ab'])[0]
        x = u[0]
        y = w[0]
        z = w[:1]
        return x, y, z
    """,
    "what is an array for certain is told apart from nothing": """
        x = None
        for i in range(3):
            if x is None:
                x = np.array(2.0)
            else:
                x = x + a
        y = np.atleast_1d(x)
        if x is not None:
            x = x + a
        return x, y
    """,
    "a name that is bound to what it stands for is not read": """
        x = np.ones((4,), dtype=np.float32)
        y = a[0] - x
        x = x
        return y
    """,
    "what a pass kept is not what the next one makes": """
        x = np.ones((4,), dtype=np.float32)
        for i in range(3):
            x = np.add(x + 2, 2)
            k = n
            if n > -9:
                TABLE_OF.many.append(x[:1])
        return x
    """,
    "an array of nothing sums up to nothing": """
        x = np.asarray(None)
        y = x.sum()
        return y
    """,
    "the magnitude of a bool is a whole number": """
        z = 0
        x = abs(z == z)
        y = operator.neg(z == z)
        return x, y
    """,
    "the order that is chosen depends on how many axes the other has": """
        x = np.ones((4, 4), dtype=np.float32, order='F')
        if n > 9:
            x = a - 2
        w = np.zeros(4)
        for i in range(3):
            w = w + x
            w = np.ones((4, 4))
        return w
    """,
    "what a loop leaves behind is read after it under another join": """
        if n > 2:
            w = np.array([])
            for i in range(3):
                w = np.append(w, a)
        return w
    """,
    "a view of what is read-only is read-only": """
        x = np.diagonal(np.ones((4, 4)))
        y = x.view()
        z = np.broadcast_to(a, (2, 4, 4)).view()
        return y, z
    """,
    "an iterator that zip makes is new, and what it holds is not": """
        x = np.ones((1, 4))
        y = x.copy()
        if n > 2:
            if n > 2:
                assert isinstance(a, np.ndarray)
        for q, r in zip(y, y):
            pass
        return x
    """,
    "an item is read-only where the container was given a view that is": """
        x = np.diagonal(np.ones((4, 4)))
        for r in (x, x * 2):
            assert isinstance(r, np.ndarray)
        y = [x, a][0]
        return x, y
    """,
    "the real part of a number is a number": """
        x = 0
        for i in range(3):
            x = x + x
        y = x.real
        z = (n > 2).real
        w = s.conjugate()
        return y, z, w
    """,
    "a whole number to a negative power is a fraction, a negative one to a fraction complex": """
        x = operator.pow(2, -1)
        y = operator.pow(-8.0, 0.5)
        z = pow(2, -1)
        return x, y, z
    """,
}


def generated(body: str) -> Generated:
    """A program around the body of `f(a, b, n, s, k=None)`."""
    lines = [line.removeprefix("    ") for line in body.strip("\n").rstrip().splitlines()]
    head = "import contextlib\nimport copy\nimport operator\n\nimport numpy as np\n\nKEPT = []\nTABLE = np.arange(4.0)\n\n\nclass Held:\n    held = None\n    many = []\n\n    def clear(self, v):\n        v[...] = 0\n\n\nTABLE_OF = Held()\n\n\n"
    array = Sort("array", (4, 4))
    params = [("a", array), ("b", array), ("n", Sort("number")), ("s", Sort("number")), ("k", Sort("none"))]
    return Generated(f"{head}def f(a, b, n, s, k=None):\n" + "\n".join(lines) + "\n", params)


@pytest.mark.parametrize("name", FOUND)
def test_is_sound_now(name):
    tally = Tally()
    check(generated(FOUND[name]), [(style, 0) for style in STYLES], tally)
    assert tally.runs == len(STYLES)
