"""What a module does by name or by text, under whatever spelling: then a fix is safe only where nothing rests on it."""

from __future__ import annotations

import pytest

from uncopy import engine
from uncopy.config import Config

HEAD = "import functools, importlib, inspect, operator, sys\nimport numpy as np\n"

FUNCTION = """
def repl(n): return np.zeros(n)
_g = np.zeros(6)
def _mk(n): return _g
CHANGE
def k9(n: int):
    x = repl(n)
    x = x + 1
    return x
"""
CONSTANT = """
DT = np.float32
CHANGE
def k9(n: int):
    x = np.zeros(n, dtype=DT)
    x = x * np.float32(3)
    return x
"""
CHANGED = {
    "through modules": "sys.modules.get(__name__).NAME = _mk",
    "through modules by a text": "sys.modules['themod'].NAME = _mk",
    "through an import": "importlib.import_module(__name__).NAME = _mk",
    "setattr": "setattr(sys.modules['themod'], 'NAME', _mk)",
    "setattr of a module": "setattr(sys.modules.get(__name__), 'NAME', _mk)",
    "setattr in pieces": "setattr(sys.modules['themod'], 'NA' + 'ME', _mk)",
    "delattr by name": "def drop(mod, k): delattr(mod, k)",
    "another name of globals": "G = globals; G()['NAME'] = _mk",
    "globals of builtins": "import builtins\nbuiltins.globals()['NAME'] = _mk",
    "globals from builtins": "from builtins import globals as G\nG()['NAME'] = _mk",
    "globals by text": "import builtins\ngetattr(builtins, 'globals')()['NAME'] = _mk",
    "globals in a list": "[globals][0]()['NAME'] = _mk",
    "globals of a function": "_mk.__globals__['NAME'] = _mk",
    "globals of a function by text": "getattr(_mk, '__globals__')['NAME'] = _mk",
    "globals of a frame": "sys._getframe().f_globals['NAME'] = _mk",
    "locals of a frame": "sys._getframe().f_locals['NAME'] = _mk",
    "another name of locals": "here = locals; here()['NAME'] = _mk",
    "another name of exec": "run = exec; run(text)",
    "eval": "def change(text): eval(text)",
    "a helper": "def patch(mod, **kw):\n    for k, v in kw.items(): setattr(mod, k, v)",
    "a helper's vars": "def patch(mod, **kw): vars(mod).update(kw)",
    "a helper's __dict__": "def patch(mod, **kw): mod.__dict__.update(kw)",
    "a helper's kept vars": "def patch(mod, **kw):\n    names = vars(mod)\n    names.update(kw)",
    "a helper's __dict__ by text": "def patch(mod, **kw): getattr(mod, '__dict__').update(kw)",
    "a helper's __setattr__": "def patch(mod, k, v): mod.__setattr__(k, v)",
    "a helper's object.__setattr__": "def patch(mod, k, v): object.__setattr__(mod, k, v)",
    "__setattr__ with a text": "def patch(mod, v): mod.__setattr__('NAME', 'v')",
    "setattr handed on": "functools.partial(setattr, sys.modules['themod'], 'NAME')(_mk)",
    "setattr mapped": "list(map(setattr, [sys.modules['themod']], ['NAME'], [_mk]))",
    "setattr renamed": "put = setattr; put(sys.modules['themod'], 'NAME', _mk)",
    "setattr from builtins": "from builtins import setattr as put\nput(sys.modules['themod'], 'NAME', _mk)",
    "vars from builtins": "from builtins import vars as v\nv(sys.modules['themod'])['NAME'] = _mk",
    "__setattr__ by text": "getattr(sys.modules['themod'], '__setattr__')('NAME', _mk)",
    "a method given the module": (
        "class P:\n    def put(self, k, v): setattr(self, k, v)\nP.put(sys.modules['themod'], 'NA' + 'ME', _mk)"
    ),
    "a static method": "class P:\n    @staticmethod\n    def put(mod, k, v): setattr(mod, k, v)",
    "a method whose name is bound again": (
        "class P:\n    def put(self, mod, k, v):\n        self = mod\n        setattr(self, k, v)"
    ),
    "a fixture": "def test(monkeypatch): monkeypatch.setattr('themod.NAME', _mk)",
}
FUNCTION_ONLY = {
    "its defaults": "def repl2(*, n=3): pass\nrepl.__kwdefaults__['n'] = 3",
    "through an import of itself": "import themod\nthemod.repl = _mk",
}
ORDINARY = {
    "nothing": "pass",
    "setattr of an object": "class P:\n    def put(self, k, v): setattr(self, k, v)",
    "attributes of an object": "class P:\n    def put(self): self.NAME = NAME",
    "__dict__ of an object": "class P:\n    def put(self, d): self.__dict__.update(d)",
    "its own __setattr__": "class P:\n    def __setattr__(self, k, v): super().__setattr__(k, v)",
    "a frozen object": "class P:\n    def put(self, k, v): object.__setattr__(self, k, v)",
    "options": "args = parser().parse_args()\nconfig = vars(args)",
    "options at once": "config = vars(parser().parse_args())",
    "options of a caller": "def show(args):\n    print(vars(args), **vars(args))\n    return vars(args)['x']",
    "options set": "args = parser().parse_args()\nfor k in sys.argv: setattr(args, k, 1)",
    "an object made": "def load(d):\n    out = Thing()\n    out.__dict__.update(d)\n    for k in d: setattr(out, k, 1)",
    "globals read": "y = globals()['NAME']",
    "globals of a function read": "def twice(f): return f.__doc__, f.__name__",
    "a setter that spells another": "def name(mod): setattr(mod, 'other', 3)",
    "networks": "class P:\n    def put(self, k, v): setattr(self, k, [m.train() for m in self.modules()])",
    "a local name of vars": "def total(vars):\n    return sum(v for v in vars)",
    "a module's name of vars": "vars = ['tas', 'pr']\nfor v in vars: print(v)",
    "a directory": "for dir in sys.path: print(dir)",
}


