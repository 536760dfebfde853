"""Result dtypes of sets of operands, under the rules of NumPy before 2.0 and since."""

from __future__ import annotations

from functools import lru_cache

from uncopy.facts.domain import ARRAY_DTYPES, NATIVE, NUMBERS
from uncopy.model import OPERATORS, Model, Term

RULES = ("1", "2")
_ALL_RESULTS = NATIVE
_NUMERIC = NATIVE - {"O", "m8", "M8", "S", "U"}
_NARROWER = {
    "f": ("f2", "f4", "f8", "f16"),
    "c": ("c8", "c16", "c32"),
    "i": ("i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"),
    "u": ("u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8"),
    "b": ("b1",),
}
_OF_NUMBER = {"bool": "b1", "int": "i8", "float": "f8", "complex": "c16"}
_RANK = ("bool", "int", "float", "complex")
_ARITHMETIC = ("+", "-", "*", "/", "//", "%", "**")
_OF_PYTHON = ("s:f8", "s:c16")  # NumPy's scalars that are Python's numbers: an integer never makes them anything else

NAMES: dict[str, str] = {
    "builtins.float": "f8",
    "builtins.int": "i8",
    "builtins.bool": "b1",
    "builtins.complex": "c16",
    "builtins.object": "O",
    "numpy.float16": "f2",
    "numpy.half": "f2",
    "numpy.float32": "f4",
    "numpy.single": "f4",
    "numpy.float64": "f8",
    "numpy.double": "f8",
    "numpy.longdouble": "f16",
    "numpy.complex64": "c8",
    "numpy.complex128": "c16",
    "numpy.cdouble": "c16",
    "numpy.clongdouble": "c32",
    "numpy.bool_": "b1",
    "numpy.bool": "b1",
    "numpy.int8": "i1",
    "numpy.int16": "i2",
    "numpy.int32": "i4",
    "numpy.int64": "i8",
    "numpy.uint8": "u1",
    "numpy.uint16": "u2",
    "numpy.uint32": "u4",
    "numpy.uint64": "u8",
    "numpy.intp": "i8",
    "numpy.object_": "O",
}
_STRINGS = {
    "float": "f8",
    "float16": "f2",
    "float32": "f4",
    "float64": "f8",
    "double": "f8",
    "d": "f8",
    "f": "f4",
    "e": "f2",
    "int": "i8",
    "int8": "i1",
    "int16": "i2",
    "int32": "i4",
    "int64": "i8",
    "uint8": "u1",
    "uint16": "u2",
    "uint32": "u4",
    "uint64": "u8",
    "bool": "b1",
    "?": "b1",
    "complex": "c16",
    "complex64": "c8",
    "complex128": "c16",
    "D": "c16",
    "F": "c8",
    "B": "u1",
    "b": "i1",
    "h": "i2",
    "H": "u2",
    "object": "O",
    "O": "O",
    "single": "f4",
    "half": "f2",
}


def dtype_of_string(text: str) -> str | None:
    """The dtype code that a dtype string names, or None. ``int`` and ``long`` follow the platform: taken as 64 bits."""
    if text in _STRINGS:
        return _STRINGS[text]
    swapped = text.startswith(">")
    bare = text.lstrip("<=|>")
    if bare in NATIVE and bare not in ("S", "U", "m8", "M8"):
        return f">{bare}" if swapped and bare[-1] != "1" else bare
    return None


def native(dtype: str) -> str:
    """The dtype in the machine's own byte order."""
    return dtype.removeprefix(">")


LARGE = frozenset({"i8", "u8", "f8", "O"})  # what integers of any size come to: i8 and u8 together are f8
BEYOND = f"int:{2**64}"  # the word for an integer of Python's that may have more than 64 bits
_TRUTHS = frozenset(
    f"{module}.{name}"
    for module, names in (
        ("operator", "lt le eq ne gt ge"),
        ("numpy", "less less_equal equal not_equal greater greater_equal logical_and logical_or logical_xor"),
    )
    for name in names.split()
)  # they give bools of objects, too
_SQUARE = 2  # the largest exponent with which what is counted or measured stays within 64 bits
_SHIFT = 16


def is_beyond(word: str) -> bool:
    """Whether an integer that is written in the text, or `BEYOND`, has more than 64 bits."""
    head, _, value = word.partition(":")
    return head == "int" and value not in ("", "word") and not -(2**63) <= int(value) < 2**64


