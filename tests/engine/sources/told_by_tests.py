"""What tests and successes tell, in the forms people write: `# safe` where a safe fix is due, nowhere else."""

import numbers
from typing import cast

import numpy as np
import numpy.ma as ma
from numpy import asarray, ndarray
from numpy.typing import NDArray


def asked_or_raised(x):
    """Subclasses are arrays too, and masked ones may share their mask."""
    if not isinstance(x, np.ndarray):
        raise TypeError("an array is wanted")
    y = np.exp(x)
    y = y * 2
    return y


def asked_for_a_dtype(x):
    if not isinstance(x, np.ndarray) or x.dtype != np.float64:
        raise TypeError
    y = np.exp(x)
    y = y * x
    return y


def asked_exactly(x):
    if type(x) is not np.ndarray or x.dtype != np.float64:
        raise TypeError
    y = np.exp(x)
    y = y * x  # safe
    return y


def asked_exactly_by_equality(x):
    if type(x) == np.ndarray and x.dtype == np.float64:
        y = np.exp(x)
        y = y * x  # safe
        return y
    return None


def asserted(x):
    assert type(x) is np.ndarray
    assert x.dtype == np.float64
    assert x.ndim == 2, "a matrix is wanted"
    y = np.exp(x)
    y = y * x  # safe
    return y


def asserted_in_one(x):
    assert type(x) is np.ndarray and x.dtype == np.float64 and x.ndim == 2
    y = np.exp(x)
    y = y * x  # safe
    return y


def asserted_or(x):
    assert type(x) is np.ndarray or x.dtype == np.float64
    y = np.exp(x)
    y = y * x
    return y


def converted_unless(x):
    if type(x) is not np.ndarray:
        x = np.array(x, dtype=float)
    x = np.atleast_1d(x)
    y = np.exp(x)
    y = y * 2  # safe
    return y


def converted_unless_float(x):
    x = np.asarray(x)
    if x.dtype != np.float64:
        x = x.astype(np.float64)
    y = np.exp(x)
    y = y * x  # safe
    return y


def converted_unless_floating(x):
    x = np.asarray(x)
    if not np.issubdtype(x.dtype, np.floating):
        x = x.astype(np.float64)
    y = np.exp(x)
    y = y * 2.0  # safe
    return y


def converted_by_kind(x):
    x = np.asarray(x)
    if x.dtype.kind != "f":
        x = x.astype(float)
    y = x * 1.0
    y = y - x.mean()
    y = y / 2.0  # safe
    return y


def converted_by_kind_of_several(x):
    x = np.asarray(x)
    if x.dtype.kind in "iub":
        x = x.astype(float)
    elif x.dtype.kind not in "fc":
        raise TypeError
    y = np.abs(x)
    y = y / 2.0  # safe
    return y


def converted_by_kind_of_too_few(x):
    x = np.asarray(x)
    if x.dtype.kind in "iu":
        x = x.astype(float)
    y = np.negative(x)
    y = y / 2.0  # safe
    return y


def expanded(x):
    x = np.asarray(x, dtype=float)
    if x.ndim == 1:
        x = x[:, None]
    y = x.copy()
    y = y * 2.0
    return y


def expanded_or_refused(x):
    x = np.asarray(x, dtype=float)
    if x.ndim == 1:
        x = x[:, np.newaxis]
    elif x.ndim != 2:
        raise ValueError
    y = x.copy()
    y = y * 2.0  # safe
    return y


def rank_by_len_of_shape(x):
    x = np.array(x, dtype=float)
    if len(x.shape) != 2:
        raise ValueError
    x = x * 2.0  # safe
    return x


def rank_by_np_ndim(x):
    x = np.array(x, dtype=float)
    if np.ndim(x) == 0:
        return x
    x = x * 2.0  # safe
    return x


