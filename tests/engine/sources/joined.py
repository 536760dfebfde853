"""Names that hold an array, or what stood there before it: `# safe` where a safe fix is due, nowhere else."""

import numpy as np
from numpy.typing import NDArray

# None or a number first, an array later -------------------------------------------------------------------------------


def sum_from_zero(x: NDArray[np.float64], n):
    acc = 0
    for _ in range(n):
        acc = acc + x  # safe
    return acc


def sum_from_float(x: NDArray[np.float64], n):
    acc = 0.0
    y = np.sqrt(x)
    for _ in range(n):
        acc = acc + y  # safe
    return acc


def product_from_one(x: NDArray[np.float64], n):
    acc = 1
    for _ in range(n):
        acc = acc * x  # safe
    return acc


def sum_from_false(x: NDArray[np.float64], n):
    acc = False
    for _ in range(n):
        acc = acc + x  # safe
    return acc


def sum_from_scalar(x: NDArray[np.float64], n):
    acc = np.float64(0)
    for _ in range(n):
        acc = acc + x  # what `float64` gives has a shape that is not followed
    return acc


def sum_from_a_wider_scalar(x: NDArray[np.float32], n):
    acc = np.float64(0)
    for _ in range(n):
        acc = acc + x
    return acc


def sum_from_zero_under_a_test(x: NDArray[np.float64], flags):
    acc = 0
    for flag in flags:
        if flag:
            acc = acc + x  # safe
        elif flag is None:
            continue
        else:
            acc = acc - x  # safe
    acc = acc / 10  # safe
    return acc


def sum_of_what_differs(xs):
    acc = 0
    for x in xs:
        acc = acc + np.asarray(x, dtype=float)
    return acc


def sum_of_growing(x: NDArray[np.float64], n):
    acc = 0
    for k in range(n):
        acc = acc + x[:k]
    return acc


def sum_of_a_rebound(x: NDArray[np.float64], n):
    acc = 0
    for _ in range(n):
        acc = acc + x
        x = x[None]
    return acc


def sum_that_was_handed_over(x: NDArray[np.float64], n):
    acc, seen = 0, []
    for _ in range(n):
        acc = acc + x
        seen.append(acc)
    return acc, seen


def sum_that_is_kept(x: NDArray[np.float64], n):
    acc = best = 0
    for _ in range(n):
        acc = acc + x  # safe
        best = acc
    return acc, best


def sum_that_is_kept_at_times(x: NDArray[np.float64], n):
    acc = best = 0
    for k in range(n):
        acc = acc + x
        if k % 2:
            best = acc
    return acc, best


def sum_from_zero_of_ints(x: NDArray[np.int32], n):
    acc = 0
    for _ in range(n):
        acc = acc + x  # safe
    return acc


def sum_from_half_of_ints(x: NDArray[np.int32], n):
    acc = 0.5
    for _ in range(n):
        acc = acc + x  # safe
    return acc


def sum_from_zero_of_bools(x: NDArray[np.bool_], n):
    acc = 0
    for _ in range(n):
        acc = acc + x  # safe
    return acc


def difference_from_false_of_bools(x: NDArray[np.bool_], n):
    acc = False
    for _ in range(n):
        acc = acc | x  # safe
        acc = acc + 1
    return acc


def sum_of_any_dtype(x: np.ndarray, n):
    acc = 0
    for _ in range(n):
        acc = acc + x
    return acc


def sum_from_a_list(x: NDArray[np.float64], n):
    acc = []
    for _ in range(n):
        acc = acc + x
    return acc


def sum_from_the_callers(x: NDArray[np.float64], n, acc=0):
    for _ in range(n):
        acc = acc + x
    return acc


def none_first(xs):
    out = None
    for _ in xs:
        if out is None:
            out = np.zeros((100, 100))
        else:
            out = out + 1.0  # safe
    return out


def none_first_the_other_way(xs):
    out = None
    for _ in xs:
        if out is not None:
            out = out + 1.0  # safe
        else:
            out = np.zeros((100, 100))
    return out


def none_first_and_early(xs):
    out = None
    for _ in xs:
        if out is None:
            out = np.zeros((100, 100))
            continue
        out = out + 1.0  # safe
    return out