@lru_cache(maxsize=200_000)
def _one(model: Model, name: str, operands: tuple[str, ...], rules: str) -> frozenset[str]:
    found = _of_words(model, name, operands, rules)
    if rules == "1" and name not in _TRUTHS and any(map(is_beyond, operands)):
        return found | {"O"}  # before 2.0 it was an object to NumPy, and so was what it met
    return found


def _of_words(model: Model, name: str, operands: tuple[str, ...], rules: str) -> frozenset[str]:
    found = model.ufunc(name, operands, rules)
    if found is None:
        return frozenset()
    if found != "?":
        return frozenset({found})
    plain = {o.removeprefix("s:").partition(":")[0] for o in operands}
    if "O" in plain:
        # Arithmetic with an object array gives one, whatever the table's probes saw change between versions; dates and
        # times may take it over.
        return frozenset({"O"} if plain <= {"O", "b1", "bool"} else {"O", "M8", "m8"})
    if rules == "1":
        # Values decide: every narrower dtype that the scalar could be taken for, as if it were an array.
        choices: list[tuple[str, ...]] = [()]
        for operand in operands:
            choices = [(*c, o) for c in choices for o in _taken_for(operand)]
        if tuple(operands) not in choices or len(choices) > 1:
            out: set[str] = set()
            for choice in choices:
                result = model.ufunc(name, choice, "2")
                if result == "?":
                    return _ALL_RESULTS
                if result is not None:
                    out.add(result)
            return frozenset(out)
    return _ALL_RESULTS


def _taken_for(operand: str) -> tuple[str, ...]:
    head, _, value = operand.partition(":")
    if head == "s":
        return _NARROWER.get(value[0], (value,))
    if head in NUMBERS:
        return _NARROWER[_OF_NUMBER[head][0]]
    return (operand,)


@lru_cache(maxsize=20_000)
def elementwise(model: Model, name: str, operands: tuple[frozenset[str], ...]) -> frozenset[str]:
    """Every word for the result of a ufunc or operator over sets of operand words: arrays, scalars and numbers.

    ``name`` is ``numpy.add`` or an operator's ``+`` (``u-`` for the unary one). Combinations that raise give nothing.
    """
    table = OPERATORS.get(name, name)
    out: set[str] = set()
    combinations: list[tuple[str, ...]]
    if len(operands) == 1:
        combinations = [(a,) for a in operands[0]]
    elif len(operands) == 2:
        combinations = [(a, b) for a in operands[0] for b in operands[1]]
    else:
        return ARRAY_DTYPES
    for combination in combinations:
        if name in OPERATORS and all(o.partition(":")[0] in NUMBERS for o in combination):
            out |= _python(name, combination)
            continue
        if name in _ARITHMETIC and (found := _of_python(combination)) is not None:
            # However large the integer is; of more than 64 bits it gave a float of Python's, the same, before NumPy 2.
            out.add(found)
            continue
        array = any(o in ARRAY_DTYPES for o in combination)
        plain = tuple(native(o) for o in combination)
        for rules in RULES:
            results = _one(model, table, plain, rules)
            out |= results if array else {f"s:{r}" for r in results}
    return frozenset(out)


def _of_python(words: tuple[str, ...]) -> str | None:
    """The scalar of NumPy's that is a number of Python's, where the other operand is an integer of any size."""
    if len(words) == 2:
        for one, other in (words, words[::-1]):
            if one in _OF_PYTHON and (other == "int" or is_beyond(other)):
                return one
    return None


def _python(name: str, words: tuple[str, ...]) -> set[str]:
    """What Python makes of its own numbers, of which words with a value tell that, too."""
    kinds = [w.partition(":")[0] for w in words]
    if name in ("<", "<=", "==", "!=", ">", ">="):
        return {"bool"}
    top = max(kinds, key=_RANK.index)
    if name == "/":
        return {"complex"} if top == "complex" else {"float"}
    if name == "**":
        # A negative exponent makes integers float, and a broken one of a negative base is complex.
        if top in ("complex", "float"):
            return {"complex"} if top == "complex" else {"float"} if _stays_real(*words) else {"float", "complex"}
        return {"int", "float", *_size(name, words)}
    if top == "bool" and name not in ("&", "|", "^"):
        return {"int"}
    return {top, *_size(name, words)} if top == "int" else {top}