def rank_by_comparison(x):
    x = np.array(x, dtype=float, order="C")
    if x.ndim < 1:
        raise ValueError
    x = x * 2.0  # safe
    return x


def rank_in_a_tuple(x):
    x = np.array(x, dtype=float, order="C")
    if x.ndim not in (1, 2):
        raise ValueError
    x = x * 2.0  # safe
    return x


def rank_in_a_tuple_with_none(x):
    x = np.array(x, dtype=float, order="C")
    if x.ndim not in (0, 1, 2):
        raise ValueError
    x = x * 2.0
    return x


def rank_by_unpacking(x):
    x = np.array(x, dtype=float, order="C")
    rows, columns = x.shape
    x = x * 2.0  # safe
    return x, rows, columns


def rank_by_a_length(x):
    x = np.array(x, dtype=float, order="C")
    n = x.shape[0]
    x = x * 2.0  # safe
    return x, n


def rank_by_a_name(x):
    x = np.array(x, dtype=float, order="C")
    ndim = x.ndim
    if ndim != 2:
        raise ValueError
    x = x * 2.0  # safe
    return x


def rank_by_a_name_of_the_shape(x):
    x = np.array(x, dtype=float, order="C")
    shape = x.shape
    if len(shape) != 2:
        raise ValueError
    x = x * 2.0  # safe
    return x


def rank_of_another(x, z):
    x = np.array(x, dtype=float, order="C")
    ndim = x.ndim
    x = np.array(z, dtype=float, order="C")
    if ndim != 2:
        raise ValueError
    x = x * 2.0
    return x


def rank_changed_since(x):
    x = np.array(x, dtype=float, order="C")
    ndim = x.ndim
    x.shape = ()
    if ndim != 2:
        raise ValueError
    x = x * 2.0
    return x


def tested_by_a_name(x, z):
    is_array = type(x) is np.ndarray
    if is_array:
        y = np.array(z, dtype=float, ndmin=1, order="C")
        y = y * 2.0  # safe
        return y
    return None


def length_of_another_rank(x, z):
    x = np.array(x, dtype=float, order="C", ndmin=1)
    z = np.array(z, dtype=float, order="C", ndmin=1)
    if x.ndim != 1 or x.shape[0] != z.shape[0]:
        raise ValueError
    x = x + z
    return x


def length_of_one_that_is_cut(x, z):
    x = np.array(x, dtype=float, order="C", ndmin=1)
    z = np.array(z, dtype=float, order="C", ndmin=1)
    if x.ndim == 1 and z.ndim == 1 and x.size == z.size:
        z = z[1:]
        w = z * 1.0
        w = w + x
        x = x + z
    return x, w


def rank_by_a_name_of_two(x, z, flag):
    x = np.array(x, dtype=float, order="C")
    z = np.array(z, dtype=float, order="C")
    ndim = x.ndim if flag else z.ndim
    if ndim != 2:
        raise ValueError
    x = x * 2.0
    return x


def rank_by_a_name_in_a_loop(xs):
    ndim = 0
    x = np.array(xs[0], dtype=float, order="C")
    for part in xs:
        if ndim == 2:
            x = x * 2.0
        x = np.array(part, dtype=float, order="C")
        ndim = x.ndim
    return x


def rank_by_a_name_in_a_closure(x):
    x = np.array(x, dtype=float, order="C")
    ndim = x.ndim

    def other():
        nonlocal ndim
        ndim = 2

    other()
    if ndim != 2:
        raise ValueError
    x = x * 2.0
    return x


def chained_or_not(x):
    x = np.array(x, dtype=float, order="C")
    if not 1 <= x.ndim <= 2:
        x = x * 2.0
    return x


def named_by_a_string(x):
    x = np.asarray(x)
    if x.dtype.name == "float":
        return None
    if x.dtype.name in ("double", "f8"):
        return None
    if x.dtype.kind not in "iu":
        return None
    y = np.exp(x)
    y = y * x
    return y


