"""Work on several stems at once. numpy and scipy let go of the interpreter, and every stem is computed as if alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from mnemo.runtime.processes import cores

T = TypeVar("T")
R = TypeVar("R")

AT_ONCE = 2  # more would only add memory: each holds a stem or two of its own


def each(work: Callable[[T], R], items: Iterable[T]) -> list[R]:
    """`work` of every item, in the order of the items."""
    with ThreadPoolExecutor(min(AT_ONCE, cores())) as pool:
        return list(pool.map(work, items))


def both(one: Callable[[], T], other: Callable[[], R]) -> tuple[T, R]:
    """Two works, at the same time where there are cores for it."""
    if cores() < 2:
        return one(), other()
    with ThreadPoolExecutor(1) as pool:
        begun = pool.submit(other)
        return one(), begun.result()
