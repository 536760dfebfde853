"""What is declared: `# safe` where a safe fix is due, nowhere else."""

from __future__ import annotations
import typing
import typing as t
from typing import Annotated, Optional, Union, ClassVar, TypeAlias
import numpy as np
import numpy.typing as npt
import numpy
from numpy.typing import NDArray
from numpy import ndarray, float64
from jaxtyping import Float, Float64, Int, Shaped, Num, Real, Bool
import jaxtyping as jt
from typing import Literal

Arr = NDArray[np.float64]
Vec: TypeAlias = npt.NDArray[np.float64]
FloatArray = Float64[np.ndarray, "n m"]

def f1(x: Float64[np.ndarray, "n m"]):
    y = np.exp(x)
    y = y * x  # safe
    return y
def f2(x: Float[np.ndarray, "n m"]):
    y = np.exp(x)
    y = y * 2  # safe
    return y
def f3(x: Float[ndarray, "*batch m"]):
    y = np.exp(x)
    y = y * 2  # safe
    return y
def f4(x: jt.Float64[np.ndarray, "n"]):
    y = np.exp(x)
    y = y * x  # safe
    return y
def f5(x: Annotated[np.ndarray, "doc"]):
    y = np.exp(x)
    y = y * 2  # safe
    return y
def f6(x: npt.NDArray[np.float64]):
    y = np.exp(x)
    y = y * x  # safe
    return y
def f7(x: "npt.NDArray[float64]"):
    y = np.exp(x)
    y = y * x  # safe
    return y
def f8(x: numpy.typing.NDArray[numpy.float64]):
    y = np.exp(x)
    y = y * x  # safe
    return y
def f9(x: np.ndarray[t.Any, np.dtype[np.float64]]):
    y = np.exp(x)
    y = y * x  # safe
    return y
def f10(x: Arr):
    y = np.exp(x)
    y = y * x  # safe
    return y
def f11(x: Vec):
    y = np.exp(x)
    y = y * x  # safe
    return y
def f12(x: FloatArray):
    y = np.exp(x)
    y = y * x  # safe
    return y
def f13(x: Optional[npt.NDArray[np.float64]] = None):
    if x is None:
        x = np.ones((50, 50))
    y = np.exp(x)
    y = y * x  # safe
    return y
def f14(x: npt.NDArray[np.float64] | None):
    if x is None:
        return None
    y = np.exp(x)
    y = y * x  # safe
    return y
def f15(x: Union[float, npt.NDArray[np.float64]]):
    y = np.exp(x)
    y = y * x  # safe
    return y
def f16(x: npt.NDArray[np.floating]):
    y = np.exp(x)
    y = y * 2  # safe
    return y
def f17(x: npt.NDArray[np.floating[t.Any]]):
    y = np.exp(x)
    y = y * 2  # safe
    return y
def f18(x: Float[np.ndarray, ""]):
    y = np.exp(x)
    y = y * 2
    return y
def f19(x: npt.ArrayLike):
    y = np.exp(x)
    y = y * 2
    return y
def f20(x: Shaped[np.ndarray, "n"]):
    y = x - x.mean()
    y = y * 2  # safe
    return y
def f21(x: Float[np.ndarray, "n m"], w: Float[np.ndarray, "n m"]):
    y = np.exp(x)
    y = y * 2.0  # safe
    return y
def f22(x: Float64[np.ndarray, "n m"], w: Float64[np.ndarray, "n m"]):
    y = np.exp(x)
    y = y * w
    return y
def f23(x: "Float64[np.ndarray, 'n m']"):
    y = np.exp(x)
    y = y * x  # safe
    return y
def f24(x: np.ndarray[tuple[int, int], np.dtype[np.float64]]):
    y = np.exp(x)
    y = y * x  # safe
    return y
def f25(n) -> npt.NDArray[np.float64]:
    x: npt.NDArray[np.float64] = load(n)
    y = np.exp(x)
    y = y * x  # safe
    return y
def load(n) -> npt.NDArray[np.float64]:
    return other_module.load(n)
def f26(n):
    x = load(n)
    y = np.exp(x)
    y = y * x  # safe
    return y
