"""Calls of the module's own functions: `# safe` stands where a safe fix is due, nowhere else may there be one."""

import functools
import threading

import numpy as np

_CACHE = {}
_KEPT = []
SHARED = np.zeros((50, 50))


def fresh(n):
    return np.zeros((int(n), 40))


def fresh_on_every_path(n, kind):
    if kind == "zeros":
        return np.zeros((40, 40))
    if kind == "ones":
        out = np.ones((40, 40))
        return out
    raise ValueError(kind)


def fresh_or_shared(flag):
    return np.zeros((50, 50)) if flag else SHARED


def itself(x):
    return x


def itself_or_copy(x, copy=False):
    if copy:
        x = x.copy()
    return x


def view(x):
    return x[1:]


def first(pair):
    return pair[0]


def boxed(x):
    return [x]


def cached(n):
    if n not in _CACHE:
        _CACHE[n] = np.zeros((50, 50))
    return _CACHE[n]


def kept_then_returned():
    x = np.zeros((50, 50))
    _KEPT.append(x)
    return x


def kept_in_a_default(x=[np.zeros((50, 50))]):  # noqa: B006
    return x[0]


def remembered(value, memory=_KEPT):
    memory.append(value)


def shared_pair(x):
    return x, x


def fresh_pair(x):
    return np.exp(x), np.cos(x)


def mixed_pair(x):
    y = np.exp(x)
    return y, y[1:], x


def writes(x):
    x[0] = 1.0


def reads(x):
    return float(x.sum())


def stores(box, x):
    box.append(x)


def links(box, x):
    box["x"] = x


def later(x):
    return lambda: x


def started(x):
    threading.Thread(target=print, args=(x,)).start()


def generated(x):
    yield x


async def awaited(x):
    return x.copy()


@functools.lru_cache
def decorated(n):
    return np.zeros((50, 50))


def integers(n):
    return np.zeros((40, 40), dtype=int)


def reshaped(x):
    x.shape = (-1,)


def reshaped_self(self):
    self.shape = (-1,)


def power(x, n):
    if n == 0:
        return x
    return power(np.exp(x), n - 1)


def fresh_power(x, n):
    if n == 0:
        return np.exp(x)
    return fresh_power(np.cos(x), n - 1)


def ping(x, n):
    return x if n == 0 else pong(x, n - 1)


def pong(x, n):
    return x.copy() if n == 0 else ping(x, n - 1)


def forever(x):
    return forever(x)


def calls_back(f, x):
    return f(x)


def zero_d_or_more(x):
    return np.sum(x, axis=None)


def scaled(x, factor=2.0):
    return x * factor


def redefined(n):
    return np.zeros((50, 50))


def redefined(n):  # noqa: F811
    return SHARED


# Callers -------------------------------------------------------------------------------------------------------------


def use_fresh(n):
    x = fresh(n)
    x = x + 1.0  # safe
    return x


def use_fresh_by_keyword(n):
    x = fresh(n=n)
    x = x + 1.0  # safe
    return x


def use_fresh_wrongly(n):
    x = fresh(m=n)
    x = x + 1.0
    return x


def use_every_path(n, kind):
    x = fresh_on_every_path(n, kind)
    x = x + 1.0  # safe
    return x


def use_fresh_or_shared(flag):
    x = fresh_or_shared(flag)
    x = x + 1.0
    return x


def use_itself(n):
    a = np.zeros((50, 50))
    x = itself(a)
    x = x + 1.0
    return x, a


def use_itself_only():
    a = np.zeros((50, 50))
    x = itself(a)
    x = x + 1.0  # safe
    return x


def use_itself_of_callers(a):
    x = itself(a)
    x = x + 1.0
    return x


def use_copy(a: np.ndarray):
    x = itself_or_copy(np.zeros_like(a), copy=True)
    return x


def use_view():
    a = np.zeros((50, 50))
    x = view(a)
    x = x + 1.0
    return x, a


def use_first():
    a = np.zeros((50, 50))
    x = first((a, 1))
    x = x + 1.0
    return x, a


def use_boxed():
    a = np.zeros((50, 50))
    box = boxed(a)
    a = a + 1.0
    return a, box


def use_cached():
    x = cached(50)
    x = x + 1.0
    return x


def use_kept():
    x = kept_then_returned()
    x = x + 1.0
    return x


def use_default():
    x = kept_in_a_default()
    x = x + 1.0
    return x


def use_remembered():
    x = np.zeros((50, 50))
    remembered(x)
    x = x + 1.0
    return x


def use_shared_pair():
    a = np.zeros((50, 50))
    x, y = shared_pair(a)
    x = x + 1.0
    return x, y


def use_fresh_pair():
    a = np.zeros((50, 50))
    x, y = fresh_pair(a)
    x = x + 1.0  # safe
    y = y * 2.0  # safe
    return x, y


def use_fresh_pair_by_index():
    pair = fresh_pair(np.zeros((50, 50)))
    x = pair[0]
    x = x + 1.0
    return x, pair


def use_mixed_pair():
    a = np.zeros((50, 50))
    x, y, z = mixed_pair(a)
    x = x + 1.0
    return x, y, z


def use_mixed_pair_view():
    a = np.zeros((50, 50))
    x, y, z = mixed_pair(a)
    y = y + 1.0
    return x, y


def use_mixed_pair_argument():
    a = np.zeros((50, 50))
    x, y, z = mixed_pair(a)
    z = z + 1.0
    return z, a


