"""Subscripts and operators on containers that are no arrays."""

import numpy as np


def exposure(kwds: dict):
    """A constant string as key means a dict: `out=` would write into the caller's array."""
    if "exposure" in kwds:
        kwds["exposure"] = np.exp(kwds["exposure"])  # trap UNC215 no-candidate; UNC202 no-candidate
    return kwds


def evaluate(x, out: dict, scale: float):
    out["F"] = np.sum(x**2, axis=1)
    out["F"] = out["F"] * scale  # trap UNC215 no-candidate
    return out


def metrics(params: dict, more: str):
    """A list that is extended in place is the caller's."""
    metric = params["metric"]
    metric = metric + [more]  # trap UNC201 sole-owner: a part of the caller's `params` @ def metrics
    params["metric"] = ["first"] + params["metric"]  # trap UNC215 no-candidate
    return metric


def listed(n: int):
    """`+=` extends a list by whatever can be walked over."""
    parts = [1.0, 2.0]
    parts = parts + [float(n)]  # trap UNC201 not-a-container: container @ parts = [1.0, 2.0]
    return parts


def united(names: list):
    seen = set(names)
    seen = seen | {"time"}  # trap UNC201 not-a-container: container @ seen = set(names)
    return seen


def strained(atoms, strain: np.ndarray):
    """A cell has a `__setitem__` of its own."""
    for i in range(3):
        atoms.cell[i] = atoms.cell[i] * (1 + strain[i])  # trap UNC215 no-candidate
    return atoms


def log_probabilities(forest, x):
    """A list of fresh arrays: only who knows the callee can tell."""
    proba = forest.predict_proba(x)
    for k in range(len(proba)):
        proba[k] = np.log(proba[k])  # trap UNC215 no-candidate; UNC202 no-candidate
    return proba


def from_a_list_of_arrays(n: int):
    """An item taken out of a list is still in it."""
    parts = [np.ones((n, 2)), np.zeros((n, 2))]
    first = parts[0]
    first = first * 2.0  # trap UNC201 sole-owner: `parts` may share its memory, and is read again @ return first, parts
    return first, parts
