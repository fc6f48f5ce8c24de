"""Several stems are worked on at once, in threads: numpy and filters release the interpreter lock."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from mnemo.runtime.processes import count_cores

T = TypeVar("T")
R = TypeVar("R")

AT_ONCE = 2  # more threads would only add memory: each holds a stem or two of its own


def map_in_threads(work: Callable[[T], R], items: Iterable[T]) -> list[R]:
    """Return `work` of every item, in the order of the items."""
    with ThreadPoolExecutor(min(AT_ONCE, count_cores())) as pool:
        return list(pool.map(work, items))


def start(work: Callable[[], T]) -> Future[T]:
    """Start a call in a thread of its own, also while the interpreter ends, when a pool takes no more work."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=run).start()
    return future


def run_both(one: Callable[[], T], other: Callable[[], R]) -> tuple[T, R]:
    """Return the results of two calls, which run at the same time where there are two cores."""
    if count_cores() < 2:
        return one(), other()
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(other)
        return one(), future.result()