class C:
    data: npt.NDArray[np.float64]
    extra: Float64[np.ndarray, "n"]
    def m(self):
        y = np.exp(self.data)
        y = y * self.extra[None]
        y = y * 2.0  # safe
        return y
    def m2(self):
        x = self.data
        y = np.exp(x)
        y = y * x  # safe
        return y
def f27(x: NDArray):
    y = np.exp(x)
    y = y * 2  # safe
    return y
def f28(x: np.typing.NDArray[np.float64]):
    y = np.exp(x)
    y = y * x  # safe
    return y
def f29(x: "np.ndarray | None" = None):
    y = np.zeros(x.shape)
    y = y * 2
    return y
def f30(x: NDArray[np.float64 | np.float32]):
    y = np.exp(x)
    y = y * 2  # safe
    return y
def f33(x: Annotated[npt.NDArray[np.float64], Literal["N", 3]]):
    y = np.exp(x)
    y = y * x  # safe
    return y


# Where a declaration is not what it seems ----------------------------------------------------------------------------

if typing.TYPE_CHECKING:
    Checked = NDArray[np.float64]
else:
    Checked = object

Twice = NDArray[np.float64]
Twice = list


def bound_otherwise(x: Checked, z: Twice):
    y = np.exp(x)
    y = y * x
    w = np.exp(z)
    w = w * z
    return y, w


def hidden(Arr):
    def inside(x: Arr):
        y = np.exp(x)
        y = y * x
        return y

    return inside


def the_arrays_themselves(x: Arr, c: C):
    x = x * 2.0
    y = c.data
    y = y * 2.0
    return x, y


class Kinds:
    plain: NDArray[np.float64]
    empty: NDArray[np.float64] = None
    factory: typing.ClassVar[NDArray[np.float64]]
    twice: NDArray[np.float64]

    @property
    def twice(self):
        return [1]

    def own(self):
        x = self.plain
        x = x * 2.0
        return x

    def missing(self, other):
        y = np.zeros(self.empty.shape)
        y = y + self.empty
        w = np.exp(other.plain)
        w = w + self.plain
        return y, w

    def tested(self):
        if self.empty is None:
            return None
        x = self.empty
        y = np.exp(x)
        y = y + x  # safe
        return y

    def property_of_the_name(self):
        y = np.exp(self.twice)
        y = y * self.twice
        return y

    @staticmethod
    def static(self):
        y = np.exp(self.plain)
        y = y * self.plain
        return y

    @classmethod
    def on_class(cls):
        y = np.exp(cls.plain)
        y = y * cls.plain
        return y

    def rebound(self, x):
        self.plain = x
        y = np.exp(self.plain)
        z = self.plain
        y = y * z
        return y


class Kinds2:
    plain: int


class Kinds2:
    plain: NDArray[np.float64]

    def own(self):
        y = np.exp(self.plain)
        y = y * self.plain
        return y


def wrongly(n) -> NDArray[np.float64]:
    return [n]


KEPT = []


def use_wrongly(n):
    x = np.zeros((50, 50))
    y = wrongly(n)
    KEPT.append((y, x))
    x = x + 1.0
    return x


async def later(n) -> NDArray[np.float64]:
    return np.zeros(n)


def use_later(n):
    x = later(n)
    y = np.exp(x)
    y = y * x
    return y


def the_result_is_not_ours(n):
    x = load(n)
    x = x * 2.0
    return x


def halved(v: np.ndarray) -> np.ndarray:
    v = v - v.mean()
    v = v / 2  # safe
    return v


def of_any_rank(a):
    """Of an array of no dimensions the function returns a scalar, whatever it declares."""
    assert isinstance(a, np.ndarray)
    x = halved(a)
    x = np.exp(x)
    return x


def of_a_matrix(
    a: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    b: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]",
    c: np.ndarray[tuple[()], np.dtype[np.float64]],
):
    x = np.array(a, dtype=float)
    x = x * 2.0  # safe
    y = np.array(b, dtype=float)
    y = y * 2.0
    z = np.array(c, dtype=float)
    z = z * 2.0
    return x, y, z