def safe_fixes(source):
    """The lines that get a safe fix, without spaces around them."""
    result = engine.check(source.encode(), "by_name.py", Config())
    assert result.errors == ()
    lines = source.splitlines()
    found = (f for f in result.findings if f.fix is not None and f.fix.applicability == "safe")
    return {lines[f.line - 1].strip() for f in found}


def changing(program, change, name):
    return HEAD + program.replace("CHANGE", change.replace("'NA' + 'ME'", f"'{name[:1]}' + '{name[1:]}'")).replace(
        "NAME", name
    )


@pytest.mark.parametrize("change", (CHANGED | FUNCTION_ONLY).values(), ids=CHANGED | FUNCTION_ONLY)
def test_a_function_that_the_module_may_replace_is_not_seen_into(change):
    assert safe_fixes(changing(FUNCTION, change, "repl")) == set()


@pytest.mark.parametrize("change", CHANGED.values(), ids=CHANGED)
def test_a_constant_that_the_module_may_replace_is_not_known(change):
    assert safe_fixes(changing(CONSTANT, change.replace("_mk", "np.float64"), "DT")) == set()


@pytest.mark.parametrize("change", ORDINARY.values(), ids=ORDINARY)
def test_what_a_module_does_to_its_objects_leaves_its_functions_and_constants(change):
    assert safe_fixes(changing(FUNCTION, change, "repl")) == {"x = x + 1"}
    assert safe_fixes(changing(CONSTANT, change, "DT")) == {"x = x * np.float32(3)"}


