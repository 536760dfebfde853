"""What comes out of generators and other things that work only when they are asked: item by item."""

from __future__ import annotations

import asyncio
import inspect
import itertools
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from dataclasses import dataclass
from typing import cast

from uncopy.verify.clone import clone

YIELD_LIMIT = 10_000  # items that are taken from a generator
MODULES = ("builtins", "itertools")  # whose iterators are asked for their items; those of others are objects


@dataclass
class Yielded:
    """What came out of a generator: the items themselves, and copies of them from when each one came."""

    kind: str
    items: list[object]
    as_they_came: list[object]
    returned: object
    unfinished: bool


def awaited(result: object) -> object:
    """What a coroutine returns, or anything else as it is."""
    return asyncio.run(result) if inspect.iscoroutine(result) else result


def is_lazy(result: object) -> bool:
    """Whether a result is one of which nothing is known until it is asked."""
    return isinstance(result, (Iterator, AsyncIterator)) and type(result).__module__ in MODULES


def drain(result: object, drained: Yielded, between: Callable[[], None]) -> None:
    """Fill in what a lazy result yields, as far as it gets. ``between`` is called after the first item."""
    drained.kind = type(result).__name__

    def whole() -> Generator[object, None, None]:
        drained.returned = yield from cast("Generator[object, None, object]", result)

    items = _in_step(result) if isinstance(result, AsyncIterator) else whole()
    try:
        for item in itertools.islice(items, YIELD_LIMIT):
            drained.items.append(item)
            drained.as_they_came.append(clone(item))
            if len(drained.items) == 1:
                between()
        drained.unfinished = len(drained.items) == YIELD_LIMIT
    finally:
        items.close()


def _in_step(result: AsyncIterator[object]) -> Generator[object, None, None]:
    loop = asyncio.new_event_loop()
    try:
        while True:
            try:
                yield loop.run_until_complete(anext(result))
            except StopAsyncIteration:
                return
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