def dtype_by_a_name(x):
    x = np.asarray(x)
    dtype = x.dtype
    if dtype != np.float64:
        raise TypeError
    y = np.exp(x)
    y = y * x  # safe
    return y


def same_shape_or_raised(x, z):
    x = np.array(x, dtype=float, order="C", ndmin=1)
    z = np.asarray(z, dtype=float)
    if x.shape != z.shape:
        raise ValueError
    x = x + z  # safe
    return x


def same_shape_or_raised_in_c(x, z):
    x = np.array(x, dtype=float, order="C", ndmin=1)
    z = np.array(z, dtype=float, order="C")
    if x.shape != z.shape:
        raise ValueError
    x = x + z  # safe
    return x


def same_shape_asserted(x, z):
    x = np.array(x, dtype=float, order="C", ndmin=1)
    z = np.array(z, dtype=float, order="C")
    assert x.shape == z.shape
    x = x + z  # safe
    return x


def same_length_only(x, z):
    x = np.array(x, dtype=float, order="C", ndmin=1)
    z = np.array(z, dtype=float, order="C")
    if len(x) != len(z):
        raise ValueError
    x = x + z
    return x


def same_length_of_vectors(x, z):
    x = np.array(x, dtype=float, order="C", ndmin=1)
    z = np.array(z, dtype=float, order="C")
    if x.ndim != 1 or z.ndim != 1 or len(x) != len(z):
        raise ValueError
    x = x + z  # safe
    return x


def scalars_first(x):
    if np.isscalar(x):
        return x
    x = np.array(x, dtype=float, order="C")
    x = x * 2.0
    return x


def numbers_first(x):
    if isinstance(x, (int, float)):
        x = np.array([x], dtype=float)
    elif isinstance(x, numbers.Number):
        return x
    else:
        x = np.array(x, dtype=float, ndmin=1, order="C")
    x = x * 2.0  # safe
    return x


def in_a_conditional_expression(x):
    x = np.array(x, dtype=float, order="C")
    x = x if x.ndim else x[None]
    y = x * 2.0
    y = y + 1.0  # safe
    return y


def in_a_try(x):
    try:
        n = x.shape[0]
    except AttributeError:
        x = np.array(x, dtype=float, ndmin=1)
        n = len(x)
    y = np.zeros(n)
    y = y + 1.0
    x = x * 2.0
    return x, y


def in_a_while(x):
    x = np.array(x, dtype=float, order="C")
    while x.ndim < 2:
        x = x[None]
    y = x * 2.0
    y = y + x  # safe
    return y


def matched(x):
    match x:
        case np.ndarray():
            y = np.exp(x)
            y = y * 2
            return y
        case _:
            return None


def matched_rank(x):
    x = np.array(x, dtype=float, order="C")
    match x.ndim:
        case 1 | 2:
            x = x * 2.0
        case _:
            pass
    return x


def both_branches_tell(x, flag):
    x = np.array(x, dtype=float, order="C")
    if flag:
        assert x.ndim == 1
    else:
        assert x.ndim == 2
    x = x * 2.0  # safe
    return x


def one_branch_tells(x, flag):
    x = np.array(x, dtype=float, order="C")
    if flag:
        assert x.ndim == 1
    x = x * 2.0
    return x


def told_in_a_loop(xs):
    out = []
    for x in xs:
        x = np.array(x, dtype=float, order="C")
        if x.ndim == 0:
            continue
        x = x * 2.0  # safe
        out.append(x.sum())
    return out


def told_of_an_attribute(self):
    if not isinstance(self.x, np.ndarray):
        raise TypeError
    y = np.exp(self.x)
    y = y * 2
    return y


def told_of_a_subclass(x):
    if isinstance(x, ma.MaskedArray):
        raise TypeError
    if not isinstance(x, np.ndarray):
        raise TypeError
    y = x.copy()
    y = y * 2
    return y