def _size(name: str, words: tuple[str, ...]) -> set[str]:
    """`BEYOND` where integers may come to more than 64 bits although they have no more: by powers, and by shifts."""
    if any(map(is_beyond, words)):
        return {BEYOND}
    if name not in ("**", "<<"):
        return set()
    base, by = map(_value, words)
    if by is None or base is None:
        most = _SQUARE if name == "**" else _SHIFT
        stays = (by is not None and by <= most) or (name == "**" and base in (-1, 0, 1))
        return set() if stays else {BEYOND}
    if by < 0:
        return set()
    value = base ** min(by, 128) if name == "**" else base << min(by, 128)
    return {BEYOND} if is_beyond(f"int:{value}") else set()


def codes_of(word: str) -> frozenset[str]:
    """The dtypes that NumPy makes of a number, or of an element, by itself."""
    head, _, value = word.partition(":")
    if head == "int":
        small = value == "word" or (value != "" and -(2**63) <= int(value) < 2**63)
        return frozenset({"i8"}) if small else LARGE
    return frozenset({_OF_NUMBER.get(head, word.removeprefix("s:"))})


def _value(word: str) -> int | None:
    """The integer that a word stands for, True for any bool; None where it may be any."""
    head, _, text = word.partition(":")
    return 1 if head == "bool" else None if text in ("", "word") else int(text)


def _stays_real(base: str, exponent: str) -> bool:
    """Whether a power of real numbers is real: of a base that is not negative, or with an exponent that is whole."""
    kind, _, value = exponent.partition(":")
    if kind != "float" or (value and float(value).is_integer()):
        return True
    value = base.partition(":")[2]
    return value not in ("", "word") and float(value) >= 0


_LIKELY = ("i8", "f4", "float", "c16", "f8", "int", "b1", "u1", "i4")


def likelihood(word: str) -> tuple[int, str]:
    """A key that puts first what readers believe most readily: of many words that change a dtype one is told."""
    plain = word.removeprefix("s:").partition(":")[0]
    return (_LIKELY.index(plain) if plain in _LIKELY else len(_LIKELY), word)


def closed(model: Model, name: str, x: frozenset[str], *others: frozenset[str], place: int = 0) -> str | None:
    """Why ``name(x, *others)`` may have another dtype than array ``x``, or None if it never has.

    ``place`` is the operand that x is. Combinations that raise do so in both forms.
    """
    table = OPERATORS.get(name, name)
    for dtype in sorted(x & ARRAY_DTYPES, key=likelihood):
        if native(dtype) in ("S", "U"):
            return "strings may come out longer"
        combos: list[tuple[str, ...]] = [()]
        for other in others:
            combos = [(*c, o) for c in combos for o in sorted(other, key=likelihood)]
            if len(combos) > 20_000:
                return "the operands may have too many dtypes"
        for combo in combos:
            plain = tuple(native(o) for o in combo)
            operands = (*plain[:place], native(dtype), *plain[place:])
            for rules in RULES:
                results = _one(model, table, operands, rules)
                if results <= {native(dtype)} and (dtype in NATIVE or not results):
                    continue
                if dtype not in NATIVE:
                    return "the array may be in foreign byte order, and a new one would not be"
                with_what = f" with {describe(combo[0])}" if combo else ""
                return f"{describe(dtype)}{with_what} may give {describe(min(results - {dtype}, key=likelihood))}"
    return None


_EXACT_INTS = {"f2": 11, "f4": 24, "f8": 53, "f16": 64, "c8": 24, "c16": 53, "c32": 64}
_INEXACT_ORDER = {"f2": 0, "f4": 1, "f8": 2, "f16": 3, "c8": 1, "c16": 2, "c32": 3}


def holds(dtype: str, other: str) -> bool:
    """Whether every value of ``other`` is one of ``dtype``: of bools, integers, floats and complex numbers."""
    dtype, other = native(dtype), native(other)
    if dtype == other or other == "b1":
        return True
    if other[0] in "iu":
        bits = 8 * int(other[1:]) - (other[0] == "i")
        if dtype[0] in "iu":
            return 8 * int(dtype[1:]) - (dtype[0] == "i") >= bits and not (dtype[0] == "u" and other[0] == "i")
        return dtype in _EXACT_INTS and _EXACT_INTS[dtype] >= bits
    if other not in _INEXACT_ORDER or dtype not in _INEXACT_ORDER or (other[0] == "c" and dtype[0] == "f"):
        return False
    return _INEXACT_ORDER[dtype] >= _INEXACT_ORDER[other]


