"""Independent jobs on all cores, with the results in order; one after the other where no second process can be had."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context, parent_process
from typing import TypeVar

from mnemo.runtime.memory import tune_allocator

Job = TypeVar("Job")
Result = TypeVar("Result")


_granted: int | None = None


def cores() -> int:
    """How many cores this process should keep busy: those of the machine, or those that it was granted."""
    return _granted or os.cpu_count() or 1


def limit_cores(count: int) -> None:
    """From now on this process shares the machine with others."""
    global _granted
    _granted = count


def each(function: Callable[[Job], Result], jobs: Sequence[Job], pays_from: int = 2) -> list[Result]:
    """`function` of every job. Fewer than `pays_from` jobs are done here: a process takes half a second to start.

    Processes are spawned on every platform alike, so `function` must be a module's own and the jobs picklable.
    """
    workers = min(len(jobs), cores())
    if len(jobs) < pays_from or workers < 2:
        return [function(job) for job in jobs]
    try:
        with ProcessPoolExecutor(workers, get_context("spawn"), initializer=start_worker) as pool:
            with mask_sigint():
                futures = [pool.submit(function, job) for job in jobs]
            try:
                return [future.result() for future in futures]
            except BaseException:
                for worker in active_children():  # nobody waits for what they are doing
                    worker.terminate()
                raise
    except (BrokenProcessPool, OSError):
        return [function(job) for job in jobs]


@contextmanager
def mask_sigint() -> Iterator[None]:
    """Processes that start in this block do not hear Ctrl-C even before they can ignore it; the parent hears it after.

    A worker that dies of Ctrl-C while it starts would break the pool, and the pool prints a traceback of its own.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def start_worker() -> None:
    """In a new process: Ctrl-C is for the parent, which stops its workers; without a parent there is no work."""
    tune_allocator()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
