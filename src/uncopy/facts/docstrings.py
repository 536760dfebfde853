"""What numpydoc sections say of the types of parameters and attributes.

A type that is not understood in every part declares nothing: ``array_like`` may be anything that NumPy can make an
array of, so it never does.
"""

from __future__ import annotations

import re
from functools import lru_cache

from uncopy.facts import domain as d
from uncopy.facts.domain import Fact
from uncopy.facts.dtypes import NAMES
from uncopy.facts.refine import DTYPE_CLASSES, orders

_SECTION = re.compile(r"^(\w[\w ]*)\n-{3,}[ \t]*$", re.MULTILINE)
_ENTRY = re.compile(r"^(\w+(?:, ?\w+)*) ?: ?(\S.*)$")
_EXTRA = re.compile(r",? *(?:\boptional\b|\bkeyword[- ]only\b|\bdefaults?\b.*|\(default\b[^)]*\))$")
_AXES = r"\(\s*((?:[\w.*+-]+\s*,\s*)*[\w.*+-]*)\s*\)"
_ARRAY = re.compile(
    rf"(?:(?P<before>{_AXES}) +)?"
    r"(?:(?P<rank>\d)-?[dD](?:imensional)? +)?"
    r"(?::class:)?`{0,2}~?(?:np\.|numpy\.)?ndarray`{0,2}"
    rf"(?:(?:,? +| +of +|, *)?(?:of +|with +)?(?:shape *[=:]? *)?(?P<after>{_AXES}))?"
    r"(?:(?:,? +of +|, *dtype *[=:]? *|, +|\[)(?:dtype +|type +)?(?P<dtype>(?:np\.|numpy\.)?[a-z]+\d*)\]?)?"
)
_DTYPES = {
    "float": "floating", "floats": "floating", "floating": "floating", "int": "integer", "ints": "integer",
    "integer": "integer", "integers": "integer", "complex": "complexfloating", "bool": "bool_", "bools": "bool_",
    "boolean": "bool_", "booleans": "bool_",
}  # fmt: skip
_OTHERS = {
    "none": Fact(d.NONE),
    "float": Fact(d.NUMBER | d.SCALAR, frozenset({"float", "int", "bool"}) | {f"s:{c}" for c in ("f4", "f8", "i8")}),
    "int": Fact(d.NUMBER | d.SCALAR, frozenset({"int", "bool", "s:i4", "s:i8", "s:u4", "s:u8"})),
    "bool": Fact(d.NUMBER | d.SCALAR, frozenset({"bool", "s:b1"})),
    "str": Fact(d.STRING),
}


@lru_cache(maxsize=512)
def documented(text: str, *sections: str) -> dict[str, Fact]:
    """The types of what is listed in these sections of a docstring that was cleaned of its indentation."""
    found: dict[str, Fact] = {}
    heads = list(_SECTION.finditer(text))
    for place, head in enumerate(heads):
        if head[1].strip() not in sections:
            continue
        end = heads[place + 1].start() if place + 1 < len(heads) else len(text)
        for line in text[head.end() : end].splitlines():
            entry = _ENTRY.match(line)
            fact = _type(entry[2]) if entry is not None else None
            if entry is None:
                continue
            for name in entry[1].split(","):
                if name.strip() in found or fact is None:  # listed twice: neither is to be believed
                    found[name.strip()] = Fact(0)
                else:
                    found[name.strip()] = fact
    return {name: fact for name, fact in found.items() if fact.kinds}


def _type(text: str) -> Fact | None:
    text = text.strip().rstrip(".")
    empty = re.search(r"\bdefault\b.*\bNone\b", text) is not None
    while (shorter := _EXTRA.sub("", text)) != text:
        text = shorter.strip()
    kinds, dtypes, ranks = d.NONE if empty else 0, frozenset[str](), []
    for part in re.split(r"(?:,|\s)\s*or\s+|\s*\|\s*", text):
        fact = _part(part.strip())
        if fact is None:
            return None
        kinds, dtypes = kinds | fact.kinds, dtypes | fact.dtypes
        ranks += [fact.ndim] if fact.may(d.ARRAY) else []
    if not ranks:  # what is no array is not worth being told
        return None
    return Fact(kinds, dtypes, ndim=(min(low for low, _ in ranks), max(high for _, high in ranks)))


def _part(text: str) -> Fact | None:
    if text.lower() in _OTHERS:
        return _OTHERS[text.lower()]
    match = _ARRAY.fullmatch(text)
    if match is None or (match["before"] and match["after"]):
        return None
    dtypes = d.ARRAY_DTYPES
    if match["dtype"]:
        word = match["dtype"].rpartition(".")[2]
        if word in _DTYPES:
            dtypes = orders(DTYPE_CLASSES[f"numpy.{_DTYPES[word]}"])
        elif f"numpy.{word}" in NAMES and word != "object_":
            dtypes = orders(frozenset({NAMES[f"numpy.{word}"]}))
        else:
            return None
    axes = match["before"] or match["after"]
    words = [w for w in re.split(r"[\s,]+", axes.strip("() ")) if w] if axes else []
    if not words or any("." in w or "*" in w for w in words):
        words = []
    rank = int(match["rank"]) if match["rank"] else len(words)
    if not rank:
        return Fact(d.ARRAYS, dtypes)
    return Fact(d.ARRAY, dtypes, ndim=(rank, rank)) if not words or rank == len(words) else None
