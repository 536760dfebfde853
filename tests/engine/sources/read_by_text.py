"""Texts that are evaluated read the names of whoever calls: a safe fix is due where a line is marked, nowhere else."""

from inspect import currentframe

import duckdb
import numexpr as ne
import numpy as np
import pandas as pd
from numexpr import evaluate as computed


def evaluated():
    a = np.linspace(0.0, 1.0, 100000)
    b = np.exp(a)
    return ne.evaluate("a + b")


def evaluated_later(a, text):
    a = np.linspace(0.0, 1.0, 100000)
    b = np.exp(a)
    return ne.evaluate(text), b


def again():
    a = np.linspace(0.0, 1.0, 100000)
    b = np.exp(a)
    return ne.re_evaluate(), b


def queried(frame):
    a = np.linspace(0.0, 1.0, 100000)
    b = np.exp(a)
    return frame.query("x > @a.max()"), b


def by_pandas(frame, low):
    a = np.linspace(0.0, 1.0, 100000)
    b = np.exp(a)
    return pd.eval(f"a + {low}"), b


def modelled(frame, ols):
    a = np.linspace(0.0, 1.0, 100000)
    b = np.exp(a)
    return ols("y ~ a", frame).fit(), b


def selected():
    a = np.linspace(0.0, 1.0, 100000)
    b = np.exp(a)
    return duckdb.sql("SELECT * FROM a"), b


def listed():
    a = np.linspace(0.0, 1.0, 100000)
    b = np.exp(a)
    return sorted(currentframe().f_locals), b


def by_itself(tree, model, frame):
    a = np.linspace(0.0, 1.0, 100000)
    a = a + 1.0  # safe
    low = a.min()
    return tree.query([0.0], k=1), model.evaluate(low), model.eval(), frame.query("x > 1")


def changed(frame):
    a = np.linspace(0.0, 1.0, 100000)
    a = a + 1.0
    return frame.query("x > @a.max()")


def by_a_text_elsewhere(frame, text):
    a = np.linspace(0.0, 1.0, 100000)
    a = a + 1.0
    return frame.query(text)


def computed_by_text(text):
    a = np.linspace(0.0, 1.0, 100000)
    a = a + 1.0
    return computed(text)


def from_a_connection(connection, text):
    a = np.linspace(0.0, 1.0, 100000)
    a = a + 1.0
    return connection.execute(text)


def nearest(tree, n: int):
    a = np.linspace(0.0, 1.0, 100000)
    a = a + 1.0  # safe
    points = np.zeros((n, 3))
    return tree.query(points, k=2), a