def exact(first: str, middle: str, last: str) -> bool:
    """Whether ``astype`` from ``first`` to ``last`` gives the same with and without ``middle`` between.

    What a float out of an integer's range comes to is left to the processor, and a part that gets lost is warned of.
    """
    codes = [native(c) for c in (first, middle, last)]
    if any(c[0] not in "biufc" for c in codes) or not holds(middle, first):
        return False
    if codes[0][0] in "fc" and codes[2][0] in "iu":
        return False
    return codes[2][0] in "cb" or codes[1][0] != "c"


_REAL = {"c8": "f4", "c16": "f8", "c32": "f16"}
_SPOKEN = {
    "b1": "bool",
    "i": "int",
    "u": "uint",
    "f": "float",
    "c": "complex",
    "O": "object",
    "m8": "timedelta64",
    "M8": "datetime64",
    "S": "bytes",
    "U": "str",
}


def _order(like: str, dtype: str) -> str:
    """``dtype`` in the byte order of ``like``."""
    return f">{dtype}" if like != native(like) else dtype


def describe(word: str) -> str:
    """An operand word as people call it: ``s:f4`` a float32 scalar, ``i8`` int64."""
    head, _, value = word.partition(":")
    if head == "s":
        return f"a {describe(value)} scalar"
    if head in NUMBERS:
        return f"a Python {head}"
    bare = native(word)
    if bare in _SPOKEN:
        return _SPOKEN[bare]
    return f"{_SPOKEN[bare[0]]}{8 * int(bare[1:])}"


def of_result(model: Model, term: Term, given: dict[str, frozenset[str]], dtype_argument: str | None) -> frozenset[str]:
    """The dtype codes a model row's dtype term gives.

    ``given`` maps parameters to the operand words they may be, ``dtype_argument`` is the code of the dtype argument,
    ``"?"`` where one is given that is not known, None where there is none.
    """
    head = term.head
    if head == "param":
        if dtype_argument is not None:
            return frozenset({dtype_argument}) if dtype_argument != "?" else ARRAY_DTYPES
        if len(term.args) < 2:
            return ARRAY_DTYPES
        default = term.args[1]
        inner = default if isinstance(default, Term) else Term(default)
        return of_result(model, inner, given, None)
    if head in NATIVE:
        return frozenset({head})
    words = [given.get(str(a), ARRAY_DTYPES) for a in term.args if not isinstance(a, Term)]
    if head == "ufunc" and isinstance(term.args[0], Term):
        return frozenset(w.removeprefix("s:") for w in elementwise(model, str(term.args[0]), tuple(words)))
    codes = [frozenset(code for w in group for code in codes_of(w)) for group in words]
    if head == "numeric":
        loose = any(native(c) not in _NUMERIC for group in codes for c in group)
        return ARRAY_DTYPES if loose else _NUMERIC
    if not codes:
        return ARRAY_DTYPES
    first = codes[0]
    if head == "of":
        return first
    plain = frozenset(native(c) for c in first)
    if head == "promote":
        result = plain
        for group in codes[1:]:
            result = frozenset(w for w in elementwise(model, "numpy.add", (result, frozenset(map(native, group)))))
            if "b1" in plain:
                result |= {"b1"}
        # np.add has no loop for some pairs that promote (strings): unknown then.
        return ARRAY_DTYPES if result & {"S", "U", "m8", "M8", "O"} else result
    if head == "inexact" and len(codes) == 1:
        return frozenset(c if c in INEXACT_OR_OBJECT else "f8" for c in plain)
    if head == "sum":
        return frozenset(
            {"b1": "i8", "i1": "i8", "i2": "i8", "i4": "i8", "u1": "u8", "u2": "u8", "u4": "u8"}.get(c, c)
            for c in plain
        )
    if head in ("real", "norm") and len(codes) == 1:
        if head == "real":  # keeps the byte order
            return frozenset(_order(c, _REAL.get(native(c), native(c))) for c in first)
        real = _REAL
        base = frozenset(c if c in INEXACT_OR_OBJECT else "f8" for c in plain)
        return frozenset(real.get(c, c) for c in base)
    if head == "fft":
        double = bool(plain) and all(c in ("f8", "c16", "b1") or c[0] in "iu" for c in plain)
        return frozenset({"c16"} if double else {"c8", "c16", "c32"})
    if head == "solve":
        return frozenset(c if c in ("f4", "c8", "c16") else "f8" for c in plain)
    return ARRAY_DTYPES


INEXACT_OR_OBJECT = frozenset({"f2", "f4", "f8", "f16", "c8", "c16", "c32", "O", "m8", "M8"})