def casted(x):
    y = cast(np.ndarray, x)
    y = y * 2
    return y


def asked_of_the_class(x):
    if x.__class__ is not np.ndarray:
        raise TypeError
    y = np.sqrt(x)
    y = y * 2
    return y


def asked_with_a_tuple(x):
    if not isinstance(x, (np.ndarray, np.generic)):
        raise TypeError
    y = np.sqrt(x)
    y = y * 2
    return y


def asked_with_a_list(x):
    if not isinstance(x, (np.ndarray, list)):
        raise TypeError
    y = np.sqrt(x)
    y = y * 2
    return y


def imported_by_name(x):
    x = asarray(x)
    assert isinstance(x, ndarray)
    assert x.dtype == "float64"
    y = np.exp(x)
    y = y * x  # safe
    return y


def float_dtype_by_string(x):
    x = np.asarray(x)
    assert x.dtype == "float"
    y = np.exp(x)
    y = y * x  # safe
    return y


def float_dtype_by_builtin(x):
    x = np.asarray(x)
    assert x.dtype == float
    y = np.exp(x)
    y = y * x  # safe
    return y


def float_dtype_by_dtype(x):
    x = np.asarray(x)
    assert x.dtype == np.dtype(np.float64)
    y = np.exp(x)
    y = y * x  # safe
    return y


def float_dtype_by_dtype_of_a_string(x):
    x = np.asarray(x)
    assert x.dtype == np.dtype("float64")
    y = np.exp(x)
    y = y * x  # safe
    return y


def float_dtype_by_double(x):
    x = np.asarray(x)
    assert x.dtype == np.double
    y = np.exp(x)
    y = y * x  # safe
    return y


def float_dtype_by_type(x):
    x = np.asarray(x)
    if x.dtype.type is not np.float64:
        raise TypeError
    y = np.exp(x)
    y = y * x  # safe
    return y


def float_dtype_by_char(x):
    x = np.asarray(x)
    if x.dtype.char != "d":
        raise TypeError
    y = np.exp(x)
    y = y * x  # safe
    return y


def dtype_in_a_list(x):
    x = np.asarray(x)
    if x.dtype not in [np.float32, np.float64]:
        x = x.astype(np.float64)
    y = np.exp(x)
    y = y * 2.0  # safe
    return y


def dtype_in_a_set(x):
    x = np.asarray(x)
    if x.dtype in {np.float32, np.float64}:
        y = np.exp(x)
        y = y * 2.0  # safe
        return y
    return None


def dtype_by_chain(x):
    x = np.asarray(x)
    if x.dtype == np.float32 or x.dtype == np.float64:
        y = x.copy()
        y = y.sum(axis=0, keepdims=True) * 1.0
        y = y / 2.0  # safe
        return y
    return None


def same_dtype_as_another(x, z):
    x = np.array(x, order="C", ndmin=1)
    z = np.array(z, order="C", ndmin=1)
    if x.dtype != z.dtype or x.shape != z.shape:
        raise TypeError
    y = np.exp(x)
    y = y * np.exp(z)[:]
    return y


def size_told(x):
    x = np.array(x, dtype=float, order="C")
    if x.size != 1:
        raise ValueError
    x = x * 2.0
    return x


def not_empty(x):
    x = np.array(x, dtype=float, order="C")
    if x.size == 0:
        return x
    if not x.ndim:
        raise ValueError
    x = x * 2.0  # safe
    return x


def ternary_none(x=None, n=100):
    x = np.zeros((n, n)) if x is None else np.array(x, dtype=float, ndmin=2, order="C")
    x = x * 2.0  # safe
    return x


def first_of_both(x, y=None):
    x = np.array(x, dtype=float, order="C", ndmin=1)
    y = x if y is None else np.array(y, dtype=float, order="C", ndmin=1)
    z = x * 1.0
    z = z + y
    return z