def use_writes():
    x = np.zeros((50, 50))
    writes(x)
    x = x + 1.0  # safe
    return x


def use_reads():
    x = np.zeros((50, 50))
    s = reads(x)
    x = x + 1.0  # safe
    return x, s


def use_stores():
    box = []
    x = np.zeros((50, 50))
    stores(box, x)
    x = x + 1.0
    return x, box


def use_links():
    box = {}
    x = np.zeros((50, 50))
    links(box, x)
    x = x + 1.0
    return x, box


def use_links_of_callers(box):
    x = np.zeros((50, 50))
    links(box, x)
    x = x + 1.0
    return x


def use_later():
    x = np.zeros((50, 50))
    f = later(x)
    x = x + 1.0
    return x, f()


def use_started():
    x = np.zeros((50, 50))
    started(x)
    x = x + 1.0
    return x


def use_generated():
    x = np.zeros((50, 50))
    g = generated(x)
    x = x + 1.0
    return x, g


def use_awaited():
    x = np.zeros((50, 50))
    c = awaited(x)
    x = x + 1.0
    return x, c


def use_decorated():
    x = decorated(50)
    x = x + 1.0
    return x


def use_integers():
    x = integers(50)
    x = x * 0.5
    return x


def use_integers_rightly():
    x = integers(50)
    x = x * 2  # safe
    return x


def use_reshaped():
    x = np.zeros((50, 50))
    reshaped(x)
    x = x + np.ones((50, 50))
    return x


def use_reshaped_self():
    x = np.zeros((50, 50))
    reshaped_self(x)
    x = x + np.ones((50, 50))
    return x


def use_power(n):
    a = np.zeros((50, 50))
    x = power(a, n)
    x = x + 1.0
    return x, a


def use_fresh_power(n):
    a = np.zeros((50, 50))
    x = fresh_power(a, n)
    x = x + 1.0  # safe
    return x, a


def use_ping(n):
    a = np.zeros((50, 50))
    x = ping(a, n)
    x = x + 1.0
    return x, a


def use_pong_only(n):
    a = np.zeros((50, 50))
    x = pong(a, n)
    x = x + 1.0  # safe
    return x


def use_forever():
    x = np.zeros((50, 50))
    y = forever(x)
    y = y + 1.0
    return y


def use_callback(f):
    x = np.zeros((50, 50))
    calls_back(f, x)
    x = x + 1.0
    return x


def use_known_callback():
    x = np.zeros((50, 50))
    y = calls_back(reads, x)
    x = x + y  # safe
    return x


def use_keeping_callback():
    x = np.zeros((50, 50))
    calls_back(_KEPT.append, x)
    x = x + 1.0
    return x


def use_zero_d(x):
    y = zero_d_or_more(np.zeros((50, 50)))
    y = y + 1.0
    return y


def use_scaled():
    x = scaled(np.zeros((50, 50)))
    x = x + 1.0  # safe
    return x


def use_scaled_by_array(factor):
    x = scaled(np.zeros((50, 50)), factor)
    x = x + 1.0
    return x


def use_scaled_shape():
    a = np.zeros((50, 50))
    x = scaled(a)
    x = x + a  # safe
    return x, a


def use_redefined():
    x = redefined(50)
    x = x + 1.0
    return x


def use_parameter_of_the_name(fresh, n):
    x = fresh(n)
    x = x + 1.0
    return x


def use_local_of_the_name(n):
    def fresh(n):
        return SHARED

    x = fresh(n)
    x = x + 1.0
    return x


def use_starred(arguments):
    x = fresh(*arguments)
    x = x + 1.0
    return x


def use_in_a_loop(n):
    total = fresh(n)
    for _ in range(10):
        step = fresh_on_every_path(n, "ones")
        step = step * 3.0  # safe
        total = total + step[:, :1]
    return total


class Holder:
    def __init__(self):
        self._buffer = np.zeros((50, 50))

    def _fresh(self):
        return np.zeros((50, 50))

    def _own(self):
        return self._buffer

    def _stored(self, x):
        self.last = x

    def _replaced(self):
        return np.zeros((50, 50))

    def _overridden(self):
        return np.zeros((50, 50))

    @staticmethod
    def _static(x):
        return np.exp(x)

    @property
    def _prop(self):
        return np.zeros((50, 50))

    def public(self):
        return np.zeros((50, 50))

    def set(self):
        self._replaced = lambda: SHARED

    def use_fresh(self):
        x = self._fresh()
        x = x + 1.0  # safe
        return x

    def use_own(self):
        x = self._own()
        x = x + 1.0
        return x

    def use_stored(self):
        x = np.zeros((50, 50))
        self._stored(x)
        x = x + 1.0
        return x

    def use_replaced(self):
        x = self._replaced()
        x = x + 1.0
        return x

    def use_overridden(self):
        x = self._overridden()
        x = x + 1.0
        return x

    def use_static(self):
        x = self._static(np.zeros((50, 50)))
        x = x + 1.0  # safe
        return x

    def use_property(self):
        x = self._prop
        x = x + 1.0
        return x

    def use_public(self):
        x = self.public()
        x = x + 1.0
        return x

    def use_other(self, other):
        x = other._fresh()
        x = x + 1.0
        return x

    def use_rebound(self, other):
        self = other
        x = self._fresh()
        x = x + 1.0
        return x

    @staticmethod
    def use_in_static(self):
        x = self._fresh()
        x = x + 1.0
        return x


class Derived(Holder):
    def _overridden(self):
        return SHARED
