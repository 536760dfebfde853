"""All rewrites of the table, family by family."""

from __future__ import annotations

import importlib.util

from tests.verify.wrong import containers, endings, kinds, libraries, memory, state, values
from tests.verify.wrong.table import Rewrite

FAMILIES: dict[str, tuple[Rewrite, ...]] = {
    "memory": memory.REWRITES,
    "values": values.REWRITES,
    "kinds": kinds.REWRITES,
    "endings": endings.REWRITES,
    "state": state.REWRITES,
    "containers": containers.REWRITES,
    "libraries": libraries.REWRITES,
}
REWRITES = tuple(
    rewrite
    for family in FAMILIES.values()
    for rewrite in family
    if rewrite.needs is None or importlib.util.find_spec(rewrite.needs)
)
