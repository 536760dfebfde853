"""Which rules there are: every `Rule` in a module of ``uncopy.rules``, found by itself."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from functools import lru_cache

import uncopy.rules
from uncopy.rules.base import Rule


@lru_cache(maxsize=1)
def all_rules() -> tuple[Rule, ...]:
    """One instance of each rule, in order of code."""
    found: list[Rule] = []
    for module_info in pkgutil.iter_modules(uncopy.rules.__path__):
        if module_info.name.startswith("unc"):
            module = importlib.import_module(f"uncopy.rules.{module_info.name}")
            found += [
                value()
                for value in vars(module).values()
                if isinstance(value, type)
                and issubclass(value, Rule)
                and value.__module__ == module.__name__
                and "meta" in vars(value)
            ]
    return tuple(sorted(found, key=lambda r: r.meta.code))


def page(rule: Rule) -> str:
    """The rule's page: its docstring as Markdown."""
    return f"# {rule.meta.code}  {rule.meta.name}\n\n{inspect.getdoc(rule) or ''}\n"