def none_first_of_fresh(x):
    x = np.asarray(x, dtype=float)
    out = None
    for _ in range(10):
        new = np.exp(x)
        if out is None:
            out = new
        else:
            out = out + new  # safe
    if out is None:
        return None
    out = out / 10  # safe
    return out


def none_first_of_the_same(x: NDArray[np.float64]):
    out = None
    for _ in range(10):
        if out is None:
            out = x
        else:
            out = out + x
    return out


def none_first_and_used(x):
    x = np.asarray(x, dtype=float)
    out = None
    for _ in range(10):
        new = np.exp(x)
        if out is None:
            out = first = new
        else:
            out = out + new
    return out, first


def none_after_the_loop(xs):
    out = None
    for _ in xs:
        out = np.zeros((100, 100))
    if out is None:
        raise ValueError
    out = out + np.linspace(0, 1, 100)[None]  # safe
    return out


def none_or_array_added(flag):
    out = None
    if flag:
        out = np.zeros((100, 100))
    z = out + 1.0
    out = out * z  # safe
    return out, z


def none_or_array_measured(flag):
    y = None
    if flag:
        y = np.zeros((100, 100, 100))
    z = y.sum(axis=0)
    z = z * np.linspace(0, 1, 100)[:]  # safe
    w = y[:5]
    w = w * 2.0
    v = np.sqrt(y[0])
    v = v + 1.0  # safe
    return y, z, w, v


def none_augmented(flag):
    y = None
    if flag:
        y = np.zeros((100, 100))
    y += 1.0
    y = y * 2.0  # safe
    return y


# Where what it was before matters -------------------------------------------------------------------------------------


def broadcast_by_what_may_be_zero(flag):
    acc = 0
    if flag:
        acc = np.ones((100, 100))
    row = np.zeros(100)
    r = acc + row
    r = r + np.eye(100)[:]
    return r


def broadcast_by_what_may_be_none(flag):
    acc = None
    if flag:
        acc = np.ones((100, 100))
    r = acc + np.zeros(100)
    r = r + np.eye(100)[:]  # safe
    return r


def smaller_where_it_is_zero(flag):
    acc = 0
    if flag:
        acc = np.ones(10000)
    whole = np.zeros(10000)
    a = np.atleast_1d(acc)
    a = a + whole
    b = np.ravel(acc)
    b = b + whole
    c = np.zeros_like(acc) + whole[:1]
    c = c + whole
    e = np.reshape(acc, -1) * 1.0
    e = e + whole
    f = np.asarray(acc)[None] * 1.0
    f = f + whole
    g = np.float64(acc)[None] * 1.0
    g = g + whole
    return a, b, c, e, f, g


def scalar_with_a_dimension(flag):
    acc = np.float64(0)
    if flag:
        acc = np.ones(10000)
    a = acc[None] * 1.0
    a = a + np.zeros((1, 10000))
    return a


def order_where_it_is_zero(x: NDArray[np.float64], flag):
    """The order of `r` is that of `y` alone where `acc` is 0."""
    acc = 0
    if flag:
        acc = x * 2.0
    y = np.asfortranarray(np.ones(x.shape))
    r = acc + y
    r = r + x
    return r


def order_where_it_is_zero_in_c(flag):
    acc = 0
    if flag:
        acc = np.ones((100, 100))
    y = np.asfortranarray(np.ones((100, 100)))
    r = acc + y
    r = r + acc
    return r


def equal_to_none(flag, x: NDArray[np.float64]):
    other = None
    if flag:
        other = x
    m = np.zeros((100, 100)) == other
    n = m
    m = m & (x > 0)
    return m, n


def zero_dimensional(flag):
    y = np.zeros(())
    if flag:
        y = np.zeros((100, 100))
    y = y + 1.0
    return y


def tested_for_a_dimension(flag):
    y = np.zeros(())
    if flag:
        y = np.zeros((100, 100))
    if y.ndim:
        y = y + np.eye(100)[:]  # safe
    return y