DECORATED = """
HOW
    def go(self, n: int):
        x = self._grid(n)
        x = x + 1
        return x
"""
METHOD = "class C:\n    @DECORATOR\n    def _grid(ARGS): return np.zeros(n)"
OTHERS = {
    "final of another module": "from functools import lru_cache as final\n" + METHOD,
    "override of the module": "def override(f): return functools.lru_cache(f)\n" + METHOD,
    "final under a condition": "if True: final = memo\n" + METHOD,
    "final of two modules": "from typing import final\nif True: from lib import final\n" + METHOD,
    "final of a star import": "from typing import final\nfrom lib import *\n" + METHOD,
    "final of another name": "from typing import no_type_check as final\n" + METHOD,
    "final of this package": "from .typing import final\n" + METHOD,
    "final in the class": "from typing import final\n" + METHOD.replace("C:\n", "C:\n    final = memo\n"),
    "final set": "import typing\nfrom typing import final\ntyping.final = memo\n" + METHOD,
    "final bound by a function": "from typing import final\ndef f():\n    global final\n    final = memo\n" + METHOD,
    "staticmethod in the class": METHOD.replace("C:\n", "C:\n    staticmethod = memo\n"),
    "classmethod in the class": METHOD.replace("C:\n", "C:\n    classmethod = memo\n"),
    "staticmethod of the module": "staticmethod = memo\n" + METHOD,
    "staticmethod of a star import": "from lib import *\n" + METHOD,
}
SAME = {
    "final": "from typing import final\n" + METHOD,
    "override": "from typing_extensions import override\n" + METHOD,
    "override of either": (
        "try:\n    from typing import override\nexcept ImportError:\n    from typing_extensions import override\n"
        + METHOD
    ),
    "override under another name": "from typing import override as final\n" + METHOD,
    "staticmethod": METHOD,
    "classmethod": METHOD,
}


def decorated(name, how):
    decorator = next(word for word in ("staticmethod", "classmethod", "override", "final") if word in name + how)
    given = {"staticmethod": "n", "classmethod": "cls, n"}.get(decorator, "self, n")
    decorator = "final" if "final" in name else decorator
    return HEAD + DECORATED.replace("HOW", how.replace("DECORATOR", decorator).replace("ARGS", given))


@pytest.mark.parametrize(("name", "how"), OTHERS.items(), ids=OTHERS)
def test_a_decorator_that_only_has_the_name_is_not_known(name, how):
    assert safe_fixes(decorated(name, how)) == set()


@pytest.mark.parametrize("decorator", ["staticmethod", "property", "final"])
def test_a_decorator_that_a_class_binds_may_run_the_function_in_its_own_way(decorator):
    source = HEAD + (
        f"from typing import final\nclass C:\n    BOUND\n    @{decorator}\n    def f(n: int):\n"
        "        x = np.ones(50000)\n        x = x + 1\n        return x\n"
    )
    assert safe_fixes(source.replace("BOUND", "pass")) == {"x = x + 1"}
    assert safe_fixes(source.replace("BOUND", f"{decorator} = compiled")) == set()


@pytest.mark.parametrize(("name", "how"), SAME.items(), ids=SAME)
def test_a_decorator_that_surely_is_what_it_says_is_known(name, how):
    how = how.replace("DECORATOR", "final") if "another name" in name else how
    name = "final" if "another name" in name else name
    assert safe_fixes(decorated(name, how)) == {"x = x + 1"}


