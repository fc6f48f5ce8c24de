"""Independent jobs run on all cores in processes of their own, or one after the other where there is no second core."""

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


_limit: int | None = None
_kept: ProcessPoolExecutor | None = None


def count_cores() -> int:
    """Return how many cores this process should keep busy: its limit, or all cores of the machine."""
    return _limit or os.cpu_count() or 1


def limit_cores(count: int) -> None:
    """Keep this process to so many cores from now on, because others work beside it."""
    global _limit
    _limit = count


def map_in_processes(
    function: Callable[[Job], Result], jobs: Sequence[Job], pays_from: int = 2, keep: bool = False
) -> list[Result]:
    """Return `function` of every job, in the order of the jobs.

    Fewer than `pays_from` jobs are done in this process, since another takes half a second to start. With `keep` the
    processes stay for the next call. They are spawned on every platform alike, so `function` must stand at the top of
    a module and the jobs must be picklable.
    """
    global _kept
    workers = count_cores()
    if len(jobs) < pays_from or min(len(jobs), workers) < 2:
        return [function(job) for job in jobs]
    pool, _kept = _kept or ProcessPoolExecutor(workers, get_context("spawn"), initializer=start_worker), None
    try:
        with mask_sigint():
            futures = [pool.submit(function, job) for job in jobs]
        made = [future.result() for future in futures]
        _kept = pool if keep else None
        return made
    except (BrokenProcessPool, OSError):
        return [function(job) for job in jobs]
    except BaseException:
        for worker in active_children():  # nobody waits for their results any more
            worker.terminate()
        raise
    finally:
        if pool is not _kept:
            pool.shutdown()


@contextmanager
def mask_sigint() -> Iterator[None]:
    """Block Ctrl-C (SIGINT) while workers start in this block; the parent gets it afterwards.

    A worker inherits the mask, so that Ctrl-C cannot kill it before it ignores the signal by itself. That would break
    the pool, which prints a traceback of its own.
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
    """Prepare a new worker: it ignores Ctrl-C, which the parent answers by stopping it, and it ends with its parent."""
    tune_allocator()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