def number_or_array_tested(flag):
    y = 0
    if flag:
        y = np.zeros((100, 100))
    if isinstance(y, np.ndarray):
        y = y + np.eye(100)[:]  # safe
    return y


def number_or_array_untested(flag):
    y = 0
    if flag:
        y = np.zeros((100, 100))
    y = y + np.eye(100)[:]  # safe
    return y


def number_or_array_beside_smaller(flag):
    y = 0
    if flag:
        y = np.zeros(100)
    y = y + np.eye(100)[:]
    return y


def number_or_array_as_operand(flag):
    weight = 1.0
    if flag:
        weight = np.linspace(0, 1, 100)
    y = np.zeros((100, 100))
    y = y * weight  # safe
    return y


def number_or_larger_as_operand(flag):
    weight = 1.0
    if flag:
        weight = np.ones((5, 100, 100))
    y = np.zeros((100, 100))
    y = y * weight
    return y


def array_or_number_or_list(flag):
    weight = [1.0]
    if flag:
        weight = np.linspace(0, 1, 100)
    y = np.zeros((100, 100))
    y = y * weight
    return y


# Arrays and arrays ----------------------------------------------------------------------------------------------------


def two_arrays(flag, n):
    y = np.zeros((n, 100)) if flag else np.ones((n, 100))
    y = y + 1.0  # safe
    y = y * np.full((n, 100), 3.0)[:]  # safe
    return y


def two_shapes(flag, n):
    if flag:
        y = np.zeros((n, 100))
    else:
        y = np.zeros((100, n))
    y = y + 1.0  # safe
    y = y + np.zeros((n, 100))[:]
    return y


def two_dtypes(flag, n):
    if flag:
        y = np.zeros((n, 100))
    else:
        y = np.zeros((n, 100), dtype=int)
    y = y + 1  # safe
    y = y + 1.0
    return y


def two_orders(flag, x: NDArray[np.float64]):
    if flag:
        y = np.ones((100, 100))
    else:
        y = np.ones((100, 100), order="F")
    z = y
    y = y * np.ones((100, 100))[:]
    y = y + z  # safe
    return y


def fresh_or_not(flag, x: NDArray[np.float64]):
    if flag:
        y = x
    else:
        y = np.exp(x)
    y = y + 1.0
    return y


def fresh_or_a_view(flag):
    x = np.zeros((100, 100))
    y = x[1:] if flag else np.ones((99, 100))
    y = y + 1.0
    return x, y


def fresh_after_an_exception(x: NDArray[np.float64]):
    y = None
    try:
        y = np.linalg.inv(x)
    except np.linalg.LinAlgError:
        y = np.ones((100, 100))
    y = y + 1.0  # safe
    return y


def none_after_an_exception(x: NDArray[np.float64]):
    y = 0
    try:
        y = np.ones((100, 100))
        y = y + x
    except ValueError:
        pass
    y = y + np.ones((100, 100))[:]
    return y


# Through functions ----------------------------------------------------------------------------------------------------


def maybe(x, flag):
    if flag:
        return None
    return np.exp(x)


def total(x, n):
    acc = 0
    for _ in range(n):
        acc = acc + x
    return acc


def use_maybe(x: NDArray[np.float64], flag):
    y = maybe(x, flag)
    if y is None:
        return None
    y = y + x  # safe
    return y


def use_maybe_untested(x: NDArray[np.float64], flag):
    y = maybe(x, flag)
    z = x[:10]
    y = y * z
    return y


def use_total(n):
    x = np.ones((100, 100))
    y = total(x, n)
    y = y + x  # safe
    return y, x


def use_total_reduced(n):
    x = np.ones(10000)
    y = np.ravel(total(x, n))
    y = y + x
    return y, x


def use_total_of_two_orders(x: NDArray[np.float64]):
    z = np.asfortranarray(np.ones((100, 100)))
    y = total_of_both(np.ones((100, 100)), z)
    y = y + z  # safe
    return y


def use_total_of_any_order(x: NDArray[np.float64], z: NDArray[np.float64]):
    y = total_of_both(x, x)
    y = y + x  # safe
    w = total_of_both(x, x)
    w = w + z
    return y, w


def total_of_both(x, y):
    return x + y
