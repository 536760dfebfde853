"""Memory orders of results that the rows of the model leave open, and of views."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from uncopy.facts import domain as d
from uncopy.facts import ranks
from uncopy.facts.domain import C_ORDER, Fact, Layout
from uncopy.facts.shapes import Length

_C = frozenset({"C"})
_F = frozenset({"F"})
_CERTAIN = d.NUMERIC | d.NUMBER | d.LIST | d.TUPLE
_STACK = 3  # dimensions: two, and one before them

# What these make is in C order, whatever they are given.
ALWAYS_C = frozenset(
    f"numpy.{name}"
    for name in "outer argsort argmax argmin repeat take interp digitize searchsorted isin cov corrcoef".split()
) | frozenset(f"ndarray.{name}" for name in "argsort repeat take searchsorted".split())
# What these make of one dimension has no gaps, whatever they are given.
LINES = frozenset(
    f"numpy.{name}"
    for name in "convolve correlate diff sinc fft.fft fft.ifft fft.rfft fft.irfft fft.hfft fft.ihfft fft.fftfreq"
    " fft.rfftfreq".split()
)
# These work on the last two axes, and put two or more axes before them in the order of what they are given.
STACKED = frozenset(
    f"numpy.{name}"
    for name in "matmul linalg.inv linalg.solve linalg.cholesky linalg.pinv linalg.eigh linalg.svd".split()
)
# These keep the axes in C order, and C-contiguous what is.
KEEPS_C = frozenset(
    f"numpy.{name}"
    for name in "reshape expand_dims squeeze atleast_1d atleast_2d atleast_3d asarray asanyarray".split()
) | frozenset({"ndarray.reshape", "ndarray.squeeze"})
PRODUCTS = frozenset({"numpy.dot", "ndarray.dot"})  # in C order, but of what has no dimensions a plain product
# And these where they are given arrays in C order (of one dimension: of any strides). All they make is dense.
C_OF_C = frozenset(
    f"numpy.{name}"
    for name in "concatenate stack hstack vstack column_stack dstack append insert delete sort cumsum cumprod diff roll"
    " nan_to_num pad tile tril triu".split()
) | frozenset({"ndarray.cumsum", "ndarray.cumprod"})


DENSE = frozenset({"numpy.einsum"})  # in some order


def neutral(fact: Fact) -> bool:
    """Whether an operand has no say in the order of a result: it has one dimension at most."""
    return fact.layout.atoms <= _C and fact.ndim == (1, 1)


def of_stacked(facts: Iterable[Fact], own: Layout) -> Layout:
    """The layout of what is made of these, by an operator or function of `STACKED`."""
    if all(ranks.rank(f)[1] <= _STACK or (f.only(_CERTAIN) and f.layout.in_c_order) for f in facts):
        return C_ORDER
    return Layout(True, own.atoms)


def of_steps(bounds: Sequence[Fact], *, turned: bool, own: Layout) -> Layout:
    """The layout of `linspace` between these; ``turned`` if the steps are not along the first axis."""
    if all(f.only(d.NUMBER | d.SCALAR) for f in bounds):
        return C_ORDER
    known = all(f.only(d.NUMBER | d.NUMERIC) and (f.layout.is_c or f.ndim == (1, 1)) for f in bounds)
    return C_ORDER if known and not turned else own


def of_joined(facts: Sequence[Fact], own: Layout) -> Layout:
    """The layout of what is made of these, by a function of `C_OF_C`."""
    if facts and all(f.layout.is_c or f.ndim == (1, 1) for f in facts):
        return C_ORDER
    return Layout(True, own.atoms)


def turned(layout: Layout, own: Layout) -> Layout:
    """The layout of a transpose."""
    if layout.atoms == _C:
        return Layout(layout.dense, _F)
    return Layout(layout.dense, _C) if layout.atoms == _F else own


def of_view(
    layout: Layout, kinds: Sequence[str], bounds: Sequence[tuple[Length, Length, Length] | None], own: Layout
) -> Layout:
    """The layout of a view by a basic index: ``kinds`` are its parts, ``bounds`` those of the slices among them.

    Axes of what is in C order stay in order; they stay without gaps where all but the first that is left is whole.
    """
    if layout.atoms != _C:
        return own
    whole = layout.dense
    sliced = list(bounds)
    begun = False
    for kind in kinds:
        if kind == "slice":
            bound = sliced.pop(0)
            full = bound in (("None", "None", "None"), ("None", "None", "1"))
            if not full and (begun or bound is None or bound[2] not in ("None", "1")):
                whole = False
            begun = True
        elif kind == "ellipsis":
            begun = True
        elif kind == "int" and begun:
            whole = False
    return Layout(whole, _C)