def none_in_one_condition(x=None, y=None):
    if x is None and y is None:
        raise ValueError
    if x is None:
        x = np.zeros((50, 50))
    else:
        x = np.array(x, dtype=float, ndmin=1)
    x = x * 2.0  # safe
    return x


def walrus(x):
    if (n := x.ndim) == 2:
        y = np.zeros(x.shape)
        y = y + n
        return y
    return None


def walrus_array(x):
    if (a := np.array(x, dtype=float, order="C")).ndim > 0:
        a = a * 2.0
        return a
    return None


def chained(x):
    x = np.array(x, dtype=float, order="C")
    if 1 <= x.ndim <= 2:
        x = x * 2.0  # safe
    return x


def chained_from_none(x):
    x = np.array(x, dtype=float, order="C")
    if 0 <= x.ndim <= 2:
        x = x * 2.0
    return x


def all_of(x, z):
    x = np.array(x, dtype=float, order="C")
    if not all([x.ndim == 2, z is None]):
        raise ValueError
    x = x * 2.0
    return x


def raised_by_a_helper(x):
    x = np.array(x, dtype=float, order="C")
    must_be_matrix(x)
    x = x * 2.0
    return x


def must_be_matrix(x):
    if x.ndim != 2:
        raise ValueError


def axes_told(z: NDArray[np.float64]):
    """What has a second axis is no number."""
    e = z - z.max(axis=1, keepdims=True)
    e = np.exp(e)  # safe
    return e


def axis_of_a_mean(x):
    """A number has no axis to be averaged over."""
    x = np.array(x, dtype=float)
    x = x - x.mean(axis=0)  # safe
    x = x / np.std(x, 0)  # safe
    return x


def axis_of_a_sum(x):
    """A number can be summed over its first axis, which it has not."""
    x = np.array(x, dtype=float)
    x = x - x.sum(axis=0)
    x = x / np.max(x, axis=-1)
    return x


def axis_not_told(x, axis):
    x = np.array(x, dtype=float)
    x = x - x.mean(axis=axis)
    return x


def axis_told_later(x):
    x = np.array(x, dtype=float)
    y = x * 2.0
    y = np.exp(y)
    return y, x.mean(axis=0)


def of_another(x, other):
    """The axis is the other one's."""
    x = np.array(x, dtype=float)
    m = other.mean(axis=1)
    x = x - 1.0
    return x, m


def counted(x: NDArray[np.float64], names: list):
    found = [v for _, v in zip(names, x)]
    y = x * 2.0
    y = np.exp(y)
    for name, v in zip(names, x):
        found.append((name, v))
    z = x * 2.0
    z = np.exp(z)
    for k, v in enumerate(x):
        found.append((k, v))
    w = x * 2.0
    w = np.exp(w)  # safe
    return y, z, w, found


def inverted(a):
    """Only matrices have an inverse."""
    a = np.array(a, dtype=float)
    b = np.linalg.inv(a)
    a = a - 1.0  # safe
    return a, b


def sorted_flat(x):
    """Told to flatten, it takes a number."""
    x = np.array(x, dtype=float)
    y = np.sort(x, axis=None)
    x = x - 1.0
    return x, y


def converted_by_character(x):
    x = np.asarray(x).ravel()
    if x.dtype.char not in "fd":
        x = x.astype("d")
    y = np.zeros(x.shape)
    y = y + x  # safe
    return y


def refused_by_character(x):
    x = np.asarray(x).ravel()
    if x.dtype.char == "g":
        raise TypeError
    if x.dtype.kind != "f":
        raise TypeError
    y = np.zeros(x.shape)
    y = y + x  # safe
    return y


def converted_by_too_few_characters(x):
    x = np.asarray(x).ravel()
    if x.dtype.char == "l":
        x = x.astype(np.int32)
    if x.dtype.kind != "i":
        raise TypeError
    y = np.zeros(x.shape, np.int32)
    y = y + x
    return y