FRAMES = """
OUTSIDE
def f(n: int):
    x = np.ones(n)
    INSIDE
    x = x + 1
    return x, d
"""
READ = {
    "a module's function": ("import builtins", "d = builtins.locals()"),
    "a module's vars": ("import builtins", "d = builtins.vars()"),
    "a module under another name": ("import builtins as b", "d = b.eval(n)"),
    "a module handed on": ("import builtins as b\nc = b", "d = c.locals()"),
    "a module by text": ("", "d = getattr(__import__('builtins'), 'locals')()"),
    "a module by text without a mention": ("b = importlib.import_module('builtins')", "d = b.locals()"),
    "the builtins": ("", "d = __builtins__.locals()"),
    "the builtins by key": ("", "d = __builtins__['locals']()"),
    "an import under another name": ("from builtins import locals as here", "d = here()"),
    "another name": ("", "loc = locals; d = loc()"),
    "another name at the top": ("loc = locals", "d = loc()"),
    "a list": ("", "d = [locals][0]()"),
    "a table": ("READERS = {'eval': eval}", "d = READERS['eval']('x')"),
    "another name of eval": ("ev = eval", "d = ev('x')"),
    "an attribute": ("class R:\n    read = eval", "d = R.read('x')"),
    "a default": ("def read(text, by=eval): return by(text)", "d = read('x')"),
    "a method of its own call": ("", "d = locals.__call__()"),
    "a name that is bound later": ("here = locals\nlocals = dict", "d = here()"),
    "a name of a class": ("class R:\n    locals = 1\n    def read(self): return locals", "d = R().read()()"),
    "a global of a function": ("def read():\n    global locals\n    return locals", "d = read()()"),
    "a traceback": ("", "try:\n        g()\n    except KeyError as e:\n        d = e.__traceback__.tb_frame.f_locals"),
    "the last error": ("def read(): return sys.exc_info()[2].tb_frame.f_locals['x']", "d = read()"),
    "a caller's frame": ("def read(): return sys._getframe(1).f_locals['x']", "d = read()"),
    "a caller's frame by inspect": ("def read(): return inspect.currentframe().f_back.f_locals", "d = read()"),
    "a caller's frame by text": ("def read(): return getattr(inspect.currentframe().f_back, 'f_locals')", "d = read()"),
    "a caller's frame by a getter": ("read = operator.attrgetter('f_back.f_locals')", "d = read(g())"),
    "a function for frames": ("frame = sys._getframe", "d = g(frame())"),
    "arguments": ("def read(f): return inspect.getargvalues(f)", "d = read(g())"),
    "a generator": ("def read(g): return g.gi_frame.f_locals", "d = read(g())"),
    "its own frame": ("", "d = sys._getframe().f_locals"),
    "a summary": ("def read(e): return traceback.TracebackException(e, capture_locals=True)", "d = read(g())"),
}
UNREAD = {
    "a model": ("", "d = model.eval()"),
    "a converter": ("def options(p): p.add_argument('--size', type=eval)", "d = 1"),
    "options": ("import builtins\ndef show(args): return builtins.vars(args)", "d = 1"),
    "other builtins": ("import builtins\nbuiltins.print('x')", "d = builtins.len('x')"),
    "profiling": ("if not hasattr(__builtins__, 'profile'): profile = None", "d = 1"),
    "its name": ("def caller(): return sys._getframe(1).f_code.co_name", "d = 1"),
    "the frame of another": ("def names(): return sorted(inspect.currentframe().f_locals)", "d = 1"),
    "a call elsewhere": ("def ask(text): return eval(text, {})", "d = 1"),
    "a split": ("SPLITS = ('train', 'eval')", "d = SPLITS"),
}


@pytest.mark.parametrize(("top", "read"), READ.values(), ids=READ)
def test_a_function_whose_names_may_be_read_is_left(top, read):
    assert safe_fixes(HEAD + FRAMES.replace("OUTSIDE", top).replace("INSIDE", read)) == set()


@pytest.mark.parametrize(("top", "read"), UNREAD.values(), ids=UNREAD)
def test_a_function_whose_names_nothing_reads_is_fixed(top, read):
    assert safe_fixes(HEAD + FRAMES.replace("OUTSIDE", top).replace("INSIDE", read)) == {"x = x + 1"}


LENGTH = """
class C:
    def __init__(self, n: int): self._n = n
    def again(self, n):
        AGAIN
    def go(self):
        x = np.ones(self._n)
        self.again(7)
        y = np.ones(self._n)
        x = x + y
        return x
"""
RESTORED = {
    "made anew": "init = getattr(self, '__init__'); init(n)",
    "made anew by a getter": "operator.methodcaller('__init__', n)(self)",
    "a part": "functools.partial(setattr, self, '_n')(7)",
    "mapped": "list(map(setattr, [self], ['_n'], [9]))",
    "another name": "put = setattr; put(self, '_n', n)",
    "a method": "put = self.__setattr__; put('_n', n)",
    "a method by text": "getattr(self, '__setattr__')('_n', n)",
    "a method given a number": "self.__setattr__('_n', 9)",
    "a dict by text": "getattr(self, '__dict__')['_n'] = n",
    "removed": "drop = delattr; drop(self, '_n')",
}


@pytest.mark.parametrize("again", RESTORED.values(), ids=RESTORED)
def test_a_number_that_is_stored_by_name_is_no_one_length(again):
    assert safe_fixes(HEAD + LENGTH.replace("AGAIN", again)) == set()


@pytest.mark.parametrize("again", ["pass", "setattr(self, '_m', n)", "self.__setattr__('_m', '_n')"])
def test_a_number_that_nothing_stores_is_one_length(again):
    assert safe_fixes(HEAD + LENGTH.replace("AGAIN", again)) == {"x = x + y"}
