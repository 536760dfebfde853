"""The state of a module: what its functions find and leave behind from one call to the next."""

from __future__ import annotations

import enum
import functools
import types
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from uncopy.verify.clone import Cloner, NotClonable

CODE = (types.ModuleType, types.FunctionType, types.BuiltinFunctionType, type, staticmethod, classmethod, property)


@dataclass(frozen=True)
class _Place:
    """Somewhere that values are kept: read and written by name."""

    label: str
    owner: Any

    def read(self) -> dict[str, object]:
        owner = self.owner
        if isinstance(owner, types.FunctionType):
            cells = zip(owner.__code__.co_freevars, owner.__closure__ or (), strict=True)
            found: dict[str, object] = {name: cell.cell_contents for name, cell in cells if _filled(cell)}
            found |= {f"{name}=": value for name, value in _defaults(owner).items()}
            return found | {f".{name}": value for name, value in vars(owner).items() if name != "__wrapped__"}
        return {name: value for name, value in vars(owner).items() if not _special(name) and not _descriptor(value)}

    def write(self, values: dict[str, object]) -> None:
        owner = self.owner
        if isinstance(owner, types.FunctionType):
            for name, cell in zip(owner.__code__.co_freevars, owner.__closure__ or (), strict=True):
                if name in values and not (_filled(cell) and cell.cell_contents is values[name]):
                    cell.cell_contents = values[name]
            if owner.__defaults__:
                names = _defaulted(owner, owner.__defaults__)
                owner.__defaults__ = tuple(values[f"{name}="] for name in names)
            if owner.__kwdefaults__:
                owner.__kwdefaults__ = {name: values[f"{name}="] for name in owner.__kwdefaults__}
            for name in [name for name in vars(owner) if name != "__wrapped__" and f".{name}" not in values]:
                delattr(owner, name)
            owner.__dict__.update({name[1:]: value for name, value in values.items() if name.startswith(".")})
            return
        present = self.read()
        for name in present.keys() - values.keys():
            _plain(owner).__delattr__(owner, name)
        for name, value in values.items():
            if name not in present or present[name] is not value:
                _plain(owner).__setattr__(owner, name, value)


class State:
    """A module's globals, class attributes, defaults, closures and function attributes.

    ``begin`` puts clones in their place and ``end`` the originals back, so that every run starts from the same. What is
    ``ignored``, by path, is not told.
    """

    def __init__(self, module: types.ModuleType) -> None:
        self._module = module
        self.places = [_Place("globals", module), *_places(module)]
        self.ignored: frozenset[str] = frozenset()
        self._saved: list[dict[str, object]] = []

    def begin(self, cloner: Cloner) -> None:
        """Install clones made by ``cloner``. What cannot be cloned stays."""
        self._saved = [place.read() for place in self.places]
        for place in self.places:
            if isinstance(place.owner, types.FunctionType):
                cloner.share(place.owner)
        for place, saved in zip(self.places, self._saved, strict=True):
            place.write({name: self._clone(cloner, value) for name, value in saved.items()})
        for place in self.places:
            for value in vars(place.owner).values():
                if isinstance(value, functools._lru_cache_wrapper):
                    value.cache_clear()

    @staticmethod
    def _clone(cloner: Cloner, value: object) -> object:
        if isinstance(value, CODE):
            return value
        try:
            return cloner(value)
        except NotClonable:
            return value

    def now(self) -> dict[str, object]:
        """All of it by path, in an order that does not depend on the module's text."""
        return {path: value for path, value in self._all() if path not in self.ignored}

    def aside(self) -> dict[str, object]:
        """What is ignored, by path."""
        return {path: value for path, value in self._all() if path in self.ignored} if self.ignored else {}

    def _all(self) -> Iterator[tuple[str, object]]:
        for place in sorted(self.places, key=lambda place: (place.label != "globals", place.label)):
            for name, value in sorted(place.read().items()):
                yield f"{place.label}[{name!r}]", value

    def end(self) -> None:
        """Put the originals back."""
        for place, saved in zip(self.places, self._saved, strict=True):
            place.write(saved)


def _places(module: types.ModuleType) -> Iterator[_Place]:
    """Functions and classes that the module defines, and those inside them."""
    found: set[int] = set()
    waiting: list[object] = list(vars(module).values())
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, (staticmethod, classmethod)):
            value = value.__func__
        if isinstance(value, functools._lru_cache_wrapper):
            value = value.__wrapped__
        if isinstance(value, property):
            waiting += [value.fget, value.fset, value.fdel]
        elif id(value) in found:
            continue
        elif isinstance(value, types.FunctionType) and value.__globals__ is module.__dict__:
            found.add(id(value))
            yield _Place(f"state of {value.__qualname__}", value)
            waiting += [cell.cell_contents for cell in value.__closure__ or () if _filled(cell)]
        elif isinstance(value, type) and not issubclass(value, enum.Enum) and value.__module__ == module.__name__:
            found.add(id(value))
            yield _Place(f"state of {value.__qualname__}", value)
            waiting += list(vars(value).values())


def _defaulted(function: types.FunctionType, defaults: tuple[object, ...]) -> tuple[str, ...]:
    """The positional parameters that have defaults."""
    count = function.__code__.co_argcount
    return function.__code__.co_varnames[count - len(defaults) : count]


def _defaults(function: types.FunctionType) -> dict[str, object]:
    defaults = function.__defaults__ or ()
    return {**dict(zip(_defaulted(function, defaults), defaults, strict=True)), **(function.__kwdefaults__ or {})}


def _filled(cell: types.CellType) -> bool:
    try:
        cell.cell_contents  # noqa: B018 - raises where there is nothing
    except ValueError:
        return False
    return True


def _plain(owner: object) -> Any:
    """Where to set an attribute of a class past its metaclass."""
    return type if isinstance(owner, type) else type(owner)


def _special(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


def _descriptor(value: object) -> bool:
    """Whether a class holds it to act on its instances, as methods and slots do."""
    return hasattr(type(value), "__get__") or isinstance(value, types.ModuleType)
