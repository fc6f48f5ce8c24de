"""Writing formats side by side, each once what it needs is there."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from graphlib import TopologicalSorter
from pathlib import Path

from mnemo.exports.release.format import Format, Song
from mnemo.runtime.processes import count_cores


def write_all(chosen: Mapping[str, Format], song: Song, folder: Path) -> dict[str, Exception]:
    """Write each format once what it needs is there, side by side on the machine's cores.

    Returns the optional formats that failed: each costs itself alone. The first failure of another (or Ctrl-C) is
    raised after what is running has come to its end; nothing new begins.
    """
    lost: dict[str, Exception] = {}
    roles = {role: name for name, form in chosen.items() for role in form.files(song)}
    order = TopologicalSorter({name: {roles[r] for r in form.needs if r in roles} for name, form in chosen.items()})
    order.prepare()
    ready: list[str] = []
    running: dict[Future[None], str] = {}
    with _open_pool() as pool:
        while order.is_active():
            ready = sorted([*ready, *order.get_ready()], key=lambda name: (-chosen[name].priority, name))
            while ready and len(running) < count_cores():
                name = ready.pop(0)
                running[pool.submit(chosen[name].write, song, folder)] = name
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                name = running.pop(future)
                try:
                    future.result()
                except Exception as error:
                    if not chosen[name].optional:
                        raise
                    lost[name] = error
                order.done(name)
    return lost


def run_in_parallel(tasks: Iterable[Callable[[], None]]) -> None:
    """Run independent tasks of one format side by side (encoders run in processes of their own)."""
    with _open_pool() as pool:
        for future in [pool.submit(task) for task in tasks]:
            future.result()


@contextlib.contextmanager
def raise_as_os_error(path: Path) -> Iterator[None]:
    """Raise what libsndfile says of a disk without room as the OSError that Python would raise."""
    import soundfile

    try:
        yield
    except soundfile.LibsndfileError as error:
        raise OSError(errno.EIO, error.error_string, str(path)) from error


@contextlib.contextmanager
def _open_pool() -> Iterator[ThreadPoolExecutor]:
    """Open a pool of a thread a core; when one fails, what has not begun never does."""
    pool = ThreadPoolExecutor(count_cores())
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)
