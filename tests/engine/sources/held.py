"""Containers that hold arrays, and who holds the containers: `# safe` where a safe fix is due, nowhere else."""

import numpy as np

KEPT = []


def appended_then_dead():
    parts = []
    x = np.zeros((100, 100))
    parts.append(x)
    total = float(sum(p.sum() for p in parts))
    x = x + 1.0
    return x, total


def appended_and_measured():
    parts = []
    x = np.zeros((100, 100))
    parts.append(x)
    count = len(parts)
    x = x + 1.0  # safe
    return x, count


def appended_and_read():
    parts = []
    x = np.zeros((100, 100))
    parts.append(x)
    x = x + 1.0
    return x, len(parts), parts[0]


def appended_and_returned():
    parts = []
    x = np.zeros((100, 100))
    parts.append(x)
    x = x + 1.0
    return x, parts


def appended_by_another_name():
    parts = []
    add = parts.append
    x = np.zeros((100, 100))
    add(x)
    x = x + 1.0
    return x, parts


def appended_through_another_name():
    parts = []
    others = parts
    x = np.zeros((100, 100))
    others.append(x)
    x = x + 1.0
    return x, parts


def appended_to_what_is_held():
    parts = []
    box = {"parts": parts}
    x = np.zeros((100, 100))
    parts.append(x)
    x = x + 1.0
    return x, box


def appended_to_what_was_kept(self):
    parts = []
    self.parts = parts
    x = np.zeros((100, 100))
    parts.append(x)
    x = x + 1.0
    return x


def appended_to_what_is_kept_later(self):
    parts = []
    x = np.zeros((100, 100))
    parts.append(x)
    x = x + 1.0
    self.parts = parts
    return x


def appended_to_the_callers(parts: list):
    x = np.zeros((100, 100))
    parts.append(x)
    x = x + 1.0
    return x


def appended_to_a_default(parts=[]):  # noqa: B006
    x = np.zeros((100, 100))
    parts.append(x)
    x = x + 1.0
    return x


def appended_to_a_global():
    x = np.zeros((100, 100))
    KEPT.append(x)
    x = x + 1.0
    return x


def appended_in_a_loop(n):
    parts = []
    x = np.zeros((100, 100))
    for _ in range(n):
        x = x * 2.0
        parts.append(x)
    return parts


def appended_in_a_loop_and_emptied(n):
    x = np.zeros((100, 100))
    for _ in range(n):
        parts = []
        parts.append(x)
        count = len(parts)
        x = x * 2.0  # safe
    return x, count


def appended_in_a_loop_and_not_emptied(n):
    parts = []
    x = np.zeros((100, 100))
    for _ in range(n):
        parts.append(x)
        x = x * 2.0
    return x, parts[0]


def appended_to_one_of_two(flag):
    parts, others = [], []
    x = np.zeros((100, 100))
    (parts if flag else others).append(x)
    x = x * 2.0
    return x, others


def appended_twice():
    parts = []
    x = np.zeros((100, 100))
    parts.append([x])
    x = x * 2.0
    return x, parts[0][0]


def popped():
    parts = []
    x = np.zeros((100, 100))
    parts.append(x)
    y = parts.pop()
    y = y * 2.0
    return x, y


def shown():
    parts = []
    x = np.zeros((100, 100))
    parts.append(x)
    KEPT.extend(parts)
    x = x * 2.0
    return x


def seen_inside():
    parts = []
    x = np.zeros((100, 100))

    def inside():
        return parts

    parts.append(x)
    x = x * 2.0
    return x, inside


class Parts(list):
    def append(self, item):
        KEPT.append(item)


def appended_by_a_subclass():
    parts = Parts()
    x = np.zeros((100, 100))
    parts.append(x)
    x = x * 2.0
    return x


def put_into_what_was_kept(self):
    parts = {}
    self.parts = parts
    x = np.zeros((100, 100))
    parts["x"] = x
    x = x + 1.0
    return x


def put_into_what_was_handed_over():
    parts = [0]
    KEPT.append(parts)
    x = np.zeros((100, 100))
    parts[0] = x
    x = x + 1.0
    return x


def added_to_what_was_kept(self):
    parts = []
    self.parts = parts
    x = np.zeros((100, 100))
    parts += [x]
    x = x + 1.0
    return x


def put_into_what_is_inside_of_what_was_kept(self):
    inner, parts = {}, {}
    self.parts = parts
    parts["inner"] = inner
    x = np.zeros((100, 100))
    inner["x"] = x
    x = x + 1.0
    return x


def put_by_a_helper(self):
    parts = {}
    self.parts = parts
    x = np.zeros((100, 100))
    put(parts, x)
    x = x + 1.0
    return x


def put(box, x):
    box["x"] = x


def put_into_an_array_of_objects(self):
    cells = np.empty(2, dtype=object)
    self.cells = cells
    x = np.zeros((100, 100))
    cells[0] = x
    x = x + 1.0
    return x


def put_in_a_loop(self, n):
    parts = {}
    for k in range(n):
        x = np.zeros((100, 100))
        parts[k] = x
        x = x + 1.0
        self.parts = parts
    return x


def put_before_it_is_let_go(self, n):
    parts = {}
    x = np.zeros((100, 100))
    parts["x"] = x
    count = len(parts)
    x = x + 1.0  # safe
    parts = {}
    self.parts = parts
    return x, count
