"""What the programs are called with: arrays of every layout, the same one twice, and things that are no arrays."""

from __future__ import annotations

import numpy as np

ARRAYS = ("plain", "fortran", "strided", "reversed", "part", "same", "overlapping", "transposed", "readonly", "broadcast",
          "zero_d", "empty", "swapped", "float32", "integers", "bools", "one")  # fmt: skip
OTHERS = ("list", "nested", "scalar", "float64", "masked", "tuple", "noncontiguous_list", "list_of_one", "empty_list")
STYLES = ARRAYS + OTHERS


def arguments(params, style: str, numbers: int) -> tuple[list[object], dict[str, object]]:
    """Fresh arguments for one call; the same ones for the same question."""
    out: list[object] = []
    shared: dict[str, np.ndarray] = {}
    for index, (_, sort) in enumerate(params):
        if sort.kind == "array":
            out.append(_array(sort, style, index, shared))
    n = (3, 2, 0, 3)[numbers % 4]
    s = (2.0, np.float64(1.5), 3, np.float32(0.5))[numbers // 4 % 4]
    out += [n, s] if params else []
    return out, {}


def _array(sort, style, index, shared):
    shape, dtype = sort.shape, np.dtype(sort.dtype)
    if style == "same":
        if "same" not in shared:
            shared["same"] = _values(shape, dtype, 0)
        return shared["same"]
    if style == "overlapping":
        if "base" not in shared:
            shared["base"] = _values((8, 8), dtype, 0)
        base = shared["base"]
        return base[index : index + 4, 1:5] if len(shape) == 2 else base.reshape(-1)[index : index + shape[0]]
    if style == "swapped":
        return _values(shape, dtype.newbyteorder(), index)
    if style in ("float32", "integers", "bools"):
        return _values(shape, np.dtype({"float32": "f4", "integers": "i8", "bools": "b1"}[style]), index)
    values = _values(shape, dtype, index)
    if style == "fortran":
        return np.asfortranarray(values)
    if style == "transposed":
        return np.ascontiguousarray(values.T).T
    if style == "strided":
        big = np.zeros([2 * n for n in shape], dtype)
        view = big[tuple(slice(None, None, 2) for _ in shape)]
        view[...] = values
        return view
    if style == "reversed":
        return np.ascontiguousarray(values[::-1])[::-1]
    if style == "part":
        big = np.zeros((shape[0] + 3, *shape[1:]), dtype)
        big[1 : 1 + shape[0]] = values
        return big[1 : 1 + shape[0]]
    if style == "readonly":
        values.flags.writeable = False
        return values
    if style == "broadcast":
        return np.broadcast_to(values[:1], shape)
    if style == "zero_d":
        return np.array(values.ravel()[1])
    if style == "empty":
        return np.empty((0, *shape[1:]), dtype)
    if style == "one":
        return values[:1].copy()
    if style == "list":
        return values.tolist()
    if style == "list_of_one":
        return values[:1].tolist()
    if style == "empty_list":
        return values[: index % 2].tolist()
    if style == "tuple":
        return tuple(values)
    if style == "nested":
        return [values, values] if index == 0 else values
    if style == "noncontiguous_list":
        return list(values)
    if style == "scalar":
        return values.ravel()[1].item()
    if style == "float64":
        return values.ravel()[1]
    if style == "masked":
        return np.ma.masked_array(values, values == values.ravel()[0])
    return values


def _values(shape, dtype, index):
    count = int(np.prod(shape))
    numbers = (np.arange(count) * 3 + index) % 7 + 1
    if dtype.kind == "b":
        return (numbers % 2 == 0).reshape(shape)
    if dtype.kind in "fc":
        numbers = numbers * 0.75 - 0.5
    if dtype.kind == "c":
        numbers = numbers + 0.5j
    return numbers.astype(dtype).reshape(shape)
